"""The attributes and methods of a DataFrame."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import attribute, method
from ...shapes import UNKNOWN, Dim, Symbolic, Undetermined, arithmetic
from ...values import ListValue, Tensor, Unknown, Value
from ..arrays.convert import whole
from .values import Frame, Series, array_of, column_of, frame_like, names_of, some_of


@attribute(Frame, "shape")
def shape(ctx: Context, frame: Frame) -> Value:
    return (frame.rows(ctx), frame.count(ctx))


@attribute(Frame, "ndim")
def ndim(ctx: Context, frame: Frame) -> Value:
    return 2


@attribute(Frame, "size")
def size(ctx: Context, frame: Frame) -> Value:
    return arithmetic("*", frame.rows(ctx), frame.count(ctx))


@attribute(Frame, "values")
def values(ctx: Context, frame: Frame) -> Value:
    return array_of(ctx, frame)


@method(Frame, "to_numpy", "__array__")
def to_numpy(ctx: Context, frame: Frame, *_: Value, **__: Value) -> Value:
    return array_of(ctx, frame)


@attribute(Frame, "index", "dtypes")
def index(ctx: Context, frame: Frame) -> Value:
    return Series(frame.rows(ctx))


@attribute(Frame, "T")
def transposed(ctx: Context, frame: Frame) -> Value:
    return Frame(ctx.heap, frame.count(ctx), None, frame.rows(ctx))


@method(Frame, "__len__")
def length(ctx: Context, frame: Frame) -> Value:
    return frame.rows(ctx)


@method(Frame, "__iter__")
def names_in(ctx: Context, frame: Frame) -> Value:
    """A loop over a frame runs over the names of its columns."""
    names = frame.names(ctx)
    if names is None:
        raise Undetermined("the columns of a frame")
    return names


@method(Frame, "__getitem__")
def item(ctx: Context, frame: Frame, key: Value) -> Value:
    """A column by name, columns by a list of names, rows by a slice or a condition."""
    if isinstance(key, ListValue):
        names = key.items(ctx.heap)
        if names is None:
            return Frame(ctx.heap, frame.rows(ctx), None, UNKNOWN)
        if any(isinstance(name, bool) for name in names):
            return frame_like(ctx, frame, UNKNOWN)
        return Frame(ctx.heap, frame.rows(ctx), names, series=frame.series(ctx))
    if isinstance(key, (str, int, tuple)):
        return frame.column(ctx, key)
    if isinstance(key, slice):
        return frame_like(ctx, frame, sliced(frame.rows(ctx), key))
    if isinstance(key, (Series, Tensor, Frame)):
        return frame_like(ctx, frame, UNKNOWN)
    return Unknown("an item of a frame")


@method(Frame, "__setitem__")
def set_item(ctx: Context, frame: Frame, key: Value, value: Value) -> Value:
    """A column is exchanged or added."""
    names = frame.names(ctx)
    others = tuple((name, series) for name, series in frame.series(ctx) if name != key)
    column = column_of(ctx, value)
    column = column.some(frame.rows(ctx)) if column.rows == UNKNOWN else column
    ctx.heap.set(frame, "series", (*others, (key, column)) if isinstance(key, str) else ())
    if isinstance(key, str) and names is not None:
        if key not in names:
            ctx.heap.set(frame, "names", (*names, key))
            ctx.heap.set(frame, "count", len(names) + 1)
    else:
        ctx.heap.set(frame, "names", None)
        ctx.heap.set(frame, "count", UNKNOWN)
    return None


@method(Frame, "__delitem__")
def delete_item(ctx: Context, frame: Frame, key: Value) -> Value:
    frame.change(ctx, without(ctx, frame, key))
    return None


@method(Frame, "pop")
def pop(ctx: Context, frame: Frame, item: Value) -> Value:
    """The column, which the frame has no more."""
    column = frame.column(ctx, item)
    frame.change(ctx, without(ctx, frame, item))
    return column


@method(Frame, "drop")
def drop(
    ctx: Context,
    frame: Frame,
    labels: Value = None,
    axis: Value = 0,
    index: Value = None,
    columns: Value = None,
    level: Value = None,
    inplace: Value = False,
    errors: Value = "raise",
) -> Value:
    """Without some columns or rows."""
    if columns is not None or (labels is not None and axis in (1, "columns")):
        result = without(ctx, frame, columns if columns is not None else labels)
    else:
        result = frame_like(ctx, frame, UNKNOWN)
    return _in_place(ctx, frame, result, inplace)


def without(ctx: Context, frame: Frame, removed: Value) -> Frame:
    """The frame without columns of these names."""
    gone, names = names_of(ctx, removed), frame.names(ctx)
    if gone is None:
        return Frame(ctx.heap, frame.rows(ctx))
    if names is not None:
        kept = [name for name in names if name not in gone]
        return Frame(ctx.heap, frame.rows(ctx), kept, series=frame.series(ctx))
    return Frame(ctx.heap, frame.rows(ctx), None, arithmetic("-", frame.count(ctx), len(gone)))


@method(Frame, "dropna", "drop_duplicates", "query", "filter", "nlargest", "nsmallest")
def some_rows(ctx: Context, frame: Frame, *_: Value, inplace: Value = False, axis: Value = 0, **__: Value) -> Value:
    """Some of the rows."""
    result = frame_like(ctx, frame, UNKNOWN) if axis in (0, "index") else Frame(ctx.heap, frame.rows(ctx))
    return _in_place(ctx, frame, result, inplace)


@method(Frame, "copy")
def same_shape(ctx: Context, frame: Frame, *arguments: Value, inplace: Value = False, **named: Value) -> Value:
    """The same rows and columns."""
    ctx.give_away((*arguments, *named.values()))
    return _in_place(ctx, frame, frame_like(ctx, frame), inplace)


for _name in [
    "fillna",
    "replace",
    "astype",
    "sort_values",
    "sort_index",
    "round",
    "clip",
    "abs",
    "interpolate",
    "ffill",
    "bfill",
    "applymap",
    "map",
    "shift",
    "diff",
    "pct_change",
    "rank",
    "cumsum",
    "isnull",
    "isna",
    "notnull",
    "notna",
    "infer_objects",
    "convert_dtypes",
    "where",
    "mask",
    "transform",
]:
    method(Frame, _name)(same_shape)


@method(Frame, "rename")
def rename(ctx: Context, frame: Frame, *_: Value, inplace: Value = False, **__: Value) -> Value:
    """As many columns, of other names."""
    return _in_place(ctx, frame, Frame(ctx.heap, frame.rows(ctx), None, frame.count(ctx)), inplace)


@method(Frame, "reset_index")
def reset_index(
    ctx: Context, frame: Frame, *_: Value, drop: Value = False, inplace: Value = False, **__: Value
) -> Value:
    """The index becomes a column, unless it is dropped."""
    result = frame_like(ctx, frame)
    if drop is not True:
        result = Frame(ctx.heap, frame.rows(ctx), None, arithmetic("+", frame.count(ctx), 1))
    return _in_place(ctx, frame, result, inplace)


@method(Frame, "set_index")
def set_index(ctx: Context, frame: Frame, keys: Value, *_: Value, inplace: Value = False, **__: Value) -> Value:
    """Columns become the index."""
    return _in_place(ctx, frame, without(ctx, frame, keys), inplace)


@method(Frame, "sample")
def sample(ctx: Context, frame: Frame, n: Value = None, frac: Value = None, *_: Value, **__: Value) -> Value:
    """`n` of the rows, or a share of them."""
    rows: Dim = n if isinstance(n, (int, Symbolic)) else UNKNOWN
    if n is None and frac in (1, 1.0):
        rows = frame.rows(ctx)
    elif n is None and frac is None:
        rows = 1
    elif n is None and isinstance(frac, float) and isinstance(total := frame.rows(ctx), int):
        rows = whole(frac * total, round)
    return some_of(ctx, frame, rows)


@method(Frame, "head", "tail")
def head(ctx: Context, frame: Frame, n: Value = 5) -> Value:
    """At most `n` rows."""
    rows = frame.rows(ctx)
    if isinstance(rows, int) and isinstance(n, int) and n >= 0:
        return frame_like(ctx, frame, min(rows, n))
    return frame_like(ctx, frame, UNKNOWN)


@method(Frame, "mean", "std", "min", "max", "sum", "median", "var", "nunique", "quantile", "count")
def reduced(ctx: Context, frame: Frame, axis: Value = 0, *_: Value, **__: Value) -> Value:
    """A value for each column, or for each row with `axis=1`."""
    return Series(frame.rows(ctx) if axis in (1, "columns") else frame.count(ctx))


@method(Frame, "__binary__")
def binary(ctx: Context, frame: Frame, operator: Value, other: Value, is_reflected: Value = False) -> Value:
    """Arithmetic keeps the rows and columns."""
    return frame_like(ctx, frame)


@method(Frame, "__unary__")
def unary(ctx: Context, frame: Frame, operator: Value) -> Value:
    return frame_like(ctx, frame)


@method(Frame, "__compare__")
def compare(ctx: Context, frame: Frame, operator: Value, other: Value, is_reflected: Value = False) -> Value:
    return frame_like(ctx, frame)


@method(Frame, "__contains__")
def contains(ctx: Context, frame: Frame, item: Value) -> Value:
    names = frame.names(ctx)
    return item in names if names is not None else Unknown("whether a frame has a column")


@method(Frame, "info", "describe", "to_csv", "hist", "plot", "corr", "to_dict", "groupby", "iterrows", "itertuples")
def unknown(ctx: Context, frame: Frame, *_: Value, **__: Value) -> Value:
    return ctx.unknown("what a frame's values tell")


@method(Frame, "__getattr__")
def column(ctx: Context, frame: Frame, name: Value) -> Value:
    """A column by its name as an attribute."""
    names = frame.names(ctx)
    if names is not None and name in names:
        return frame.column(ctx, name)
    return ctx.unknown(f"the attribute {name} of a frame")


def sliced(rows: Dim, key: slice) -> Dim:
    """How many rows a slice of numbers takes."""
    bounds = (key.start, key.stop, key.step)
    if key.start is None and key.stop is None and key.step in (None, 1):
        return rows
    if isinstance(rows, int) and all(bound is None or isinstance(bound, int) for bound in bounds):
        return len(range(rows)[key])
    return UNKNOWN


def _in_place(ctx: Context, frame: Frame, result: Frame, inplace: Value) -> Value:
    if inplace is True:
        frame.change(ctx, result)
        return None
    return result
