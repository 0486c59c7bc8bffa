"""The text of a source file: reading it, finding a line's place in it, and editing it.

Lines end where Python's and the protocol's lines end (`\\n`, `\\r\\n`, `\\r`), and nowhere else: a form feed or U+2028 is an ordinary
character. Columns here count code points; `lsp/positions.py` translates what editors count.
"""

from __future__ import annotations

import re
import tokenize
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

MOST_CHARACTERS = 2_000_000
"""A longer text is not analysed."""
MOST_BYTES = 4 * MOST_CHARACTERS
"""Of a file that is read at all."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_BOM = "\ufeff"


class Unreadable(Exception):
    """A file or text that is not analysed; the message says why, in one line."""


class Text:
    """A text and where each of its lines starts. Immutable.

    content: the text; offsets and columns count code points

    After an edit that leaves the number of lines as it is, the starts of the lines below have moved alike: they are those of the text before
    and one shift, so that a keystroke in a long file costs what it changes.
    """

    __slots__ = ("_first", "_shift", "_starts", "content")

    def __init__(self, content: str, starts: list[int] | None = None, first: int = 0, shift: int = 0) -> None:
        self.content = content
        self._starts = _line_starts(content) if starts is None else starts
        self._first = first
        """The first line that starts elsewhere than `_starts` says, by so much:"""
        self._shift = shift

    @property
    def line_count(self) -> int:
        return len(self._starts)

    @property
    def starts(self) -> list[int]:
        """The offset of each line's first character; the first is 0."""
        if not self._shift:
            return self._starts
        first, shift = self._first, self._shift
        return self._starts[:first] + [place + shift for place in self._starts[first:]]

    def _start(self, index: int) -> int:
        return self._starts[index] + (self._shift if index >= self._first else 0)

    def _line_at(self, offset: int) -> int:
        """The 0-based line that holds an offset."""
        line = bisect_right(self._starts, offset - self._shift) - 1
        return line if line >= self._first else min(bisect_right(self._starts, offset, 0, self._first), self._first) - 1

    def line(self, index: int) -> str:
        """The line with that 0-based number, without its end; empty beyond the last."""
        if not 0 <= index < len(self._starts):
            return ""
        end = self._start(index + 1) if index + 1 < len(self._starts) else len(self.content)
        return self.content[self._start(index) : end].rstrip("\r\n")

    def offset(self, line: int, column: int) -> int:
        """The offset of a 0-based line and column. Beyond a line's end it is the line's end, beyond the last line the text's."""
        if line < 0:
            return 0
        if line >= len(self._starts):
            return len(self.content)
        return self._start(line) + min(max(column, 0), len(self.line(line)))

    def place(self, offset: int) -> tuple[int, int]:
        """The 0-based line and column of an offset."""
        offset = min(max(offset, 0), len(self.content))
        line = self._line_at(offset)
        return line, offset - self._start(line)

    def replaced(self, start: int, end: int, content: str) -> Text:
        """The text with the characters from `start` to `end` (offsets) exchanged for others."""
        start = min(max(start, 0), len(self.content))
        end = min(max(end, start), len(self.content))
        new = self.content[:start] + content + self.content[end:]
        if "\r" in content or "\r" in self.content[max(start - 1, 0) : end + 1]:
            return Text(new)  # a line end may have been joined or split
        before = self._line_at(start) + 1
        after = self._line_at(end) + 1
        shift = len(content) - (end - start)
        if before == after and "\n" not in content and (not self._shift or self._first == after):
            return Text(new, self._starts, after, self._shift + shift)
        starts = self.starts
        tail = starts[after:]
        starts = starts[:before] + [start + match.end() for match in _LINE_END.finditer(content)]
        if len(starts) == after:
            return Text(new, starts + tail, after, shift)
        return Text(new, starts + ([place + shift for place in tail] if shift else tail))


@dataclass(frozen=True, slots=True)
class Replacement:
    """One edit of a text: the characters from `start` to `end` (offsets of code points) become `content`."""

    start: int
    end: int
    content: str


def replaced(content: str, edits: Iterable[Replacement]) -> str:
    """A text with edits applied, all of which refer to the text as it was. Overlapping edits: the first wins."""
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start >= position:
            pieces += [content[position : edit.start], edit.content]
            position = edit.end
    return "".join([*pieces, content[position:]])


def newline_of(content: str) -> str:
    """The line end that a text uses: that of its first line."""
    end = _LINE_END.search(content)
    return end[0] if end is not None else "\n"


def analysable(content: str) -> str:
    """The text as Python's parser takes it, with every column kept: a byte order mark becomes a form feed.

    Raises Unreadable for what is too long or is no text.
    """
    if len(content) > MOST_CHARACTERS:
        megabytes = len(content) / 1_000_000
        raise Unreadable(f"it is too long to analyse: {megabytes:.1f} MB, {MOST_CHARACTERS // 1_000_000} MB at most")
    if "\0" in content:
        raise Unreadable("it is a binary file")
    return "\f" + content[1:] if content.startswith(_BOM) else content


def read(path: str | Path) -> str:
    """A source file's text as it stands on disk, line ends and byte order mark kept, in the encoding that it declares.

    Raises Unreadable for what is not there, no file, too long or no text.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise Unreadable("it is a folder")
        size = path.stat().st_size
        if size <= MOST_BYTES:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)  # a device has no size and need not end
            size = len(data)
        if size > MOST_BYTES:
            raise Unreadable(f"it is too long to analyse: {size / 1_000_000:.1f} MB")
    except FileNotFoundError:
        raise Unreadable("no such file") from None
    except (OSError, ValueError) as error:
        raise Unreadable(getattr(error, "strerror", None) or str(error)) from None
    return decoded(data)


def decoded(data: bytes) -> str:
    """Source text from bytes, by its byte order mark or coding comment, else UTF-8. Raises Unreadable."""
    if b"\0" in data:
        raise Unreadable("it is a binary file")
    lines = iter(data.splitlines(keepends=True)[:2])
    try:
        encoding, _ = tokenize.detect_encoding(lambda: next(lines, b""))
        return data.decode("utf-8" if encoding == "utf-8-sig" else encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        raise Unreadable("its bytes are not text in the encoding that it declares (UTF-8 if none)") from None


def _line_starts(content: str) -> list[int]:
    if "\r" in content:
        return [0, *(match.end() for match in _LINE_END.finditer(content))]
    return [0, *accumulate(len(line) + 1 for line in content.split("\n"))][:-1]


def difference(old: str, new: str) -> Replacement:
    """The one replacement that makes `new` of `old`: what is between their longest common beginning and end."""
    start = common_start(old, new)
    end = common_end(old, new, min(len(old), len(new)) - start)
    return Replacement(start, len(old) - end, new[start : len(new) - end])


def common_start(old: str, new: str) -> int:
    """The length of the longest common beginning."""
    low, most = 0, min(len(old), len(new))
    while low < most:
        middle = (low + most + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            most = middle - 1
    return low


def common_end(old: str, new: str, most: int) -> int:
    """The length of the longest common end, up to `most`."""
    low = 0
    while low < most:
        middle = (low + most + 1) // 2
        if old[len(old) - middle : len(old) - low] == new[len(new) - middle : len(new) - low]:
            low = middle
        else:
            most = middle - 1
    return low


def encoded(original: str, content: str) -> bytes:
    """Text as bytes in the encoding that `original`, the file's text before an edit, declares; its byte order mark is kept."""
    if content.startswith("\f") and original.startswith(_BOM):
        content = _BOM + content[1:]
    data = original.encode("utf-8", "surrogatepass")
    lines = iter(data.splitlines(keepends=True)[:2])
    try:
        encoding, _ = tokenize.detect_encoding(lambda: next(lines, b""))
    except SyntaxError:
        encoding = "utf-8"
    return content.encode("utf-8" if encoding == "utf-8-sig" else encoding)
