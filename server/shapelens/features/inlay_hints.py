"""Inlay hints: the shape that comes out, after each layer call, Sequential element, `add`, `Input` and tensor assignment."""

from __future__ import annotations

from dataclasses import dataclass

from ..analysis.analysis import Analysis
from ..analysis.settings import HintSettings
from . import wording
from .hover import assignment_markdown, site_markdown

KINDS = {"call": "calls", "element": "elements", "add": "adds", "input": "inputs"}
"""The kinds of site that get a hint, and the names of these hints in the settings."""


@dataclass(frozen=True, slots=True)
class InlayHint:
    """A label after the character before `line`, `column` (1-based, code points). `whole` is the label uncut."""

    line: int
    column: int
    label: str
    whole: str
    kind: str


def inlay_hints(analysis: Analysis, settings: HintSettings, first: int = 1, last: int = 1 << 60) -> list[InlayHint]:
    """The hints on the lines `first` to `last`, in order. One place has one hint: a call's own before an assignment's."""
    if not settings.enabled:
        return []
    hints: dict[tuple[int, int], InlayHint] = {}

    def add(line: int, column: int, kind: str, whole: str) -> None:
        if whole and kind in settings.kinds and (line, column) not in hints:
            label = wording.shortened(whole, settings.max_length)
            hints[line, column] = InlayHint(line, column, label, whole, kind)

    for sites, assignments, _ in analysis.told(first, last):
        for site in sites:
            kind = KINDS.get(site.kind)
            if kind is not None and first <= site.location.end_line <= last:
                add(site.location.end_line, site.location.end_column, kind, wording.outputs_text(site.observations))
        for assignment in assignments:
            end = assignment.location
            if first <= end.end_line <= last and (end.end_line, end.end_column) not in hints:
                add(end.end_line, end.end_column, "assignments", wording.assignment_text(assignment))
    return [hints[place] for place in sorted(hints)]


def tooltip(analysis: Analysis, line: int, column: int) -> str | None:
    """The tooltip, in Markdown, of the hint at that place: what hover tells about its site."""
    for sites, assignments, _ in analysis.told(line, line):
        for site in sites:
            if site.kind in KINDS and (site.location.end_line, site.location.end_column) == (line, column):
                return site_markdown(analysis, site)
        for assignment in assignments:
            if (assignment.location.end_line, assignment.location.end_column) == (line, column):
                return assignment_markdown(assignment)
    return None
