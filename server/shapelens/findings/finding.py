"""A finding: what is amiss, where it is edited, and what a fix needs to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from ..values import Span


class Severity(Enum):
    """`error`: real Keras raises. `warning`: it computes what is almost surely not meant. `information`: worth seeing."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Related:
    """An earlier place that has a part in the finding."""

    message: str
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """One finding.

    code:    the rule, a name of `catalogue.RULES`
    span:    the place to edit
    related: the lines that set the expectation and that produced what arrived
    facts:   values for the fixes: `layer` (the Instance), `tensor` (the Tensor at fault), `argument`, `expected_rank`, ...
    """

    code: str
    message: str
    span: Span
    severity: Severity
    related: tuple[Related, ...] = ()
    facts: dict[str, object] = field(default_factory=dict)
