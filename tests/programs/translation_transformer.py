"""An encoder-decoder transformer over token ids, with masks."""

import keras
import numpy as np
from keras import layers, ops

VOCABULARY = {"source": 500, "target": 600}
LENGTH = 12
WIDTH = 32
HEADS = 4
INNER = 64
LAYERS = 2


class Embed(layers.Layer):
    def __init__(self, length, vocabulary, width, **kwargs):
        super().__init__(**kwargs)
        self.tokens = layers.Embedding(vocabulary, width, mask_zero=True)
        self.places = layers.Embedding(length, width)
        self.length = length

    def call(self, ids):
        positions = ops.arange(0, ops.shape(ids)[-1], 1)
        return self.tokens(ids) + self.places(positions)

    def compute_mask(self, inputs, mask=None):
        return self.tokens.compute_mask(inputs, mask)


def feed_forward(width, inner):
    return keras.Sequential([layers.Dense(inner, activation="relu"), layers.Dense(width)])


class Encoder(layers.Layer):
    def __init__(self, width, inner, heads, **kwargs):
        super().__init__(**kwargs)
        self.attention = layers.MultiHeadAttention(heads, width // heads)
        self.mlp = feed_forward(width, inner)
        self.norms = [layers.LayerNormalization() for _ in range(2)]
        self.supports_masking = True

    def call(self, x):
        x = self.norms[0](x + self.attention(x, x))
        return self.norms[1](x + self.mlp(x))


class Decoder(layers.Layer):
    def __init__(self, width, inner, heads, **kwargs):
        super().__init__(**kwargs)
        self.own = layers.MultiHeadAttention(heads, width // heads)
        self.cross = layers.MultiHeadAttention(heads, width // heads)
        self.mlp = feed_forward(width, inner)
        self.norms = [layers.LayerNormalization() for _ in range(3)]
        self.supports_masking = True

    def call(self, x, encoded):
        x = self.norms[0](x + self.own(x, x, use_causal_mask=True))
        x = self.norms[1](x + self.cross(query=x, value=encoded, key=encoded))
        return self.norms[2](x + self.mlp(x))


def build(depth=LAYERS, width=WIDTH):
    source = keras.Input((None,), dtype="int64", name="source")
    target = keras.Input((None,), dtype="int64", name="target")
    x = Embed(LENGTH, VOCABULARY["source"], width)(source)
    for _ in range(depth):
        x = Encoder(width, INNER, HEADS)(x)
    y = Embed(LENGTH, VOCABULARY["target"], width)(target)
    for _ in range(depth):
        y = Decoder(width, INNER, HEADS)(y, x)
    y = layers.Dropout(0.5)(y)
    scores = layers.Dense(VOCABULARY["target"], activation="softmax")(y)
    return keras.Model({"source": source, "target": target}, scores)


def pairs(count):
    source = np.random.randint(1, VOCABULARY["source"], (count, LENGTH))
    target = np.random.randint(1, VOCABULARY["target"], (count, LENGTH + 1))
    return {"source": source, "target": target[:, :-1]}, target[:, 1:]


inputs, labels = pairs(16)
transformer = build()
transformer.compile("rmsprop", "sparse_categorical_crossentropy", weighted_metrics=["accuracy"])
transformer.fit(inputs, labels, batch_size=8, epochs=1)


def decode(ids, start=1):
    words = np.full((1, 1), start)
    for step in range(3):
        scores = transformer.predict({"source": ids, "target": words}, verbose=0)
        word = np.argmax(scores[:, -1, :], axis=-1)
        words = np.concatenate([words, word[:, None]], axis=1)
    return words


print(decode(inputs["source"][:1]).shape)
