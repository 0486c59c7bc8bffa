"""The disagreements that stay, each with its reason: where Keras is wrong and Shapelens is not to follow."""

from __future__ import annotations

from collections.abc import Callable

from .comparing import Comparison

KNOWN: dict[str, list[tuple[str, Callable[[Comparison], bool]]]] = {}
"""By class: a reason, and which comparisons it covers."""


def reason_for(comparison: Comparison) -> str | None:
    """Why this disagreement is not to be mended; None where it is."""
    entries = KNOWN.get(comparison.question.name.rpartition(".")[2], [])
    return next((reason for reason, holds in entries if holds(comparison)), None)
