"""Data as scikit-learn sees them: arrays of two dimensions, whatever they came as."""

from __future__ import annotations

from collections.abc import Sequence

from ...interpreter import Context
from ...shapes import UNKNOWN, Dim, Mismatch, Shape, arithmetic
from ...values import Kind, ListValue, Tensor, Value
from ..pandas.values import Frame, Series, some_of
from ..pandas.values import tensor as tensor_of


def table(ctx: Context, name: str, value: Value) -> Tensor:
    """Data of two dimensions. Raises Mismatch("operand-shapes") for one or three, as scikit-learn does.

    Source: sklearn.utils.check_array.
    """
    array = tensor_of(ctx, value)
    rank = array.shape.rank
    if rank is not None and rank != 2:
        advice = (
            "; reshape(-1, 1) makes a column of it"
            if rank == 1
            else "; reshape it before and after"
            if rank > 2
            else ""
        )
        raise Mismatch(
            "operand-shapes",
            f"{name} wants an array of 2 dimensions (samples, features), got {array.shape}{advice}",
            input=0,
            expected_rank=2,
            received=array.shape,
        )
    return array if rank == 2 else Tensor(Shape.of_rank(2), Kind.ARRAY)


def array(ctx: Context, shape: Shape, dtype: str | None = "float64", classes: int | None = None) -> Tensor:
    return Tensor(shape, Kind.ARRAY, dtype, ctx.span, classes=classes)


def rows_of(ctx: Context, value: Value) -> Dim:
    """The number of samples."""
    if isinstance(value, Frame):
        return value.rows(ctx)
    if isinstance(value, Series):
        return value.rows
    if isinstance(value, Tensor):
        return value.shape.batch if value.shape.rank else UNKNOWN
    return ctx.length(value)


def with_rows(ctx: Context, value: Value, rows: Dim) -> Value:
    """The same kind of data with another number of samples, chosen at random."""
    if isinstance(value, Frame):
        return some_of(ctx, value, rows)
    if isinstance(value, Series):
        return value.some(rows)
    if isinstance(value, Tensor):
        shape = value.shape.replace(0, rows) if value.shape.rank else value.shape
        return Tensor(
            shape, Kind.ARRAY if value.kind is Kind.ARRAY else value.kind, value.dtype, ctx.span, classes=value.classes
        )
    if isinstance(value, (tuple, ListValue)):
        return ctx.list(None, ctx.element(value))
    return ctx.unknown("some of the samples")


def sum_of(dims: Sequence[Dim]) -> Dim:
    """The sum of dimensions; `UNKNOWN` where one of them is."""
    total: Dim = 0
    for dim in dims:
        total = arithmetic("+", total, dim)
    return total
