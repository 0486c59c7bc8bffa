"""`einsum` agrees with NumPy on numbers, and keeps what it knows of open sizes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapelens.shapes import UNKNOWN, Mismatch, Shape
from shapelens.shapes.einsum import einsum

EQUATIONS = st.sampled_from(
    [
        "ab,bc->ac",
        "ab,bc",
        "ab->ba",
        "ab",
        "aa->a",
        "aa",
        "...a,ab->...b",
        "...ab,...bc->...ac",
        "ab...,bc->ac...",
        "a...,...b->...ab",
        "abc,abd->cd",
        "a,b->ab",
        "ab,ab->",
        "abc,cde->abde",
        "...,...->...",
        "ij,jk,kl->il",
        "ab->abc",
        "ab,bc->aa",
        "a.b",
        "ab,->ab",
    ]
)
SHAPES = st.lists(st.lists(st.sampled_from([1, 2, 2, 3]), max_size=4).map(tuple), min_size=1, max_size=3)


@settings(deadline=None)
@given(EQUATIONS, SHAPES)
def test_agrees_with_numpy(equation, shapes):
    try:
        expected = np.einsum(equation, *[np.empty(shape) for shape in shapes]).shape
    except ValueError:
        expected = None
    try:
        assert einsum(equation, *[Shape(*shape) for shape in shapes]).dims == expected
    except Mismatch:
        assert expected is None


@settings(deadline=None)
@given(EQUATIONS, st.lists(st.sampled_from([2, 3]), min_size=3, max_size=3), st.integers(1, 2))
def test_agrees_with_numpy_where_shapes_fit(equation, sizes, extra):
    labels = dict(zip("abcdeijkl", sizes * 3))
    shapes = []
    for term in equation.partition("->")[0].split(","):
        before, dots, after = term.partition("...")
        dims = [labels.get(x, 1) for x in before] + [4] * (extra if dots else 0) + [labels.get(x, 1) for x in after]
        shapes.append(tuple(dims))
    test_agrees_with_numpy.hypothesis.inner_test(equation, shapes)


@pytest.mark.parametrize(
    ("equation", "shapes", "result"),
    [
        ("bij,jk->bik", [Shape(None, 3, 4), Shape(4, 5)], Shape(None, 3, 5)),
        ("...j,jk->...k", [Shape(None, UNKNOWN, 4), Shape(4, 5)], Shape(None, UNKNOWN, 5)),
        ("ij,jk->ik", [Shape.unknown(), Shape(4, 5)], Shape(UNKNOWN, 5)),
        ("...j,jk->...k", [Shape.unknown(), Shape(4, 5)], Shape.unknown()),
        ("bi,bi->b", [Shape(None, 8), Shape(2, 8)], Shape(2)),
    ],
)
def test_open_sizes(equation, shapes, result):
    assert einsum(equation, *shapes) == result


@pytest.mark.parametrize(
    ("equation", "shapes", "code"),
    [
        ("ij,jk->ik", [Shape(None, 3), Shape(4, 5)], "operand-shapes"),
        ("ij,jk->ik", [Shape(None, 3)], "operand-shapes"),
        ("ij->i", [Shape(None, 3, 4)], "operand-shapes"),
        ("ij->ik", [Shape(None, 3)], "invalid-argument"),
        ("i1->i", [Shape(None, 3)], "invalid-argument"),
    ],
)
def test_what_cannot_be(equation, shapes, code):
    with pytest.raises(Mismatch) as caught:
        einsum(equation, *shapes)
    assert caught.value.code == code
