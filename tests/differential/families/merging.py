"""keras.layers: merging."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from shapelens.oracle import LayerQuestion, Tensor

from ..strategies import BATCHES, DIMS, FLAG, Arg, Strategy, Table, layer, of, same


@st.composite
def alike(draw: DrawFn, most: int = 3, least: int = 2) -> Any:
    """Tensors that broadcast, mostly: equal shapes, some axes 1 or None, sometimes fewer axes, sometimes another size."""
    dims = draw(st.lists(DIMS, max_size=4))
    batch = draw(BATCHES)
    found = []
    for _ in range(draw(st.integers(least, most))):
        shape = [draw(st.sampled_from((d, d, d, d, 1, None))) for d in dims]
        way = draw(st.integers(0, 11))
        if way == 11 and shape:
            shape[draw(st.integers(0, len(shape) - 1))] = 13
        if way == 10:
            shape = shape[1:]
        found.append(Tensor((batch if way < 9 else None, *shape)))
    return draw(st.sampled_from((found, tuple(found)))) if draw(st.integers(0, 3)) == 3 else found


@st.composite
def joined(draw: DrawFn) -> Any:
    """Tensors that differ in one axis."""
    dims = draw(st.lists(DIMS, min_size=1, max_size=4))
    batch = draw(BATCHES)
    axis = draw(st.integers(0, len(dims) - 1))
    found = []
    for _ in range(draw(st.integers(1, 3))):
        shape = list(dims)
        shape[axis] = draw(DIMS)
        if draw(st.integers(0, 11)) == 11:
            shape[draw(st.integers(0, len(shape) - 1))] = draw(st.sampled_from((13, None)))
        found.append(Tensor((batch, *shape)))
    return found, draw(st.sampled_from((axis + 1, axis - len(dims))))


def _joined(draw: DrawFn, question: LayerQuestion) -> LayerQuestion:
    inputs, axis = draw(joined())
    kwargs = dict(question.kwargs)
    if axis != -1 or draw(st.booleans()):
        kwargs["axis"] = axis
    return replace(question, inputs=inputs, kwargs=kwargs)


@st.composite
def multiplied(draw: DrawFn) -> Any:
    """Two tensors and the axes along which they are multiplied."""
    first = draw(st.lists(DIMS, min_size=1, max_size=3))
    second = draw(st.lists(DIMS, min_size=1, max_size=3))
    one, two = draw(st.integers(1, len(first))), draw(st.integers(1, len(second)))
    if draw(st.integers(0, 5)) < 5:
        second[two - 1] = first[one - 1]
    batch = draw(BATCHES)
    pair = [one if draw(st.booleans()) else one - len(first) - 1, two if draw(st.booleans()) else two - len(second) - 1]
    axes: Any = tuple(pair) if draw(st.booleans()) else pair
    if pair[0] == pair[1] and draw(st.booleans()):
        axes = pair[0]
    return [Tensor((batch, *first)), Tensor((batch, *second))], axes


def _multiplied(draw: DrawFn, question: LayerQuestion) -> LayerQuestion:
    inputs, axes = draw(multiplied())
    return replace(question, inputs=inputs, kwargs={**question.kwargs, "axes": axes})


BAD_AXES: Strategy = st.sampled_from((0, 9, -9, None, "1", 1.5, (1,), (1, 2, 3), (0, 1), (1.5, 1), ()))

LAYERS: Table = {
    **same(("Add", "Average", "Maximum", "Minimum", "Multiply"), lambda name: layer(name, alike())),
    "Subtract": layer("Subtract", alike(2)),
    "Concatenate": layer(
        "Concatenate", st.just([]), {}, {"axis": of(-1, bad=(0, 9, -9, None, "1", 1.5, [1]))}, tidy=_joined
    ),
    "Dot": layer("Dot", st.just([]), {"axes": Arg(st.just(1), BAD_AXES)}, {"normalize": FLAG}, tidy=_multiplied),
}
