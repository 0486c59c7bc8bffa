"""A program's values as the oracle takes them: what a question about a call of real Keras is made of."""

from __future__ import annotations

from typing import Any

from ..interpreter import Context
from ..libraries.keras.graph import tensors_in
from ..libraries.keras.rule import layer_config, rule_of
from ..oracle import Made
from ..oracle import Tensor as OracleTensor
from ..shapes import Shape
from ..values import DictValue, Instance, ListValue, Tensor, Value


class CannotAsk(Exception):
    """Something in the call is not known, or is the program's own."""


def asked(ctx: Context, value: Value) -> Any:
    """A value as the oracle takes it. Raises CannotAsk for what is not known or is the program's own."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Tensor):
        return OracleTensor(known_dims(value.shape), value.dtype or "float32")
    if isinstance(value, tuple):
        return tuple(asked(ctx, item) for item in value)
    if isinstance(value, ListValue) and (items := value.items(ctx.heap)) is not None:
        return [asked(ctx, item) for item in items]
    if isinstance(value, DictValue) and not value.is_open and not tensors_in(ctx, value):
        return {str(key): asked(ctx, ctx.heap.get(value, key)) for key in ctx.heap.names(value)}
    rule, config = rule_of(value), layer_config(value)
    if isinstance(value, Instance) and rule is not None and config is not None and value.cls.name == rule.name:
        return Made(rule.name, (), {name: asked(ctx, inner) for name, inner in config.values.items()})
    raise CannotAsk


def known_dims(shape: Shape) -> tuple[int | None, ...]:
    """The dimensions of a shape without unknowns and symbols. Raises CannotAsk for another."""
    if shape.dims is None or not all(dim is None or isinstance(dim, int) for dim in shape.dims):
        raise CannotAsk
    return tuple(dim if isinstance(dim, int) else None for dim in shape.dims)
