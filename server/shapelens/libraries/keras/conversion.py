"""What the rules see of a program's values, and what the program sees of theirs: tensors as shapes, lists as tuples, and back."""

from __future__ import annotations

from typing import Any

from ...interpreter import Context
from ...shapes import UNKNOWN, Shape, Structure, is_dim
from ...values import DictValue, Instance, Kind, ListValue, Tensor, Unknown, Value
from ..builtins.support import HOST
from .graph import map_tensors, tensors_in


def flat(ctx: Context, value: Value) -> Value:
    """A constructor argument as rules see it: lists as tuples, integer arrays of known elements as tuples."""
    if isinstance(value, ListValue):
        items = value.items(ctx.heap)
        return ctx.unknown("a list of unknown length") if items is None else tuple(flat(ctx, item) for item in items)
    if isinstance(value, tuple):
        return tuple(flat(ctx, item) for item in value)
    if isinstance(value, Tensor) and value.data is not None:
        return value.data
    if isinstance(value, Instance):
        host = ctx.heap.get(value, HOST)  # a member of an IntEnum or StrEnum
        return host if isinstance(host, (int, float, str)) else value
    return value


def traced(ctx: Context, value: Value) -> Value:
    """Arguments as a layer's own `call` sees them: backend tensors, whatever was given."""

    def convert(tensor: Tensor) -> Tensor:
        return Tensor(tensor.shape, Kind.TENSOR, tensor.dtype, tensor.span, data=tensor.data, classes=tensor.classes)

    return map_tensors(ctx, value, convert)


def has_tensor(ctx: Context, value: Value) -> bool:
    return bool(tensors_in(ctx, value))


def shape_value(ctx: Context, value: Value) -> Value:
    """The shape of an argument as a Python value: a tuple of sizes, or the same structure of them."""
    if isinstance(value, Tensor):
        return value.shape.dims if value.shape.dims is not None else ctx.unknown("a shape of unknown rank")
    if isinstance(value, (tuple, ListValue, DictValue)):
        return map_tensors(ctx, value, lambda tensor: shape_value(ctx, tensor))
    return ctx.unknown("the shape of an unknown value") if isinstance(value, Unknown) else None


def structure(ctx: Context, value: Value) -> Any:
    """A call's argument as rules see it: tensors as shapes, in the same structure of lists, tuples and dicts."""
    if isinstance(value, Tensor):
        return value.shape
    if isinstance(value, ListValue):
        items = value.items(ctx.heap)
        return Unknown("a list of unknown length") if items is None else [structure(ctx, item) for item in items]
    if isinstance(value, tuple):
        return tuple(structure(ctx, item) for item in value)
    if isinstance(value, DictValue):
        return {key: structure(ctx, ctx.heap.get(value, key)) for key in ctx.heap.names(value)}
    return value


def to_tensors(ctx: Context, output: Structure, dtype: str | None) -> Value:
    """What a rule answered, as tensors."""
    if isinstance(output, Shape):
        return Tensor(output, Kind.TENSOR, dtype, ctx.span)
    if isinstance(output, dict):
        return ctx.dict({key: to_tensors(ctx, item, dtype) for key, item in output.items()})
    if isinstance(output, tuple):
        return tuple(to_tensors(ctx, item, dtype) for item in output)
    if isinstance(output, list):
        return ctx.list(to_tensors(ctx, item, dtype) for item in output)
    return None


def tensor_of(shape: Shape, ctx: Context) -> Tensor:
    return Tensor(shape, Kind.TENSOR, None, ctx.span)


def shape_of(ctx: Context, value: Value) -> Shape | None:
    """A shape that the program gives as a tuple, a list or a number; None where it is none that is known."""
    value = flat(ctx, value)
    if isinstance(value, tuple):
        return Shape(*(dim if is_dim(dim) else UNKNOWN for dim in value))
    if is_dim(value) and value is not None:
        return Shape(value)
    return None
