"""`keras.KerasTensor`: a symbolic tensor that a program makes itself, as `compute_output_spec` does."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import alias, define
from ...shapes import Shape
from ...values import Class, Kind, Native, Tensor, Value
from .conversion import shape_of


def _make(ctx: Context, cls: Value, shape: Value = None, dtype: Value = "float32", *_: Value, **__: Value) -> Value:
    """A KerasTensor of that shape. Source: keras.KerasTensor."""
    known = shape_of(ctx, shape)
    name = dtype if isinstance(dtype, str) else None
    return Tensor(Shape.unknown() if known is None else known, Kind.KERAS, name, ctx.span)


KERAS_TENSOR = Class(None, "keras.KerasTensor", (), {"__new__": Native("keras.KerasTensor", _make)})
define("keras.KerasTensor", KERAS_TENSOR)
for _name in ("keras.backend.KerasTensor", "keras.src.backend.common.keras_tensor.KerasTensor"):
    alias(_name, "keras.KerasTensor")
