"""From a finding to verified text edits."""

from __future__ import annotations

from dataclasses import dataclass

from ..analysis.analysis import Analysis, Location
from ..analysis.document import Document
from ..findings import Finding


@dataclass(frozen=True, slots=True)
class Edit:
    """The text of a location becomes `content`."""

    location: Location
    content: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend a finding. `safety`: `safe` (changes no other shape of the program's output) or `unsafe`."""

    title: str
    safety: str
    is_preferred: bool
    edits: tuple[Edit, ...]


def fixes_for(document: Document, analysis: Analysis, finding: Finding) -> list[Fix]:
    """The fixes of a finding, the best first."""
    return []


def refactorings_at(document: Document, analysis: Analysis, position: tuple[int, int]) -> list[Fix]:
    """Edits offered at a 1-based line and column without any finding."""
    return []
