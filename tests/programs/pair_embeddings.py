"""Twins with shared weights: pairs of sentences and of pictures, told alike or different by distance."""

import random

import keras
import numpy as np
from keras import layers, ops

WORDS = 300
LENGTH = 20
EMBED = 16


def make_pairs(items, labels, count):
    places = {label: np.where(labels == label)[0] for label in set(labels.tolist())}
    first, second, same = [], [], []
    for _ in range(count):
        a = random.randrange(len(items))
        is_same = random.random() < 0.5
        others = [label for label in places if (label == labels[a]) == is_same]
        b = random.choice(places[random.choice(others)])
        first.append(items[a])
        second.append(items[b])
        same.append(float(is_same))
    return np.array(first), np.array(second), np.array(same)


class Distance(layers.Layer):
    def call(self, a, b):
        squares = ops.sum(ops.square(a - b), axis=1, keepdims=True)
        return ops.sqrt(ops.maximum(squares, keras.config.epsilon()))


def contrastive(margin=1.0):
    def loss(y_true, y_pred):
        near = y_true * ops.square(y_pred)
        far = (1 - y_true) * ops.square(ops.maximum(margin - y_pred, 0))
        return ops.mean(near + far)

    return loss


def sentence_tower(words=WORDS, length=LENGTH, width=EMBED):
    ids = keras.Input((length,), dtype="int32")
    x = layers.Embedding(words, width)(ids)
    views = [layers.Conv1D(12, size, activation="relu", padding="same")(x) for size in (2, 3, 5)]
    pooled = [layers.GlobalMaxPooling1D()(view) for view in views]
    return keras.Model(ids, layers.Dense(width)(layers.concatenate(pooled)))


def picture_tower(side=16, width=EMBED):
    return keras.Sequential(
        [
            keras.Input((side, side, 1)),
            *[layer for n in (8, 16) for layer in (layers.Conv2D(n, 3, activation="relu"), layers.MaxPooling2D())],
            layers.Flatten(),
            layers.Dropout(0.2),
            layers.Dense(width, activation="tanh"),
        ]
    )


def twins(tower, similarity="distance"):
    shape = tower.input_shape[1:]
    left, right = keras.Input(shape), keras.Input(shape)
    a, b = tower(left), tower(right)
    if similarity == "distance":
        outputs = Distance()(a, b)
    else:
        cosine = layers.Dot(axes=1, normalize=True)([a, b])
        outputs = layers.Dense(1, activation="sigmoid")(cosine)
    return keras.Model([left, right], outputs)


sentences = np.random.randint(0, WORDS, (40, LENGTH))
topics = np.random.randint(0, 4, 40)
left, right, same = make_pairs(sentences, topics, 24)
model = twins(sentence_tower())
model.compile("adam", contrastive(margin=1.5))
model.fit([left, right], same.reshape(-1, 1), epochs=1, batch_size=8)

pictures = np.random.rand(40, 16, 16, 1)
left, right, same = make_pairs(pictures, topics, 24)
tower = picture_tower()
model = twins(tower, similarity="cosine")
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
model.fit([left, right], same.reshape(-1, 1), epochs=1, batch_size=8)

codes = tower.predict(pictures)
similar = codes @ codes.T
nearest = np.argsort(-similar, axis=1)[:, 1:4]
print(codes.shape, similar.shape, nearest.shape)
