"""Two calls that differ only in the objects that they meet, and what the second leaves, told from the first.

A stack of equal blocks, or a model that is built again after an edit, calls the same code on other objects of the same
making. A `Likeness` is a one-to-one correspondence between what the executed call met and what the new one would meet:
function, arguments, and all that was read on the way. Where there is one, the new call does the same to its own objects,
and what the first one made is made again for it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Iterable
from dataclasses import fields, is_dataclass
from operator import attrgetter, is_
from typing import Any

from ..values import (
    ABSENT,
    SHARED,
    DictValue,
    Heap,
    Module,
    Native,
    Object,
    Origin,
    Span,
    Store,
    Tensor,
    Unit,
    Value,
    parts_of,
)
from .correspondence import EQUAL, PLAIN, Correspondence
from .record import Record, SiteRecord
from .templates import TEMPLATE

NOTHING = (None, None)


class Unlike(Exception):
    """There is no telling what the new call would leave."""


class Likeness(Correspondence):
    """What the new call has in place of what the old one had, and what it makes.

    made:   the stores of the new call, once it is told what it leaves
    serial: of the youngest store before the new call
    born:   the stores that the old call made, with their fields at its end
    """

    __slots__ = ("_born", "_copies", "_serial", "_unfilled", "made")

    def __init__(
        self,
        serial: int,
        born: Iterable[tuple[Store, dict[Hashable, Value]]],
        places: tuple[Span, Span] | None,
        is_own: Callable[[Span], bool],
    ) -> None:
        super().__init__(places, is_own)
        self._serial = serial
        self._born = {id(store): fields for store, fields in born}
        self._copies: dict[int, tuple[Value, Any]] = {}
        """What was made again, by the id of the old object; with it, so that the id stays its own."""
        self._unfilled: list[tuple[Any, Any]] = []
        self.made: list[Store] = []

    def image(self, value: Any) -> Any:
        """What the new call has where the old one had this at its end. Raises Unlike. Call `fill` after the last."""
        kind = type(value)
        if kind in PLAIN:
            return value
        return (_imagers.get(kind) or _learnt(kind))(self, value)

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


Imager = Callable[[Likeness, Any], Any]
_imagers: dict[type, Imager] = {}


def _learnt(kind: type) -> Imager:
    """How values of a type are made again that was not met before."""
    return _imagers.setdefault(kind, _imager(kind))


def _imager(kind: type) -> Imager:
    if issubclass(kind, (*EQUAL, ast.AST, Unit, Heap, Module)):
        return _itself
    if issubclass(kind, Span):
        return Likeness.image_of_span
    if issubclass(kind, tuple):
        return Likeness.image_of_tuple
    if issubclass(kind, (dict, list, slice)):
        return _CONTAINERS[next(cls for cls in kind.__mro__ if cls in _CONTAINERS)]
    if issubclass(kind, Object):
        parts = parts_of(kind)
        made = next((imager for cls, imager in _OBJECTS.items() if issubclass(kind, cls)), None)
        return made or (lambda like, value: like.image_of_object(parts, value))
    return _imager_of_data(kind) if is_dataclass(kind) else _refuse


def _imager_of_data(kind: type) -> Imager:
    names = [field.name for field in fields(kind)]
    parts_of_data = attrgetter(*names, names[0])  # always a tuple

    def image_of_data(like: Likeness, value: Any) -> Any:
        parts = parts_of_data(value)
        new = [part if type(part) in PLAIN else like.image(part) for part in parts]
        return value if all(map(is_, new, parts)) else kind(**dict(zip(names, new)))

    return image_of_data


def _image_of_dict(like: Likeness, value: dict[Hashable, Value]) -> dict[Hashable, Value]:
    new = {key: like.image(item) for key, item in value.items()}
    return value if all(map(is_, new.values(), value.values())) else new


def _image_of_list(like: Likeness, value: list[Value]) -> list[Value]:
    new = [like.image(item) for item in value]
    return value if all(map(is_, new, value)) else new


def _image_of_slice(like: Likeness, value: slice) -> slice:
    return slice(like.image(value.start), like.image(value.stop), like.image(value.step))


def _image_of_native(_: Likeness, native: Native) -> Native:
    """A library's function; one that was made for values of the program cannot be made again. Raises Unlike."""
    if not native.is_fixed:
        raise Unlike
    return native


def _refuse(_: Likeness, __: Any) -> Any:
    raise Unlike


def _itself(_: Likeness, value: Any) -> Any:
    return value


_CONTAINERS: dict[type, Imager] = {dict: _image_of_dict, list: _image_of_list, slice: _image_of_slice}
_OBJECTS: dict[type, Imager] = {
    Native: _image_of_native,
    Store: Likeness.image_of_store,
    Tensor: Likeness.image_of_tensor,
    Origin: Likeness.image_of_origin,
}
