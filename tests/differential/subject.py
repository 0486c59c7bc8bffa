"""The one place where Shapelens enters the differential tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shapelens.oracle import LayerQuestion

_predict: Callable[..., Any] | None
try:
    from shapelens.libraries.keras.judge import predict as _predict
except ImportError:
    _predict = None


@dataclass(frozen=True, slots=True)
class Prediction:
    """What Shapelens says: accepted (None: cannot tell), the outputs' shapes, the parameter count (None: cannot tell).

    A leaf of `outputs` is a `Tensor` or a tuple of dimensions; a dimension that is neither an int nor None is unknown.
    """

    accepted: bool | None
    outputs: Any = None
    parameters: int | None = None
    why: str = ""


UNKNOWN = Prediction(None)


def predict(question: LayerQuestion) -> Prediction:
    """Shapelens's answer to the question that Keras is asked. An exception is a failure of the test, not an answer."""
    if _predict is None:
        return UNKNOWN
    said = _predict(question.name, question.args, question.kwargs, question.inputs, question.call_kwargs)
    why = str(getattr(said, "why", "") or getattr(said, "error", "") or "")
    return Prediction(said.accepted, said.outputs, said.parameters, why)
