"""`keras.Variable`: a tensor that a layer keeps among its weights when one of its attributes holds it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

from ...interpreter import Context
from ...interpreter.registry import function
from ...shapes import Mismatch
from ...values import BoundMethod, Class, Function, Instance, Kind, ListValue, Native, Tensor, Value
from ..arrays import convert, dtypes
from .identifiers import Initializer
from .rule import Weight

CALLABLES = (Initializer, Function, Native, BoundMethod, Class, Instance)


class Variable(Tensor):
    """A variable of the program's own. What is computed from it is a plain tensor."""

    __slots__ = ("trainable",)

    trainable: bool


@function("keras.Variable", "keras.backend.Variable")
def variable(
    ctx: Context, initializer: Value, shape: Value = None, dtype: Value = None, trainable: Value = True, **_: Value
) -> Value:
    """A variable of the shape of its first value; of `shape` where that is made by an initializer.

    Raises Mismatch("invalid-argument") for an initializer without a shape. Source: keras.src.backend.common.variables.Variable.
    """
    is_made = isinstance(initializer, (str, *CALLABLES))
    if is_made and shape is None:
        if isinstance(initializer, (str, Initializer)):
            raise Mismatch("invalid-argument", "a Variable from an initializer needs a `shape`", argument="shape")
        return ctx.unknown("a variable from a function without a shape")
    first = convert.tensor_of(ctx, initializer)
    is_value = isinstance(initializer, Tensor) or not first.shape.is_unknown
    known = first.shape if (is_value and not is_made) or shape is None else convert.shape_of(ctx, shape)
    default = "float32" if is_made or first.dtype == "float64" else first.dtype
    made = Variable(known, Kind.TENSOR, dtypes.dtype_name(dtype) or default, ctx.span)
    made.trainable = trainable is not False
    return made


def held(ctx: Context, attributes: Mapping[Hashable, Value]) -> Iterator[Weight]:
    """The variables that a layer's attributes hold, each once."""
    seen: set[int] = set()
    for name, content in attributes.items():
        items = (content.items(ctx.heap) or ()) if isinstance(content, ListValue) else (content,)
        for item in items:
            if isinstance(item, Variable) and id(item) not in seen:
                seen.add(id(item))
                yield Weight(str(name), item.shape, item.trainable)
