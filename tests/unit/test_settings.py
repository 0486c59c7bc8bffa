"""Settings from pyproject.toml and from editors, right and wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from shapelens.analysis.settings import (
    DEFAULTS,
    HintSettings,
    Settings,
    declared_shape,
    editor_settings,
    merged,
    project_file,
    project_settings,
)
from shapelens.shapes import Shape, symbol

PROJECT = """
[tool.shapelens]
select = ["input-rank", "merge-shapes"]
ignore = ["merge-shapes"]
interpreter = ".venv/bin/python"

[tool.shapelens.severity]
input-rank = "warning"

[tool.shapelens.shapes]
x_train = "(None, 28, 28, n)"
"data.load" = [10, 3]

[tool.shapelens.inlay-hints]
kinds = ["calls"]
max-length = 40
"""


def project(tmp_path: Path, text: str) -> tuple[Settings, list[str]]:
    file = tmp_path / "pyproject.toml"
    file.write_text(text)
    settings, problems = project_settings(file)
    return settings, [problem.replace(f"{file}: ", "") for problem in problems]


def test_a_project_is_read_whole(tmp_path: Path) -> None:
    settings, problems = project(tmp_path, PROJECT)
    assert problems == []
    assert settings == Settings(
        select=frozenset({"input-rank", "merge-shapes"}),
        ignore=frozenset({"merge-shapes"}),
        severity={"input-rank": "warning"},
        interpreter=str(tmp_path / ".venv/bin/python"),
        shapes={"x_train": Shape(None, 28, 28, symbol("n")), "data.load": Shape(10, 3)},
        hints=HintSettings(True, frozenset({"calls"}), 40),
    )


def test_the_nearest_project_counts(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert project_file(tmp_path / "a" / "b" / "c.py") == tmp_path / "pyproject.toml"
    (tmp_path / "a" / "pyproject.toml").write_text("")
    assert project_file(tmp_path / "a" / "b" / "c.py") == tmp_path / "a" / "pyproject.toml"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[tool.shapelens]\nselect = 3", "tool.shapelens.select must be a list of rules, not 3; the default is used"),
        ('[tool.shapelens]\nignore = ["no-such"]', "tool.shapelens.ignore: there is no rule 'no-such'"),
        ('[tool]\nshapelens = "x"', "tool.shapelens must be a table, not 'x'; the default is used"),
        (
            '[tool.shapelens.severity]\ninput-rank = "fatal"',
            "tool.shapelens.severity.input-rank must be one of error, warning, information, hint, off, not 'fatal'; "
            "the default is used",
        ),
        (
            '[tool.shapelens.shapes]\nx = "(3, -1)"',
            "tool.shapelens.shapes.x must be a shape like \"(None, 28, 28)\", not '(3, -1)'; the default is used",
        ),
    ],
)
def test_one_wrong_setting_is_one_message_and_its_default(tmp_path: Path, text: str, problem: str) -> None:
    assert project(tmp_path, text) == (DEFAULTS, [problem])


@pytest.mark.parametrize("text", ["[tool.shapelens\n", "\udcff", "x = " + "[" * 5000])
def test_a_broken_file_is_one_message(tmp_path: Path, text: str) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    settings, problems = project_settings(file)
    assert settings == DEFAULTS
    (problem,) = problems
    assert problem.startswith(f"{file}: ") and problem.endswith("; the defaults are used") and "\n" not in problem


def test_editors_may_nest_or_dot(tmp_path: Path) -> None:
    dotted = {"inlayHints.enabled": False, "inlayHints.maxLength": 20, "severity": {"input-rank": "off"}}
    nested = {"inlayHints": {"enabled": False, "maxLength": 20}, "severity": {"input-rank": "off"}}
    assert editor_settings(dotted) == editor_settings(nested)
    assert editor_settings(nested)[0].hints == HintSettings(enabled=False, max_length=20)


@pytest.mark.parametrize(
    "section", [3, [], "text", {"severity": []}, {"inlayHints": {"kinds": "calls"}}, {"select": [1]}]
)
def test_what_an_editor_sends_wrongly_is_one_message(section: object) -> None:
    settings, problems = editor_settings(section)
    assert (settings, len(problems)) == (DEFAULTS, 1)


def test_an_editors_defaults_leave_the_project_alone(tmp_path: Path) -> None:
    settings, _ = project(tmp_path, PROJECT)
    defaults = {"select": [], "ignore": [], "severity": {}, "interpreter": "", "inlayHints": {"enabled": True}}
    assert merged(settings, editor_settings(defaults)[0]) == settings
    editor = editor_settings({"severity": {"input-rank": "off"}, "ignore": ["input-axis"], "interpreter": "/p"})[0]
    both = merged(settings, editor)
    assert (both.severity, both.ignore, both.interpreter) == (
        {"input-rank": "off"},
        {"merge-shapes", "input-axis"},
        "/p",
    )


@pytest.mark.parametrize(
    ("written", "shape"),
    [
        ("(None, 3)", Shape(None, 3)),
        ("(n,)", Shape(symbol("n"))),
        ("[2, 3]", Shape(2, 3)),
        ("()", Shape()),
        (["n", 3, None], Shape(symbol("n"), 3, None)),
        ("3", None),
        ("(3, 2.5)", None),
        ("(", None),
        (4, None),
    ],
)
def test_declared_shapes(written: object, shape: Shape | None) -> None:
    assert declared_shape(written) == shape
