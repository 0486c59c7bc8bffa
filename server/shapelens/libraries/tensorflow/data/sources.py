"""What makes a dataset: arrays, generators, ranges, files, other datasets."""

from __future__ import annotations

from ....interpreter import Context
from ....interpreter.registry import define, function
from ....shapes import UNKNOWN, Dim, Mismatch, Shape, Size, Undetermined, same
from ....shapes.shape import join
from ....values import DictValue, Function, Kind, ListValue, Tensor, Unknown, Value
from ...arrays.convert import shape_of, tensor_of
from ...arrays.dtypes import dtype_name
from ...structures import children, flatten, leaves, map_structure
from .value import Dataset, Spec, component, tensor_like

define("tensorflow.data.AUTOTUNE", -1)
define("tensorflow.data.experimental.AUTOTUNE", -1)
define("tensorflow.data.INFINITE_CARDINALITY", -1)
define("tensorflow.data.UNKNOWN_CARDINALITY", -2)

_CLASS = "tensorflow.data.Dataset."


@function(_CLASS + "from_tensor_slices")
def from_tensor_slices(ctx: Context, tensors: Value, name: Value = None) -> Value:
    """One element for each index of the first axis. All parts must have the same number of them.

    Raises Mismatch("sample-count") where they certainly differ. Source: tf.data.Dataset.from_tensor_slices.
    """
    whole = component(ctx, tensors)
    first: tuple[Dim, Value] | None = None
    for leaf in leaves(ctx, whole):
        if not isinstance(leaf, Tensor) or leaf.shape.is_unknown:
            continue
        if leaf.shape.rank == 0:
            raise Mismatch("operand-shapes", "from_tensor_slices needs at least one dimension, got a scalar", input=0)
        size = leaf.shape.batch
        if first is None:
            first = (size, leaf)
        elif same(first[0], size) is False:
            raise Mismatch(
                "sample-count",
                f"the parts of a dataset must be equally long, got {first[0]} and {size} samples",
                counts=(first[0], size),
            )
    count = UNKNOWN if first is None else _size(first[0])
    return Dataset(map_structure(ctx, _slice, whole), count, whole=whole)


def _slice(leaf: Value) -> Value:
    if isinstance(leaf, Tensor):
        shape = leaf.shape if leaf.shape.is_unknown else Shape(*leaf.shape.known[1:])
        return Tensor(shape, Kind.TENSOR, leaf.dtype, leaf.span, classes=leaf.classes)
    return leaf


@function(_CLASS + "from_tensors")
def from_tensors(ctx: Context, tensors: Value, name: Value = None) -> Value:
    """One element: the tensors themselves."""
    return Dataset(component(ctx, tensors), 1)


@function(_CLASS + "from_generator")
def from_generator(
    ctx: Context,
    generator: Value,
    output_types: Value = None,
    output_shapes: Value = None,
    args: Value = None,
    output_signature: Value = None,
    name: Value = None,
) -> Value:
    """Elements as the signature says, or as `output_types` and `output_shapes` do.

    Raises Mismatch for what is no function, and where the generator's first elements certainly are not what is declared.
    """
    if isinstance(generator, ListValue):
        told = "`generator` must be the function itself, not what it answers: without the call"
        raise Mismatch("data-type", told, argument="generator", is_called=True)
    if output_signature is not None:
        signature = (
            tuple(ctx.iterate(output_signature)) if isinstance(output_signature, ListValue) else output_signature
        )
        element = map_structure(ctx, lambda spec: tensor_like(ctx, spec), signature)
    elif output_types is None:
        return Dataset(Unknown("the elements of a generator"))
    else:
        element = _typed(ctx, output_types, output_shapes)
    if isinstance(generator, Function):
        _check_yields(ctx, generator, args if isinstance(args, tuple) else (), element)
    return Dataset(element)


def _check_yields(ctx: Context, generator: Function, args: tuple[Value, ...], declared: Value) -> None:
    """Compares what a generator yields first with what is declared of it."""
    made = ctx.call(generator, args)
    items = made.items(ctx.heap) if isinstance(made, ListValue) else None
    if not items:
        return
    wanted = declared if isinstance(declared, tuple) else (declared,)
    first = items[0] if isinstance(declared, tuple) else (items[0],)
    if isinstance(first, ListValue):
        first = first.items(ctx.heap)
    if not isinstance(first, tuple):
        return
    if len(first) != len(wanted):
        raise Mismatch(
            "unpacked-values",
            f"the generator yields {len(first)} parts, and {len(wanted)} are declared",
            argument="output_signature",
            received=len(first),
            expected=len(wanted),
        )
    for part, spec in zip(first, wanted):
        if not isinstance(spec, Tensor) or spec.shape.dims is None or isinstance(part, (Dataset, Unknown)):
            continue
        shape = tensor_of(ctx, part).shape
        if shape.dims is None:
            continue
        if len(shape) != len(spec.shape) or any(same(a, b) is False for a, b in zip(shape, spec.shape)):
            raise Mismatch(
                "operand-shapes",
                f"the generator yields {shape}, and {spec.shape} is declared",
                argument="output_signature",
                received=shape,
                expected=spec.shape,
            )


def _typed(ctx: Context, types: Value, given: Value) -> Value:
    if isinstance(types, (tuple, DictValue)):
        parts = children(ctx, types) or {}
        inner = children(ctx, given) or {}
        typed = {key: _typed(ctx, part, inner.get(key)) for key, part in parts.items()}
        return ctx.dict(typed) if isinstance(types, DictValue) else tuple(typed.values())
    shape = Shape.unknown() if given is None else shape_of(ctx, given)
    return Tensor(shape, Kind.TENSOR, dtype_name(types), ctx.span)


@function(_CLASS + "range")
def data_range(ctx: Context, *bounds: Value, **_: Value) -> Value:
    """int64 scalars, as Python's `range` counts them."""
    numbers = [bound for bound in bounds if isinstance(bound, int)]
    known = len(numbers) == len(bounds) and 1 <= len(bounds) <= 3 and not (len(numbers) == 3 and numbers[2] == 0)
    scalar = Tensor(Shape(), Kind.TENSOR, "int64", ctx.span)
    return Dataset(scalar, len(range(*numbers)) if known else UNKNOWN)


@function(_CLASS + "random", _CLASS + "counter")
def data_counter(ctx: Context, *_: Value, **__: Value) -> Value:
    """Endless int64 scalars."""
    return Dataset(Tensor(Shape(), Kind.TENSOR, "int64", ctx.span), is_infinite=True)


@function(
    _CLASS + "list_files",
    "tensorflow.data.TextLineDataset",
    "tensorflow.data.TFRecordDataset",
    "tensorflow.data.FixedLengthRecordDataset",
)
def data_strings(ctx: Context, *_: Value, **__: Value) -> Value:
    """String scalars: file names, lines or records."""
    return Dataset(Tensor(Shape(), Kind.TENSOR, "string", ctx.span))


@function(_CLASS + "zip")
def data_zip(ctx: Context, *datasets: Value, name: Value = None) -> Value:
    """The elements of several datasets side by side, until the shortest ends. Takes them one by one or in one structure."""
    whole = datasets[0] if len(datasets) == 1 else datasets
    found = [leaf for leaf in leaves(ctx, whole) if isinstance(leaf, Dataset)]
    if not found or len(found) != len(leaves(ctx, whole)):
        return Dataset(Unknown("zip of what is no dataset"))
    element = map_structure(ctx, lambda leaf: leaf.element if isinstance(leaf, Dataset) else leaf, whole)
    finite = [dataset.length for dataset in found if not dataset.is_infinite]
    sizes = [dataset.batch_size for dataset in found]
    batch_size = sizes[0] if all(size == sizes[0] for size in sizes) else None
    is_filled = all(dataset.first is not None for dataset in found)
    first = (
        map_structure(ctx, lambda leaf: leaf.first if isinstance(leaf, Dataset) else leaf, whole) if is_filled else None
    )
    counts = {dataset.length for dataset in found}
    is_whole = len(counts) == 1 and all(dataset.whole is not None for dataset in found)
    arrays = (
        map_structure(ctx, lambda leaf: leaf.whole if isinstance(leaf, Dataset) else leaf, whole) if is_whole else None
    )
    return Dataset(element, shortest(finite), not finite, batch_size, first=first, whole=arrays)


@function(_CLASS + "sample_from_datasets", "tensorflow.data.experimental.sample_from_datasets")
def sample_from_datasets(ctx: Context, datasets: Value, *_: Value, **__: Value) -> Value:
    """A mixture: what the datasets have in common."""
    found = [item for item in ctx.iterate(datasets) if isinstance(item, Dataset)]
    if not found:
        raise Undetermined("the datasets of a mixture")
    result = found[0]
    for other in found[1:]:
        result = either(ctx, result, other)
    return result.with_length(UNKNOWN)


@function(_CLASS + "choose_from_datasets", "tensorflow.data.experimental.choose_from_datasets")
def choose_from_datasets(ctx: Context, datasets: Value, *_: Value, **__: Value) -> Value:
    return sample_from_datasets(ctx, datasets)


def shortest(lengths: list[Size]) -> Size:
    """The smallest of several numbers, if it can be told."""
    numbers = [length for length in lengths if isinstance(length, int)]
    return min(numbers) if numbers and len(numbers) == len(lengths) else UNKNOWN


def either(ctx: Context, a: Dataset, b: Dataset) -> Dataset:
    """What is common to two datasets of one structure; a dimension that differs is None, as in `concatenate`."""
    others = dict(flatten(ctx, b.element))
    paths = iter([path for path, _ in flatten(ctx, a.element)])

    def widened(leaf: Value) -> Value:
        other = others.get(next(paths))
        if not isinstance(leaf, Tensor) or not isinstance(other, Tensor):
            return Unknown("an element")
        return Tensor(_widest(leaf.shape, other.shape), Kind.TENSOR, leaf.dtype, leaf.span, classes=leaf.classes)

    batch_size = a.batch_size if a.batch_size == b.batch_size else None
    return Dataset(map_structure(ctx, widened, a.element), UNKNOWN, a.is_infinite, batch_size)


def _widest(a: Shape, b: Shape) -> Shape:
    if a.is_unknown or b.is_unknown or a.rank != b.rank:
        return Shape.unknown()
    dims = [None if same(x, y) is False or x is None or y is None else d for x, y, d in zip(a, b, join(a, b))]
    return Shape(*dims)


def _size(dim: Dim) -> Size:
    return UNKNOWN if dim is None else dim


__all__ = ["Spec", "either", "shortest"]
