"""From what the runs of all chunks told to one `Analysis`, with what did not change taken from the one before."""

from __future__ import annotations

from collections.abc import Iterable, Set
from itertools import accumulate

from ..findings import Finding, Severity
from ..interpreter.record import Share, SiteKey, SiteRecord
from ..values import Unit
from .analysis import Analysis, Assignment, Location, Observation, Part, Shown, Site, located
from .runs import Block, Run

Shares = list[Share]
Merged = dict[tuple[int, ...], tuple[Shares, Share]]

MOST_MERGED = 16
"""Shares of one unit that are put together at once: a helper that is called everywhere has hundreds, of which an edit changes few."""


class Assembler:
    """Puts the analyses of one file together."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._blocks: list[Block] = []
        """The runs of the last analysis."""
        self._parts: dict[Block, Part] = {}
        self._shares: dict[Unit, Shares] = {}
        """What the runs told of each unit, in their order."""
        self._shown: dict[Unit, tuple[Merged, Shown]] = {}
        """What is shown of each unit, and groups of shares put together, by their identities."""

    def analysis(self, text: str, blocks: list[Block], extra: list[Block], touched: Set[Unit]) -> Analysis:
        """The analysis of a text from the runs of its chunks and from others. `touched`: units with other comments, or more lines of them."""
        runs = [*blocks, *extra]
        different = self._update_shares(runs) | touched
        known, self._parts = self._parts, {}
        for block in blocks:
            part = known.get(block)
            if part is None or not different.isdisjoint(part.starts):
                part = self._part(block, different)
            self._parts[block] = part
        notes = tuple(dict.fromkeys([note for block in runs for note in block.notes]))
        analysis = Analysis(self.path, text, list(self._parts.values()), notes)
        analysis.findings = _findings(analysis, [finding for block in runs for finding in block.findings])
        return analysis

    def _part(self, block: Block, different: Set[Unit]) -> Part:
        """What is shown of the chunks of a block."""
        chunks = [run.chunk for run in block.runs]
        units = [chunk.unit for chunk in chunks]
        begins = [0, *accumulate([chunk.lines for chunk in chunks])]
        shown: list[tuple[int, Shown]] = []
        for unit, begin in zip(units, begins):
            shares = self._shares.get(unit)
            if shares is None:
                continue
            entry = self._shown.get(unit)
            if entry is None or unit in different:
                entry = self._shown[unit] = _show(self.path, unit, shares, entry[0] if entry is not None else {})
            shown.append((begin, entry[1]))
        trees = {chunk.unit: chunk.statements for chunk in chunks}
        is_broken = True in [chunk.is_broken for chunk in chunks]
        return Part(dict(zip(units, begins)), trees, shown, begins[-1], is_broken)

    def _update_shares(self, blocks: list[Block]) -> set[Unit]:
        """Brings `_shares` up to these runs; answers the units of which something else is told now."""
        old, self._blocks = self._blocks, blocks
        old_blocks, new_blocks = set(old), set(blocks)
        before = [run for block in old if block not in new_blocks for run in block.runs]
        after = [run for block in blocks if block not in old_blocks for run in block.runs]
        pairs = list(zip(before, after)) if len(before) == len(after) else []
        is_paired = all(a is b or a.record.shares().keys() == b.record.shares().keys() for a, b in pairs)
        if pairs and is_paired:
            return self._replace_shares([(a, b) for a, b in pairs if a is not b])
        different = {unit for run in set(before) ^ set(after) for unit in run.record.shares()}
        for unit in different:
            told = [run.record.shares().get(unit) for block in blocks if unit in block.units for run in block.runs]
            shares = [share for share in told if share is not None]
            if shares:
                self._shares[unit] = shares
            else:
                self._shares.pop(unit, None)
                self._shown.pop(unit, None)
        return different

    def _replace_shares(self, pairs: list[tuple[Run, Run]]) -> set[Unit]:
        """Puts what runs told in place of what others told of the same units."""
        different: set[Unit] = set()
        for old, new in pairs:
            known = old.record.shares()
            for unit, share in new.record.shares().items():
                shares = self._shares[unit]
                shares[list(map(id, shares)).index(id(known[unit]))] = share
                different.add(unit)
        return different


def _show(path: str, unit: Unit, shares: Shares, known: Merged) -> tuple[Merged, Shown]:
    merged: Merged = {}
    whole = _merge(shares, merged, known)
    sites: list[Site] = []
    assignments: list[Assignment] = []
    for key, record in whole.sites.items():
        location = located(path, unit.text, unit.lines, key.span, 0)
        if key.kind == "assign":
            assignments.append(_assignment(key, location, record))
        else:
            sites.append(_site(key, location, record))
    sites.sort(key=lambda site: (site.location, site.kind, site.callee))
    assignments.sort(key=lambda assignment: (assignment.location, assignment.name))
    reasons: dict[Location, str] = {}
    for span, reason in whole.unresolved.items():
        reasons.setdefault(located(path, unit.text, unit.lines, span, 0), reason)
    return merged, Shown((sites, assignments, sorted(reasons.items())))


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


def _findings(analysis: Analysis, told: Iterable[Finding]) -> tuple[Finding, ...]:
    """The different findings, in order. What is graver on the same place makes an information needless."""
    found: dict[tuple[Location, str, str], Finding] = {}
    for finding in told:
        location = analysis.location(finding.span)
        if location is not None:
            found.setdefault((location, finding.code, finding.message), finding)
    graver = {key[0] for key, finding in found.items() if finding.severity is not Severity.INFORMATION}
    return tuple(
        found[key] for key in sorted(found) if found[key].severity is not Severity.INFORMATION or key[0] not in graver
    )
