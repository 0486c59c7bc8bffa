"""The data that `fit` and its kin are given, whatever its form: one batch of features, labels and weights, and the counts.

Source: keras.src.trainers.data_adapters.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ....interpreter import Context
from ....shapes import UNKNOWN, Dim, Shape, Symbolic, arithmetic, same
from ....values import ABSENT, DictValue, Instance, Kind, ListValue, Span, Tensor, Unknown, Value
from ...arrays.convert import tensor_of, whole
from ...pandas.values import Series
from ...structures import children, flatten, is_nested, map_structure
from ...tensorflow.data import Dataset
from ..losses.shapes import BATCH
from .yielded import is_batch, is_generator


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch, and what is known of the whole.

    x, y, weight: structures of Tensors whose first axis is None; None where there is none
    whole_y:   the labels as they were given, all of them
    samples:   how many samples there are; `UNKNOWN` where it cannot be told
    sizes:     the sizes that batches have, where they are known (the full one, and the last one)
    is_array:  whether the data are arrays, which Keras cuts into batches itself
    actual_x:  the features with the sizes that they really have, where Keras knows less
    packed:    what a step is given, where that is not packed anew of the parts
    """

    x: Value
    y: Value = None
    weight: Value = None
    whole_y: Value = None
    samples: Dim = UNKNOWN
    sizes: tuple[int, ...] = ()
    is_array: bool = False
    actual_x: Value = None
    counts: tuple[tuple[str, Dim], ...] = field(default=())
    packed: Value = ABSENT

    @property
    def batches(self) -> tuple[Dim, ...]:
        """The batch sizes for which a loss is to be asked."""
        return self.sizes or (BATCH,)


def read(
    ctx: Context,
    x: Value,
    y: Value = None,
    weight: Value = None,
    batch_size: int | None = 32,
    is_whole: bool = False,
    span: Span | None = None,
) -> Batch | None:
    """The data as a batch; None where nothing is known, or what a generator yields is no batch (reported at `span`).

    `is_whole`: it is one batch already (`train_on_batch`).
    """
    if x is None:  # whoever types the call has not come to it yet
        return None
    if isinstance(x, Dataset):
        if not is_batch(ctx, x, x.element, span):
            return None
        parts = unpack(x.element)
        if parts is None:
            return None
        actual = unpack(x.actual) or parts
        sizes: tuple[int, ...] = (x.batch_size,) if isinstance(x.batch_size, int) else ()
        labelled = UNKNOWN if x.batch_size is None else arithmetic("*", x.length, x.batch_size)
        whole = map_structure(ctx, lambda leaf: _whole(leaf, labelled), parts[1])
        arrays = unpack(x.whole) if x.whole is not None else None
        if isinstance(whole, Tensor) and arrays is not None and isinstance(arrays[1], Tensor):
            whole = arrays[1]
        elif isinstance(whole, DictValue) and arrays is not None and isinstance(arrays[1], DictValue):
            kept = {key: ctx.heap.get(arrays[1], key) for key in ctx.heap.names(arrays[1])}
            made = {key: ctx.heap.get(whole, key) for key in ctx.heap.names(whole)}
            whole = ctx.dict({k: kept[k] if isinstance(kept.get(k), Tensor) else v for k, v in made.items()})
        return Batch(*parts, whole_y=whole, sizes=sizes, actual_x=actual[0], packed=x.element)
    produced = _produced(ctx, x)
    if produced is not ABSENT:
        if not is_batch(ctx, x, produced, span):
            return None
        if isinstance(x, Instance) and isinstance(produced, ListValue):
            produced = produced.items(ctx.heap) or ctx.unknown("what a PyDataset answers")
        parts = unpack(produced)
        if parts is None:
            return None
        first = next((leaf for leaf in _tensors(ctx, parts[0]) if leaf.shape.rank), None)
        size = first.shape.batch if first is not None else None
        sizes = (size,) if isinstance(size, int) else ()
        batched = tuple(_opened(ctx, part, size) for part in parts)
        return Batch(batched[0], batched[1], batched[2], whole_y=parts[1], sizes=sizes, actual_x=batched[0])
    if isinstance(x, Unknown):
        return None
    x, y, weight = (_arrays(ctx, part) for part in (x, y, weight))
    counts = tuple(
        (name, leaf.shape.batch)
        for name, part in (("x", x), ("y", y), ("sample_weight", weight))
        for leaf in _tensors(ctx, part)
        if leaf.shape.rank
    )
    samples: Dim = next((count for _, count in counts if isinstance(count, int)), counts[0][1] if counts else UNKNOWN)
    opened = [_opened(ctx, part, samples if is_whole else None) for part in (x, y, weight)]
    sizes = (samples,) if is_whole and isinstance(samples, int) else _sizes(samples, batch_size)
    packed = tuple(opened) if is_whole else ABSENT  # `train_on_batch` leaves nothing out
    return Batch(opened[0], opened[1], opened[2], y, samples, sizes, True, opened[0], counts, packed)


def is_plain(ctx: Context, data: Value) -> bool:
    """Whether data hold Python numbers or strings, which Keras takes for no arrays.

    Source: keras.src.trainers.data_adapters.array_data_adapter.can_convert_arrays.
    """
    if isinstance(data, ListValue) and data.items(ctx.heap) is None:
        return _is_number(ctx.element(data))
    return any(_is_number(leaf) for _, leaf in flatten(ctx, data))


def _is_number(leaf: Value) -> bool:
    return isinstance(leaf, (int, float, str, bytes, range, Symbolic))


def packed(batch: Batch) -> Value:
    """What a step of training or evaluation is given as `data`. Source: data_adapter_utils.pack_x_y_sample_weight."""
    if batch.packed is not ABSENT:
        return batch.packed
    if batch.y is None:
        return batch.x
    return (batch.x, batch.y) if batch.weight is None else (batch.x, batch.y, batch.weight)


def differing_counts(batch: Batch, is_split: bool = False) -> tuple[tuple[str, Dim], tuple[str, Dim]] | None:
    """Two arrays that certainly do not hold equally many samples, if there are such.

    is_split: `validation_split` cuts all arrays as it cuts the first one, so that what they hold more is left out
    """
    if is_split:
        first = batch.counts[0] if batch.counts else ("x", UNKNOWN)
        fewer = (
            one for one in batch.counts if isinstance(one[1], int) and isinstance(first[1], int) and one[1] < first[1]
        )
        return next(((first, one) for one in fewer), None)
    for index, (name, count) in enumerate(batch.counts):
        for other, other_count in batch.counts[index + 1 :]:
            if same(count, other_count) is False:
                return (name, count), (other, other_count)
    return None


def split(batch: Batch, validation_split: Value, batch_size: int | None) -> Batch:
    """The training part, where `validation_split` takes the rest; the sizes are those of both parts' batches.

    Source: array_slicing.train_validation_split.
    """
    if not isinstance(validation_split, (int, float)) or not validation_split or not batch.is_array:
        return batch
    samples: Dim = UNKNOWN
    sizes: tuple[int, ...] = ()
    if isinstance(batch.samples, int):
        samples = whole(batch.samples * (1.0 - validation_split))
        rest = batch.samples - samples
        sizes = tuple(dict.fromkeys((*_sizes(samples, batch_size), *_sizes(rest, batch_size))))
    return replace(batch, samples=samples, sizes=sizes)


def unpack(data: Value) -> tuple[Value, Value, Value] | None:
    """(x, y, sample_weight) of what a dataset or generator yields. Source: data_adapter_utils.unpack_x_y_sample_weight."""
    if isinstance(data, Unknown):
        return None
    if not isinstance(data, tuple):
        return data, None, None
    if not 1 <= len(data) <= 3:
        return None
    x, y, weight = (*data, None, None, None)[:3]
    return x, y, weight


def _produced(ctx: Context, x: Value) -> Value:
    """What a generator or a PyDataset yields; ABSENT for all other data."""
    if isinstance(x, Instance):
        if x.cls.is_subclass("keras.utils.PyDataset"):
            return ctx.subscript(x, 0)
        return ABSENT
    if isinstance(x, ListValue):
        items = x.items(ctx.heap)
        first = ctx.element(x) if items is None else items[0] if items else None
        if is_generator(ctx, x) and first is not None and not isinstance(first, tuple):
            return first
        if isinstance(first, tuple) and any(isinstance(part, (Tensor, DictValue, ListValue)) for part in first):
            return first
        if items is None and not isinstance(first, Tensor):
            return ctx.unknown("what a generator yields")
    return ABSENT


def _arrays(ctx: Context, value: Value) -> Value:
    """Arrays in tuples, lists and dicts, with what converts to an array converted; a pandas Series becomes a column.

    Source: keras.src.trainers.data_adapters.array_slicing.PandasSeriesSliceable.
    """
    if value is None or isinstance(value, (Tensor, Unknown)):
        return value
    if isinstance(value, Series):
        return Tensor(Shape(value.rows, 1), Kind.ARRAY, value.dtype, classes=value.classes)
    if is_nested(value):
        parts = children(ctx, value)
        if parts is None:
            return Unknown("data of unknown number")
        mapped = {key: _arrays(ctx, part) for key, part in parts.items()}
        if isinstance(value, DictValue):
            return ctx.dict(mapped)
        return tuple(mapped.values()) if isinstance(value, tuple) else ctx.list(mapped.values())
    if isinstance(value, (int, float, str, bool)):
        return Unknown("data that is no array")
    return tensor_of(ctx, value)


def _tensors(ctx: Context, value: Value) -> list[Tensor]:
    return [leaf for _, leaf in flatten(ctx, value) if isinstance(leaf, Tensor)]


def _whole(leaf: Value, samples: Dim) -> Value:
    """The labels of a dataset as if they were one array."""
    if not isinstance(leaf, Tensor) or not leaf.shape.rank:
        return leaf
    return Tensor(leaf.shape.replace(0, samples), leaf.kind, leaf.dtype, leaf.span, classes=leaf.classes)


def _opened(ctx: Context, value: Value, size: Dim = None) -> Value:
    """The structure with the first axis of each array set to None; where it is certainly not `size`, it stays (`train_on_batch`
    does not compare the numbers of samples, the loss does)."""

    def opened(leaf: Value) -> Value:
        if not isinstance(leaf, Tensor):
            return leaf
        is_odd = size is not None and same(leaf.shape.batch, size) is False
        shape = leaf.shape.replace(0, None) if leaf.shape.rank and not is_odd else leaf.shape
        return Tensor(shape, leaf.kind, leaf.dtype, leaf.span, classes=leaf.classes)

    return map_structure(ctx, opened, value)


def _sizes(samples: Dim, batch_size: int | None) -> tuple[int, ...]:
    if batch_size is None or not isinstance(samples, int):
        return ()
    if samples <= batch_size:
        return (samples,)
    rest = samples % batch_size
    return (batch_size, rest) if rest else (batch_size,)


def with_batch(shape: Shape, size: Dim) -> Shape:
    """A batch's shape for batches of that size: the open first axis gets it."""
    if shape.dims is None or not shape.dims or shape.dims[0] is not None:
        return shape
    return shape.replace(0, size)


__all__ = ["Batch", "differing_counts", "packed", "read", "split", "unpack", "with_batch"]
