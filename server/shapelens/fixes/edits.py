"""What a fix is made of: replacements of a text's characters, and the same as edits at lines and columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from ..analysis.analysis import Location
from ..analysis.text import Replacement, Text, replaced

SAFE = "safe"
UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Edit:
    """The text of a location becomes `content`; its lines end in `\\n`, whatever the file's do."""

    location: Location
    content: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend a finding. `safety`: `safe` (changes no other shape of the program's output) or `unsafe`."""

    title: str
    safety: str
    is_preferred: bool
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fix that is not verified yet.

    title: `{shape}` in it becomes the shape that comes out at the first replacement
    replacements: of the analysed text, none overlapping another
    is_fallback: worth less than several steps of another kind
    """

    title: str
    replacements: tuple[Replacement, ...]
    safety: str = UNSAFE
    is_fallback: bool = False


def applied(text: str, replacements: Iterable[Replacement]) -> str:
    """The text with the replacements made."""
    return replaced(text, replacements)


def overlap(replacements: Iterable[Replacement]) -> bool:
    """Whether any two replacements touch the same characters."""
    ordered = sorted(replacements, key=lambda r: (r.start, r.end))
    return any(b.start < a.end for a, b in pairwise(ordered))


def edits_of(path: str, text: str, replacements: Iterable[Replacement]) -> tuple[Edit, ...]:
    """Replacements as edits, in order of place."""
    lines = Text(text)
    edits = []
    for piece in sorted(replacements, key=lambda r: (r.start, r.end)):
        (line, column), (end_line, end_column) = lines.place(piece.start), lines.place(piece.end)
        edits.append(Edit(Location(path, line + 1, column + 1, end_line + 1, end_column + 1), piece.content))
    return tuple(edits)
