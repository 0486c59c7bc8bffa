"""Shapes that a program declares in words."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest
from shapelens.analysis.document import Document
from shapelens.analysis.settings import DEFAULTS, Settings
from shapelens.features.code_actions import code_actions
from shapelens.fixes import finished
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


def assigned(code: str, settings: Settings = DEFAULTS, path: str = "train.py") -> dict[str, str]:
    analysis = Document(path, code, settings).analysis()
    return {entry.name: str(entry.shapes[-1]) for entry in analysis.assignments}


def test_settings_declare_by_name_and_by_module() -> None:
    settings = replace(DEFAULTS, shapes={"x": Shape(None, 28), "train.y": Shape(None, 3), "other.z": Shape(None, 4)})
    code = "from storage import load\nx = load()\n(y, z) = load()\n"
    assert assigned(code, settings) == {"x": "(None, 28)", "y": "(None, 3)"}


def test_settings_that_contradict_what_is_known_are_a_finding() -> None:
    settings = replace(DEFAULTS, shapes={"x": Shape(None, 28)})
    analysis = Document("train.py", "import numpy as np\nx = np.zeros((60, 32))\n", settings).analysis()
    assert [(f.code, f.message) for f in analysis.findings] == [
        ("declared-shape", "[tool.shapelens.shapes] says (None, 28), the value has (60, 32)")
    ]


def test_a_comment_declares_the_statement_that_it_follows() -> None:
    code = "from storage import load\nx = load(\n    1,\n)  # shape: (4, ?)\ny = load(); z = load()  # shape: (3,)\n"
    assert assigned(code) == {"x": "(4, ?)", "z": "(3,)"}
    assert assigned('from storage import load\nx = load("# shape: (3,)")\n') == {}


def test_an_edit_of_the_comment_alone_changes_what_is_known() -> None:
    document = Document("train.py", "from storage import load\nx = load()  # shape: (N, 3)\ny = x[:, 0]\n")
    assert str(document.analysis().assignments[0].shapes[0]) == "(N, 3)"
    document.update(document.text.replace("(N, 3)", "(5, 3)"))
    assert [str(entry.shapes[0]) for entry in document.analysis().assignments] == ["(5, 3)", "(5,)"]


@pytest.mark.parametrize(
    ("line", "title", "comment"),
    [
        ("x = load()", "Declare the shape of x", "  # shape: (N, ...)"),
        ("x, y = load()", "Declare the shape of x, y", "  # shape: (N, ...), (N, ...)"),
        ("x = np.asarray(load())[:, :3]", "Declare the shape of x", "  # shape: (N, ...)"),
    ],
)
def test_the_action_writes_a_comment_that_declares_nothing_yet(line: str, title: str, comment: str) -> None:
    document = Document("train.py", f"import numpy as np\nfrom storage import load\n{line}\n")
    actions = finished(code_actions(document, document.analysis(), [], (3, 1), (3, 1)))
    assert [(action.fix.title, action.fix.edits[0].content) for action in actions] == [(title, comment)]
    document.update(document.text.replace(line, line + comment))
    assert document.analysis().findings == ()


@pytest.mark.parametrize("line", ["x = np.zeros((3, 4))", "n = 3", "x = load()  # a note", "x.y = load()"])
def test_no_declaration_is_offered_where_there_is_nothing_to_declare(line: str) -> None:
    document = Document("train.py", f"import numpy as np\nfrom storage import load\nx = load()\n{line}\n")
    assert finished(code_actions(document, document.analysis(), [], (4, 1), (4, 1))) == []
