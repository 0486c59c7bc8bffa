"""`collections`: dicts and lists with more methods, and named tuples."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Hashable

from ....interpreter import Context
from ....interpreter.registry import function, method
from ....shapes import UNKNOWN
from ....values import ABSENT, BOUND, Class, Decorated, DictValue, Native, Value
from ..classes import TUPLE, make_class
from ..dicts import DefaultDict, fill, find, write
from ..lists import sorted_items
from ..support import HOST, items_or_none


def _zero(ctx: Context) -> Value:
    return 0


ZERO = Native("a count of nothing", _zero)


class Counter(DefaultDict):
    """A `collections.Counter`: a missing key counts 0 and stays missing."""

    __slots__ = ()
    keeps = False


def _ordered(ctx: Context, cls: Value, source: Value = (), /, **keywords: Value) -> Value:
    result = ctx.dict({})
    fill(ctx, result, source, keywords)
    return result


def _default_dict(ctx: Context, cls: Value, factory: Value = None, source: Value = (), /, **keywords: Value) -> Value:
    result = DefaultDict(ctx.heap, factory)
    fill(ctx, result, source, keywords)
    return result


def _counter(ctx: Context, cls: Value, source: Value = (), /, **keywords: Value) -> Value:
    result = Counter(ctx.heap, ZERO)
    _count(ctx, result, source, keywords)
    return result


def _count(ctx: Context, self: DictValue, source: Value, keywords: dict[str, Value]) -> None:
    if isinstance(source, DictValue):
        fill(ctx, self, source)
    else:
        items = items_or_none(ctx, source)
        if items is None:
            self.open(ctx.heap)
        for item in items or ():
            before = find(ctx, self, item)
            write(ctx, self, item, ctx.binary("+", 0 if before is ABSENT else before, 1))
    fill(ctx, self, (), keywords)


@method(Counter, "update")
def update(ctx: Context, self: Counter, source: Value = (), /, **keywords: Value) -> None:
    """Adds counts."""
    _count(ctx, self, source, keywords)


@method(Counter, "most_common")
def most_common(ctx: Context, self: Counter, n: Value = None) -> Value:
    """Pairs of a key and its count, the most frequent first."""
    pairs = tuple((key, ctx.heap.get(self, key)) for key in ctx.heap.names(self))
    if self.is_open or not (n is None or isinstance(n, int)):
        return ctx.list(None, (ctx.unknown("a counted item"), UNKNOWN))
    by_count = Native("a pair's count", lambda ctx, pair: ctx.binary("-", 0, pair[1]))
    return ctx.list(sorted_items(ctx, pairs, by_count, False)[:n])


@method(Counter, "elements")
def elements(ctx: Context, self: Counter) -> Value:
    """Each key as often as it was counted."""
    return ctx.list(None, ctx.element(self))


@method(DictValue, "move_to_end")
def move_to_end(ctx: Context, self: DictValue, key: Value, last: Value = True) -> None:
    """`OrderedDict.move_to_end`."""
    value = find(ctx, self, key)
    if value is ABSENT or not isinstance(key, Hashable):
        return
    rest = {name: ctx.heap.get(self, name) for name in ctx.heap.names(self) if name != key}
    order = {**rest, key: value} if last is True else {key: value, **rest}
    for name in ctx.heap.names(self):
        ctx.heap.delete(self, name)
    for name, item in order.items():
        ctx.heap.set(self, name, item)


def _deque(ctx: Context, cls: Value, iterable: Value = (), maxlen: Value = None) -> Value:
    """A list; of one of bounded length, the first items go when there are too many."""
    items = items_or_none(ctx, iterable)
    if items is None or not (maxlen is None or isinstance(maxlen, int)):
        return ctx.list(None, ctx.element(iterable) if items != () else ctx.unknown("an item of a deque"))
    result = ctx.list(())
    if maxlen is not None:
        ctx.heap.set(result, BOUND, maxlen)
    result.replace(ctx.heap, items)
    return result


def _chain_map(ctx: Context, cls: Value, /, *maps: Value) -> Value:
    result = ctx.dict({})
    for mapping in reversed(maps):
        fill(ctx, result, mapping)
    return result


_MAKERS: dict[str, Callable[..., Value]] = {
    "OrderedDict": _ordered,
    "defaultdict": _default_dict,
    "Counter": _counter,
    "ChainMap": _chain_map,
    "UserDict": _ordered,
}
for _name, _make in _MAKERS.items():
    _class = make_class(f"collections.{_name}", "builtins.dict")
    _class.fields["__new__"] = Native(f"collections.{_name}", _make)
make_class("collections.deque", "builtins.list", members={"__new__": _deque})


def make_named_tuple(
    ctx: Context,
    name: str,
    fields: tuple[str, ...],
    defaults: dict[str, Value],
    namespace: dict[Hashable, Value] | None = None,
) -> Class:
    """A class whose instances unpack like tuples and have a name for each item."""
    members: dict[Hashable, Value] = {**(namespace or {}), "_fields": fields, "__match_args__": fields}
    own = Class(ctx.heap, name, (TUPLE,), members, ctx.span)

    def construct(ctx: Context, cls: Value, /, *arguments: Value, **keywords: Value) -> Value:
        given = {**defaults, **dict(zip(fields, arguments)), **keywords}
        instance = ctx.instance(cls if isinstance(cls, Class) else own)
        for field in fields:
            ctx.heap.set(instance, field, given.get(field, ctx.unknown(f"the field {field}")))
        ctx.heap.set(instance, HOST, tuple(ctx.heap.get(instance, field) for field in fields))
        return instance

    def initialize(ctx: Context, self: Value, /, *arguments: Value, **keywords: Value) -> None:
        """Everything is done in `__new__`."""

    def replace(ctx: Context, self: Value, /, **changes: Value) -> Value:
        return construct(ctx, own, **{**{field: ctx.attribute(self, field) for field in fields}, **changes})

    def as_dict(ctx: Context, self: Value, /) -> Value:
        return ctx.dict({field: ctx.attribute(self, field) for field in fields})

    def make(ctx: Context, cls: Value, iterable: Value, /) -> Value:
        return construct(ctx, cls, *ctx.iterate(iterable))

    natives: dict[str, Callable[..., Value]] = {
        "__new__": construct,
        "__init__": initialize,
        "_replace": replace,
        "_asdict": as_dict,
    }
    for key, native in natives.items():
        own.fields.setdefault(key, Native(f"{name}.{key}", native))
    own.fields["_make"] = Decorated("classmethod", Native(f"{name}._make", make))
    return own


@function("collections.namedtuple")
def namedtuple(
    ctx: Context, name: Value, fields: Value, *, rename: Value = False, defaults: Value = None, module: Value = None
) -> Value:
    """A class of named tuples."""
    names = fields.replace(",", " ").split() if isinstance(fields, str) else items_or_none(ctx, fields)
    if (
        not isinstance(name, str)
        or names is None
        or not all(isinstance(n, str) and not keyword.iskeyword(n) for n in names)
    ):
        return ctx.unknown("a namedtuple of unknown fields")
    known = tuple(str(n) for n in names)
    values = () if defaults is None else items_or_none(ctx, defaults)
    if values is None:
        return ctx.unknown("a namedtuple of unknown defaults")
    return make_named_tuple(ctx, name, known, dict(zip(known[len(known) - len(values) :], values)))
