"""`keras.metrics`: the classes, whose state is of no interest here, and the functions that are no losses."""

from __future__ import annotations

from ....interpreter import Context
from ....interpreter.registry import function, library_class, prop
from ....shapes import Mismatch, Shape
from ....values import Instance, Kind, Tensor, Value
from ...arrays.convert import shape_of, tensor_of
from ..losses.shapes import Outcome
from .shapes import ACCURACIES, NAMES, check_metric

OTHERS = ("PearsonCorrelation", "ConcordanceCorrelation", "MeanMetricWrapper")

UNLIKE = frozenset({"multi_label", "class_id", "top_k", "sparse_y_pred", "sparse_y_true", "axis"})
"""Arguments with which a metric takes other shapes than without."""


def checked_name(ctx: Context, metric: Instance) -> str | None:
    """The class of a metric whose shapes are checked; None for the program's own, and for those whose arguments change the check."""
    name = metric.cls.short_name
    given = ctx.heap.get(metric, "arguments")
    if not metric.cls.name.startswith("keras.metrics.") or name not in NAMES:
        return None
    return name if isinstance(given, tuple) and UNLIKE.isdisjoint(given) else None


@library_class("keras.metrics.Metric", aliases=("keras.Metric",))
class Metric:
    """The base of all metrics, the program's own among them."""

    def __init__(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        ctx.heap.set(self, "arguments", tuple(keywords))
        ctx.heap.set(self, "name", keywords.get("name", ctx.unknown("a metric's name")))
        return None

    def add_weight(
        ctx: Context,
        self: Instance,
        shape: Value = (),
        initializer: Value = None,
        dtype: Value = None,
        *_: Value,
        **__: Value,
    ) -> Value:
        """A variable of the metric."""
        return Tensor(Shape() if isinstance(shape, str) else shape_of(ctx, shape), Kind.TENSOR, "float32", ctx.span)

    add_variable = add_weight

    def update_state(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        """Raises Mismatch("metric-shape") where labels and predictions certainly do not fit."""
        name = checked_name(ctx, self)
        if name is None or len(arguments) < 2 or not UNLIKE.isdisjoint(keywords):
            return None
        true, pred = tensor_of(ctx, arguments[0]).shape, tensor_of(ctx, arguments[1]).shape
        verdict = check_metric(name, true, pred)
        if verdict.outcome is Outcome.REJECTS:
            raise Mismatch(
                "metric-shape",
                f"{name} cannot be computed of labels {true} and predictions {pred}",
                metric=name,
                labels=true,
                predictions=pred,
            )
        return None

    def __call__(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        ctx.call(ctx.attribute(self, "update_state"), arguments, keywords)
        return ctx.call(ctx.attribute(self, "result"))

    def result(ctx: Context, self: Instance) -> Value:
        return Tensor(Shape(), Kind.TENSOR, "float32", ctx.span)

    def reset_state(ctx: Context, self: Instance) -> Value:
        return None

    reset_states = reset_state

    def get_config(ctx: Context, self: Instance) -> Value:
        return ctx.dict({}, is_open=True)

    @prop
    def variables(ctx: Context, self: Instance) -> Value:
        return ctx.list(None, ctx.unknown("a variable of a metric"))

    @prop
    def dtype(ctx: Context, self: Instance) -> Value:
        return "float32"


library_class("keras.metrics.Mean", "keras.metrics.Metric")(type("Mean", (), {}))
library_class("keras.metrics.Sum", "keras.metrics.Metric")(type("Sum", (), {}))
for _name in sorted(NAMES | set(OTHERS)):
    library_class(f"keras.metrics.{_name}", "keras.metrics.Metric")(type(_name, (), {}))


def _register(name: str) -> None:
    def metric(ctx: Context, y_true: Value, y_pred: Value, *_: Value, **__: Value) -> Value:
        true, pred = tensor_of(ctx, y_true).shape, tensor_of(ctx, y_pred).shape
        verdict = check_metric(name, true, pred)
        if verdict.outcome is Outcome.REJECTS:
            raise Mismatch(
                "metric-shape", f"{name} cannot be computed of labels {true} and predictions {pred}", metric=name
            )
        return Tensor(verdict.computed, Kind.TENSOR, "float32", ctx.span)

    metric.__doc__ = f"keras.metrics.{name}: a value for each sample."
    function(f"keras.metrics.{name}")(metric)


for _name in ACCURACIES - {"equality"}:
    _register(_name)


@function("keras.metrics.get", "keras.metrics.deserialize")
def get(ctx: Context, identifier: Value, *_: Value) -> Value:
    """The metric of that name; anything else as it is."""
    return ctx.unknown("a metric by name") if isinstance(identifier, str) else identifier
