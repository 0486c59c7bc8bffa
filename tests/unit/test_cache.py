"""What `shapelens check` remembers of files: never anything that no longer holds, and never a failure of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

SIZES = "UNITS = 3\n"
MODEL = "import keras\nfrom sizes import UNITS\nx = keras.layers.Dense(UNITS)(keras.Input((4,)))\ny = x + keras.Input((5,))\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "sizes.py").write_text(SIZES, "utf-8")
    (folder / "model.py").write_text(MODEL, "utf-8")
    return folder


def check(project: Path, cache: Path, *options: str, prefix: Sequence[str] = ()) -> list[str]:
    """The codes that are found in the model."""
    return codes(started(project, cache, *options, prefix=prefix))


def started(project: Path, cache: Path, *options: str, prefix: Sequence[str] = ()) -> subprocess.Popen[str]:
    command = [*prefix, sys.executable, "-m", "shapelens", "check", "--output-format", "json", *options, "model.py"]
    environment = {**os.environ, "SHAPELENS_CACHE": str(cache), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        command, cwd=project, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def codes(process: subprocess.Popen[str]) -> list[str]:
    told, complaints = process.communicate(timeout=120)
    assert complaints == ""
    return [found["code"] for found in json.loads(told)]


def entries(cache: Path) -> list[Path]:
    return sorted((cache / "shapelens").glob("*.json")) if cache.exists() else []


def test_a_second_run_answers_from_the_entry(project: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert check(project, cache) == ["operand-shapes"]
    (entry,) = entries(cache)
    told = json.loads(entry.read_text("utf-8"))
    told["diagnostics"][0]["code"] = "from-the-entry"
    entry.write_text(json.dumps(told), "utf-8")
    assert check(project, cache) == ["from-the-entry"]
    assert check(project, cache, "--no-cache") == ["operand-shapes"]


def test_an_entry_ends_with_the_text_and_with_what_it_imports(project: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert check(project, cache) == ["operand-shapes"]
    (project / "sizes.py").write_text("UNITS = 5 \n", "utf-8")
    assert check(project, cache) == []
    (project / "model.py").write_text(MODEL.replace("(5,)", "(6,)"), "utf-8")
    assert check(project, cache) == ["operand-shapes"]


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"[]", b"{}", b'{"text": 1'])
def test_a_corrupt_entry_is_as_none(content: bytes, project: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    check(project, cache)
    for entry in entries(cache):
        entry.write_bytes(content)
    assert check(project, cache) == ["operand-shapes"]


def test_a_folder_that_cannot_be_written_is_as_none(project: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.write_text("a file where the folder should be", "utf-8")
    assert check(project, cache) == ["operand-shapes"]
    assert check(project, cache) == ["operand-shapes"]


@pytest.mark.skipif(sys.platform != "linux", reason="prlimit")
def test_a_full_disk_is_as_no_cache(project: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert check(project, cache, prefix=["prlimit", "--fsize=100"]) == ["operand-shapes"]
    assert list((cache / "shapelens").iterdir()) == []


def test_several_at_once_share_the_cache(project: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for text in (MODEL, MODEL + "# changed\n"):
        (project / "model.py").write_text(text, "utf-8")
        processes = [started(project, cache) for _ in range(4)]
        assert [codes(process) for process in processes] == [["operand-shapes"]] * 4
    assert [file.suffix for file in (cache / "shapelens").iterdir()] == [".json"]
    assert check(project, cache) == ["operand-shapes"]
