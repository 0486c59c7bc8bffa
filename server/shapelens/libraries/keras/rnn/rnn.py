"""RNN, which runs any cell over the time axis, and what SimpleRNN, LSTM and GRU have in common."""

from __future__ import annotations

from typing import Any, ClassVar

from ....interpreter.context import Context
from ....shapes import Mismatch, Shape, Structure, Undetermined, is_unknown
from ....values import ABSENT, Kind, Tensor, Value
from ..arguments import PLAIN, invalid
from ..calling import call_layer
from ..layout import tensor
from ..rule import Config, InputSpec, Weight, layer
from .cell import Cell, CellRule, StateRule, StateSize, cell_found, cell_of, check_cell, is_own, state_shapes, with_cell


class RunRule(StateRule):
    """What every layer that runs a cell over time has in common.

    Input shape:  (batch, steps, ...)
    Output shape: (batch, ...) of the last step, or (batch, steps, ...) with return_sequences; with return_state a tuple of that and
                  of each state
    Source: keras.layers.RNN
    """

    settable = frozenset(["return_sequences", "return_state"])

    def built_spec(self, config: Config, input: Any) -> InputSpec | None:
        """The variables fix the last axis; a stateful layer's states fix the batch.

        Keras looks at neither until the layer runs, and fails then.
        """
        spec = self.input_spec(config)
        if not isinstance(input, Shape) or input.dims is None or len(input.dims) < 3:
            return spec
        axes = {-1: input.last}
        if config.values.get("stateful") is True:
            axes[0] = input.batch
        return InputSpec(rank=spec.rank if spec else None, axes=axes)

    def is_sequence(self, config: Config) -> bool:
        return config.flag("return_sequences")

    def check_batch(self, config: Config, input: Shape) -> None:
        """A stateful layer needs to know the batch size. Source: keras.layers.RNN.build."""
        if input.dims and input.batch is None and config.values.get("stateful") is True:
            raise Mismatch(
                "undefined-dimension",
                f"a layer with `stateful=True` needs a fixed batch size, got {input}",
                argument="stateful",
                axis=0,
            )


class CellRunRule(RunRule):
    """A layer whose cell answers `(batch, size)` at each step."""

    def cell(self, config: Config) -> Cell:
        """The cell that it runs."""
        raise Undetermined(f"the cell of {self.name}")

    def output(self, config: Config, input: Any, initial_state: Any = None, is_symbolic: bool = True) -> Structure:
        input = tensor(input, self.label)
        if not is_symbolic and input.rank not in (None, 2, 3):
            raise Undetermined("an input that is not one sequence of vectors")
        self.check_batch(config, input)
        if input.dims is not None and len(input.dims) < 2:
            raise Mismatch(
                "input-rank", f"a recurrent layer needs 3 dimensions (batch, steps, features), got {input}", min_rank=3
            )
        cell = self.cell(config)
        batch, steps = input.batch, input[1]
        result = Shape(batch, steps, cell.output) if self.is_sequence(config) else Shape(batch, cell.output)
        answer: Structure = result
        if config.flag("return_state"):
            answer = (result, *(state_shapes(batch, size) for size in cell.states))
        check_states(cell.states, initial_state, answer)
        return answer

    def weights(self, config: Config, input: Any) -> list[Weight]:
        input = tensor(input, self.label)
        if input.dims is None:
            raise Undetermined("the rank of the input")
        return self.cell(config).weights(Shape(input.batch, *input.dims[2:]))

    def explain(self, config: Config, input: Any, output: Structure) -> list[str]:
        first = output[0] if isinstance(output, tuple) else output
        if not isinstance(first, Shape) or not isinstance(input, Shape):
            return []
        size = "units" if "units" in config.values else "the cell's output size"
        if config.values.get("return_sequences") is True:
            return [f"steps = {first[1]}: each step is kept (return_sequences=True)", f"{size} = {first.last}"]
        return [f"the last of {input[1]} steps (return_sequences=False)", f"{size} = {first.last}"]


def check_states(sizes: tuple[StateSize, ...], given: Any, output: Structure) -> None:
    """The initial states must be as many and as wide as the cell's. Keras finds out only when the layer runs.

    Raises Mismatch("input-axis" or "input-rank") with `output`, what the traced call answers all the same.
    Source: keras.layers.RNN.call, the matmul in each cell's call.
    """
    if given is None:
        return
    states = list(given) if isinstance(given, (list, tuple)) else [given]
    if not all(isinstance(state, Shape) for state in states) or any(isinstance(size, tuple) for size in sizes):
        return
    if len(states) < len(sizes):
        raise Mismatch(
            "input-axis",
            f"`initial_state` must hold {len(sizes)} states, got {len(states)}",
            argument="initial_state",
            input="initial_state",
            expected=len(sizes),
            output=output,
        )
    for size, state in zip(sizes, states):
        width = state.last
        steps = state[1] if state.rank == 3 else None
        if isinstance(size, int) and (state.rank == 1 or (isinstance(steps, int) and steps != 1)):
            raise Mismatch(
                "input-rank",
                f"`initial_state` must have two dimensions, (batch, {size}), got {state}",
                argument="initial_state",
                input="initial_state",
                expected_rank=2,
                output=output,
            )
        if state.rank == 2 and isinstance(size, int) and isinstance(width, int) and size != width:
            raise Mismatch(
                "input-axis",
                f"`initial_state` must have {size} features, as the layer has units, got {state}",
                argument="initial_state",
                input="initial_state",
                expected=size,
                axis=-1,
                output=output,
            )


class RecurrentRule(CellRunRule):
    """SimpleRNN, LSTM and GRU: a cell of Keras's own, configured by the layer's arguments."""

    spec = InputSpec(rank=3)
    step: ClassVar[CellRule]

    def check(self, config: Config) -> None:
        self.step.check(config)
        value = config.values.get("use_cudnn", "auto")
        if isinstance(value, PLAIN) and value not in ("auto", True, False):
            raise invalid("use_cudnn", "'auto', True or False", value)

    def cell(self, config: Config) -> Cell:
        return self.step.cell(config)

    def weights(self, config: Config, input: Any) -> list[Weight]:
        input = tensor(input, self.label)
        return self.step.weights(config, input)


@layer("keras.layers.RNN")
class RNN(CellRunRule):
    """Runs a cell, a list of cells or the program's own cell over the time axis.

    Input shape:  (batch, steps, features)
    Output shape: (batch, output_size of the cell); (batch, steps, output_size) with return_sequences; with return_state a tuple with
                  the states after it
    Source: keras.layers.RNN
    """

    is_batchwise = True

    def check(self, config: Config) -> None:
        cell = config.values.get("cell")
        if cell == ():
            raise invalid("cell", "a cell, or a list of some", cell)
        for part in cell if isinstance(cell, tuple) else (cell,):
            check_cell(part, "cell")

    def resolve(self, ctx: Context, config: Config) -> Config:
        return with_cell(ctx, config, "cell")

    def cell(self, config: Config) -> Cell:
        return cell_of(config)

    def apply(self, ctx: Context, layer: Value, config: Config, arguments: dict[str, Value]) -> Value:
        """Shows the program's own cells one step, for what their `build` and `call` do; the layer itself is called as usual."""
        sequences = arguments.get("sequences")
        value = config.values.get("cell")
        cells = value if isinstance(value, tuple) else (value,)
        if isinstance(sequences, Tensor) and any(map(is_own, cells)):
            _run_step(ctx, sequences, cells)
        return ABSENT


def _run_step(ctx: Context, sequences: Tensor, cells: tuple[Value, ...]) -> None:
    """One step through the cells, from the lowest, until one is not understood."""
    dims = sequences.shape.dims
    if dims is None or len(dims) < 3:
        return
    step: Value = Tensor(Shape(dims[0], *dims[2:]), Kind.TENSOR, sequences.dtype, sequences.span)
    for value in cells:
        try:
            cell = cell_found(ctx, value)
        except Undetermined:
            return
        states = [
            Tensor(Shape(dims[0], size), Kind.TENSOR, sequences.dtype)
            for size in cell.states
            if not isinstance(size, tuple)
        ]
        if len(states) != len(cell.states) or any(is_unknown(state.shape.last) for state in states):
            return
        result = call_layer(ctx, value, (step, ctx.list(states)))
        if not (isinstance(result, tuple) and result and isinstance(result[0], Tensor)):
            return
        step = result[0]
