"""Every step of the GRU, laid side by side by Flatten. Right: each step has weights of its own in the Dense."""

import keras
import numpy as np
from keras import layers

sequences = np.random.rand(10, 20, 32)
labels = keras.utils.to_categorical(np.random.randint(10, size=10), num_classes=10)

inputs = keras.Input(shape=(20, 32))
steps = layers.GRU(64, return_sequences=True)(inputs)
features = layers.Flatten()(steps)
outputs = layers.Dense(10, activation="softmax")(features)

model = keras.Model(inputs, outputs)
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(sequences, labels, epochs=1)
