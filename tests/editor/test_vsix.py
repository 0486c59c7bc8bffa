"""The packaged extension by itself: it runs on every machine with a Python, whatever lies in the open folder."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from editor.code_server import VSIX

INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"processId": None, "rootUri": None, "capabilities": {}},
}


@pytest.fixture(scope="module")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The VSIX unpacked."""
    folder = tmp_path_factory.mktemp("vsix")
    with zipfile.ZipFile(VSIX) as archive:
        archive.extractall(folder)
    return folder / "extension"


def test_it_holds_no_compiled_code(extension: Path) -> None:
    compiled = {".so", ".pyd", ".dll", ".dylib", ".pyc", ".node"}
    assert [file for file in extension.rglob("*") if file.suffix in compiled] == []


def test_it_holds_nothing_but_what_runs(extension: Path) -> None:
    assert sorted(path.name for path in extension.iterdir()) == [
        "LICENSE.txt",
        "bundled",
        "changelog.md",
        "client",
        "dist",
        "docs",
        "package.json",
        "readme.md",
    ]


def test_the_open_folder_cannot_shadow_its_libraries(extension: Path, tmp_path: Path) -> None:
    for name in ("pygls", "shapelens", "click"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('the folder was imported')\n", "utf-8")
    body = json.dumps(INITIALIZE).encode()
    server = subprocess.Popen(
        [sys.executable, str(extension / "client" / "launch.py")],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert server.stdin is not None and server.stdout is not None
    with server:
        server.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        server.stdin.flush()
        header = server.stdout.readline()
        server.kill()
    assert header.startswith(b"Content-Length:")
