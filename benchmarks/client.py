"""An editor with one open file that waits for each answer and takes the time, over the client of the replay tests."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from replay.wire import Silence, Wire

__all__ = ["Client", "Silence"]

SCREEN = 60
"""Lines that an editor shows, and asks the hints of."""
CAPABILITIES = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {"publishDiagnostics": {"versionSupport": True}, "hover": {}, "inlayHint": {}},
    "workspace": {},
}


class Client:
    """One server process. Times are in milliseconds."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        self.started = time.perf_counter()
        self.wire = Wire(command, {"PYTHONDONTWRITEBYTECODE": ""}, folder)
        self.version = 0
        self.folder = folder

    def initialize(self) -> float:
        """The time from the start of the process to its answer."""
        root = self.folder.as_uri()
        folders = [{"uri": root, "name": self.folder.name}]
        result = self.wire.initialize(CAPABILITIES, rootUri=root, workspaceFolders=folders)
        self.has_hints = bool(result["capabilities"].get("inlayHintProvider"))
        return self.since(self.started)

    def open(self, path: Path, text: str) -> float:
        """The time from didOpen to the first diagnostics of the file."""
        self.uri = path.as_uri()
        self.version = 1
        start = time.perf_counter()
        item = {"uri": self.uri, "languageId": "python", "version": 1, "text": text}
        self.wire.notify("textDocument/didOpen", {"textDocument": item})
        try:
            self.wire.shown_of(self.uri, self.version)
        except Silence:
            self.wire.kill()
            raise
        return self.since(start)

    def edit(self, line: int, character: int, end: int, text: str, is_hinted: bool = False) -> float:
        """The time from didChange to the diagnostics that answer it; if `is_hinted`, to the hints of the lines around, too."""
        self.version += 1
        place = {"start": {"line": line, "character": character}, "end": {"line": line, "character": end}}
        document = {"uri": self.uri, "version": self.version}
        start = time.perf_counter()
        changes = [{"range": place, "text": text}]
        self.wire.notify("textDocument/didChange", {"textDocument": document, "contentChanges": changes})
        if is_hinted:
            first = max(line - SCREEN // 2, 0)
            screen = {"start": {"line": first, "character": 0}, "end": {"line": first + SCREEN, "character": 0}}
            self.wire.request("textDocument/inlayHint", {"textDocument": {"uri": self.uri}, "range": screen})
        self.wire.shown_of(self.uri, self.version)
        return self.since(start)

    def ask(self, method: str, **params: Any) -> float:
        """The time of a request about the open file."""
        start = time.perf_counter()
        self.wire.request(method, {"textDocument": {"uri": self.uri}, **params})
        return self.since(start)

    def memory(self) -> float:
        """Resident memory, in MiB."""
        return self.wire.memory()[0]

    def close(self) -> None:
        self.wire.close()

    @staticmethod
    def since(start: float) -> float:
        return (time.perf_counter() - start) * 1000
