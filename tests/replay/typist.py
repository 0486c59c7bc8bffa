"""A person at an editor: opens programs, edits them, asks what editors ask, and compares with a server that sees the text for the first time.

The text is kept on this side too, by code that shares nothing with the server's, so that a misplaced edit shows.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .wire import Wire

_END = re.compile(r"\r\n|\r|\n")
UNITS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
SIZES = {"utf-8": 1, "utf-16": 2, "utf-32": 4}


class Typist:
    """One client with one open program. `edits` counts what was sent."""

    def __init__(self, encoding: str = "utf-16", capabilities: Any = None) -> None:
        self.wire = Wire()
        told = {"general": {"positionEncodings": [encoding]}, **(capabilities or {})}
        answered = self.wire.initialize(told)["capabilities"]["positionEncoding"]
        assert answered == encoding
        self.encoding = encoding
        self.uri = ""
        self.text = ""
        self.version = 0
        self.edits = 0

    def open(self, path: Path, text: str) -> None:
        self.uri, self.text, self.version = path.as_uri(), text, 1
        item = {"uri": self.uri, "languageId": "python", "version": 1, "text": text}
        self.wire.notify("textDocument/didOpen", {"textDocument": item})

    def shut(self) -> None:
        self.wire.notify("textDocument/didClose", {"textDocument": {"uri": self.uri}})

    def replace(self, start: int, end: int, new: str) -> None:
        """Types `new` in place of the characters from `start` to `end`."""
        start, end = _whole(self.text, start), _whole(self.text, end)
        place = {"start": self.position(start), "end": self.position(end)}
        self._changed([{"range": place, "text": new}], self.text[:start] + new + self.text[end:])

    def rewrite(self, text: str) -> None:
        """Exchanges the whole text."""
        self._changed([{"text": text}], text)

    def _changed(self, changes: list[Any], text: str) -> None:
        self.version += 1
        self.edits += 1
        self.text = text
        document = {"uri": self.uri, "version": self.version}
        self.wire.notify("textDocument/didChange", {"textDocument": document, "contentChanges": changes})

    def position(self, offset: int) -> dict[str, int]:
        """The protocol's position of an offset in the text."""
        ends = [match.end() for match in _END.finditer(self.text, 0, offset)]
        line = self.text[ends[-1] if ends else 0 : offset]
        return {"line": len(ends), "character": len(line.encode(UNITS[self.encoding])) // SIZES[self.encoding]}

    def glance(self, draw: random.Random) -> None:
        """Asks what an editor asks after a keystroke, without waiting; now and then it changes its mind."""
        document = {"textDocument": {"uri": self.uri}}
        start, end = sorted(draw.choices(range(len(self.text) + 1), k=2))
        place = {"start": self.position(start), "end": self.position(end)}
        asked = [self.wire.ask("textDocument/inlayHint", {**document, "range": place})]
        if draw.random() < 0.5:
            asked.append(self.wire.ask("textDocument/hover", {**document, "position": place["start"]}))
        if draw.random() < 0.1:
            cursor = {"start": place["start"], "end": place["start"]}
            asked.append(self.wire.ask("textDocument/codeAction", {**document, "range": cursor, "context": {}}))
        if draw.random() < 0.1:
            asked.append(self.wire.ask("textDocument/codeLens", document))
        if draw.random() < 0.1:
            self.wire.cancel(draw.choice(asked))

    def look(self) -> dict[str, Any]:
        """Diagnostics, hints, lenses and some hovers of the open program, once it is analysed."""
        document = {"textDocument": {"uri": self.uri}}
        found = {"diagnostics": self._result("textDocument/diagnostic", document)["items"]}
        whole = {"start": {"line": 0, "character": 0}, "end": {"line": 1_000_000, "character": 0}}
        hints = self._result("textDocument/inlayHint", {**document, "range": whole})
        found["hints"] = [(hint["position"], hint["label"]) for hint in hints]
        found["lenses"] = self._result("textDocument/codeLens", document)
        found["hovers"] = [
            self._result("textDocument/hover", {**document, "position": hint["position"]}) for hint in hints[::7]
        ]
        return _nameless(found)

    def _result(self, method: str, params: Any) -> Any:
        answer = self.wire.request(method, params)
        assert "error" not in answer, (method, answer)
        return answer["result"]

    def close(self) -> None:
        """Ends the server, and complains of anything that was not as it should be."""
        status = self.wire.close()
        assert (status, self.wire.surplus, self.wire.trouble()) == (0, [], "")


class Judge:
    """A second server that sees each text for the first time. It says what must have come out."""

    def __init__(self, encoding: str = "utf-16") -> None:
        self.typist = Typist(encoding)
        self.asked = 0

    def look(self, path: Path, text: str) -> dict[str, Any]:
        self.asked += 1
        self.typist.open(path, text)
        found = self.typist.look()
        self.typist.shut()
        return found

    def close(self) -> None:
        self.typist.close()


def _whole(text: str, offset: int) -> int:
    """An offset that a position can name: not between the two characters of a line end."""
    inside = 0 < offset < len(text) and text[offset - 1 : offset + 1] == "\r\n"
    return offset + 1 if inside else offset


def _nameless(found: Any) -> Any:
    """The same with every document's name made equal."""
    if isinstance(found, dict):
        return {key: "" if key == "uri" else _nameless(value) for key, value in found.items()}
    return [_nameless(item) for item in found] if isinstance(found, (list, tuple)) else found


def differences(found: dict[str, Any], wanted: dict[str, Any]) -> Iterator[str]:
    """What is not as it should be, one line each."""
    for name, value in wanted.items():
        if found[name] != value:
            extra = [item for item in found[name] if item not in value]
            missing = [item for item in value if item not in found[name]]
            yield f"{name}: too much {extra[:3]}, missing {missing[:3]}"
