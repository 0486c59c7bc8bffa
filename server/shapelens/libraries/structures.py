"""Nested structures of tensors: what `tf.data` elements, model inputs, labels and outputs are made of.

Tuples, lists and dicts nest; anything else is a leaf. Dicts flatten by sorted key, as in `tf.nest` and `keras.tree`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator

from ..interpreter import Context
from ..shapes import Shape, Structure
from ..values import DictValue, ListValue, Tensor, Unknown, Value

Path = tuple[Hashable, ...]
"""How a leaf is reached: indices and keys from the outside in."""


def children(ctx: Context, value: Value) -> dict[Hashable, Value] | None:
    """The parts of a tuple, list or dict by index or key; None for a leaf, and where the parts are not all known."""
    if isinstance(value, tuple):
        return dict(enumerate(value))
    if isinstance(value, ListValue):
        items = value.items(ctx.heap)
        return None if items is None else dict(enumerate(items))
    if isinstance(value, DictValue):
        return None if value.is_open else {key: ctx.heap.get(value, key) for key in ctx.heap.names(value)}
    return None


def is_nested(value: Value) -> bool:
    """Whether the value is a container and no leaf."""
    return isinstance(value, (tuple, ListValue, DictValue))


def flatten(ctx: Context, value: Value, path: Path = ()) -> Iterator[tuple[Path, Value]]:
    """The leaves and their paths, in the order of `tf.nest`. A container of unknown content is a leaf."""
    parts = children(ctx, value)
    if parts is None:
        yield path, value
        return
    order = sorted(parts, key=str) if isinstance(value, DictValue) else list(parts)
    for key in order:
        yield from flatten(ctx, parts[key], (*path, key))


def leaves(ctx: Context, value: Value) -> list[Value]:
    """The leaves alone."""
    return [leaf for _, leaf in flatten(ctx, value)]


def map_structure(ctx: Context, function: Callable[[Value], Value], value: Value) -> Value:
    """The same structure with each leaf exchanged."""
    parts = children(ctx, value)
    if parts is None:
        return function(value)
    mapped = {key: map_structure(ctx, function, part) for key, part in parts.items()}
    if isinstance(value, DictValue):
        return ctx.dict(mapped)
    return tuple(mapped.values()) if isinstance(value, tuple) else ctx.list(mapped.values())


def at(ctx: Context, value: Value, path: Path) -> Value:
    """The part at a path; Unknown where there is none."""
    for key in path:
        parts = children(ctx, value)
        if parts is None or key not in parts:
            return Unknown("a part of a structure")
        value = parts[key]
    return value


def shapes(ctx: Context, value: Value) -> Structure:
    """The shapes of the tensors in a structure; unknown shapes for leaves that are no tensors."""
    parts = children(ctx, value)
    if parts is None:
        return value.shape if isinstance(value, Tensor) else Shape.unknown()
    shapes_of = {key: shapes(ctx, part) for key, part in parts.items()}
    if isinstance(value, DictValue):
        return {str(key): shape for key, shape in shapes_of.items()}
    return tuple(shapes_of.values()) if isinstance(value, tuple) else list(shapes_of.values())
