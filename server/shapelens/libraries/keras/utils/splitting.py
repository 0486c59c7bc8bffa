"""`split_dataset`. Source: keras.src.utils.dataset_utils."""

from __future__ import annotations

from ....interpreter import Context
from ....interpreter.registry import function
from ....shapes import UNKNOWN, Size
from ....values import DictValue, ListValue, Tensor, Value
from ...arrays.convert import whole
from ...tensorflow.data import Dataset
from ...tensorflow.data.sources import from_tensor_slices
from ...tensorflow.data.value import component


@function("keras.utils.split_dataset")
def split_dataset(
    ctx: Context, dataset: Value, left_size: Value = None, right_size: Value = None, *_: Value, **__: Value
) -> Value:
    """Two datasets with the elements of the first: of a dataset its own elements, of arrays their samples."""
    source = _elements(ctx, dataset)
    left = _count(source.length, left_size)
    right = _count(source.length, right_size)
    if isinstance(source.length, int):
        if left is None and isinstance(right, int):
            left = source.length - right
        elif right is None and isinstance(left, int):
            right = source.length - left
    return tuple(
        Dataset(source.element, UNKNOWN if size is None else size, False, source.batch_size) for size in (left, right)
    )


def _elements(ctx: Context, dataset: Value) -> Dataset:
    if isinstance(dataset, Dataset):
        return dataset
    if isinstance(dataset, ListValue):
        items = dataset.items(ctx.heap)
        dataset = items if items is not None and all(isinstance(item, Tensor) for item in items) else dataset
    if isinstance(dataset, (Tensor, tuple, DictValue, ListValue)):
        sliced = from_tensor_slices(ctx, dataset)
        return sliced if isinstance(sliced, Dataset) else Dataset(component(ctx, dataset))
    return Dataset(ctx.unknown("the elements of a dataset"))


def _count(total: Size, size: Value) -> Size | None:
    if isinstance(size, float):
        return whole(total * size, round) if isinstance(total, int) else UNKNOWN
    return size if isinstance(size, int) else None if size is None else UNKNOWN
