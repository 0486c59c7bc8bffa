"""`frame.iloc[...]` and `frame.loc[...]`."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import attribute, method
from ...shapes import UNKNOWN, Dim, is_unknown
from ...values import ListValue, Object, Tensor, Unknown, Value
from .frames import sliced
from .indexes import chosen
from .values import Frame, Names, Series


class Indexer(Object):
    """`iloc` (by position) or `loc` (by label) of a frame or series."""

    __slots__ = ("by_position", "owner")

    def __init__(self, owner: Frame | Series, by_position: bool) -> None:
        self.owner = owner
        self.by_position = by_position


@attribute(Frame, "iloc", "iat")
def frame_iloc(ctx: Context, frame: Frame) -> Value:
    return Indexer(frame, True)


@attribute(Frame, "loc", "at")
def frame_loc(ctx: Context, frame: Frame) -> Value:
    return Indexer(frame, False)


@attribute(Series, "iloc", "iat")
def series_iloc(ctx: Context, series: Series) -> Value:
    return Indexer(series, True)


@attribute(Series, "loc", "at")
def series_loc(ctx: Context, series: Series) -> Value:
    return Indexer(series, False)


@method(Indexer, "__getitem__")
def item(ctx: Context, indexer: Indexer, key: Value) -> Value:
    """Rows, or rows and columns."""
    owner = indexer.owner
    rows_key, columns_key = (*key, slice(None))[:2] if isinstance(key, tuple) and key else (key, slice(None))
    rows = _rows(ctx, indexer, rows_key)
    if isinstance(owner, Series):
        return Unknown("an element of a series") if rows is None else Series(rows, owner.dtype, owner.classes)
    columns = _columns(ctx, indexer, owner, columns_key)
    if rows is None:
        return Unknown("an element of a frame") if columns is None else Series(columns[1])
    if columns is None:
        return Series(rows)
    return Frame(ctx.heap, rows, *columns)


@method(Indexer, "__setitem__")
def set_item(ctx: Context, indexer: Indexer, key: Value, value: Value) -> Value:
    """A value that exists changes; a new label adds a row or column."""
    owner = indexer.owner
    if isinstance(owner, Frame) and not indexer.by_position:
        if isinstance(key, tuple) and len(key) == 2 and isinstance(key[1], str):
            names = owner.names(ctx)
            if names is not None and key[1] in names:
                return None
            ctx.heap.set(owner, "names", None)
            ctx.heap.set(owner, "count", UNKNOWN)
        else:
            ctx.heap.set(owner, "rows", UNKNOWN)
    return None


def _rows(ctx: Context, indexer: Indexer, key: Value) -> Dim:
    """The number of rows chosen; None for a single one."""
    owner = indexer.owner
    total = owner.rows(ctx) if isinstance(owner, Frame) else owner.rows
    if isinstance(key, slice):
        is_whole = key.start is None and key.stop is None and key.step is None
        return sliced(total, key) if indexer.by_position or is_whole else UNKNOWN
    if isinstance(key, ListValue):
        items = key.items(ctx.heap)
        return UNKNOWN if items is None or any(isinstance(i, bool) for i in items) else len(items)
    if isinstance(key, Tensor):
        return key.shape.batch if key.shape.rank == 1 and key.dtype in ("int64", "int32") else UNKNOWN
    return None if isinstance(key, (int, str)) else UNKNOWN


def _columns(ctx: Context, indexer: Indexer, frame: Frame, key: Value) -> tuple[Names | None, Dim] | None:
    """The names and the number of columns chosen; None for a single one."""
    names, count = frame.names(ctx), frame.count(ctx)
    if isinstance(key, slice):
        if key.start is None and key.stop is None and key.step is None:
            return names, count
        if indexer.by_position:
            return (names[key] if names is not None and _is_plain(key) else None), _slice_count(count, key)
        return None, UNKNOWN
    if isinstance(key, ListValue):
        items = key.items(ctx.heap)
        if items is None:
            return None, UNKNOWN
        if any(isinstance(name, bool) for name in items):
            return None, UNKNOWN
        return (None if indexer.by_position else items), len(items)
    if isinstance(key, Tensor) and key.shape.rank == 1 and key.dtype == "bool":
        among = chosen(ctx, names, key)
        return among, UNKNOWN if among is None else len(among)
    if isinstance(key, (int, str)):
        return None
    return None, UNKNOWN


def _is_plain(key: slice) -> bool:
    return all(bound is None or isinstance(bound, int) for bound in (key.start, key.stop, key.step))


def _slice_count(count: Dim, key: slice) -> Dim:
    """How many columns a slice takes. Of an unknown number, the bounds alone do not tell."""
    if is_unknown(count) and key.start is None and key.step is None and isinstance(key.stop, int) and key.stop < 0:
        return UNKNOWN
    return sliced(count, key)


__all__ = ["Indexer"]
