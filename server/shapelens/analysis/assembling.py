"""From what the runs of all chunks told to one `Analysis`, with what did not change taken from the one before."""

from __future__ import annotations

from collections.abc import Iterable, Set
from itertools import accumulate
from threading import Lock

from ..findings import Finding, Severity
from ..interpreter.record import Share, SiteKey, SiteRecord
from ..values import Span, Unit
from .analysis import Analysis, Assignment, Location, Observation, Part, Shown, Site, Told, located
from .runs import Block, Run

Shares = list[Share]
Merged = dict[tuple[int, ...], tuple[Shares, Share]]

MOST_MERGED = 16
"""Shares of one unit that are put together at once: a helper that is called everywhere has hundreds, of which an edit changes few."""


class Assembler:
    """Puts the analyses of one file together.

    What is shown is made when somebody asks an analysis for it, in whichever thread, so that diagnostics need not wait for it; from what was
    made for the last analysis that was asked.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._parts: dict[Block, Part] = {}
        """Those of the last analysis."""
        self._lock = Lock()
        self._blocks: list[Block] = []
        """The runs of which the rest is:"""
        self._shares: dict[Unit, Shares] = {}
        """What they told of each unit, in their order."""
        self._shown: dict[Unit, Shown] = {}
        """What is shown of each unit."""
        self._merged: dict[Unit, Merged] = {}
        """Groups of shares put together, by their identities."""

    def analysis(self, text: str, blocks: list[Block], extra: list[Block], touched: Set[Unit]) -> Analysis:
        """The analysis of a text from the runs of its chunks and from others. `touched`: units with other comments, or more lines of them."""
        runs = [*blocks, *extra]
        known, self._parts = self._parts, {}
        for block in blocks:
            part = known.get(block)
            if part is None or not touched.isdisjoint(part.starts):
                part = _part(block)
            self._parts[block] = part
        notes = tuple(dict.fromkeys([note for block in runs for note in block.notes]))
        analysis = Analysis(self.path, text, list(self._parts.values()), notes, lambda whole: self._show(whole, runs))
        analysis.findings = _findings(analysis, [finding for block in runs for finding in block.findings])
        return analysis

    def _show(self, analysis: Analysis, blocks: list[Block]) -> list[list[tuple[int, Shown]]]:
        """What is shown of each part of an analysis that was made of these runs: of each unit, with its start."""
        with self._lock:
            for unit in self._update_shares(blocks):
                self._shown.pop(unit, None)
            return [self._shown_in(analysis, part, begin) for part, begin in zip(analysis.parts, analysis.begins)]

    def _shown_in(self, analysis: Analysis, part: Part, begin: int) -> list[tuple[int, Shown]]:
        found: list[tuple[int, Shown]] = []
        ends = [*part.starts.values(), part.lines][1:]
        for (unit, start), end in zip(part.starts.items(), ends):
            if unit in self._shares:
                shown = self._shown.get(unit)
                if shown is None:
                    lines = [] if analysis.text.isascii() else analysis.lines[begin + start : begin + end]
                    shown = self._shown[unit] = self._shown_of(unit, lines)
                found.append((start, shown))
        return found

    def _shown_of(self, unit: Unit, lines: list[str]) -> Shown:
        """What is shown of a unit, made of what was told of it by now. `lines`: its own, unless they are plain ASCII."""
        shares = list(self._shares[unit])

        def told() -> Told:
            merged: Merged = {}
            whole = _merge(shares, merged, self._merged.get(unit, {}))
            if merged:
                self._merged[unit] = merged
            return _told(self.path, lines, whole)

        def names() -> frozenset[str]:
            return frozenset([key.callee for share in shares for key in share.sites if key.kind == "assign"])

        return Shown(told, names)

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
                self._merged.pop(unit, None)
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


def _part(block: Block) -> Part:
    chunks = [run.chunk for run in block.runs]
    units = [chunk.unit for chunk in chunks]
    begins = [0, *accumulate([chunk.lines for chunk in chunks])]
    trees = {chunk.unit: chunk.statements for chunk in chunks}
    mended = {chunk.unit: chunk.mended() for chunk in chunks if chunk.is_broken}
    return Part(dict(zip(units, begins)), trees, begins[-1], mended)


def _told(path: str, lines: list[str], whole: Share) -> Told:
    """What is shown of a unit; its places are counted from the unit's own first line."""

    def place(span: Span) -> Location:
        return located(path, lines, span, 0)

    sites: list[Site] = []
    assignments: list[Assignment] = []
    for key, record in whole.sites.items():
        if key.kind == "assign":
            assignments.append(_assignment(key, place(key.span), record))
        else:
            sites.append(_site(key, place(key.span), record))
    sites.sort(key=lambda site: (site.location, site.kind, site.callee))
    assignments.sort(key=lambda assignment: (assignment.location, assignment.name))
    reasons: dict[Location, str] = {}
    for span, reason in whole.unresolved.items():
        reasons.setdefault(place(span), reason)
    return sites, assignments, sorted(reasons.items())


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
    """The different findings, in order. What is graver on the same place makes an information needless; an unfinished line is not judged."""
    found: dict[tuple[Location, str, str], Finding] = {}
    for finding in told:
        location = analysis.location(finding.span)
        if location is not None and not analysis.is_unfinished(finding.span):
            found.setdefault((location, finding.code, finding.message), finding)
    graver = {key[0] for key, finding in found.items() if finding.severity is not Severity.INFORMATION}
    return tuple(
        found[key] for key in sorted(found) if found[key].severity is not Severity.INFORMATION or key[0] not in graver
    )
