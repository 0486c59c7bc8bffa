"""An encoder and a decoder with skip connections, built by functions from a table of widths."""

import keras
import numpy as np
from keras import layers

SIZE = (64, 64)
WIDTHS = [16, 32, 64]
CLASSES = 4


def conv(x, filters, kernel=3, name=None):
    x = layers.Conv2D(filters, kernel, padding="same", use_bias=False, name=name)(x)
    x = layers.BatchNormalization()(x)
    return layers.Activation("relu")(x)


def residual(x, filters):
    shortcut = x if x.shape[-1] == filters else layers.Conv2D(filters, 1)(x)
    x = conv(x, filters)
    x = conv(x, filters)
    return layers.Add()([x, shortcut])


def encoder(inputs, widths):
    skips = []
    x = inputs
    for filters in widths:
        x = residual(x, filters)
        skips.append(x)
        x = layers.MaxPooling2D(2)(x)
    return x, skips


def gate(x, skip, filters):
    query = layers.Conv2D(filters, 1)(x)
    key = layers.Conv2D(filters, 1)(skip)
    weight = layers.Conv2D(1, 1, activation="sigmoid")(layers.ReLU()(query + key))
    return layers.Multiply()([skip, weight])


def decoder(x, skips, widths):
    for filters, skip in zip(reversed(widths), reversed(skips)):
        x = layers.Conv2DTranspose(filters, 2, strides=2, padding="same")(x)
        x = layers.Concatenate()([x, gate(x, skip, filters)])
        x = residual(x, filters)
    return x


def segmenter(size, widths, classes, bridge=128):
    inputs = keras.Input(size + (3,))
    x, skips = encoder(layers.Rescaling(1 / 255)(inputs), widths)
    x = residual(x, bridge)
    x = layers.SpatialDropout2D(0.2)(x)
    x = decoder(x, skips, widths)
    outputs = layers.Conv2D(classes, 1, activation="softmax", name="classes")(x)
    return keras.Model(inputs, outputs, name="segmenter")


def dice(y_true, y_pred):
    y_true = keras.ops.one_hot(keras.ops.cast(y_true, "int32"), CLASSES)
    common = keras.ops.sum(y_true * y_pred, axis=(1, 2))
    total = keras.ops.sum(y_true + y_pred, axis=(1, 2))
    return 1 - keras.ops.mean(2 * common / (total + 1.0), axis=-1)


class Batches(keras.utils.PyDataset):
    def __init__(self, images, masks, batch_size=4, **kwargs):
        super().__init__(**kwargs)
        self.images, self.masks, self.batch_size = images, masks, batch_size

    def __len__(self):
        return len(self.images) // self.batch_size

    def __getitem__(self, index):
        part = slice(index * self.batch_size, (index + 1) * self.batch_size)
        return self.images[part], self.masks[part]


images = np.random.randint(0, 255, (12, *SIZE, 3)).astype("float32")
masks = np.random.randint(0, CLASSES, (12, *SIZE))
model = segmenter(SIZE, WIDTHS, CLASSES)
model.summary()
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(Batches(images, masks), epochs=1)
model.compile(optimizer="adam", loss=dice)
model.fit(images, masks, batch_size=4, epochs=1)
predicted = model.predict(images[:2])
labels = np.argmax(predicted, axis=-1)
overlap = (labels == masks[:2]).mean(axis=(1, 2))
print(labels.shape, overlap.shape)
features = keras.Model(model.inputs, [layer.output for layer in model.layers if isinstance(layer, layers.Add)])
for level in features.predict(images[:1]):
    print(level.shape)
