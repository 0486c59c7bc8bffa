"""Fixes in every style of source: what they do to the cases of tests/cases/fixes after these were laid out another way."""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from shapelens.analysis.document import Document
from shapelens.analysis.settings import DEFAULTS
from shapelens.analysis.text import analysable
from shapelens.analysis.workspace import Workspace
from shapelens.features.diagnostics import Diagnostic, diagnostics
from shapelens.features.fix_all import applied_to, fix_all
from shapelens.fixes import Fix, finished, fixes_for, refactorings_at
from shapelens.fixes.candidates import kinds
from shapelens.fixes.candidates.arguments import applications
from shapelens.fixes.candidates.support import Generator
from shapelens.fixes.case import Case
from shapelens.fixes.spelling import Spelling
from shapelens.fixes.verify import program_of

sys.path.insert(0, str(Path(__file__).parents[1]))
from markdown_cases import CASES, Program, programs

PROGRAMS = [program for program in programs(CASES / "fixes") if program.fixes]


# -------------------------------------------------------------------- ways to lay a program out
def as_it_is(code: str) -> str:
    return code


def in_a_function(code: str) -> str:
    """The whole program inside a function, indented by a tab."""
    return (
        "def main():\n" + "".join(f"\t{line}\n" if line.strip() else "\n" for line in code.split("\n")) + "\nmain()\n"
    )


def commented(code: str) -> str:
    """A comment with letters beyond ASCII at the end of each line that may have one."""
    return "".join(f"{line}  # größer\n" if line.strip() else "\n" for line in code.rstrip("\n").split("\n"))


def after_text(code: str) -> str:
    """A statement with letters beyond ASCII before each plain call or assignment of the outermost level, on its line."""
    lines = code.split("\n")
    for statement in ast.parse(code).body:
        if isinstance(statement, (ast.Assign, ast.Expr)):
            lines[statement.lineno - 1] = 'ä = "ö"; ' + lines[statement.lineno - 1]
    return "\n".join(lines)


def with_windows_line_ends(code: str) -> str:
    return code.replace("\n", "\r\n")


def with_a_byte_order_mark(code: str) -> str:
    return "\ufeff" + code


LAYOUTS = (as_it_is, in_a_function, commented, after_text, with_windows_line_ends, with_a_byte_order_mark)


def document_of(text: str) -> Document:
    return Document("case.py", analysable(text), DEFAULTS)


def offers_of(document: Document) -> list[tuple[str, Fix]]:
    analysis = document.analysis()
    return [
        (shown.code, fix)
        for shown in diagnostics(analysis, DEFAULTS)
        if shown.finding is not None
        for fix in fixes_for(document, analysis, shown.finding)
    ]


def problems(document: Document) -> Counter[str]:
    return Counter(d.code for d in diagnostics(document.analysis(), DEFAULTS) if d.severity in ("error", "warning"))


def comments(text: str) -> Counter[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text.replace("\r\n", "\n")).readline)
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("program", PROGRAMS, ids=str)
def test_every_offer_parses_mends_and_keeps_the_rest(program: Program, layout: Callable[[str], str]) -> None:
    text = layout(program.code)
    document = document_of(text)
    before = problems(document)
    offers = offers_of(document)
    assert offers
    for code, fix in offers:
        mended = applied_to(text, fix.edits)
        ast.parse(mended.removeprefix("\ufeff"))
        after = problems(document_of(mended))
        assert not after - before, fix.title
        assert after[code] < before[code] or code == "dense-on-sequence", fix.title
        assert ("\n" in mended.replace("\r\n", "")) == ("\n" in text.replace("\r\n", ""))
        if not any(word in fix.title for word in ("Remove", "instead", "Move", "Use ")):
            lost = comments(text.removeprefix("\ufeff")) - comments(mended.removeprefix("\ufeff"))
            assert not lost, fix.title


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("program", PROGRAMS, ids=str)
def test_the_layout_changes_no_title(program: Program, layout: Callable[[str], str]) -> None:
    titles = {without_line(fix.title) for _, fix in offers_of(document_of(layout(program.code)))}
    assert {without_line(title) for _, title in program.fixes} <= titles


def without_line(title: str) -> str:
    return title.partition(" in line ")[0]


@pytest.mark.parametrize("program", PROGRAMS, ids=str)
def test_one_offer_of_a_finding_is_preferred(program: Program) -> None:
    document = document_of(program.code)
    analysis = document.analysis()
    for shown in diagnostics(analysis, DEFAULTS):
        assert shown.finding is not None
        fixes = fixes_for(document, analysis, shown.finding)
        assert [fix.is_preferred for fix in fixes] == [True] * bool(fixes) + [False] * (len(fixes) - 1)


@pytest.mark.parametrize("program", PROGRAMS, ids=str)
def test_all_fixes_together_end(program: Program) -> None:
    fixed = finished(fix_all(document_of(program.code), program.code, DEFAULTS, unsafe=True))
    before, after = problems(document_of(program.code)).total(), problems(document_of(fixed.text)).total()
    assert after < before or before == 0


def kinds_of(document: Document, shown: Diagnostic, title: str) -> set[Generator]:
    """The kinds that an offer may be of, by its title."""
    assert shown.finding is not None
    analysis = document.analysis()
    program = program_of(analysis)
    case = Case(analysis, shown.finding, program, Spelling(program))
    tried = [kind for kind, codes in kinds().items() if shown.code in codes]
    return {kind for kind in tried if title in [plain(entry.title) for entry in kind(case)]}


def plain(title: str) -> str:
    """A title without the shape that comes out and the line."""
    return without_line(title).partition(" → ")[0]


def test_each_kind_has_a_case() -> None:
    seen = {applications}  # it has a test of its own: cases are analysed without any installed Keras
    for program in (program for program in programs() if program.fixes):
        document = document_of(program.code)
        expected = {(line, plain(title)) for line, title in program.fixes}
        for shown in diagnostics(document.analysis(), DEFAULTS):
            for line, title in expected:
                if shown.location.line == line:
                    seen |= kinds_of(document, shown, title)
    assert set(kinds()) - seen == set()


def test_what_the_installed_keras_rejects_is_mended() -> None:
    text = "import keras\n\nbase = keras.applications.VGG16(weights=None, include_top=False, input_shape=(3, 64, 48))\n"
    document = Document("case.py", text, DEFAULTS, Workspace())
    analysis = document.analysis()
    (shown,) = diagnostics(analysis, DEFAULTS)
    assert shown.finding is not None
    (fix,) = fixes_for(document, analysis, shown.finding)
    assert applied_to(text, fix.edits) == text.replace("(3, 64, 48)", "(64, 48, 3)")


SEQUENTIAL = """\
from keras import layers, models

model = models.Sequential([
    layers.LSTM(8, input_shape=(20, 3), return_sequences=True),  # kept
    layers.Dense(1)
])
"""

FUNCTIONAL = """\
import keras
from keras.layers import LSTM, Input

x = Input((20, 3))
h = LSTM(8, return_sequences=True)(x)
model = keras.Model(x, h)
"""


def refactored(text: str, position: tuple[int, int]) -> dict[str, str]:
    document = document_of(text)
    fixes = refactorings_at(document, document.analysis(), position)
    return {fix.title: applied_to(text, fix.edits) for fix in fixes}


def test_a_layer_is_put_after_one_in_a_list() -> None:
    assert refactored(SEQUENTIAL, (4, 8)) == {
        "Insert Flatten() after this layer → (None, 160)": SEQUENTIAL.replace(
            "=True),", "=True),\n    layers.Flatten(),"
        ),
        "Insert GlobalAveragePooling1D() after this layer → (None, 8)": SEQUENTIAL.replace(
            "=True),", "=True),\n    layers.GlobalAveragePooling1D(),"
        ),
        "Declare the shape by an Input: Input((20, 3))": SEQUENTIAL.replace(
            "    layers.LSTM(8, input_shape=(20, 3), ", "    layers.Input((20, 3)),\n    layers.LSTM(8, "
        ),
    }


def test_a_layer_is_put_after_one_in_functional_code() -> None:
    found = refactored(FUNCTIONAL, (5, 6))
    assert found == {
        "Insert Flatten() after this layer → (None, 160)": FUNCTIONAL.replace("Input\n", "Input, Flatten\n").replace(
            "(x)\n", "(x)\nh = Flatten()(h)\n"
        ),
        "Insert GlobalAveragePooling1D() after this layer → (None, 8)": FUNCTIONAL.replace(
            "Input\n", "Input, GlobalAveragePooling1D\n"
        ).replace("(x)\n", "(x)\nh = GlobalAveragePooling1D()(h)\n"),
        "Write the shape as a comment: (None, 20, 8)": FUNCTIONAL.replace("(x)\n", "(x)  # shape: (None, 20, 8)\n"),
    }


def test_nothing_is_offered_where_no_layer_is_applied() -> None:
    assert refactored(FUNCTIONAL, (1, 3)) == {}
