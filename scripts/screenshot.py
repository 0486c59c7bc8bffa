"""Takes the README's picture, ``docs/screenshot.png``, from the real editor: hints, a squiggle and what it says."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from editor.code_server import ROOT, CodeServer
from editor.workbench import browser, workbench
from playwright.sync_api import Browser

EXAMPLE = ROOT / "examples" / "gru_sequence_labels.py"
PICTURE = ROOT / "docs" / "screenshot.png"
SETTINGS = {"editor.fontSize": 14, "editor.lineHeight": 22, "workbench.activityBar.location": "hidden"}


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary).resolve()
        folder = home / "examples"
        folder.mkdir()
        shutil.copy(EXAMPLE, folder)
        server = CodeServer(
            home / "profile", home / "extensions", settings=SETTINGS, machine={"shapelens.interpreter": sys.executable}
        )
        server.install()
        with server.serve() as url, browser() as running:
            take(running, url, folder)
    print(PICTURE.relative_to(ROOT))


def take(running: Browser, url: str, folder: Path) -> None:
    size = {"width": 1180, "height": 840}
    with workbench(running, url, folder, folder / EXAMPLE.name, viewport=size, device_scale_factor=2) as window:
        window.wait_for_line(r"return_sequences=True\).*\(None, 20, 64\)")
        window.squiggles().first.wait_for()
        window.run("View: Close Primary Side Bar")
        window.run("Problems: Focus on Problems View")
        window.page.locator(".markers-panel .monaco-list-row").first.wait_for()
        window.run("View: Focus Active Editor Group")
        window.page.wait_for_timeout(500)
        window.screenshot(PICTURE)


if __name__ == "__main__":
    main()
