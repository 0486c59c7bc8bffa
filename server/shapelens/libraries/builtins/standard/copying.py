"""`copy`: new containers of the same or of copied items, new instances with the same or with copied attributes."""

from __future__ import annotations

from ....interpreter import Context
from ....interpreter.registry import function
from ....values import ABSENT, DictValue, Instance, ListValue, Value
from ..dicts import copy as copy_dict

DEEPEST = 20


@function("copy.copy")
def shallow(ctx: Context, value: Value, /) -> Value:
    """A new container of the same items."""
    return _copied(ctx, value, None, 0)


@function("copy.deepcopy")
def deep(ctx: Context, value: Value, memo: Value = None, /) -> Value:
    """A new container of copied items."""
    return _copied(ctx, value, {}, 0)


def _copied(ctx: Context, value: Value, done: dict[int, Value] | None, depth: int) -> Value:
    """A copy; of everything inside too, unless `done` is None."""
    if done is not None and id(value) in done:
        return done[id(value)]
    if depth > DEEPEST:
        return ctx.unknown("a copy of a deeply nested value")
    if isinstance(value, tuple):
        return value if done is None else tuple(_copied(ctx, item, done, depth + 1) for item in value)
    result: Value = value
    if isinstance(value, ListValue):
        result = type(value)(ctx.heap, value.items(ctx.heap), value.element)
        items = value.items(ctx.heap)
        if done is not None and items is not None:
            done[id(value)] = result
            result.replace(ctx.heap, [_copied(ctx, item, done, depth + 1) for item in items])
    elif isinstance(value, DictValue):
        result = copy_dict(ctx, value)
        if done is not None and isinstance(result, DictValue):
            done[id(value)] = result
            for key in ctx.heap.names(result):
                ctx.heap.set(result, key, _copied(ctx, ctx.heap.get(result, key), done, depth + 1))
    elif isinstance(value, Instance):
        own = ctx.find_attribute(value, "__copy__" if done is None else "__deepcopy__")
        if own is not ABSENT:
            return ctx.call(own, () if done is None else (ctx.dict({}),))
        result = ctx.instance(value.cls)
        if done is not None:
            done[id(value)] = result
        for name in ctx.heap.names(value):
            item = ctx.heap.get(value, name)
            ctx.heap.set(result, name, item if done is None else _copied(ctx, item, done, depth + 1))
    return result


@function("copy.replace")
def replace(ctx: Context, value: Value, /, **changes: Value) -> Value:
    """A copy with other attributes (Python 3.13)."""
    result = _copied(ctx, value, None, 0)
    for name, item in changes.items():
        ctx.set_attribute(result, name, item)
    return result
