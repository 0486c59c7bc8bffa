"""Where a mismatch of labels and predictions is edited: at the model's head, at the loss, or at the labels."""

from __future__ import annotations

from enum import Enum

from ....interpreter import Context
from ....shapes import Shape, same
from ....values import Instance
from ..functional import model_inputs
from ..graph import tensors_in


class Place(Enum):
    """What most likely has to change."""

    HEAD = "head"
    LOSS = "loss"
    LABELS = "labels"


def place_of(ctx: Context, model: Instance, loss: str, labels: Shape, predictions: Shape) -> Place:
    """The place to edit for labels and predictions that do not fit under a loss.

    Integer labels under a loss for one-hot ones (or the other way round): the loss. Predictions of a higher rank than the labels
    call for: the head, where an axis was never reduced; unless the model maps its input to the input's own size (an
    autoencoder, a segmentation), whose labels are then at fault. Another size of the last axis: the head. Anything else: the labels.
    """
    if labels.rank is None or predictions.rank is None:
        return Place.LABELS
    if loss == "sparse_categorical_crossentropy":
        if labels.rank == predictions.rank and same(labels.last, predictions.last) is not False and labels.last != 1:
            return Place.LOSS
        surplus = len(predictions) - 1 - len(labels)
        if surplus > 0:
            return _head_or_labels(ctx, model, labels, predictions)
        return Place.HEAD if surplus < 0 and len(predictions) == 2 and len(labels) == 2 else Place.LABELS
    if _is_integer_labels(loss, labels, predictions):
        return Place.LOSS
    if len(predictions) > len(labels):
        return _head_or_labels(ctx, model, labels, predictions)
    if len(predictions) < len(labels):
        return Place.LABELS
    differing = [axis for axis, (a, b) in enumerate(zip(labels, predictions)) if axis and same(a, b) is False]
    if differing == [len(labels) - 1] or (
        len(labels) > 1 and differing and labels.known[1:] == (1,) * (len(labels) - 1)
    ):
        return Place.HEAD
    return Place.LABELS


def _is_integer_labels(loss: str, labels: Shape, predictions: Shape) -> bool:
    """Whether the labels are class numbers for predictions of a probability for each class."""
    if loss not in ("categorical_crossentropy", "categorical_focal_crossentropy"):
        return False
    if not isinstance(predictions.last, int) or predictions.last < 2:
        return False
    if len(labels) == len(predictions):
        return labels.last == 1
    return len(labels) == len(predictions) - 1 and all(
        same(a, b) is not False for a, b in zip(labels.known[1:], predictions.known[1:-1])
    )


def _head_or_labels(ctx: Context, model: Instance, labels: Shape, predictions: Shape) -> Place:
    for source in tensors_in(ctx, model_inputs(ctx, model)):
        shape = source.shape
        if (
            shape.rank == predictions.rank
            and len(predictions) > 3
            and shape.known[1:-1] == predictions.known[1:-1]
            and all(isinstance(dim, int) for dim in shape.known[1:-1])
        ):
            return Place.LABELS
    return Place.HEAD
