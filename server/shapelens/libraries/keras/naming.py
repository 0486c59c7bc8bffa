"""The names of layers: the one given, or Keras's automatic one (`dense`, `dense_1`)."""

from __future__ import annotations

import re
from functools import cache

from ...interpreter import Context
from ...values import ABSENT, Instance, Value


def enroll(ctx: Context, layer: Instance) -> None:
    """Counts the layer for Keras's automatic names, once, unless it has a name of its own."""
    if ctx.heap.get(layer, "_enrolled") is ABSENT:
        ctx.heap.set(layer, "_enrolled", True)
        if ctx.heap.get(layer, "_name") is ABSENT:
            ctx.enroll(snake_case(layer.cls.short_name), layer)


def layer_name(ctx: Context, layer: Instance) -> Value:
    """The layer's name: the one given, or Keras's automatic one."""
    name = ctx.heap.get(layer, "_name")
    if name is not ABSENT:
        return name
    base = snake_case(layer.cls.short_name)
    index = ctx.number(base, layer)
    return f"{base}_{index}" if index else base


@cache
def snake_case(name: str) -> str:
    """Source: keras.src.utils.naming.to_snake_case."""
    name = re.sub(r"\W+", "", name)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()
