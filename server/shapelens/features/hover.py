"""Hover: what goes into a call and what comes out, its parameters and weights, and the arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

from ..analysis.analysis import Analysis, Assignment, Location, Observation, Site
from ..libraries.keras.describe import LayerCard, describe
from ..shapes import leaves
from . import wording

MOST_OBSERVATIONS = 6
"""A site in a loop shows that many of the shapes that it saw."""


@dataclass(frozen=True, slots=True)
class Hover:
    """Markdown about a range of the source."""

    location: Location
    markdown: str


def hover(analysis: Analysis, line: int, column: int) -> Hover | None:
    """What is known about the innermost site (or assigned tensor) at a 1-based place."""
    site = site_at(analysis, line, column)
    if site is not None:
        return Hover(site.location, site_markdown(analysis, site))
    for assignment in analysis.assignments:
        if contains(assignment.location, line, column):
            markdown = assignment_markdown(assignment)
            return Hover(assignment.location, markdown) if markdown else None
    return None


def assignment_markdown(assignment: Assignment) -> str:
    """An assigned tensor in Markdown: each shape that it had. Empty where none is known."""
    known = [shape for shape in assignment.shapes if wording.is_telling(shape)]
    return _code("\n".join(f"{assignment.name}: {wording.structure_text(shape)}" for shape in known)) if known else ""


def site_at(analysis: Analysis, line: int, column: int) -> Site | None:
    """The innermost site at a 1-based place."""
    around = [site for site in analysis.sites if contains(site.location, line, column)]
    return min(around, key=lambda site: extent(site.location), default=None)


def contains(location: Location, line: int, column: int) -> bool:
    """Whether a 1-based place is in a location, its end included (a cursor may stand there)."""
    return (location.line, location.column) <= (line, column) <= (location.end_line, location.end_column)


def extent(location: Location) -> tuple[int, int]:
    """How much source a location spans: comparable."""
    return (location.end_line - location.line, location.end_column - location.column)


def site_markdown(analysis: Analysis, site: Site) -> str:
    """A site in Markdown: shapes, parameters, weights, arithmetic, link."""
    card = card_of(site)
    title = f"**{wording.short_name(site)}**"
    if card is not None and card.name:
        title += f" `{card.name}`"
    parts = [title, _flow(site)]
    if card is not None:
        parts += _card_parts(card)
    return "\n\n".join(part for part in parts if part)


def card_of(site: Site) -> LayerCard | None:
    """The description of a site's layer at its first observation."""
    if not site.subjects or not site.observations:
        return None
    return describe(site.subjects[0], site.observations[0])


def flow_text(observation: Observation) -> str:
    """`(None, 20, 64) → (None, 20, 10)`; only the output where nothing goes in."""
    output = wording.structure_text(observation.outputs)
    return f"{wording.structure_text(observation.inputs)} → {output}" if leaves(observation.inputs) else output


def _flow(site: Site) -> str:
    lines = [
        flow_text(observation) + (f"  ×{observation.count}" if observation.count > 1 < len(site.observations) else "")
        for observation in site.observations[:MOST_OBSERVATIONS]
    ]
    rest = len(site.observations) - MOST_OBSERVATIONS
    return _code("\n".join([*lines, f"… {rest} more"] if rest > 0 else lines)) if lines else ""


def _card_parts(card: LayerCard) -> list[str]:
    parts = [wording.parameters_text(card.parameters)] if card.weights else []
    if card.weights:
        rows = [
            f"| {name} | `{shape}` |{'' if trainable else ' not trainable'} |"
            for name, shape, trainable in card.weights
        ]
        parts.append("\n".join(["| weight | shape | |", "|---|---|---|", *rows]))
    if card.explanation:
        parts.append("\n".join(f"- {line}" for line in card.explanation))
    if card.documentation_url:
        parts.append(f"[{card.callee}]({card.documentation_url})")
    return parts


def _code(text: str) -> str:
    return f"```text\n{text}\n```"
