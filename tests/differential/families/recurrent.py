"""keras.layers: recurrent layers, their cells and the wrappers over time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from shapelens.oracle import LayerQuestion, Made, Tensor

from ..strategies import (
    ACTIVATION,
    BATCHES,
    DATA_FORMAT,
    DIMS,
    FLAG,
    RATE,
    SIZE,
    SIZES,
    Arg,
    Strategy,
    Table,
    layer,
    of,
    spatial,
    tensors,
    weights_of,
)
from .convolutional import CAUSAL, PADDING, fitted

STATES = {"LSTM": 2, "GRU": 1, "SimpleRNN": 1}
SEQUENCE = {
    "return_sequences": FLAG,
    "return_state": FLAG,
    "go_backwards": FLAG,
    "stateful": of(False, False, True),
    "unroll": FLAG,
}
CELL = {
    "activation": ACTIVATION,
    "use_bias": FLAG,
    "dropout": RATE,
    "recurrent_dropout": RATE,
    **weights_of("kernel", "recurrent", "bias"),
}
OWN: dict[str, dict[str, Arg]] = {
    "LSTM": {"recurrent_activation": ACTIVATION, "unit_forget_bias": FLAG},
    "GRU": {"recurrent_activation": ACTIVATION, "reset_after": FLAG},
    "SimpleRNN": {},
}


def _width(draw: DrawFn, units: Any) -> Any:
    return 13 if draw(st.integers(0, 6)) == 6 else units


def _with_state(count: int) -> Any:
    def give(draw: DrawFn, question: LayerQuestion) -> LayerQuestion:
        """Sometimes with an initial state, as many tensors as the cell has states (or not)."""
        if draw(st.integers(0, 4)) < 4:
            return question
        batch, units = question.inputs.shape[0], question.kwargs["units"]
        number = draw(st.sampled_from((count, count, count, count + 1)))
        states: Any = [Tensor((batch, _width(draw, units))) for _ in range(number)]
        if number == 1 and draw(st.booleans()):
            states = states[0]
        return replace(question, call_kwargs={**question.call_kwargs, "initial_state": states})

    return give


def recurrent(kind: str) -> Any:
    optional = {**SEQUENCE, **CELL, **OWN[kind]}
    calls = {"training": of(True, False)}
    return layer(kind, tensors(3, last=SIZES), {"units": SIZE}, optional, call=calls, tidy=_with_state(STATES[kind]))


def _cell_states(count: int) -> Any:
    def give(draw: DrawFn, question: LayerQuestion) -> LayerQuestion:
        batch, units = question.inputs.shape[0], question.kwargs["units"]
        states: Any = [Tensor((batch, _width(draw, units))) for _ in range(count)]
        if count == 1 and draw(st.booleans()):
            states = states[0]
        return replace(question, call_kwargs={**question.call_kwargs, "states": states})

    return give


def cell(kind: str) -> Any:
    return layer(
        f"{kind}Cell", tensors(2, last=SIZES), {"units": SIZE}, {**CELL, **OWN[kind]}, tidy=_cell_states(STATES[kind])
    )


# RNN, StackedRNNCells, Bidirectional, TimeDistributed: what they wrap.

KINDS = st.sampled_from(tuple(STATES))
ONE_CELL: Strategy = st.builds(lambda kind, n: Made(f"keras.layers.{kind}Cell", (n,)), KINDS, st.integers(1, 6))
CELLS: Strategy = st.lists(ONE_CELL, min_size=1, max_size=3)
ANY_CELL: Strategy = st.one_of(ONE_CELL, CELLS, CELLS.map(lambda cells: Made("keras.layers.StackedRNNCells", (cells,))))
BAD_CELL: Strategy = st.sampled_from((None, 3, Made("keras.layers.Dense", (3,)), [], "LSTMCell"))


def states_of(made: Any) -> int:
    """How many state tensors a cell, or a list of cells, has."""
    if isinstance(made, list):
        return sum(states_of(one) for one in made)
    if made.name.endswith("StackedRNNCells"):
        return states_of(made.args[0])
    return STATES[made.name.rpartition(".")[2].removesuffix("Cell")]


def _stacked_states(draw: DrawFn, question: LayerQuestion) -> LayerQuestion:
    batch = question.inputs.shape[0]
    states: list[Any] = []
    for one in question.kwargs["cells"]:
        mine: list[Any] = [Tensor((batch, _width(draw, one.args[0]))) for _ in range(states_of(one))]
        states.append(mine if len(mine) > 1 or draw(st.booleans()) else mine[0])
    return replace(question, call_kwargs={**question.call_kwargs, "states": states})


@st.composite
def sequence_layers(draw: DrawFn) -> Made:
    """A recurrent layer that Bidirectional can wrap."""
    flags = {
        name: True for name in ("return_sequences", "return_state", "go_backwards") if draw(st.integers(0, 2)) == 2
    }
    if draw(st.integers(0, 3)) == 3:
        return Made("keras.layers.RNN", (draw(ONE_CELL),), flags)
    return Made(f"keras.layers.{draw(KINDS)}", (draw(st.integers(1, 6)),), flags)


def _with_backward(draw: DrawFn, question: LayerQuestion) -> LayerQuestion:
    """Sometimes with a backward layer: the same layer turned round, or another."""
    forward = question.kwargs["layer"]
    if draw(st.integers(0, 4)) < 4 or not isinstance(forward, Made):
        return question
    way = draw(st.integers(0, 2))
    turned = {**forward.kwargs, "go_backwards": not forward.kwargs.get("go_backwards", False)}
    args = forward.args if way < 2 or not isinstance(forward.args[0], int) else (forward.args[0] + 1,)
    backward = Made(forward.name, args, turned if way else forward.kwargs)
    return replace(question, kwargs={**question.kwargs, "backward_layer": backward})


INNER: dict[str, Strategy] = {
    "Dense": st.tuples(SIZES),
    "Flatten": st.just(()),
    "LSTM": st.tuples(SIZES),
    "Conv2D": st.tuples(SIZES, st.integers(1, 3)),
    "Conv1D": st.tuples(SIZES, st.integers(1, 3)),
    "MaxPooling2D": st.just(()),
    "GlobalAveragePooling2D": st.just(()),
    "BatchNormalization": st.just(()),
    "Dropout": st.just((0.5,)),
    "Reshape": st.just(((-1,),)),
}
RANKS = {"Conv2D": 5, "MaxPooling2D": 5, "GlobalAveragePooling2D": 5, "LSTM": 4, "Conv1D": 4}


@st.composite
def timed(draw: DrawFn) -> tuple[Made, Tensor]:
    name = draw(st.sampled_from(tuple(INNER)))
    rank = RANKS.get(name) or draw(st.integers(3, 4))
    shape = (draw(BATCHES), *(draw(DIMS) for _ in range(rank - 1)))
    return Made(f"keras.layers.{name}", draw(INNER[name])), Tensor(shape)


def _timed(draw: DrawFn, question: LayerQuestion) -> LayerQuestion:
    made, tensor = draw(timed())
    return replace(question, inputs=tensor, kwargs={**question.kwargs, "layer": made})


# ConvLSTM.


@st.composite
def films(draw: DrawFn, n: int) -> Tensor:
    sides: list[int | None] = [draw(st.sampled_from((8, 5, 6, 9, 5, 7))) for _ in range(n)]
    if draw(st.integers(0, 9)) == 9:
        sides[0] = None
    return Tensor((draw(BATCHES), draw(DIMS), *sides, draw(SIZES)))


def _fitted_film(draw: DrawFn, question: LayerQuestion) -> LayerQuestion:
    """Like a convolution's, behind the time axis."""
    batch, time, *rest = question.inputs.shape
    mended = fitted(draw, replace(question, inputs=Tensor((batch, *rest))))
    return replace(mended, inputs=Tensor((batch, time, *mended.inputs.shape[1:])))


def convolutional(n: int) -> Any:
    optional = {
        "strides": spatial(n, 1, 2),
        "padding": CAUSAL if n == 1 else PADDING,
        "data_format": DATA_FORMAT,
        "dilation_rate": spatial(n, 1, 2),
        "recurrent_activation": ACTIVATION,
        "unit_forget_bias": FLAG,
        **CELL,
        **{name: arg for name, arg in SEQUENCE.items() if name != "unroll"},
    }
    required = {"filters": SIZE, "kernel_size": spatial(n, 3, 1, 2)}
    return layer(f"ConvLSTM{n}D", films(n), required, optional, tidy=_fitted_film)


LAYERS: Table = {
    **{kind: recurrent(kind) for kind in STATES},
    **{f"{kind}Cell": cell(kind) for kind in STATES},
    "RNN": layer(
        "RNN",
        tensors(3, last=SIZES),
        {"cell": Arg(ANY_CELL, BAD_CELL)},
        {**SEQUENCE, "zero_output_for_mask": FLAG},
    ),
    "StackedRNNCells": layer(
        "StackedRNNCells", tensors(2, last=SIZES), {"cells": Arg(CELLS, BAD_CELL)}, tidy=_stacked_states
    ),
    "Bidirectional": layer(
        "Bidirectional",
        tensors(3, last=SIZES),
        {"layer": Arg(sequence_layers(), st.sampled_from((None, Made("keras.layers.Dense", (3,)), "LSTM", 3)))},
        {"merge_mode": of("concat", "sum", "ave", "mul", None, bad=("average", 1, ""))},
        tidy=_with_backward,
    ),
    "TimeDistributed": layer(
        "TimeDistributed",
        tensors(3, 5),
        {"layer": Arg(st.just(Made("keras.layers.Dense", (3,))), st.sampled_from((None, 3, "Dense")))},
        tidy=_timed,
    ),
    **{f"ConvLSTM{n}D": convolutional(n) for n in (1, 2, 3)},
}
