"""A `tf.data.Dataset` as a value: the structure of one element, and how many there are.

The element is what `element_spec` says: tensors in tuples and dicts, with None for the axis that `batch` adds.
"""

from __future__ import annotations

from ....interpreter import Context
from ....interpreter.registry import attribute, function, method
from ....shapes import UNKNOWN, Dim, Mismatch, Shape, Size, Symbolic, Undetermined, same
from ....values import DictValue, Instance, Kind, ListValue, Object, Tensor, Unknown, Value
from ...arrays.convert import shape_of, tensor_of
from ...arrays.dtypes import dtype_name
from ...structures import children, leaves, map_structure


class Listed(int):
    """A number of elements that a catalog tells: what lies on a machine may be another version, or a part."""


class Dataset(Object):
    """A dataset. Immutable.

    element:     the structure of one element: Tensors, nested Datasets (of `window`) or None in tuples and dicts
    length:      the number of elements; `UNKNOWN` where it cannot be told
    is_infinite: whether it never ends (`repeat()`)
    batch_size:  how many samples the first element holds, where it was made by `batch`; None otherwise
    first:       the first element with its own number of samples, where that is certain; None otherwise
    actual:      the element with the sizes that it really has, where `element_spec` says less; the element itself otherwise
    whole:       all elements as arrays, in the structure of the element, where it was made of arrays; None otherwise
    """

    __slots__ = ("actual", "batch_size", "element", "first", "is_infinite", "length", "whole")

    def __init__(
        self,
        element: Value,
        length: Size = UNKNOWN,
        is_infinite: bool = False,
        batch_size: Size | None = None,
        actual: Value = None,
        first: Value = None,
        whole: Value = None,
    ) -> None:
        self.element = element
        self.first = first
        self.actual = element if actual is None else actual
        self.length = length
        self.is_infinite = is_infinite
        self.batch_size = batch_size
        self.whole = whole

    def with_element(self, element: Value, whole: Value = None) -> Dataset:
        return Dataset(element, self.length, self.is_infinite, self.batch_size, whole=whole)

    def with_length(self, length: Size, is_infinite: bool = False) -> Dataset:
        return Dataset(self.element, length, is_infinite, self.batch_size, self.actual, self.first)

    def reordered(self) -> Dataset:
        """The same elements in another order: which comes first is not known."""
        return Dataset(self.element, self.length, self.is_infinite, self.batch_size, self.actual, whole=self.whole)

    def repeated(self, length: Size, is_infinite: bool) -> Dataset:
        """All of the elements, several times."""
        return Dataset(self.element, length, is_infinite, self.batch_size, self.actual, self.first, self.whole)

    def __repr__(self) -> str:
        return f"Dataset({self.element!r}, {self.length})"


class Spec(Object):
    """A `tf.TensorSpec`: the shape and dtype of a tensor that is not there yet."""

    __slots__ = ("dtype", "shape")

    def __init__(self, shape: Shape, dtype: str | None) -> None:
        self.shape = shape
        self.dtype = dtype

    def __repr__(self) -> str:
        return f"Spec({self.shape}, {self.dtype})"


@function("tensorflow.TensorSpec", "tensorflow.RaggedTensorSpec", "tensorflow.SparseTensorSpec")
def tensor_spec(ctx: Context, shape: Value = None, dtype: Value = "float32", *_: Value, **__: Value) -> Value:
    """A spec of that shape; `shape=None` stands for an unknown rank."""
    return Spec(Shape.unknown() if shape is None else shape_of(ctx, shape), dtype_name(dtype))


@function("tensorflow.TensorSpec.from_tensor")
def spec_from_tensor(ctx: Context, tensor: Value, name: Value = None) -> Value:
    return spec_of(ctx, tensor)


@attribute(Spec, "shape")
def spec_shape(ctx: Context, spec: Spec) -> Value:
    return spec.shape.known if not spec.shape.is_unknown else ctx.unknown("a shape of unknown rank")


@attribute(Spec, "dtype")
def spec_dtype(ctx: Context, spec: Spec) -> Value:
    return spec.dtype if spec.dtype is not None else ctx.unknown("a dtype")


@method(Dataset, "__element__")
def element(ctx: Context, dataset: Dataset) -> Value:
    """What a loop over the dataset sees: tensors at hand, so that a file that one of them names is read.

    Such a tensor has a size on its last axis also where `element_spec` leaves it open. (Axes before it may be ragged.)
    """
    whole = dataset.first if dataset.first is not None and dataset.length == 1 else dataset.element
    return map_structure(ctx, _at_hand, whole)


@method(Dataset, "__first__")
def first(ctx: Context, dataset: Dataset) -> Value:
    """What `next(iter(dataset))` answers, where more is known of it than of any element; else None."""
    return None if dataset.first is None else map_structure(ctx, _at_hand, dataset.first)


def _at_hand(leaf: Value) -> Value:
    if not isinstance(leaf, Tensor):
        return leaf
    if len(leaf.shape.known) > 1 and leaf.shape.last is None:
        return Tensor(leaf.shape.replace(-1, UNKNOWN), leaf.kind, leaf.dtype, leaf.span, classes=leaf.classes)
    if leaf.shape.rank != 0 or leaf.dtype != "string":
        return leaf
    return Tensor(leaf.shape, leaf.kind, leaf.dtype, leaf.span, data=Unknown("an element of a dataset"))


@method(Dataset, "__iter__")
def iterate(ctx: Context, dataset: Dataset) -> Value:
    """A dataset is not unrolled: its elements are all alike."""
    raise Undetermined("the elements of a dataset")


@method(Dataset, "__len__")
def length(ctx: Context, dataset: Dataset) -> Value:
    return dataset.length


@method(Dataset, "cardinality")
def cardinality(ctx: Context, dataset: Dataset) -> Value:
    """An int64 scalar; -1 of an infinite dataset."""
    count: Dim = -1 if dataset.is_infinite else dataset.length
    known = count if isinstance(count, int) or not (isinstance(count, Symbolic) and count.is_unknown) else None
    return Tensor(Shape(), Kind.TENSOR, "int64", ctx.span, data=known)


@attribute(Dataset, "element_spec")
def element_spec(ctx: Context, dataset: Dataset) -> Value:
    """The structure of an element, as specs."""
    return map_structure(ctx, lambda leaf: spec_of(ctx, leaf), dataset.element)


@method(Dataset, "as_numpy_iterator")
def as_numpy_iterator(ctx: Context, dataset: Dataset) -> Value:
    """The elements as arrays."""
    return ctx.list(None, map_structure(ctx, _array, dataset.element))


@method(Dataset, "get_single_element")
def get_single_element(ctx: Context, dataset: Dataset, name: Value = None) -> Value:
    return dataset.element


def _array(leaf: Value) -> Value:
    if isinstance(leaf, Tensor):
        return Tensor(leaf.shape, Kind.ARRAY, leaf.dtype, leaf.span, classes=leaf.classes)
    return leaf


def spec_of(ctx: Context, value: Value) -> Value:
    """The spec of a tensor; of a nested dataset its own structure's."""
    if isinstance(value, Tensor):
        return Spec(value.shape, value.dtype)
    return value if isinstance(value, Spec) else ctx.unknown("the spec of an element")


def tensor_like(ctx: Context, spec: Value) -> Value:
    """A tensor as a spec describes it."""
    if isinstance(spec, Spec):
        return Tensor(spec.shape, Kind.TENSOR, spec.dtype, ctx.span)
    return Tensor(Shape.unknown(), Kind.TENSOR)


def component(ctx: Context, value: Value) -> Value:
    """What `tf.data` makes of a value: tuples and dicts keep their structure, all else becomes a tensor (lists too).

    Raises Mismatch("operand-shapes") for a list of tensors that certainly make no array. Source: tf.data.util.structure.normalize_element.
    """
    if isinstance(value, (Dataset, Unknown, type(None))):
        return value
    if isinstance(value, Symbolic) and str(value).isidentifier():
        return Unknown(f"the parameter {value}")  # whoever calls the function may as well give an array
    if isinstance(value, tuple):
        return tuple(component(ctx, part) for part in value)
    if isinstance(value, DictValue):
        parts = children(ctx, value)
        return Unknown("a dict") if parts is None else ctx.dict({key: component(ctx, parts[key]) for key in parts})
    _check_stacked(ctx, value)
    return as_tensor(ctx, value)


def _check_stacked(ctx: Context, value: Value) -> None:
    """Refuses a list of tensors of different shapes, which is no array and is not taken apart either."""
    items = value.items(ctx.heap) if isinstance(value, ListValue) else None
    shapes = [item.shape for item in items or () if isinstance(item, Tensor)]
    for shape in shapes[1:]:
        if shape.rank is None or shapes[0].rank is None:
            return
        if shape.rank != shapes[0].rank or any(same(a, b) is False for a, b in zip(shape, shapes[0])):
            raise Mismatch(
                "operand-shapes",
                f"tf.data makes one tensor of a list, and {shapes[0]} and {shape} cannot be stacked: a tuple holds them side by side",
                input=0,
                is_list=True,
            )


_WEAK = {"float64": "float32", "int64": "int32"}


def as_tensor(ctx: Context, value: Value) -> Tensor:
    """A value as an eager tensor. Python's own numbers become float32 and int32, arrays keep their dtype."""
    if isinstance(value, Spec):
        return Tensor(value.shape, Kind.TENSOR, value.dtype)
    tensor = tensor_of(ctx, value)
    dtype = tensor.dtype
    if dtype is not None and not any(isinstance(leaf, Object) for leaf in leaves(ctx, value)):
        dtype = _WEAK.get(dtype, dtype)
    if isinstance(value, Instance) and tensor.shape.is_unknown:
        return Tensor(Shape.unknown(), Kind.TENSOR)
    data = tensor.data if tensor.kind is not Kind.KERAS else None
    return Tensor(tensor.shape, Kind.TENSOR, dtype, tensor.span or ctx.span, data=data, classes=tensor.classes)
