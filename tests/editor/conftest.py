"""The packaged extension, as `make vsix` leaves it, installed into a real VS Code that the tests drive through a browser."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from editor.code_server import VSIX, CodeServer  # noqa: E402
from editor.workbench import Workbench, browser, workbench  # noqa: E402
from playwright.sync_api import Browser  # noqa: E402

SHOTS = ROOT / ".cache" / "editor-tests"


# Of the package's scope, not the session's: a running playwright holds the event loop that other tests need.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with browser() as running:
        yield running


@pytest.fixture(scope="package")
def profile(tmp_path_factory: pytest.TempPathFactory) -> CodeServer:
    """A VS Code with the extension."""
    assert VSIX.exists(), "make vsix builds what these tests are about"
    folder = tmp_path_factory.mktemp("profile")
    server = CodeServer(folder, folder / "extensions", machine={"shapelens.interpreter": sys.executable})
    server.install()
    return server


@pytest.fixture(scope="package")
def editor(profile: CodeServer, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """A window on an empty folder. It is shared, for opening one takes longer than most tests."""
    folder = tmp_path_factory.mktemp("folder").resolve()
    # VS Code watches a settings file that is there surely, and one that comes later only when the machine has time.
    (folder / ".vscode").mkdir()
    (folder / ".vscode" / "settings.json").write_text("{}", "utf-8")
    with profile.serve(log=profile.profile / "code-server.log") as url, workbench(chromium, url, folder) as window:
        yield window


@pytest.fixture
def example(editor: Workbench, request: pytest.FixtureRequest) -> Iterator[Callable[[str], str]]:
    """Opens a copy of one of the examples, of this test's own, and gives its name."""

    def open_copy(name: str) -> str:
        copy = f"{request.node.name}_{name}"
        (editor.folder / copy).write_bytes((ROOT / "examples" / name).read_bytes())
        editor.open(copy)
        return copy

    yield open_copy
    editor.screenshot(SHOTS / f"{request.node.name}.png")
    editor.press("Escape")
    editor.run("View: Revert and Close Editor")
