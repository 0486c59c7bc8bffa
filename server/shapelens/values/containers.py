"""Lists, dicts and sets of the interpreted program."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from .base import Object, Value
from .heap import ABSENT, Heap, Store

ITEMS: Hashable = "items"
BOUND: Hashable = "maxlen"
OPEN: Hashable = "open"
YIELDED: Hashable = "yielded"


class Many(Object):
    """In place of a list's items: any number of them, each like `element`."""

    __slots__ = ("element",)

    def __init__(self, element: Value) -> None:
        self.element = element


class ListValue(Store):
    """A list (also a deque, a generator's items). Its field is the tuple of its items, or `Many`; a deque of bounded length has
    a second, `BOUND`: more items push out the first. What a generator yields has `YIELDED`."""

    __slots__ = ()

    def __init__(self, heap: Heap | None, items: Iterable[Value] | None, element: Value = None) -> None:
        super().__init__(heap, {ITEMS: Many(element) if items is None else tuple(items)})

    def items(self, heap: Heap) -> tuple[Value, ...] | None:
        """The items; None where the length is unknown."""
        heap.visit()
        items = heap.get(self, ITEMS)
        return items if isinstance(items, tuple) else None

    @classmethod
    def yielded(cls, heap: Heap | None, items: Iterable[Value] | None, element: Value = None) -> ListValue:
        """What a generator yields."""
        made = cls(heap, items, element)
        made.fields[YIELDED] = True
        return made

    @property
    def element(self) -> Value:
        """What each item of a list of unknown length is like."""
        items = self.fields[ITEMS]
        return items.element if isinstance(items, Many) else None

    def replace(self, heap: Heap, items: Iterable[Value] | None, element: Value = None) -> None:
        """Gives the list other items, or an unknown number of them."""
        kept = Many(element) if items is None else tuple(items)
        bound = heap.get(self, BOUND)
        if isinstance(bound, int) and isinstance(kept, tuple):
            kept = kept[max(len(kept) - bound, 0) :]
        heap.set(self, ITEMS, kept)


class SetValue(ListValue):
    """A set or frozenset of distinct constants: numbers in CPython's order, other members in order of insertion."""

    __slots__ = ()

    def __init__(self, heap: Heap | None, items: Iterable[Value] | None, element: Value = None) -> None:
        super().__init__(heap, None if items is None else _in_order(items), element)

    def replace(self, heap: Heap, items: Iterable[Value] | None, element: Value = None) -> None:
        super().replace(heap, None if items is None else _in_order(items), element)


def _in_order(items: Iterable[Value]) -> Iterable[Value]:
    members = tuple(items)
    return set(members) if all(isinstance(member, (int, float)) for member in members) else members


class DictValue(Store):
    """A dict: each key (a hashable value) is a field.

    `is_open` tells that there may be more keys than are known; then a missing key is unknown, and so is the length.
    A doubtful key is one that is there on some paths only: `d[key]` is known, whether there is one is not.
    """

    __slots__ = ("_heap", "extent")

    def __init__(self, heap: Heap | None, items: dict[Hashable, Value] | None = None, is_open: bool = False) -> None:
        super().__init__(heap, dict(items or {}))
        self._heap = heap
        self.extent = Store(heap, {OPEN: True} if is_open else None)
        """What is not known of its keys: `OPEN`, and `(key,)` for a doubtful one; a store, so that a branch can be undone."""

    @property
    def is_open(self) -> bool:
        extent = self.extent
        return bool(extent.fields if self._heap is None else self._heap.names(extent))

    def open(self, heap: Heap) -> None:
        """From now on there may be more keys than are known."""
        heap.set(self.extent, OPEN, True)

    def doubt(self, heap: Heap, key: Hashable) -> None:
        """From now on the key may not be there."""
        heap.set(self.extent, (key,), True)

    def trust(self, heap: Heap, key: Hashable) -> None:
        """From now on it is certain whether the key is there."""
        if self.extent.fields:
            heap.delete(self.extent, (key,))

    def is_doubtful(self, heap: Heap, key: Hashable) -> bool:
        """Whether a key that is there may not be there on another path."""
        return bool(self.extent.fields) and heap.get(self.extent, (key,)) is not ABSENT

    def is_doubted(self, heap: Heap) -> bool:
        """Whether no key is certain to be there."""
        return all(self.is_doubtful(heap, key) for key in heap.names(self))
