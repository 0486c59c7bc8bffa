"""GRU and its cell."""

from __future__ import annotations

from typing import Any

from ....shapes import Shape
from ....values import Value
from ..rule import Config, Weight, layer
from ..variables import defined
from .cell import Cell, CellRule, check_rates, check_units, one_step
from .rnn import RecurrentRule


@layer("keras.layers.GRUCell")
class GRUCell(CellRule):
    """One step of a gated recurrent unit: three gates, one state.

    Input shape:  (batch, features) and a state (batch, units)
    Output shape: (batch, units) and the new state
    Weights:      (features, 3*units), (units, 3*units), (2, 3*units), or (3*units,) without reset_after
    Source: keras.layers.GRUCell
    """

    keywords = {"implementation": 2}

    def check(self, config: Config) -> None:
        check_units(config)
        check_rates(config)

    def cell(self, config: Config, layer: Value = None) -> Cell:
        units = config.size("units")
        return Cell(units, units, layer)

    def weights(self, config: Config, input: Any) -> list[Weight]:
        units = config.size("units")
        gates = 3 * units
        found = [
            Weight("kernel", Shape(defined(one_step(input), -1, "GRU"), gates)),
            Weight("recurrent_kernel", Shape(units, gates)),
        ]
        if config.flag("use_bias"):
            found.append(Weight("bias", Shape(2, gates) if config.flag("reset_after") else Shape(gates)))
        return found


@layer("keras.layers.GRU")
class GRU(RecurrentRule):
    """Gated recurrent unit.

    Input shape:  (batch, steps, features)
    Output shape: (batch, units); (batch, steps, units) with return_sequences; with return_state also the state (batch, units)
    Source: keras.layers.GRU
    """

    step = GRUCell()
    keywords = {"implementation": 2, "zero_output_for_mask": False}
