"""Code planted wherever Python or a tool might run it leaves no trace: not by the server, the command line, or the oracle's worker."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from shapelens.oracle import FunctionQuestion, Oracle

sys.path.insert(0, str(Path(__file__).parents[1]))

from replay.wire import ROOT, Wire

HARM = """\
import os, pathlib, subprocess
pathlib.Path({trace!r}).touch()
open({trace!r}, "w").write("x")
exec("open({trace!r}, 'w')")
eval("open({trace!r}, 'w')")
__import__("pathlib").Path({trace!r}).touch()
os.system("touch {trace}")
subprocess.run(["touch", {trace!r}])
"""
PROGRAM = """\
import harm, keras, numpy, conftest
from keras import Input, layers
x = layers.Dense(3)(Input((4,)))
y = layers.LSTM(3)(x)

class Planted:
    def __init_subclass__(cls):
        open({trace!r}, "w")
    def __class_getitem__(cls, item):
        open({trace!r}, "w")
    def __del__(self):
        open({trace!r}, "w")

class Sub(Planted):
    open({trace!r}, "w")

@(lambda f: open({trace!r}, "w"))
def decorated(a=open({trace!r}, "w")) -> open({trace!r}, "w"):
    pass

Planted[open({trace!r}, "w")]
f"{{open({trace!r}, 'w')}}"
"""
PYPROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[tool.shapelens]
interpreter = ".venv/bin/python"
[tool.pytest.ini_options]
addopts = "-p conftest"
"""
MODULES = (
    "harm",
    "keras",
    "numpy",
    "tensorflow",
    "click",
    "jedi",
    "parso",
    "pygls",
    "lsprotocol",
    "rich",
    "json",
    "logging",
)
STARTERS = ("conftest", "sitecustomize", "usercustomize", "setup", "backend")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A project that is full of code for others to run; `trace` is what any of it would leave."""
    folder = tmp_path / "project"
    packages = folder / ".venv" / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"
    packages.mkdir(parents=True)
    trace = str(trace_of(folder))
    harm = HARM.format(trace=trace)
    for name in (*MODULES, *STARTERS):
        (folder / f"{name}.py").write_text(harm)
    for name in ("sitecustomize", "usercustomize"):
        (packages / f"{name}.py").write_text(harm)
    for place in (folder, packages):
        (place / "planted.pth").write_text(f"import pathlib; pathlib.Path({trace!r}).touch()\n{folder}\n")
    (folder / "pyproject.toml").write_text(PYPROJECT)
    (folder / "program.py").write_text(PROGRAM.format(trace=trace))
    (folder / ".venv" / "pyvenv.cfg").write_text(f"home = {folder}\ninclude-system-site-packages = false\n")
    return folder


def trace_of(folder: Path) -> Path:
    return folder.parent / "trace"


def plant_interpreter(folder: Path) -> None:
    """A program in the place of the project's Python."""
    (folder / ".venv" / "bin").mkdir()
    for name in ("python", "python3"):
        file = folder / ".venv" / "bin" / name
        file.write_text(f"#!/bin/sh\ntouch {trace_of(folder)}\n")
        file.chmod(0o755)


def shapelens(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "shapelens", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "server")},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_planted_code_would_leave_a_trace(workspace: Path) -> None:
    subprocess.run([sys.executable, "harm.py"], cwd=workspace, timeout=20)
    assert trace_of(workspace).exists()


@pytest.mark.parametrize("command", ["check", "shapes", "summary"])
def test_the_command_line_runs_nothing(workspace: Path, command: str) -> None:
    plant_interpreter(workspace)
    done = shapelens(workspace, command, "program.py")
    assert done.returncode in (0, 1) or "no model" in done.stderr
    assert not trace_of(workspace).exists()


def test_verify_starts_no_program_of_the_project(workspace: Path) -> None:
    plant_interpreter(workspace)
    done = shapelens(workspace, "verify", "program.py")
    assert done.returncode == 2
    assert done.stderr.endswith("comes with the project and is not started unless --interpreter names it\n")
    assert done.stderr.count("\n") == 1
    assert not trace_of(workspace).exists()


@pytest.mark.parametrize(
    "options", [{}, {"interpreter": ".venv/bin/python"}, {"interpreter": "{folder}/.venv/bin/python"}]
)
def test_the_server_runs_nothing(workspace: Path, options: dict[str, Any]) -> None:
    plant_interpreter(workspace)
    given = {name: value.format(folder=workspace) for name, value in options.items()}
    wire = Wire(folder=workspace)
    folders = [{"uri": workspace.as_uri(), "name": "project"}]
    wire.initialize(workspaceFolders=folders, initializationOptions=given)
    text = (workspace / "program.py").read_text()
    item = {"uri": (workspace / "program.py").as_uri(), "languageId": "python", "version": 1, "text": text}
    wire.notify("textDocument/didOpen", {"textDocument": item})
    for method in ("textDocument/diagnostic", "textDocument/inlayHint", "textDocument/codeLens"):
        assert "error" not in wire.request(method, {"textDocument": item})
    for line in range(text.count("\n")):
        place = {"line": line, "character": 8}
        wire.ask("textDocument/hover", {"textDocument": item, "position": place})
        wire.ask("textDocument/codeAction", {"textDocument": item, "range": {"start": place, "end": place}})
    wire.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": (workspace / "new.py").as_uri(), "type": 1}]})
    wire.settle()
    assert wire.close() == 0
    assert wire.trouble() == ""
    assert not trace_of(workspace).exists()


@pytest.mark.skipif(os.name == "nt", reason="a virtual environment of links")
def test_the_worker_runs_nothing_of_an_environment_or_of_the_workspace(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real virtual environment in the workspace: its interpreter is started, and nothing that lies around it is run."""
    (workspace / ".venv" / "bin").mkdir()
    python = workspace / ".venv" / "bin" / "python"
    python.symlink_to(Path(sys.executable).resolve())
    home = Path(sys.executable).resolve().parent
    (workspace / ".venv" / "pyvenv.cfg").write_text(f"home = {home}\ninclude-system-site-packages = false\n")
    subprocess.run([str(python), "-c", "pass"], timeout=20)
    assert trace_of(workspace).exists()  # as any other program would start it
    trace_of(workspace).unlink()
    monkeypatch.chdir(workspace)
    monkeypatch.setenv("PYTHONPATH", str(workspace))
    monkeypatch.setenv("PYTHONSTARTUP", str(workspace / "harm.py"))
    with Oracle(python) as oracle:
        verdict = oracle.ask(FunctionQuestion("numpy.abs", (1,)))
    assert verdict.reason == "Keras cannot be imported: ModuleNotFoundError: No module named 'keras'"
    assert not trace_of(workspace).exists()


def test_verify_asks_real_keras_and_runs_nothing(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keras itself is imported, from where the interpreter has it: not `keras.py`, `numpy.py` or `tensorflow.py` of the project."""
    monkeypatch.setenv("PYTHONSTARTUP", str(workspace / "harm.py"))
    done = shapelens(workspace, "verify", "program.py", "--interpreter", sys.executable)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("program.py: 1 calls compared with Keras, 0 differences")
    assert not trace_of(workspace).exists()
