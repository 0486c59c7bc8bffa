"""`sklearn.metrics`: numbers and reports."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import function
from ...shapes import UNKNOWN, Shape
from ...values import Value
from .support import array

_HERE = "sklearn.metrics."
SCORES = (
    "accuracy_score balanced_accuracy_score f1_score precision_score recall_score roc_auc_score log_loss r2_score "
    "mean_squared_error mean_absolute_error mean_absolute_percentage_error root_mean_squared_error median_absolute_error "
    "explained_variance_score matthews_corrcoef cohen_kappa_score jaccard_score average_precision_score silhouette_score auc"
)


@function(*[_HERE + name for name in SCORES.split()])
def score(ctx: Context, *_: Value, **__: Value) -> Value:
    """One number."""
    return array(ctx, Shape())


@function(_HERE + "confusion_matrix")
def confusion_matrix(ctx: Context, *_: Value, **__: Value) -> Value:
    """(classes, classes)."""
    return array(ctx, Shape(UNKNOWN, UNKNOWN), "int64")


@function(_HERE + "roc_curve", _HERE + "precision_recall_curve")
def curve(ctx: Context, *_: Value, **__: Value) -> Value:
    """Three arrays of one unknown length."""
    return (array(ctx, Shape(UNKNOWN)),) * 3


@function(_HERE + "classification_report")
def report(ctx: Context, *_: Value, **__: Value) -> Value:
    return ctx.unknown("a report")
