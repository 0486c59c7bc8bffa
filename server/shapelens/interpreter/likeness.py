"""Two calls that differ only in the objects that they meet, and what the second leaves, told from the first.

A stack of equal blocks, or a model that is built again after an edit, calls the same code on other objects of the same
making. A `Likeness` is a one-to-one correspondence between what the executed call met and what the new one would meet:
function, arguments, and all that was read on the way. Where there is one, the new call does the same to its own objects,
and what the first one made is made again for it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from operator import attrgetter, is_
from typing import Any, NamedTuple

from ..shapes import Shape, Symbolic
from ..values import (
    ABSENT,
    SHARED,
    UNRECORDED,
    VIEWS,
    BoundMethod,
    Class,
    DictValue,
    Heap,
    Instance,
    Kind,
    Many,
    Module,
    Native,
    Object,
    Origin,
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
from .record import Record, SiteRecord
from .templates import TEMPLATE

PLAIN = sameness.PLAIN | {Shape, Absent, Kind}
PASSING = (BoundMethod, Super, Partial, Many, Unknown)
"""Objects that are made at every use, so that nothing depends on which one it is."""


NOTHING = (None, None)


class Unlike(Exception):
    """There is no telling what the new call would leave."""


class Likeness:
    """What the new call has in place of what the old one had.

    made:   the stores of the new call, once it is told what it leaves
    serial: of the youngest store before the new call
    born:   the stores that the old call made, with their fields at its end
    places: where the old call stood and where the new one stands; None if it never asked
    is_own: whether a span lies in code that the old call executed: what was made there keeps its place
    """

    __slots__ = (
        "_back",
        "_born",
        "_copies",
        "_has_moved",
        "_is_own",
        "_origins",
        "_places",
        "_serial",
        "_spans",
        "_there",
        "_tuples",
        "_unfilled",
        "differs",
        "lost",
        "made",
    )

    def __init__(
        self,
        serial: int,
        born: Iterable[tuple[Store, dict[Hashable, Value]]],
        places: tuple[Span, Span] | None,
        is_own: Callable[[Span], bool],
    ) -> None:
        self._serial = serial
        self._born = {id(store): fields for store, fields in born}
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
        self._copies: dict[int, tuple[Value, Any]] = {}
        """What was made again, by the id of the old object; with it, so that the id stays its own."""
        self._unfilled: list[tuple[Any, Any]] = []
        self.made: list[Store] = []
        self.lost: ast.AST | None = None
        """The code of the old call that the new one has other code in place of."""
        self.differs: Place | None = None
        """The read of the old call in place of which the new one would find something else."""

    # ---------------------------------------------------------------- what goes in
    def is_like(self, old: Value, new: Value) -> bool:
        """Whether one corresponds to the other; it does from then on."""
        kind = type(old)
        if kind is not type(new):
            return False
        if kind in PLAIN:
            return old == new
        return (_likers.get(kind) or _learnt(kind, _likers))(self, old, new)

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
        return _tuples_alike(self, old, new)

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

    # ---------------------------------------------------------------- what comes out
    def image(self, value: Any) -> Any:
        """What the new call has where the old one had this at its end. Raises Unlike. Call `fill` after the last."""
        kind = type(value)
        if kind in PLAIN:
            return value
        return (_imagers.get(kind) or _learnt(kind, _imagers))(self, value)

    def fill(self) -> None:
        """Completes what was made. Raises Unlike."""
        image = self.image
        while self._unfilled:
            copy, old = self._unfilled.pop()
            fields = self._born.get(id(old))
            if fields is not None:
                copy.fields = {
                    (field if type(field) in PLAIN else image(field)): (value if type(value) in PLAIN else image(value))
                    for field, value in fields.items()
                }
            for name in parts_of(type(old)):
                part = getattr(old, name, ABSENT)
                if part is not ABSENT:
                    setattr(copy, name, part if type(part) in PLAIN else image(part))

    def image_of_span(self, span: Span) -> Span:
        if not self._has_moved:
            return span
        known = self._spans.get(span)
        if known is not None:
            return known
        if self._is_at_place(span):
            assert self._places is not None
            if span == self._places[0]:
                return self._places[1]
            if self._places[0] != self._places[1]:
                raise Unlike
        return span

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

    def image_of_store(self, store: Store) -> Store:
        there: Store | None = self._there.get(id(store))
        if there is not None:
            return there
        if store.serial == TEMPLATE:
            return self._image_of_template(store)
        if store.serial == SHARED or id(store) not in self._born:
            return store
        if id(store) in self._copies:
            made: Store = self._copies[id(store)][1]
            return made
        copy: Store = self._copy(store)
        self.made.append(copy)
        return copy

    def _image_of_template(self, store: Store) -> Store:
        if id(store) in self._copies:
            made: Store = self._copies[id(store)][1]
            return made
        copy = type(store)(None, {})
        copy.serial = TEMPLATE
        self._copies[id(store)] = store, copy
        if isinstance(copy, DictValue) and isinstance(store, DictValue):
            copy.extent.fields.update(store.extent.fields)
        copy.fields = {field: self.image(value) for field, value in store.fields.items()}
        return copy

    def image_of_tensor(self, tensor: Tensor) -> Any:
        """If it did not go in, it was made in the call."""
        known = self._there.get(id(tensor)) or self._copies.get(id(tensor), NOTHING)[1]
        if known is not None:
            return known
        if type(tensor) is not Tensor or tensor.producer is not None or tensor.data is not None:
            return self._copy(tensor)
        span = self.image_of_span(tensor.span) if tensor.span is not None else None
        copy = Tensor(tensor.shape, tensor.kind, tensor.dtype, span, classes=tensor.classes)
        self._copies[id(tensor)] = tensor, copy
        return copy

    def image_of_origin(self, origin: Origin) -> Any:
        """What a tensor comes from, like the tensor."""
        known = self._there.get(id(origin), ABSENT)
        if known is ABSENT:
            known = self._origins.get(id(origin), ABSENT)
        return self._copy(origin) if known is ABSENT else known

    def _copy(self, value: Any) -> Any:
        known = self._copies.get(id(value))
        if known is not None:
            return known[1]
        kind = type(value)
        copy = object.__new__(kind)
        if kind.CACHES:
            for name in kind.CACHES:
                setattr(copy, name, None)
        if issubclass(kind, Origin):
            copy.serial = self._serial
        self._copies[id(value)] = value, copy
        self._unfilled.append((copy, value))
        return copy

    def image_of_object(self, parts: tuple[str, ...], value: Any) -> Any:
        if value.is_fixed:
            return value
        known = self._there.get(id(value))
        if known is not None:
            return known
        copied = self._copies.get(id(value))
        if copied is not None:
            return copied[1]
        image = self.image
        old = [getattr(value, name, ABSENT) for name in parts]
        new = [part if type(part) in PLAIN else image(part) for part in old]
        copy = value
        if not all(map(is_, old, new)):
            copy = object.__new__(type(value))
            for name in type(value).CACHES:
                setattr(copy, name, getattr(value, name))
            for name, part in zip(parts, new):
                if part is not ABSENT:
                    setattr(copy, name, part)
        self._copies[id(value)] = value, copy
        return copy

    def image_of_tuple(self, value: tuple[Value, ...]) -> tuple[Value, ...]:
        copied = self._copies.get(id(value))
        if copied is not None:
            made: tuple[Value, ...] = copied[1]
            return made
        image = self.image
        items: list[Any] = [item if type(item) in PLAIN else image(item) for item in value]
        if all(map(is_, items, value)):
            made = value
        else:
            made = tuple(items) if type(value) is tuple else type(value)(*items)
        self._copies[id(value)] = value, made
        return made

    def image_of_record(self, told: Record) -> Record:
        """What the new call tells. Raises Unlike."""
        record = Record()
        of_span = self.image_of_span
        record.retell(
            {key.at(of_span(key.span)): self._image_of_site(site) for key, site in told.sites.items()},
            {of_span(span): reason for span, reason in told.unresolved.items()},
        )
        record.findings = [self.image(finding) for finding in told.findings]
        record.created = [(kind, self.image(value)) for kind, value in told.created]
        record.defined = [self.image(value) for value in told.defined]
        record.entered = told.entered
        return record

    def _image_of_site(self, site: SiteRecord) -> SiteRecord:
        return SiteRecord(
            site.observations, [self.image(subject) for subject in site.subjects], self.image(site.result)
        )


# -------------------------------------------------------------------- kinds of values
class Form(NamedTuple):
    """How values of a type correspond, and how one is made again."""

    is_like: Callable[[Likeness, Any, Any], bool]
    image: Callable[[Likeness, Any], Any]


_likers: dict[type, Callable[[Likeness, Any, Any], bool]] = {}
_imagers: dict[type, Callable[[Likeness, Any], Any]] = {}


def _learnt(kind: type, known: dict[type, Any]) -> Any:
    """What is done with values of a type that was not met before."""
    _likers[kind], _imagers[kind] = _made_form(kind)
    return known[kind]


def _made_form(kind: type) -> Form:
    if issubclass(kind, (int, float, str, bytes, complex, Enum, Symbolic)):
        return Form(lambda _, a, b: bool(a == b), lambda _, value: value)
    if issubclass(kind, Span):
        return Form(Likeness.is_like_span, Likeness.image_of_span)
    if issubclass(kind, tuple):
        return Form(Likeness.is_like_tuple, Likeness.image_of_tuple)
    if issubclass(kind, (dict, frozenset, list, slice)):
        return _CONTAINERS[next(cls for cls in kind.__mro__ if cls in _CONTAINERS)]
    if issubclass(kind, ast.AST):
        return Form(_nodes_alike, lambda _, value: value)
    if issubclass(kind, (Unit, Heap, Module)):
        return _SAME
    if issubclass(kind, Native):
        return Form(lambda _, a, b: a is b, _image_of_native)
    if issubclass(kind, Object):
        return _form_of_object(kind)
    if is_dataclass(kind):
        return _form_of_data(kind)
    return Form(lambda _, a, b: a is b, _refuse)


def _form_of_object(kind: type) -> Form:
    parts = parts_of(kind)
    if issubclass(kind, Store):
        special: dict[type, Callable[..., bool]] = {Class: Likeness.is_like_class, Instance: Likeness.is_like_instance}
        is_like = special.get(kind, Likeness.is_like_store)
        return Form(lambda like, a, b: is_like(like, parts, a, b), Likeness.image_of_store)
    if issubclass(kind, Tensor):
        named = tuple(name for name in parts if name != "producer")
        return Form(lambda like, a, b: like.is_like_tensor(named, a, b), Likeness.image_of_tensor)
    if issubclass(kind, PASSING):
        return Form(lambda like, a, b: _parts_alike(parts, like, a, b), lambda like, a: like.image_of_object(parts, a))
    if issubclass(kind, Origin):
        return Form(lambda like, a, b: like.is_like_object(parts, a, b), Likeness.image_of_origin)
    return Form(lambda like, a, b: like.is_like_object(parts, a, b), lambda like, a: like.image_of_object(parts, a))


def _form_of_data(kind: type) -> Form:
    names = [field.name for field in fields(kind)]
    parts_of_data = attrgetter(*names, names[0])  # always a tuple

    def image_of_data(like: Likeness, value: Any) -> Any:
        parts = parts_of_data(value)
        new = [part if type(part) in PLAIN else like.image(part) for part in parts]
        return value if all(map(is_, new, parts)) else kind(**dict(zip(names, new)))

    return Form(lambda like, a, b: _tuples_alike(like, parts_of_data(a), parts_of_data(b)), image_of_data)


def _parts_alike(parts: tuple[str, ...], like: Likeness, old: Any, new: Any) -> bool:
    return all(like.is_like(getattr(old, name, ABSENT), getattr(new, name, ABSENT)) for name in parts)


def _nodes_alike(like: Likeness, old: ast.AST, new: ast.AST) -> bool:
    if old is not new:
        like.lost = old
    return old is new


def _tuples_alike(like: Likeness, old: Sequence[Value], new: Sequence[Value]) -> bool:
    return len(old) == len(new) and all(map(like.is_like, old, new))


def _dicts_alike(like: Likeness, old: dict[Hashable, Value], new: dict[Hashable, Value]) -> bool:
    return list(old) == list(new) and all(map(like.is_like, old.values(), new.values()))


def _image_of_dict(like: Likeness, value: dict[Hashable, Value]) -> dict[Hashable, Value]:
    new = {key: like.image(item) for key, item in value.items()}
    return value if all(map(is_, new.values(), value.values())) else new


def _image_of_list(like: Likeness, value: list[Value]) -> list[Value]:
    new = [like.image(item) for item in value]
    return value if all(map(is_, new, value)) else new


def _slices_alike(like: Likeness, old: slice, new: slice) -> bool:
    return all(map(like.is_like, (old.start, old.stop, old.step), (new.start, new.stop, new.step)))


def _image_of_native(_: Likeness, native: Native) -> Native:
    """A library's function; one that was made for values of the program cannot be made again. Raises Unlike."""
    if not native.is_fixed:
        raise Unlike
    return native


def _refuse(_: Likeness, __: Any) -> Any:
    raise Unlike


_SAME = Form(lambda _, a, b: a is b, lambda _, value: value)
_CONTAINERS: dict[type, Form] = {
    dict: Form(_dicts_alike, _image_of_dict),
    list: Form(_tuples_alike, _image_of_list),
    frozenset: Form(lambda _, a, b: bool(a == b), lambda _, value: value),
    slice: Form(_slices_alike, lambda like, a: slice(like.image(a.start), like.image(a.stop), like.image(a.step))),
}
