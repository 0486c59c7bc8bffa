"""The attributes and methods of a Series."""

from __future__ import annotations

from dataclasses import replace

from ...interpreter import Context
from ...interpreter.registry import attribute, method
from ...shapes import UNKNOWN, Dim, Shape
from ...values import Kind, ListValue, Native, Tensor, Unknown, Value
from ..arrays.dtypes import dtype_name
from .frames import sliced
from .values import Frame, Series, array_of, distinct_of


@attribute(Series, "shape")
def shape(ctx: Context, series: Series) -> Value:
    return (series.rows,)


@attribute(Series, "size")
def size(ctx: Context, series: Series) -> Value:
    return series.rows


@attribute(Series, "ndim")
def ndim(ctx: Context, series: Series) -> Value:
    return 1


@attribute(Series, "values", "array")
def values(ctx: Context, series: Series) -> Value:
    return array_of(ctx, series)


@method(Series, "to_numpy", "__array__")
def to_numpy(ctx: Context, series: Series, *_: Value, **__: Value) -> Value:
    return array_of(ctx, series)


@attribute(Series, "index", "str", "dt", "cat", "codes", "T", "name")
def itself(ctx: Context, series: Series) -> Value:
    """As many values."""
    return Series(series.rows)


@method(Series, "__len__")
def length(ctx: Context, series: Series) -> Value:
    return series.rows


@method(Series, "__element__")
def element(ctx: Context, series: Series) -> Value:
    return Unknown("an element of a series")


for _name in [
    "map",
    "apply",
    "replace",
    "fillna",
    "round",
    "clip",
    "abs",
    "ffill",
    "bfill",
    "interpolate",
    "shift",
    "diff",
    "cumsum",
    "rank",
    "sort_values",
    "sort_index",
    "isnull",
    "isna",
    "notnull",
    "notna",
    "isin",
    "between",
    "lower",
    "upper",
    "strip",
    "contains",
    "len",
    "get",
    "extract",
    "slice",
    "reset_index",
    "rolling",
    "ewm",
]:

    @method(Series, _name)
    def same_length(ctx: Context, series: Series, *given: Value, **named: Value) -> Value:
        """As many values, of another kind perhaps."""
        ctx.give_away((*given, *named.values()))
        return Series(series.rows)


@method(Series, "astype")
def astype(ctx: Context, series: Series, dtype: Value = None, *_: Value, **__: Value) -> Value:
    """The values in another type: as many different ones where words or categories are made of them."""
    is_named = dtype in ("category", "str", "object") or (isinstance(dtype, Native) and dtype.name == "str")
    if is_named and series.categories is not None:
        return Series(series.rows, "object", None, replace(series.categories, is_text=True))
    return Series(series.rows, dtype_name(dtype), series.classes)


@method(Series, "unique")
def unique(ctx: Context, series: Series) -> Value:
    """The different values, an array."""
    return Tensor(Shape(distinct_of(ctx, series)), Kind.ARRAY, series.dtype, ctx.span)


@method(Series, "value_counts")
def value_counts(ctx: Context, series: Series, *_: Value, **__: Value) -> Value:
    return Series(distinct_of(ctx, series), "int64")


@method(Series, "copy")
def copy(ctx: Context, series: Series, *_: Value, **__: Value) -> Value:
    return series.some(series.rows)


@method(Series, "dropna", "drop", "drop_duplicates", "sample", "head", "tail", "mode")
def some(ctx: Context, series: Series, *_: Value, **__: Value) -> Value:
    """Some of the values."""
    return Series(UNKNOWN, series.dtype)


@method(Series, "to_frame")
def to_frame(ctx: Context, series: Series, *_: Value, **__: Value) -> Value:
    return Frame(ctx.heap, series.rows, None, 1)


@method(Series, "tolist", "to_list")
def to_list(ctx: Context, series: Series) -> Value:
    return ctx.list(None, ctx.unknown("an element of a series"))


@method(Series, "mean", "std", "min", "max", "sum", "median", "var", "quantile", "any", "all", "item")
def reduced(ctx: Context, series: Series, *_: Value, **__: Value) -> Value:
    """One number."""
    return Tensor(Shape(), Kind.ARRAY, series.dtype or "float64", ctx.span)


@method(Series, "nunique")
def nunique(ctx: Context, series: Series, *_: Value, **__: Value) -> Value:
    return distinct_of(ctx, series)


@method(Series, "count", "idxmax", "idxmin", "argmax", "argmin")
def counted(ctx: Context, series: Series, *_: Value, **__: Value) -> Value:
    return UNKNOWN


@method(Series, "__getitem__")
def item(ctx: Context, series: Series, key: Value) -> Value:
    """A slice of the values, those that meet a condition, or one."""
    if isinstance(key, slice):
        return Series(sliced(series.rows, key), series.dtype, series.classes)
    if isinstance(key, ListValue):
        return Series(ctx.length(key), series.dtype, series.classes)
    if isinstance(key, (Series, Tensor)):
        rows: Dim = UNKNOWN
        if isinstance(key, Tensor) and key.shape.rank == 1 and key.dtype in ("int64", "int32"):
            rows = key.shape.batch
        return Series(rows, series.dtype, series.classes)
    return Unknown("an element of a series")


@method(Series, "__setitem__")
def set_item(ctx: Context, series: Series, key: Value, value: Value) -> Value:
    return None


@method(Series, "__binary__", "__compare__")
def binary(ctx: Context, series: Series, operator: Value, other: Value, is_reflected: Value = False) -> Value:
    """Element by element; with a frame, a frame."""
    if isinstance(other, Frame):
        return other
    return Series(series.rows)


@method(Series, "__unary__")
def unary(ctx: Context, series: Series, operator: Value) -> Value:
    return Series(series.rows, series.dtype)
