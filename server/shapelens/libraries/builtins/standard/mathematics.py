"""`math`, `cmath`, `statistics`, `decimal`, `fractions`: run for real on constants; sizes stay integers where Python makes integers."""

from __future__ import annotations

import math
from collections.abc import Callable

from ....interpreter import Context
from ....interpreter.registry import define, function
from ....shapes import UNKNOWN, Symbolic, Undetermined
from ....values import Value
from ..numbers import Quotient
from ..support import MAX_BITS, compute, items_or_none, number

for _name in ("pi", "e", "tau", "inf", "nan"):
    define(f"math.{_name}", getattr(math, _name))
    define(f"cmath.{_name}", getattr(math, _name))

INTEGERS = ("ceil", "floor", "trunc", "gcd", "lcm", "comb", "perm", "isqrt", "factorial")
"""Functions that answer an int whatever they are given."""
LARGEST = 2_000
"""Argument of a factorial or a binomial coefficient."""


def _real(name: str) -> Callable[..., Value]:
    real = getattr(math, name)

    def implementation(ctx: Context, /, *values: Value, **keywords: Value) -> Value:
        known = tuple(number(value) for value in values)
        if name in ("factorial", "comb", "perm") and any(isinstance(n, int) and n > LARGEST for n in known):
            return UNKNOWN
        if name == "ldexp" and len(known) == 2 and isinstance(known[1], int) and known[1] > MAX_BITS:
            return ctx.unknown("a very large number")
        try:
            return compute(ctx, real, *known, **keywords)
        except Undetermined as undetermined:
            return UNKNOWN if name in INTEGERS else ctx.unknown(undetermined.reason)

    return implementation


for _name in dir(math):
    if not _name.startswith("_") and callable(getattr(math, _name)):
        function(f"math.{_name}")(_real(_name))


@function("math.ceil")
def ceil(ctx: Context, value: Value, /) -> Value:
    """The next integer upwards: `(n + k - 1)//k` of an unknown `n/k`."""
    if isinstance(value, Symbolic):
        return value
    return value.ceiling if isinstance(value, Quotient) else _real("ceil")(ctx, value)


@function("math.floor")
def floor(ctx: Context, value: Value, /) -> Value:
    """The next integer downwards."""
    if isinstance(value, Symbolic):
        return value
    return value.floor if isinstance(value, Quotient) else _real("floor")(ctx, value)


@function("math.trunc")
def trunc(ctx: Context, value: Value, /) -> Value:
    """The integer towards zero."""
    if isinstance(value, Symbolic):
        return value
    return value.truncated if isinstance(value, Quotient) else _real("trunc")(ctx, value)


@function("math.prod")
def prod(ctx: Context, iterable: Value, /, *, start: Value = 1) -> Value:
    """The product of the items: the number of elements of a shape."""
    items = items_or_none(ctx, iterable)
    if items is None:
        return ctx.unknown("a product of unknown length")
    total = start
    for item in items:
        total = ctx.binary("*", total, number(item))
    return total


@function("math.pow")
def power(ctx: Context, base: Value, exponent: Value, /) -> Value:
    """A float, of known numbers."""
    return compute(ctx, math.pow, number(base), number(exponent))
