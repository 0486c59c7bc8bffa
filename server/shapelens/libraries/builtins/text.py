"""`str` and `bytes`: every method of Python's own, run for real on constants whose result stays small."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ...interpreter import Context
from ...interpreter.registry import method
from ...shapes import Symbolic, Undetermined
from ...values import Unknown, Value
from .numbers import COMPARISONS, OPERATIONS, too_large
from .sequences import index_constant
from .support import FAILURES, MAX_DIGITS, MAX_ELEMENTS, compute, plain, unlike, valued

_LONG_NUMBER = re.compile(r"\d{5,}")
"""A width or precision that makes a long text."""


def widths_are_small(template: str | bytes, arguments: Any) -> bool:
    """Whether formatting cannot make a text out of proportion to the template and the arguments."""
    text = template.decode("latin-1") if isinstance(template, bytes) else template
    if _LONG_NUMBER.search(text):
        return False
    takes_width = "*" in text or re.search(r"\{[^{}]*\{", text) is not None
    return all(
        not isinstance(argument, int) or abs(argument).bit_length() <= (16 if takes_width else MAX_DIGITS)
        for argument in _flat(arguments)
    )


def _flat(arguments: Any) -> list[Any]:
    if isinstance(arguments, dict):
        return [leaf for argument in arguments.values() for leaf in _flat(argument)]
    if isinstance(arguments, (tuple, list, set)):
        return [leaf for argument in arguments for leaf in _flat(argument)]
    return [arguments]


def _width(self: Any, arguments: tuple[Any, ...]) -> int:
    return arguments[0] if arguments and isinstance(arguments[0], int) else 0


def _replaced(self: Any, arguments: tuple[Any, ...]) -> int:
    return (len(self) + 1) * max(1, len(arguments[1])) if len(arguments) > 1 else 0


def _joined(self: Any, arguments: tuple[Any, ...]) -> int:
    pieces = list(arguments[0]) if arguments else []
    return sum(len(piece) for piece in pieces) + len(self) * len(pieces)


def _expanded(self: Any, arguments: tuple[Any, ...]) -> int:
    size = arguments[0] if arguments and isinstance(arguments[0], int) else 8
    return len(self) * max(size, 1)


def _formatted(self: Any, arguments: tuple[Any, ...]) -> int:
    return 0 if widths_are_small(self, arguments) else MAX_ELEMENTS + 1


RESULT_SIZES: dict[str, Callable[[Any, tuple[Any, ...]], int]] = {
    "center": _width,
    "ljust": _width,
    "rjust": _width,
    "zfill": _width,
    "replace": _replaced,
    "join": _joined,
    "expandtabs": _expanded,
    "format": _formatted,
    "format_map": _formatted,
}
"""Upper bounds of the length of what a method answers, where it can be much more than its arguments."""


def _real(kind: type, name: str) -> Callable[..., Value]:
    function = getattr(kind, name)
    size = RESULT_SIZES.get(name)

    def implementation(ctx: Context, self: Value, /, *arguments: Value, **keywords: Value) -> Value:
        known = _known_arguments(ctx, name, arguments)
        named = {key: plain(ctx, value) for key, value in keywords.items()}
        try:
            if size is not None and size(self, (*known, *named.values())) > MAX_ELEMENTS:
                return ctx.unknown("a very long text")
            return valued(ctx, function(self, *known, **named))
        except FAILURES as error:
            return ctx.unknown(f"{kind.__name__}.{name} raises {type(error).__name__}")

    return implementation


def _known_arguments(ctx: Context, name: str, arguments: tuple[Value, ...]) -> tuple[Any, ...]:
    if name == "join" and len(arguments) == 1:
        return ([plain(ctx, item) for item in ctx.iterate(arguments[0])],)
    return tuple(plain(ctx, argument) for argument in arguments)


for _kind in (str, bytes):
    for _name in dir(_kind):
        if not _name.startswith("_") and _name not in ("maketrans", "fromhex"):
            method(_kind, _name)(_real(_kind, _name))


def _text_arithmetic(ctx: Context, self: Any, symbol: str, other: Value, is_reflected: bool) -> Value:
    """`+`, `*` and `%` (formatting)."""
    if symbol == "%" and not is_reflected:
        return format_percent(ctx, self, other)
    if symbol == "*" and isinstance(other, (Symbolic, Unknown)):
        return ctx.unknown("a text of unknown length")
    if isinstance(other, Unknown):
        return other
    if symbol not in ("+", "*") or not isinstance(other, (str, bytes, int)):
        return NotImplemented
    a, b = (other, self) if is_reflected else (self, other)
    if too_large(symbol, a, b):
        return ctx.unknown("a very long text")
    try:
        return valued(ctx, OPERATIONS[symbol](a, b))
    except FAILURES:
        return ctx.unknown(f"{symbol} of a text and something else")


def format_percent(ctx: Context, template: Any, values: Value) -> Value:
    """`template % values`."""
    try:
        known = plain(ctx, values)
    except Undetermined as undetermined:
        return ctx.unknown(undetermined.reason)
    if not widths_are_small(template, known):
        return ctx.unknown("a very long text")
    try:
        return valued(ctx, template % known)
    except FAILURES:
        return ctx.unknown("a format that does not fit its values")


def _text_comparison(ctx: Context, self: Any, symbol: str, other: Value, is_reflected: bool) -> Value:
    if not isinstance(other, type(self)):
        return unlike(symbol, other)
    a, b = (other, self) if is_reflected else (self, other)
    return bool(COMPARISONS[symbol](a, b))


def _contains(ctx: Context, self: Any, item: Value) -> Value:
    return compute(ctx, type(self).__contains__, self, item)


def _items(ctx: Context, self: Any) -> tuple[Value, ...]:
    return tuple(self)


for _kind in (str, bytes):
    method(_kind, "__binary__")(_text_arithmetic)
    method(_kind, "__compare__")(_text_comparison)
    method(_kind, "__contains__")(_contains)
    method(_kind, "__iter__")(_items)
    method(_kind, "__getitem__")(index_constant)
    method(_kind, "__len__")(lambda ctx, self: len(self))
    method(_kind, "__bool__")(lambda ctx, self: bool(self))
