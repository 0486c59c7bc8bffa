"""Attributes and methods of tensors: of NumPy arrays, TensorFlow's tensors and variables, and KerasTensors."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import attribute, lookup, method
from ...shapes import UNKNOWN, Dim, Shape, Undetermined, is_open
from ...shapes import reshaping as algebra
from ...shapes.broadcasting import broadcast_dim
from ...shapes.mismatch import Mismatch
from ...values import CONSTANTS, Kind, Native, NumpyInt, Tensor, Value
from . import convert, dtypes, elements
from .dtypes import DType
from .elementwise import cast
from .manipulation import reshape, transpose, view
from .op import Op


@attribute(Tensor, "shape")
def shape_of(ctx: Context, self: Tensor) -> Value:
    """The sizes as a tuple."""
    if self.shape.dims is None:
        return ctx.unknown("the shape of a tensor of unknown rank")
    return self.shape.dims


@attribute(Tensor, "dtype")
def dtype_of(ctx: Context, self: Tensor) -> Value:
    """A dtype; of KerasTensors a string."""
    if self.dtype is None:
        return ctx.unknown("the dtype of a tensor")
    return self.dtype if self.kind is Kind.KERAS else DType(self.dtype)


@attribute(Tensor, "ndim")
def rank_of(ctx: Context, self: Tensor) -> Value:
    """The number of axes."""
    return UNKNOWN if self.shape.rank is None else self.shape.rank


@attribute(Tensor, "size")
def size_of(ctx: Context, self: Tensor) -> Value:
    """The number of elements."""
    size = self.shape.size
    return UNKNOWN if size is None else size


@attribute(Tensor, "nbytes")
def bytes_of(ctx: Context, self: Tensor) -> Value:
    """The memory of the elements."""
    return UNKNOWN


@attribute(Tensor, "itemsize")
def item_size(ctx: Context, self: Tensor) -> Value:
    """The memory of one element."""
    return (
        dtypes.bits(self.dtype) // 8
        if self.dtype in dtypes.NAMES and self.dtype not in ("string", "object")
        else UNKNOWN
    )


@attribute(Tensor, "T", "mT")
def transposed(ctx: Context, self: Tensor) -> Value:
    """The axes in reverse."""
    return transpose(_op(ctx, self, "transpose"), self)


@attribute(Tensor, "real", "imag", "flat")
def part(ctx: Context, self: Tensor) -> Value:
    """As many elements, in the same shape."""
    return self


@attribute(Tensor, "name", "device", "graph", "op", "strides", "base", "flags", "handle", "trainable", "path")
def opaque(ctx: Context, self: Tensor) -> Value:
    """What has no bearing on shapes."""
    return ctx.unknown("a property of a tensor without bearing on shapes")


@attribute(Tensor, "value")
def value_of(ctx: Context, self: Tensor) -> Value:
    """A Keras variable's tensor; a TensorFlow variable's `value()` is called, and answers the same."""
    return self


@method(Tensor, "__call__")
def called(ctx: Context, self: Tensor, *arguments: Value, **keywords: Value) -> Value:
    """`variable.value()`: see `value_of`. Raises Mismatch for a KerasTensor, which is no layer."""
    if self.kind is Kind.KERAS:
        raise Mismatch(
            "invalid-argument",
            f"a KerasTensor {self.shape} is not callable: what comes out of a layer is a tensor, no layer",
            wanted="layer",
        )
    if arguments or keywords:
        raise Undetermined("a call of a tensor")
    return self


def _op(ctx: Context, self: Tensor, name: str) -> Op:
    library = {Kind.ARRAY: "numpy", Kind.TENSOR: "tensorflow", Kind.KERAS: "keras.ops"}[self.kind]
    return Op(ctx, f"{library}.{name}")


_FUNCTIONS = [
    "sum",
    "mean",
    "max",
    "min",
    "prod",
    "std",
    "var",
    "any",
    "all",
    "argmax",
    "argmin",
    "cumsum",
    "cumprod",
    "argsort",
    "ravel",
    "squeeze",
    "swapaxes",
    "repeat",
    "round",
    "clip",
    "nonzero",
    "take",
    "trace",
    "diagonal",
    "dot",
    "ptp",
    "searchsorted",
    "conj",
    "compress",
    "copy",
]


def _delegate(name: str) -> None:
    @method(Tensor, name)
    def call(ctx: Context, self: Tensor, *arguments: Value, **keywords: Value) -> Value:
        if self.kind is not Kind.ARRAY:
            raise Undetermined(f"a tensor has no method {name}")
        function = lookup(f"numpy.{name}")
        if not isinstance(function, Native):
            raise Undetermined(f"the method {name}")
        return function.implementation(ctx, self, *arguments, **keywords)


for _name in _FUNCTIONS:
    _delegate(_name)


@method(Tensor, "reshape")
def reshaped(ctx: Context, self: Tensor, *shape: Value, order: Value = "C", copy: Value = None) -> Value:
    """`reshape(2, 3)` or `reshape((2, 3))`. Raises Mismatch where the number of elements changes."""
    target = shape[0] if len(shape) == 1 else shape
    op = Op(ctx, "numpy.reshape" if self.kind is Kind.ARRAY else "keras.ops.reshape")
    result = reshape(op, self, target)
    if isinstance(result, Tensor):
        ctx.observe("op", op.name, [self.shape], result.shape, result=result)
    return result


@method(Tensor, "transpose")
def transposed_by(ctx: Context, self: Tensor, *axes: Value) -> Value:
    """`transpose(0, 2, 1)`, `transpose((0, 2, 1))`, or all axes in reverse."""
    order: Value = None if not axes or axes == (None,) else axes[0] if len(axes) == 1 else axes
    return transpose(_op(ctx, self, "transpose"), self, order)


@method(Tensor, "flatten")
def flattened(ctx: Context, self: Tensor, order: Value = "C") -> Value:
    """All elements in one row."""
    return view(_op(ctx, self, "ravel"), self, algebra.flatten(self.shape))


@method(Tensor, "astype")
def as_type(ctx: Context, self: Tensor, dtype: Value, *_: Value, **__: Value) -> Value:
    """The same elements as another dtype."""
    return cast(_op(ctx, self, "astype"), self, dtype)


@method(Tensor, "view")
def viewed(ctx: Context, self: Tensor, dtype: Value = None, *_: Value) -> Value:
    """The same memory as another dtype: the last axis changes with its size."""
    name = dtypes.dtype_name(dtype)
    if name is None or self.dtype is None or dtypes.bits(name) != dtypes.bits(self.dtype):
        return self if dtype is None else ctx.unknown("a view as another dtype")
    return self.with_shape(self.shape, dtype=name, span=ctx.span)


@method(Tensor, "numpy", "__array__")
def as_array(ctx: Context, self: Tensor, *_: Value, **__: Value) -> Value:
    """A NumPy array of the same shape; one known number is that number."""
    if self.shape.rank == 0 and isinstance(self.data, CONSTANTS) and self.data is not None:
        return self.data
    return Tensor(self.shape, Kind.ARRAY, self.dtype, ctx.span, data=self.data, classes=self.classes)


@method(Tensor, "item")
def single(ctx: Context, self: Tensor, *index: Value) -> Value:
    """One element as a number."""
    if isinstance(self.data, CONSTANTS) and self.data is not None:
        return self.data
    flat = elements.elements(self)
    if flat is not None and len(flat) == 1 and isinstance(flat[0], CONSTANTS):
        return flat[0]
    return UNKNOWN if dtypes.is_integer(self.dtype) else ctx.unknown("the value of an array")


@method(NumpyInt, "item", "tolist")
def python_number(ctx: Context, self: NumpyInt, *_: Value) -> Value:
    """The Python number."""
    return int(self)


@method(Tensor, "tolist")
def as_list(ctx: Context, self: Tensor) -> Value:
    """Nested lists of numbers."""
    if self.data is not None:
        return _listed(ctx, self.data)
    size = self.shape[0] if self.shape.known else UNKNOWN
    if self.shape.rank == 0:
        return single(ctx, self)
    row: Value = ctx.unknown("an element of an array")
    if self.shape.rank is not None and self.shape.rank > 1:
        row = as_list(ctx, self.with_shape(Shape(*self.shape.known[1:])))
    elif dtypes.is_integer(self.dtype):
        row = UNKNOWN
    if isinstance(size, int) and size <= convert.SAMPLE:
        return ctx.list([row] * size)
    return ctx.list(None, row)


def _listed(ctx: Context, data: Value) -> Value:
    return ctx.list([_listed(ctx, row) for row in data]) if isinstance(data, tuple) else data


@method(Tensor, "fill", "sort", "partition", "setflags", "itemset", "put", "tofile", "dump", "set_weights")
def in_place(ctx: Context, self: Tensor, *_: Value, **__: Value) -> Value:
    """Changes elements, not the shape."""
    self.data = self.classes = None
    return None


@method(Tensor, "tobytes", "tostring", "eval", "ref", "experimental_ref")
def other(ctx: Context, self: Tensor, *_: Value, **__: Value) -> Value:
    """What has no shape."""
    return ctx.unknown("a tensor's other form")


@method(Tensor, "get_shape")
def get_shape(ctx: Context, self: Tensor) -> Value:
    """As `shape`."""
    return shape_of(ctx, self)


@method(Tensor, "set_shape")
def set_shape(ctx: Context, self: Tensor, shape: Value) -> Value:
    """Tells a graph tensor what more is known of its shape. Raises Mismatch where that contradicts it."""
    told = convert.shape_of(ctx, shape)
    if told.dims is None:
        return None
    if self.shape.dims is None:
        known = Shape(*(UNKNOWN if dim is None else dim for dim in told.dims))
        ctx.rebind(self, self.with_shape(known, producer=self.producer))
        return None
    if len(told.dims) != len(self.shape.dims):
        raise Mismatch("operand-shapes", f"set_shape{told} contradicts {self.shape}", argument="shape")
    merged: list[Dim] = []
    for mine, new in zip(self.shape.dims, told.dims):
        if isinstance(mine, int) and isinstance(new, int) and mine != new:
            raise Mismatch("operand-shapes", f"set_shape{told} contradicts {self.shape}", argument="shape")
        merged.append(new if is_open(mine) and new is not None else mine)
    ctx.rebind(self, self.with_shape(Shape(*merged), producer=self.producer, data=self.data, classes=self.classes))
    return None


@method(Tensor, "assign", "assign_add", "assign_sub")
def assigned(ctx: Context, self: Tensor, value: Value, *_: Value, **__: Value) -> Value:
    """A variable given other elements. Raises Mismatch where their shape certainly differs."""
    new = convert.tensor_of(ctx, value)
    self.data = None
    if self.shape.dims is not None and new.shape.dims is not None:
        fits = len(new.shape.dims) <= len(self.shape.dims) and not any(
            isinstance(broadcast_dim(a, b), Mismatch)
            for a, b in zip(reversed(self.shape.dims), reversed(new.shape.dims))
        )
        if not fits:
            raise Mismatch("operand-shapes", f"a variable of shape {self.shape} cannot be assigned {new.shape}")
    return self


@method(Tensor, "read_value", "gpu", "cpu", "to_dense", "to_tensor", "contiguous")
def as_is(ctx: Context, self: Tensor, *_: Value, **__: Value) -> Value:
    """The tensor itself."""
    return self
