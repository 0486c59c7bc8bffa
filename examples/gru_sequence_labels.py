"""Every step of the GRU, but one label a sequence. Wrong: Dense keeps the steps, and fit rejects the labels."""

import keras
import numpy as np
from keras import layers

sequences = np.random.rand(10, 20, 32)
labels = keras.utils.to_categorical(np.random.randint(10, size=10), num_classes=10)

model = keras.Sequential(
    [
        keras.Input(shape=(20, 32)),
        layers.GRU(64, return_sequences=True),
        layers.Dense(10, activation="softmax"),
    ]
)
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(sequences, labels, epochs=1)
