"""The names of layers: the one given, or Keras's automatic one (`dense`, `dense_1`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ...findings import Related
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


def check_names(ctx: Context, layers: Sequence[Instance]) -> None:
    """Reports a layer that was given the name of another in the same model: Keras wants them unique.

    Source: keras.src.ops.function.map_graph, keras.Sequential.add.
    """
    first: dict[str, Instance] = {}
    for layer in layers:
        name = ctx.heap.get(layer, "_name")
        if isinstance(name, str) and first.setdefault(name, layer) is not layer:
            other = first[name].span
            ctx.report(
                "invalid-argument",
                f"two layers of the model are called {name!r}; their names must be unique",
                span=layer.span,
                related=[Related("the other one is made here", other)] if other not in (None, layer.span) else [],
                argument="name",
                value=name,
            )
            return
