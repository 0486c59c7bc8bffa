"""Lists and dicts that a call answers, kept as templates: whoever repeats the call gets new ones."""

from __future__ import annotations

from collections.abc import Callable
from operator import is_

from ..shapes import Symbolic
from ..values import (
    ABSENT,
    SHARED,
    DictValue,
    Heap,
    ListValue,
    Many,
    Module,
    Native,
    SetValue,
    Store,
    Tensor,
    Unknown,
    Value,
)
from .sameness import DEEPEST, PLAIN

TEMPLATE = -1
"""The serial number of a list or dict that is kept to be copied."""
CONTAINERS = (ListValue, SetValue, DictValue)


def is_plain(value: Value, start: int, depth: int = 0) -> bool:
    """Whether a value is made of nothing that can change, but lists and dicts that can be copied, and of what is older than `start`."""
    if type(value) in PLAIN or value is ABSENT or isinstance(value, (Symbolic, Native, Module, Unknown)):
        return True
    if isinstance(value, Store) and (value.serial <= start or value.serial == SHARED):
        return True
    if isinstance(value, tuple):
        return all(is_plain(item, start, depth) for item in value)
    if isinstance(value, CONTAINERS) and type(value) in CONTAINERS:
        return depth < DEEPEST and all(is_plain(item, start, depth + 1) for item in value.fields.values())
    if isinstance(value, Tensor):
        return value.producer is None
    if isinstance(value, Many):
        return is_plain(value.element, start, depth)
    return False


def template(value: Value, start: int, copies: dict[int, Store]) -> Value:
    """A plain value with a copy, to be kept, of each list and dict that is younger than `start`."""
    return _copied(None, value, copies, lambda store: start < store.serial != SHARED)


def made_anew(heap: Heap, value: Value, copies: dict[int, Store]) -> Value:
    """A value that was kept, its lists and dicts made anew."""
    return _copied(heap, value, copies, lambda store: store.serial == TEMPLATE)


def _copied(heap: Heap | None, value: Value, copies: dict[int, Store], is_chosen: Callable[[Store], bool]) -> Value:
    if isinstance(value, tuple):
        items = tuple(_copied(heap, item, copies, is_chosen) for item in value)
        return value if all(map(is_, items, value)) else items
    if isinstance(value, Many):
        return Many(_copied(heap, value.element, copies, is_chosen))
    if not isinstance(value, CONTAINERS) or type(value) not in CONTAINERS or not is_chosen(value):
        return value
    copy = copies.get(id(value))
    if copy is None:
        copy = DictValue(heap) if isinstance(value, DictValue) else type(value)(heap, ())
        if isinstance(copy, DictValue) and isinstance(value, DictValue):
            copy.extent.fields.update(value.extent.fields)
        if heap is None:
            copy.serial = TEMPLATE
        copies[id(value)] = copy
        for field, item in value.fields.items():
            copy.fields[field] = _copied(heap, item, copies, is_chosen)
    return copy
