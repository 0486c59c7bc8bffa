"""What changes a dataset: batching, mapping, windows, lengths. Each follows the method of tf.data.Dataset of that name."""

from __future__ import annotations

from collections.abc import Callable

from ....interpreter import Context
from ....interpreter.registry import method
from ....shapes import UNKNOWN, Dim, Mismatch, Shape, Size, Symbolic, is_unknown
from ....values import BoundMethod, Function, Kind, ListValue, Tensor, Unknown, Value
from ...arrays.convert import shape_of
from ...structures import at, flatten, map_structure
from .sources import data_zip, either, shortest
from .value import Dataset, component


@method(
    Dataset,
    "prefetch",
    "cache",
    "with_options",
    "snapshot",
    "ignore_errors",
    "options",
    "rebatch",
    "map_options",
)
def unchanged(ctx: Context, dataset: Dataset, *_: Value, **__: Value) -> Value:
    """The elements stay as they are."""
    return dataset


@method(Dataset, "shuffle")
def shuffle(ctx: Context, dataset: Dataset, *_: Value, **__: Value) -> Value:
    """The elements in another order."""
    return dataset.reordered()


@method(Dataset, "repeat")
def repeat(ctx: Context, dataset: Dataset, count: Value = None, name: Value = None) -> Value:
    """`count` times over; without end for None or -1."""
    if count is None or count == -1:
        return dataset.repeated(UNKNOWN, is_infinite=True)
    length = dataset.length * count if isinstance(count, (int, Symbolic)) else UNKNOWN
    return dataset.repeated(length, dataset.is_infinite)


@method(Dataset, "take")
def take(ctx: Context, dataset: Dataset, count: Value, name: Value = None) -> Value:
    """The first `count` elements; all for -1."""
    if count == -1:
        return dataset
    wanted = count if isinstance(count, (int, Symbolic)) else UNKNOWN
    return dataset.with_length(wanted if dataset.is_infinite else shortest([wanted, dataset.length]))


@method(Dataset, "skip")
def skip(ctx: Context, dataset: Dataset, count: Value, name: Value = None) -> Value:
    """All but the first `count` elements."""
    if isinstance(count, int) and isinstance(dataset.length, int):
        return dataset.reordered().with_length(0 if count == -1 else max(dataset.length - count, 0))
    return dataset.reordered().with_length(UNKNOWN, dataset.is_infinite)


@method(Dataset, "shard", "filter", "take_while", "unique", "rejection_resample")
def some(ctx: Context, dataset: Dataset, *arguments: Value, **__: Value) -> Value:
    """Some of the elements. A predicate is called, for what is wrong in it."""
    if arguments and not isinstance(arguments[0], (int, Tensor, Symbolic, Unknown)):
        _call(ctx, arguments[0], dataset.element)
    return dataset.reordered().with_length(UNKNOWN)


@method(Dataset, "map")
def data_map(ctx: Context, dataset: Dataset, map_func: Value, *_: Value, **__: Value) -> Value:
    """The function's result for each element. A tuple arrives as several arguments, a dict as one; a list that is answered is a tuple."""
    result = _call(ctx, map_func, dataset.element)
    items = result.items(ctx.heap) if type(result) is ListValue else None
    if items is not None:
        result = items
    return dataset.with_element(component(ctx, result), _carried(ctx, dataset, result))


def _carried(ctx: Context, dataset: Dataset, result: Value) -> Value:
    """Of the arrays that the dataset was made of those whose elements a function answers as they are."""
    if dataset.whole is None:
        return None
    wholes = dict(flatten(ctx, dataset.whole))
    kept = {id(leaf): wholes.get(path) for path, leaf in flatten(ctx, dataset.element)}
    return map_structure(ctx, lambda leaf: kept.get(id(leaf)), result)


@method(Dataset, "interleave", "flat_map")
def flat_map(ctx: Context, dataset: Dataset, map_func: Value, *_: Value, **__: Value) -> Value:
    """The elements of the datasets that the function makes."""
    inner = _call(ctx, map_func, dataset.element)
    if not isinstance(inner, Dataset):
        return Dataset(Unknown("the elements of flat_map"))
    whole = inner.length * dataset.length
    return Dataset(inner.element, whole, dataset.is_infinite or inner.is_infinite, inner.batch_size)


@method(Dataset, "apply")
def apply(ctx: Context, dataset: Dataset, transformation_func: Value) -> Value:
    """The function of the dataset itself."""
    return ctx.call(transformation_func, (dataset,))


@method(Dataset, "enumerate")
def data_enumerate(ctx: Context, dataset: Dataset, start: Value = 0, name: Value = None) -> Value:
    """Each element with its number before it."""
    number = Tensor(Shape(), Kind.TENSOR, "int64", ctx.span)
    return dataset.with_element((number, dataset.element))


@method(Dataset, "concatenate")
def concatenate(ctx: Context, dataset: Dataset, other: Value, name: Value = None) -> Value:
    """One dataset after the other."""
    if not isinstance(other, Dataset):
        return Dataset(Unknown("concatenate with what is no dataset"))
    both = either(ctx, dataset, other)
    return both.with_length(dataset.length + other.length, dataset.is_infinite or other.is_infinite)


@method(Dataset, "zip")
def zip_method(ctx: Context, dataset: Dataset, *others: Value) -> Value:
    return data_zip(ctx, dataset, *others)


@method(Dataset, "batch")
def batch(
    ctx: Context, dataset: Dataset, batch_size: Value, drop_remainder: Value = False, *_: Value, **__: Value
) -> Value:
    """`batch_size` elements stacked. Their axis is None, for the last batch may be smaller, unless `drop_remainder`."""
    size = _size(batch_size)
    is_dropping = ctx.truth(drop_remainder)
    axis: Dim = size if is_dropping else None if is_dropping is False else UNKNOWN
    return _batched(ctx, dataset, size, is_dropping, lambda leaf: _stacked(leaf, axis))


@method(Dataset, "padded_batch")
def padded_batch(
    ctx: Context,
    dataset: Dataset,
    batch_size: Value,
    padded_shapes: Value = None,
    padding_values: Value = None,
    drop_remainder: Value = False,
    name: Value = None,
) -> Value:
    """Batches whose elements are padded to `padded_shapes`; a None there becomes each batch's longest."""
    size = _size(batch_size)
    is_dropping = ctx.truth(drop_remainder)
    axis: Dim = size if is_dropping else None if is_dropping is False else UNKNOWN
    paths = iter([path for path, _ in flatten(ctx, dataset.element)])

    def padded(leaf: Value) -> Value:
        path = next(paths)
        if not isinstance(leaf, Tensor) or padded_shapes is None:
            return _stacked(leaf, axis)
        wanted = shape_of(ctx, at(ctx, padded_shapes, path))
        if wanted.rank != leaf.shape.rank and not leaf.shape.is_unknown and not wanted.is_unknown:
            raise Mismatch(
                "operand-shapes",
                f"padded_batch got the shape {wanted} for elements of shape {leaf.shape}",
                argument="padded_shapes",
            )
        dims = tuple(None if dim == -1 else dim for dim in wanted)
        shape = wanted if wanted.is_unknown else Shape(axis, *dims)
        return Tensor(shape, Kind.TENSOR, leaf.dtype, leaf.span, classes=leaf.classes)

    return _batched(ctx, dataset, size, is_dropping, padded)


@method(Dataset, "ragged_batch")
def ragged_batch(
    ctx: Context, dataset: Dataset, batch_size: Value, drop_remainder: Value = False, *_: Value, **__: Value
) -> Value:
    """Batches of elements that need not be of one shape."""
    return batch(ctx, dataset, batch_size, drop_remainder)


@method(Dataset, "bucket_by_sequence_length")
def bucket_by_sequence_length(ctx: Context, dataset: Dataset, *_: Value, **__: Value) -> Value:
    """Padded batches of varying size."""
    return Dataset(map_structure(ctx, lambda leaf: _stacked(leaf, None), dataset.element))


@method(Dataset, "unbatch")
def unbatch(ctx: Context, dataset: Dataset, name: Value = None) -> Value:
    """The rows of the elements, one by one."""
    return Dataset(map_structure(ctx, _row, dataset.element), UNKNOWN, dataset.is_infinite)


@method(Dataset, "window")
def window(
    ctx: Context,
    dataset: Dataset,
    size: Value,
    shift: Value = None,
    stride: Value = 1,
    drop_remainder: Value = False,
    name: Value = None,
) -> Value:
    """Datasets of `size` elements each, one for each part of the element."""
    inner, step, gap = _size(size), _size(size if shift is None else shift), _size(stride)
    count: Size = UNKNOWN
    is_dropping = ctx.truth(drop_remainder)
    if isinstance(dataset.length, int) and isinstance(inner, int) and isinstance(step, int) and isinstance(gap, int):
        last = dataset.length - (inner - 1) * gap - 1 if is_dropping else dataset.length - 1
        count = max(last // step + 1, 0) if is_dropping is not None and step > 0 else UNKNOWN
    length = inner if ctx.truth(drop_remainder) else UNKNOWN
    windows = map_structure(ctx, lambda leaf: Dataset(leaf, length), dataset.element)
    return Dataset(windows, count, dataset.is_infinite)


@method(Dataset, "reduce")
def reduce(ctx: Context, dataset: Dataset, initial_state: Value, reduce_func: Value, name: Value = None) -> Value:
    """The last state: of the structure of the first."""
    return component(ctx, initial_state)


@method(Dataset, "scan")
def scan(ctx: Context, dataset: Dataset, initial_state: Value, scan_func: Value, *_: Value) -> Value:
    """The second part of what the function makes of a state and an element."""
    result = ctx.call(scan_func, (initial_state, dataset.element))
    output = result[1] if isinstance(result, tuple) and len(result) == 2 else Unknown("the result of scan")
    return dataset.with_element(component(ctx, output))


@method(Dataset, "group_by_window")
def group_by_window(ctx: Context, dataset: Dataset, *_: Value, **__: Value) -> Value:
    return Dataset(Unknown("the elements of group_by_window"))


@method(Dataset, "save")
def save(ctx: Context, dataset: Dataset, *_: Value, **__: Value) -> Value:
    return None


def _call(ctx: Context, function: Value, element: Value) -> Value:
    """What a function answers for an element. Raises Mismatch("unpacked-values") where it takes another number of parts."""
    parts = element if isinstance(element, tuple) else (element,)
    if not isinstance(element, Unknown):
        _check_number(function, len(parts))
    return ctx.call(function, parts)


def _check_number(function: Value, count: int) -> None:
    own = 0
    if isinstance(function, BoundMethod):
        function, own = function.function, 1
    if not isinstance(function, Function):
        return
    given = function.node.args
    most = len(given.posonlyargs) + len(given.args) - own
    least = most - len(given.defaults)
    if least <= count and (count <= most or given.vararg is not None):
        return
    parts, takes = f"{count} part{'s' * (count != 1)}", f"{most} argument{'s' * (most != 1)}"
    raise Mismatch(
        "unpacked-values",
        f"an element of the dataset has {parts}, each of them an argument of its own, and the function takes {takes}",
        input=0,
        received=count,
        expected=most,
    )


def _batched(
    ctx: Context, dataset: Dataset, size: Size, is_dropping: bool | None, stack: Callable[[Value], Value]
) -> Dataset:
    count: Size = UNKNOWN
    first = size
    if isinstance(dataset.length, int) and isinstance(size, int) and size > 0 and is_dropping is not None:
        count = dataset.length // size if is_dropping else -(-dataset.length // size)
        if not dataset.is_infinite and not is_dropping:
            first = min(size, dataset.length)
    element = map_structure(ctx, stack, dataset.element)
    is_certain = type(dataset.length) is int and isinstance(first, int) and first > 0
    filled = map_structure(ctx, lambda leaf: _filled(leaf, first), element) if is_certain else None
    whole = dataset.whole if is_dropping is False else None
    return Dataset(element, count, dataset.is_infinite, first, first=filled, whole=whole)


def _filled(leaf: Value, count: Dim) -> Value:
    """A part of a batch, its batch axis closed."""
    if not isinstance(leaf, Tensor) or not leaf.shape.rank:
        return leaf
    return Tensor(leaf.shape.replace(0, count), leaf.kind, leaf.dtype, leaf.span, classes=leaf.classes)


def _stacked(leaf: Value, axis: Dim) -> Value:
    if isinstance(leaf, Dataset):
        # a window's dataset has no spec once it is batched: each part must be batched by itself
        return Unknown("a batch of datasets")
    if not isinstance(leaf, Tensor):
        return leaf
    shape = leaf.shape if leaf.shape.is_unknown else Shape(axis, *leaf.shape.known)
    return Tensor(shape, Kind.TENSOR, leaf.dtype, leaf.span, classes=leaf.classes)


def _row(leaf: Value) -> Value:
    if not isinstance(leaf, Tensor) or not leaf.shape.rank:
        return leaf
    return Tensor(Shape(*leaf.shape.known[1:]), Kind.TENSOR, leaf.dtype, leaf.span, classes=leaf.classes)


def _size(value: Value) -> Size:
    if isinstance(value, Tensor) and isinstance(value.data, int):
        value = value.data
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return value if isinstance(value, Symbolic) and not is_unknown(value) else UNKNOWN
