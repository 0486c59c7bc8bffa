"""What is known of a file: its sites, its findings, and where they stand. A value; features read it and nothing else."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ..findings import Finding
from ..shapes import Shape
from ..values import Span, Unit, Value


class Location(NamedTuple):
    """A range of a file: lines and columns from 1, columns in code points, the end exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(slots=True, unsafe_hash=True)
class Observation:
    """What a site saw: the shapes that went in and came out, each flat, and how often."""

    inputs: tuple[Shape, ...]
    outputs: tuple[Shape, ...]
    count: int


@dataclass(slots=True, eq=False)
class Site:
    """One place in the source.

    kind:     call, element, add, input, model, op (DESIGN.md, section 3)
    callee:   canonical name of what is called
    subjects: the layers and models involved, in order
    result:   the value that came out last
    """

    location: Location
    span: Span
    kind: str
    callee: str
    observations: tuple[Observation, ...]
    subjects: tuple[Value, ...] = ()
    result: Value = None


@dataclass(slots=True, eq=False)
class Assignment:
    """A name bound to a tensor: the whole statement (the name alone in an unpacking) and each shape that it was given."""

    location: Location
    name: str
    shapes: tuple[Shape, ...]
    result: Value = None


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """The analysis of one version of a file.

    findings:   every finding, whatever settings and comments say of it
    unresolved: calls that stayed unknown, each with the first thing that was not understood
    notes:      what the person should know once: a budget that ran out
    trees:      the statements of each unit, for what edits need to know of the syntax
    """

    path: str
    text: str
    sites: tuple[Site, ...]
    assignments: tuple[Assignment, ...]
    findings: tuple[Finding, ...]
    unresolved: tuple[tuple[Location, str], ...]
    notes: tuple[str, ...]
    trees: Mapping[Unit, list[ast.stmt]]
    first_lines: Mapping[Unit, int] = field(default_factory=dict)
    """Where each unit begins: the number of lines before it."""
    is_broken: bool = False
    """Whether the text did not parse as a whole."""
    _lines: list[str] = field(default_factory=list, repr=False)

    @property
    def lines(self) -> list[str]:
        """The text's lines, without their ends."""
        if not self._lines:
            self._lines.extend(self.text.split("\n"))
        return self._lines

    def location(self, span: Span) -> Location | None:
        """Where a span of this file stands now; None for one of another file or of an older text."""
        first = self.first_lines.get(span.unit)
        if first is None:
            return None
        line, end_line = first + span.line, first + span.end_line
        if self.text.isascii():
            return Location(self.path, line, span.column + 1, end_line, span.end_column + 1)
        start, end = column_of(self.lines, line, span.column), column_of(self.lines, end_line, span.end_column)
        return Location(self.path, line, start, end_line, end)


def column_of(lines: list[str], line: int, column: int) -> int:
    """A column in UTF-8 bytes from 0 as one in code points from 1."""
    text = lines[line - 1] if line <= len(lines) else ""
    if text.isascii():
        return column + 1
    return len(text.encode()[:column].decode(errors="replace")) + 1
