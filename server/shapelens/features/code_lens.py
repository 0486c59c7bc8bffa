"""Code lenses: the number of parameters above each model, and the shapes that it maps."""

from __future__ import annotations

from dataclasses import dataclass

from ..analysis.analysis import Analysis, Location
from . import wording
from .hover import card_of, flow_text


@dataclass(frozen=True, slots=True)
class CodeLens:
    """A line of text above a location."""

    location: Location
    title: str


def code_lenses(analysis: Analysis) -> list[CodeLens]:
    """One for each model that the file constructs."""
    lenses: list[CodeLens] = []
    for site in analysis.sites:
        card = card_of(site) if site.kind == "model" else None
        if card is not None:
            parameters, last = wording.parameters_text(card.parameters), site.observations[-1]
            title = f"{flow_text(last)}, {parameters}" if wording.is_telling(last.outputs) else parameters
            lenses.append(CodeLens(site.location, title))
    return lenses
