"""`pandas.*`: what reads and makes frames and series."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import function
from ...shapes import UNKNOWN, Dim, arithmetic, same
from ...values import DictValue, ListValue, Tensor, Unknown, Value
from ..arrays.convert import tensor_of
from .values import TEXT, Frame, Series, column_of, distinct_of, names_of, series_of, tensor


@function(
    *[
        f"pandas.read_{kind}"
        for kind in ("csv", "excel", "json", "parquet", "table", "feather", "pickle", "sql", "hdf", "fwf")
    ]
)
def read(
    ctx: Context,
    *_: Value,
    names: Value = None,
    usecols: Value = None,
    nrows: Value = None,
    index_col: Value = None,
    **__: Value,
) -> Value:
    """A frame of unknown rows; its columns are known where `names` or `usecols` lists them."""
    rows: Dim = UNKNOWN
    columns = names_of(ctx, usecols) if usecols is not None else names_of(ctx, names) if names is not None else None
    if columns is not None and index_col is not None:
        columns = tuple(name for name in columns if name != index_col) if isinstance(index_col, str) else columns[:-1]
    return Frame(ctx.heap, rows, columns)


@function("pandas.DataFrame")
def data_frame(
    ctx: Context, data: Value = None, index: Value = None, columns: Value = None, *_: Value, **__: Value
) -> Value:
    """A frame of a dict of columns, of an array, or of another frame."""
    names = names_of(ctx, columns) if columns is not None else None
    if isinstance(data, DictValue) and not data.is_open:
        keys = tuple(ctx.heap.names(data))
        rows = next((_length(ctx, ctx.heap.get(data, key)) for key in keys), 0)
        series = tuple((key, column_of(ctx, ctx.heap.get(data, key)).some(rows)) for key in keys)
        return Frame(ctx.heap, rows, names or keys, series=series)
    if isinstance(data, Frame):
        return Frame(ctx.heap, data.rows(ctx), names or data.names(ctx), data.count(ctx), data.series(ctx))
    if isinstance(data, (Tensor, ListValue, tuple, Series)):
        array = tensor(ctx, data)
        if isinstance(data, ListValue) and isinstance(ctx.element(data), DictValue):
            return Frame(ctx.heap, ctx.length(data), names)
        count: Dim = array.shape[1] if array.shape.rank == 2 else 1 if array.shape.rank == 1 else UNKNOWN
        return Frame(ctx.heap, array.shape.batch if array.shape.rank else UNKNOWN, names, count)
    return Frame(ctx.heap, UNKNOWN, names)


@function("pandas.Series")
def series(ctx: Context, data: Value = None, *_: Value, **__: Value) -> Value:
    """A series of a sequence."""
    array = tensor(ctx, data) if data is not None else Tensor(tensor_of(ctx, ()).shape)
    return series_of(array)


@function("pandas.concat")
def concat(ctx: Context, objs: Value, axis: Value = 0, *_: Value, **__: Value) -> Value:
    """Frames below each other (rows add up), or side by side with `axis=1` (columns do)."""
    items = ctx.iterate(objs)
    is_wide = axis in (1, "columns")
    if all(isinstance(item, Series) for item in items):
        if is_wide:
            return Frame(ctx.heap, items[0].rows, None, len(items))  # type: ignore[attr-defined]
        return Series(UNKNOWN)
    if not all(isinstance(item, (Frame, Series)) for item in items):
        return Frame(ctx.heap)
    counts = [item.count(ctx) if isinstance(item, Frame) else 1 for item in items]
    rows = [
        item.rows(ctx) if isinstance(item, Frame) else item.rows for item in items if isinstance(item, (Frame, Series))
    ]
    if is_wide:
        known = [item.names(ctx) if isinstance(item, Frame) else None for item in items]
        series = tuple(pair for item in items if isinstance(item, Frame) for pair in item.series(ctx))
        names = None if None in known else [name for part in known if part is not None for name in part]
        return Frame(ctx.heap, rows[0] if all(same(rows[0], r) for r in rows) else UNKNOWN, names, _sum(counts), series)
    is_alike = all(isinstance(item, Frame) and item.names(ctx) == items[0].names(ctx) for item in items)  # type: ignore[attr-defined]
    first = items[0]
    if is_alike and isinstance(first, Frame) and first.names(ctx) is not None:
        return Frame(ctx.heap, _sum(rows), first.names(ctx))
    return Frame(ctx.heap, _sum(rows))


@function("pandas.get_dummies")
def get_dummies(
    ctx: Context,
    data: Value,
    prefix: Value = None,
    prefix_sep: Value = "_",
    dummy_na: Value = False,
    columns: Value = None,
    sparse: Value = False,
    drop_first: Value = False,
    dtype: Value = None,
) -> Value:
    """A column for each value of a series; of a frame, of each of `columns` or of all that hold words."""
    change = _known_flag(dummy_na), _known_flag(drop_first)
    surplus: Dim = UNKNOWN if None in change else int(bool(change[0])) - int(bool(change[1]))
    if not isinstance(data, Frame):
        return Frame(ctx.heap, _length(ctx, data), None, arithmetic("+", distinct_of(ctx, data), surplus))
    names = names_of(ctx, columns) if columns is not None else _words(ctx, data)
    if names is None:
        return Frame(ctx.heap, data.rows(ctx))
    made = [arithmetic("+", distinct_of(ctx, data.column(ctx, name)), surplus) for name in names]
    rest = arithmetic("-", data.count(ctx), len(names))
    return Frame(ctx.heap, data.rows(ctx), None, arithmetic("+", rest, _sum(made)))


def _known_flag(value: Value) -> bool | None:
    return value if isinstance(value, bool) else None


def _words(ctx: Context, frame: Frame) -> tuple[Value, ...] | None:
    """The names of the columns that hold words; None where that is not known of each column."""
    names, known = frame.names(ctx), dict(frame.series(ctx))
    if names is None or any(name not in known or known[name].dtype is None for name in names):
        return None
    return tuple(name for name in names if known[name].dtype in TEXT)


@function("pandas.to_datetime", "pandas.to_numeric", "pandas.to_timedelta", "pandas.cut", "pandas.qcut")
def converted(ctx: Context, arg: Value, *_: Value, **__: Value) -> Value:
    """The same number of values."""
    if isinstance(arg, (Series, Frame)):
        return arg
    return ctx.unknown("converted values")


@function("pandas.date_range", "pandas.bdate_range")
def date_range(ctx: Context, *_: Value, periods: Value = None, **__: Value) -> Value:
    return Series(periods if isinstance(periods, int) else UNKNOWN)


@function("pandas.merge")
def merge(ctx: Context, *_: Value, **__: Value) -> Value:
    return Frame(ctx.heap)


@function("pandas.isnull", "pandas.isna", "pandas.notnull", "pandas.notna")
def is_null(ctx: Context, obj: Value) -> Value:
    return obj if isinstance(obj, (Series, Frame)) else ctx.unknown("whether values are missing")


@function("pandas.factorize")
def factorize(ctx: Context, values: Value, *_: Value, **__: Value) -> Value:
    """Codes for the values, and the distinct values."""
    return (Tensor(tensor(ctx, values).shape, dtype="int64"), ctx.unknown("distinct values"))


def _length(ctx: Context, value: Value) -> Dim:
    if isinstance(value, Series):
        return value.rows
    if isinstance(value, Tensor):
        return value.shape.batch if value.shape.rank else UNKNOWN
    return UNKNOWN if isinstance(value, Unknown) else ctx.length(value)


def _sum(dims: list[Dim]) -> Dim:
    total: Dim = 0
    for dim in dims:
        total = arithmetic("+", total, dim)
    return total
