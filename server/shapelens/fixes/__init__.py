"""From a finding to verified text edits."""

from __future__ import annotations

from ..analysis.analysis import Analysis
from ..analysis.document import Document
from ..findings import Finding
from .edits import Edit, Fix
from .refactorings import refactorings_at
from .steps import Steps, finished
from .verify import Search


def fixes_for(document: Document, analysis: Analysis, finding: Finding) -> list[Fix]:
    """The fixes of a finding, the best first. Each was applied in memory: the finding is gone and nothing new has come."""
    return finished(search(document, analysis, finding))


def search(document: Document, analysis: Analysis, finding: Finding) -> Steps[list[Fix]]:
    """`fixes_for` in steps."""
    return Search(document, analysis, finding).fixes()


__all__ = ["Edit", "Fix", "Steps", "finished", "fixes_for", "refactorings_at", "search"]
