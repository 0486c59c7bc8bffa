"""Every step of the GRU, averaged by GlobalAveragePooling1D. Right: fewer weights, and the order is forgotten."""

import keras
import numpy as np
from keras import layers

sequences = np.random.rand(10, 20, 32)
labels = keras.utils.to_categorical(np.random.randint(10, size=10), num_classes=10)

model = keras.Sequential()
model.add(keras.Input(shape=(20, 32)))
model.add(layers.GRU(64, return_sequences=True))
model.add(layers.GlobalAveragePooling1D())
model.add(layers.Dense(10, activation="softmax"))
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(sequences, labels, epochs=1)
