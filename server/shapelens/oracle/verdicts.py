"""What real Keras answered: one `Verdict` a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .questions import Size, decoded


@dataclass(frozen=True, slots=True)
class KerasError:
    """The exception that Keras raised: its type's name, its message, and the `stage` ("construct" or "call")."""

    type: str
    message: str
    stage: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way of asking: `accepted` with `outputs`, or not with `error`; None with `reason` where it was not tried."""

    accepted: bool | None
    outputs: Any = None
    error: KerasError | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Weight:
    """A weight that the layer has once it is built."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    trainable: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Keras's answer. `available` is False, with a `reason`, where no Keras answers at all.

    `symbolic` comes from Keras's own tracing, with None axes as asked; `eager` from a run on zeros. `outputs` hold
    `Tensor`s in the structure that Keras returned. `weights` and `parameters` are None where the layer was not built.
    """

    available: bool = True
    reason: str | None = None
    keras: str | None = None
    symbolic: Outcome | None = None
    eager: Outcome | None = None
    weights: tuple[Weight, ...] | None = None
    parameters: int | None = None
    seconds: float = 0.0

    @property
    def leading(self) -> Outcome:
        """The symbolic outcome where there is one, else the eager one."""
        return self.symbolic or self.eager or Outcome(None, reason=self.reason)

    @property
    def accepted(self) -> bool | None:
        """Whether Keras accepts; None where that is not known."""
        return self.leading.accepted

    @property
    def outputs(self) -> Any:
        """What comes out, symbolically where that was asked."""
        return self.leading.outputs

    @property
    def error(self) -> KerasError | None:
        """Why Keras rejects, where it does."""
        return self.leading.error


def read_verdict(form: dict[str, Any], keras: str) -> Verdict:
    """The verdict in one line of the worker."""
    weights = form.get("weights")
    return Verdict(
        reason=form.get("refused"),
        keras=keras,
        symbolic=_read_outcome(form.get("symbolic")),
        eager=_read_outcome(form.get("eager")),
        weights=None if weights is None else tuple(_read_weight(weight) for weight in weights),
        parameters=form.get("parameters"),
        seconds=form.get("seconds", 0.0),
    )


def _read_outcome(form: dict[str, Any] | None) -> Outcome | None:
    if form is None:
        return None
    error = form.get("error")
    return Outcome(
        accepted=form.get("accepted"),
        outputs=decoded(form.get("outputs")),
        error=None if error is None else KerasError(error["type"], error["message"], error["stage"]),
        reason=form.get("refused"),
    )


def _read_weight(form: dict[str, Any]) -> Weight:
    shape: tuple[Size, ...] = tuple(form["shape"])
    return Weight(form["name"], tuple(size or 0 for size in shape), form["dtype"], form["trainable"])
