"""`random`, `time`, `datetime`: numbers that are not known, and choices among what is."""

from __future__ import annotations

from collections.abc import Callable

from ....interpreter import Context
from ....interpreter.registry import function, lookup
from ....shapes import UNKNOWN
from ....values import ListValue, Native, Value
from ..classes import make_class
from ..support import any_number, items_or_none, join_items, number, refill

for _name in (
    "random",
    "uniform",
    "gauss",
    "normalvariate",
    "betavariate",
    "expovariate",
    "triangular",
    "gammavariate",
):
    function(f"random.{_name}")(lambda ctx, *values: ctx.unknown("a random number"))
for _name in ("randint", "randrange", "getrandbits"):
    function(f"random.{_name}", f"secrets.{_name}")(lambda ctx, *values: UNKNOWN)
for _name in ("seed", "setstate"):
    function(f"random.{_name}")(lambda ctx, *values, **settings: None)
for _name in ("time", "perf_counter", "monotonic", "process_time", "time_ns"):
    function(f"time.{_name}")(lambda ctx: ctx.unknown("the time"))
function("time.sleep")(lambda ctx, seconds: None)


@function("random.choice", "secrets.choice")
def choice(ctx: Context, sequence: Value, /) -> Value:
    """Any of the items."""
    return ctx.element(sequence)


@function("random.shuffle")
def shuffle(ctx: Context, sequence: Value, /) -> None:
    """Afterwards each item may be any of them."""
    items = sequence.items(ctx.heap) if isinstance(sequence, ListValue) else None
    if items and isinstance(sequence, ListValue):
        refill(ctx, sequence, (join_items(ctx, items),) * len(items))


@function("random.sample")
def sample(ctx: Context, population: Value, k: Value, **settings: Value) -> Value:
    """A list of `k` items."""
    return _picked(ctx, population, k)


@function("random.choices")
def choices(
    ctx: Context, population: Value, weights: Value = None, *, cum_weights: Value = None, k: Value = 1
) -> Value:
    """A list of `k` items."""
    return _picked(ctx, population, k)


def _picked(ctx: Context, population: Value, k: Value) -> Value:
    size = number(k)
    items = items_or_none(ctx, population)
    element = ctx.element(population) if items is None else join_items(ctx, items)
    if isinstance(size, int) and 0 <= size <= 10_000:
        return ctx.list([element] * size)
    return any_number(ctx, (element,))


def _method(name: str) -> Callable[..., Value]:
    """A function of the module as a method of a generator of its own."""
    native = lookup(f"random.{name}")

    def implementation(ctx: Context, self: Value, /, *values: Value, **settings: Value) -> Value:
        return ctx.call(native, values, settings)

    return implementation if isinstance(native, Native) else _unknown


def _unknown(ctx: Context, self: Value, /, *values: Value, **settings: Value) -> Value:
    return ctx.unknown("a random number")


make_class(
    "random.Random",
    members={
        "__init__": lambda ctx, self, /, *seed: None,
        **{name: _method(name) for name in ("seed", "shuffle", "choice", "choices", "sample", "randint", "randrange")},
        **dict.fromkeys(("random", "uniform", "gauss"), _unknown),
    },
    aliases=("random.SystemRandom",),
)
