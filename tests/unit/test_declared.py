"""Shapes that a program declares in words."""

from __future__ import annotations

import ast

import pytest
from shapelens.libraries.declared import annotation, contradicts, parse_dimensions, parse_shape, refined, shape_comment
from shapelens.shapes import UNKNOWN, Shape, symbol

N = symbol("N")


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("(N, 28, 28, 1)", Shape(N, 28, 28, 1)),
        ("(N,)", Shape(N)),
        ("[None, 10]", Shape(None, 10)),
        ("(?, 3)", Shape(UNKNOWN, 3)),
        ("()", Shape()),
        ("(..., 3)", Shape.unknown()),
        ("?", Shape.unknown()),
        ("(N, 2*h, h//2)", Shape(N, 2 * symbol("h"), symbol("h") // 2)),
        ("(N, 'a')", None),
        ("(N, -1)", None),
        ("images", Shape(symbol("images"))),
        ("(N, 28", None),
    ],
)
def test_a_shape_is_read_as_it_is_written(text: str, shape: Shape | None) -> None:
    assert parse_shape(text) == shape


def test_a_comment_declares_a_shape_for_each_name() -> None:
    assert shape_comment("x = load()  # shape: (N, 28, 28, 1)") == (Shape(N, 28, 28, 1),)
    assert shape_comment("x, y = load()  # shape: (N, 28), (N,)") == (Shape(N, 28), Shape(N))
    assert shape_comment("x = load()  # the shape: of things") is None
    assert shape_comment("x = load()  # noqa") is None


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("n 28 28", Shape(symbol("n"), 28, 28)),
        ("batch *rest", Shape.unknown()),
        ("... c", Shape.unknown()),
        ("_ 3", Shape(UNKNOWN, 3)),
        ("#n 3", Shape(UNKNOWN, 3)),
        ("channels=3", Shape(3)),
        ("h//2 w-1", Shape(symbol("h") // 2, symbol("w") - 1)),
        ("", Shape()),
        ("n ,", None),
    ],
)
def test_jaxtyping_dimensions(text: str, shape: Shape | None) -> None:
    assert parse_dimensions(text) == shape


def test_a_jaxtyping_annotation_has_a_shape_and_a_dtype() -> None:
    def of(text: str) -> object:
        return annotation(ast.parse(text, mode="eval").body)

    assert of('Float[np.ndarray, "n 28"]') == (Shape(symbol("n"), 28), "float32")
    assert of('jt.Int64[Array, "n"]') == (Shape(symbol("n")), "int64")
    assert of('Shaped[Array, "3"]') == (Shape(3), None)
    assert of("list[int]") is None
    assert of("dict[str, 'n 3']") is None


def test_a_declaration_adds_to_what_is_known_and_can_contradict_it() -> None:
    assert refined(Shape(N, 28), Shape.unknown()) == Shape(N, 28)
    assert refined(Shape(N, 28), Shape(60, UNKNOWN)) == Shape(60, 28)
    assert contradicts(Shape(N, 32), Shape(60, 28))
    assert contradicts(Shape(N, 32), Shape(60, 32, 1))
    assert not contradicts(Shape(N, 32), Shape(60, UNKNOWN))
    assert not contradicts(Shape(None, 32), Shape(60, 32))
