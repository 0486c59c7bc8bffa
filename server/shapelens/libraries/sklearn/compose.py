"""Transformers made of transformers: pipelines, and column transformers. Source: sklearn.pipeline, sklearn.compose."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import function, library_class, lookup
from ...shapes import UNKNOWN, Dim, Shape, Undetermined, is_dim
from ...values import ABSENT, Instance, ListValue, Tensor, Value
from ..pandas.values import Frame
from ..pandas.values import tensor as tensor_of
from .support import array, rows_of, sum_of

_STEPS = "steps"


@library_class("sklearn.pipeline.Pipeline")
class Pipeline:
    """Steps one after another; the last may be a model."""

    def __init__(ctx: Context, self: Instance, steps: Value, *_: Value, **__: Value) -> Value:
        pairs = [ctx.iterate(pair) for pair in ctx.iterate(steps)]
        if any(len(pair) != 2 for pair in pairs):
            raise Undetermined("the steps of a pipeline")
        ctx.heap.set(self, _STEPS, tuple(step for _, step in pairs))
        return None

    def fit(ctx: Context, self: Instance, X: Value, y: Value = None, *_: Value, **__: Value) -> Value:
        *first, last = _steps(ctx, self)
        for step in first:
            X = _fit_transform(ctx, step, X, y)
        if last not in (None, "passthrough"):
            ctx.call(ctx.attribute(last, "fit"), (X,) if y is None else (X, y))
        return self

    def fit_transform(ctx: Context, self: Instance, X: Value, y: Value = None, *_: Value, **__: Value) -> Value:
        for step in _steps(ctx, self):
            X = _fit_transform(ctx, step, X, y)
        return X

    def transform(ctx: Context, self: Instance, X: Value) -> Value:
        for step in _steps(ctx, self):
            X = _transform(ctx, step, X)
        return X


def _steps(ctx: Context, pipeline: Instance) -> tuple[Value, ...]:
    steps = ctx.heap.get(pipeline, _STEPS)
    if not isinstance(steps, tuple) or not steps:
        raise Undetermined("the steps of a pipeline")
    return steps


def _fit_transform(ctx: Context, step: Value, X: Value, y: Value) -> Value:
    if step in (None, "passthrough"):
        return X
    return ctx.call(ctx.attribute(step, "fit_transform"), (X,) if y is None else (X, y))


def _transform(ctx: Context, step: Value, X: Value) -> Value:
    return X if step in (None, "passthrough") else ctx.call(ctx.attribute(step, "transform"), (X,))


@function("sklearn.pipeline.make_pipeline")
def make_pipeline(ctx: Context, *steps: Value, **__: Value) -> Value:
    """A pipeline of steps without names."""
    return ctx.call(lookup("sklearn.pipeline.Pipeline"), (ctx.list(("", step) for step in steps),))


@library_class("sklearn.compose.ColumnTransformer")
class ColumnTransformer:
    """Each transformer's columns side by side, and what remains of the others."""

    def __init__(
        ctx: Context, self: Instance, transformers: Value, remainder: Value = "drop", *_: Value, **__: Value
    ) -> Value:
        parts = tuple(tuple(ctx.iterate(part)[-2:]) for part in ctx.iterate(transformers))
        ctx.heap.set(self, _STEPS, parts)
        ctx.heap.set(self, "remainder", remainder)
        return None

    def fit(ctx: Context, self: Instance, X: Value, y: Value = None, **__: Value) -> Value:
        parts, remainder = ctx.heap.get(self, _STEPS), ctx.heap.get(self, "remainder")
        if not isinstance(parts, tuple):
            raise Undetermined("the parts of a column transformer")
        widths: list[Dim] = []
        used: int | None = 0
        for transformer, columns in parts:
            chosen, count = _columns(ctx, X, columns)
            used = None if used is None or count is None else used + count
            widths.append(_width(ctx, transformer, chosen, y))
        if remainder != "drop":
            total = tensor_of(ctx, X).shape.last if tensor_of(ctx, X).shape.rank == 2 else UNKNOWN
            is_plain = remainder == "passthrough" and isinstance(total, int) and used is not None
            widths.append(total - used if is_plain else UNKNOWN)  # type: ignore[operator]
        ctx.heap.set(self, "fitted", sum_of(widths))
        return self

    def fit_transform(ctx: Context, self: Instance, X: Value, y: Value = None, **__: Value) -> Value:
        ctx.call(ctx.attribute(self, "fit"), (X,) if y is None else (X, y))
        return ctx.call(ctx.attribute(self, "transform"), (X,))

    def transform(ctx: Context, self: Instance, X: Value, **__: Value) -> Value:
        width = ctx.heap.get(self, "fitted")
        return array(ctx, Shape(rows_of(ctx, X), width if width is not ABSENT and is_dim(width) else UNKNOWN))


def _columns(ctx: Context, X: Value, columns: Value) -> tuple[Value, int | None]:
    """Some columns of a frame or array, and how many; callables and masks choose what is not followed."""
    keys = (
        columns.items(ctx.heap) if isinstance(columns, ListValue) else columns if isinstance(columns, tuple) else None
    )
    if isinstance(columns, str) and isinstance(X, Frame):
        return ctx.subscript(X, columns), 1
    if keys is None or any(isinstance(key, bool) for key in keys):
        return ctx.unknown("some of the columns"), None
    if isinstance(X, Frame) and all(isinstance(key, str) for key in keys):
        return ctx.subscript(X, ctx.list(keys)), len(keys)
    names = X.names(ctx) if isinstance(X, Frame) else None
    if names is not None and all(isinstance(key, int) and -len(names) <= key < len(names) for key in keys):
        return ctx.subscript(X, ctx.list(names[key] for key in keys if isinstance(key, int))), len(keys)
    if isinstance(X, Tensor) and X.shape.rank == 2:
        return ctx.subscript(X, (slice(None), ctx.list(keys))), len(keys)
    return array(ctx, Shape(rows_of(ctx, X), len(keys)), None), len(keys)


def _width(ctx: Context, transformer: Value, chosen: Value, y: Value) -> Dim:
    """How many columns come of the chosen ones."""
    if transformer == "drop":
        return 0
    made = _fit_transform(ctx, transformer, chosen, y)
    shape = made.shape(ctx) if isinstance(made, Frame) else made.shape if isinstance(made, Tensor) else Shape.unknown()
    return shape.last if shape.rank == 2 and is_dim(shape.last) and shape.last is not None else UNKNOWN


@function("sklearn.compose.make_column_transformer")
def make_column_transformer(ctx: Context, *parts: Value, remainder: Value = "drop", **__: Value) -> Value:
    """A column transformer of (transformer, columns) pairs."""
    return ctx.call(lookup("sklearn.compose.ColumnTransformer"), (ctx.list(parts),), {"remainder": remainder})


@function("sklearn.compose.make_column_selector")
def make_column_selector(ctx: Context, *_: Value, **__: Value) -> Value:
    return ctx.unknown("which columns are chosen")
