"""Methods of what stands for shapes, NumPy scalars and dtypes here: plain tuples, plain numbers, `DType`."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import attribute, method
from ...shapes import UNKNOWN, Symbolic, product
from ...values import Unknown, Value
from . import convert, dtypes
from .convert import whole
from .dtypes import DType
from .elementwise import cast
from .op import Op


@method(tuple, "as_list")
def shape_list(ctx: Context, self: tuple[Value, ...]) -> Value:
    """A TensorShape's sizes as a list."""
    return ctx.list(self)


@attribute(tuple, "rank", "ndims")
def shape_rank(ctx: Context, self: tuple[Value, ...]) -> Value:
    """A TensorShape's number of axes."""
    return len(self)


@attribute(tuple, "dims")
def shape_dims(ctx: Context, self: tuple[Value, ...]) -> Value:
    """A TensorShape's sizes."""
    return ctx.list(self)


@method(tuple, "num_elements")
def shape_size(ctx: Context, self: tuple[Value, ...]) -> Value:
    """The product of the sizes; None where one is."""
    return product([convert.dim_of(size) for size in self])


@method(tuple, "is_fully_defined")
def is_defined(ctx: Context, self: tuple[Value, ...]) -> Value:
    """Whether no size is None."""
    if any(isinstance(size, Unknown) or size is UNKNOWN for size in self):
        return ctx.unknown("whether a shape is fully defined")
    return None not in self


@method(tuple, "is_compatible_with")
def is_compatible(ctx: Context, self: tuple[Value, ...], other: Value) -> Value:
    """Whether two shapes may be equal."""
    theirs = convert.shape_of(ctx, other)
    if theirs.dims is None:
        return ctx.unknown("whether shapes are compatible")
    if len(theirs.dims) != len(self):
        return False
    pairs = list(zip(map(convert.dim_of, self), theirs.dims))
    if any(isinstance(size, Symbolic) for pair in pairs for size in pair):
        return ctx.unknown("whether shapes are compatible")
    return all(a is None or b is None or a == b for a, b in pairs)


@method(tuple, "assert_is_compatible_with", "assert_has_rank", "assert_same_rank", "assert_is_fully_defined")
def asserted(ctx: Context, self: tuple[Value, ...], *_: Value) -> Value:
    """Answers nothing."""
    return None


@method(tuple, "merge_with")
def merged(ctx: Context, self: tuple[Value, ...], other: Value) -> Value:
    """What is known of either shape."""
    theirs = convert.shape_of(ctx, other)
    if theirs.dims is None or len(theirs.dims) != len(self):
        return self
    return tuple(new if old is None else old for old, new in zip(self, theirs.dims))


@method(tuple, "with_rank", "with_rank_at_least")
def with_rank(ctx: Context, self: tuple[Value, ...], *_: Value) -> Value:
    """The shape itself."""
    return self


@method(tuple, "concatenate")
def concatenated(ctx: Context, self: tuple[Value, ...], other: Value) -> Value:
    """Two shapes one after the other."""
    theirs = convert.shape_of(ctx, other)
    return ctx.unknown("a shape") if theirs.dims is None else (*self, *theirs.dims)


@attribute(tuple, "values", "eigenvalues")
def first_of(ctx: Context, self: tuple[Value, ...]) -> Value:
    """The first of a function's named results (`top_k`, `eigh`)."""
    return self[0] if self else ctx.unknown("an empty result")


@attribute(tuple, "indices", "eigenvectors")
def second_of(ctx: Context, self: tuple[Value, ...]) -> Value:
    """The second of a function's named results (`top_k`, `eigh`)."""
    return self[1] if len(self) > 1 else ctx.unknown("no second result")


# NumPy's scalars, which are plain numbers here
for _kind in (int, float, Symbolic):

    @method(_kind, "astype")
    def number_as(ctx: Context, self: Value, dtype: Value, *_: Value, **__: Value) -> Value:
        """A NumPy scalar as another dtype."""
        name = dtypes.dtype_name(dtype)
        if isinstance(self, (int, float)):
            return whole(self) if dtypes.is_integer(name) else float(self) if dtypes.is_float(name) else self
        return self if dtypes.is_integer(name) else ctx.unknown("an unknown number")

    @method(_kind, "item", "tolist", "numpy")
    def number_itself(ctx: Context, self: Value) -> Value:
        """A NumPy scalar as a Python number."""
        return self


@method(DType, "__call__")
def converted(ctx: Context, self: DType, value: Value = 0, *_: Value, **__: Value) -> Value:
    """`np.float32(x)`: a number, or the array with that dtype."""
    if isinstance(value, (int, float)):
        return whole(value) if dtypes.is_integer(self.name) else float(value) if dtypes.is_float(self.name) else value
    if isinstance(value, (Symbolic, str, bytes)):
        return value
    return cast(Op(ctx, f"numpy.{self.name}"), value, self.name)


@attribute(DType, "name", "__name__")
def dtype_text(ctx: Context, self: DType) -> Value:
    """The canonical name."""
    return self.name


@attribute(DType, "as_numpy_dtype", "base_dtype", "real_dtype", "type", "dtype")
def dtype_itself(ctx: Context, self: DType) -> Value:
    """The dtype in another library's hands."""
    return self


@attribute(DType, "is_floating")
def dtype_is_floating(ctx: Context, self: DType) -> Value:
    return dtypes.is_float(self.name)


@attribute(DType, "is_integer")
def dtype_is_integer(ctx: Context, self: DType) -> Value:
    return dtypes.is_integer(self.name)


@attribute(DType, "is_bool")
def dtype_is_bool(ctx: Context, self: DType) -> Value:
    return self.name == "bool"


@attribute(DType, "itemsize", "size")
def dtype_size(ctx: Context, self: DType) -> Value:
    return max(dtypes.bits(self.name) // 8, 1)


@attribute(DType, "min", "max", "limits")
def dtype_bound(ctx: Context, self: DType) -> Value:
    """The range of the numbers."""
    return UNKNOWN if dtypes.is_integer(self.name) else ctx.unknown("the range of a dtype")


@method(DType, "__compare__")
def dtype_compare(ctx: Context, self: DType, operator: str, other: Value, is_reflected: bool = False) -> Value:
    """Equal by name, whatever library it comes from."""
    name = dtypes.dtype_name(other)
    if name is None or operator not in ("==", "!="):
        return ctx.unknown("a comparison of dtypes")
    return (name == self.name) is (operator == "==")
