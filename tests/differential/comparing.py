"""Whether Shapelens and Keras agree about one question, and how that is told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from shapelens.oracle import LayerQuestion, Made, Named, Outcome, Tensor, Verdict

from .subject import Prediction

Shape = tuple[Any, ...] | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """`kind` is "equal", "rejected" (both reject), "unknown" (Shapelens, or Keras, cannot tell), "wrong" or "known"."""

    kind: str
    question: LayerQuestion
    prediction: Prediction
    verdict: Verdict


def compared(question: LayerQuestion, prediction: Prediction, verdict: Verdict) -> Comparison:
    """Both accept with equal shapes and parameters, or both reject; else Shapelens cannot tell, or is wrong.

    Keras's symbolic answer counts; where an eager run was asked too and Keras differs from itself, either is right.
    """
    kinds = [_kind(prediction, verdict.leading, verdict.parameters, ran=verdict.symbolic is None)]
    if kinds[0] == "wrong" and verdict.symbolic is not None and verdict.eager is not None:
        kinds.append(_kind(prediction, verdict.eager, verdict.parameters, ran=True))
    best = next((kind for kind in ("equal", "rejected", "unknown") if kind in kinds), "wrong")
    return Comparison(best, question, prediction, verdict)


def _kind(prediction: Prediction, outcome: Outcome, parameters: int | None, *, ran: bool) -> str:
    """The comparison with one outcome; a run has a size for the batch axis where the prediction may say None."""
    if prediction.has_raised:
        return "wrong"
    if prediction.accepted is None or outcome.accepted is None:
        return "unknown"
    if prediction.accepted != outcome.accepted:
        return "wrong"
    if not outcome.accepted:
        return "rejected"
    mine, truth = shapes(prediction.outputs), shapes(outcome.outputs)
    if len(mine) != len(truth) or any(_contradicts(a, b, ran) for a, b in zip(mine, truth)):
        return "wrong"
    if parameters is not None and prediction.parameters is not None and prediction.parameters != parameters:
        return "wrong"
    is_open = any(a is None or not all(_is_known(size) for size in a) for a in mine)
    return "unknown" if is_open or (parameters and prediction.parameters is None) else "equal"


def _contradicts(mine: Shape, truth: Shape, ran: bool) -> bool:
    if mine is None or truth is None:
        return False
    return len(mine) != len(truth) or any(
        _is_known(a) and a != b and not (ran and at == 0 and a is None) for at, (a, b) in enumerate(zip(mine, truth))
    )


def _is_known(size: Any) -> bool:
    return size is None or (isinstance(size, int) and not isinstance(size, bool))


def shapes(value: Any) -> list[Shape]:
    """The shapes in a nested structure, a dict's by sorted key; what is no tensor is left out."""
    if isinstance(value, Tensor):
        return [value.shape]
    if value == "?":
        return [None]
    if isinstance(value, dict):
        return [] if "other" in value else [shape for key in sorted(value) for shape in shapes(value[key])]
    if isinstance(value, tuple) and not any(isinstance(item, (Tensor, tuple, list, dict)) for item in value):
        return [value]
    if isinstance(value, (list, tuple)):
        return [shape for item in value for shape in shapes(item)]
    return []


def size_of(question: LayerQuestion) -> int:
    """How much there is to read: the smallest disagreements are shown first."""
    return len(shown(question))


def shown(value: Any) -> str:
    """A question, or a value in one, as a reader would type it."""
    if isinstance(value, LayerQuestion):
        call = "" if value.inputs is None else f"({_listed((value.inputs,), value.call_kwargs)})"
        return f"{value.name.removeprefix('keras.layers.')}({_listed(value.args, value.kwargs)}){call}"
    if isinstance(value, Tensor):
        return f"{value.shape}" if value.dtype == "float32" else f"{value.shape}:{value.dtype}"
    if isinstance(value, Made):
        return f"{value.name.rpartition('.')[2]}({_listed(value.args, value.kwargs)})"
    if isinstance(value, Named):
        return value.name
    if isinstance(value, list):
        return f"[{', '.join(shown(item) for item in value)}]"
    if isinstance(value, tuple):
        return f"({', '.join(shown(item) for item in value)}{',' if len(value) == 1 else ''})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {shown(item)}" for key, item in value.items()) + "}"
    return repr(value)


def _listed(args: tuple[Any, ...], kwargs: Any) -> str:
    return ", ".join([*(shown(arg) for arg in args), *(f"{name}={shown(value)}" for name, value in kwargs.items())])


def explained(comparison: Comparison) -> str:
    """One disagreement in three lines."""
    verdict, prediction = comparison.verdict, comparison.prediction
    said = verdict.leading
    if said.accepted:
        keras = f"{shown(said.outputs)}, {verdict.parameters} parameters"
    elif said.error is not None:
        keras = f"{said.error.type} at {said.error.stage}: {_plain(said.error.message)}"
    else:
        keras = f"no answer: {said.reason or verdict.reason}"
    if prediction.accepted:
        mine = f"{shown(prediction.outputs)}, {prediction.parameters} parameters"
    else:
        mine = f"{'rejects' if prediction.accepted is False else 'cannot tell'}: {prediction.why}"
    return f"{shown(comparison.question)}\n      keras:     {keras}\n      shapelens: {mine}"


def distinct(comparisons: list[Comparison]) -> list[Comparison]:
    """The first of each kind of disagreement: one for each thing that Keras, and that Shapelens, says."""
    first: dict[tuple[str, str], Comparison] = {}
    for one in comparisons:
        said = one.verdict.leading
        keras = _plain(said.error.message) if said.error is not None else str(said.accepted)
        mine = "" if said.error is not None else one.prediction.why or str(one.prediction.accepted)
        first.setdefault((_NUMBER.sub("#", keras)[:60], _NUMBER.sub("#", mine)[:60]), one)
    return list(first.values())


_NUMBER = re.compile(r"-?\d+|None")


def _plain(message: str) -> str:
    lines = [line for line in message.replace("\x1b[1m", "").replace("\x1b[0m", "").splitlines() if line.strip()]
    text = " ".join(line for line in lines if not line.startswith("Exception encountered"))
    return text.partition("Arguments received by")[0][:240]
