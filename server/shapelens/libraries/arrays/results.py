"""The one place where array functions make tensors: a KerasTensor becomes part of the functional graph.

Also tells a KerasTensor that meets a library that refuses it.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...interpreter import Context
from ...shapes import Shape
from ...values import Kind, Tensor, Value

KERAS_TENSOR_IN_TF = "keras-tensor-in-tf"

_ACCEPTING = (
    "tensorflow.is_tensor",
    "tensorflow.print",
    "tensorflow.keras.",
    "tensorflow.nest.",
    "tensorflow.data.",
    "tensorflow.function",
    "tensorflow.cond",
)
"""What of TensorFlow takes a KerasTensor, or fails on it in another way."""


def tensor(
    ctx: Context,
    name: str,
    kind: Kind,
    inputs: Sequence[Tensor],
    shape: Shape,
    dtype: str | None,
    data: Value,
    classes: int | None,
) -> Tensor:
    """The tensor that the function `name` makes of `inputs`."""
    if kind is Kind.KERAS:
        from ..keras.graph import operation

        return operation(ctx, name, [tensor for tensor in inputs if tensor.kind is Kind.KERAS], shape, dtype)
    return Tensor(shape, kind, dtype, ctx.span, data=data, classes=classes)


def check_library(ctx: Context, name: str, inputs: Sequence[Tensor]) -> None:
    """Reports a KerasTensor among the arguments of a TensorFlow function.

    Source: KerasTensor.__tf_tensor__ raises "A KerasTensor cannot be used as input to a TensorFlow function".
    """
    if not name.startswith("tensorflow.") or name.startswith(_ACCEPTING):
        return
    found = next((tensor for tensor in inputs if tensor.kind is Kind.KERAS), None)
    if found is not None:
        ctx.report(
            KERAS_TENSOR_IN_TF,
            f"a KerasTensor {found.shape} cannot be an input of the TensorFlow function {name.replace('tensorflow', 'tf', 1)}: "
            "use `keras.ops`, or call it in a layer",
            tensor=found,
            function=name,
        )
