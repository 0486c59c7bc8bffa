"""From what the runs of all chunks told to one `Analysis`, with what did not change taken from the one before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from operator import is_

from ..findings import Finding, Severity
from ..interpreter.record import Seen, SiteKey, SiteRecord
from ..values import Unit
from .analysis import Analysis, Assignment, Location, Observation, Site
from .engine import Run
from .parsing import Chunk

Sources = list[SiteRecord]


class Assembler:
    """Puts the analyses of one file together."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._shown: dict[SiteKey, tuple[Sources, Site | Assignment]] = {}
        """What the last analysis showed of each site, and what it was made from."""

    def analysis(self, text: str, chunks: list[Chunk], runs: list[Run]) -> Analysis:
        """The analysis of a text. What is graver on the same place makes an information needless."""
        first_lines: dict[Unit, int] = {}
        line = 0
        for chunk in chunks:
            first_lines[chunk.unit] = line
            line += chunk.lines
        trees = {chunk.unit: chunk.statements for chunk in chunks}
        is_broken = any(chunk.is_broken for chunk in chunks)
        places = Analysis(self.path, text, (), (), (), (), (), trees, first_lines, is_broken)
        sites, assignments = self._sites(places, runs)
        return replace(
            places,
            sites=sites,
            assignments=assignments,
            findings=_findings(places, runs),
            unresolved=_unresolved(places, runs),
            notes=tuple(dict.fromkeys(note for run in runs for note in run.record.notes)),
        )

    def _sites(self, places: Analysis, runs: list[Run]) -> tuple[tuple[Site, ...], tuple[Assignment, ...]]:
        sources: dict[SiteKey, Sources] = {}
        for run in runs:
            for key, record in run.record.sites().items():
                known = sources.get(key)
                if known is None:
                    sources[key] = [record]
                else:
                    known.append(record)
        sites: list[Site] = []
        assignments: list[Assignment] = []
        shown: dict[SiteKey, tuple[Sources, Site | Assignment]] = {}
        for key, records in sources.items():
            location = places.location(key.span)
            if location is None:
                continue
            old = self._shown.get(key)
            if old is not None and old[1].location == location and _are(old[0], records):
                part = old[1]
            else:
                part = _assignment(key, location, records) if key.kind == "assign" else _site(key, location, records)
            shown[key] = (records, part)
            if isinstance(part, Site):
                sites.append(part)
            else:
                assignments.append(part)
        self._shown = shown
        sites.sort(key=lambda site: (site.location, site.kind, site.callee))
        assignments.sort(key=lambda assignment: (assignment.location, assignment.name))
        return tuple(sites), tuple(assignments)


def _are(a: Sources, b: Sources) -> bool:
    return len(a) == len(b) and all(map(is_, a, b))


def _site(key: SiteKey, location: Location, records: Sources) -> Site:
    observations = tuple(Observation(seen.inputs, seen.outputs, count) for seen, count in _counts(records).items())
    subjects = tuple(subject for record in records for subject in record.subjects)
    return Site(location, key.span, key.kind, key.callee, observations, subjects, records[-1].result)


def _assignment(key: SiteKey, location: Location, records: Sources) -> Assignment:
    shapes = tuple(dict.fromkeys(seen.outputs[0] for seen in _counts(records)))
    return Assignment(location, key.callee, shapes, records[-1].result)


def _counts(records: Sources) -> dict[Seen, int]:
    """How often each observation was made in all runs together."""
    if len(records) == 1:
        return records[0].observations
    counts: dict[Seen, int] = {}
    for record in records:
        for seen, count in record.observations.items():
            counts[seen] = counts.get(seen, 0) + count
    return counts


def _findings(places: Analysis, runs: Iterable[Run]) -> tuple[Finding, ...]:
    found: dict[tuple[Location, str, str], Finding] = {}
    for run in runs:
        for finding in run.record.findings:
            location = places.location(finding.span)
            if location is not None:
                found.setdefault((location, finding.code, finding.message), finding)
    graver = {key[0] for key, finding in found.items() if finding.severity is not Severity.INFORMATION}
    return tuple(
        found[key] for key in sorted(found) if found[key].severity is not Severity.INFORMATION or key[0] not in graver
    )


def _unresolved(places: Analysis, runs: Iterable[Run]) -> tuple[tuple[Location, str], ...]:
    reasons: dict[Location, str] = {}
    for run in runs:
        for span, reason in run.record.unresolved().items():
            location = places.location(span)
            if location is not None:
                reasons.setdefault(location, reason)
    return tuple(sorted(reasons.items()))
