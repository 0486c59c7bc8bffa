"""Windows of several series, and a model that forecasts some steps of each with intervals."""

import keras
import numpy as np
from keras import layers, ops

STEPS = 200
SERIES = 5
PAST = 24
AHEAD = 6
QUANTILES = (0.1, 0.5, 0.9)

time = np.arange(STEPS)
waves = [np.sin(time / (4 + i)) + 0.1 * np.random.randn(STEPS) for i in range(SERIES)]
values = np.stack(waves, axis=-1).astype("float32")
mean, spread = values[:150].mean(axis=0), values[:150].std(axis=0)
values = (values - mean) / spread


def windows(data, past, ahead, stride=1):
    x, y = [], []
    for start in range(0, len(data) - past - ahead, stride):
        x.append(data[start : start + past])
        y.append(data[start + past : start + past + ahead])
    return np.array(x), np.array(y)


x_train, y_train = windows(values[:150], PAST, AHEAD)
x_test, y_test = windows(values[150:], PAST, AHEAD, stride=3)


def causal(x, filters, dilations=(1, 2, 4)):
    for dilation in dilations:
        gate = layers.Conv1D(filters, 2, padding="causal", dilation_rate=dilation, activation="sigmoid")(x)
        signal = layers.Conv1D(filters, 2, padding="causal", dilation_rate=dilation, activation="tanh")(x)
        product = layers.multiply([gate, signal])
        residual = layers.Conv1D(x.shape[-1], 1)(product)
        x = layers.add([x, residual])
    return x


class Attend(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.score = layers.Dense(units, activation="tanh")
        self.weigh = layers.Dense(1)

    def call(self, sequence):
        weights = ops.softmax(self.weigh(self.score(sequence)), axis=1)
        return ops.sum(weights * sequence, axis=1)


def forecaster(past, series, ahead, units=32):
    inputs = keras.Input((past, series))
    x = layers.Dense(16)(inputs)
    x = causal(x, 24)
    sequence, state = layers.GRU(units, return_sequences=True, return_state=True)(x)
    context = layers.Concatenate()([state, Attend(units)(sequence)])
    repeated = layers.RepeatVector(ahead)(context)
    steps = layers.LSTM(units, return_sequences=True)(repeated)
    flat = layers.TimeDistributed(layers.Dense(series * len(QUANTILES)))(steps)
    outputs = layers.Reshape((ahead, series, len(QUANTILES)))(flat)
    return keras.Model(inputs, outputs)


def pinball(y_true, y_pred):
    levels = ops.convert_to_tensor(QUANTILES)
    error = ops.expand_dims(y_true, -1) - y_pred
    return ops.mean(ops.maximum(levels * error, (levels - 1) * error), axis=-1)


model = forecaster(PAST, SERIES, AHEAD)
model.compile(optimizer=keras.optimizers.Adam(1e-3), loss=pinball)
model.fit(x_train, y_train, epochs=1, batch_size=16, verbose=0)
forecast = model.predict(x_test, verbose=0)
low, middle, high = (forecast[..., i] for i in range(len(QUANTILES)))
inside = np.logical_and(y_test >= low, y_test <= high).mean()
error = np.abs(middle - y_test).mean(axis=(0, 1))
print(forecast.shape, error.shape, inside)

baseline = keras.Sequential(
    [
        keras.Input((PAST, SERIES)),
        layers.Bidirectional(layers.LSTM(16)),
        layers.Dense(AHEAD * SERIES),
        layers.Reshape((AHEAD, SERIES)),
    ]
)
baseline.compile("adam", "mae")
baseline.fit(x_train, y_train, epochs=1, verbose=0)
