"""`functools` and `operator`."""

from __future__ import annotations

from collections.abc import Callable

from ....interpreter import Context
from ....interpreter.registry import function, method
from ....shapes import Undetermined
from ....values import ABSENT, BoundMethod, Decorated, Function, Instance, Native, Partial, Value
from ..classes import make_class
from ..support import is_key, items_or_none


def _partial(ctx: Context, cls: Value, function: Value, /, *arguments: Value, **keywords: Value) -> Value:
    return Partial(function, arguments, keywords)


make_class("functools.partial", members={"__new__": _partial}, aliases=("functools.partialmethod",))


def _partial_attribute(ctx: Context, self: Partial, name: Value) -> Value:
    if name == "func":
        return self.function
    if name == "args":
        return self.arguments
    return (
        ctx.dict(dict(self.keywords.items()))
        if name == "keywords"
        else ctx.unknown(f"the attribute {name} of a partial")
    )


method(Partial, "__getattr__")(_partial_attribute)


@function("functools.reduce")
def reduce(ctx: Context, function: Value, iterable: Value, initial: Value = ABSENT, /) -> Value:
    """Combines the items from the left."""
    items = items_or_none(ctx, iterable)
    if items is None:
        return ctx.unknown("reduce() of an unknown number of items")
    if initial is not ABSENT:
        items = (initial, *items)
    if not items:
        return ctx.unknown("reduce() of nothing")
    result = items[0]
    for item in items[1:]:
        result = ctx.call(function, (result, item))
    return result


def _same(ctx: Context, value: Value, /) -> Value:
    return value


def _decorator(ctx: Context, /, *arguments: Value, **keywords: Value) -> Value:
    """A decorator with or without arguments that leaves the function as it is."""
    is_direct = len(arguments) == 1 and not keywords and not isinstance(arguments[0], (int, str, bool, type(None)))
    return arguments[0] if is_direct else Native("a decorator", _same)


function("functools.singledispatch", "functools.total_ordering")(_decorator)


@function("functools.lru_cache", "functools.cache")
def cached(ctx: Context, /, *arguments: Value, **settings: Value) -> Value:
    """A decorator, with or without arguments: equal arguments give the same object again."""
    if len(arguments) == 1 and isinstance(arguments[0], (Function, Native, BoundMethod, Partial)):
        return _remembering(ctx, arguments[0])
    return Native("functools.lru_cache", _remembering)


def _remembering(ctx: Context, function: Value, /) -> Value:
    results = ctx.dict({})

    def call(ctx: Context, /, *arguments: Value, **keywords: Value) -> Value:
        key = (arguments, tuple(sorted(keywords.items(), key=lambda item: item[0])))
        if not is_key(key):
            return ctx.call(function, arguments, keywords)
        known = ctx.heap.get(results, key)
        if known is ABSENT:
            known = ctx.call(function, arguments, keywords)
            ctx.heap.set(results, key, known)
        return known

    return Native(getattr(function, "name", "a cached function"), call)


function("functools.singledispatchmethod", "functools.update_wrapper", "functools.cmp_to_key")(
    lambda ctx, wrapper, *rest, **keywords: wrapper
)


@function("functools.wraps")
def wraps(ctx: Context, wrapped: Value, *rest: Value, **keywords: Value) -> Value:
    """A decorator that changes no behaviour."""
    return Native("functools.wraps", _same)


@function("functools.cached_property")
def cached_property(ctx: Context, function: Value, /) -> Value:
    """A property whose value is computed once and kept on the instance."""

    def getter(ctx: Context, self: Value, /) -> Value:
        if not isinstance(self, Instance):
            return ctx.call(function, (self,))
        field = ("cached", function)
        value = ctx.heap.get(self, field)
        if value is ABSENT:
            value = ctx.call(function, (self,))
            ctx.heap.set(self, field, value)
        return value

    return Decorated("property", Native("functools.cached_property", getter))


OPERATORS = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "truediv": "/",
    "floordiv": "//",
    "mod": "%",
    "matmul": "@",
    "and_": "&",
    "or_": "|",
    "xor": "^",
    "lshift": "<<",
    "rshift": ">>",
    "concat": "+",
    "iadd": "+",
    "imul": "*",
}
COMPARISONS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "is_": "is"}


def _binary(symbol: str) -> Callable[..., Value]:
    return lambda ctx, a, b, /: ctx.binary(symbol, a, b)


def _comparison(symbol: str) -> Callable[..., Value]:
    return lambda ctx, a, b, /: ctx.compare(symbol, a, b)


for _name, _symbol in OPERATORS.items():
    function(f"operator.{_name}")(_binary(_symbol))
for _name, _symbol in COMPARISONS.items():
    function(f"operator.{_name}")(_comparison(_symbol))


@function("operator.contains")
def contains(ctx: Context, container: Value, item: Value, /) -> Value:
    """`item in container`."""
    return ctx.compare("in", item, container)


@function("operator.getitem")
def get_item(ctx: Context, container: Value, index: Value, /) -> Value:
    """`container[index]`."""
    return ctx.subscript(container, index)


@function("operator.neg")
def negative(ctx: Context, value: Value, /) -> Value:
    """`-value`."""
    return ctx.binary("-", 0, value)


@function("operator.not_")
def negation(ctx: Context, value: Value, /) -> Value:
    """`not value`."""
    verdict = ctx.truth(value)
    return ctx.unknown("a truth value") if verdict is None else not verdict


@function("operator.itemgetter")
def itemgetter(ctx: Context, /, *indices: Value) -> Value:
    """A function that takes one or several items."""

    def take(ctx: Context, value: Value, /) -> Value:
        items = tuple(ctx.subscript(value, index) for index in indices)
        return items[0] if len(items) == 1 else items

    return Native("operator.itemgetter", take)


@function("operator.attrgetter")
def attrgetter(ctx: Context, /, *names: Value) -> Value:
    """A function that takes one or several (dotted) attributes."""

    def take(ctx: Context, value: Value, /) -> Value:
        found = tuple(_attribute(ctx, value, name) for name in names)
        return found[0] if len(found) == 1 else found

    return Native("operator.attrgetter", take)


def _attribute(ctx: Context, value: Value, name: Value) -> Value:
    if not isinstance(name, str):
        raise Undetermined("an attribute of unknown name")
    for part in name.split("."):
        value = ctx.attribute(value, part)
    return value


@function("operator.methodcaller")
def methodcaller(ctx: Context, name: Value, /, *arguments: Value, **keywords: Value) -> Value:
    """A function that calls a method."""

    def take(ctx: Context, value: Value, /) -> Value:
        return ctx.call(_attribute(ctx, value, name), arguments, keywords)

    return Native("operator.methodcaller", take)
