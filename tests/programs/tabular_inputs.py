"""Columns of a table as named inputs: numbers are normalized, words looked up, both go wide and deep."""

import keras
import numpy as np
import pandas as pd
from keras import layers
from sklearn.model_selection import train_test_split

ROWS = 60
NUMBERS = ["age", "income", "hours"]
WORDS = {"job": ["clerk", "cook", "driver"], "city": ["north", "south"]}
TARGET = "bought"

table = pd.DataFrame({name: np.random.rand(ROWS) * 50 for name in NUMBERS})
for name, words in WORDS.items():
    table[name] = np.random.choice(words, ROWS)
table[TARGET] = np.random.randint(0, 2, ROWS)

train, test = train_test_split(table, test_size=0.25, random_state=1)
train, valid = train_test_split(train, test_size=0.2)


def columns(frame):
    names = NUMBERS + list(WORDS)
    features = {name: frame[name].to_numpy().reshape(-1, 1) for name in names}
    return features, frame[TARGET].to_numpy().astype("float32")


def number_branch(name):
    column = keras.Input((1,), name=name)
    scale = layers.Normalization(axis=-1)
    scale.adapt(train[name].to_numpy().reshape(-1, 1))
    return column, scale(column)


def word_branch(name, words, width=4):
    column = keras.Input((1,), name=name, dtype="string")
    lookup = layers.StringLookup(vocabulary=words)
    table = layers.Embedding(lookup.vocabulary_size(), width)
    return column, layers.Flatten()(table(lookup(column)))


inputs, encoded = [], []
for name in NUMBERS:
    column, branch = number_branch(name)
    inputs.append(column)
    encoded.append(branch)
for name, words in WORDS.items():
    column, branch = word_branch(name, words, width=2 + len(words))
    inputs.append(column)
    encoded.append(branch)

features = layers.concatenate(encoded)
deep = features
for units in [32, 16]:
    deep = layers.Dense(units)(deep)
    deep = layers.BatchNormalization()(deep)
    deep = layers.ReLU()(deep)
    deep = layers.Dropout(0.3)(deep)


def cross(x0, x, rank=8):
    low = layers.Dense(rank, use_bias=False)(x)
    return x0 * layers.Dense(x0.shape[-1])(low) + x


crossed = features
for _ in range(2):
    crossed = cross(features, crossed)

merged = layers.concatenate([deep, crossed, features])
chance = layers.Dense(1, activation="sigmoid", name="chance")(merged)
model = keras.Model({tensor.name: tensor for tensor in inputs}, chance)
model.compile("adam", "binary_crossentropy", metrics=["accuracy", keras.metrics.AUC()])


class Tell(keras.callbacks.Callback):
    def __init__(self, every=1):
        super().__init__()
        self.every = every

    def on_epoch_end(self, epoch, logs=None):
        if epoch % self.every == 0:
            print(epoch, sorted(logs or {}))


if __name__ == "__main__":
    import tensorflow as tf

    def dataset(frame, size=8):
        return tf.data.Dataset.from_tensor_slices(columns(frame)).batch(size)

    model.fit(dataset(train), validation_data=dataset(valid), epochs=1, callbacks=[Tell()])
    chances = model.predict(dataset(test))
    print(chances.shape, (chances[:, 0] > 0.5).mean())
