"""A conditional GAN with a train step of its own."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

LATENT = 24
SIDE = 16
CLASSES = 5


def make_generator(latent=LATENT, classes=CLASSES):
    noise = keras.Input((latent,), name="noise")
    label = keras.Input((classes,), name="label")
    x = layers.Concatenate()([noise, label])
    x = layers.Dense(4 * 4 * 32)(x)
    x = layers.LeakyReLU(negative_slope=0.2)(x)
    x = layers.Reshape((4, 4, 32))(x)
    for filters in (32, 16):
        x = layers.Conv2DTranspose(filters, 4, strides=2, padding="same")(x)
        x = layers.LeakyReLU(negative_slope=0.2)(x)
    image = layers.Conv2D(1, 5, padding="same", activation="tanh")(x)
    return keras.Model([noise, label], image, name="generator")


def make_critic(side=SIDE, classes=CLASSES):
    model = keras.Sequential(name="critic")
    model.add(keras.Input((side, side, 1 + classes)))
    for filters in (16, 32):
        model.add(layers.Conv2D(filters, 3, strides=2, padding="same"))
        model.add(layers.LeakyReLU(negative_slope=0.2))
    model.add(layers.GlobalMaxPooling2D())
    model.add(layers.Dense(1))
    return model


class ConditionalGAN(keras.Model):
    def __init__(self, critic, generator, latent, **kwargs):
        super().__init__(**kwargs)
        self.critic = critic
        self.generator = generator
        self.latent = latent
        self.critic_loss = keras.metrics.Mean(name="critic_loss")
        self.generator_loss = keras.metrics.Mean(name="generator_loss")

    @property
    def metrics(self):
        return [self.critic_loss, self.generator_loss]

    def compile(self, critic_optimizer, generator_optimizer, loss):
        super().compile()
        self.critic_optimizer = critic_optimizer
        self.generator_optimizer = generator_optimizer
        self.loss = loss

    def planes(self, labels, side):
        wide = labels[:, None, None, :]
        wide = tf.repeat(wide, side, axis=1)
        return tf.repeat(wide, side, axis=2)

    def train_step(self, data):
        images, labels = data
        count = tf.shape(images)[0]
        side = images.shape[1]
        noise = tf.random.normal((count, self.latent))
        planes = self.planes(labels, side)
        fakes = self.generator([noise, labels])
        both = tf.concat([tf.concat([images, planes], -1), tf.concat([fakes, planes], -1)], axis=0)
        truth = tf.concat([tf.zeros((count, 1)), tf.ones((count, 1))], axis=0)
        with tf.GradientTape() as tape:
            critic_loss = self.loss(truth, self.critic(both))
        gradients = tape.gradient(critic_loss, self.critic.trainable_weights)
        self.critic_optimizer.apply_gradients(zip(gradients, self.critic.trainable_weights))
        with tf.GradientTape() as tape:
            fakes = self.generator([noise, labels])
            judged = self.critic(tf.concat([fakes, planes], axis=-1))
            generator_loss = self.loss(tf.zeros((count, 1)), judged)
        gradients = tape.gradient(generator_loss, self.generator.trainable_weights)
        self.generator_optimizer.apply_gradients(zip(gradients, self.generator.trainable_weights))
        self.critic_loss.update_state(critic_loss)
        self.generator_loss.update_state(generator_loss)
        return {"c": self.critic_loss.result(), "g": self.generator_loss.result()}


digits = np.random.uniform(-1, 1, (32, SIDE, SIDE, 1)).astype("float32")
kinds = keras.utils.to_categorical(np.random.randint(0, CLASSES, 32), CLASSES).astype("float32")
dataset = tf.data.Dataset.from_tensor_slices((digits, kinds)).shuffle(32).batch(8)
gan = ConditionalGAN(make_critic(), make_generator(), LATENT)
gan.compile(
    keras.optimizers.Adam(3e-4),
    keras.optimizers.Adam(3e-4),
    keras.losses.BinaryCrossentropy(from_logits=True),
)
gan.fit(dataset, epochs=1)
grid = gan.generator.predict([np.random.normal(size=(CLASSES, LATENT)), np.eye(CLASSES)])
print(grid.shape)
