"""Expressions over arrays: strategies of Hypothesis that draw shapes and arguments, a third of them unfitting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Draw = Callable[[Any], Any]

sizes = st.integers(1, 4)
axes = st.integers(-4, 3)


def shapes(low: int = 0, high: int = 4) -> st.SearchStrategy[tuple[int, ...]]:
    """Shapes of small sizes."""
    return st.lists(sizes, min_size=low, max_size=high).map(tuple)


@st.composite
def _broadcastable(draw: Draw) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Two shapes that mostly broadcast."""
    whole = list(draw(shapes(1, 4)))
    other = [draw(st.sampled_from([size, 1, size])) for size in whole][draw(st.integers(0, len(whole))) :]
    if other and draw(st.integers(0, 4)) == 0:
        other[draw(st.integers(0, len(other) - 1))] += draw(st.integers(1, 2))
    first = [draw(st.sampled_from([size, size, 1])) for size in whole]
    return tuple(first), tuple(other)


broadcastable = _broadcastable()


@st.composite
def _reshape(draw: Draw) -> tuple[tuple[int, ...], Any]:
    """A shape and a target that mostly has its size."""
    shape = draw(shapes(1, 4))
    target = draw(st.permutations(shape)) if shape else []
    target = list(target)
    if len(target) > 1 and draw(st.booleans()):
        target[0:2] = [target[0] * target[1]]
    if target and draw(st.booleans()):
        target[draw(st.integers(0, len(target) - 1))] = -1
    if draw(st.integers(0, 3)) == 0:
        target.insert(draw(st.integers(0, len(target))), draw(st.sampled_from([-1, 1, 2, 3])))
    return shape, tuple(target)


@st.composite
def _axis_list(draw: Draw) -> Any:
    """None, one axis, or several."""
    kind = draw(st.integers(0, 3))
    if kind == 0:
        return None
    return draw(axes) if kind < 3 else tuple(draw(st.lists(st.integers(-2, 2), min_size=1, max_size=2, unique=True)))


axis_list = _axis_list()


@st.composite
def _equal_shapes(draw: Draw) -> list[tuple[int, ...]]:
    """Several shapes that are mostly equal but for one axis."""
    shape = draw(shapes(1, 3))
    count = draw(st.integers(1, 3))
    axis = draw(st.integers(0, len(shape) - 1))
    result = []
    for _ in range(count):
        dims = list(shape)
        if draw(st.booleans()):
            dims[axis] = draw(sizes)
        if draw(st.integers(0, 7)) == 0:
            dims.append(2)
        result.append(tuple(dims))
    return result


equal_shapes = _equal_shapes()


def index_part() -> st.SearchStrategy[str]:
    """One part of a subscript."""
    bound = st.one_of(st.none(), st.integers(-4, 4))
    piece = st.builds(
        lambda a, b, c: f"{'' if a is None else a}:{'' if b is None else b}{'' if c is None else f':{c}'}",
        bound,
        bound,
        st.sampled_from([None, None, 1, 2, -1]),
    )
    return st.one_of(
        st.integers(-3, 3).map(str),
        piece,
        piece,
        st.just("None"),
        st.just("..."),
        st.just("[0, 0]"),
        st.just("np.array([[0, 0]])"),
        st.just(":"),
    )


@st.composite
def _subscript(draw: Draw) -> str:
    parts = draw(st.lists(index_part(), min_size=1, max_size=4))
    if parts.count("...") > 1:
        parts = [part for part in parts if part != "..."] or [":"]
    return ", ".join(parts)


subscript = _subscript()
