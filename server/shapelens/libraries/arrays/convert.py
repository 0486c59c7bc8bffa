"""Values of the program as tensors, dimensions, shapes, axes and flags: what the arguments of array functions mean.

Each reader answers what is known (`UNKNOWN`, `Shape.unknown()`) or raises Undetermined; none raises anything else.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from ...interpreter import Context
from ...shapes import UNKNOWN, Dim, Shape, Symbolic, Undetermined
from ...shapes.shape import join
from ...values import CONSTANTS, Kind, ListValue, Object, Tensor, Unknown, Value
from ...values.heap import ABSENT
from ..arrays import dtypes
from .elements import DYNAMIC, LIMIT, elements, sizes

SAMPLE = 64
"""Of a longer sequence only so many items are looked at."""


class TensorShape(tuple[Value, ...]):
    """What `tf.TensorShape(...)` answers: a shape is a tuple, but a nested structure takes this one for a leaf."""

    __slots__ = ()


def tensor_of(ctx: Context, value: Value) -> Tensor:
    """Any value as NumPy would see it: a nested sequence of numbers is an array, what is not known has no known shape."""
    if isinstance(value, Tensor):
        return value
    if isinstance(value, Symbolic):
        return Tensor(Shape(), Kind.ARRAY, "int64", data=value)
    if isinstance(value, CONSTANTS) and value is not None and value is not ...:
        return Tensor(Shape(), Kind.ARRAY, dtypes.of_constant(value), data=value)
    if isinstance(value, range):
        data = tuple(value) if len(value) <= LIMIT else None
        return Tensor(Shape(len(value)), Kind.ARRAY, "int64", data=data)
    if isinstance(value, tuple):
        return _stacked(ctx, value)
    if type(value) is ListValue:
        items = value.items(ctx.heap)
        if items is not None:
            return _stacked(ctx, items)
        inner = tensor_of(ctx, value.element) if value.element is not None else Tensor(Shape.unknown())
        return Tensor(_under(UNKNOWN, inner.shape), _kind((inner,)), inner.dtype, classes=inner.classes)
    if isinstance(value, Object) and not isinstance(value, Unknown):
        convert = ctx.find_attribute(value, "__array__")
        if convert is not ABSENT and not isinstance(convert, Unknown):
            array = ctx.call(convert)
            if isinstance(array, Tensor):
                return array
    return Tensor(Shape.unknown(), Kind.ARRAY)


def _stacked(ctx: Context, items: Sequence[Value]) -> Tensor:
    """The array of a sequence's items."""
    if not items:
        return Tensor(Shape(0), Kind.ARRAY, "float64", data=())
    is_whole = len(items) <= LIMIT
    rows = [tensor_of(ctx, item) for item in (items if is_whole else items[:SAMPLE])]
    shape = rows[0].shape
    for row in rows[1:]:
        if row.shape != shape:
            shape = join(shape, row.shape)
    whole = _under(len(items), shape)
    # only whole rows of equal static shape are kept as elements; a dynamic size (None) is an element too
    is_data = is_whole and all(row.shape == rows[0].shape for row in rows) and sizes(whole) is not None
    is_data = is_data and (all(row.data is not None for row in rows) or (not shape.known and _any_data(rows)))
    names = [row.dtype for row in rows]
    dtype = names[0] if all(name == names[0] for name in names) else dtypes.promote(names, is_numpy=True)
    return Tensor(
        whole,
        _kind(rows),
        dtype,
        data=tuple(None if row.data is DYNAMIC else row.data for row in rows) if is_data else None,
    )


def _any_data(rows: Sequence[Tensor]) -> bool:
    return all(row.shape.rank == 0 for row in rows) and any(row.data is not None for row in rows)


def _under(size: Dim, shape: Shape) -> Shape:
    return shape if shape.dims is None else Shape(size, *shape.dims)


def _kind(rows: Sequence[Tensor]) -> Kind:
    kinds = {row.kind for row in rows}
    return next((kind for kind in (Kind.KERAS, Kind.TENSOR) if kind in kinds), Kind.ARRAY)


def dim_of(value: Value) -> Dim:
    """A size: an int, a symbol, or a scalar tensor; None for a dynamic one."""
    if value is None or isinstance(value, Symbolic):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Tensor) and value.shape.rank in (0, None):
        if isinstance(value.data, (int, Symbolic)):
            return value.data
        return None if value.data is DYNAMIC else UNKNOWN
    return UNKNOWN


def sequence_of(ctx: Context, value: Value) -> tuple[Value, ...] | None:
    """The items of a tuple, list or one-dimensional tensor; None where they are not known, or it is none of these."""
    if isinstance(value, tuple):
        return value
    if isinstance(value, range):
        return tuple(value) if len(value) <= LIMIT else None
    if type(value) is ListValue:
        return value.items(ctx.heap)
    if isinstance(value, Tensor) and value.shape.rank == 1:
        size = value.shape[0]
        flat = elements(value)
        if flat is not None:
            return tuple(_element(value, element) for element in flat)
        if isinstance(size, int) and size <= SAMPLE:
            return (Tensor(Shape(), value.kind, value.dtype),) * size
    return None


def _element(tensor: Tensor, element: Value) -> Value:
    return Tensor(Shape(), tensor.kind, tensor.dtype, data=DYNAMIC) if element is None else element


def shape_of(ctx: Context, value: Value) -> Shape:
    """A shape argument: an int, a sequence of sizes, or a tensor of them. -1 stays -1.

    A name alone is a parameter of a function that nobody calls: whoever calls it may as well give several sizes.
    """
    if isinstance(value, Shape):
        return value
    if isinstance(value, Symbolic) and str(value).isidentifier():
        return Shape.unknown()
    if isinstance(value, (int, Symbolic)) or (isinstance(value, Tensor) and value.shape.rank == 0):
        return Shape(dim_of(value))
    items = sequence_of(ctx, value)
    return Shape.unknown() if items is None else Shape(*map(dim_of, items))


def dims_of(ctx: Context, value: Value, what: str = "the shape") -> tuple[Dim, ...]:
    """The sizes of a shape argument. Raises Undetermined where not even their number is known."""
    shape = shape_of(ctx, value)
    if shape.dims is None:
        raise Undetermined(what)
    return shape.dims


def is_known_integer(value: Value) -> bool:
    return isinstance(value, int) or (
        isinstance(value, Tensor) and value.shape.rank == 0 and isinstance(value.data, int)
    )


def whole(number: float, rounded: Callable[[float], int] = int) -> int:
    """A number made an integer. Raises Undetermined for NaN and an infinite one, of which none can be made."""
    if not math.isfinite(number):
        raise Undetermined(f"{number} as an integer")
    return rounded(number)


def integer_of(value: Value, what: str = "an integer") -> int:
    """A plain integer. Raises Undetermined where the value is not known."""
    if isinstance(value, Tensor) and value.shape.rank in (0, None):
        value = value.data
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        return int(value)
    raise Undetermined(what)


def axis_of(ctx: Context, value: Value, what: str = "axis") -> int | tuple[int, ...] | None:
    """An axis argument: None, one, or several. Raises Undetermined where it is not known."""
    if value is None:
        return None
    if is_known_integer(value):
        return integer_of(value)
    items = sequence_of(ctx, value)
    if items is None:
        raise Undetermined(f"the argument {what}")
    return tuple(integer_of(item, f"the argument {what}") for item in items)


def flag_of(ctx: Context, value: Value, what: str = "keepdims") -> bool:
    """A truth value. Raises Undetermined where it cannot be told."""
    truth = ctx.truth(value)
    if truth is None:
        raise Undetermined(f"the argument {what}")
    return truth


def sizes_of(ctx: Context, value: Value, count: int) -> tuple[Dim, ...]:
    """An argument that is one size for all axes or one for each; `UNKNOWN` where it cannot be told."""
    items = sequence_of(ctx, value)
    if items is not None and len(items) == 1:
        items = items * count
    if items is None:
        return (dim_of(value),) * count
    return tuple(map(dim_of, items)) if len(items) == count else (UNKNOWN,) * count


def text_of(value: Value, what: str) -> str:
    """A string. Raises Undetermined where it is not a known one."""
    if isinstance(value, str):
        return value
    raise Undetermined(f"the argument {what}")
