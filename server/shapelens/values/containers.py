"""Lists, dicts and sets of the interpreted program."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from .base import Value
from .heap import Heap, Store

ITEMS: Hashable = "items"


class ListValue(Store):
    """A list (also a deque, an iterator once consumed). Its one field is a tuple of the items.

    `items` is None where the length is unknown; then `element` is what is known of each item.
    """

    __slots__ = ("element",)

    def __init__(self, heap: Heap | None, items: Iterable[Value] | None, element: Value = None) -> None:
        super().__init__(heap, {ITEMS: None if items is None else tuple(items)})
        self.element = element

    def items(self, heap: Heap) -> tuple[Value, ...] | None:
        items = heap.get(self, ITEMS)
        return items if isinstance(items, tuple) else None

    def replace(self, heap: Heap, items: Iterable[Value] | None) -> None:
        heap.set(self, ITEMS, None if items is None else tuple(items))


class SetValue(ListValue):
    """A set or frozenset, in order of insertion, of distinct constants."""

    __slots__ = ()


class DictValue(Store):
    """A dict: each key (a hashable value) is a field.

    `is_open` tells that there may be more keys than are known; then a missing key is unknown, and so is the length.
    """

    __slots__ = ("is_open",)

    def __init__(self, heap: Heap | None, items: dict[Hashable, Value] | None = None, is_open: bool = False) -> None:
        super().__init__(heap, dict(items or {}))
        self.is_open = is_open
