"""`sklearn.metrics`: numbers and reports, and what their arguments must have in common.

Source: sklearn.metrics._classification._check_targets, sklearn.metrics._regression._check_reg_targets.
"""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import function
from ...shapes import UNKNOWN, Mismatch, Shape, same
from ...values import Tensor, Value
from ..arrays.convert import tensor_of
from .support import array

_HERE = "sklearn.metrics."
OF_LABELS = (
    "accuracy_score balanced_accuracy_score f1_score precision_score recall_score matthews_corrcoef cohen_kappa_score "
    "jaccard_score"
)
"""Scores of predicted labels: one column each, or equally many."""
OF_NUMBERS = (
    "r2_score mean_squared_error mean_absolute_error mean_absolute_percentage_error root_mean_squared_error "
    "median_absolute_error explained_variance_score"
)
OTHERS = "roc_auc_score log_loss average_precision_score silhouette_score auc"


@function(*[_HERE + name for name in f"{OF_LABELS} {OF_NUMBERS}".split()])
def score(ctx: Context, y_true: Value, y_pred: Value, *_: Value, **__: Value) -> Value:
    """One number. Raises Mismatch for other numbers of samples or of columns."""
    _check(ctx, y_true, y_pred)
    return array(ctx, Shape())


@function(*[_HERE + name for name in OTHERS.split()])
def other(ctx: Context, *_: Value, **__: Value) -> Value:
    """One number."""
    return array(ctx, Shape())


@function(_HERE + "confusion_matrix")
def confusion_matrix(ctx: Context, y_true: Value, y_pred: Value, *_: Value, **__: Value) -> Value:
    """(classes, classes). Raises Mismatch for other numbers of samples or of columns."""
    _check(ctx, y_true, y_pred)
    return array(ctx, Shape(UNKNOWN, UNKNOWN), "int64")


@function(_HERE + "roc_curve", _HERE + "precision_recall_curve")
def curve(ctx: Context, *_: Value, **__: Value) -> Value:
    """Three arrays of one unknown length."""
    return (array(ctx, Shape(UNKNOWN)),) * 3


@function(_HERE + "classification_report")
def report(ctx: Context, y_true: Value, y_pred: Value, *_: Value, **__: Value) -> Value:
    """A text or a dict. Raises Mismatch for other numbers of samples or of columns."""
    _check(ctx, y_true, y_pred)
    return ctx.unknown("a report")


def _check(ctx: Context, y_true: Value, y_pred: Value) -> None:
    """Raises Mismatch where labels and predictions certainly have different numbers of samples, or of columns."""
    true, pred = _shape(ctx, y_true), _shape(ctx, y_pred)
    if not true.rank or not pred.rank:
        return
    if same(true.batch, pred.batch) is False:
        raise Mismatch(
            "operand-shapes", f"labels {true} and predictions {pred} hold different numbers of samples", input=1
        )
    if true.rank > 2 or pred.rank > 2:
        return
    columns = [shape.last if shape.rank == 2 else 1 for shape in (true, pred)]
    if same(*columns) is False:
        raise Mismatch(
            "operand-shapes",
            f"labels {true} and predictions {pred} have different numbers of columns; `argmax(axis=1)` makes one label of each row",
            input=1,
        )


def _shape(ctx: Context, value: Value) -> Shape:
    return tensor_of(ctx, value).shape if isinstance(value, Tensor) else Shape.unknown()
