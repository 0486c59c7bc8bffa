"""A one-to-one correspondence between what an executed call met and what another one would meet."""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from operator import attrgetter
from typing import Any

from ..shapes import Shape, Symbolic
from ..values import (
    ABSENT,
    SHARED,
    UNRECORDED,
    VIEWS,
    BoundMethod,
    Class,
    Heap,
    Instance,
    Kind,
    Many,
    Module,
    Native,
    Object,
    Partial,
    Place,
    Span,
    Store,
    Super,
    Tensor,
    Unit,
    Unknown,
    Value,
    parts_of,
)
from ..values.heap import Absent
from . import sameness

PLAIN = sameness.PLAIN | {Shape, Absent, Kind}
"""Types whose values correspond to what is equal, and to nothing else."""
EQUAL = (int, float, str, bytes, complex, Enum, Symbolic, frozenset)
"""So do these, and what is derived from them."""
THEMSELVES = (Unit, Heap, Module, Native)
"""These are like nothing but themselves."""
PASSING = (BoundMethod, Super, Partial, Many, Unknown)
"""Objects that are made at every use, so that nothing depends on which one it is."""


class Correspondence:
    """What the new call has in place of what the old one had.

    places: where the old call stood and where the new one stands; None if it never asked
    is_own: whether a span lies in code that the old call executed: what was made there keeps its place
    """

    __slots__ = (
        "_back",
        "_has_moved",
        "_is_own",
        "_origins",
        "_places",
        "_spans",
        "_there",
        "_tuples",
        "differs",
        "lost",
    )

    def __init__(self, places: tuple[Span, Span] | None, is_own: Callable[[Span], bool]) -> None:
        self._places = places
        self._is_own = is_own
        self._there: dict[int, Any] = {}
        self._back: dict[int, Value] = {}
        self._tuples: dict[int, tuple[Value, Value]] = {}
        self._origins: dict[int, Value] = {}
        """What corresponding tensors come from, which nobody looked at."""
        self._spans: dict[Span, Span] = {}
        self._has_moved = places is not None and places[0] != places[1]
        """Whether anything stands in another place."""
        self.lost: ast.AST | None = None
        """The code of the old call that the new one has other code in place of."""
        self.differs: Place | None = None
        """The read of the old call in place of which the new one would find something else."""

    def is_like(self, old: Value, new: Value) -> bool:
        """Whether one corresponds to the other; it does from then on."""
        kind = type(old)
        if kind is not type(new):
            return False
        if kind in PLAIN:
            return old == new
        return (_likers.get(kind) or _learnt(kind))(self, old, new)

    def reads_like(self, reads: Mapping[Place, Value]) -> dict[Place, Value] | None:
        """What the new call reads where the old one read this; None where it would find something that does not correspond."""
        found: dict[Place, Value] = {}
        there = self._there
        waiting = list(reads.items())
        while waiting:
            later: list[tuple[Place, Value]] = []
            for place, value in waiting:
                store, field = place
                ours: Store | None = there.get(id(store))
                if ours is None:
                    later.append((place, value))
                    continue
                if type(field) is tuple and field in VIEWS:
                    current: Value = VIEWS[field](ours)
                    is_alike = current == value
                else:
                    current = ours.fields.get(field, ABSENT)
                    is_alike = (
                        (value is current and type(value) in PLAIN)
                        or there.get(id(value), there) is current
                        or self.is_like(value, current)
                    ) and (type(field) in PLAIN or self.is_like(field, field))
                if not is_alike:
                    self.differs = place
                    return None
                found[ours, field] = current
            if len(later) == len(waiting):  # what no value led to is the same for both
                for place, _ in later:
                    if not self.is_like(place[0], place[0]):
                        self.differs = place
                        return None
            waiting = later
        return found

    def is_like_tuple(self, old: tuple[Value, ...], new: tuple[Value, ...]) -> bool:
        """A tuple that holds another twice, and so on, is walked once."""
        known = self._tuples.get(id(old))
        if known is not None and known[1] is new:
            return True
        self._tuples[id(old)] = old, new
        return _sequences_alike(self, old, new)

    def is_like_span(self, old: Span, new: Span) -> bool:
        known = self._spans.get(old)
        if known is not None:
            return known == new
        if old != new and (self._is_own(old) or self._is_at_place(old)):
            return False
        self._spans[old] = new
        self._has_moved |= old != new
        return True

    def is_like_object(self, parts: tuple[str, ...], old: Any, new: Any) -> bool:
        if old is new and old.is_fixed:
            return True
        known = self._there.get(id(old))
        if known is not None:
            return known is new
        if id(new) in self._back:
            return False
        self._there[id(old)] = new
        self._back[id(new)] = old
        return all(self.is_like(getattr(old, name, ABSENT), getattr(new, name, ABSENT)) for name in parts)

    def is_like_store(self, parts: tuple[str, ...], old: Store, new: Store) -> bool:
        if old.serial == SHARED or new.serial == SHARED:
            return old is new
        return self.is_like_object(parts, old, new)

    def is_like_instance(self, parts: tuple[str, ...], old: Instance, new: Instance) -> bool:
        if id(old) in self._there:
            return self._there[id(old)] is new
        return self.is_like_store(parts, old, new) and all(
            self.is_like(old.fields.get(name, ABSENT), new.fields.get(name, ABSENT)) for name in UNRECORDED
        )

    def is_like_class(self, parts: tuple[str, ...], old: Class, new: Class) -> bool:
        """Libraries look without a record whether a class defines a method itself."""
        if old is new:
            return old.serial == SHARED or self.is_like_object((), old, new)
        kinds = [(name, type(value)) for name, value in old.fields.items()]
        return kinds == [(name, type(value)) for name, value in new.fields.items()] and self.is_like_store(
            parts, old, new
        )

    def is_like_tensor(self, parts: tuple[str, ...], old: Tensor, new: Tensor) -> bool:
        """Where it comes from is not compared: that would be the whole model. Calls that looked there are not repeated like this."""
        if type(old.producer) is not type(new.producer) or not self.is_like_object(parts, old, new):
            return False
        if old.producer is not None:
            self._origins[id(old.producer)] = new.producer
        return True

    def _is_at_place(self, span: Span) -> bool:
        """Whether it lies in the expression that called."""
        if self._places is None:
            return False
        place = self._places[0]
        return (
            span.unit is place.unit
            and place[1:3] <= span[1:3]
            and (span.end_line, span.end_column) <= (place.end_line, place.end_column)
        )


Liker = Callable[[Correspondence, Any, Any], bool]
_likers: dict[type, Liker] = {}


def _learnt(kind: type) -> Liker:
    """How values of a type correspond that was not met before."""
    return _likers.setdefault(kind, _liker(kind))


def _liker(kind: type) -> Liker:
    if issubclass(kind, EQUAL):
        return lambda _, a, b: bool(a == b)
    if issubclass(kind, Span):
        return Correspondence.is_like_span
    if issubclass(kind, tuple):
        return Correspondence.is_like_tuple
    if issubclass(kind, (dict, list, slice)):
        return _CONTAINERS[next(cls for cls in kind.__mro__ if cls in _CONTAINERS)]
    if issubclass(kind, ast.AST):
        return _nodes_alike
    if issubclass(kind, THEMSELVES):
        return _are_one
    if issubclass(kind, Object):
        return _liker_of_object(kind)
    if is_dataclass(kind):
        names = [field.name for field in fields(kind)]
        parts_of_data = attrgetter(*names, names[0])  # always a tuple
        return lambda like, a, b: _sequences_alike(like, parts_of_data(a), parts_of_data(b))
    return _are_one


def _liker_of_object(kind: type) -> Liker:
    parts = parts_of(kind)
    if issubclass(kind, Store):
        special: dict[type, Callable[..., bool]] = {
            Class: Correspondence.is_like_class,
            Instance: Correspondence.is_like_instance,
        }
        is_like = special.get(kind, Correspondence.is_like_store)
        return lambda like, a, b: is_like(like, parts, a, b)
    if issubclass(kind, Tensor):
        named = tuple(name for name in parts if name != "producer")
        return lambda like, a, b: like.is_like_tensor(named, a, b)
    if issubclass(kind, PASSING):
        return lambda like, a, b: _parts_alike(parts, like, a, b)
    return lambda like, a, b: like.is_like_object(parts, a, b)


def _are_one(_: Correspondence, old: Any, new: Any) -> bool:
    return old is new


def _parts_alike(parts: tuple[str, ...], like: Correspondence, old: Any, new: Any) -> bool:
    return all(like.is_like(getattr(old, name, ABSENT), getattr(new, name, ABSENT)) for name in parts)


def _nodes_alike(like: Correspondence, old: ast.AST, new: ast.AST) -> bool:
    if old is not new:
        like.lost = old
    return old is new


def _sequences_alike(like: Correspondence, old: Sequence[Value], new: Sequence[Value]) -> bool:
    return len(old) == len(new) and all(map(like.is_like, old, new))


def _dicts_alike(like: Correspondence, old: dict[Hashable, Value], new: dict[Hashable, Value]) -> bool:
    return list(old) == list(new) and all(map(like.is_like, old.values(), new.values()))


def _slices_alike(like: Correspondence, old: slice, new: slice) -> bool:
    return all(map(like.is_like, (old.start, old.stop, old.step), (new.start, new.stop, new.step)))


_CONTAINERS: dict[type, Liker] = {dict: _dicts_alike, list: _sequences_alike, slice: _slices_alike}
