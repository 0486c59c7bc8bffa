"""Where a value comes from: a range of source text, independent of what is edited above it."""

from __future__ import annotations

import ast
from typing import NamedTuple


class Unit:
    """A piece of source that is parsed as one: a top-level statement of an open file, or a whole imported module.

    Positions are relative to the unit, so that an edit above it moves nothing; `analysis` knows where it stands.
    Units are compared by identity.
    """

    __slots__ = ("is_ascii", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.is_ascii = text.isascii()

    def replace(self, text: str) -> None:
        """Gives the unit another text, in which everything that is still asked for stands where it stood."""
        self.text = text
        self.is_ascii = text.isascii()


class Span(NamedTuple):
    """A range in a unit. Lines are 1-based, columns 0-based UTF-8 bytes as in `ast`; the end is exclusive."""

    unit: Unit
    line: int
    column: int
    end_line: int
    end_column: int

    @classmethod
    def of(cls, unit: Unit, node: ast.expr | ast.stmt | ast.arg | ast.keyword) -> Span:
        return cls(unit, node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0)
