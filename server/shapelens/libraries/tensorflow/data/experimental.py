"""`tf.data.experimental`: the older spellings, and functions that make a function for `Dataset.apply`."""

from __future__ import annotations

from ....interpreter import Context
from ....interpreter.registry import function
from ....shapes import Symbolic
from ....values import Partial, Unknown, Value, native
from . import transformations
from .value import Dataset, cardinality

_HERE = "tensorflow.data.experimental."


@function(_HERE + "cardinality")
def experimental_cardinality(ctx: Context, dataset: Value) -> Value:
    return cardinality(ctx, dataset) if isinstance(dataset, Dataset) else ctx.unknown("the cardinality")


@native(_HERE + "assert_cardinality.apply")
def _with_cardinality(ctx: Context, count: Value, dataset: Value) -> Value:
    if isinstance(dataset, Dataset) and isinstance(count, (int, Symbolic)):
        return dataset.with_length(count)
    return dataset


@function(_HERE + "assert_cardinality")
def assert_cardinality(ctx: Context, expected_cardinality: Value) -> Value:
    return Partial(_with_cardinality, (expected_cardinality,), {})


@native(_HERE + "apply")
def _unchanged(ctx: Context, dataset: Value) -> Value:
    return dataset


@function(_HERE + "ignore_errors", _HERE + "prefetch_to_device", _HERE + "copy_to_device", _HERE + "unique")
def experimental_unchanged(ctx: Context, *_: Value, **__: Value) -> Value:
    """Functions that leave the elements as they are."""
    return _unchanged


@native(_HERE + "unbatch.apply")
def _unbatched(ctx: Context, dataset: Value) -> Value:
    return transformations.unbatch(ctx, dataset) if isinstance(dataset, Dataset) else dataset


@function(_HERE + "unbatch")
def experimental_unbatch(ctx: Context) -> Value:
    return _unbatched


@function(_HERE + "get_single_element")
def experimental_single(ctx: Context, dataset: Value) -> Value:
    return dataset.element if isinstance(dataset, Dataset) else ctx.unknown("the element of a dataset")


@function(_HERE + "make_csv_dataset", _HERE + "CsvDataset", _HERE + "SqlDataset", "tensorflow.data.Dataset.load")
def from_files(ctx: Context, *_: Value, **__: Value) -> Value:
    """Elements of which nothing is known before the files are read."""
    return Dataset(Unknown("the content of files"))
