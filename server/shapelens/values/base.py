"""What a Python value can be.

Immutable Python values stand for themselves: `None`, bool, int, float, complex, str, bytes, `...`, `range`, `slice` and
tuples (whose elements are values again). An integer that is not known but has a name is a `Symbolic`. All else is an
`Object`. A value of which nothing is known is `Unknown`.
"""

from __future__ import annotations

from typing import TypeAlias

from .source import Span

Value: TypeAlias = object
"""Any value of the interpreted program. Narrow it with isinstance; whatever does not fit is unknown."""

CONSTANTS = (type(None), bool, int, float, complex, str, bytes, type(...))


class Object:
    """A value that is not a plain Python constant. Compared by identity unless it says otherwise."""

    __slots__ = ()

    CACHES: tuple[str, ...] = ()
    """Attributes that only keep what can be worked out again."""

    @property
    def is_fixed(self) -> bool:
        """Whether nothing in it belongs to one program, or can be told from its like: it may stand for every copy of itself."""
        return False


def parts_of(kind: type[Object]) -> tuple[str, ...]:
    """The attributes that make an object of a type what it is, but the fields of a store, which change."""
    known = _parts.get(kind)
    if known is None:
        known = _parts[kind] = _named_parts(kind)
    return known


_parts: dict[type[Object], tuple[str, ...]] = {}


def _named_parts(kind: type[Object]) -> tuple[str, ...]:
    left_out = ("fields", "serial", *kind.CACHES)
    slots = (name for cls in kind.__mro__ for name in cls.__dict__.get("__slots__", ()))
    return tuple(name for name in slots if name not in left_out)


class Unknown(Object):
    """Nothing is known of the value. `reason` names the first thing that was not understood, `span` where that stands."""

    __slots__ = ("reason", "span")

    def __init__(self, reason: str = "", span: Span | None = None) -> None:
        self.reason = reason
        self.span = span

    def __repr__(self) -> str:
        return f"Unknown({self.reason!r})"


MOST_PARTS = 100_000


def is_vast(value: Value) -> bool:
    """Whether a tuple has more parts, and parts of parts, than anyone could walk: one that holds another twice, and so on."""
    if not isinstance(value, tuple) or not any(isinstance(item, tuple) for item in value):
        return False
    count, waiting = 0, [value]
    while waiting and count <= MOST_PARTS:
        parts = waiting.pop()
        count += len(parts)
        waiting += [part for part in parts if isinstance(part, tuple)]
    return count > MOST_PARTS


def is_constant(value: Value) -> bool:
    """Whether the value is a plain Python constant, or a tuple of nothing else."""
    if isinstance(value, tuple):
        return all(map(is_constant, value))
    return isinstance(value, CONSTANTS)
