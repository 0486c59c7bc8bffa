"""A finished analysis as it lies in the newest text: positions in, ranges out, even where somebody typed on meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..analysis.text import Replacement, Text, difference
from . import positions
from .documents import Finished, OpenFile
from .uris import uri_of

if TYPE_CHECKING:
    from ..analysis.analysis import Location


class View:
    """`finished`, an analysis of `file`, seen by a client that counts positions in `encoding`."""

    def __init__(self, file: OpenFile, finished: Finished, encoding: str) -> None:
        self.file = file
        self.finished = finished
        self.encoding = encoding
        old, new = finished.state.text, file.state.text
        self._moved: Replacement | None = None if old is new else difference(old.content, new.content)

    def place(self, uri: str, position: Mapping[str, Any]) -> tuple[int, int] | None:
        """The 1-based line and column in the analysed text of a position in a document; None where the text is new."""
        line, column = positions.place_of(self.file.text_of(uri), position, self.encoding)
        line += self.file.first_line(uri)
        if self._moved is None:
            return line, column
        offset = self.file.state.text.offset(line - 1, column - 1)
        moved = self._moved
        if offset > moved.start:
            if offset < moved.start + len(moved.content):
                return None
            offset += moved.end - moved.start - len(moved.content)
        line, column = self.finished.state.text.place(offset)
        return line + 1, column + 1

    def lines(self, uri: str, range_: object) -> tuple[int, int]:
        """The first and last 1-based line in the analysed text of a range in a document, or of the whole document."""
        last = {"line": self.file.text_of(uri).line_count, "character": 0}
        asked = range_ if isinstance(range_, Mapping) else {"start": {"line": 0, "character": 0}, "end": last}
        first_place, last_place = self.place(uri, asked["start"]), self.place(uri, asked["end"])
        return (first_place or (1, 1))[0], (last_place or (1 << 60, 1))[0]

    def position(self, line: int, column: int) -> tuple[str, dict[str, int]] | None:
        """The document and the position in it of a place in the analysed text; None where that text is gone."""
        if self._moved is not None:
            offset = self.finished.state.text.offset(line - 1, column - 1)
            moved = self._moved
            if offset > moved.start:
                if offset < moved.end:
                    return None
                offset += moved.start + len(moved.content) - moved.end
            line, column = self.file.state.text.place(offset)
            line, column = line + 1, column + 1
        uri, line = self.file.document_at(line)
        return uri, positions.position(self.file.text_of(uri), line, column, self.encoding)

    def range(self, location: Location) -> tuple[str, dict[str, Any]] | None:
        """The document and the range in it of a location; of another file as far as it can be told without reading it."""
        if location.path != self.finished.analysis.path:
            return uri_of(location.path), {
                "start": {"line": location.line - 1, "character": location.column - 1},
                "end": {"line": location.end_line - 1, "character": location.end_column - 1},
            }
        start = self.position(location.line, location.column)
        end = self.position(location.end_line, location.end_column)
        if start is None or end is None:
            return None
        if end[0] != start[0]:
            end = start
        return start[0], {"start": start[1], "end": end[1]}


def edit(view: View, location: Location, content: str) -> tuple[str, dict[str, Any], str] | None:
    """An edit of the program as one of a document: its URI, range and new text. None where it is gone or concerns several cells."""
    start = view.position(location.line, location.column)
    end = view.position(location.end_line, location.end_column)
    if start is None or end is None:
        return None
    (uri, first), last = start, end[1]
    if end[0] != uri:
        # The line break after a cell's last line is no part of the cell.
        before = view.position(location.end_line - 1, 1)
        if location.end_column != 1 or before is None or before[0] != uri:
            return None
        last = whole(view.file.text_of(uri), view.encoding)["end"]
        if not content and first["character"] == 0 and first["line"]:
            above = view.file.text_of(uri).line(first["line"] - 1)
            first = positions.position(view.file.text_of(uri), first["line"], len(above) + 1, view.encoding)
        content = content.removesuffix("\n")
    return uri, {"start": first, "end": last}, content


def whole(text: Text, encoding: str) -> dict[str, Any]:
    """The range of a whole document."""
    last = text.line_count
    return {
        "start": {"line": 0, "character": 0},
        "end": positions.position(text, last, len(text.line(last - 1)) + 1, encoding),
    }
