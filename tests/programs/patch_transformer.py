"""An image classifier of patches and attention, as subclassed layers and a subclassed model."""

import keras
import numpy as np
from keras import layers, ops

IMAGE = 32
PATCH = 4
WIDTH = 48
HEADS = 4
DEPTH = 3
CLASSES = 7


class Patches(layers.Layer):
    def __init__(self, size, width, **kwargs):
        super().__init__(**kwargs)
        self.size = size
        self.projection = layers.Conv2D(width, size, strides=size, padding="valid")
        self.flat = layers.Reshape((-1, width))

    def call(self, images):
        return self.flat(self.projection(images))


class AddPositions(layers.Layer):
    def build(self, input_shape):
        self.table = self.add_weight(shape=(1, input_shape[1], input_shape[2]), name="positions")

    def call(self, x):
        return x + self.table


class FeedForward(layers.Layer):
    def __init__(self, widths, rate=0.0, **kwargs):
        super().__init__(**kwargs)
        self.stack = [layers.Dense(width, activation="gelu") for width in widths]
        self.drop = layers.Dropout(rate)

    def call(self, x, training=False):
        for dense in self.stack:
            x = self.drop(dense(x), training=training)
        return x


class Block(layers.Layer):
    def __init__(self, heads, width, rate=0.1, **kwargs):
        super().__init__(**kwargs)
        self.first = layers.LayerNormalization(epsilon=1e-6)
        self.attention = layers.MultiHeadAttention(num_heads=heads, key_dim=width // heads, dropout=rate)
        self.second = layers.LayerNormalization(epsilon=1e-6)
        self.mlp = FeedForward([2 * width, width], rate)

    def call(self, x, training=False):
        normed = self.first(x)
        x = x + self.attention(normed, normed, training=training)
        return x + self.mlp(self.second(x), training=training)


class Classifier(keras.Model):
    def __init__(self, depth, heads, width, classes, **kwargs):
        super().__init__(**kwargs)
        self.patches = Patches(PATCH, width)
        self.positions = AddPositions()
        self.blocks = [Block(heads, width, name=f"block_{i}") for i in range(depth)]
        self.norm = layers.LayerNormalization()
        self.pool = layers.GlobalAveragePooling1D()
        self.head = layers.Dense(classes)

    def call(self, images, training=False):
        x = self.positions(self.patches(images))
        for block in self.blocks:
            x = block(x, training=training)
        return self.head(self.pool(self.norm(x)))


def augmentation():
    return keras.Sequential([layers.RandomFlip("horizontal"), layers.RandomRotation(0.05)], name="augment")


def build(depth=DEPTH):
    inputs = keras.Input((IMAGE, IMAGE, 3))
    logits = Classifier(depth, HEADS, WIDTH, CLASSES)(augmentation()(inputs))
    return keras.Model(inputs, logits)


x_train = np.random.rand(24, IMAGE, IMAGE, 3).astype("float32")
y_train = np.random.randint(0, CLASSES, (24,))
model = build()
model.compile(
    optimizer=keras.optimizers.AdamW(1e-3),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
model.fit(x_train, y_train, batch_size=8, epochs=1, validation_split=0.25)
scores = model.predict(x_train[:5])
best = ops.argmax(scores, axis=-1)
print(best.shape)
