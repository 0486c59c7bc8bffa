"""Frames and series as values. A frame changes in place, so it is a `Store`."""

from __future__ import annotations

from collections.abc import Sequence

from ...interpreter import Context
from ...shapes import UNKNOWN, Dim, Shape, arithmetic
from ...values import Heap, Kind, ListValue, Object, Store, Tensor, Value
from ...values.heap import ABSENT
from ..arrays.convert import tensor_of

Names = tuple[Value, ...]


class Frame(Store):
    """A DataFrame. Its fields: `rows` (a Dim), `names` (the columns' names, None where unknown), `count` (how many)."""

    __slots__ = ()

    def __init__(
        self, heap: Heap | None, rows: Dim = UNKNOWN, names: Sequence[Value] | None = None, count: Dim = UNKNOWN
    ) -> None:
        known = None if names is None else tuple(names)
        super().__init__(heap, {"rows": rows, "names": known, "count": count if known is None else len(known)})

    def rows(self, ctx: Context) -> Dim:
        return _dim(ctx.heap.get(self, "rows"))

    def count(self, ctx: Context) -> Dim:
        return _dim(ctx.heap.get(self, "count"))

    def names(self, ctx: Context) -> Names | None:
        names = ctx.heap.get(self, "names")
        return names if isinstance(names, tuple) else None

    def shape(self, ctx: Context) -> Shape:
        return Shape(self.rows(ctx), self.count(ctx))

    def change(self, ctx: Context, other: Frame) -> None:
        """Becomes what another frame is (`inplace=True`)."""
        for field in ("rows", "names", "count"):
            ctx.heap.set(self, field, ctx.heap.get(other, field))


class Series(Object):
    """A column, or any one-dimensional data with an index. Immutable here."""

    __slots__ = ("classes", "dtype", "rows")

    def __init__(self, rows: Dim = UNKNOWN, dtype: str | None = None, classes: int | None = None) -> None:
        self.rows = rows
        self.dtype = dtype
        self.classes = classes

    @property
    def shape(self) -> Shape:
        return Shape(self.rows)


def _dim(value: Value) -> Dim:
    from ...shapes import is_dim

    return value if value is not ABSENT and is_dim(value) else UNKNOWN


def frame_like(ctx: Context, frame: Frame, rows: Dim | None = None) -> Frame:
    """A frame with the same columns, and other rows if given."""
    return Frame(ctx.heap, frame.rows(ctx) if rows is None else rows, frame.names(ctx), frame.count(ctx))


def array_of(ctx: Context, value: Frame | Series) -> Tensor:
    """The array of a frame (rows, columns) or a series (rows,)."""
    if isinstance(value, Frame):
        return Tensor(value.shape(ctx), Kind.ARRAY, None, ctx.span)
    return Tensor(value.shape, Kind.ARRAY, value.dtype, ctx.span, classes=value.classes)


def names_of(ctx: Context, value: Value) -> Names | None:
    """Names of columns given as one name, a list, a tuple or an index; None where they are not known."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, tuple):
        return value
    if isinstance(value, ListValue):
        return value.items(ctx.heap)
    return None


def tensor(ctx: Context, value: Value) -> Tensor:
    """Any data as an array."""
    return array_of(ctx, value) if isinstance(value, (Frame, Series)) else tensor_of(ctx, value)


def fewer(count: Dim, removed: int) -> Dim:
    return arithmetic("-", count, removed)
