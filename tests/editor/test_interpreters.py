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
from editor.workbench import workbench
from playwright.sync_api import Browser


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an example."""
    folder = (tmp_path / "folder").resolve()
    folder.mkdir()
    (folder / "model.py").write_bytes((ROOT / "examples" / "gru_last_step.py").read_bytes())
    return folder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A folder for PATH, with nothing in it yet."""
    (tmp_path / "bin").mkdir()
    return tmp_path / "bin"


def interpreter(path: Path, trace: Path) -> Path:
    """A Python that leaves a file behind wherever it is started."""
    path.parent.mkdir(parents=True)
    path.write_text(f'#!/bin/sh\n: > {shlex.quote(str(trace))}\nexec {shlex.quote(sys.executable)} "$@"\n', "utf-8")
    path.chmod(0o755)
    return path


def test_no_python_at_all_is_told_once(chromium: Browser, profile: CodeServer, folder: Path, path: Path) -> None:
    vscode = CodeServer(path.parent / "profile", profile.extensions, environment={"PATH": str(path)})
    with vscode.serve() as url, workbench(chromium, url, folder, folder / "model.py") as window:
        window.wait_for_notification("Shapelens needs Python 3.10 or newer and found none.")
        window.wait_for_status("failed. No Python 3.10 or newer was found.")
        window.screenshot(SHOTS / "no_python.png")
        assert len(window.notifications()) == 1


def test_a_python_that_is_too_old_is_passed_over(
    chromium: Browser, profile: CodeServer, folder: Path, path: Path
) -> None:
    (path / "python3").write_text("#!/bin/sh\necho 3.9.18\n", "utf-8")
    (path / "python3").chmod(0o755)
    (path / "python3.11").symlink_to(sys.executable)
    vscode = CodeServer(path.parent / "profile", profile.extensions, environment={"PATH": str(path)})
    with vscode.serve() as url, workbench(chromium, url, folder, folder / "model.py") as window:
        assert str(path / "python3.11") in window.wait_for_status("ready")
        window.wait_for_line(r"GRU\(64\).*\(None, 64\)")
        assert window.notifications() == []


def test_a_server_that_never_comes_up_is_tried_again_after_growing_pauses_and_given_up(
    chromium: Browser, profile: CodeServer, folder: Path, path: Path
) -> None:
    # Tells its version, and fails to run a file.
    starts = path.parent / "starts"
    (path / "python3").write_text(
        f'#!/bin/sh\n[ "$1" = -I ] || {{ {shlex.quote(sys.executable)} -c "import time; print(time.time())" >> '
        f'{shlex.quote(str(starts))}; exit 1; }}\nexec {shlex.quote(sys.executable)} "$@"\n',
        "utf-8",
    )
    (path / "python3").chmod(0o755)
    vscode = CodeServer(path.parent / "profile", profile.extensions, environment={"PATH": str(path)})
    with vscode.serve() as url, workbench(chromium, url, folder, folder / "model.py") as window:
        window.wait_for_status("failed. The Shapelens server stopped 5 times")
        assert sorted(window.notifications()) == [
            "The Shapelens server stopped 5 times in a few minutes and is not started again.",
            "The Shapelens server stopped and is started again.",
        ]
        window.page.wait_for_timeout(2000)
        times = [float(line) for line in starts.read_text("utf-8").split()]
        assert len(times) == 5
        assert all(after - before > pause for before, after, pause in zip(times, times[1:], (0.5, 1, 2, 4)))
        window.screenshot(SHOTS / "given_up.png")


def test_an_untrusted_workspace_starts_none_of_its_own(
    chromium: Browser, profile: CodeServer, folder: Path, path: Path
) -> None:
    trace = path.parent / "started"
    own = interpreter(folder / ".venv" / "bin" / "python3", trace)
    settings = folder / ".vscode" / "settings.json"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"shapelens.interpreter": "${workspaceFolder}/.venv/bin/python3"}), "utf-8")
    (folder / "pyproject.toml").write_text(f"[tool.shapelens]\ninterpreter = {json.dumps(str(own))}\n", "utf-8")
    (path / "python3").symlink_to(sys.executable)
    vscode = CodeServer(
        path.parent / "profile",
        profile.extensions,
        settings={"security.workspace.trust.startupPrompt": "never"},
        # As in a terminal where the workspace's environment is activated.
        environment={"PATH": f"{own.parent}{os.pathsep}{path}"},
        options=(),
    )
    with vscode.serve() as url, workbench(chromium, url, folder, folder / "model.py") as window:
        assert str(path / "python3") in window.wait_for_status("ready")
        window.wait_for_line(r"GRU\(64\).*\(None, 64\)")
        assert not trace.exists()
        window.run("Workspaces: Manage Workspace Trust")
        window.page.get_by_role("button", name="Trust", exact=True).first.click()
        window.wait_for_status(f"ready.*{own}")
        assert trace.exists()
