"""Reshaping, reducing, splitting and merging agree with NumPy on numbers, and with Keras where sizes are open."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapelens.shapes import UNKNOWN, Mismatch, Shape, symbol
from shapelens.shapes.merging import concatenate, stack
from shapelens.shapes.reshaping import (
    expand_dims,
    flatten,
    moveaxis,
    pad,
    reduce,
    repeat,
    reshape,
    split,
    squeeze,
    swapaxes,
    tile,
    transpose,
)

SHAPES = st.lists(st.integers(1, 4), max_size=4).map(tuple)
AXES = st.integers(-5, 4)
N = symbol("n")


def numpy_shapes(function, *arguments, **keywords):
    """The shape or shapes that NumPy answers; None where it refuses."""
    try:
        result = function(*arguments, **keywords)
    except (ValueError, IndexError, np.exceptions.AxisError):
        return None
    return [part.shape for part in result] if isinstance(result, list) else result.shape


def our_shapes(function, *arguments, **keywords):
    try:
        result = function(*arguments, **keywords)
    except Mismatch:
        return None
    return [part.dims for part in result] if isinstance(result, list) else result.dims


def agree(ours, numpys, shape, *arguments, **keywords):
    expected = numpy_shapes(numpys, np.empty(shape), *arguments, **keywords)
    assert our_shapes(ours, Shape(*shape), *arguments, **keywords) == expected


@settings(deadline=None)
@given(SHAPES, st.lists(st.sampled_from([-1, 1, 2, 3, 4, 6, 8]), max_size=4).map(tuple))
def test_reshape(shape, target):
    agree(reshape, np.reshape, shape, target)


@settings(deadline=None)
@given(st.permutations([1, 2, 3, 4]), st.integers(0, 3), st.permutations([1, 2, 3, 4]))
def test_reshape_that_fits(shape, place, target):
    target[place] = -1
    agree(reshape, np.reshape, tuple(shape), tuple(target))


@settings(deadline=None)
@given(SHAPES, st.none() | AXES | st.lists(AXES, max_size=3, unique=True).map(tuple), st.booleans())
def test_reduce(shape, axis, keepdims):
    if isinstance(axis, tuple):
        assume(len({a % max(len(shape), 1) for a in axis}) == len(axis))
    expected = numpy_shapes(lambda x: np.asarray(np.sum(x, axis=axis, keepdims=keepdims)), np.empty(shape))
    assert our_shapes(reduce, Shape(*shape), axis, keepdims) == expected


@settings(deadline=None)
@given(SHAPES, AXES | st.lists(AXES, min_size=1, max_size=3).map(tuple))
def test_expand_dims(shape, axis):
    agree(expand_dims, np.expand_dims, shape, axis)


@settings(deadline=None)
@given(SHAPES, st.none() | AXES)
def test_squeeze(shape, axis):
    agree(squeeze, np.squeeze, shape, axis)


@settings(deadline=None)
@given(SHAPES, st.none() | st.lists(AXES, max_size=4).map(tuple))
def test_transpose(shape, axes):
    agree(transpose, np.transpose, shape, axes)


@settings(deadline=None)
@given(SHAPES, AXES, AXES)
def test_swapaxes_and_moveaxis(shape, a, b):
    agree(swapaxes, np.swapaxes, shape, a, b)
    agree(moveaxis, np.moveaxis, shape, a, b)


@settings(deadline=None)
@given(SHAPES, st.integers(1, 4) | st.lists(st.integers(0, 4), max_size=3).map(sorted).map(tuple), AXES)
def test_split(shape, parts, axis):
    agree(split, np.split, shape, parts, axis)


@settings(deadline=None)
@given(SHAPES, st.integers(1, 3) | st.lists(st.integers(1, 3), max_size=5).map(tuple))
def test_tile(shape, repeats):
    agree(tile, np.tile, shape, repeats)


@settings(deadline=None)
@given(SHAPES, st.integers(1, 3), st.none() | AXES)
def test_repeat(shape, repeats, axis):
    agree(repeat, np.repeat, shape, repeats, axis)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=3))
def test_pad(axes):
    agree(pad, np.pad, tuple(size for size, _, _ in axes), [(before, after) for _, before, after in axes])


@settings(deadline=None)
@given(SHAPES)
def test_flatten(shape):
    agree(flatten, np.ravel, shape)


@st.composite
def similar(draw):
    """A few shapes that differ in at most one axis, mostly."""
    base = draw(SHAPES)
    shapes = []
    for _ in range(draw(st.integers(1, 3))):
        shape = list(base)
        if shape:
            shape[draw(st.integers(0, len(shape) - 1))] = draw(st.integers(1, 4))
        shapes.append(tuple(shape))
    return shapes


@settings(deadline=None)
@given(similar(), AXES)
def test_concatenate_and_stack(shapes, axis):
    arrays = [np.empty(shape) for shape in shapes]
    ours = [Shape(*shape) for shape in shapes]
    for merge_open in (False, True):
        expected = numpy_shapes(np.concatenate, arrays, axis)
        assert our_shapes(concatenate, ours, axis, merge_open=merge_open) == expected
        assert our_shapes(stack, ours, axis, merge_open=merge_open) == numpy_shapes(np.stack, arrays, axis)


@pytest.mark.parametrize(
    ("shape", "target", "result"),
    [
        (Shape(None, 4), (-1, 2), Shape(None, 2)),
        (Shape(None, 4), (3, 5), Shape(3, 5)),
        (Shape(6, 4), (None, -1), Shape(None, None)),
        (Shape(UNKNOWN, 4), (-1, 2), Shape(UNKNOWN, 2)),
        (Shape(6, 4), (UNKNOWN, -1), Shape(UNKNOWN, UNKNOWN)),
        (Shape(N, 4), (-1, 2), Shape(2 * N, 2)),
        (Shape(N, 6), (N, 2, -1), Shape(N, 2, 3)),
        (Shape(N, 4), (2, -1, 2), Shape(2, N, 2)),
        (Shape.unknown(), (3, -1), Shape(3, UNKNOWN)),
        (Shape.unknown(), (3, 4), Shape(3, 4)),
    ],
)
def test_reshape_with_open_sizes(shape, target, result):
    assert reshape(shape, target) == result


@pytest.mark.parametrize(
    ("shape", "target", "code"),
    [
        (Shape(6, 4), (5, 5), "reshape-size"),
        (Shape(6, 4), (-1, 5), "reshape-size"),
        (Shape(N, 4), (N, 5, 0), None),
        (Shape(4, 4), (-1, -1), "invalid-argument"),
        (Shape(4, 4), (-2, 2), "invalid-argument"),
    ],
)
def test_reshape_that_cannot_be(shape, target, code):
    if code is None:
        assert reshape(shape, target) == Shape(*target)
        return
    with pytest.raises(Mismatch) as caught:
        reshape(shape, target)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("shapes", "axis", "merge_open", "result"),
    [
        ([Shape(None, 3), Shape(None, 4)], -1, False, Shape(None, 7)),
        ([Shape(None, 3), Shape(2, 4)], -1, False, Shape(None, 7)),
        ([Shape(None, 3), Shape(2, 4)], -1, True, Shape(2, 7)),
        ([Shape(2, None), Shape(2, UNKNOWN)], -1, False, Shape(2, None)),
        ([Shape(2, UNKNOWN), Shape(2, None)], -1, False, Shape(2, None)),
        ([Shape(2, N), Shape(2, 4)], -1, False, Shape(2, N + 4)),
        ([Shape.unknown(), Shape(2, 4)], 0, False, Shape(UNKNOWN, UNKNOWN)),
        ([Shape.unknown(), Shape(2, 4)], 0, True, Shape(UNKNOWN, 4)),
        ([Shape.unknown(), Shape.unknown()], 0, True, Shape.unknown()),
    ],
)
def test_concatenate_with_open_sizes(shapes, axis, merge_open, result):
    assert concatenate(shapes, axis, merge_open=merge_open) == result


@pytest.mark.parametrize(
    ("shape", "axis", "result"),
    [
        (Shape(None, 1), None, Shape(None)),
        (Shape(None, 1), 0, Shape(1)),
        (Shape(UNKNOWN, 1), None, Shape.unknown()),
        (Shape(UNKNOWN, 1), (0, 1), Shape()),
    ],
)
def test_squeeze_with_open_sizes(shape, axis, result):
    assert squeeze(shape, axis) == result


def test_split_of_an_open_axis():
    assert split(Shape(None, 4), 2) == [Shape(None, 4), Shape(None, 4)]
    assert split(Shape(None, 4), [3, 5]) == [Shape(3, 4), Shape(2, 4), Shape(None, 4)]
    assert split(Shape(2 * N, 4), 2) == [Shape(N, 4), Shape(N, 4)]
