"""Diagnostics: an analysis's findings as they are shown, after settings and suppression comments had their say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..analysis.analysis import Analysis, Location
from ..analysis.settings import Settings
from ..analysis.suppression import suppressions
from ..findings import Finding

MOST_AT_A_PLACE = 3
"""How often a rule is told at one place: a line in a loop may be wrong at every turn."""
RULES_URL = "https://github.com/shapelens/shapelens/blob/main/docs/rules.md"


@dataclass(frozen=True, slots=True)
class RelatedPlace:
    """An earlier place that has a part in a diagnostic."""

    message: str
    location: Location


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding as shown. `severity` is `error`, `warning`, `information` or `hint`; `finding` is what fixes ask for."""

    code: str
    severity: str
    message: str
    location: Location
    related: tuple[RelatedPlace, ...]
    url: str
    finding: Finding | None = None


def diagnostics(analysis: Analysis, settings: Settings) -> list[Diagnostic]:
    """The diagnostics of the analysed file, in order of place."""
    silent = suppressions(analysis.text) if analysis.findings else ()
    shown: list[Diagnostic] = []
    for finding in analysis.findings:
        severity = settings.severity_of(finding.code, finding.severity.value)
        location = analysis.location(finding.span)
        if severity == "off" or location is None or location.path != analysis.path:
            continue
        if any(entry.covers(finding.code, location.line, location.end_line) for entry in silent):
            continue
        related = tuple(
            RelatedPlace(place.message, where)
            for place in finding.related
            if (where := analysis.location(place.span)) is not None
        )
        url = rule_url(finding.code)
        shown.append(Diagnostic(finding.code, severity, finding.message, location, related, url, finding))
    return sorted(_folded(shown), key=lambda d: (d.location.line, d.location.column, d.code, d.message))


def _folded(shown: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The first ones of each rule at each place; the last of these says how many more there are."""
    alike: dict[tuple[Location, str], list[Diagnostic]] = {}
    for diagnostic in shown:
        alike.setdefault((diagnostic.location, diagnostic.code), []).append(diagnostic)
    for group in alike.values():
        *others, last = group[:MOST_AT_A_PLACE]
        surplus = len(group) - MOST_AT_A_PLACE
        yield from others
        yield replace(last, message=f"{last.message} (and {surplus} more like this one here)") if surplus > 0 else last


def rule_url(code: str) -> str:
    """The page of a rule."""
    return f"{RULES_URL}#{code}"
