"""Numbers: arithmetic and comparison of constants, of unknown integers (`Symbolic`) and of their quotients.

The quotient of an unknown integer and a number is a `Quotient`: a float that is not known, but `int(x / 2)` is still `x // 2`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, TypeAlias

from ...interpreter import Context
from ...interpreter.registry import attribute, method
from ...shapes import UNKNOWN, Size, Symbolic, same
from ...values import Object, Tensor, Unknown, Value
from .support import FAILURES, MAX_BITS, MAX_ELEMENTS, compute, unlike, valued

Number = (int, float, complex)

OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
    "<<": operator.lshift,
    ">>": operator.rshift,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
}
COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
SIGNS: dict[str, Callable[[Any], Any]] = {"+": operator.pos, "-": operator.neg, "~": operator.invert}

HIGHEST_POWER = 8
"""Of a symbol that is multiplied out."""

Verdict: TypeAlias = "bool | Unknown"


class Quotient(Object):
    """A float: `numerator / denominator` of an unknown integer and a positive one, not yet rounded."""

    __slots__ = ("denominator", "numerator")

    def __init__(self, numerator: Symbolic, denominator: int) -> None:
        self.numerator = numerator
        self.denominator = denominator

    @property
    def floor(self) -> Size:
        return self.numerator // self.denominator

    @property
    def ceiling(self) -> Size:
        return (self.numerator + self.denominator - 1) // self.denominator

    @property
    def truncated(self) -> Size:
        """Towards zero: the floor where the numerator cannot be negative."""
        return self.floor if is_positive(self.numerator) else UNKNOWN


def is_positive(size: Size) -> bool:
    """Whether a size is certain not to be negative: symbols stand for positive integers."""
    if isinstance(size, int):
        return size >= 0
    return not size.is_unknown and all(coefficient > 0 for _, coefficient in size.terms)


def too_large(symbol: str, a: Any, b: Any) -> bool:
    """Whether the result of an operation on two constants would exceed the limits."""
    if isinstance(a, int) and isinstance(b, int):
        if symbol == "**":
            return b > 0 and a.bit_length() * b > MAX_BITS and abs(a) > 1
        if symbol == "<<":
            return b > MAX_BITS
        return symbol == "*" and a.bit_length() + b.bit_length() > MAX_BITS
    if symbol == "*":
        sequence, count = (b, a) if isinstance(a, int) else (a, b)
        return isinstance(sequence, (str, bytes)) and isinstance(count, int) and len(sequence) * count > MAX_ELEMENTS
    return False


def _number_arithmetic(ctx: Context, self: Any, symbol: str, other: Value, is_reflected: bool) -> Value:
    if isinstance(other, (Symbolic, Quotient)):
        return symbolic_arithmetic(ctx, self, symbol, other, is_reflected)
    if not isinstance(other, Number) and not (isinstance(other, (str, bytes)) and symbol == "*"):
        return NotImplemented
    a, b = (other, self) if is_reflected else (self, other)
    if symbol not in OPERATIONS:
        return NotImplemented
    if too_large(symbol, a, b):
        return UNKNOWN if isinstance(a, int) and isinstance(b, int) else ctx.unknown("a very large value")
    try:
        return valued(ctx, OPERATIONS[symbol](a, b))
    except FAILURES as error:
        return ctx.unknown(f"{a!r:.40} {symbol} {b!r:.40} raises {type(error).__name__}")


def symbolic_arithmetic(ctx: Context, self: Value, symbol: str, other: Value, is_reflected: bool) -> Value:
    """Arithmetic of which one side at least is an unknown integer (or its quotient)."""
    a, b = (other, self) if is_reflected else (self, other)
    if isinstance(a, Quotient) or isinstance(b, Quotient):
        return _quotient_arithmetic(ctx, a, symbol, b)
    if not isinstance(a, (int, Symbolic)) or not isinstance(b, (int, Symbolic)):
        is_plain = isinstance(other, (float, complex))
        return ctx.unknown("a number computed from an unknown integer") if is_plain else NotImplemented
    if symbol in ("+", "-", "*", "//", "%"):
        return UNKNOWN if _is_unknown(a) or _is_unknown(b) else OPERATIONS[symbol](a, b)
    if symbol == "/":
        if isinstance(a, Symbolic) and isinstance(b, int) and b > 0:
            return Quotient(a, b)
        return ctx.unknown("a fraction of an unknown integer")
    if symbol == "**":
        return _power(ctx, a, b)
    if symbol in ("<<", ">>") and isinstance(b, int) and 0 <= b <= 64:
        return OPERATIONS["*" if symbol == "<<" else "//"](a, 2**b)
    return UNKNOWN if symbol in OPERATIONS else NotImplemented


def _power(ctx: Context, base: Size, exponent: Size) -> Value:
    if isinstance(exponent, int) and 0 <= exponent <= HIGHEST_POWER:
        result: Size = 1
        for _ in range(exponent):
            result = result * base
        return result
    if is_positive(exponent):
        return UNKNOWN
    return ctx.unknown("a power with an unknown exponent")


def _quotient_arithmetic(ctx: Context, a: Value, symbol: str, b: Value) -> Value:
    if isinstance(a, Quotient) and isinstance(b, int) and not isinstance(b, bool) and b > 0:
        if symbol == "/":
            return Quotient(a.numerator, a.denominator * b)
        if symbol == "*":
            scaled = a.numerator * b
            return Quotient(scaled, a.denominator) if isinstance(scaled, Symbolic) else ctx.unknown("a fraction")
    if isinstance(b, Quotient) and symbol == "*" and isinstance(a, int):
        return _quotient_arithmetic(ctx, b, symbol, a)
    if isinstance(a, Tensor) or isinstance(b, Tensor):
        return NotImplemented
    return ctx.unknown("a number computed from an unknown integer")


def _is_unknown(value: Size) -> bool:
    return isinstance(value, Symbolic) and value.is_unknown


def _number_comparison(ctx: Context, self: Any, symbol: str, other: Value, is_reflected: bool) -> Value:
    if isinstance(other, Symbolic):
        return _symbolic_comparison(ctx, self, symbol, other, is_reflected)
    if isinstance(other, Quotient):
        return ctx.unknown("a comparison with an unknown number")
    if not isinstance(other, Number):
        return unlike(symbol, other)
    a, b = (other, self) if is_reflected else (self, other)
    try:
        return bool(COMPARISONS[symbol](a, b))
    except FAILURES:
        return ctx.unknown(f"{a!r:.40} {symbol} {b!r:.40} raises")


def _symbolic_comparison(ctx: Context, self: Any, symbol: str, other: Value, is_reflected: bool) -> Value:
    """Decided where the difference is a number, and for a size that cannot be negative against a negative number."""
    if isinstance(other, float) or isinstance(self, float):
        return ctx.unknown("a comparison with an unknown integer")
    if not isinstance(other, (int, Symbolic)):
        return unlike(symbol, other)
    a, b = (other, self) if is_reflected else (self, other)
    if _is_unknown(a) or _is_unknown(b):
        return ctx.unknown("a comparison with an unknown integer")
    difference = a - b
    if isinstance(difference, int):
        return bool(COMPARISONS[symbol](difference, 0))
    if same(a, b) is False and symbol in ("==", "!="):
        return symbol == "!="
    return ctx.unknown("a comparison with an unknown integer")


def _number_sign(ctx: Context, self: Any, symbol: str) -> Value:
    if isinstance(self, Symbolic):
        return -self if symbol == "-" else self if symbol == "+" else -self - 1
    try:
        return valued(ctx, SIGNS[symbol](self))
    except FAILURES:
        return ctx.unknown(f"{symbol}{self!r:.40} raises")


def _symbolic_truth(ctx: Context, self: Symbolic) -> Value:
    return ctx.unknown("whether an unknown integer is 0")


for _kind in (int, float, complex):
    method(_kind, "__binary__")(_number_arithmetic)
    method(_kind, "__compare__")(_number_comparison)
    method(_kind, "__unary__")(_number_sign)
    method(_kind, "__bool__")(lambda ctx, self: bool(self))
method(type(None), "__bool__")(lambda ctx, self: False)
method(type(None), "__compare__")(
    lambda ctx, self, symbol, other, is_reflected: (symbol == "==") if other is None else unlike(symbol, other)
)
method(Symbolic, "__binary__")(symbolic_arithmetic)
method(Symbolic, "__compare__")(_symbolic_comparison)
method(Symbolic, "__unary__")(_number_sign)
method(Symbolic, "__bool__")(_symbolic_truth)
method(Quotient, "__binary__")(symbolic_arithmetic)
method(Quotient, "__compare__")(
    lambda ctx, self, symbol, other, is_reflected: ctx.unknown("a comparison with an unknown number")
)
method(Quotient, "__unary__")(lambda ctx, self, symbol: ctx.unknown("an unknown number"))
method(Quotient, "__bool__")(lambda ctx, self: ctx.unknown("whether an unknown number is 0"))


def _pure(kind: type, name: str) -> Callable[..., Value]:
    """A method of a number type, run for real."""
    function = getattr(kind, name)

    def implementation(ctx: Context, self: Value, /, *arguments: Value, **keywords: Value) -> Value:
        return compute(ctx, function, self, *arguments, **keywords)

    return implementation


def _part(name: str) -> Callable[..., Value]:
    """An attribute of a number type, read for real."""
    return lambda ctx, self: getattr(self, name)


for _number, _names in {
    int: ("bit_length", "conjugate", "to_bytes", "as_integer_ratio"),
    float: ("is_integer", "hex", "as_integer_ratio", "conjugate"),
    complex: ("conjugate",),
}.items():
    for _name in _names:
        method(_number, _name)(_pure(_number, _name))
    for _name in ("real", "imag"):
        attribute(_number, _name)(_part(_name))


@method(int, "is_integer")
def is_whole(ctx: Context, self: int) -> Value:
    """Always true of an int (Python 3.12)."""
    return True


for _name in ("numerator", "denominator"):
    attribute(int, _name)(_part(_name))
for _name in ("real", "numerator"):
    attribute(Symbolic, _name)(lambda ctx, self: self)
