"""One dimension of a shape: a size, dynamic, symbolic or unknown, and the integer arithmetic between them.

A `Dim` is one of

* an `int`: the size;
* `None`: Keras's dynamic dimension, known to be open (a batch axis, say);
* a `Symbolic`: an integer expression over names whose values cannot be known (`units`, `2*units`, `h//2`);
* `UNKNOWN` (a `Symbolic` too, shown as `?`): nothing is known. It absorbs whatever meets it.

The same `Symbolic` serves as the value of an unknown Python integer, so that `Dense(2 * units)` needs no translation.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias, TypeGuard, Union

Atom: TypeAlias = "str | Counter | FloorDiv"
Monomial: TypeAlias = "tuple[Atom, ...]"


class Counter:
    """The atom of an integer that is another one at every turn of a loop. Equal to itself alone, so that turns are never confused."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __str__(self) -> str:
        return self.name


class FloorDiv:
    """The atom `numerator // denominator`, where the division cannot be carried out."""

    __slots__ = ("_hash", "denominator", "numerator")

    def __init__(self, numerator: Symbolic, denominator: int | Symbolic) -> None:
        self.numerator = numerator
        self.denominator = denominator
        self._hash = hash((numerator, denominator, "//"))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, FloorDiv) and self.numerator == other.numerator and self.denominator == other.denominator
        )

    def __hash__(self) -> int:
        return self._hash

    def __str__(self) -> str:
        return f"{_wrapped(self.numerator)}//{_wrapped(self.denominator)}"


class Symbolic:
    """An integer polynomial over names and floor divisions, in canonical form. Immutable and hashable.

    Arithmetic with integers folds: `n + 1 - 1` is `n`, and an expression without names is an `int` again.
    """

    __slots__ = ("_counts", "_hash", "_text", "terms")

    terms: tuple[tuple[Monomial, int], ...]

    def __init__(self, terms: tuple[tuple[Monomial, int], ...]) -> None:
        self.terms = terms
        self._hash = hash(terms)
        self._counts: bool | None = None
        self._text: str | None = None

    @property
    def counts(self) -> bool:
        """Whether it depends on a loop's counter."""
        if self._counts is None:
            self._counts = any(_counts(atom) for monomial, _ in self.terms for atom in monomial)
        return self._counts

    @property
    def is_unknown(self) -> bool:
        return self.terms == _UNKNOWN_TERMS

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Symbolic) and self.terms == other.terms

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"Symbolic({self})"

    def __str__(self) -> str:
        if self._text is None:
            self._text = self._written()
        return self._text

    def _written(self) -> str:
        text = ""
        for monomial, coefficient in self.terms:
            sign, size = ("-", -coefficient) if coefficient < 0 else ("+", coefficient)
            factors = [_atom_text(atom, len(monomial) > 1 or size != 1) for atom in monomial]
            if size != 1 or not factors:
                factors.insert(0, str(size))
            text += (f" {sign} " if text else "-" if sign == "-" else "") + "*".join(factors)
        return text

    def __add__(self, other: int | Symbolic) -> int | Symbolic:
        if not isinstance(other, (int, Symbolic)):
            return NotImplemented
        return _combine(self, other, 1)

    __radd__ = __add__

    def __sub__(self, other: int | Symbolic) -> int | Symbolic:
        if not isinstance(other, (int, Symbolic)):
            return NotImplemented
        return _combine(self, other, -1)

    def __rsub__(self, other: int) -> int | Symbolic:
        return _combine(_terms_of(other), self, -1)

    def __neg__(self) -> int | Symbolic:
        return self * -1

    def __mul__(self, other: int | Symbolic) -> int | Symbolic:
        if not isinstance(other, (int, Symbolic)):
            return NotImplemented
        if self.is_unknown or (isinstance(other, Symbolic) and other.is_unknown):
            return 0 if other == 0 else UNKNOWN
        return _product(self, other)

    __rmul__ = __mul__

    def __floordiv__(self, other: int | Symbolic) -> int | Symbolic:
        if not isinstance(other, (int, Symbolic)):
            return NotImplemented
        if self.is_unknown or other == 0 or (isinstance(other, Symbolic) and other.is_unknown):
            return UNKNOWN
        return _quotient(self, other)

    def __rfloordiv__(self, other: int) -> int | Symbolic:
        return UNKNOWN if self.is_unknown else _canonical({(FloorDiv(_constant(other), self),): 1})

    def __mod__(self, other: int | Symbolic) -> int | Symbolic:
        if not isinstance(other, (int, Symbolic)):
            return NotImplemented
        quotient = self // other
        return UNKNOWN if _is_unknown(quotient) else self - quotient * other

    def __rmod__(self, other: int) -> int | Symbolic:
        return UNKNOWN


Dim: TypeAlias = Union[int, Symbolic, None]
Size: TypeAlias = Union[int, Symbolic]

REMEMBERED = 2_000
"""Products and quotients that are kept: a program computes the same few again and again."""
MOST_TERMS = 32
MOST_FACTORS = 16
LARGEST_COEFFICIENT = 1 << 64
LONGEST_QUOTIENT = 200
"""Characters of a numerator. What outgrows these bounds (`x = x * x + n` in a loop) says nothing to anybody: it becomes `?`."""

_UNKNOWN_TERMS: tuple[tuple[Monomial, int], ...] = ((("?",), 1),)
UNKNOWN = Symbolic(_UNKNOWN_TERMS)


def symbol(name: str) -> Symbolic:
    """The size called `name`, a positive integer of unknown value."""
    return Symbolic((((name,), 1),))


def counter(name: str) -> Symbolic:
    """The integer that a loop counts with, at one of its turns. `a[i : i + 7]` has 7 entries, whatever `i` is."""
    return Symbolic((((Counter(name),), 1),))


def counts(dim: Dim) -> bool:
    """Whether the dimension depends on a loop's counter: outside the turn nothing is known of it."""
    return isinstance(dim, Symbolic) and dim.counts


def _counts(atom: Atom) -> bool:
    if isinstance(atom, FloorDiv):
        return counts(atom.numerator) or counts(atom.denominator)
    return isinstance(atom, Counter)


def is_dim(value: object) -> TypeGuard[Dim]:
    """Whether a Python value can stand as a dimension (a bool cannot)."""
    return value is None or isinstance(value, Symbolic) or (isinstance(value, int) and not isinstance(value, bool))


def is_unknown(dim: Dim) -> bool:
    return isinstance(dim, Symbolic) and dim.is_unknown


def is_open(dim: Dim) -> bool:
    """Whether the dimension has no numeric size here: dynamic, symbolic or unknown."""
    return not isinstance(dim, int)


def same(a: Dim, b: Dim) -> bool | None:
    """Whether two dimensions are equal: True and False are certain, None cannot be told.

    A dynamic dimension may turn out to be any size, so it is never certain to differ.
    """
    if isinstance(a, int) and isinstance(b, int):
        return a == b
    if a is None or b is None or is_unknown(a) or is_unknown(b):
        return None
    if a == b:
        return True
    difference = a - b
    return False if isinstance(difference, int) else None


def arithmetic(operation: str, a: Dim, b: Dim) -> Dim:
    """`a operation b` for `+ - * // %` over dimensions. None meets None or a number as None; `?` absorbs."""
    if is_unknown(a) or is_unknown(b):
        return UNKNOWN
    if a is None or b is None:
        return None
    if operation == "+":
        return a + b
    if operation == "-":
        return a - b
    if operation == "*":
        return a * b
    if b == 0:
        return UNKNOWN
    return a // b if operation == "//" else a % b


def product(dims: tuple[Dim, ...] | list[Dim]) -> Dim:
    """The product of dimensions; None where a factor is None, `?` where one is unknown, 1 of none."""
    total: Dim = 1
    for dim in dims:
        total = arithmetic("*", total, dim)
    return total


def join(a: Dim, b: Dim) -> Dim:
    """What is known of a dimension that is `a` on one path and `b` on the other."""
    return a if a == b and type(a) is type(b) else UNKNOWN


def _is_unknown(value: int | Symbolic) -> bool:
    return isinstance(value, Symbolic) and value.is_unknown


def _constant(value: int) -> Symbolic:
    return Symbolic((((), value),))


def _terms_of(value: int | Symbolic | tuple[tuple[Monomial, int], ...]) -> tuple[tuple[Monomial, int], ...]:
    if isinstance(value, tuple):
        return value
    return value.terms if isinstance(value, Symbolic) else (((), int(value)),)


def _combine(a: Symbolic | tuple[tuple[Monomial, int], ...], b: int | Symbolic, sign: int) -> int | Symbolic:
    left, right = _terms_of(a), _terms_of(b)
    if left == _UNKNOWN_TERMS or right == _UNKNOWN_TERMS:
        return UNKNOWN
    total = dict(left)
    for monomial, coefficient in right:
        total[monomial] = total.get(monomial, 0) + sign * coefficient
    return _canonical(total)


def _canonical(terms: dict[Monomial, int]) -> int | Symbolic:
    kept = {monomial: coefficient for monomial, coefficient in terms.items() if coefficient}
    if not kept:
        return 0
    if len(kept) == 1 and () in kept:
        return kept[()]
    if len(kept) > MOST_TERMS or any(
        len(monomial) > MOST_FACTORS or abs(coefficient) > LARGEST_COEFFICIENT for monomial, coefficient in kept.items()
    ):
        return UNKNOWN
    return Symbolic(tuple(sorted(kept.items(), key=_term_order)))


def _term_order(term: tuple[Monomial, int]) -> tuple[int, str]:
    monomial, _ = term
    return (-len(monomial), "*".join(map(str, monomial)))


@lru_cache(REMEMBERED)
def _product(a: Symbolic, b: int | Symbolic) -> int | Symbolic:
    product: dict[Monomial, int] = {}
    for left, m in a.terms:
        for right, n in _terms_of(b):
            monomial = tuple(sorted(left + right, key=str))
            product[monomial] = product.get(monomial, 0) + m * n
    return _canonical(product)


@lru_cache(REMEMBERED)
def _quotient(numerator: Symbolic, denominator: int | Symbolic) -> int | Symbolic:
    """`numerator // denominator`; the denominator is not 0."""
    if isinstance(denominator, int) and all(coefficient % denominator == 0 for _, coefficient in numerator.terms):
        return _canonical({monomial: coefficient // denominator for monomial, coefficient in numerator.terms})
    exact = _exact_quotient(numerator, denominator)
    if exact is None and len(str(numerator)) > LONGEST_QUOTIENT:
        return UNKNOWN
    return exact if exact is not None else _canonical({(FloorDiv(numerator, denominator),): 1})


def _exact_quotient(numerator: Symbolic, denominator: int | Symbolic) -> int | Symbolic | None:
    """`numerator // denominator` where a single-term denominator divides every term, else None."""
    if isinstance(denominator, int) or len(denominator.terms) != 1:
        return 1 if numerator == denominator else None
    divisor, factor = denominator.terms[0]
    quotient: dict[Monomial, int] = {}
    for monomial, coefficient in numerator.terms:
        rest = list(monomial)
        for atom in divisor:
            if atom not in rest:
                return None
            rest.remove(atom)
        if coefficient % factor:
            return None
        quotient[tuple(rest)] = coefficient // factor
    return _canonical(quotient)


def _atom_text(atom: Atom, is_factor: bool) -> str:
    return f"({atom})" if isinstance(atom, FloorDiv) and is_factor else str(atom)


def _wrapped(value: int | Symbolic) -> str:
    text = str(value)
    return f"({text})" if isinstance(value, Symbolic) and not text.isidentifier() else text
