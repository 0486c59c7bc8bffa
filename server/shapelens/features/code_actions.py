"""Code actions: the fixes of findings, and refactorings at the cursor, as edits of the text."""

from __future__ import annotations

from dataclasses import dataclass

from ..analysis.analysis import Analysis, Location
from ..analysis.document import Document
from ..fixes import Edit, Fix, Steps, refactorings_at, search
from .diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class CodeAction:
    """An offer: a fix of `diagnostics`, or a refactoring where there are none."""

    fix: Fix
    diagnostics: tuple[Diagnostic, ...]


def code_actions(
    document: Document, analysis: Analysis, shown: list[Diagnostic], first: tuple[int, int], last: tuple[int, int]
) -> Steps[list[CodeAction]]:
    """What can be done in the range from `first` to `last` (1-based line and column), preferred fixes first, each once."""
    offers: dict[tuple[Edit, ...], CodeAction] = {}
    for diagnostic in shown:
        if diagnostic.finding is not None and _touches(diagnostic.location, first, last):
            for fix in (yield from search(document, analysis, diagnostic.finding)):
                known = offers.get(fix.edits)
                mended = (*known.diagnostics, diagnostic) if known is not None else (diagnostic,)
                offers[fix.edits] = CodeAction(fix if known is None or fix.is_preferred else known.fix, mended)
    for fix in refactorings_at(document, analysis, first):
        offers.setdefault(fix.edits, CodeAction(fix, ()))
    return sorted(offers.values(), key=lambda offer: (not offer.diagnostics, not offer.fix.is_preferred))


def _touches(location: Location, first: tuple[int, int], last: tuple[int, int]) -> bool:
    return (location.line, location.column) <= last and first <= (location.end_line, location.end_column)


__all__ = ["CodeAction", "Edit", "Fix", "code_actions"]
