"""The command line: what it prints, how it exits, and the forms that other programs read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from shapelens.cli.files import python_files
from shapelens.cli.group import group
from shapelens.findings import RULES

SERVER = Path(__file__).parents[2] / "server"
STACKED = """\
import keras
from keras import layers

inputs = keras.Input((20, 32))
x = layers.LSTM(64)(inputs)
y = layers.LSTM(32)(x)
"""
RIGHT = "from keras import Input, layers\nx = layers.Dense(5)(Input((3,)))\n"


ONLY_UNSAFE = """\
import keras
import numpy as np
from keras import layers

model = keras.Sequential([keras.Input((20, 32)), layers.GRU(64, return_sequences=True), layers.Dense(10)])
model.compile(loss="categorical_crossentropy")
model.fit(np.zeros((8, 20, 32)), np.zeros((8, 10)))
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wrong.py").write_text(STACKED)
    (tmp_path / "right.py").write_text(RIGHT)
    return tmp_path


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(group, list(arguments), input=stdin, prog_name="shapelens")


def test_check_shows_the_line_and_fails(folder: Path) -> None:
    result = run("check", "wrong.py", "right.py")
    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert lines[0].startswith("wrong.py:6:5: error[input-rank] ")
    assert lines[2:4] == ["6 | y = layers.LSTM(32)(x)", "  |     ^^^^^^^^^^^^^^^^^^"]
    assert lines[-1] == "1 error in 2 files"


def test_check_as_json_is_the_contract(folder: Path) -> None:
    result = run("check", "--output-format", "json", "wrong.py")
    (entry,) = json.loads(result.stdout)
    assert set(entry) == {
        "code", "severity", "message", "filename", "location", "end_location", "related", "fixes", "url",
    }  # fmt: skip
    assert (entry["code"], entry["severity"], entry["filename"]) == ("input-rank", "error", "wrong.py")
    assert (entry["location"], entry["end_location"]) == ({"row": 6, "column": 5}, {"row": 6, "column": 23})
    assert all(set(fix) == {"title", "safety", "preferred", "edits"} for fix in entry["fixes"])


def test_check_as_sarif_names_rule_and_region(folder: Path) -> None:
    log = json.loads(run("check", "--output-format", "sarif", "wrong.py").stdout)
    (sarif_run,) = log["runs"]
    (result,) = sarif_run["results"]
    assert log["version"] == "2.1.0"
    assert [rule["id"] for rule in sarif_run["tool"]["driver"]["rules"]] == ["input-rank"]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "wrong.py"},
        "region": {"startLine": 6, "startColumn": 5, "endLine": 6, "endColumn": 23},
    }


def test_check_for_github_is_an_annotation(folder: Path) -> None:
    line = run("check", "--output-format", "github", "wrong.py").stdout
    assert line.startswith("::error file=wrong.py,line=6,col=5,endLine=6,endColumn=23,title=Shapelens (input-rank)::")


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ([], 1),
        (["--exit-zero"], 0),
        (["--ignore", "input-rank"], 0),
        (["--select", "merge-shapes,input-axis"], 0),
        (["--select", "input-rank"], 1),
        (["--select", "no-such-rule"], 2),
        (["--fail-on", "error"], 1),
        (["--no-such-option"], 2),
    ],
)
def test_exit_status(folder: Path, options: list[str], status: int) -> None:
    assert run("check", "wrong.py", *options).exit_code == status


def test_what_cannot_be_read_is_one_line_and_status_2(folder: Path) -> None:
    (folder / "binary.py").write_bytes(b"\0\1")
    (folder / "long.py").write_text("x = 1\n" * 1_700_000)
    result = run("check", "none.py", "right.py", "binary.py", "long.py")
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        "shapelens: none.py: no such file",
        "shapelens: binary.py: it is a binary file",
        "shapelens: long.py: it is too long to analyse: 10.2 MB",
    ]
    assert "Nothing found in 1 file" in result.stdout


@pytest.mark.parametrize("option", ["--fix", "--diff"])
def test_what_only_an_unsafe_fix_mends_is_told(folder: Path, option: str) -> None:
    (folder / "unsafe.py").write_text(ONLY_UNSAFE)
    told = "1 finding has a fix that changes what the program computes: apply it with --unsafe-fixes\n"
    assert run("check", option, "unsafe.py").stderr == told
    assert (folder / "unsafe.py").read_text() == ONLY_UNSAFE
    assert "--unsafe-fixes" not in run("check", option, "wrong.py").stderr
    assert "--unsafe-fixes" not in run("check", "--unsafe-fixes", option, "unsafe.py").stderr


def test_standard_input_is_read(folder: Path) -> None:
    result = run("check", "-", stdin=STACKED)
    assert result.stdout.startswith("-:6:5: error[input-rank] ")


def test_folders_are_walked_without_environments(tmp_path: Path) -> None:
    for name in ("a.py", "b/c.py", ".hidden/d.py", "env2/e.py", "node_modules/f.py", "b/__pycache__/g.py", "b/h.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / "env2" / "pyvenv.cfg").write_text("")
    found = [os.path.relpath(path, tmp_path) for path, _ in python_files([str(tmp_path)])]
    assert found == ["a.py", os.path.join("b", "c.py")]


def test_settings_of_the_project_hold_and_their_problems_are_told(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[tool.shapelens]\nignore = ["input-rank"]\nselect = 3\n')
    result = run("check", "wrong.py")
    assert result.exit_code == 0
    assert "tool.shapelens.select must be a list of rules, not 3" in result.stderr


def test_many_files_are_checked_in_processes_in_order(folder: Path) -> None:
    for number in range(20):
        (folder / f"m{number:02}.py").write_text(STACKED)
    found = json.loads(run("check", "--output-format", "json", ".").stdout)
    names = [os.path.basename(entry["filename"]) for entry in found]
    assert names == [*[f"m{number:02}.py" for number in range(20)], "wrong.py"]


def test_shapes_as_json_is_the_contract(folder: Path) -> None:
    lines = [json.loads(line) for line in run("shapes", "right.py", "--format", "json").stdout.splitlines()]
    assert lines == [
        {
            "path": "right.py", "line": 2, "column": 5, "end_line": 2, "end_column": 33, "kind": "call",
            "callee": "keras.layers.Dense",
            "observations": [{"inputs": [[None, 3]], "outputs": [[None, 5]], "count": 1}],
        },
        {
            "path": "right.py", "line": 2, "column": 21, "end_line": 2, "end_column": 32, "kind": "input",
            "callee": "keras.Input",
            "observations": [{"inputs": [], "outputs": [[None, 3]], "count": 1}],
        },
    ]  # fmt: skip


def test_summary_is_kerass_own(folder: Path) -> None:
    program = (
        "import keras\nfrom keras import layers\nm = keras.Sequential([keras.Input((5,)), layers.Dense(3)], name='m')\n"
    )
    result = run("summary", "-", stdin=program)
    assert result.stdout.splitlines() == [
        'Model: "m"',
        "┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓",
        "┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃",
        "┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩",
        "│ dense (Dense)                   │ (None, 3)              │            18 │",
        "└─────────────────────────────────┴────────────────────────┴───────────────┘",
        " Total params: 18 (72.00 B)",
        " Trainable params: 18 (72.00 B)",
        " Non-trainable params: 0 (0.00 B)",
    ]
    assert run("summary", "-", stdin="x = 1\n").exit_code == 1
    assert run("summary", "none.py").exit_code == 2


def test_a_rule_has_a_page() -> None:
    assert run("rule", "input-rank").stdout.startswith("## input-rank\n")
    assert [line.split()[0] for line in run("rule").stdout.splitlines()] == list(RULES)
    assert run("rule", "no-such").exit_code == 2


def test_docs_have_every_rule_as_the_catalogue_has_it() -> None:
    docs = Path(__file__).parents[2] / "docs" / "rules.md"
    assert docs.read_text(encoding="utf-8") == run("rule", "--all").stdout


def test_docs_have_every_kind_of_fix() -> None:
    docs = Path(__file__).parents[2] / "docs" / "fixes.md"
    assert docs.read_text(encoding="utf-8") == run("rule", "--fixes").stdout


@pytest.mark.parametrize(("arguments", "status"), [(["--version"], 0), (["--help"], 0), (["nothing"], 2)])
def test_the_module_runs(arguments: list[str], status: int) -> None:
    environment: dict[str, Any] = {**os.environ, "PYTHONPATH": str(SERVER)}
    command = [sys.executable, "-m", "shapelens", *arguments]
    assert subprocess.run(command, env=environment, capture_output=True).returncode == status


def test_a_line_that_does_not_parse_is_told_and_the_rest_is_checked(folder: Path) -> None:
    (folder / "typed.py").write_text(STACKED.replace("x = layers.LSTM(64)", "w = layers.Dense(\nx = layers.LSTM(64)"))
    for _ in range(2):  # the second time from the cache, if it were kept
        result = run("check", "typed.py", "right.py")
        assert result.exit_code == 1
        assert "typed.py:5: this line does not parse" in result.stderr
        assert "typed.py:7" in result.stdout
