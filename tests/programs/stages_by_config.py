"""Networks from configurations: dicts of stages, comprehension-built stacks, and a head for each task."""

from dataclasses import dataclass, field

import keras
import numpy as np
from keras import layers

STAGES = {
    "tiny": [dict(filters=16, repeats=1, stride=1), dict(filters=32, repeats=1, stride=2)],
    "small": [
        dict(filters=16, repeats=2, stride=1),
        dict(filters=32, repeats=2, stride=2),
        dict(filters=64, repeats=1, stride=2),
    ],
}


@dataclass
class Settings:
    name: str = "tiny"
    size: int = 32
    channels: int = 3
    rate: float = 0.1
    tasks: dict = field(default_factory=lambda: {"kind": 10, "colour": 4, "weight": 1})

    @property
    def shape(self):
        return (self.size, self.size, self.channels)


def squeeze(x, ratio=4):
    channels = x.shape[-1]
    weights = layers.GlobalAveragePooling2D(keepdims=True)(x)
    weights = layers.Conv2D(max(channels // ratio, 1), 1, activation="relu")(weights)
    weights = layers.Conv2D(channels, 1, activation="sigmoid")(weights)
    return x * weights


def block(x, filters, stride=1, expansion=2, name="block"):
    shortcut = x
    x = layers.Conv2D(filters * expansion, 1, use_bias=False, name=f"{name}_expand")(x)
    x = layers.BatchNormalization()(x)
    x = layers.Activation("swish")(x)
    x = layers.DepthwiseConv2D(3, strides=stride, padding="same", name=f"{name}_depth")(x)
    x = squeeze(x)
    x = layers.Conv2D(filters, 1, name=f"{name}_project")(x)
    if stride == 1 and shortcut.shape[-1] == filters:
        return layers.Add(name=f"{name}_add")([shortcut, x])
    return x


def backbone(settings):
    inputs = keras.Input(settings.shape, name="image")
    x = layers.Conv2D(STAGES[settings.name][0]["filters"], 3, strides=2, padding="same")(inputs)
    levels = []
    for number, stage in enumerate(STAGES[settings.name], start=1):
        for repeat in range(stage["repeats"]):
            stride = stage["stride"] if repeat == 0 else 1
            x = block(x, stage["filters"], stride, name=f"stage{number}_{repeat}")
        levels.append(x)
    return inputs, levels


def pyramid(levels, width=24):
    top = layers.Conv2D(width, 1)(levels[-1])
    merged = [top]
    for level in reversed(levels[:-1]):
        factor = level.shape[1] // merged[0].shape[1]
        up = layers.UpSampling2D(factor)(merged[0]) if factor > 1 else merged[0]
        merged.insert(0, layers.Conv2D(width, 1)(level) + up)
    return merged


def head(x, name, units):
    x = layers.GlobalAveragePooling2D()(x)
    activation = {True: None, False: "softmax"}[units == 1]
    return layers.Dense(units, activation=activation, name=name)(x)


def build(settings):
    inputs, levels = backbone(settings)
    merged = pyramid(levels)
    features = layers.concatenate([layers.MaxPooling2D(m.shape[1] // merged[-1].shape[1])(m) for m in merged])
    features = layers.Dropout(settings.rate)(features)
    outputs = {name: head(features, name, units) for name, units in settings.tasks.items()}
    return keras.Model(inputs, outputs, name=settings.name)


for name in STAGES:
    settings = Settings(name=name, size=32 if name == "tiny" else 64)
    model = build(settings)
    losses = {task: "mse" if units == 1 else "sparse_categorical_crossentropy" for task, units in settings.tasks.items()}
    model.compile("adam", loss=losses, loss_weights={"kind": 1.0, "colour": 0.5, "weight": 0.1})
    images = np.random.rand(8, *settings.shape)
    targets = {task: np.random.randint(0, units, (8, 1)) for task, units in settings.tasks.items()}
    model.fit(images, targets, epochs=1, batch_size=4, verbose=0)
    answers = model.predict(images, verbose=0)
    print({task: answer.shape for task, answer in answers.items()})
