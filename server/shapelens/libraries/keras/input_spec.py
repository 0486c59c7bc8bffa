"""`keras.InputSpec`: what a layer of the program says of its inputs, with the fields that it reads again."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import alias, function, library_class
from ...shapes import Mismatch, Symbolic
from ...values import Instance, Value
from .conversion import shape_of

FIELDS = ("dtype", "shape", "ndim", "max_ndim", "min_ndim", "axes", "allow_last_axis_squeeze", "name", "optional")


@library_class("keras.layers.InputSpec", aliases=("keras.InputSpec",))
class InputSpec:
    """keras.layers.InputSpec."""

    def __init__(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        """Keeps what is given; the rank is that of a shape. Source: keras.layers.InputSpec."""
        given = dict(zip(FIELDS, arguments)) | keywords
        for name in FIELDS:
            ctx.heap.set(self, name, given.get(name))
        shape = None if given.get("shape") is None else shape_of(ctx, given["shape"])
        if shape is not None and shape.dims is not None:
            ctx.heap.set(self, "ndim", len(shape.dims))
        if given.get("axes") is None:
            ctx.heap.set(self, "axes", ctx.dict({}))
        return None


for _name in ("keras.engine.base_layer.InputSpec", "keras.src.layers.input_spec.InputSpec", "keras.engine.InputSpec"):
    alias(_name, "keras.layers.InputSpec")


@function("keras.utils.argument_validation.standardize_tuple")
def standardize_tuple(ctx: Context, value: Value, n: Value, name: Value, allow_zero: Value = False) -> Value:
    """An integer for each of `n` axes. Raises Mismatch("invalid-argument"). Source: keras.src.utils.argument_validation."""
    if not isinstance(n, int):
        return ctx.unknown("a size for each axis")
    if isinstance(value, (int, Symbolic)):
        return (value,) * n
    items = tuple(ctx.iterate(value))
    if len(items) != n:
        raise Mismatch("invalid-argument", f"`{name}` must hold {n} integers, got {len(items)}", argument="value")
    return items
