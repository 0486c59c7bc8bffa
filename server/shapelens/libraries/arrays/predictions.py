"""A model's predictions meet other arrays in the program's own code: `(n, 1)` against `(n,)` makes `(n, n)`, silently."""

from __future__ import annotations

from ...interpreter import Context
from ...shapes import Dim, is_unknown, same
from ...values import Kind, Object, Tensor

SILENT_BROADCAST = "silent-broadcast"


class Prediction(Object):
    """The `producer` of an array that a model answered, where it is part of no graph."""

    __slots__ = ()


PREDICTION = Prediction()


def is_prediction(tensor: Tensor) -> bool:
    """Whether a model answered this very array or eager tensor."""
    from ..keras.graph import Node

    return tensor.kind is not Kind.KERAS and isinstance(tensor.producer, (Prediction, Node))


def warn_of_outer(ctx: Context, a: Tensor, b: Tensor) -> None:
    """Warns where predictions (n, 1) and an array (n,) of as many samples are combined element by element."""
    for predictions, other in ((a, b), (b, a)):
        if predictions.shape.rank == 2 and other.shape.rank == 1 and is_prediction(predictions):
            samples, count = predictions.shape.batch, other.shape.batch
            if predictions.shape.last == 1 and samples != 1 and count != 1 and _may_agree(samples, count):
                ctx.report(
                    SILENT_BROADCAST,
                    f"predictions {predictions.shape} and {other.shape} are broadcast to a square: "
                    "each prediction meets each of the others",
                    tensor=predictions,
                    predictions=predictions.shape,
                    labels=other.shape,
                )


def _may_agree(a: Dim, b: Dim) -> bool:
    return a is None or b is None or is_unknown(a) or is_unknown(b) or same(a, b) is True
