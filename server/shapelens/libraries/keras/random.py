"""`keras.random` beside its functions, which are in `arrays/randoms.py`: sources of seeds."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import function, method
from ...shapes import Shape
from ...values import Kind, Tensor, Value
from ..arrays.inert import Inert


@function("keras.random.SeedGenerator")
def seed_generator(ctx: Context, *_: Value, **__: Value) -> Value:
    """A source of seeds."""
    return Inert("keras.random.SeedGenerator")


@method(Inert, "next")
def next_seed(ctx: Context, self: Inert, *_: Value, **__: Value) -> Value:
    """Two integers."""
    return Tensor(Shape(2), Kind.TENSOR, "uint32", ctx.span)
