"""Frames and series as values. A frame changes in place, so it is a `Store`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ...interpreter import Context
from ...shapes import UNKNOWN, Dim, Shape, arithmetic
from ...values import Drawn, Heap, Kind, ListValue, Object, Store, Tensor, Value
from ...values.heap import ABSENT
from ..arrays.convert import tensor_of
from ..arrays.distinct import distinct, occurs
from ..arrays.elements import elements

Names = tuple[Value, ...]
TEXT = ("string", "object", "str")


@dataclass(frozen=True, slots=True)
class Categories:
    """The different values of a column.

    count:   how many there are
    rarest:  the share of the rows that hold the rarest
    rows:    in how many rows they all occur; None where they were drawn
    is_text: whether they are words, which `get_dummies` takes apart by itself
    """

    count: int
    rarest: float
    rows: Dim
    is_text: bool

    def among(self, rows: Dim) -> int | None:
        """How many there are in so many rows, chosen at random; None where some may be missing."""
        is_whole = isinstance(rows, int) and rows == self.rows
        return self.count if is_whole or (isinstance(rows, int) and occurs(self.count, self.rarest, rows)) else None


class Frame(Store):
    """A DataFrame. Its fields: `rows` (a Dim), `names` (the columns' names, None where unknown), `count` (how many), and `series`:
    a Series for each column of which more is known, as pairs (name, Series)."""

    __slots__ = ()

    def __init__(
        self,
        heap: Heap | None,
        rows: Dim = UNKNOWN,
        names: Sequence[Value] | None = None,
        count: Dim = UNKNOWN,
        series: Columns = (),
    ) -> None:
        known = None if names is None else tuple(names)
        size = count if known is None else len(known)
        super().__init__(heap, {"rows": rows, "names": known, "count": size, "series": series})

    def rows(self, ctx: Context) -> Dim:
        return _dim(ctx.heap.get(self, "rows"))

    def count(self, ctx: Context) -> Dim:
        return _dim(ctx.heap.get(self, "count"))

    def names(self, ctx: Context) -> Names | None:
        names = ctx.heap.get(self, "names")
        return names if isinstance(names, tuple) else None

    def shape(self, ctx: Context) -> Shape:
        return Shape(self.rows(ctx), self.count(ctx))

    def series(self, ctx: Context) -> Columns:
        """The columns of which more than their length is known."""
        known = ctx.heap.get(self, "series")
        return known if isinstance(known, tuple) else ()

    def column(self, ctx: Context, name: Value) -> Series:
        """The column of that name."""
        found = next((series for known, series in self.series(ctx) if known == name), None)
        return found if found is not None else Series(self.rows(ctx))

    def change(self, ctx: Context, other: Frame) -> None:
        """Becomes what another frame is (`inplace=True`)."""
        for field in ("rows", "names", "count", "series"):
            ctx.heap.set(self, field, ctx.heap.get(other, field))


class Series(Object):
    """A column, or any one-dimensional data with an index. Immutable here."""

    __slots__ = ("categories", "classes", "dtype", "rows")

    def __init__(
        self,
        rows: Dim = UNKNOWN,
        dtype: str | None = None,
        classes: int | None = None,
        categories: Categories | None = None,
    ) -> None:
        self.rows = rows
        self.dtype = dtype
        self.classes = classes
        self.categories = categories

    @property
    def shape(self) -> Shape:
        return Shape(self.rows)

    def some(self, rows: Dim) -> Series:
        """So many of the values, chosen at random."""
        return Series(rows, self.dtype, self.classes, self.categories)


Columns = tuple[tuple[Value, Series], ...]


def series_of(array: Tensor) -> Series:
    """A column of the values of an array."""
    return Series(array.shape.batch if array.shape.rank else UNKNOWN, array.dtype, array.classes, _categories(array))


def _categories(array: Tensor) -> Categories | None:
    flat, count = elements(array), distinct(array)
    is_text = array.dtype in TEXT
    if flat and count:
        rarest = min(Counter(flat).values()) / len(flat)
        return Categories(count, rarest, len(flat), is_text)
    classes = array.classes
    return Categories(int(classes), 1 / classes, None, is_text) if isinstance(classes, Drawn) and classes else None


def column_of(ctx: Context, value: Value) -> Series:
    """What is assigned to a column, as one: a number fills it."""
    if isinstance(value, Series):
        return value
    array = tensor_of(ctx, value)
    return series_of(array) if array.shape.rank == 1 else Series(dtype=array.dtype if array.shape.rank == 0 else None)


def distinct_of(ctx: Context, value: Value) -> Dim:
    """How many different values a series or an array holds."""
    if isinstance(value, Series):
        count = value.categories.among(value.rows) if value.categories is not None else None
    else:
        count = distinct(tensor(ctx, value))
    return UNKNOWN if count is None else count


def _dim(value: Value) -> Dim:
    from ...shapes import is_dim

    return value if value is not ABSENT and is_dim(value) else UNKNOWN


def frame_like(ctx: Context, frame: Frame, rows: Dim | None = None) -> Frame:
    """A frame with the same columns, and other rows if given."""
    series = frame.series(ctx) if rows is None else ()
    return Frame(ctx.heap, frame.rows(ctx) if rows is None else rows, frame.names(ctx), frame.count(ctx), series)


def some_of(ctx: Context, frame: Frame, rows: Dim) -> Frame:
    """So many of the rows, chosen at random."""
    series = tuple((name, column.some(rows)) for name, column in frame.series(ctx))
    return Frame(ctx.heap, rows, frame.names(ctx), frame.count(ctx), series)


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
