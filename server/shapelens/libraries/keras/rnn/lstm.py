"""LSTM and its cell."""

from __future__ import annotations

from typing import Any

from ....shapes import Shape
from ....values import Value
from ..rule import Config, Weight, layer
from ..variables import defined
from .cell import Cell, CellRule, check_rates, check_units, one_step
from .rnn import RecurrentRule


@layer("keras.layers.LSTMCell")
class LSTMCell(CellRule):
    """One step of a long short-term memory: four gates, two states.

    Input shape:  (batch, features) and the states [(batch, units), (batch, units)]
    Output shape: (batch, units) and the new states
    Weights:      (features, 4*units), (units, 4*units), (4*units,)
    Source: keras.layers.LSTMCell
    """

    keywords = {"implementation": 2}

    def check(self, config: Config) -> None:
        check_units(config)
        check_rates(config)

    def cell(self, config: Config, layer: Value = None) -> Cell:
        units = config.size("units")
        return Cell((units, units), units, layer)

    def weights(self, config: Config, input: Any) -> list[Weight]:
        units = config.size("units")
        gates = 4 * units
        found = [
            Weight("kernel", Shape(defined(one_step(input), -1, "LSTM"), gates)),
            Weight("recurrent_kernel", Shape(units, gates)),
        ]
        return [*found, Weight("bias", Shape(gates))] if config.flag("use_bias") else found


@layer("keras.layers.LSTM")
class LSTM(RecurrentRule):
    """Long short-term memory.

    Input shape:  (batch, steps, features)
    Output shape: (batch, units); (batch, steps, units) with return_sequences;
                  with return_state also the states h and c, (batch, units) each
    Source: keras.layers.LSTM
    """

    step = LSTMCell()
    keywords = {"implementation": 2, "zero_output_for_mask": False}
