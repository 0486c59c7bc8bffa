"""StackedRNNCells: several cells that act as one."""

from __future__ import annotations

from typing import Any

from ....interpreter.context import Context
from ....shapes import Shape, Structure, Undetermined
from ....values import Instance, Value
from ..arguments import PLAIN, invalid
from ..rule import Config, Weight, layer
from .cell import (
    Cell,
    CellRule,
    cell_described,
    check_cell,
    check_given,
    common_batch,
    one_step,
    state_shapes,
    with_cell,
)


@layer("keras.layers.StackedRNNCells")
class StackedRNNCells(CellRule):
    """Cells one upon another.

    Input shape:  (batch, features) and a list with each cell's states
    Output shape: that of the last cell, and a list with each cell's new states
    Source: keras.layers.StackedRNNCells
    """

    def check(self, config: Config) -> None:
        cells = config.values.get("cells")
        if isinstance(cells, (*PLAIN, Instance)):
            raise invalid("cells", "a list of cells", cells)
        for cell in cells if isinstance(cells, tuple) else ():
            check_cell(cell, "cells")

    def resolve(self, ctx: Context, config: Config) -> Config:
        return with_cell(ctx, config, "cells")

    def cell(self, config: Config, layer: Value = None) -> Cell:
        found = config.values.get("cell_facts")
        if isinstance(found, Cell):
            return found
        cells = config.values.get("cells")
        if isinstance(cells, tuple):
            return cell_described(cells)
        raise Undetermined("the cells")

    def output(self, config: Config, input: Any, states: Any = None) -> Structure:
        """The output of the last cell, and the new states of each, in a list if they came in one; of a single cell its own alone."""
        step, cell = one_step(input), self.cell(config)
        if step.rank not in (None, 2) or not isinstance(states, (list, tuple)) or len(states) != len(cell.states):
            raise Undetermined("the states of the cells")
        check_given(cell.state_size, states, step)
        batch = common_batch(step.batch, states)
        new: list[Structure] = []
        for size, given in zip(cell.states, states):
            shapes = state_shapes(batch, size)
            is_list = isinstance(given, (list, tuple))
            new.append([shapes] if is_list and not isinstance(shapes, list) else shapes)
        return (Shape(batch, cell.output), new[0] if len(new) == 1 else new)

    def weights(self, config: Config, input: Any) -> list[Weight]:
        return self.cell(config).weights(one_step(input))
