"""Tuples, ranges and what they share with lists: indexing, slicing, comparing, searching."""

from __future__ import annotations

from typing import Any

from ...interpreter import Context
from ...interpreter.registry import attribute, method
from ...shapes import UNKNOWN, Symbolic, Undetermined
from ...values import ListValue, Unknown, Value
from .numbers import COMPARISONS
from .support import (
    FAILURES,
    MAX_ELEMENTS,
    any_number,
    equals,
    items_or_none,
    join_items,
    number,
    plain,
    reason_of,
    unlike,
    valued,
)


def known_slice(ctx: Context, index: slice) -> slice | None:
    """A slice whose parts are all known; None otherwise."""
    try:
        parts = [number(part) for part in (index.start, index.stop, index.step)]
        known = plain(ctx, slice(*parts))
    except Undetermined:
        return None
    return known if isinstance(known, slice) else None


def index_items(ctx: Context, items: tuple[Value, ...], index: Value) -> Value:
    """`items[index]` for an index that is an integer: the join of all items where it is not known."""
    index = number(index)
    if isinstance(index, int):
        try:
            return items[index]
        except IndexError:
            return ctx.unknown(f"index {index} of {len(items)} items")
    if isinstance(index, (Symbolic, Unknown)):
        return join_items(ctx, items)
    return ctx.unknown(f"an index that is a {type(index).__name__}")


@method(tuple, "__getitem__")
def index_tuple(ctx: Context, self: tuple[Value, ...], index: Value) -> Value:
    """An item, or the tuple of a slice."""
    if isinstance(index, slice):
        known = known_slice(ctx, index)
        if known is None:
            return ctx.unknown("a slice with unknown ends")
        return _sliced(ctx, self, known)
    return index_items(ctx, self, index)


def index_constant(ctx: Context, self: Any, index: Value) -> Value:
    """An item or a slice of a str, bytes or range: known only with known indices."""
    index = number(index)
    if isinstance(index, slice):
        known = known_slice(ctx, index)
        if known is not None:
            return _sliced(ctx, self, known)
    if isinstance(index, int):
        try:
            return valued(ctx, self[index])
        except FAILURES:
            return ctx.unknown(f"index {index} of {len(self)}")
    if isinstance(self, range) and isinstance(index, (Symbolic, Unknown)):
        return UNKNOWN
    return ctx.unknown(reason_of(index))


def _sliced(ctx: Context, items: Any, index: slice) -> Value:
    try:
        return items[index]
    except FAILURES:
        return ctx.unknown("a slice that Python rejects")


@method(tuple, "__binary__")
def tuple_arithmetic(ctx: Context, self: tuple[Value, ...], symbol: str, other: Value, is_reflected: bool) -> Value:
    """Concatenation and repetition."""
    if symbol == "+" and isinstance(other, tuple):
        if len(self) + len(other) > MAX_ELEMENTS:
            return ctx.unknown("a very long tuple")
        return other + self if is_reflected else self + other
    if symbol == "*" and isinstance(number(other), int):
        count = number(other)
        assert isinstance(count, int)
        return self * count if len(self) * count <= MAX_ELEMENTS else ctx.unknown("a very long tuple")
    if symbol in ("+", "*") and isinstance(other, (Symbolic, Unknown)):
        return ctx.unknown(f"a tuple of unknown length: {reason_of(other)}")
    return NotImplemented


@method(tuple, "__compare__")
def tuple_comparison(ctx: Context, self: tuple[Value, ...], symbol: str, other: Value, is_reflected: bool) -> Value:
    """Item by item; unknown as soon as the first difference cannot be told."""
    if not isinstance(other, tuple):
        return unlike(symbol, other)
    a, b = (other, self) if is_reflected else (self, other)
    return compare_items(ctx, a, symbol, b)


def compare_items(ctx: Context, a: tuple[Value, ...], symbol: str, b: tuple[Value, ...]) -> Value:
    """`a symbol b` in Python's lexicographic order."""
    if symbol in ("==", "!="):
        if len(a) != len(b):
            return symbol == "!="
        verdicts = [True if x is y else equals(ctx, x, y) for x, y in zip(a, b)]
        if False in verdicts:
            return symbol == "!="
        return ctx.unknown("whether unknown items are equal") if None in verdicts else symbol == "=="
    for x, y in zip(a, b):
        is_equal = True if x is y else equals(ctx, x, y)
        if is_equal is None:
            return ctx.unknown("the order of unknown items")
        if not is_equal:
            return ctx.compare(symbol, x, y)
    return COMPARISONS[symbol](len(a), len(b))


@method(tuple, "__iter__")
def tuple_items(ctx: Context, self: tuple[Value, ...]) -> tuple[Value, ...]:
    """Its items."""
    return self


@method(tuple, "__contains__")
def tuple_contains(ctx: Context, self: tuple[Value, ...], item: Value) -> Value:
    """Whether an item equals the given value."""
    return contains(ctx, self, item)


def contains(ctx: Context, items: tuple[Value, ...], item: Value) -> Value:
    """Whether any of the items is or equals a value."""
    verdicts = [candidate is item or equals(ctx, candidate, item) for candidate in items]
    if True in verdicts:
        return True
    return ctx.unknown("whether an unknown item is among others") if None in verdicts else False


@method(tuple, "index")
def tuple_index(ctx: Context, self: tuple[Value, ...], item: Value, start: Value = 0, stop: Value = None) -> Value:
    """The first position of a value."""
    return find_item(ctx, self, item, start, stop)


def find_item(ctx: Context, items: tuple[Value, ...], item: Value, start: Value = 0, stop: Value = None) -> Value:
    """The first position of a value among items; an unknown integer where it cannot be told."""
    if not isinstance(start, int) or not (stop is None or isinstance(stop, int)):
        return UNKNOWN
    for position in range(*slice(start, stop).indices(len(items))):
        verdict = items[position] is item or equals(ctx, items[position], item)
        if verdict is not False:
            return position if verdict else UNKNOWN
    return ctx.unknown("the index of an item that is not there")


@method(tuple, "count")
def tuple_count(ctx: Context, self: tuple[Value, ...], item: Value) -> Value:
    """How often a value occurs."""
    return count_item(ctx, self, item)


def count_item(ctx: Context, items: tuple[Value, ...], item: Value) -> Value:
    """How many items equal a value; an unknown integer where it cannot be told."""
    verdicts = [candidate is item or equals(ctx, candidate, item) for candidate in items]
    return UNKNOWN if None in verdicts else verdicts.count(True)


method(tuple, "__len__")(lambda ctx, self: len(self))
method(tuple, "__bool__")(lambda ctx, self: bool(self))
method(tuple, "__element__")(join_items)
method(range, "__len__")(lambda ctx, self: self_length(self))
method(range, "__bool__")(lambda ctx, self: bool(self))
method(range, "__getitem__")(index_constant)
for _name in ("start", "stop", "step"):
    attribute(range, _name)(lambda ctx, self, _name=_name: getattr(self, _name))
    attribute(slice, _name)(lambda ctx, self, _name=_name: getattr(self, _name))


def self_length(self: range) -> Value:
    """`len(range(...))`; it may exceed what a C integer holds."""
    try:
        return len(self)
    except OverflowError:
        return UNKNOWN


@method(range, "__iter__")
def range_items(ctx: Context, self: range) -> tuple[Value, ...]:
    """Its integers, unless there are too many."""
    length = self_length(self)
    if not isinstance(length, int) or length > MAX_ELEMENTS:
        raise Undetermined("a very long range")
    return tuple(self)


@method(range, "__element__")
def range_element(ctx: Context, self: range) -> Value:
    """An integer; the only one if there is but one."""
    return self[0] if self and not self[1:] else UNKNOWN


@method(range, "__contains__")
def range_contains(ctx: Context, self: range, item: Value) -> Value:
    """Whether an integer is among them."""
    item = number(item)
    return item in self if isinstance(item, (int, float, str, type(None))) else ctx.unknown(reason_of(item))


@method(range, "__compare__")
def range_comparison(ctx: Context, self: range, symbol: str, other: Value, is_reflected: bool) -> Value:
    """Equality of ranges."""
    if isinstance(other, range) and symbol in ("==", "!="):
        return (self == other) is (symbol == "==")
    return unlike(symbol, other)


for _name in ("index", "count"):
    method(range, _name)(
        lambda ctx, self, item, _name=_name: (find_item if _name == "index" else count_item)(
            ctx, range_items(ctx, self), item
        )
    )


def sequence_slice(ctx: Context, items: tuple[Value, ...] | None, element: Value, index: slice) -> ListValue:
    """The list of a slice; of unknown length where the ends are not known."""
    known = known_slice(ctx, index)
    if items is None:
        return ctx.list(None, element)
    if known is None:
        return any_number(ctx, items)
    sliced = _sliced(ctx, items, known)
    return ctx.list(sliced if isinstance(sliced, tuple) else items_or_none(ctx, sliced), element)
