"""Fix all: applies fixes, one finding after the other, until nothing more can be mended."""

from __future__ import annotations

from dataclasses import dataclass

from ..analysis.document import Document
from ..analysis.settings import Settings
from ..analysis.text import Replacement, Text, analysable, newline_of, replaced
from ..fixes import Edit, Fix, Steps, search
from .diagnostics import Diagnostic, diagnostics

MOST_FIXES = 200
MENDED = ("error", "warning")
"""Information is for a person to judge."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A text with fixes applied: what was found and how it was mended, in order."""

    text: str
    applied: tuple[tuple[Diagnostic, Fix], ...]


def fix_all(document: Document, text: str, settings: Settings, *, unsafe: bool) -> Steps[Fixed]:
    """Applies the safe fixes of a program (`document`, whose text is `text`), or the unsafe ones too. Each starts from the analysis of the text mended so far."""
    applied: list[tuple[Diagnostic, Fix]] = []
    seen = {text}
    while len(applied) < MOST_FIXES:
        step = yield from _next(document, text, settings, unsafe, seen)
        if step is None:
            break
        diagnostic, fix, text = step
        seen.add(text)
        applied.append((diagnostic, fix))
        document.update(analysable(text))
    return Fixed(text, tuple(applied))


def _next(
    document: Document, text: str, settings: Settings, unsafe: bool, seen: set[str]
) -> Steps[tuple[Diagnostic, Fix, str] | None]:
    """The first finding that a fix mends, the fix, and the mended text."""
    analysis = document.analysis()
    for diagnostic in diagnostics(analysis, settings):
        if diagnostic.finding is None or diagnostic.severity not in MENDED:
            continue
        fixes = yield from search(document, analysis, diagnostic.finding)
        for fix in sorted(fixes, key=lambda fix: (fix.safety != "safe", not fix.is_preferred)):
            if fix.safety == "safe" or unsafe:
                mended = applied_to(text, fix.edits)
                if mended not in seen:
                    return diagnostic, fix, mended
    return None


def applied_to(text: str, edits: tuple[Edit, ...]) -> str:
    """A text with a fix's edits applied."""
    lines = Text(text)
    newline = newline_of(text)
    return replaced(
        text,
        [
            Replacement(
                lines.offset(edit.location.line - 1, edit.location.column - 1),
                lines.offset(edit.location.end_line - 1, edit.location.end_column - 1),
                edit.content.replace("\n", newline),
            )
            for edit in edits
        ],
    )
