"""`itertools`: finite ones as lists, `count`, `cycle` and `repeat` without end."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from ....interpreter import Context
from ....interpreter.registry import function
from ....shapes import UNKNOWN
from ....values import ABSENT, Value
from ..classes import make_class
from ..iteration import Endless, at_most, select
from ..sequences import known_slice
from ..support import MAX_ELEMENTS, items_or_none, join_items, number


def bounded(ctx: Context, items: Any, element: Callable[[], Value]) -> Value:
    """A list of the items that an iterator of Python's gives; of unknown length if there are too many."""
    known = list(itertools.islice(items, MAX_ELEMENTS // 10 + 1))
    return ctx.list(None, element()) if len(known) > MAX_ELEMENTS // 10 else ctx.list(known)


def _chained(ctx: Context, iterables: tuple[Value, ...]) -> Value:
    parts = [items_or_none(ctx, iterable) for iterable in iterables]
    if None in parts:
        elements = [ctx.element(iterable) for iterable, part in zip(iterables, parts) if part != ()]
        return ctx.list(None, join_items(ctx, tuple(elements)))
    return ctx.list([item for part in parts for item in part or ()])


def _chain(ctx: Context, cls: Value, /, *iterables: Value) -> Value:
    """The items of one iterable after the other."""
    return _chained(ctx, iterables)


def _chain_from(ctx: Context, cls: Value, iterable: Value, /) -> Value:
    """The items of each item of an iterable."""
    items = items_or_none(ctx, iterable)
    return ctx.list(None, ctx.element(ctx.element(iterable))) if items is None else _chained(ctx, items)


make_class("itertools.chain", members={"__new__": _chain}, class_methods={"from_iterable": _chain_from})


@function("itertools.count")
def count(ctx: Context, start: Value = 0, step: Value = 1) -> Value:
    """Numbers without end."""
    return Endless(
        ctx.heap,
        lambda ctx, n: ctx.binary("+", start, ctx.binary("*", n, step)),
        lambda ctx: (
            UNKNOWN if isinstance(number(start), int) and isinstance(number(step), int) else ctx.unknown("a number")
        ),
    )


@function("itertools.cycle")
def cycle(ctx: Context, iterable: Value, /) -> Value:
    """The items again and again."""
    items = items_or_none(ctx, iterable)
    if not items:
        return ctx.list(None, ctx.element(iterable))
    return Endless(ctx.heap, lambda ctx, n: items[n % len(items)], lambda ctx: join_items(ctx, items))


@function("itertools.repeat")
def repeat(ctx: Context, item: Value, times: Value = ABSENT) -> Value:
    """An item, a number of times or without end."""
    if times is ABSENT:
        return Endless(ctx.heap, lambda ctx, n: item, lambda ctx: item)
    known = number(times)
    return ctx.list([item] * known) if isinstance(known, int) and known <= MAX_ELEMENTS else ctx.list(None, item)


@function("itertools.islice")
def islice(ctx: Context, iterable: Value, /, *bounds: Value) -> Value:
    """A slice of an iterable."""
    part = known_slice(ctx, slice(*bounds)) if 1 <= len(bounds) <= 3 else None
    if part is None:
        return ctx.list(None, ctx.element(iterable))
    stop = part.stop if isinstance(part.stop, int) else MAX_ELEMENTS
    items = at_most(ctx, iterable, stop)
    return ctx.list(None, ctx.element(iterable)) if items is None else ctx.list(items[part])


def _combined(name: str) -> Callable[..., Value]:
    real = getattr(itertools, name)

    def implementation(ctx: Context, iterable: Value, /, r: Value = None) -> Value:
        items = items_or_none(ctx, iterable)
        known = [] if r is None and name == "permutations" else [number(r)]
        if items is None or not all(isinstance(size, int) and size >= 0 for size in known):
            return ctx.list(None, ctx.unknown(f"an item of itertools.{name}"))
        if any(isinstance(size, int) and size > 20 for size in known):
            return ctx.list(None, ctx.unknown(f"an item of itertools.{name}"))
        return bounded(ctx, real(items, *known), lambda: ctx.unknown(f"an item of itertools.{name}"))

    return implementation


for _name in ("combinations", "permutations", "combinations_with_replacement"):
    function(f"itertools.{_name}")(_combined(_name))


@function("itertools.product")
def product(ctx: Context, /, *iterables: Value, repeat: Value = 1) -> Value:
    """Every tuple with an item of each iterable."""
    parts = [items_or_none(ctx, iterable) for iterable in iterables]
    times = number(repeat)
    if None in parts or not isinstance(times, int) or times > 20 or any(len(part or ()) > 10_000 for part in parts):
        return ctx.list(None, tuple(ctx.element(iterable) for iterable in iterables))
    known = [part or () for part in parts]
    return bounded(
        ctx,
        itertools.product(*known, repeat=times),
        lambda: tuple(join_items(ctx, part) for part in known) * times,
    )


@function("itertools.zip_longest")
def zip_longest(ctx: Context, /, *iterables: Value, fillvalue: Value = None) -> Value:
    """Tuples of the items at the same place, as long as the longest."""
    parts = [items_or_none(ctx, iterable) for iterable in iterables]
    if None in parts:
        return ctx.list(None, ctx.unknown("an item of zip_longest"))
    return ctx.list(list(itertools.zip_longest(*(part or () for part in parts), fillvalue=fillvalue)))


@function("itertools.starmap")
def starmap(ctx: Context, function: Value, iterable: Value, /) -> Value:
    """What a function answers for the arguments in each item."""
    items = items_or_none(ctx, iterable)
    if items is None:
        return ctx.list(None, ctx.unknown("an item of starmap"))
    return ctx.list([ctx.call(function, ctx.iterate(item)) for item in items])


@function("itertools.accumulate")
def accumulate(ctx: Context, iterable: Value, func: Value = None, *, initial: Value = None) -> Value:
    """Running sums, or what another function makes of the items so far."""
    items = items_or_none(ctx, iterable)
    if items is None:
        return ctx.list(None, ctx.unknown("a running sum"))
    if initial is not None:
        items = (initial, *items)
    sums = list(items[:1])
    for item in items[1:]:
        sums.append(ctx.binary("+", sums[-1], item) if func is None else ctx.call(func, (sums[-1], item)))
    return ctx.list(sums)


@function("itertools.pairwise")
def pairwise(ctx: Context, iterable: Value, /) -> Value:
    """Overlapping pairs."""
    items = items_or_none(ctx, iterable)
    if items is None:
        element = ctx.element(iterable)
        return ctx.list(None, (element, element))
    return ctx.list(list(itertools.pairwise(items)))


@function("itertools.tee")
def tee(ctx: Context, iterable: Value, n: Value = 2, /) -> Value:
    """Independent iterators over the same items."""
    items = items_or_none(ctx, iterable)
    if not isinstance(n, int) or n > 100:
        return ctx.unknown("itertools.tee")
    return tuple(ctx.list(items, ctx.element(iterable) if items is None else None) for _ in range(n))


@function("itertools.filterfalse")
def filterfalse(ctx: Context, function: Value, iterable: Value, /) -> Value:
    """The items for which a function answers false."""
    return select(ctx, function, iterable, False)


@function("itertools.takewhile", "itertools.dropwhile", "itertools.compress")
def some(ctx: Context, first: Value, second: Value, /) -> Value:
    """Some of the items."""
    return ctx.list(None, ctx.unknown("some item"))


@function("itertools.groupby")
def groupby(ctx: Context, iterable: Value, key: Value = None) -> Value:
    """Runs of items with the same key."""
    return ctx.list(None, (ctx.unknown("a group's key"), ctx.list(None, ctx.element(iterable))))


@function("itertools.batched")
def batched(ctx: Context, iterable: Value, n: Value, **keywords: Value) -> Value:
    """Tuples of `n` items."""
    items = items_or_none(ctx, iterable)
    if items is None or not isinstance(n, int) or n < 1:
        return ctx.list(None, ctx.unknown("a batch"))
    return ctx.list([items[start : start + n] for start in range(0, len(items), n)])
