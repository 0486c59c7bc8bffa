"""What every native here needs: limits against hostile programs, and the way from values to plain Python and back.

A pure function of Python's own (`str.upper`, `math.sqrt`) is run for real where all its arguments are known constants
and its result is small; in every other case the answer is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ...interpreter import Context
from ...shapes import UNKNOWN, Symbolic, Undetermined
from ...values import (
    CONSTANTS,
    UNRECORDED,
    Class,
    DictValue,
    Function,
    Instance,
    ListValue,
    Module,
    Native,
    SetValue,
    Tensor,
    Unknown,
    Value,
)

MAX_ELEMENTS = 100_000
"""Elements of a container, characters of a string: beyond it the length is unknown."""
MAX_BITS = 10_000
"""Of an integer: beyond it the value is unknown."""
MAX_DIGITS = 3_000
"""Of an integer that is turned into text."""
MOST_JOINED = 2_000
"""Items that are looked at to tell what each item of a list is like."""

HOST = "__host__"
"""The field of an instance of a class derived from a builtin one that holds the builtin value."""
UNRECORDED.add(HOST)

FAILURES = (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, UnicodeError, MemoryError)
"""What Python's own functions raise on arguments that do not suit them. The program would end there: unknown."""


def is_small(value: object) -> bool:
    """Whether a plain Python value is within the limits."""
    if isinstance(value, int):
        return value.bit_length() <= MAX_BITS
    return not isinstance(value, (str, bytes, tuple, list, dict, set, frozenset)) or len(value) <= MAX_ELEMENTS


def plain(ctx: Context, value: Value) -> Any:
    """The plain Python value (lists as lists, dicts as dicts). Raises Undetermined where any part is not known."""
    if isinstance(value, CONSTANTS):
        return value
    if isinstance(value, tuple):
        return tuple(plain(ctx, item) for item in value)
    if isinstance(value, range):
        return value
    if isinstance(value, slice):
        return slice(plain(ctx, value.start), plain(ctx, value.stop), plain(ctx, value.step))
    if isinstance(value, ListValue):
        items = value.items(ctx.heap)
        if items is not None:
            found = [plain(ctx, item) for item in items]
            return set(found) if isinstance(value, SetValue) else found
    if isinstance(value, DictValue) and not value.is_open:
        return {key: plain(ctx, ctx.heap.get(value, key)) for key in ctx.heap.names(value)}
    if (
        isinstance(value, Tensor)
        and value.shape.rank == 0
        and isinstance(value.data, CONSTANTS)
        and value.data is not None
    ):
        return value.data
    if isinstance(value, Instance) and HOST in value.fields:
        return plain(ctx, ctx.heap.get(value, HOST))
    raise Undetermined(reason_of(value))


def valued(ctx: Context, value: Any) -> Value:
    """The value of the interpreted program that a plain Python value is; Unknown if it is too large."""
    if not is_small(value):
        return UNKNOWN if isinstance(value, int) else ctx.unknown("a very large value")
    if isinstance(value, list):
        return ctx.list([valued(ctx, item) for item in value])
    if isinstance(value, tuple):
        return tuple(valued(ctx, item) for item in value)
    if isinstance(value, (set, frozenset)):
        return SetValue(ctx.heap, sorted(value, key=repr))
    if isinstance(value, dict):
        return ctx.dict({key: valued(ctx, item) for key, item in value.items()})
    if isinstance(value, (*CONSTANTS, range, slice)):
        return value
    return ctx.unknown(f"a {type(value).__name__}")


def compute(ctx: Context, function: Callable[..., Any], *arguments: Value, **keywords: Value) -> Value:
    """What a pure function of Python answers to known constants. Raises Undetermined where one is not known."""
    known = [plain(ctx, argument) for argument in arguments]
    named = {name: plain(ctx, value) for name, value in keywords.items()}
    try:
        return valued(ctx, function(*known, **named))
    except FAILURES as error:
        return ctx.unknown(f"{getattr(function, '__name__', 'a function')} raises {type(error).__name__}")


def reason_of(value: Value) -> str:
    """Why a value is not known."""
    if isinstance(value, Unknown):
        return value.reason
    return "an unknown integer" if isinstance(value, Symbolic) else f"the value of a {type(value).__name__}"


def number(value: Value) -> Value:
    """A scalar array of known value as the number that it holds; anything else as it is."""
    if isinstance(value, Tensor) and value.shape.rank == 0 and isinstance(value.data, (bool, int, float, complex)):
        return value.data
    return value


def is_integer(value: Value) -> bool:
    """Whether it is surely an int (bools count, as in Python)."""
    return isinstance(value, (int, Symbolic))


def join_items(ctx: Context, items: Iterable[Value]) -> Value:
    """What each of the items is like; Unknown of none."""
    joined: Value = None
    for count, item in enumerate(items):
        if count >= MOST_JOINED or (count and isinstance(joined, Unknown)):
            return joined if isinstance(joined, Unknown) else ctx.unknown("one of very many items")
        joined = item if not count else ctx.join(joined, item)
    return joined if items else ctx.unknown("an item of an empty sequence")


def any_number(ctx: Context, items: Iterable[Value]) -> ListValue:
    """A list of unknown length, whose items are like these."""
    return ctx.list(None, join_items(ctx, tuple(items)))


def items_or_none(ctx: Context, value: Value) -> tuple[Value, ...] | None:
    """The items of an iterable; None where their number is not known."""
    try:
        return ctx.iterate(value)
    except Undetermined:
        return None


def refill(ctx: Context, target: ListValue, items: tuple[Value, ...] | None, element: Value = None) -> None:
    """Gives a list (or set) other items, of unknown number where `items` is None or too many."""
    if items is not None and len(items) > MAX_ELEMENTS:
        element, items = join_items(ctx, items), None
    target.replace(ctx.heap, items, element)


def element_of_list(ctx: Context, value: ListValue) -> Value:
    """What each item of a list is like, whatever its length."""
    items = value.items(ctx.heap)
    return value.element if items is None else join_items(ctx, items)


def equals(ctx: Context, a: Value, b: Value) -> bool | None:
    """Whether two values are equal; None where it cannot be told."""
    verdict = ctx.compare("==", a, b)
    return verdict if isinstance(verdict, bool) else None


UNLIKE = (*CONSTANTS, Symbolic, tuple, range, slice, ListValue, DictValue, Class, Function, Native, Module)
"""Kinds of values of which none equals one of another kind (numbers among themselves aside)."""


def unlike(symbol: str, other: Value) -> Value:
    """`==` and `!=` of values of two kinds that never equal each other; NotImplemented for anything else."""
    return symbol == "!=" if symbol in ("==", "!=") and isinstance(other, UNLIKE) else NotImplemented


def is_key(value: Value) -> bool:
    """Whether a value is certain to be one particular key of a dict or member of a set."""
    if isinstance(value, tuple):
        return all(map(is_key, value))
    return isinstance(value, (*CONSTANTS, range, Class, Function, Instance, Native, Module))
