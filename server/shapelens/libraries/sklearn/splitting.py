"""`sklearn.model_selection` and `sklearn.utils`: parts of the samples."""

from __future__ import annotations

import math

from ...interpreter import Context
from ...interpreter.registry import function, library_class
from ...shapes import UNKNOWN, Dim, Mismatch, Shape, arithmetic, same
from ...values import ABSENT, Instance, Value
from ..arrays.convert import whole
from .support import array, rows_of, with_rows

_HERE = "sklearn.model_selection."


@function(_HERE + "train_test_split", "sklearn.cross_validation.train_test_split")
def train_test_split(
    ctx: Context, *arrays: Value, test_size: Value = None, train_size: Value = None, **__: Value
) -> Value:
    """A list: for each array its training and its test part. Raises Mismatch("sample-count") for arrays of different length.

    Source: sklearn.model_selection._split._validate_shuffle_split.
    """
    counts = [rows_of(ctx, value) for value in arrays]
    for index, count in enumerate(counts):
        if same(counts[0], count) is False:
            raise Mismatch(
                "sample-count",
                f"train_test_split wants equally many samples, got {counts[0]} and {count}",
                input=index,
                counts=tuple(counts),
            )
    train, test = split_sizes(next((c for c in counts if isinstance(c, int)), UNKNOWN), test_size, train_size)
    return ctx.list(part for value in arrays for part in (with_rows(ctx, value, train), with_rows(ctx, value, test)))


def split_sizes(total: Dim, test_size: Value, train_size: Value) -> tuple[Dim, Dim]:
    """How many samples go to training and to testing."""
    if test_size is None and train_size is None:
        test_size = 0.25
    test, train = _part(total, test_size, math.ceil), _part(total, train_size, math.floor)
    if test is None and train is not None:
        test = arithmetic("-", total, train)
    if train is None and test is not None:
        train = arithmetic("-", total, test)
    return (UNKNOWN if train is None else train), (UNKNOWN if test is None else test)


def _part(total: Dim, size: Value, rounded: object) -> Dim:
    """A number of samples from a share or a number; None where it was not given."""
    if size is None:
        return None
    if isinstance(size, bool) or not isinstance(size, (int, float)):
        return UNKNOWN
    if isinstance(size, int):
        return size
    if not isinstance(total, int):
        return UNKNOWN
    return whole(size * total, math.ceil if rounded is math.ceil else math.floor)


class _Splitter:
    """Folds over the samples: pairs of index arrays."""

    def __init__(ctx: Context, self: Instance, n_splits: Value = 5, *_: Value, **keywords: Value) -> Value:
        ctx.heap.set(self, "n_splits", n_splits)
        ctx.heap.set(self, "test_size", keywords.get("test_size"))
        return None

    def split(ctx: Context, self: Instance, X: Value, *_: Value, **__: Value) -> Value:
        """Pairs (train, test) of indices."""
        total, folds = rows_of(ctx, X), ctx.heap.get(self, "n_splits")
        test: Dim = UNKNOWN
        if (
            self.cls.short_name in ("KFold", "StratifiedKFold")
            and isinstance(total, int)
            and isinstance(folds, int)
            and folds
        ):
            test = total // folds if total % folds == 0 else UNKNOWN
        train = arithmetic("-", total, test)
        return ctx.list(None, (array(ctx, Shape(train), "int64"), array(ctx, Shape(test), "int64")))

    def get_n_splits(ctx: Context, self: Instance, *_: Value) -> Value:
        folds = ctx.heap.get(self, "n_splits")
        return UNKNOWN if folds is ABSENT else folds


for _name in [
    "KFold",
    "StratifiedKFold",
    "ShuffleSplit",
    "StratifiedShuffleSplit",
    "TimeSeriesSplit",
    "RepeatedKFold",
    "RepeatedStratifiedKFold",
    "GroupKFold",
    "LeaveOneOut",
]:
    library_class(_HERE + _name)(_Splitter)


@function("sklearn.utils.shuffle", "sklearn.utils.resample")
def shuffle(ctx: Context, *arrays: Value, n_samples: Value = None, **__: Value) -> Value:
    """The arrays in another order; one of them alone, several in a list."""
    rows = n_samples if isinstance(n_samples, int) else None
    parts = [with_rows(ctx, value, rows_of(ctx, value) if rows is None else rows) for value in arrays]
    return parts[0] if len(parts) == 1 else ctx.list(parts)


@function("sklearn.utils.class_weight.compute_class_weight", "sklearn.utils.compute_class_weight")
def compute_class_weight(ctx: Context, *_: Value, **__: Value) -> Value:
    """A weight for each class."""
    return array(ctx, Shape(UNKNOWN))


@function("sklearn.utils.class_weight.compute_sample_weight", "sklearn.utils.compute_sample_weight")
def compute_sample_weight(ctx: Context, class_weight: Value, y: Value, *_: Value) -> Value:
    """A weight for each sample."""
    return array(ctx, Shape(rows_of(ctx, y)))
