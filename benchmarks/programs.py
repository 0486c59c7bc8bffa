"""Programs of a given length to measure on: real ones cut or joined, and generated ones in the style of a research script."""

from __future__ import annotations

from itertools import count

HEAD = '''"""A program of many parts."""

import numpy as np
import keras
from keras import layers


def dense_block(x, units, rate=0.1):
    x = layers.Dense(units, activation="relu")(x)
    x = layers.LayerNormalization()(x)
    return layers.Dropout(rate)(x)


def conv_block(x, filters, kernel_size=3):
    shortcut = layers.Conv2D(filters, 1, padding="same")(x)
    x = layers.Conv2D(filters, kernel_size, padding="same", activation="relu")(x)
    x = layers.BatchNormalization()(x)
    x = layers.Add()([shortcut, x])
    return layers.MaxPooling2D(2)(x)

'''

PART = '''
# ---- part {n}
class Attention{n}(layers.Layer):
    """Attends over the steps of a sequence."""

    def __init__(self, heads=4, width={width}, **kwargs):
        super().__init__(**kwargs)
        self.attend = layers.MultiHeadAttention(num_heads=heads, key_dim=width)
        self.norm = layers.LayerNormalization(epsilon=1e-6)
        self.project = layers.Dense(width * 2)

    def call(self, x):
        attended = self.attend(x, x)
        return self.project(self.norm(x + attended))


def sequence_model_{n}(steps={steps}, features={width}):
    inputs = keras.Input((steps, features))
    x = Attention{n}(name="attention_{n}")(inputs)
    x = layers.GRU(32, return_sequences=True)(x)
    x = layers.GlobalAveragePooling1D()(x)
    x = dense_block(x, 64)
    outputs = layers.Dense(10, activation="softmax")(x)
    return keras.Model(inputs, outputs)


def image_model_{n}(size=64):
    inputs = keras.Input((size, size, 3))
    x = conv_block(inputs, 16)
    x = conv_block(x, 32)
    x = layers.Flatten()(x)
    x = dense_block(x, 128)
    return keras.Model(inputs, layers.Dense(5)(x))


sequences_{n} = np.random.rand(256, {steps}, {width})
labels_{n} = np.random.randint(0, 10, 256)
model_{n} = sequence_model_{n}()
model_{n}.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model_{n}.fit(sequences_{n}, labels_{n}, epochs=2, batch_size=32)
images_{n} = image_model_{n}()
images_{n}.compile("adam", "mse")
predictions_{n} = images_{n}.predict(np.zeros((4, 64, 64, 3)))
'''


def generated(lines: int) -> str:
    """A program of about that many lines: as many parts as fit, each with a layer, two models and their training."""
    text = HEAD
    for number in count():
        part = PART.format(n=number, width=16 + 8 * (number % 3), steps=10 + number % 5)
        if number and text.count("\n") + part.count("\n") > lines:
            return text
        text += part
    raise AssertionError
