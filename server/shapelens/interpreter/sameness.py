"""When two values are the same for all that a program can do with them, and when what was read is still there."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import TYPE_CHECKING

from ..shapes import Shape, Symbolic
from ..values import ABSENT, VIEWS, BoundMethod, Many, Tensor, Unknown, Value

if TYPE_CHECKING:
    from ..values import Place

DEEPEST = 8
"""Levels of nested values that are compared or copied."""
PLAIN = frozenset([type(None), bool, int, float, complex, str, bytes, type(...), range])
EQUAL = PLAIN | {Shape, Symbolic}
"""Types whose values are the same if they are equal."""


def reads_same(reads: dict[Place, Value], but: Set[Place] = frozenset()) -> bool:
    """Whether the fields that were read, `but` for these, hold what they held then."""
    return next(differing(reads, but), None) is None


def differing(reads: dict[Place, Value], but: Set[Place] = frozenset()) -> Iterator[Place]:
    """The fields that were read, `but` for these, that hold something else now."""
    for place, value in reads.items():
        store, field = place
        current = store.fields.get(field, ABSENT)
        if current is not value and place not in but:
            view = VIEWS.get(field) if type(field) is tuple else None
            if not (same(current, value) if view is None else view(store) == value):
                yield place


def same(a: Value, b: Value, depth: int = 0) -> bool:
    """Whether nothing that is done with one value could tell it from the other, now or later."""
    if a is b:
        return True
    kind = type(a)
    if kind is not type(b) or depth > DEEPEST:
        return False
    if kind in EQUAL:
        return a == b
    if isinstance(a, tuple):
        assert isinstance(b, tuple)
        return len(a) == len(b) and all(same(x, y, depth + 1) for x, y in zip(a, b))
    compare = _COMPARED.get(kind)
    return compare is not None and all(same(getattr(a, name), getattr(b, name), depth + 1) for name in compare)


_COMPARED: dict[type, tuple[str, ...]] = {
    Unknown: ("reason", "span"),
    Tensor: ("producer", "shape", "kind", "dtype", "span", "data", "classes"),
    BoundMethod: ("function", "receiver"),
    Many: ("element",),
    slice: ("start", "stop", "step"),
}
"""Immutable values that are the same if these parts are."""
