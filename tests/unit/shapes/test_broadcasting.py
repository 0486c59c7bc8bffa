"""Broadcasting agrees with NumPy on numbers, and keeps what it knows of open sizes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapelens.shapes import UNKNOWN, Mismatch, Shape, symbol
from shapelens.shapes.broadcasting import broadcast, broadcast_to
from shapelens.shapes.matmul import dot, matmul, tensordot

SIZES = st.sampled_from([1, 1, 2, 3])
SHAPES = st.lists(SIZES, max_size=4).map(tuple)
UNITS = symbol("units")


def numpy_shape(function, *arguments):
    """What NumPy makes of it; None where it refuses."""
    try:
        return np.shape(function(*arguments))
    except (ValueError, IndexError):
        return None


def our_shape(function, *arguments):
    try:
        return function(*arguments).dims
    except Mismatch:
        return None


@settings(deadline=None)
@given(st.lists(SHAPES, min_size=1, max_size=3))
def test_broadcast_agrees_with_numpy(shapes):
    arrays = [np.empty(shape) for shape in shapes]
    expected = numpy_shape(lambda: np.broadcast_arrays(*arrays)[0])
    assert our_shape(broadcast, *[Shape(*shape) for shape in shapes]) == expected


@settings(deadline=None)
@given(SHAPES, SHAPES)
def test_broadcast_to_agrees_with_numpy(shape, target):
    expected = numpy_shape(np.broadcast_to, np.empty(shape), target)
    assert our_shape(broadcast_to, Shape(*shape), Shape(*target)) == expected


@settings(deadline=None)
@given(SHAPES, SHAPES)
def test_matmul_agrees_with_numpy(a, b):
    expected = numpy_shape(np.matmul, np.empty(a), np.empty(b))
    assert our_shape(matmul, Shape(*a), Shape(*b)) == expected


@settings(deadline=None)
@given(SHAPES, SHAPES)
def test_dot_agrees_with_numpy(a, b):
    assert our_shape(dot, Shape(*a), Shape(*b)) == numpy_shape(np.dot, np.empty(a), np.empty(b))


@settings(deadline=None)
@given(SHAPES, SHAPES, st.integers(0, 3))
def test_tensordot_over_a_number_of_axes_agrees_with_numpy(a, b, axes):
    expected = numpy_shape(np.tensordot, np.empty(a), np.empty(b), axes)
    if len(a) >= axes and len(b) >= axes:
        assert our_shape(tensordot, Shape(*a), Shape(*b), axes) == expected


@pytest.mark.parametrize(
    ("a", "b", "result"),
    [
        (None, 5, 5),
        (None, 1, None),
        (None, None, None),
        (UNKNOWN, 5, 5),
        (UNKNOWN, 1, UNKNOWN),
        (UNKNOWN, None, UNKNOWN),
        (UNITS, 5, 5),
        (UNITS, 1, UNITS),
        (UNITS, UNITS, UNITS),
        (UNITS, UNITS + 1, UNKNOWN),
        (UNITS, None, UNITS),
    ],
)
def test_a_size_above_one_stands_against_what_is_open(a, b, result):
    assert broadcast(Shape(a), Shape(b)) == broadcast(Shape(b), Shape(a)) == Shape(result)


def test_an_unknown_rank_stays_unknown():
    assert broadcast(Shape(2, 3), Shape.unknown()) == Shape.unknown()
    assert matmul(Shape(2, 3), Shape.unknown()) == Shape.unknown()


def test_matmul_keeps_open_sizes():
    assert matmul(Shape(None, 4, UNITS), Shape(UNITS, 7)) == Shape(None, 4, 7)


def test_sizes_that_differ_for_every_value_are_a_mismatch():
    with pytest.raises(Mismatch) as caught:
        matmul(Shape(None, UNITS), Shape(UNITS + 1, 3))
    assert (caught.value.code, caught.value.input) == ("operand-shapes", 1)


def test_a_mismatch_names_the_two_shapes_and_the_axis():
    with pytest.raises(Mismatch) as caught:
        broadcast(Shape(None, 8), Shape(None, 9))
    assert str(caught.value) == "shapes (None, 8) and (None, 9) cannot be broadcast together: 8 against 9 on axis -1"
    assert caught.value.facts == {"left": Shape(None, 8), "right": Shape(None, 9), "axis": -1}
