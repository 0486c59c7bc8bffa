"""A variational autoencoder with a sampling layer, and a classifier on its codes."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

SIDE = 28
CODE = 6


class Sample(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seeds = keras.random.SeedGenerator(7)

    def call(self, inputs):
        mean, log_variance = inputs
        noise = keras.random.normal(ops.shape(mean), seed=self.seeds)
        return mean + ops.exp(0.5 * log_variance) * noise


def make_encoder(code=CODE, filters=(16, 32)):
    image = keras.Input((SIDE, SIDE, 1))
    x = image
    for count in filters:
        x = layers.Conv2D(count, 3, activation="relu", strides=2, padding="same")(x)
    x = layers.Flatten()(x)
    x = layers.Dense(24, activation="relu")(x)
    mean = layers.Dense(code, name="mean")(x)
    log_variance = layers.Dense(code, name="log_variance")(x)
    return keras.Model(image, [mean, log_variance, Sample()([mean, log_variance])], name="encoder")


def make_decoder(code=CODE, filters=(32, 16)):
    small = SIDE // 2 ** len(filters)
    vector = keras.Input((code,))
    x = layers.Dense(small * small * filters[0], activation="relu")(vector)
    x = layers.Reshape((small, small, filters[0]))(x)
    for count in filters:
        x = layers.Conv2DTranspose(count, 3, activation="relu", strides=2, padding="same")(x)
    image = layers.Conv2DTranspose(1, 3, activation="sigmoid", padding="same")(x)
    return keras.Model(vector, image, name="decoder")


class Autoencoder(keras.Model):
    def __init__(self, encoder, decoder, weight=1.0, **kwargs):
        super().__init__(**kwargs)
        self.encoder, self.decoder = encoder, decoder
        self.weight = weight
        self.trackers = {name: keras.metrics.Mean(name=name) for name in ("total", "image", "code")}

    @property
    def metrics(self):
        return list(self.trackers.values())

    def call(self, images):
        return self.decoder(self.encoder(images)[2])

    def train_step(self, images):
        with tf.GradientTape() as tape:
            mean, log_variance, vector = self.encoder(images)
            restored = self.decoder(vector)
            pixel = keras.losses.binary_crossentropy(images, restored)
            image_loss = ops.mean(ops.sum(pixel, axis=(1, 2)))
            divergence = -0.5 * (1 + log_variance - ops.square(mean) - ops.exp(log_variance))
            code_loss = ops.mean(ops.sum(divergence, axis=1))
            total = image_loss + self.weight * code_loss
        gradients = tape.gradient(total, self.trainable_weights)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_weights))
        for name, value in zip(self.trackers, (total, image_loss, code_loss)):
            self.trackers[name].update_state(value)
        return {name: tracker.result() for name, tracker in self.trackers.items()}


pictures = np.random.rand(32, SIDE, SIDE).astype("float32")[..., np.newaxis]
labels = np.random.randint(0, 3, 32)
encoder, decoder = make_encoder(), make_decoder()
model = Autoencoder(encoder, decoder, weight=0.5)
model.compile(optimizer=keras.optimizers.Adam())
model.fit(pictures, epochs=1, batch_size=16)

codes, _, _ = encoder.predict(pictures)
classifier = keras.Sequential([keras.Input((CODE,)), layers.Dense(8, "relu"), layers.Dense(3, "softmax")])
classifier.compile("sgd", "sparse_categorical_crossentropy")
classifier.fit(codes, labels, epochs=1)

rows = 3
figure = np.zeros((SIDE * rows, SIDE * rows))
for i, a in enumerate(np.linspace(-1, 1, rows)):
    for j, b in enumerate(np.linspace(-1, 1, rows)):
        vector = np.zeros((1, CODE))
        vector[0, :2] = [a, b]
        tile = decoder.predict(vector, verbose=0)[0].reshape(SIDE, SIDE)
        figure[i * SIDE : (i + 1) * SIDE, j * SIDE : (j + 1) * SIDE] = tile
print(figure.shape, codes.shape)
