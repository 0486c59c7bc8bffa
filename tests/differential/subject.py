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
    has_raised: bool = False


UNKNOWN = Prediction(None)


def predict(question: LayerQuestion, *, is_traced: bool = True) -> Prediction:
    """Shapelens's answer to the question that Keras is asked, for a traced call or a run. An exception counts as wrong."""
    if _predict is None:
        return UNKNOWN
    try:
        said = _predict(
            question.name,
            question.args,
            question.kwargs,
            question.inputs,
            question.call_kwargs,
            is_traced=is_traced,
        )
    except Exception as error:
        return Prediction(None, why=f"raised {type(error).__name__}: {error}", has_raised=True)
    why = str(getattr(said, "why", "") or getattr(said, "error", "") or "")
    return Prediction(said.accepted, said.outputs, said.parameters, why)
