"""Source text to top-level statements, whatever state it is in.

The text is cut into chunks, one for each top-level statement, that are parsed and interpreted on their own. What a chunk is depends on nothing that
stands before it, so that half-typed code costs the statement in which it stands, and no other.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..interpreter.mending import parse
from ..interpreter.pieces import pieces
from ..values import Unit


class Chunk:
    """A top-level statement with the lines up to the next one.

    unit:       what positions in it are relative to
    statements: its tree (several where they share a line)
    parsed:     the text of the tree: the unit's, but for lines that were mended to make it parse
    lines:      how many lines of the file it covers
    is_broken:  whether lines were mended
    is_open:    whether a bracket or a string in it is not closed: what is typed behind it may belong to it
    versions:   the latest chunks of the same unit, by their text
    """

    __slots__ = ("is_broken", "is_open", "lines", "parsed", "statements", "unit", "versions")

    def __init__(self, unit: Unit, statements: list[ast.stmt], parsed: str, is_open: bool = False) -> None:
        self.unit = unit
        self.statements = statements
        self.parsed = parsed
        self.lines = unit.text.count("\n")
        self.is_broken = parsed != unit.text
        self.is_open = is_open
        self.versions: dict[str, Chunk] = {}

    def mended(self) -> frozenset[int]:
        """The lines that were mended, the chunk's first being 1."""
        pairs = zip(self.unit.text.split("\n"), self.parsed.split("\n"))
        return frozenset([number for number, (line, parsed) in enumerate(pairs, 1) if line != parsed])


def split(path: str, text: str, start: int = 0) -> Iterator[Chunk]:
    """The chunks of a file from `start`, where one begins; joined, their texts are the file's."""
    for piece in pieces(text, start):
        part = text[piece.start : piece.end]
        yield Chunk(Unit(path, part), *parse(part), piece.is_open)


def extent(node: ast.stmt | ast.expr) -> tuple[int, int]:
    """The first and last line of a node, its decorators included."""
    first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", ()))])
    return first, node.end_lineno or node.lineno


PLACE = ("lineno", "col_offset", "end_lineno", "end_col_offset")
"""The attributes that tell where a node stands."""
