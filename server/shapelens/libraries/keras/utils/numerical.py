"""`to_categorical` and `normalize`. Source: keras.src.utils.numerical_utils."""

from __future__ import annotations

from ....interpreter import Context
from ....interpreter.registry import function
from ....shapes import UNKNOWN, Dim, Mismatch, Shape, Symbolic, is_unknown
from ....values import Kind, Tensor, Value
from ...arrays.convert import tensor_of
from ..labels import highest_class


@function("keras.utils.to_categorical")
def to_categorical(ctx: Context, x: Value, num_classes: Value = None) -> Value:
    """Integer labels as one-hot rows: `x.shape + (num_classes,)`, where a last axis of 1 is dropped first.

    Without `num_classes` there are as many as the largest label tells, plus one.
    Raises Mismatch("class-count") where a label is certainly not below `num_classes`.
    """
    labels = tensor_of(ctx, x)
    classes: Dim = UNKNOWN
    if num_classes is None or num_classes == 0:
        bound = highest_class(labels)
        classes = UNKNOWN if bound is None else bound
    elif isinstance(num_classes, Symbolic):
        classes = num_classes
    elif isinstance(num_classes, int):
        classes = num_classes
        bound = highest_class(labels)
        if labels.kind is Kind.ARRAY and bound is not None and bound > num_classes:
            raise Mismatch(
                "class-count",
                f"a label of {bound - 1} does not fit `num_classes={num_classes}`: labels count from 0",
                argument="num_classes",
                classes=bound,
                expected=num_classes,
            )
    kind = Kind.TENSOR if labels.kind is not Kind.ARRAY else Kind.ARRAY
    dtype = "float64" if kind is Kind.ARRAY else "float32"
    return Tensor(_one_hot(labels.shape, classes), kind, dtype, ctx.span)


def _one_hot(shape: Shape, classes: Dim) -> Shape:
    if shape.is_unknown or (len(shape) > 1 and is_unknown(shape.last)):
        return Shape.unknown()
    dims = shape.known[:-1] if len(shape) > 1 and shape.last == 1 else shape.known
    return Shape(*dims, classes)


@function("keras.utils.normalize")
def normalize(ctx: Context, x: Value, axis: Value = -1, order: Value = 2) -> Value:
    """The same shape; a one-dimensional array gets a first axis of 1."""
    array = tensor_of(ctx, x)
    if array.shape.rank == 1 and array.kind is Kind.ARRAY:
        return Tensor(Shape(1, *array.shape.known), Kind.ARRAY, "float64", ctx.span)
    dtype = array.dtype if array.dtype in ("float32", "float16") else "float64"
    return Tensor(array.shape, array.kind, dtype if array.kind is Kind.ARRAY else array.dtype, ctx.span)
