"""What the interpreter saw: sites with their observations, findings, and what it did not understand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from ..findings import Finding
from ..shapes import Shape
from ..values import Span, Value


class SiteKey(NamedTuple):
    """One place in the source and what happens there."""

    span: Span
    kind: str
    callee: str


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


@dataclass(slots=True)
class Record:
    """What one run of one top-level statement told. Merged by `analysis`."""

    sites: dict[SiteKey, SiteRecord] = field(default_factory=dict)
    findings: dict[tuple[str, Span, str], Finding] = field(default_factory=dict)
    unresolved: dict[Span, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    entered: set[object] = field(default_factory=set)
    """The `def` nodes whose functions were called."""
    defined: list[Value] = field(default_factory=list)
    """Functions and classes of the file, in order of definition."""

    def observe(self, key: SiteKey, seen: Seen, subject: Value, result: Value) -> None:
        site = self.sites.setdefault(key, SiteRecord())
        site.observations[seen] = site.observations.get(seen, 0) + 1
        site.result = result
        if subject is not None and not any(subject is known for known in site.subjects[-8:]):
            site.subjects.append(subject)
