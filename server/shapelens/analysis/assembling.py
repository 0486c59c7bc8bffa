"""From what the runs of all chunks told to one `Analysis`, with what did not change taken from the one before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from operator import is_
from typing import NamedTuple

from ..findings import Finding, Severity
from ..interpreter.record import Seen, Share, SiteKey, SiteRecord
from ..values import Unit
from .analysis import Analysis, Assignment, Location, Observation, Site
from .engine import Run
from .parsing import Chunk

Sources = list[SiteRecord]
Shares = list[Share]


class Shown(NamedTuple):
    """What an analysis shows of one unit, and what it was made from."""

    first_line: int
    shares: Shares
    sites: list[Site]
    assignments: list[Assignment]
    unresolved: list[tuple[Location, str]]


class Assembler:
    """Puts the analyses of one file together."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._shown: dict[Unit, Shown] = {}

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
        self._show(places, runs)
        shown = self._shown.values()
        return replace(
            places,
            sites=tuple(chain.from_iterable(part.sites for part in shown)),
            assignments=tuple(chain.from_iterable(part.assignments for part in shown)),
            findings=_findings(places, runs),
            unresolved=tuple(chain.from_iterable(part.unresolved for part in shown)),
            notes=tuple(dict.fromkeys(note for run in runs for note in run.record.notes)),
        )

    def _show(self, places: Analysis, runs: list[Run]) -> None:
        """Brings what is shown of each unit, in the order of the file, up to what the runs told."""
        shares: dict[Unit, Shares] = {}
        for run in runs:
            for unit, share in run.record.shares().items():
                known = shares.get(unit)
                if known is None:
                    shares[unit] = [share]
                else:
                    known.append(share)
        shown: dict[Unit, Shown] = {}
        for unit, line in places.first_lines.items():
            told = shares.get(unit)
            if told is not None:
                old = self._shown.get(unit)
                is_old = old is not None and old.first_line == line and _are(old.shares, told)
                shown[unit] = old if old is not None and is_old else _shown(places, line, told)
        self._shown = shown


def _are(a: Shares, b: Shares) -> bool:
    return len(a) == len(b) and all(map(is_, a, b))


def _shown(places: Analysis, line: int, shares: Shares) -> Shown:
    sources: dict[SiteKey, Sources] = {}
    reasons: dict[Location, str] = {}
    for share in shares:
        for key, record in share.sites.items():
            sources.setdefault(key, []).append(record)
        for span, reason in share.unresolved.items():
            location = places.location(span)
            if location is not None:
                reasons.setdefault(location, reason)
    sites: list[Site] = []
    assignments: list[Assignment] = []
    for key, records in sources.items():
        location = places.location(key.span)
        if location is None:
            continue
        if key.kind == "assign":
            assignments.append(_assignment(key, location, records))
        else:
            sites.append(_site(key, location, records))
    sites.sort(key=lambda site: (site.location, site.kind, site.callee))
    assignments.sort(key=lambda assignment: (assignment.location, assignment.name))
    return Shown(line, shares, sites, assignments, sorted(reasons.items()))


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
