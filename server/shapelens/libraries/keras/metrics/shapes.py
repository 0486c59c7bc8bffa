"""What each Keras metric does with a batch of labels and predictions, as far as their shapes tell.

The counterpart of `losses/shapes.py`: most metrics call a loss's function, but without the class around it that brings the ranks together.
Only what raises is of interest here; a metric that is computed, whatever over, is accepted.
"""

from __future__ import annotations

from ....shapes import Shape, Undetermined, is_unknown, same
from ..losses.shapes import CLASSES as LOSS_CLASSES
from ..losses.shapes import NAMES as LOSS_NAMES
from ..losses.shapes import UNKNOWN_VERDICT, Outcome, Verdict, broadcast, call_function, loss_name, squeeze_or_expand

ACCEPTED = Verdict(Outcome.ACCEPTS)

CONFUSION = frozenset({"Precision", "Recall", "TruePositives", "TrueNegatives", "FalsePositives", "FalseNegatives"})
CURVES = frozenset({"AUC", "SensitivityAtSpecificity", "SpecificityAtSensitivity"})
CURVES |= {"PrecisionAtRecall", "RecallAtPrecision"}
SCORES = frozenset({"F1Score", "FBetaScore", "R2Score"})
INTERSECTIONS = frozenset({"MeanIoU", "IoU", "BinaryIoU", "OneHotIoU", "OneHotMeanIoU"})

FUNCTIONS = {
    "Accuracy": "equality",
    "BinaryAccuracy": "binary_accuracy",
    "CategoricalAccuracy": "categorical_accuracy",
    "SparseCategoricalAccuracy": "sparse_categorical_accuracy",
    "TopKCategoricalAccuracy": "top_k_categorical_accuracy",
    "SparseTopKCategoricalAccuracy": "sparse_top_k_categorical_accuracy",
    "RootMeanSquaredError": "mean_squared_error",
    "LogCoshError": "log_cosh",
    **{
        name: LOSS_CLASSES[name]
        for name in (
            "MeanSquaredError",
            "MeanAbsoluteError",
            "MeanAbsolutePercentageError",
            "MeanSquaredLogarithmicError",
            "CosineSimilarity",
            "KLDivergence",
            "Poisson",
            "Hinge",
            "SquaredHinge",
            "CategoricalHinge",
            "BinaryCrossentropy",
            "CategoricalCrossentropy",
            "SparseCategoricalCrossentropy",
        )
    },
}
"""Metric classes of `keras.metrics` that average a function of labels and predictions."""

ACCURACIES = frozenset({"binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy"})
ACCURACIES |= {"top_k_categorical_accuracy", "sparse_top_k_categorical_accuracy", "equality"}

NAMES = frozenset(FUNCTIONS) | CONFUSION | CURVES | SCORES | INTERSECTIONS


def metric_name(identifier: str) -> str | None:
    """The canonical name for a string as `keras.metrics.get` and `compile` take it; None if it is not known."""
    if identifier.lower() in ("accuracy", "acc"):
        return "accuracy"
    if identifier in NAMES or identifier in ACCURACIES or identifier in LOSS_NAMES:
        return identifier
    return loss_name(identifier)


def accuracy_name(y_true: Shape, y_pred: Shape) -> str:
    """Which accuracy the string "accuracy" stands for. Raises Undetermined where it cannot be told.

    Source: keras.src.trainers.compile_utils.is_binary_or_sparse_categorical.
    """
    if not y_true.rank or not y_pred.rank or is_unknown(y_pred.last):
        raise Undetermined("labels or predictions of unknown shape")
    if y_pred.last == 1:
        return "binary_accuracy"
    if y_true.rank < y_pred.rank or y_true.last == 1:
        return "sparse_categorical_accuracy"
    if is_unknown(y_true.last):
        raise Undetermined("a last axis that may be 1")
    return "categorical_accuracy"


def check_metric(name: str, y_true: Shape, y_pred: Shape) -> Verdict:
    """What `compile(metrics=[name])` does with a batch of labels and predictions."""
    try:
        if name == "accuracy":
            name = accuracy_name(y_true, y_pred)
        name = FUNCTIONS.get(name, name)
        if y_true.is_unknown or y_pred.is_unknown:
            return UNKNOWN_VERDICT
        if name in ACCURACIES:
            return _accuracy(name, y_true, y_pred)
        if name in CONFUSION or name in CURVES:
            return _sizes(*squeeze_or_expand(y_true, y_pred), may_broadcast=name in CONFUSION)
        if name in SCORES:
            return _score(name, y_true, y_pred)
        if name in INTERSECTIONS:
            is_one_hot = name.startswith("OneHot")
            if is_one_hot and (len(y_true) < 2 or len(y_pred) < 2):
                return UNKNOWN_VERDICT
            return _sizes(_argmax(y_true), _argmax(y_pred), True) if is_one_hot else _sizes(y_true, y_pred, True)
        return call_function(name, y_true, y_pred)
    except Undetermined:
        return UNKNOWN_VERDICT


def _accuracy(name: str, y_true: Shape, y_pred: Shape) -> Verdict:
    if name in ("equality", "binary_accuracy"):
        return broadcast(*squeeze_or_expand(y_true, y_pred))
    if name == "categorical_accuracy":
        labels = _argmax(y_true)
        if labels.rank == y_pred.rank:
            if same(labels.last, 1) is False:
                return Verdict(Outcome.REJECTS, f"labels {y_true} have more dimensions than predictions {y_pred}")
            labels = _argmax(labels)
        return broadcast(labels, _argmax(y_pred))
    if name == "sparse_categorical_accuracy":
        if y_true.rank == y_pred.rank:
            if is_unknown(y_true.last):
                return UNKNOWN_VERDICT
            if y_true.last == 1:
                verdict = broadcast(_argmax(y_true), _argmax(y_pred))
                if verdict.outcome is not Outcome.BROADCASTS:
                    return verdict
                if same(verdict.computed.size, y_true.size) is not False:
                    return UNKNOWN_VERDICT
                return Verdict(Outcome.REJECTS, f"labels {y_true} do not fit predictions {y_pred}")
        return broadcast(y_true, _argmax(y_pred))
    labels = _argmax(y_true) if name == "top_k_categorical_accuracy" else y_true
    if y_pred.rank == 1:
        return Verdict(Outcome.REJECTS, f"top-k accuracy wants predictions (batch, classes), got {y_pred}")
    return _sizes(labels, _argmax(y_pred), may_broadcast=False)


def _sizes(y_true: Shape, y_pred: Shape, may_broadcast: bool) -> Verdict:
    """Metrics that flatten both: the numbers of elements must agree."""
    agree = same(y_true.size, y_pred.size)
    if agree is False and not (may_broadcast and 1 in (y_true.size, y_pred.size)):
        return Verdict(
            Outcome.REJECTS, f"labels and predictions must have equally many elements, got {y_true} and {y_pred}"
        )
    return ACCEPTED if agree else UNKNOWN_VERDICT


def _score(name: str, y_true: Shape, y_pred: Shape) -> Verdict:
    if name == "R2Score":
        y_true, y_pred = squeeze_or_expand(y_true, y_pred)
    if y_true.rank != 2 or y_pred.rank != 2:
        return Verdict(Outcome.REJECTS, f"{name} wants two dimensions each, got labels {y_true}, predictions {y_pred}")
    if same(y_true.last, y_pred.last) is False and y_true.last != 1:
        return Verdict(Outcome.REJECTS, f"{name} wants equal shapes, got labels {y_true} and predictions {y_pred}")
    return broadcast(y_true, y_pred)


def _argmax(shape: Shape) -> Shape:
    """The shape without its last axis."""
    return shape if shape.is_unknown else Shape(*shape.known[:-1])
