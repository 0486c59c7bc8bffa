"""From what the runs of all chunks told to one `Analysis`, with what did not change taken from the one before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from operator import is_
from typing import NamedTuple

from ..findings import Finding, Severity
from ..interpreter.record import Share, SiteKey, SiteRecord
from ..values import Unit
from .analysis import Analysis, Assignment, Location, Observation, Site
from .parsing import Chunk
from .runs import Run

Shares = list[Share]
Merged = dict[tuple[int, ...], tuple[Shares, Share]]

MOST_MERGED = 16
"""Shares of one unit that are put together at once: a helper that is called everywhere has hundreds, of which an edit changes few."""


class Shown(NamedTuple):
    """What an analysis shows of one unit, and what it was made from."""

    first_line: int
    merged: Merged
    """Groups of shares put together, by their identities."""
    sites: list[Site]
    assignments: list[Assignment]
    unresolved: list[tuple[Location, str]]


class Assembler:
    """Puts the analyses of one file together."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._shown: dict[Unit, Shown] = {}
        self._runs: list[Run] = []
        """Those of the last analysis."""
        self._shares: dict[Unit, Shares] = {}
        """What they told of each unit, in their order."""

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
            sites=tuple(chain.from_iterable([part.sites for part in shown])),
            assignments=tuple(chain.from_iterable([part.assignments for part in shown])),
            findings=_findings(places, runs),
            unresolved=tuple(chain.from_iterable([part.unresolved for part in shown if part.unresolved])),
            notes=tuple(dict.fromkeys(note for run in runs if run.record.notes for note in run.record.notes)),
        )

    def _show(self, places: Analysis, runs: list[Run]) -> None:
        """Brings what is shown of each unit, in the order of the file, up to what the runs told."""
        different = self._update_shares(runs)
        shown: dict[Unit, Shown] = {}
        for unit, line in places.first_lines.items():
            old = self._shown.get(unit)
            if old is not None and old.first_line == line and unit not in different:
                shown[unit] = old
            elif unit in self._shares:
                shown[unit] = _show(places, line, self._shares[unit], old)
        self._shown = shown

    def _update_shares(self, runs: list[Run]) -> set[Unit]:
        """Brings `_shares` up to these runs; answers the units of which something else is told now."""
        old, self._runs = self._runs, runs
        different: set[Unit] = set()
        if len(old) == len(runs):
            for before, run in [(a, b) for a, b in zip(old, runs) if a is not b]:
                shares, new = before.record.shares(), run.record.shares()
                different.update(shares, new)
                if shares.keys() != new.keys():
                    break
                for unit, share in new.items():
                    told = self._shares[unit]
                    told[_index(told, shares[unit])] = share
            else:
                return different
        known, self._shares = self._shares, {}
        for run in runs:
            for unit, share in run.record.shares().items():
                if unit in self._shares:
                    self._shares[unit].append(share)
                else:
                    self._shares[unit] = [share]
        different |= known.keys() - self._shares.keys()
        different.update(
            unit for unit, told in self._shares.items() if unit not in known or not _are(known[unit], told)
        )
        return different


def _index(shares: Shares, share: Share) -> int:
    return next(index for index, other in enumerate(shares) if other is share)


def _are(a: Shares, b: Shares) -> bool:
    return len(a) == len(b) and all(map(is_, a, b))


def _show(places: Analysis, line: int, shares: Shares, old: Shown | None) -> Shown:
    merged: Merged = {}
    whole = _merge(shares, merged, old.merged if old is not None else {})
    sites: list[Site] = []
    assignments: list[Assignment] = []
    for key, record in whole.sites.items():
        location = places.location(key.span)
        if location is None:
            continue
        if key.kind == "assign":
            assignments.append(_assignment(key, location, record))
        else:
            sites.append(_site(key, location, record))
    sites.sort(key=lambda site: (site.location, site.kind, site.callee))
    assignments.sort(key=lambda assignment: (assignment.location, assignment.name))
    reasons: dict[Location, str] = {}
    for span, reason in whole.unresolved.items():
        location = places.location(span)
        if location is not None:
            reasons.setdefault(location, reason)
    return Shown(line, merged, sites, assignments, sorted(reasons.items()))


def _merge(shares: Shares, merged: Merged, known: Merged) -> Share:
    """All shares as one. Groups that are the same as last time are taken from there."""
    while len(shares) > 1:
        groups = [shares[start : start + MOST_MERGED] for start in range(0, len(shares), MOST_MERGED)]
        shares = []
        for group in groups:
            key = tuple(map(id, group))
            entry = known.get(key)
            if entry is None:
                whole = Share({}, {})
                for share in group:
                    whole.extend(*share)
                entry = (group, whole)
            merged[key] = entry
            shares.append(entry[1])
    return shares[0]


def _site(key: SiteKey, location: Location, record: SiteRecord) -> Site:
    observations = tuple([Observation(*seen, count) for seen, count in record.observations.items()])
    return Site(location, key.span, key.kind, key.callee, observations, tuple(record.subjects), record.result)


def _assignment(key: SiteKey, location: Location, record: SiteRecord) -> Assignment:
    shapes = tuple(dict.fromkeys([seen.outputs[0] for seen in record.observations]))
    return Assignment(location, key.callee, shapes, record.result)


def _findings(places: Analysis, runs: Iterable[Run]) -> tuple[Finding, ...]:
    found: dict[tuple[Location, str, str], Finding] = {}
    for run in runs:
        for finding in run.record.findings if run.record.findings else ():
            location = places.location(finding.span)
            if location is not None:
                found.setdefault((location, finding.code, finding.message), finding)
    graver = {key[0] for key, finding in found.items() if finding.severity is not Severity.INFORMATION}
    return tuple(
        found[key] for key in sorted(found) if found[key].severity is not Severity.INFORMATION or key[0] not in graver
    )
