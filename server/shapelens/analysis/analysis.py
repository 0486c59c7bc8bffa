"""What is known of a file: its sites, its findings, and where they stand. A value; features read it and nothing else."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
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


Told = tuple[list[Site], list[Assignment], list[tuple[Location, str]]]
"""Sites, assignments and calls that stayed unknown."""


class Shown:
    """What is shown of one unit, made when it is asked for. Places are kept as they are in the unit, and counted in the file's lines then."""

    __slots__ = ("_make", "_moved", "_names", "_own")

    def __init__(self, make: Callable[[], Told], names: Callable[[], frozenset[str]]) -> None:
        self._names: Callable[[], frozenset[str]] | frozenset[str] = names
        self._make: Callable[[], Told] | None = make
        self._own: Told | None = None
        self._moved: tuple[int, Told] | None = None

    def _told(self) -> Told:
        told, make = self._own, self._make  # in this order: another thread may be just as far
        if told is None:
            assert make is not None
            told = self._own = make()
            self._make = None
        return told

    def assigns(self, name: str) -> bool:
        """Whether a tensor is assigned to that name."""
        names = self._names
        if not isinstance(names, frozenset):
            names = self._names = names()
        return name in names

    def at(self, first: int) -> Told:
        """What is shown if so many lines are before the unit."""
        moved, told = self._moved, self._told()
        if moved is not None and moved[0] == first:
            return moved[1]
        if first:
            sites, assignments, unresolved = told
            told = (
                [
                    Site(_moved(s.location, first), s.span, s.kind, s.callee, s.observations, s.subjects, s.result)
                    for s in sites
                ],
                [Assignment(_moved(a.location, first), a.name, a.shapes, a.result) for a in assignments],
                [(_moved(location, first), reason) for location, reason in unresolved],
            )
        self._moved = (first, told)
        return told


def _moved(location: Location, lines: int) -> Location:
    path, line, column, end_line, end_column = location
    return Location(path, line + lines, column, end_line + lines, end_column)


class Part:
    """Some units of a file, one after the other.

    starts: how many lines of the part are before each unit
    trees:  the statements of each unit
    mended: the lines of units that did not parse as they are, each unit's first being 1
    """

    __slots__ = ("lines", "mended", "starts", "trees")

    def __init__(
        self,
        starts: dict[Unit, int],
        trees: dict[Unit, list[ast.stmt]],
        lines: int,
        mended: dict[Unit, frozenset[int]],
    ) -> None:
        self.starts = starts
        self.trees = trees
        self.lines = lines
        self.mended = mended


class Analysis:
    """The analysis of one version of a file: a value, of which what is not asked for is not put together.

    findings: every finding, whatever settings and comments say of it
    notes:    what the person should know once: a budget that ran out
    """

    def __init__(
        self,
        path: str,
        text: str,
        parts: list[Part],
        notes: tuple[str, ...] = (),
        show: Callable[[Analysis], list[list[tuple[int, Shown]]]] | None = None,
    ) -> None:
        self.path = path
        self.text = text
        self.parts = parts
        self.notes = notes
        self.findings: tuple[Finding, ...] = ()
        self.begins = [0, *accumulate([part.lines for part in parts])]
        """How many lines are before each part."""
        self._show = show or _nothing

    @cached_property
    def _shown(self) -> list[list[tuple[int, Shown]]]:
        """What is shown of each part: of the units of which something is, each with its start."""
        shown, self._show = self._show(self), _nothing
        return shown

    @cached_property
    def is_broken(self) -> bool:
        """Whether the text did not parse as a whole."""
        return any(part.mended for part in self.parts)

    @property
    def unfinished(self) -> list[int]:
        """The lines that did not parse as they are, the file's first being 1."""
        return sorted(
            begin + part.starts[unit] + line
            for begin, part in zip(self.begins, self.parts)
            for unit, lines in part.mended.items()
            for line in lines
        )

    def is_unfinished(self, span: Span) -> bool:
        """Whether a place stands on lines that did not parse as they are."""
        lines = range(span.line, span.end_line + 1)
        return any(not part.mended.get(span.unit, frozenset()).isdisjoint(lines) for part in self.parts if part.mended)

    @cached_property
    def lines(self) -> list[str]:
        """The text's lines, without their ends."""
        return self.text.split("\n")

    @cached_property
    def trees(self) -> Mapping[Unit, list[ast.stmt]]:
        """The statements of each unit, for what edits need to know of the syntax."""
        return {unit: tree for part in self.parts for unit, tree in part.trees.items()}

    @cached_property
    def first_lines(self) -> Mapping[Unit, int]:
        """Where each unit begins: the number of lines before it."""
        parts = zip(self.parts, self.begins)
        return {unit: begin + start for part, begin in parts for unit, start in part.starts.items()}

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """Every site, in the order of the file."""
        return tuple([site for told in self.told() for site in told[0]])

    @cached_property
    def assignments(self) -> tuple[Assignment, ...]:
        """Every assignment of a tensor, in the order of the file."""
        return tuple([assignment for told in self.told() for assignment in told[1]])

    @cached_property
    def unresolved(self) -> tuple[tuple[Location, str], ...]:
        """Calls that stayed unknown, each with the first thing that was not understood."""
        return tuple([entry for told in self.told() for entry in told[2]])

    def prepare(self) -> None:
        """Puts together what any question about what is shown needs. May be left out."""
        _ = self._shown, self.first_lines

    def told(self, first: int = 1, last: int = 1 << 60, assigning: str | None = None) -> Iterator[Told]:
        """What is shown of each unit that has one of the lines `first` to `last`, and maybe of some near it, or of those that assign to a name."""
        begins = self.begins[:-1]  # a last line without an end is not counted in them
        for number in range(max(bisect_right(begins, first - 1) - 1, 0), len(self.parts)):
            begin = self.begins[number]
            if begin >= last:
                break
            shown = self._shown[number]
            low = max(bisect_right(shown, first - 1 - begin, key=_start) - 1, 0)
            for start, unit in shown[low : bisect_right(shown, last - 1 - begin, key=_start)]:
                if assigning is None or unit.assigns(assigning):
                    yield unit.at(begin + start)

    def location(self, span: Span) -> Location | None:
        """Where a span of this file stands now; None for one of another file or of an older text."""
        for part, begin in zip(self.parts, self.begins):
            start = part.starts.get(span.unit)
            if start is not None:
                return located(self.path, [] if self.text.isascii() else self.lines, span, begin + start)
        return None


def located(path: str, lines: list[str], span: Span, first: int) -> Location:
    """The place of a span of a unit that begins after `first` of these lines. No lines: they are plain ASCII."""
    line, end_line = first + span.line, first + span.end_line
    if not lines:
        return Location(path, line, span.column + 1, end_line, span.end_column + 1)
    start, end = column_of(lines, line, span.column), column_of(lines, end_line, span.end_column)
    return Location(path, line, start, end_line, end)


def _nothing(analysis: Analysis) -> list[list[tuple[int, Shown]]]:
    return [[] for _ in analysis.parts]


def _start(entry: tuple[int, Shown]) -> int:
    return entry[0]


def column_of(lines: list[str], line: int, column: int) -> int:
    """A column in UTF-8 bytes from 0 as one in code points from 1."""
    text = lines[line - 1] if line <= len(lines) else ""
    if text.isascii():
        return column + 1
    return len(text.encode()[:column].decode(errors="replace")) + 1
