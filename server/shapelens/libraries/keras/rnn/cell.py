"""What a recurrent layer must know of its cell: the sizes of its states and of its output, and its variables.

A cell is a layer of Keras (a `CellRule`), a list of cells, or an object of the program with `state_size` and perhaps `output_size`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, Union

from ....interpreter.context import Context
from ....shapes import UNKNOWN, Dim, Mismatch, Shape, Size, Structure, Symbolic, Undetermined, leaves, same
from ....shapes.broadcasting import broadcast_dim
from ....values import ABSENT, Class, Instance, ListValue, Unknown, Value
from ...arrays.convert import TensorShape
from ..arguments import PLAIN, check_number, invalid
from ..layout import tensor
from ..rule import RULES, Config, LayerRule, Weight, layer_config, rule_of

StateSize: TypeAlias = "Union[Size, tuple[StateSize, ...]]"
"""As the cell has it: a size, or a size for each state; of stacked cells one entry a cell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as its recurrent layer sees it.

    state_size:  of one state, or of each of several
    output_size: None where the cell has none, so that the first state's size is the output's
    layer:       the object itself
    """

    state_size: StateSize
    output_size: Size | None
    layer: Value = None

    @property
    def states(self) -> tuple[StateSize, ...]:
        """The size of each state."""
        return self.state_size if isinstance(self.state_size, tuple) else (self.state_size,)

    @property
    def output(self) -> Size:
        """The size of what the cell answers at each step. Raises Undetermined where the program's own cell leaves it open."""
        if self.output_size is not None:
            return self.output_size
        states = self.states
        if states and not isinstance(states[0], tuple):
            return states[0]
        raise Undetermined("the output size of the cell")

    def weights(self, step: Shape) -> list[Weight]:
        """Its variables for inputs of that shape (without the time axis). The program's own cell holds its variables itself."""
        rule = rule_of(self.layer)
        config = None if rule is None else layer_config(self.layer)
        if rule is None or config is None or is_own(self.layer):
            return []
        return rule.weights(config, step)


class StateRule(LayerRule):
    """A layer that has `state_size`: a cell, and also a recurrent layer, which Keras takes for one."""


class CellRule(StateRule):
    """A layer that computes one step: `(input, states)` to `(output, new states)`."""

    def cell(self, config: Config, layer: Value = None) -> Cell:
        """What the layers that run it must know."""
        raise Undetermined(f"the states of {self.name}")

    def output(self, config: Config, input: Any, states: Any = None) -> Structure:
        """(batch, output size) and the new states: in a list if they came in one."""
        step, cell = one_step(input), self.cell(config)
        if step.rank not in (None, 2):
            raise Undetermined("a cell's input of another rank than 2")
        check_given(cell.state_size, states, step)
        batch = common_batch(step.batch, states)
        new = [state_shapes(batch, size) for size in cell.states]
        single = not isinstance(states, (list, tuple)) and len(new) == 1
        return (Shape(batch, cell.output), new[0] if single else new)


def common_batch(batch: Dim, states: Any) -> Dim:
    """The batch size of input and states: a 1 gives way."""
    for state in leaves(states) if isinstance(states, (Shape, list, tuple)) else []:
        if state.rank == 2:
            joint = broadcast_dim(batch, state.batch)
            batch = UNKNOWN if isinstance(joint, Mismatch) else joint
    return batch


def one_step(input: Any) -> Shape:
    """A cell's input as one tensor's shape."""
    return tensor(input, "a cell")


def check_given(size: StateSize, given: Any, step: Shape) -> None:
    """The states that a cell is called with must be as wide as its own, and of the input's batch.

    Source: the matmul and the sum in each cell's `call`, which is traced.
    """
    if isinstance(given, (list, tuple)):
        sizes = size if isinstance(size, tuple) else (size,)
        for part, state in zip(sizes, given):
            check_given(part, state, step)
    if not isinstance(given, Shape) or isinstance(size, tuple) or given.rank != 2:
        return
    if size == 1 and given.last != 1:
        raise Undetermined("a state that is wider than the cell, which may be stretched")
    if same(given.last, size) is False:
        raise Mismatch(
            "input-axis",
            f"a state must have {size} features, as the cell has units, got {given}",
            argument="states",
            input="states",
            expected=size,
            axis=-1,
        )
    if same(given.batch, step.batch) is False and 1 not in (given.batch, step.batch):
        raise Mismatch(
            "operand-shapes",
            f"input and state must be of one batch size, got {step} and {given}",
            argument="states",
            input="states",
        )


def state_shapes(batch: Dim, size: StateSize) -> Structure:
    """(batch, size); a list of such shapes where a cell has several states."""
    if isinstance(size, tuple):
        return [state_shapes(batch, part) for part in size]
    return Shape(batch, size)


def cell_of(config: Config) -> Cell:
    """The cell of a recurrent layer's configuration. Raises Undetermined where it is not known."""
    found = config.values.get("cell_facts")
    return found if isinstance(found, Cell) else cell_described(config.values.get("cell"))


def cell_described(value: Value) -> Cell:
    """A cell of Keras, or a list of them."""
    if isinstance(value, tuple):
        return stacked([cell_described(part) for part in value])
    rule = rule_of(value)
    config = None if rule is None else layer_config(value)
    if isinstance(rule, CellRule) and config is not None:
        return rule.cell(config, value)
    raise Undetermined("the cell")


def stacked(cells: Sequence[Cell]) -> Cell:
    """Cells one upon another: each takes what the one below answers."""
    if not cells:
        raise Undetermined("a list of no cells")
    return StackedCells(tuple(cell.state_size for cell in cells), cells[-1].output, None, tuple(cells))


@dataclass(frozen=True, slots=True)
class StackedCells(Cell):
    """Several cells, lowest first. Source: keras.layers.StackedRNNCells."""

    parts: tuple[Cell, ...] = ()

    def weights(self, step: Shape) -> list[Weight]:
        variables: list[Weight] = []
        for part in self.parts:
            variables += part.weights(step)
            step = Shape(step.batch, part.output)
        return variables


def is_own(value: Value) -> bool:
    """Whether it is an object of the program's own class."""
    return isinstance(value, Instance) and value.cls.name not in RULES


def cell_found(ctx: Context, value: Value) -> Cell:
    """Any cell, the program's own among them: its `state_size` and `output_size` as the program set them."""
    if isinstance(value, tuple):
        return stacked([cell_found(ctx, part) for part in value])
    rule = rule_of(value)
    config = None if rule is None else layer_config(value)
    if isinstance(rule, CellRule) and config is not None:
        known = rule.cell(rule.resolve(ctx, config), value)
        if not is_own(value):
            return known
        size = _state_size(ctx, ctx.find_attribute(value, "state_size"))
        return known if size is None else Cell(size, _size(ctx.find_attribute(value, "output_size")), value)
    if not is_own(value):
        raise Undetermined("the cell")
    size = _state_size(ctx, ctx.find_attribute(value, "state_size"))
    if size is None:
        raise Undetermined("the state_size of the cell")
    return Cell(size, _size(ctx.find_attribute(value, "output_size")), value)


def with_cell(ctx: Context, config: Config, argument: str) -> Config:
    """The configuration with what is known of the cell, or the cells, in that argument."""
    try:
        return config.with_values(cell_facts=cell_found(ctx, config.values.get(argument)))
    except Undetermined:
        return config


def _state_size(ctx: Context, value: Value) -> StateSize | None:
    size = _size(value)
    if size is not None:
        return size
    if isinstance(value, TensorShape):
        return None  # one state of several axes
    if isinstance(value, (tuple, ListValue)):
        parts = [_state_size(ctx, part) for part in ctx.iterate(value)]
        return tuple(UNKNOWN if part is None else part for part in parts)
    return UNKNOWN if isinstance(value, Unknown) else None


def _size(value: Value) -> Size | None:
    if isinstance(value, (int, Symbolic)) and not isinstance(value, bool):
        return value
    return None if value is None or value is ABSENT else UNKNOWN if isinstance(value, Unknown) else None


def check_cell(value: Value, argument: str) -> None:
    """A cell must be an object with `call` and `state_size`. Source: keras.layers.RNN.__init__."""
    rule = rule_of(value)
    is_library = isinstance(value, Instance) and value.cls.name in RULES
    if isinstance(value, (*PLAIN, Class)) or (is_library and not isinstance(rule, StateRule)):
        raise invalid(argument, "a cell: a layer with `state_size`, such as LSTMCell", _named(value))


def _named(value: Value) -> Value:
    return (
        value.cls.short_name if isinstance(value, Instance) else value.short_name if isinstance(value, Class) else value
    )


def check_rates(config: Config) -> None:
    """The dropout rates are numbers; Keras pulls them into 0..1 by itself."""
    for name in ("dropout", "recurrent_dropout"):
        check_number(config, name, -math.inf)


def check_units(config: Config) -> None:
    """`units` must be a positive integer. Source: keras.layers.LSTMCell.__init__, keras.layers.RNN.__init__."""
    value = config.values.get("units")
    if isinstance(value, (Class, tuple)) or (isinstance(value, PLAIN) and not (isinstance(value, int) and value > 0)):
        raise Mismatch(
            "invalid-argument",
            f"`units` must be a positive integer, got {_named(value)!r}",
            argument="units",
            value=value,
        )
