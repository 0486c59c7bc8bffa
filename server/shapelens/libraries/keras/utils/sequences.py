"""`pad_sequences`, `timeseries_dataset_from_array` and the `PyDataset` class that programs inherit from."""

from __future__ import annotations

from ....interpreter import Context
from ....interpreter.registry import function, library_class, prop
from ....shapes import UNKNOWN, Dim, Shape, Size, Symbolic
from ....values import Instance, Kind, ListValue, Tensor, Value
from ...arrays.convert import tensor_of
from ...arrays.dtypes import dtype_name
from ...tensorflow.data import Dataset


@function("keras.utils.pad_sequences", "keras.preprocessing.sequence.pad_sequences")
def pad_sequences(
    ctx: Context, sequences: Value, maxlen: Value = None, dtype: Value = "int32", *_: Value, **__: Value
) -> Value:
    """Sequences of different lengths as one array (samples, maxlen, ...), `maxlen` the longest's where it is not given.

    Source: keras.src.utils.sequence_utils.pad_sequences.
    """
    count, longest, rest = _sequences(ctx, sequences)
    if rest is None and dtype_name(dtype) == "int32" and not isinstance(sequences, (tuple, ListValue)):
        # nothing is known at all; integers are tokens, and those are numbers. What a program collects itself may be anything
        rest = ()
    length: Dim = longest if maxlen is None else maxlen if isinstance(maxlen, (int, Symbolic)) else UNKNOWN
    shape = Shape.unknown() if rest is None else Shape(count, length, *rest)
    return Tensor(shape, Kind.ARRAY, dtype_name(dtype), ctx.span)


def _sequences(ctx: Context, sequences: Value) -> tuple[Dim, Dim, tuple[Dim, ...] | None]:
    """The number of sequences, the longest's length, and what follows it in the shape (None: not known)."""
    if isinstance(sequences, Tensor):
        shape = sequences.shape
        if shape.rank is not None and shape.rank > 1:
            return shape.batch, shape[1], shape.known[2:]
        return shape.batch if shape.rank == 1 else UNKNOWN, UNKNOWN, () if sequences.dtype == "object" else None
    if not isinstance(sequences, (tuple, ListValue)):
        return UNKNOWN, UNKNOWN, None
    count = ctx.length(sequences)
    items = sequences if isinstance(sequences, tuple) else sequences.items(ctx.heap)
    if items is None:
        item = ctx.element(sequences)
        row = tensor_of(ctx, item) if isinstance(item, (Tensor, tuple, ListValue)) else Tensor(Shape.unknown())
        return count, UNKNOWN, row.shape.known[1:] if row.shape.rank else None
    rows = [tensor_of(ctx, item) for item in items]
    if not rows or any(row.shape.rank in (None, 0) for row in rows):
        return count, UNKNOWN, None
    lengths = [row.shape.batch for row in rows]
    numbers = [length for length in lengths if isinstance(length, int)]
    longest: Dim = max(numbers) if len(numbers) == len(lengths) else UNKNOWN
    full = [row for row in rows if row.shape.batch != 0] or rows
    return count, longest, full[0].shape.known[1:]


@function("keras.utils.timeseries_dataset_from_array", "keras.preprocessing.timeseries_dataset_from_array")
def timeseries_dataset_from_array(
    ctx: Context,
    data: Value,
    targets: Value,
    sequence_length: Value,
    sequence_stride: Value = 1,
    sampling_rate: Value = 1,
    batch_size: Value = 128,
    shuffle: Value = False,
    seed: Value = None,
    start_index: Value = None,
    end_index: Value = None,
    format: Value = "tf",
) -> Value:
    """Windows of the first axis: elements (None, None, ...), for Keras does not tell the length of a window.

    With `targets` a pair; without a batch axis for `batch_size=None`. `actual` keeps the windows' true length.
    Source: keras.src.utils.timeseries_dataset_utils.
    """
    batch: tuple[Dim, ...] = () if batch_size is None else (None,)
    steps: Dim = sequence_length if isinstance(sequence_length, (int, Symbolic)) else UNKNOWN
    windows = _window(ctx, data, batch, None)
    if targets is None:
        return Dataset(windows, batch_size=_size(batch_size), actual=_window(ctx, data, batch, steps))
    aims = _window(ctx, targets, batch)
    actual = (_window(ctx, data, batch, steps), aims)
    return Dataset((windows, aims), batch_size=_size(batch_size), actual=actual)


def _window(ctx: Context, value: Value, batch: tuple[Dim, ...], *steps: Dim) -> Tensor:
    array = tensor_of(ctx, value)
    shape = array.shape if array.shape.is_unknown else Shape(*batch, *steps, *array.shape.known[1:])
    return Tensor(shape, Kind.TENSOR, array.dtype, ctx.span, classes=array.classes)


def _size(value: Value) -> Size | None:
    return value if isinstance(value, (int, Symbolic)) else None


@library_class("keras.utils.PyDataset", aliases=("keras.utils.Sequence",))
class PyDataset:
    """The base of datasets that a program writes itself: `__getitem__` answers a batch."""

    def __init__(ctx: Context, self: Instance, *_: Value, **__: Value) -> Value:
        return None

    @prop
    def num_batches(ctx: Context, self: Instance) -> Value:
        """The dataset's length."""
        return ctx.length(self)

    def __iter__(ctx: Context, self: Instance) -> Value:
        """Batches, all like the first."""
        return ctx.list(None, ctx.subscript(self, 0))

    def on_epoch_end(ctx: Context, self: Instance) -> Value:
        return None

    def on_epoch_begin(ctx: Context, self: Instance) -> Value:
        return None
