"""What the interpreter saw: sites with their observations, findings, and what it did not understand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..findings import Finding
from ..shapes import Shape
from ..values import Span, Unit, Value


class SiteKey(NamedTuple):
    """One place in the source and what happens there."""

    span: Span
    kind: str
    callee: str

    def at(self, span: Span) -> SiteKey:
        """The same in another place."""
        return self if span is self.span else SiteKey(span, self.kind, self.callee)


class Seen(NamedTuple):
    """One observation's shapes: inputs and outputs, each flat (DESIGN.md, section 3)."""

    inputs: tuple[Shape, ...]
    outputs: tuple[Shape, ...]


@dataclass(slots=True)
class SiteRecord:
    """Everything observed at one site, in order, with how often; the objects (layers, models) that were involved."""

    observations: dict[Seen, int] = field(default_factory=dict)
    subjects: list[Value] = field(default_factory=list)
    result: Value = None

    def see(self, seen: Seen, subject: Value, result: Value) -> None:
        """One more observation."""
        self.observations[seen] = self.observations.get(seen, 0) + 1
        self.result = result
        if subject is not None and not any(subject is known for known in self.subjects[-8:]):
            self.subjects.append(subject)

    def extend(self, later: SiteRecord) -> None:
        """What another record observed after this one."""
        observations = self.observations
        for seen, count in later.observations.items():
            observations[seen] = observations.get(seen, 0) + count
        self.result = later.result
        lately = set(map(id, self.subjects[-8:]))
        self.subjects += [subject for subject in later.subjects if id(subject) not in lately]

    def copy(self) -> SiteRecord:
        return SiteRecord(dict(self.observations), list(self.subjects), self.result)


Event = tuple[str, Any, Any, Any, Any]
"""Something that was seen, in the order of execution: `site` (key, seen, subject, result), `unresolved` (span, reason) or `part` (a record)."""


class Record:
    """What one run of one top-level statement told, in the order in which it happened. Merged by `analysis`.

    events:   sites observed and calls that stayed unknown
    findings: every time that one was reported
    created:  objects by kind, for automatic names
    entered:  the `def` nodes whose functions were called
    defined:  functions and classes of the file
    numbered: objects whose number was asked for, and the answer
    """

    __slots__ = ("_fold", "_shares", "created", "defined", "entered", "events", "findings", "notes", "numbered")

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.findings: list[Finding] = []
        self.created: list[tuple[str, Value]] = []
        self.entered: list[object] = []
        self.defined: list[Value] = []
        self.numbered: list[tuple[str, Value, int]] = []
        self.notes: list[str] = []
        self._fold: tuple[dict[SiteKey, SiteRecord], dict[Span, str]] | None = None
        self._shares: dict[Unit, Share] | None = None

    def observe(self, key: SiteKey, seen: Seen, subject: Value, result: Value) -> None:
        self.events.append(("site", key, seen, subject, result))

    def explain(self, span: Span, reason: str) -> None:
        """Notes why a call stayed unknown."""
        self.events.append(("unresolved", span, reason, None, None))

    @property
    def is_silent(self) -> bool:
        """Whether nothing was seen, found or left unknown."""
        return not self.events and not self.findings and not (self._fold and any(self._fold))

    def extent(self) -> Extent:
        """How much there is by now."""
        return Extent(len(self.events), len(self.findings), len(self.created), len(self.entered), len(self.defined))

    def since(self, extent: Extent) -> Record:
        """What came after."""
        part = Record()
        part.events = self.events[extent.events :]
        part.findings = self.findings[extent.findings :]
        part.created = self.created[extent.created :]
        part.entered = self.entered[extent.entered :]
        part.defined = self.defined[extent.defined :]
        return part

    def covers(self, other: Record) -> bool:
        """Whether all that another record tells was told here. Once both runs have ended."""
        sites = self.sites
        found = {(finding.code, finding.span, finding.message) for finding in self.findings}
        return (
            all(
                key in sites and site.observations.keys() <= sites[key].observations.keys()
                for key, site in other.sites.items()
            )
            and other.unresolved.keys() <= self.unresolved.keys()
            and all((finding.code, finding.span, finding.message) in found for finding in other.findings)
        )

    def extend(self, part: Record) -> None:
        """Tells again what another record tells."""
        if part.events or part._fold:
            self.events.append(("part", part, None, None, None))
        self.findings += part.findings
        self.created += part.created
        self.entered += part.entered
        self.defined += part.defined

    def retell(self, sites: dict[SiteKey, SiteRecord], unresolved: dict[Span, str]) -> None:
        """Makes this the record of a run that saw these sites. They are not changed."""
        self._fold = sites, unresolved

    @property
    def sites(self) -> dict[SiteKey, SiteRecord]:
        """What was observed, by site. Once the run has ended."""
        return self._folded()[0]

    @property
    def unresolved(self) -> dict[Span, str]:
        """The calls that stayed unknown, each with the first reason. Once the run has ended."""
        return self._folded()[1]

    def shares(self) -> dict[Unit, Share]:
        """What was told of each unit. Once the run has ended."""
        if self._shares is None:
            shares: dict[Unit, Share] = {}
            sites, reasons = self._folded()
            for key, site in sites.items():
                shares.setdefault(key.span.unit, Share({}, {}))[0][key] = site
            for span, reason in reasons.items():
                shares.setdefault(span.unit, Share({}, {}))[1][span] = reason
            self._shares = shares
        return self._shares

    def _folded(self) -> tuple[dict[SiteKey, SiteRecord], dict[Span, str]]:
        if self._fold is None:
            sites: dict[SiteKey, SiteRecord] = {}
            reasons: dict[Span, str] = {}
            for kind, key, seen, subject, result in self.events:
                if kind == "site":
                    site = sites.get(key)
                    if site is None:
                        site = sites[key] = SiteRecord()
                    site.see(seen, subject, result)
                elif kind == "unresolved":
                    reasons.setdefault(key, seen)
                else:
                    Share(sites, reasons).extend(*key._folded())
            self._fold = (sites, reasons)
        return self._fold


class Share(NamedTuple):
    """What a record tells of one unit: sites, and calls that stayed unknown, each with the first reason."""

    sites: dict[SiteKey, SiteRecord]
    unresolved: dict[Span, str]

    def extend(self, sites: dict[SiteKey, SiteRecord], unresolved: dict[Span, str]) -> None:
        """What was told later, which is left as it is."""
        for key, record in sites.items():
            known = self.sites.get(key)
            if known is None:
                self.sites[key] = record.copy()
            else:
                known.extend(record)
        for span, reason in unresolved.items():
            self.unresolved.setdefault(span, reason)


class Extent(NamedTuple):
    """A point in a record."""

    events: int
    findings: int
    created: int
    entered: int
    defined: int
