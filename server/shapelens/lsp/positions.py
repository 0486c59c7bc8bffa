"""Positions as editors count them (lines from 0, characters in UTF-8, UTF-16 or UTF-32 units) and as we do (from 1, in code points)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..analysis.text import Text

ENCODINGS = ("utf-32", "utf-16", "utf-8")
"""In our order of preference: UTF-32 units are code points."""

FALLBACK = "utf-16"


def negotiated(offered: Sequence[str] | None) -> str:
    """The encoding that both sides know; UTF-16, which every client knows, where none is offered."""
    known = [encoding for encoding in ENCODINGS if encoding in (offered or ())]
    return known[0] if known else FALLBACK


def column_of(line: str, character: int, encoding: str) -> int:
    """The 0-based column in code points of a character offset in units of the encoding. Within a character: its start."""
    if encoding == "utf-32" or line.isascii():
        return min(max(character, 0), len(line))
    units = 0
    for column, letter in enumerate(line):
        units += _units(letter, encoding)
        if units > character:
            return column
    return len(line)


def character_of(line: str, column: int, encoding: str) -> int:
    """The character offset in units of the encoding of a 0-based column in code points."""
    if encoding == "utf-32" or line.isascii():
        return min(column, len(line))
    return sum(_units(letter, encoding) for letter in line[:column])


def _units(letter: str, encoding: str) -> int:
    code = ord(letter)
    if encoding == "utf-16":
        return 1 if code < 0x10000 else 2
    return 1 if code < 0x80 else 2 if code < 0x800 else 3 if code < 0x10000 else 4


def offset_of(text: Text, position: Mapping[str, Any], encoding: str) -> int:
    """The offset in the text of a protocol position; outside the text: the nearest place in it."""
    line = _whole(position.get("line"))
    return text.offset(line, column_of(text.line(line), _whole(position.get("character")), encoding))


def place_of(text: Text, position: Mapping[str, Any], encoding: str) -> tuple[int, int]:
    """Our 1-based line and column of a protocol position."""
    line = min(_whole(position.get("line")), text.line_count)
    return line + 1, column_of(text.line(line), _whole(position.get("character")), encoding) + 1


def position(text: Text, line: int, column: int, encoding: str) -> dict[str, int]:
    """The protocol position of our 1-based line and column."""
    return {"line": line - 1, "character": character_of(text.line(line - 1), column - 1, encoding)}


def _whole(value: object) -> int:
    return value if isinstance(value, int) and value >= 0 else 0
