"""`shapelens check --fix`: what it writes, what it leaves alone, and what --diff shows of it."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from shapelens.cli.group import group

STACKED = """\
# größe
import keras
from keras import layers

inputs = keras.Input((20, 32))
x = layers.LSTM(64)(inputs)
y = layers.LSTM(32)(x)
"""
MENDED = STACKED.replace("LSTM(64)", "LSTM(64, return_sequences=True)")
UNSAFE = """\
import numpy as np
from keras import Input, Sequential, layers

model = Sequential([Input((8, 3)), layers.Conv1D(4, 3), layers.Dense(1, activation="sigmoid")])
model.compile(loss="binary_crossentropy", optimizer="adam")
model.fit(np.zeros((4, 8, 3)), np.zeros((4, 1)))
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(group, ["check", *arguments], input=stdin, prog_name="shapelens")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("encoding", "head"),
    [("utf-8", ""), ("utf-8-sig", ""), ("latin-1", "# coding: latin-1\n"), ("cp1252", "# -*- coding: cp1252 -*-\n")],
)
def test_a_file_keeps_its_encoding_its_line_ends_and_its_mode(
    folder: Path, encoding: str, head: str, newline: str
) -> None:
    file = folder / "wrong.py"
    file.write_bytes((head + STACKED).replace("\n", newline).encode(encoding))
    file.chmod(0o754)
    result = run("--fix", "wrong.py")
    assert (result.exit_code, result.stderr) == (
        0,
        f"wrong.py:{7 + bool(head)}: Set return_sequences=True on LSTM [input-rank]\n",
    )
    assert file.read_bytes() == (head + MENDED).replace("\n", newline).encode(encoding)
    assert stat.S_IMODE(file.stat().st_mode) == 0o754
    written = file.stat().st_mtime_ns
    assert (run("--fix", "wrong.py").exit_code, file.stat().st_mtime_ns) == (0, written)


def test_only_what_is_wrong_is_written(folder: Path) -> None:
    (folder / "right.py").write_text(MENDED, "utf-8")
    (folder / "unsafe.py").write_text(UNSAFE, "utf-8")
    (folder / "sub").mkdir()
    for number in range(12):
        (folder / "sub" / f"wrong_{number}.py").write_text(STACKED, "utf-8")
    before = {name: (folder / name).stat().st_mtime_ns for name in ("right.py", "unsafe.py")}
    result = run("--fix", "right.py", "unsafe.py", "sub")
    assert result.exit_code == 1
    assert result.stdout.endswith("1 error in 14 files\n")
    assert {file.read_text("utf-8") for file in (folder / "sub").iterdir()} == {MENDED}
    assert {name: (folder / name).stat().st_mtime_ns for name in before} == before


def test_unsafe_fixes_are_applied_where_they_are_asked_for(folder: Path) -> None:
    (folder / "unsafe.py").write_text(UNSAFE, "utf-8")
    assert run("--fix", "--unsafe-fixes", "unsafe.py").exit_code == 0
    mended = (folder / "unsafe.py").read_text("utf-8")
    assert mended == UNSAFE.replace("layers.Dense", "layers.GlobalAveragePooling1D(), layers.Dense")
    assert run("--fix", "--unsafe-fixes", "unsafe.py").exit_code == 0
    assert (folder / "unsafe.py").read_text("utf-8") == mended


def test_diff_shows_what_fix_would_write_and_writes_nothing(folder: Path) -> None:
    texts = {"one.py": STACKED, "two.py": STACKED.rstrip("\n"), "right.py": MENDED}
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    result = run("--diff", *texts)
    assert {name: (folder / name).read_text("utf-8") for name in texts} == texts
    subprocess.run(["patch", "-p0"], input=result.stdout, text=True, check=True, capture_output=True)
    assert (folder / "one.py").read_text("utf-8") == MENDED
    assert (folder / "two.py").read_text("utf-8") == MENDED.rstrip("\n")
    assert run("--diff", *texts).stdout == ""


def test_what_comes_from_standard_input_goes_to_standard_output() -> None:
    result = run("--fix", "-", stdin=STACKED.encode())
    assert result.stdout.startswith(MENDED)


def test_two_findings_of_one_line_are_mended_one_after_the_other(folder: Path) -> None:
    line = "z = layers.LSTM(4)(layers.LSTM(8)(layers.LSTM(16)(inputs)))\n"
    (folder / "wrong.py").write_text(STACKED + line, "utf-8")
    assert run("--fix", "wrong.py").exit_code == 0
    kept = line.replace("LSTM(8)", "LSTM(8, return_sequences=True)").replace(
        "LSTM(16)", "LSTM(16, return_sequences=True)"
    )
    assert (folder / "wrong.py").read_text("utf-8") == MENDED + kept
