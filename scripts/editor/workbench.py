"""VS Code's workbench as a person uses it: keys, and what can be read on the page."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from playwright.sync_api import Browser, Locator, Page, TimeoutError, sync_playwright

T = TypeVar("T")

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# Nothing but this machine is asked for anything.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
VIEWPORT = {"width": 1280, "height": 800}
# The first file waits for the whole workbench, the extension host and the server.
PATIENCE_SECONDS = 60
STEP_SECONDS = 20


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGUMENTS)
        yield running
        running.close()


@contextmanager
def workbench(
    running: Browser, url: str, folder: Path, first: Path | None = None, **context_options: Any
) -> Iterator[Workbench]:
    """A page with `folder` open, and in it the file `first`."""
    context = running.new_context(**{"viewport": VIEWPORT, **context_options})
    page = context.new_page()
    page.set_default_timeout(STEP_SECONDS * 1000)
    address = f"{url}/?folder={quote(str(folder))}"
    if first is not None:
        payload = [["openFile", f"vscode-remote://{urlsplit(url).netloc}{first}"]]
        address += f"&payload={quote(json.dumps(payload))}"
    page.goto(address)
    page.wait_for_selector(".monaco-workbench .part.editor", timeout=PATIENCE_SECONDS * 1000)
    yield Workbench(page, folder)
    context.close()


class Workbench:
    """One page. Texts of lines are as shown, hints included."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self.folder = folder

    # Files and places

    def open(self, name: str) -> None:
        """Opens a file of the folder through Quick Open."""
        # It searches once, when it opens, and may not find a file that was written a moment ago.
        self._pick("Control+P", name)
        self.page.locator(f'.tab.active[data-resource-name="{name}"]').wait_for()

    def go_to(self, name: str, text: str) -> None:
        """Puts the cursor on the first place of `text` in the file, as it is on the disk."""
        before, found, _ = (self.folder / name).read_text("utf-8").partition(text)
        assert found, f"{text!r} is not in {name}"
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        self.press("Control+G")
        self.page.locator(".quick-input-widget input").wait_for()
        # The box comes with ":" typed in.
        self.page.keyboard.insert_text(f"{line}:{column}")
        self.press("Enter")
        self.page.locator(".quick-input-widget").wait_for(state="hidden")

    def run(self, command: str) -> None:
        """Runs a command from the Command Palette."""
        # The palette may take the focus only after it is seen, and the first keys are lost.
        self._pick("F1", command)

    def _pick(self, key: str, text: str) -> None:
        """Opens a quick pick by its key, and takes the row that it offers first for a text."""
        row = self.page.locator(".quick-input-list .monaco-list-row.focused", has_text=text)

        def offered() -> bool:
            self.press("Escape")
            self.press(key)
            self.page.locator(".quick-input-widget input").wait_for()
            self.page.keyboard.insert_text(text)
            with suppress(TimeoutError):
                row.wait_for(timeout=3000)
            return row.is_visible()

        wait_until(offered, lambda: f"{key} does not offer {text!r}")
        self.press("Enter")

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    # What is seen

    def lines(self) -> list[str]:
        """The visible lines of the editor, or of a notebook's cells, from top to bottom."""
        rows = self.page.locator(".editor-instance .view-line, .notebookOverlay .view-line").evaluate_all(
            "rows => rows.map(row => [row.getBoundingClientRect().top, row.textContent])"
        )
        return [str(text).replace("\u00a0", " ") for _, text in sorted(rows)]

    def wait_for_line(self, pattern: str) -> str:
        """The first line that matches, once there is one."""

        def matching() -> str | None:
            return next((line for line in self.lines() if re.search(pattern, line)), None)

        return wait_until(matching, lambda: f"no line matches {pattern!r} in {self.lines()}")

    def squiggles(self, severity: str = "error") -> Locator:
        return self.page.locator(f".editor-instance .squiggly-{severity}")

    def hover(self) -> str:
        """The text of the hover at the cursor."""
        self.press("Control+K")
        self.press("Control+I")
        hover = self.page.locator(".monaco-hover:visible .hover-contents").first
        hover.wait_for()
        text = self.page.locator(".monaco-hover:visible").first.inner_text()
        self.press("Escape")
        return text.replace("\u00a0", " ")

    def problems(self) -> list[str]:
        """The entries of the Problems panel."""
        self.run("Problems: Focus on Problems View")
        rows = self.page.locator(".markers-panel .monaco-list-row")
        rows.first.wait_for()
        texts = [text.replace("\u00a0", " ") for text in rows.all_inner_texts()]
        self.run("View: Hide Panel")
        return texts

    def quick_fix(self, title: str) -> None:
        """Takes the action of this title from the menu at the cursor, with the keyboard alone."""
        self.press("Control+.")
        menu = self.page.locator(".action-widget")
        menu.locator(".monaco-list-row", has_text=title).first.wait_for()
        focused = menu.locator(".monaco-list-row.focused")
        for _ in range(menu.locator(".monaco-list-row").count()):
            if title in focused.inner_text():
                self.press("Enter")
                return
            self.press("ArrowDown")
        raise AssertionError(f"{title!r} cannot be reached in {menu.all_inner_texts()}")

    def notifications(self) -> list[str]:
        return self.page.locator(".notification-toast .notification-list-item-message").all_inner_texts()

    def wait_for_notification(self, text: str) -> None:
        self.page.locator(".notification-toast", has_text=text).wait_for(timeout=PATIENCE_SECONDS * 1000)

    def dismiss_notifications(self) -> None:
        self.run("Notifications: Clear All Notifications")

    def status(self) -> str:
        """What the status bar item says to a screen reader."""
        item = self.page.locator('.statusbar-item[id^="shapelens"] [aria-label^="Shapelens"]')
        return str(item.first.get_attribute("aria-label", timeout=PATIENCE_SECONDS * 1000))

    def wait_for_status(self, pattern: str) -> str:
        def matching() -> str | None:
            status = self.status()
            return status if re.search(pattern, status) else None

        return wait_until(matching, lambda: f"the status bar says {self.status()!r}, not {pattern!r}")

    def screenshot(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path)


def wait_until(value: Callable[[], T | None], failure: Callable[[], str], seconds: float = PATIENCE_SECONDS) -> T:
    """The first result of `value` that holds."""
    deadline: float = time.monotonic() + seconds
    while time.monotonic() < deadline:
        result: Any = value()
        if result:
            return result  # type: ignore[no-any-return]
        time.sleep(0.1)
    raise AssertionError(failure())
