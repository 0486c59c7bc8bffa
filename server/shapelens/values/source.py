"""Where a value comes from: a range of source text, independent of what is edited above it."""

from __future__ import annotations

import ast
from typing import NamedTuple


class Unit:
    """A piece of source that is parsed as one: a top-level statement of an open file, or a whole imported module.

    Positions are relative to the unit, so that an edit above it moves nothing; `analysis` knows where it stands.
    Units are compared by identity.
    """

    __slots__ = ("_lines", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.replace(text)

    def replace(self, text: str) -> None:
        """Gives the unit another text, in which everything that is still asked for stands where it stood."""
        self.text = text
        self._lines: list[str] | None = None

    @property
    def lines(self) -> list[str]:
        """The text's lines, without their ends."""
        if self._lines is None:
            self._lines = self.text.split("\n")
        return self._lines


class Span(NamedTuple):
    """A range in a unit. Lines are 1-based, columns 0-based UTF-8 bytes as in `ast`; the end is exclusive."""

    unit: Unit
    line: int
    column: int
    end_line: int
    end_column: int

    @classmethod
    def of(cls, unit: Unit, node: ast.expr | ast.stmt | ast.arg | ast.keyword) -> Span:
        """Where a node stands. Kept on the node, which is asked for it again and again."""
        known: Span | None = getattr(node, "_span", None)
        if known is None or known.unit is not unit:
            known = cls(unit, node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0)
            node._span = known  # type: ignore[union-attr]
        return known
