"""Dicts and sets. A dict written under an unknown key may afterwards hold more than is known, and any value may have changed."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import ClassVar

from ...interpreter import Context
from ...interpreter.registry import method
from ...shapes import UNKNOWN, Undetermined
from ...values import ABSENT, DictValue, Heap, Instance, Value
from ...values.containers import OPEN
from .support import HOST, equals, is_key, items_or_none, join_items, reason_of, unlike

OPEN_KEYWORDS = "**"
"""The keyword that stands for keywords that are not known (`interpreter.calls.OPEN_KEYWORDS`)."""


class DefaultDict(DictValue):
    """A `collections.defaultdict` or `Counter`: a missing key gets what `factory()` answers."""

    __slots__ = ("factory",)
    keeps: ClassVar[bool] = True
    """Whether the item is there from then on."""

    def __init__(
        self,
        heap: Heap | None,
        factory: Value,
        items: dict[Hashable, Value] | None = None,
        is_open: bool = False,
    ) -> None:
        super().__init__(heap, items, is_open)
        self.factory = factory


def is_open(ctx: Context, self: DictValue) -> bool:
    """Whether there may be more keys than are known. Counts as a read."""
    return bool(ctx.heap.names(self.extent))


def values_of(ctx: Context, self: DictValue) -> tuple[Value, ...]:
    """The values under the keys that are known."""
    return tuple(ctx.heap.get(self, key) for key in ctx.heap.names(self))


def write(ctx: Context, self: DictValue, key: Value, value: Value) -> None:
    """`self[key] = value`."""
    if is_key(key):
        assert isinstance(key, Hashable)
        ctx.heap.set(self, key, value)
        self.trust(ctx.heap, key)
        return
    for known in ctx.heap.names(self):
        ctx.heap.set(self, known, ctx.join(ctx.heap.get(self, known), value))
    self.open(ctx.heap)


def fill(ctx: Context, self: DictValue, source: Value = (), keywords: dict[str, Value] | None = None) -> None:
    """What `dict(source, **keywords)` and `update` do: later keys win."""
    if isinstance(source, Instance) and HOST in source.fields:
        source = ctx.heap.get(source, HOST)
    if isinstance(source, DictValue):
        if ctx.heap.get(source.extent, OPEN) is not ABSENT:
            self.open(ctx.heap)
        for key in ctx.heap.names(source):
            value = ctx.heap.get(source, key)
            if not source.is_doubtful(ctx.heap, key):
                self.trust(ctx.heap, key)
            elif (own := ctx.heap.get(self, key)) is not ABSENT:
                value = ctx.join(own, value)
            else:
                self.doubt(ctx.heap, key)
            ctx.heap.set(self, key, value)
    else:
        pairs = items_or_none(ctx, source)
        if pairs is None:
            self.open(ctx.heap)
        for pair in pairs or ():
            items = items_or_none(ctx, pair) or ()
            if len(items) == 2:
                write(ctx, self, items[0], items[1])
            else:
                self.open(ctx.heap)
    for name, value in (keywords or {}).items():
        if name == OPEN_KEYWORDS:
            self.open(ctx.heap)
        else:
            ctx.heap.set(self, name, value)
            self.trust(ctx.heap, name)


def missing(ctx: Context, self: DictValue, key: Value) -> Value:
    """What `self[key]` is for a key that is not there."""
    if not is_key(key):
        known = values_of(ctx, self)
        if isinstance(self, DefaultDict) and self.keeps:
            self.open(ctx.heap)
        if is_open(ctx, self) or not known:
            return ctx.unknown(f"a dict's item under an unknown key: {reason_of(key)}")
        return join_items(ctx, known)
    if is_open(ctx, self):
        return ctx.unknown("an item of a dict whose keys are not all known")
    if isinstance(self, DefaultDict) and self.factory is not None and is_absent(ctx, self, key):
        value = ctx.call(self.factory)
        if self.keeps:
            write(ctx, self, key, value)
        return value
    return ctx.unknown(f"the key {key!r:.40}, which the dict does not have")


def is_absent(ctx: Context, self: DictValue, key: Value) -> bool:
    """Whether a key that was not found is certain not to be there: an instance may equal another that is."""
    names = ctx.heap.names(self)
    return is_key(key) and not is_open(ctx, self) and not any(_has_equality(name) for name in (key, *names))


def _has_equality(key: Value) -> bool:
    if not isinstance(key, Instance) or HOST in key.fields:
        return isinstance(key, Instance)
    return not key.cls.is_subclass("enum.Enum") and any("__eq__" in cls.fields for cls in key.cls.mro)


def find(ctx: Context, self: DictValue, key: Value) -> Value:
    """The value under a key; `ABSENT` if the key is unknown or not there."""
    return ctx.heap.get(self, key) if isinstance(key, Hashable) and is_key(key) else ABSENT


def is_doubtful(ctx: Context, self: DictValue, key: Value) -> bool:
    """Whether a key may not be there, although it has a value."""
    return isinstance(key, Hashable) and self.is_doubtful(ctx.heap, key)


@method(DictValue, "__getitem__")
def get_item(ctx: Context, self: DictValue, key: Value) -> Value:
    """The value under a key; any of them under an unknown key."""
    value = find(ctx, self, key)
    if (
        value is not ABSENT
        and isinstance(self, DefaultDict)
        and self.factory is not None
        and is_doubtful(ctx, self, key)
    ):
        return ctx.join(value, ctx.call(self.factory))
    return missing(ctx, self, key) if value is ABSENT else value


@method(DictValue, "__setitem__")
def set_item(ctx: Context, self: DictValue, key: Value, value: Value) -> None:
    """Sets the value under a key."""
    write(ctx, self, key, value)


@method(DictValue, "__delitem__")
def delete_item(ctx: Context, self: DictValue, key: Value) -> None:
    """Removes a key; where it is not known which, any key may be missing."""
    if isinstance(key, Hashable) and is_key(key):
        ctx.heap.delete(self, key)
        self.trust(ctx.heap, key)
    else:
        self.open(ctx.heap)


@method(DictValue, "get")
def get(ctx: Context, self: DictValue, key: Value, default: Value = None, /) -> Value:
    """The value under a key, or the default."""
    value = find(ctx, self, key)
    if value is not ABSENT:
        return ctx.join(value, default) if is_doubtful(ctx, self, key) else value
    if is_absent(ctx, self, key):
        return default
    if is_open(ctx, self):
        return ctx.unknown("an item of a dict whose keys are not all known")
    return join_items(ctx, (*values_of(ctx, self), default))


@method(DictValue, "setdefault")
def set_default(ctx: Context, self: DictValue, key: Value, default: Value = None, /) -> Value:
    """The value under a key, which gets the default if it is not there."""
    value = find(ctx, self, key)
    if value is not ABSENT and not is_doubtful(ctx, self, key):
        return value
    is_new = is_absent(ctx, self, key)
    result = default if is_new else ctx.join(get(ctx, self, key, default), default)
    write(ctx, self, key, result)
    return result


@method(DictValue, "pop")
def pop(ctx: Context, self: DictValue, key: Value, default: Value = ABSENT, /) -> Value:
    """Removes a key and answers its value, or the default."""
    value = missing(ctx, self, key) if default is ABSENT else get(ctx, self, key, default)
    found = find(ctx, self, key)
    if found is not ABSENT and default is not ABSENT:
        found = get(ctx, self, key, default)
    delete_item(ctx, self, key)
    return value if found is ABSENT else found


@method(DictValue, "popitem")
def pop_item(ctx: Context, self: DictValue, last: Value = True) -> Value:
    """Removes and answers a pair: the last one."""
    names = ctx.heap.names(self)
    if not names or is_open(ctx, self) or not isinstance(last, bool):
        self.open(ctx.heap)
        return (ctx.unknown("some key"), join_items(ctx, values_of(ctx, self)))
    key = names[-1] if last else names[0]
    value = ctx.heap.get(self, key)
    ctx.heap.delete(self, key)
    return (key, value)


@method(DictValue, "clear")
def clear(ctx: Context, self: DictValue) -> None:
    """Removes every key."""
    for store in (self, self.extent):
        for key in ctx.heap.names(store):
            ctx.heap.delete(store, key)


@method(DictValue, "update", "__ior__")
def update(ctx: Context, self: DictValue, source: Value = (), /, **keywords: Value) -> Value:
    """Sets the keys of another dict, of pairs and of keywords."""
    fill(ctx, self, source, keywords)
    return self


@method(DictValue, "copy")
def copy(ctx: Context, self: DictValue) -> Value:
    """A new dict of the same items."""
    items = {key: ctx.heap.get(self, key) for key in ctx.heap.names(self)}
    result = DefaultDict(ctx.heap, self.factory, items) if isinstance(self, DefaultDict) else ctx.dict(items)
    for part in ctx.heap.names(self.extent):
        ctx.heap.set(result.extent, part, True)
    return result


def _listed(ctx: Context, self: DictValue, items: Iterable[Value], unknown: Value) -> Value:
    known = tuple(items)
    return ctx.list(None, unknown) if is_open(ctx, self) else ctx.list(known)


@method(DictValue, "keys")
def keys(ctx: Context, self: DictValue) -> Value:
    """Its keys, in order."""
    return _listed(ctx, self, ctx.heap.names(self), ctx.unknown("a key of a dict whose keys are not all known"))


@method(DictValue, "values")
def values(ctx: Context, self: DictValue) -> Value:
    """Its values, in order."""
    return _listed(ctx, self, values_of(ctx, self), ctx.unknown("a value of a dict whose keys are not all known"))


@method(DictValue, "items")
def items(ctx: Context, self: DictValue) -> Value:
    """Its pairs, in order."""
    reason = "an item of a dict whose keys are not all known"
    pairs = [(key, ctx.heap.get(self, key)) for key in ctx.heap.names(self)]
    return _listed(ctx, self, pairs, (ctx.unknown(reason), ctx.unknown(reason)))


@method(DictValue, "__iter__")
def iterate(ctx: Context, self: DictValue) -> tuple[Value, ...]:
    """Its keys. Raises Undetermined where they are not all known."""
    if is_open(ctx, self):
        raise Undetermined("a dict whose keys are not all known")
    return tuple(ctx.heap.names(self))


@method(DictValue, "__element__")
def element(ctx: Context, self: DictValue) -> Value:
    """What each key is like."""
    if is_open(ctx, self):
        return ctx.unknown("a key of a dict whose keys are not all known")
    return join_items(ctx, tuple(ctx.heap.names(self)))


@method(DictValue, "__len__")
def length(ctx: Context, self: DictValue) -> Value:
    """The number of keys."""
    return UNKNOWN if is_open(ctx, self) else len(ctx.heap.names(self))


@method(DictValue, "__bool__")
def truth(ctx: Context, self: DictValue) -> Value:
    """Whether there is any key."""
    if not self.is_doubted(ctx.heap):
        return True
    return ctx.unknown("a dict whose keys are not all known") if is_open(ctx, self) else False


@method(DictValue, "__contains__")
def has(ctx: Context, self: DictValue, key: Value) -> Value:
    """Whether there is a key."""
    if is_key(key) and find(ctx, self, key) is not ABSENT:
        return ctx.unknown("whether a dict has a key") if is_doubtful(ctx, self, key) else True
    return False if is_absent(ctx, self, key) else ctx.unknown("whether a dict has a key")


@method(DictValue, "__binary__")
def arithmetic(ctx: Context, self: DictValue, symbol: str, other: Value, is_reflected: bool) -> Value:
    """`a | b`."""
    if symbol != "|" or not isinstance(other, DictValue):
        return NotImplemented
    first, second = (other, self) if is_reflected else (self, other)
    merged = copy(ctx, first)
    assert isinstance(merged, DictValue)
    fill(ctx, merged, second)
    return merged


@method(DictValue, "__compare__")
def comparison(ctx: Context, self: DictValue, symbol: str, other: Value, is_reflected: bool) -> Value:
    """Equality: the same keys with equal values."""
    if not isinstance(other, DictValue):
        return unlike(symbol, other)
    if symbol not in ("==", "!="):
        return NotImplemented
    if is_open(ctx, self) or is_open(ctx, other):
        return ctx.unknown("a comparison of dicts whose keys are not all known")
    names = ctx.heap.names(self)
    if set(names) != set(ctx.heap.names(other)):
        return symbol == "!="
    verdicts = [equals(ctx, ctx.heap.get(self, key), ctx.heap.get(other, key)) for key in names]
    if False in verdicts:
        return symbol == "!="
    return ctx.unknown("a comparison of dicts") if None in verdicts else symbol == "=="
