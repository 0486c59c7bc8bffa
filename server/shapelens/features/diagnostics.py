"""Diagnostics: an analysis's findings as they are shown, after settings and suppression comments had their say."""

from __future__ import annotations

from dataclasses import dataclass

from ..analysis.analysis import Analysis, Location
from ..analysis.settings import Settings
from ..analysis.suppression import suppressions
from ..findings import Finding

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
    shown.sort(key=lambda d: (d.location.line, d.location.column, d.code, d.message))
    return shown


def rule_url(code: str) -> str:
    """The page of a rule."""
    return f"{RULES_URL}#{code}"
