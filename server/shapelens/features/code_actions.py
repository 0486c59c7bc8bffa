"""Code actions: the fixes of findings, and refactorings at the cursor, as edits of the text."""

from __future__ import annotations

from dataclasses import dataclass

from ..analysis.analysis import Analysis, Location
from ..analysis.document import Document
from ..fixes import Edit, Fix, fixes_for, refactorings_at
from .diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class CodeAction:
    """An offer: a fix of `diagnostic`, or a refactoring where that is None."""

    fix: Fix
    diagnostic: Diagnostic | None


def code_actions(
    document: Document, analysis: Analysis, shown: list[Diagnostic], first: tuple[int, int], last: tuple[int, int]
) -> list[CodeAction]:
    """What can be done in the range from `first` to `last` (1-based line and column), preferred fixes first."""
    offers: list[CodeAction] = []
    for diagnostic in shown:
        if diagnostic.finding is not None and _touches(diagnostic.location, first, last):
            offers += [CodeAction(fix, diagnostic) for fix in fixes_for(document, analysis, diagnostic.finding)]
    offers.sort(key=lambda offer: not offer.fix.is_preferred)
    known = {(offer.fix.title, offer.fix.edits) for offer in offers}
    for fix in refactorings_at(document, analysis, first):
        if (fix.title, fix.edits) not in known:
            offers.append(CodeAction(fix, None))
    return offers


def _touches(location: Location, first: tuple[int, int], last: tuple[int, int]) -> bool:
    return (location.line, location.column) <= last and first <= (location.end_line, location.end_column)


__all__ = ["CodeAction", "Edit", "Fix", "code_actions"]
