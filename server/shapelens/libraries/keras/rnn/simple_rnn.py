"""SimpleRNN and its cell."""

from __future__ import annotations

from typing import Any

from ....shapes import Shape
from ....values import Value
from ..rule import Config, Weight, layer
from ..variables import defined
from .cell import Cell, CellRule, check_rates, check_units, one_step
from .rnn import RecurrentRule


@layer("keras.layers.SimpleRNNCell")
class SimpleRNNCell(CellRule):
    """One step of a fully connected recurrent layer.

    Input shape:  (batch, features) and a state (batch, units)
    Output shape: (batch, units) and the new state
    Weights:      (features, units), (units, units), (units,)
    Source: keras.layers.SimpleRNNCell
    """

    def check(self, config: Config) -> None:
        check_units(config)
        check_rates(config)

    def cell(self, config: Config, layer: Value = None) -> Cell:
        units = config.size("units")
        return Cell(units, units, layer)

    def weights(self, config: Config, input: Any) -> list[Weight]:
        units = config.size("units")
        found = [
            Weight("kernel", Shape(defined(one_step(input), -1, "SimpleRNN"), units)),
            Weight("recurrent_kernel", Shape(units, units)),
        ]
        return [*found, Weight("bias", Shape(units))] if config.flag("use_bias") else found


@layer("keras.layers.SimpleRNN")
class SimpleRNN(RecurrentRule):
    """A fully connected recurrent layer.

    Input shape:  (batch, steps, features)
    Output shape: (batch, units); (batch, steps, units) with return_sequences
    Source: keras.layers.SimpleRNN
    """

    step = SimpleRNNCell()
    keywords = {"zero_output_for_mask": False}
