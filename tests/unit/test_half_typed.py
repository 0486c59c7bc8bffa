"""Half-typed code costs the line that is being typed: the rest of its statement is read, and no other statement notices."""

from __future__ import annotations

import ast
import random
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest
from shapelens.analysis.document import analyse, rechunked
from shapelens.analysis.parsing import Chunk, split
from shapelens.interpreter.mending import UNFINISHED, parse
from shapelens.interpreter.pieces import pieces

ROOT = Path(__file__).parents[2]
PROGRAMS = sorted((ROOT / "examples").glob("*.py")) + sorted((ROOT / "tests" / "programs").glob("*.py"))
KERAS = find_spec("keras")
SOURCES = sorted(Path(KERAS.origin).parent.rglob("*.py")) if KERAS and KERAS.origin else []

U = UNFINISHED
MENDED = {
    "a call that is not closed": ("x = Dense(64\n", f"x = Dense(64); x = {U}\n"),
    "nor the string in it": ("x = Dense(64, activation='re\n", f"x = Dense(64, activation='re'); x = {U}\n"),
    "a call over several lines": ("x = f(\n    64,\n    3\n\n", f"x = f(\n    64,\n    3); x = {U}\n\n"),
    "an assignment without a value": ("x = \n", f"x = {U}\n"),
    "several names without a value": ("a, b.c = \n", f"a, b.c = {U}\n"),
    "an attribute without a name": ("model.\n", "pass\n"),
    "a comment stays behind": ("f(1  # one\n", "f(1)\n"),
    "a layer in a list": ("m = S([\n    D(1),\n    D(2\n])\n", "m = S([\n    D(1),\n    D(2\n)])\n"),
    "a layer between others": (
        "m = S([\n    D(1),\n    D(2\n    D(3),\n])\n",
        "m = S([\n    D(1),\n    D(2),\n    D(3),\n])\n",
    ),
    "an argument without a value": (
        "c = Conv2D(\n    8,\n    strides=\n    padding='same',\n)\n",
        f"c = Conv2D(\n    8,\n    *{U},\n    padding='same',\n)\n",
    ),
    "an entry of a dict": ("d = {\n    'a': 1,\n    'b':\n}\n", f"d = {{\n    'a': 1,\n    **{U},\n}}\n"),
    "a list that is closed as a tuple": ("m = S([\n    D(1)\n)\n", "m = S([\n    D(1)\n])\n"),
    "a bracket that nothing opens": ("x = g 2)\n", f"x = {U}\n"),
    "a call whose bracket is gone": ("x = g\n    1,\n    k=2,\n)(y)\n", "x = g(\n    1,\n    k=2,\n)(y)\n"),
    "a loop without a body": ("for x in y:\n\n", "for x in y:\n    pass\n"),
    "a loop without a body before the end": ("for x in y:\n", "for x in y: pass\n"),
    "a method without a body": (
        "class A:\n    def f(self):\n\n    def g(self):\n        return 1\n",
        "class A:\n    def f(self):\n        pass\n    def g(self):\n        return 1\n",
    ),
    "a header without its colon": ("for x in range(3)\n    f(x)\n", "for x in range(3):\n    f(x)\n"),
    "a header that is not closed": ("for x in range(3:\n    f(x)\n", "for x in range(3):\n    f(x)\n"),
    "parameters that are not closed": ("def f(a, b:\n    return a\n", "def f(a, b):\n    return a\n"),
    "a header that is a comment": ("# with scope:\n    f(1)\n    g(2)\n", "if 1:\n    f(1)\n    g(2)\n"),
    "a line that is too deep": ("a = 1\n b = 2\nc = 3\n", "a = 1\nb  = 2\nc = 3\n"),
    "a block between two depths": (
        "for a in b:\n  f(a)\n\n for c in d:\n   g(c)\n",
        "for a in b:\n  f(a)\nif 1:\n for c in d:\n   g(c)\n",
    ),
    "try without except": ("try:\n    f(1)\ng(2)\n", "if 1:\n    f(1)\ng(2)\n"),
    "a command of a notebook": ("%matplotlib inline\n", "pass\n"),
    "a loop in a list": (
        "m = S([\n    D(1),\n    for i in range(3):\n    D(2),\n])\n",
        f"m = S([\n    D(1),\n    *{U},\n    D(2),\n])\n",
    ),
    "without an end of line": ("f(1", "f(1)"),
}


@pytest.mark.parametrize("name", MENDED)
def test_what_is_half_typed_is_mended(name: str) -> None:
    text, wanted = MENDED[name]
    with pytest.raises(SyntaxError):
        ast.parse(text)
    statements, parsed = parse(text)
    assert parsed == wanted
    assert [ast.dump(statement) for statement in statements] == [ast.dump(node) for node in ast.parse(wanted).body]


def test_pieces_are_the_statements_of_a_valid_text() -> None:
    """Cut without its grammar, a text comes apart as Python's own parser says."""
    assert len(SOURCES) > 400
    for path in (*PROGRAMS, *SOURCES):
        text = path.read_text()
        lines = text.splitlines(keepends=True)
        first_lines: list[int] = []
        last = 0
        for statement in ast.parse(text).body:
            line = min([statement.lineno, *(node.lineno for node in getattr(statement, "decorator_list", ()))])
            if line > last:
                first_lines.append(line)
            last = statement.end_lineno or 0
        bounds = [0, *(line - 1 for line in first_lines[1:]), len(lines)]
        wanted = ["".join(lines[start:end]) for start, end in pairwise(bounds)] if lines else []
        assert [text[piece.start : piece.end] for piece in pieces(text)] == wanted, path


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_a_truncated_line_is_all_that_is_lost(path: Path) -> None:
    """Cut off anywhere, a line of code costs itself, and rarely one or two beside it."""
    lines = path.read_text().splitlines(keepends=True)
    drawn = random.Random(path.stem)
    code = [number for number, line in enumerate(lines) if "(" in line]
    lost = []
    while len(lost) < 20:
        number = drawn.choice(code)
        line = lines[number].rstrip()
        cut = drawn.randrange(len(line) - len(line.lstrip()) + 1, len(line) + 1)
        text = "".join([*lines[:number], line[:cut] + "\n", *lines[number + 1 :]])
        chunks = list(split("cut.py", text))
        assert "".join(chunk.unit.text for chunk in chunks) == text
        lost.append(sum(len(chunk.mended()) for chunk in chunks if chunk.is_broken))
    assert sum(lost) <= 2 * len(lost), lost


TYPED = [
    "(",
    ")",
    "[",
    "]",
    "}",
    '"',
    '"""',
    "\n",
    "\n\n",
    "    ",
    "#",
    ":",
    ",",
    "=",
    "\\\n",
    "@d\n",
    "else:\n",
    "x = 1\n",
    "\f",
]
"""What makes of a text one that does not parse, or parses otherwise."""


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_what_an_edit_leaves_is_what_a_whole_reading_finds(path: Path) -> None:
    original = text = path.read_text()
    chunks = list(split("edited.py", text))
    drawn = random.Random(path.stem)
    broken = 0
    for _ in range(25):
        at = drawn.randrange(len(text) + 1)
        kind = drawn.random()
        if kind < 0.55:
            new = text[:at] + drawn.choice(TYPED) + text[at:]
        elif kind < 0.9:
            new = text[:at] + text[at + drawn.choice([1, 1, 5, 40]) :]
        else:
            new = original
        before, edited, after = rechunked("edited.py", chunks, text, new)
        text, chunks = new, [*before, *edited, *after]
        assert [_state(chunk) for chunk in chunks] == [_state(chunk) for chunk in split("edited.py", text)]
        broken += any(chunk.is_broken for chunk in chunks)
    assert broken


def _state(chunk: Chunk) -> tuple[object, ...]:
    dumped = [ast.dump(statement, include_attributes=True) for statement in chunk.statements]
    return chunk.unit.text, chunk.parsed, chunk.lines, chunk.is_broken, chunk.is_open, dumped


def test_many_lines_of_another_language_cost_themselves() -> None:
    text = "import keras\n" + 'print "text"\n!pip install x\n' * 60 + "x = keras.layers.Dense(5)(keras.Input((3,)))\n"
    sites = [(site.location.line, site.callee) for site in analyse("prints.py", text).sites]
    assert (122, "keras.layers.Dense") in sites


UNJUDGED = """\
import keras
from keras import layers

inputs = keras.Input((28, 28, 1))
x = layers.Dense(
y = layers.Conv2D(4, 3)(x)
z = layers.Conv2D(4, 3)(layers.Flatten()(inputs))
"""


def test_an_unfinished_line_is_not_judged() -> None:
    """`units` is not missing yet, and nobody knows what `x` will be; but line 7 is wrong whatever comes."""
    assert [(finding.code, finding.span.line) for finding in analyse("typed.py", UNJUDGED).findings] == [
        ("input-rank", 1)
    ]
    found = analyse("typed.py", UNJUDGED)
    assert [found.location(finding.span).line for finding in found.findings] == [7]  # type: ignore[union-attr]


def test_a_layer_that_is_typed_into_a_list_leaves_those_around_it() -> None:
    text = "import keras\nfrom keras import layers\nm = keras.Sequential([\n    keras.Input((8,)),\n    layers.Dense(4),\n    layers.Dense(\n])\n"
    hints = {(site.location.line, site.callee) for site in analyse("typed.py", text).sites}
    assert (5, "keras.layers.Dense") in hints


@pytest.mark.parametrize("method", ["fit", "evaluate", "predict", "train_on_batch"])
def test_a_call_whose_data_are_not_there_yet_is_not_judged(method: str) -> None:
    text = "import keras\nmodel = keras.Sequential([keras.layers.Dense(3)])\nmodel.compile('adam', 'mse')\n"
    assert analyse("a.py", f"{text}model.{method}(\n").findings == ()
