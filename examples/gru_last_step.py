"""The last step only, as a GRU gives unless told otherwise. Right, whatever folklore says of a GRU before a Dense."""

import keras
import numpy as np
from keras import layers

sequences = np.random.rand(10, 20, 32)
labels = keras.utils.to_categorical(np.random.randint(10, size=10), num_classes=10)

model = keras.Sequential(
    [
        keras.Input(shape=(20, 32)),
        layers.GRU(64),
        layers.Dense(10, activation="softmax"),
    ]
)
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(sequences, labels, epochs=1)
