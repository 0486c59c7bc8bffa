"""Hover: what goes into a call and what comes out, its parameters and weights, and the arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

from ..analysis.analysis import Analysis, Assignment, Location, Observation, Site
from ..libraries.keras.describe import LayerCard, describe
from ..libraries.keras.graph import producer
from ..shapes import Symbolic
from ..values import Tensor, Value, is_constant
from . import wording
from .names import assignment_of, name_at

MOST_ORIGINS = 4
MOST_OBSERVATIONS = 6
"""A site in a loop shows that many of the shapes that it saw."""


@dataclass(frozen=True, slots=True)
class Hover:
    """Markdown about a range of the source."""

    location: Location
    markdown: str


def hover(analysis: Analysis, line: int, column: int) -> Hover | None:
    """What is known about the tensor that is named at a 1-based place, or the innermost site or assignment there."""
    name = name_at(analysis, line, column)
    assignment = assignment_of(analysis, *name) if name is not None else None
    if name is not None and assignment is not None and (markdown := assignment_markdown(assignment)):
        source = analysis.lines[assignment.location.line - 1].strip()
        origin = f"assigned on line {assignment.location.line}: `{wording.shortened(source, 80)}`"
        return Hover(name[1], f"{markdown}\n\n{origin}")
    site = site_at(analysis, line, column)
    if site is not None:
        return Hover(site.location, site_markdown(analysis, site))
    around = [a for _, told, _ in analysis.told(line, line) for a in told if contains(a.location, line, column)]
    markdown = assignment_markdown(around[0]) if around else ""
    return Hover(around[0].location, markdown) if markdown else None


def assignment_markdown(assignment: Assignment) -> str:
    """An assigned tensor in Markdown: each shape that it had. Empty where none is known."""
    known = [shape for shape in assignment.shapes if not shape.is_unknown]
    return _code("\n".join(f"{assignment.name}: {shape}" for shape in known)) if known else ""


def site_at(analysis: Analysis, line: int, column: int) -> Site | None:
    """The innermost site at a 1-based place."""
    around = [s for sites, _, _ in analysis.told(line, line) for s in sites if contains(s.location, line, column)]
    return min(around, key=lambda site: extent(site.location), default=None)


def contains(location: Location, line: int, column: int) -> bool:
    """Whether a 1-based place is in a location, its end included (a cursor may stand there)."""
    return (location.line, location.column) <= (line, column) <= (location.end_line, location.end_column)


def extent(location: Location) -> tuple[int, int]:
    """How much source a location spans: comparable."""
    return (location.end_line - location.line, location.end_column - location.column)


def site_markdown(analysis: Analysis, site: Site) -> str:
    """A site in Markdown: shapes, where they come from, parameters, weights, arithmetic, link."""
    card = card_of(site)
    title = f"**{wording.short_name(site)}**"
    if card is not None:
        title += f" `{card.name}`" if card.name else ""
        title += f" ({arguments})" if (arguments := _arguments(card)) else ""
    parts = [title, _flow(site), *_origins(analysis, site)]
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
    output = wording.shapes_text(observation.outputs)
    return f"{wording.shapes_text(observation.inputs)} → {output}" if observation.inputs else output


def _flow(site: Site) -> str:
    lines = [
        flow_text(observation) + (f"  ×{observation.count}" if observation.count > 1 < len(site.observations) else "")
        for observation in site.observations[:MOST_OBSERVATIONS]
    ]
    rest = len(site.observations) - MOST_OBSERVATIONS
    return _code("\n".join([*lines, f"… {rest} more"] if rest > 0 else lines)) if lines else ""


def _origins(analysis: Analysis, site: Site) -> list[str]:
    """For each tensor that went in, the line that made it, unless that is this site's own."""
    node = producer(site.result) if isinstance(site.result, Tensor) else None
    lines: list[str] = []
    for tensor in node.inputs[:MOST_ORIGINS] if node is not None else ():
        place = analysis.location(tensor.span) if tensor.span is not None else None
        if place is not None and not site.location.line <= place.line <= site.location.end_line:
            source = analysis.lines[place.line - 1].strip()
            lines.append(f"{tensor.shape} from line {place.line}: `{wording.shortened(source, 80)}`")
    return ["  \n".join(lines)] if lines else []


def _arguments(card: LayerCard) -> str:
    """The arguments that the program gave, as far as they are plain values."""
    given = [f"{name}={_value(value)}" for name, value in card.arguments.items() if name != "name"]
    return f"`{wording.shortened(', '.join(given), 120)}`" if given else ""


def _value(value: Value) -> str:
    if is_constant(value) or isinstance(value, Symbolic):
        return str(value) if isinstance(value, Symbolic) else repr(value)
    return wording.ELLIPSIS


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
