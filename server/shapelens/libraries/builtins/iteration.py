"""Builtin functions that take or give iterables: `len`, `zip`, `map`, `sorted`, `sum`, `next`, ...

An iterator is a `ListValue` that `next` consumes from the front; one that never ends is an `Endless`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from ...interpreter import Context
from ...interpreter.registry import function, method, method_of
from ...shapes import UNKNOWN, Symbolic, Undetermined
from ...values import ABSENT, Heap, Instance, ListValue, Store, Tensor, Unknown, Value
from .lists import sorted_items
from .support import FAILURES, MAX_ELEMENTS, equals, items_or_none, join_items, number, plain, reason_of, refill

POSITION = "position"


class Endless(Store):
    """An iterator without end: its item number n is `at(ctx, n)`. `like` tells what each item is like."""

    __slots__ = ("at", "like")

    def __init__(
        self, heap: Heap, at: Callable[[Context, int], Value], like: Callable[[Context], Value], position: int = 0
    ) -> None:
        super().__init__(heap, {POSITION: position})
        self.at = at
        self.like = like

    def take(self, ctx: Context, count: int) -> tuple[Value, ...]:
        """The next items, consumed."""
        start = ctx.heap.get(self, POSITION)
        if not isinstance(start, int):
            return (self.like(ctx),) * count
        ctx.heap.set(self, POSITION, start + count)
        return tuple(self.at(ctx, start + offset) for offset in range(count))


@method(Endless, "__iter__")
def endless_items(ctx: Context, self: Endless) -> tuple[Value, ...]:
    """Raises Undetermined: there is no end."""
    raise Undetermined("an iterator without end")


method(Endless, "__element__")(lambda ctx, self: self.like(ctx))
method(Endless, "__bool__")(lambda ctx, self: True)


def streams(ctx: Context, iterables: tuple[Value, ...]) -> list[tuple[Value, ...]] | None:
    """The items of several iterables; endless ones cut to the longest other. None where a length is unknown."""
    known = [None if isinstance(iterable, Endless) else items_or_none(ctx, iterable) for iterable in iterables]
    lengths = [len(items) for items in known if items is not None]
    if not lengths or any(
        items is None and not isinstance(iterable, Endless) for items, iterable in zip(known, iterables)
    ):
        return None
    return [
        iterable.take(ctx, max(lengths)) if isinstance(iterable, Endless) else items or ()
        for items, iterable in zip(known, iterables)
    ]


@function("builtins.len")
def length(ctx: Context, value: Value, /) -> Value:
    """The number of items; an integer even where it is not known."""
    size = ctx.length(value)
    return UNKNOWN if size is None else size


@function("builtins.enumerate")
def enumerate_(ctx: Context, iterable: Value, start: Value = 0) -> Value:
    """Pairs of a count and an item."""
    items = items_or_none(ctx, iterable)
    first = number(start)
    if items is None:
        return ctx.list(None, (UNKNOWN, ctx.element(iterable)))
    if not isinstance(first, int):
        return ctx.list([(UNKNOWN, item) for item in items])
    return ctx.list([(first + position, item) for position, item in enumerate(items)])


@function("builtins.zip")
def zip_(ctx: Context, *iterables: Value, strict: Value = False) -> Value:
    """Tuples of the items at the same place, as long as the shortest."""
    if not iterables:
        return ctx.list(())
    known = streams(ctx, iterables)
    if known is None:
        return ctx.list(None, tuple(ctx.element(iterable) for iterable in iterables))
    return ctx.list(list(zip(*known)))


@function("builtins.map")
def map_(ctx: Context, function: Value, /, *iterables: Value) -> Value:
    """What a function answers for each item."""
    known = streams(ctx, iterables)
    if known is None:
        return ctx.list(None, ctx.call(function, tuple(ctx.element(iterable) for iterable in iterables)))
    return ctx.list([ctx.call(function, arguments) for arguments in zip(*known)])


@function("builtins.filter")
def filter_(ctx: Context, function: Value, iterable: Value, /) -> Value:
    """The items for which a function answers true; of unknown number where it cannot be told for one."""
    return select(ctx, function, iterable, True)


def select(ctx: Context, function: Value, iterable: Value, wanted: bool) -> Value:
    """The items whose verdict is the one wanted."""
    items = items_or_none(ctx, iterable)
    if items is None:
        return ctx.list(None, ctx.element(iterable))
    verdicts = [ctx.truth(item if function is None else ctx.call(function, (item,))) for item in items]
    kept = [item for item, verdict in zip(items, verdicts) if verdict is None or verdict is wanted]
    return ctx.list(None, join_items(ctx, tuple(kept))) if None in verdicts else ctx.list(kept)


@function("builtins.reversed")
def reversed_(ctx: Context, sequence: Value, /) -> Value:
    """The items from the last to the first."""
    if isinstance(sequence, Instance) and (own := ctx.find_attribute(sequence, "__reversed__")) is not ABSENT:
        return ctx.call(own)
    items = items_or_none(ctx, sequence)
    return ctx.list(None, ctx.element(sequence)) if items is None else ctx.list(items[::-1])


@function("builtins.sorted")
def sorted_(ctx: Context, iterable: Value, /, *, key: Value = None, reverse: Value = False) -> Value:
    """A list in order; each item may be any of them where the order is not known."""
    items = items_or_none(ctx, iterable)
    if items is None:
        return ctx.list(None, ctx.element(iterable))
    return ctx.list(sorted_items(ctx, items, key, reverse))


@function("builtins.sum")
def sum_(ctx: Context, iterable: Value, /, start: Value = 0) -> Value:
    """The items added up from the left."""
    items = items_or_none(ctx, iterable)
    if items is None:
        element = ctx.element(iterable)
        is_integer = isinstance(element, (int, Symbolic)) and isinstance(start, (int, Symbolic))
        return UNKNOWN if is_integer else _sum_of_unknown_number(ctx, element)
    try:
        return sum(plain(ctx, items), start) if isinstance(start, (int, float)) else _added(ctx, items, start)
    except (Undetermined, *FAILURES):
        return _added(ctx, items, start)


def _added(ctx: Context, items: tuple[Value, ...], start: Value) -> Value:
    total = start
    for item in items:
        total = ctx.binary("+", total, item)
        if isinstance(total, Unknown):
            break
    return total


def _sum_of_unknown_number(ctx: Context, element: Value) -> Value:
    """A tensor added to itself keeps its shape, if there is at least one; else nothing is known."""
    if isinstance(element, Tensor):
        return ctx.binary("+", element, element)
    return ctx.unknown(f"a sum of unknown length: {reason_of(element)}")


def _extreme(name: str) -> Callable[..., Value]:
    pick = max if name == "max" else min

    def implementation(
        ctx: Context, first: Value, /, *rest: Value, key: Value = None, default: Value = ABSENT
    ) -> Value:
        values = (first, *rest)
        items = values if rest else items_or_none(ctx, first)
        if items == () and default is not ABSENT:
            return default
        if not items:
            element = ctx.element(values[0])
            return (
                UNKNOWN if isinstance(element, (int, Symbolic)) else ctx.unknown(f"the {name} of {reason_of(element)}")
            )
        if all(item is items[0] or equals(ctx, item, items[0]) is True for item in items):
            return items[0]
        keys = items if key is None else tuple(ctx.call(key, (item,)) for item in items)
        try:
            known = plain(ctx, tuple(number(item) for item in keys))
            return items[known.index(pick(known))]
        except (Undetermined, *FAILURES):
            if all(isinstance(item, (int, Symbolic)) for item in items):
                return UNKNOWN
            return join_items(ctx, items) if key is not None else ctx.unknown(f"the {name} of unknown values")

    return implementation


for _name in ("max", "min"):
    function(f"builtins.{_name}")(_extreme(_name))


@function("builtins.any")
def any_(ctx: Context, iterable: Value, /) -> Value:
    """Whether any item is true."""
    return _quantified(ctx, iterable, True)


@function("builtins.all")
def all_(ctx: Context, iterable: Value, /) -> Value:
    """Whether every item is true."""
    return _quantified(ctx, iterable, False)


def _quantified(ctx: Context, iterable: Value, decisive: bool) -> Value:
    items = items_or_none(ctx, iterable)
    if items is None:
        return ctx.unknown("any() or all() of an unknown number of items")
    verdicts = [ctx.truth(item) for item in items]
    if decisive in verdicts:
        return decisive
    return ctx.unknown("any() or all() of unknown items") if None in verdicts else not decisive


@function("builtins.iter")
def iter_(ctx: Context, iterable: Value, sentinel: Value = ABSENT, /) -> Value:
    """An iterator of its own: a new list that `next` consumes."""
    if sentinel is not ABSENT:
        return ctx.list(None, ctx.call(iterable))
    if isinstance(iterable, Endless):
        return iterable
    if isinstance(iterable, Instance) and ctx.find_attribute(iterable, "__next__") is not ABSENT:
        return iterable
    first = method_of(type(iterable), "__first__")
    if first is not ABSENT and (item := ctx.call(first, (iterable,))) is not None:
        return Fresh(ctx.heap, item, ctx.element(iterable))
    items = items_or_none(ctx, iterable)
    return ctx.list(None, ctx.element(iterable)) if items is None else ctx.list(items)


class Fresh(ListValue):
    """An iterator of unknown length of whose first item more is known than of the others."""

    __slots__ = ("first",)

    def __init__(self, heap: Heap, first: Value, element: Value) -> None:
        super().__init__(heap, None, element)
        self.first = first
        heap.set(self, FRESH, True)


FRESH: Hashable = "fresh"


@function("builtins.next")
def next_(ctx: Context, iterator: Value, default: Value = ABSENT, /) -> Value:
    """The next item, consumed."""
    if isinstance(iterator, Endless):
        return iterator.take(ctx, 1)[0]
    if isinstance(iterator, Fresh) and ctx.heap.get(iterator, FRESH) is True:
        ctx.heap.set(iterator, FRESH, False)
        return iterator.first
    if isinstance(iterator, ListValue):
        items = iterator.items(ctx.heap)
        if items:
            refill(ctx, iterator, items[1:])
            return items[0]
        if items == ():
            return ctx.unknown("next() of an iterator at its end") if default is ABSENT else default
        return iterator.element if default is ABSENT else ctx.join(iterator.element, default)
    if isinstance(iterator, Instance):
        own = ctx.find_attribute(iterator, "__next__")
        if own is not ABSENT:
            return ctx.call(own)
    return ctx.element(iterator)


@method(ListValue, "__next__")
def next_item(ctx: Context, self: ListValue) -> Value:
    """`iterator.__next__()`."""
    return next_(ctx, self)


@method(ListValue, "send", "throw")
def send(ctx: Context, self: ListValue, value: Value, /) -> Value:
    """A generator's next item."""
    return next_(ctx, self)


@method(ListValue, "close")
def close(ctx: Context, self: ListValue) -> None:
    """Ends a generator."""


def at_most(ctx: Context, iterable: Value, count: int) -> tuple[Value, ...] | None:
    """The first items of an iterable, endless ones included; None where its length is unknown."""
    if isinstance(iterable, Endless):
        return iterable.take(ctx, min(count, MAX_ELEMENTS))
    items = items_or_none(ctx, iterable)
    return None if items is None else items[:count]
