"""Lists: methods, indexing, slicing and operators. A list of unknown length keeps what is known of each item."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import method
from ...shapes import UNKNOWN, Symbolic, Undetermined
from ...values import BOUND, ListValue, Unknown, Value
from .sequences import compare_items, contains, count_item, find_item, index_items, known_slice, sequence_slice
from .support import (
    FAILURES,
    MAX_ELEMENTS,
    element_of_list,
    items_or_none,
    join_items,
    number,
    plain,
    reason_of,
    refill,
    unlike,
)


def same_kind(ctx: Context, like: ListValue, items: tuple[Value, ...] | None, element: Value = None) -> ListValue:
    """A new list with these items; of unknown number where `items` is None or there are too many."""
    if items is not None and len(items) > MAX_ELEMENTS:
        element, items = join_items(ctx, items), None
    return type(like)(ctx.heap, items, element)


def widen(ctx: Context, self: ListValue, *added: Value) -> None:
    """From now on the length is unknown, and an item may also be one of those added."""
    before = self.items(ctx.heap)
    known = [self.element] if before is None else list(before)
    refill(ctx, self, None, join_items(ctx, (*known, *added)))


@method(ListValue, "append")
def append(ctx: Context, self: ListValue, item: Value, /) -> None:
    """Adds an item at the end."""
    items = self.items(ctx.heap)
    if items is None:
        widen(ctx, self, item)
    else:
        refill(ctx, self, (*items, item))


@method(ListValue, "extend", "__iadd__")
def extend(ctx: Context, self: ListValue, iterable: Value, /) -> Value:
    """Adds the items of an iterable at the end."""
    items, added = self.items(ctx.heap), items_or_none(ctx, iterable)
    if items is not None and added is not None:
        refill(ctx, self, items + added)
    else:
        widen(ctx, self, *((ctx.element(iterable),) if added is None else added))
    return self


@method(ListValue, "insert")
def insert(ctx: Context, self: ListValue, index: Value, item: Value, /) -> None:
    """Adds an item before a position."""
    items, index = self.items(ctx.heap), number(index)
    if items is None or not isinstance(index, int):
        widen(ctx, self, item)
        return
    changed = list(items)
    changed.insert(index, item)
    refill(ctx, self, tuple(changed))


@method(ListValue, "pop")
def pop(ctx: Context, self: ListValue, index: Value = -1, /) -> Value:
    """Removes and answers an item."""
    items, index = self.items(ctx.heap), number(index)
    if items is None:
        return self.element
    if not isinstance(index, int):
        widen(ctx, self)
        return join_items(ctx, items)
    if not -len(items) <= index < len(items):
        return ctx.unknown("pop from an empty list")
    changed = list(items)
    item = changed.pop(index)
    refill(ctx, self, tuple(changed))
    return item


@method(ListValue, "remove")
def remove(ctx: Context, self: ListValue, item: Value, /) -> None:
    """Removes the first item that equals a value."""
    items = self.items(ctx.heap)
    if items is None:
        return
    position = find_item(ctx, items, item)
    if isinstance(position, int):
        refill(ctx, self, items[:position] + items[position + 1 :])
    elif isinstance(position, Symbolic):
        widen(ctx, self)


@method(ListValue, "reverse")
def reverse(ctx: Context, self: ListValue, /) -> None:
    """Reverses the order in place."""
    items = self.items(ctx.heap)
    if items is not None:
        refill(ctx, self, items[::-1])


@method(ListValue, "clear")
def clear(ctx: Context, self: ListValue, /) -> None:
    """Removes every item."""
    refill(ctx, self, ())


@method(ListValue, "copy")
def copy(ctx: Context, self: ListValue, /) -> Value:
    """A new list of the same items."""
    return same_kind(ctx, self, self.items(ctx.heap), self.element)


@method(ListValue, "sort")
def sort(ctx: Context, self: ListValue, /, *, key: Value = None, reverse: Value = False) -> None:
    """Sorts in place; where the order cannot be told, each item may be any of them."""
    items = self.items(ctx.heap)
    if items is not None:
        refill(ctx, self, sorted_items(ctx, items, key, reverse))


def sorted_items(ctx: Context, items: tuple[Value, ...], key: Value, reverse: Value) -> tuple[Value, ...]:
    """The items in order of their keys, if these are known; else as many items of which each may be any."""
    keys = items if key is None else tuple(ctx.call(key, (item,)) for item in items)
    try:
        known = [plain(ctx, item) for item in keys]
        order = sorted(range(len(items)), key=known.__getitem__, reverse=bool(plain(ctx, reverse)))
    except (Undetermined, *FAILURES):
        return (join_items(ctx, items),) * len(items)
    return tuple(items[position] for position in order)


@method(ListValue, "index")
def index(ctx: Context, self: ListValue, item: Value, start: Value = 0, stop: Value = None, /) -> Value:
    """The first position of a value."""
    items = self.items(ctx.heap)
    return UNKNOWN if items is None else find_item(ctx, items, item, start, stop)


@method(ListValue, "count")
def count(ctx: Context, self: ListValue, item: Value, /) -> Value:
    """How often a value occurs."""
    items = self.items(ctx.heap)
    return UNKNOWN if items is None else count_item(ctx, items, item)


@method(ListValue, "appendleft")
def append_left(ctx: Context, self: ListValue, item: Value, /) -> None:
    """`deque.appendleft`: adds an item at the front; where the length is bounded, the last may go."""
    items, bound = self.items(ctx.heap), ctx.heap.get(self, BOUND)
    if items is not None and isinstance(bound, int) and len(items) >= bound:
        refill(ctx, self, (item, *items)[:bound])
    else:
        insert(ctx, self, 0, item)


@method(ListValue, "extendleft")
def extend_left(ctx: Context, self: ListValue, iterable: Value, /) -> None:
    """`deque.extendleft`: adds items at the front, so that they end up reversed."""
    items, added = self.items(ctx.heap), items_or_none(ctx, iterable)
    if items is None or added is None:
        widen(ctx, self, *((ctx.element(iterable),) if added is None else added))
    else:
        refill(ctx, self, added[::-1] + items)


@method(ListValue, "popleft")
def pop_left(ctx: Context, self: ListValue, /) -> Value:
    """`deque.popleft`: removes and answers the first item."""
    return pop(ctx, self, 0)


@method(ListValue, "rotate")
def rotate(ctx: Context, self: ListValue, steps: Value = 1, /) -> None:
    """`deque.rotate`: moves items from the end to the front."""
    items = self.items(ctx.heap)
    if items and isinstance(steps, int):
        cut = -steps % len(items)
        refill(ctx, self, items[cut:] + items[:cut])
    elif items:
        refill(ctx, self, (join_items(ctx, items),) * len(items))


@method(ListValue, "__getitem__")
def get_item(ctx: Context, self: ListValue, index: Value) -> Value:
    """An item, or the list of a slice."""
    items = self.items(ctx.heap)
    if isinstance(index, slice):
        return sequence_slice(ctx, items, self.element, index)
    return self.element if items is None else index_items(ctx, items, index)


@method(ListValue, "__setitem__")
def set_item(ctx: Context, self: ListValue, index: Value, value: Value) -> None:
    """Changes an item or a slice; where it is not known which, each item may be the new one."""
    items, index = self.items(ctx.heap), number(index)
    if isinstance(index, slice):
        _set_slice(ctx, self, items, index, value)
    elif items is None:
        widen(ctx, self, value)
    elif isinstance(index, int):
        if -len(items) <= index < len(items):
            position = index % len(items)
            refill(ctx, self, (*items[:position], value, *items[position + 1 :]))
    else:
        refill(ctx, self, tuple(ctx.join(item, value) for item in items))


def _set_slice(ctx: Context, self: ListValue, items: tuple[Value, ...] | None, index: slice, value: Value) -> None:
    added, known = items_or_none(ctx, value), known_slice(ctx, index)
    if items is None or added is None or known is None:
        widen(ctx, self, *((ctx.element(value),) if added is None else added))
        return
    changed = list(items)
    try:
        changed[known] = added
    except FAILURES:
        return
    refill(ctx, self, tuple(changed))


@method(ListValue, "__delitem__")
def delete_item(ctx: Context, self: ListValue, index: Value) -> None:
    """Removes an item or a slice."""
    items, index = self.items(ctx.heap), number(index)
    known = known_slice(ctx, index) if isinstance(index, slice) else index
    if items is None:
        return
    if not isinstance(known, (int, slice)):
        widen(ctx, self)
        return
    changed = list(items)
    try:
        del changed[known]
    except FAILURES:
        return
    refill(ctx, self, tuple(changed))


@method(ListValue, "__binary__")
def arithmetic(ctx: Context, self: ListValue, symbol: str, other: Value, is_reflected: bool) -> Value:
    """Concatenation and repetition."""
    if symbol == "+" and isinstance(other, ListValue):
        first, second = (other, self) if is_reflected else (self, other)
        left, right = first.items(ctx.heap), second.items(ctx.heap)
        if left is not None and right is not None:
            return same_kind(ctx, self, left + right)
        known = [element_of_list(ctx, side) for side in (first, second) if side.items(ctx.heap) != ()]
        return same_kind(ctx, self, None, join_items(ctx, tuple(known)))
    count = number(other)
    if symbol == "*" and isinstance(count, (int, Symbolic, Unknown)):
        items = self.items(ctx.heap)
        if items is None or not isinstance(count, int) or len(items) * count > MAX_ELEMENTS:
            return same_kind(ctx, self, None, element_of_list(ctx, self))
        return same_kind(ctx, self, items * count)
    if symbol == "+" and isinstance(other, Unknown):
        return ctx.unknown(f"a list and something unknown: {reason_of(other)}")
    return NotImplemented


@method(ListValue, "__imul__")
def multiply_in_place(ctx: Context, self: ListValue, other: Value) -> Value:
    """`list *= count`."""
    product = arithmetic(ctx, self, "*", other, False)
    if isinstance(product, ListValue):
        refill(ctx, self, product.items(ctx.heap), product.element)
        return self
    return product


@method(ListValue, "__compare__")
def comparison(ctx: Context, self: ListValue, symbol: str, other: Value, is_reflected: bool) -> Value:
    """Item by item."""
    if not isinstance(other, ListValue):
        return unlike(symbol, other)
    first, second = (other, self) if is_reflected else (self, other)
    left, right = first.items(ctx.heap), second.items(ctx.heap)
    if left is None or right is None:
        return ctx.unknown("a comparison of lists of unknown length")
    return compare_items(ctx, left, symbol, right)


@method(ListValue, "__iter__")
def items_of(ctx: Context, self: ListValue) -> tuple[Value, ...]:
    """Its items. Raises Undetermined where their number is unknown."""
    items = self.items(ctx.heap)
    if items is None:
        raise Undetermined(reason_of(self.element) if isinstance(self.element, Unknown) else "a list of unknown length")
    return items


@method(ListValue, "__element__")
def element(ctx: Context, self: ListValue) -> Value:
    """What each item is like."""
    return element_of_list(ctx, self)


@method(ListValue, "__len__")
def length(ctx: Context, self: ListValue) -> Value:
    """The number of items."""
    items = self.items(ctx.heap)
    return UNKNOWN if items is None else len(items)


@method(ListValue, "__bool__")
def truth(ctx: Context, self: ListValue) -> Value:
    """Whether there are any items."""
    items = self.items(ctx.heap)
    return ctx.unknown("a list of unknown length") if items is None else bool(items)


@method(ListValue, "__contains__")
def has(ctx: Context, self: ListValue, item: Value) -> Value:
    """Whether an item equals a value."""
    items = self.items(ctx.heap)
    if items is None:
        return ctx.unknown("a list of unknown length")
    return contains(ctx, items, item)
