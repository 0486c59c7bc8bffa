"""The index of a frame's columns (`frame.columns`): the names, as a sequence that is compared name by name and never changes."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import attribute, method
from ...shapes import Shape
from ...values import Kind, ListValue, Tensor, Unknown, Value
from ..arrays.convert import tensor_of
from ..arrays.elements import elements
from .values import Frame, names_of

NAME = "the name of a column"


class Index(ListValue):
    """Names of columns. Its items are the names; an unknown number of them where the columns are not known."""

    __slots__ = ()


@attribute(Frame, "columns")
def columns(ctx: Context, frame: Frame) -> Value:
    return of_frame(ctx, frame)


@method(Frame, "keys")
def keys(ctx: Context, frame: Frame) -> Value:
    return of_frame(ctx, frame)


@method(Frame, "__setattr__")
def set_attribute(ctx: Context, frame: Frame, name: str, value: Value) -> Value:
    """`frame.columns = names`: as many columns, of other names."""
    if name == "columns":
        names = names_of(ctx, value)
        ctx.heap.set(frame, "series", ())
        ctx.heap.set(frame, "names", names)
        if names is not None:
            ctx.heap.set(frame, "count", len(names))
    return None


def of_frame(ctx: Context, frame: Frame) -> Index:
    """The names of a frame's columns."""
    names, count = frame.names(ctx), frame.count(ctx)
    if names is None and isinstance(count, int) and count <= 64:
        names = (ctx.unknown(NAME),) * count
    return _index(ctx, names)


def chosen(ctx: Context, names: tuple[Value, ...] | None, mask: Tensor) -> tuple[Value, ...] | None:
    """The names where a mask (n,) is true; None where that is not known."""
    flat = elements(mask)
    if names is None or flat is None or len(flat) != len(names) or not all(isinstance(flag, bool) for flag in flat):
        return None
    return tuple(name for name, flag in zip(names, flat) if flag)


@method(Index, "__compare__")
def compare(ctx: Context, index: Index, operator: Value, other: Value, is_reflected: Value = False) -> Value:
    """A truth value for each name, an array."""
    names = index.items(ctx.heap)
    if operator in ("==", "!=") and isinstance(other, (str, int)):
        return _mask(ctx, index, None if names is None else [_equals(name, other, operator == "==") for name in names])
    return _mask(ctx, index, None)


@method(Index, "isin")
def isin(ctx: Context, index: Index, values: Value, *_: Value, **__: Value) -> Value:
    """Whether each name is one of `values`."""
    names, among = index.items(ctx.heap), names_of(ctx, values)
    if names is None or among is None or not all(isinstance(name, (str, int)) for name in (*names, *among)):
        return _mask(ctx, index, None)
    return _mask(ctx, index, [name in among for name in names])


@method(Index, "duplicated", "isna", "isnull", "notna", "notnull")
def flags(ctx: Context, index: Index, *_: Value, **__: Value) -> Value:
    return _mask(ctx, index, None)


@method(Index, "__getitem__")
def item(ctx: Context, index: Index, key: Value) -> Value:
    """A name; of a slice, a mask or positions, an index of the names there."""
    if isinstance(key, Tensor) and key.shape.rank == 1:
        if key.dtype == "bool":
            return _index(ctx, chosen(ctx, index.items(ctx.heap), key))
        size = key.shape.batch
        return _index(ctx, (ctx.unknown(NAME),) * size if isinstance(size, int) and size <= 64 else None)
    if isinstance(key, ListValue):
        positions = key.items(ctx.heap)
        return _index(ctx, None if positions is None else (ctx.unknown(NAME),) * len(positions))
    plain = ctx.list(index.items(ctx.heap), ctx.unknown(NAME))
    found = ctx.subscript(plain, key)
    return _index(ctx, found.items(ctx.heap)) if isinstance(found, ListValue) else found


@method(Index, "tolist", "to_list")
def to_list(ctx: Context, index: Index) -> Value:
    return ctx.list(index.items(ctx.heap), ctx.unknown(NAME))


@attribute(Index, "values", "array")
def values(ctx: Context, index: Index) -> Value:
    return _array(ctx, index)


@method(Index, "to_numpy", "__array__")
def to_numpy(ctx: Context, index: Index, *_: Value, **__: Value) -> Value:
    return _array(ctx, index)


@attribute(Index, "shape")
def shape(ctx: Context, index: Index) -> Value:
    return (ctx.length(index),)


@attribute(Index, "size")
def size(ctx: Context, index: Index) -> Value:
    return ctx.length(index)


@attribute(Index, "ndim")
def ndim(ctx: Context, index: Index) -> Value:
    return 1


@method(Index, "drop", "difference")
def without(ctx: Context, index: Index, other: Value, *_: Value, **__: Value) -> Value:
    """The names but those of `other` (`difference` sorts them, which no shape tells)."""
    names, gone = index.items(ctx.heap), names_of(ctx, other)
    if names is None or gone is None or not all(isinstance(name, (str, int)) for name in (*names, *gone)):
        return _index(ctx, None)
    return _index(ctx, tuple(name for name in names if name not in gone))


@method(Index, "append")
def append(ctx: Context, index: Index, other: Value) -> Value:
    """The names of both."""
    names, added = index.items(ctx.heap), names_of(ctx, other)
    return _index(ctx, None if names is None or added is None else (*names, *added))


@method(Index, "copy", "sort_values")
def copy(ctx: Context, index: Index, *_: Value, **__: Value) -> Value:
    return _index(ctx, index.items(ctx.heap))


@method(Index, "union", "intersection", "insert", "delete", "unique", "symmetric_difference")
def others(ctx: Context, index: Index, *_: Value, **__: Value) -> Value:
    """Names of which the number is not followed."""
    return _index(ctx, None)


@attribute(Index, "str")
def text(ctx: Context, index: Index) -> Value:
    return index


@method(Index, "map", "astype", "rename", "strip", "lower", "upper", "replace", "title", "lstrip", "rstrip")
def renamed(ctx: Context, index: Index, *given: Value, **named: Value) -> Value:
    """As many names, others."""
    ctx.give_away((*given, *named.values()))
    names = index.items(ctx.heap)
    return _index(ctx, None if names is None else (ctx.unknown(NAME),) * len(names))


@method(Index, "contains", "startswith", "endswith", "match")
def met(ctx: Context, index: Index, *_: Value, **__: Value) -> Value:
    """Whether each name meets a condition."""
    return _mask(ctx, index, None)


@method(Index, "get_loc")
def position(ctx: Context, index: Index, name: Value, *_: Value, **__: Value) -> Value:
    """Where a name stands."""
    names = index.items(ctx.heap)
    if names is None or name not in names or any(isinstance(other, Unknown) for other in names):
        return ctx.unknown("the position of a column")
    return names.index(name)


def _index(ctx: Context, names: tuple[Value, ...] | None) -> Index:
    return Index(ctx.heap, names, ctx.unknown(NAME))


def _array(ctx: Context, index: Index) -> Tensor:
    array = tensor_of(ctx, to_list(ctx, index))
    return array if array.shape.rank == 1 else Tensor(Shape(ctx.length(index)), Kind.ARRAY, None, ctx.span)


def _mask(ctx: Context, index: Index, flags: list[bool | None] | None) -> Tensor:
    data = None if flags is None or None in flags else tuple(flags)
    return Tensor(Shape(ctx.length(index)), Kind.ARRAY, "bool", ctx.span, data=data)


def _equals(name: Value, other: Value, is_wanted: bool) -> bool | None:
    return (name == other) is is_wanted if isinstance(name, (str, int)) else None
