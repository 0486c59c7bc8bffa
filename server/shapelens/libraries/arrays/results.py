"""The one place where array functions make tensors: a KerasTensor becomes part of the functional graph.

Also tells a KerasTensor that meets a library that refuses it.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...findings.catalogue import KERAS_TENSOR_IN_TF
from ...interpreter import Context
from ...shapes import Shape
from ...values import Kind, Tensor, Value

_REFUSING = ("tensorflow.", "keras.backend.", "numpy.")
_ACCEPTING = (
    "tensorflow.is_tensor",
    "tensorflow.print",
    "tensorflow.keras.",
    "tensorflow.nest.",
    "tensorflow.data.",
    "tensorflow.function",
    "tensorflow.cond",
    "numpy.random.",
    "numpy.squeeze",
    "numpy.vectorize",
)
"""What of TensorFlow and NumPy takes a KerasTensor, or fails on it in another way."""


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

        symbolic = [tensor for tensor in inputs if tensor.kind is Kind.KERAS]
        return operation(ctx, name.replace("operator.", "keras.ops."), symbolic, shape, dtype)
    return Tensor(shape, kind, dtype, ctx.span, data=data, classes=classes)


def as_one_call(ctx: Context, value: Value) -> None:
    """Makes the KerasTensors of one result (`split`, `top_k`) the outputs of one node, so that a graph replays it once."""
    from ..keras.graph import Node, tensors_in

    outputs = [tensor for tensor in tensors_in(ctx, value) if tensor.kind is Kind.KERAS]
    node = outputs[0].producer if len(outputs) > 1 else None
    if isinstance(node, Node) and node.operation is not None:
        for tensor in outputs:
            tensor.producer = node
        node.outputs = tuple(outputs)


def _is_refused(tensor: Tensor) -> bool:
    from ..keras.graph import producer

    node = producer(tensor)
    return node is not None and node.name.startswith(_REFUSING)


def check_library(ctx: Context, name: str, inputs: Sequence[Tensor]) -> None:
    """Reports a KerasTensor among the arguments of a function of TensorFlow or NumPy.

    Source: KerasTensor.__tf_tensor__ and __array__ raise "A KerasTensor cannot be used as input to a TensorFlow function" and
    "You cannot convert it to a NumPy array".
    """
    if not name.startswith(_REFUSING) or name.startswith(_ACCEPTING):
        return
    found = next((tensor for tensor in inputs if tensor.kind is Kind.KERAS), None)
    # what such a function made of a KerasTensor has been told where it was made, and so has a graph that runs again
    if found is not None and not ctx.is_quiet and not _is_refused(found):
        library = "NumPy" if name.startswith("numpy.") else "TensorFlow"
        spelling = name
        for module, short in (("tensorflow.", "tf."), ("keras.backend.", "tf.keras.backend."), ("numpy.", "np.")):
            spelling = short + name[len(module) :] if name.startswith(module) else spelling
        ctx.report(
            KERAS_TENSOR_IN_TF,
            f"a KerasTensor {found.shape} cannot be an input of the {library} function {spelling}: "
            "use `keras.ops`, or call it in a layer",
            tensor=found,
            function=name,
        )


def check_operands(ctx: Context, left: Tensor, right: Tensor) -> None:
    """Reports a NumPy array to the left of an operator and a KerasTensor to its right: NumPy tries to convert it."""
    if left.kind is Kind.ARRAY and left.shape.known and right.kind is Kind.KERAS and not ctx.is_quiet:
        ctx.report(
            KERAS_TENSOR_IN_TF,
            f"a NumPy array {left.shape} to the left of a KerasTensor {right.shape} makes NumPy convert it, which fails: "
            "put the KerasTensor first, or use `keras.ops`",
            tensor=right,
        )
