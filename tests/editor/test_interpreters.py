"""Which Python runs the server, where not just any may: a window of its own for each case."""

from __future__ import annotations

import json
import os
import shlex
import sys
from pathlib import Path

import pytest
from conftest import SHOTS
from editor.code_server import ROOT, CodeServer
from editor.workbench import Workbench, wait_until, workbench
from playwright.sync_api import Browser


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an example."""
    folder = (tmp_path / "folder").resolve()
    folder.mkdir()
    (folder / "model.py").write_bytes((ROOT / "examples" / "gru_last_step.py").read_bytes())
    return folder


def profile_on(path: Path, *programs: str, options: tuple[str, ...] = ("--disable-workspace-trust",)) -> CodeServer:
    """A VS Code with the extension and a PATH on which nothing but these programs is found."""
    found = path / "bin"
    found.mkdir()
    for program in programs:
        (found / Path(program).name).symlink_to(program)
    profile = CodeServer(path / "profile", environment={"PATH": str(found)}, options=options)
    profile.install()
    return profile


def interpreter(path: Path, trace: Path) -> Path:
    """A Python that leaves a file behind wherever it is started."""
    path.parent.mkdir(parents=True)
    path.write_text(f'#!/bin/sh\n: > {shlex.quote(str(trace))}\nexec {shlex.quote(sys.executable)} "$@"\n', "utf-8")
    path.chmod(0o755)
    return path


def test_no_python_at_all_is_told_once(chromium: Browser, folder: Path, tmp_path: Path) -> None:
    profile = profile_on(tmp_path)
    with profile.serve() as url, workbench(chromium, url, folder, folder / "model.py") as window:
        window.wait_for_notification("Shapelens needs Python 3.10 or newer and found none.")
        window.wait_for_status("failed. No Python 3.10 or newer was found.")
        window.open("model.py")
        assert len([text for text in window.notifications() if "needs Python" in text]) == 1
        window.screenshot(SHOTS / "no_python.png")


def test_a_python_that_is_too_old_is_passed_over(chromium: Browser, folder: Path, tmp_path: Path) -> None:
    profile = profile_on(tmp_path, sys.executable)
    old = tmp_path / "bin" / "python3"
    old.unlink(missing_ok=True)
    old.write_text("#!/bin/sh\necho 3.9.18\n", "utf-8")
    old.chmod(0o755)
    (tmp_path / "bin" / "python3.11").symlink_to(sys.executable)
    with profile.serve() as url, workbench(chromium, url, folder, folder / "model.py") as window:
        assert "python3.11" in window.wait_for_status("ready")
        window.wait_for_line(r"GRU\(64\).*\(None, 64\)")
        assert window.notifications() == []


def test_an_untrusted_workspace_starts_none_of_its_own(chromium: Browser, folder: Path, tmp_path: Path) -> None:
    trace = tmp_path / "started"
    own = interpreter(folder / ".venv" / "bin" / "python3", trace)
    settings = folder / ".vscode" / "settings.json"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"shapelens.interpreter": "${workspaceFolder}/.venv/bin/python3"}), "utf-8")
    (folder / "pyproject.toml").write_text(f"[tool.shapelens]\ninterpreter = {json.dumps(str(own))}\n", "utf-8")
    profile = profile_on(tmp_path, sys.executable, options=())
    # A terminal in which the workspace's environment is activated has it on PATH.
    profile = CodeServer(
        profile.profile,
        settings={"security.workspace.trust.startupPrompt": "never"},
        environment={"PATH": os.pathsep.join((str(own.parent), str(tmp_path / "bin")))},
        options=(),
    )
    with profile.serve() as url, workbench(chromium, url, folder, folder / "model.py") as window:
        status = window.wait_for_status("ready")
        assert str(tmp_path / "bin") in status
        window.wait_for_line(r"GRU\(64\).*\(None, 64\)")
        assert not trace.exists()
        trust(window)
        assert str(own) in window.wait_for_status("ready.*venv")
        wait_until(trace.exists, lambda: "the workspace's Python was not started")


def trust(window: Workbench) -> None:
    window.run("Workspaces: Manage Workspace Trust")
    window.page.get_by_role("button", name="Trust", exact=True).first.click()
