"""Generated programs and settings: nothing raises, nothing is an internal error, and nothing costs more than it may.

`make fuzz` draws thousands where these draw some.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapelens.analysis.settings import HINT_KINDS, SEVERITIES, Settings, editor_settings, merged, project_settings
from shapelens.cli.running import deep
from shapelens.findings import RULES

sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzz.calls import sweep
from fuzz.examining import problems
from fuzz.programs import program


@pytest.mark.parametrize("first", range(0, 240, 40))
def test_generated_programs_raise_nothing(first: int) -> None:
    found = deep(lambda: {seed: problems(program(seed)) for seed in range(first, first + 40)})
    assert {seed: wrong for seed, wrong in found.items() if wrong} == {}


def test_whatever_a_library_defines_answers_a_value_or_a_mismatch() -> None:
    found = deep(lambda: [wrong for text in sweep(0) for wrong in problems(text)])
    assert found == []


NAMES = st.sampled_from(
    [
        "select",
        "ignore",
        "severity",
        "interpreter",
        "shapes",
        "inlayHints",
        "inlay-hints",
        "enabled",
        "kinds",
        "maxLength",
        "max-length",
        "max_length",
        "inlayHints.kinds",
        "severity.input-rank",
        "",
        ".",
        "x",
        *list(RULES)[:3],
    ]
)
PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    NAMES,
    st.sampled_from([*SEVERITIES, *HINT_KINDS, "(None, 3)", "~nobody/python", "a\0b", "[", "(" * 5000]),
)
SECTIONS = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5), max_leaves=12
)


def is_sound(found: Settings, told: list[str]) -> bool:
    """Whether settings have the types that they should have, and problems are lines."""
    return (
        found.select <= set(RULES)
        and found.ignore <= set(RULES)
        and set(found.severity) <= set(RULES)
        and set(found.severity.values()) <= set(SEVERITIES)
        and (found.interpreter is None or isinstance(found.interpreter, str))
        and isinstance(found.hints.enabled, bool)
        and found.hints.kinds <= set(HINT_KINDS)
        and isinstance(found.hints.max_length, int)
        and all("\n" not in problem and len(problem) < 500 for problem in told)
    )


@settings(max_examples=300, deadline=None)
@given(SECTIONS)
def test_an_editors_section_may_hold_anything(section: Any) -> None:
    found, told = editor_settings(section)
    assert is_sound(found, told)
    assert is_sound(merged(found, found), told)


def toml(value: Any) -> str:
    """A value as TOML, as far as TOML has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(letter if letter.isalnum() or letter in " -()[],.~/" else "_" for letter in value) + '"'
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(key)} = {toml(item)}" for key, item in value.items()) + "}"
    return "1979-05-27" if value is None else str(value)


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(NAMES, SECTIONS, max_size=5).map(lambda table: f"[tool]\nshapelens = {toml(table)}\n") | st.text()
)
def test_a_pyproject_may_hold_anything(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pyproject.toml"
        file.write_bytes(text.encode(errors="surrogatepass"))
        assert is_sound(*project_settings(file))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60))
def test_a_pyproject_may_be_no_text_at_all(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pyproject.toml"
        file.write_bytes(data)
        assert is_sound(*project_settings(file))
