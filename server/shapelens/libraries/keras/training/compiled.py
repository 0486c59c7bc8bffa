"""What `compile` keeps of a model, and the losses and metrics that it names."""

from __future__ import annotations

from ....interpreter import Context
from ....values import (
    BoundMethod,
    Decorated,
    DictValue,
    Function,
    Instance,
    ListValue,
    Native,
    Object,
    Partial,
    Span,
    Unknown,
    Value,
)
from ...structures import children, is_nested
from ..losses.shapes import CLASSES, loss_name
from ..metrics.classes import checked_name
from ..metrics.shapes import metric_name

FIELD = "compiled"


class Compiled(Object):
    """The arguments of `compile` that matter here, and where they stand."""

    __slots__ = ("loss", "loss_span", "metrics", "metrics_span", "span", "weighted_metrics")

    def __init__(
        self,
        loss: Value,
        metrics: Value,
        weighted_metrics: Value,
        loss_span: Span | None,
        metrics_span: Span | None,
        span: Span | None,
    ) -> None:
        self.loss = loss
        self.metrics = metrics
        self.weighted_metrics = weighted_metrics
        self.loss_span = loss_span
        self.metrics_span = metrics_span
        self.span = span


def compiled_of(ctx: Context, model: Instance) -> Compiled | None:
    """What the model was compiled with; None if it was not, as far as is known."""
    state = ctx.heap.get(model, FIELD)
    return state if isinstance(state, Compiled) else None


def library_loss(ctx: Context, loss: Value) -> str | None:
    """The canonical name of a loss of Keras's own: from a string, a class's instance or a function; None for all others."""
    if isinstance(loss, str):
        return loss_name(loss)
    if isinstance(loss, Native):
        package, _, name = loss.name.rpartition(".")
        return loss_name(name) if package in ("keras.losses", "keras.metrics") else None
    if isinstance(loss, Instance) and loss.cls.name.startswith("keras.losses."):
        return CLASSES.get(loss.cls.short_name)
    return None


def own_loss(loss: Value) -> bool:
    """Whether the loss is the program's own function or `Loss` class."""
    if isinstance(loss, (Function, Partial, BoundMethod, Decorated)):
        return True
    return (
        isinstance(loss, Instance)
        and not loss.cls.name.startswith("keras.")
        and loss.cls.is_subclass("keras.losses.Loss")
    )


def is_squeezed(loss: Value) -> bool:
    """Whether Keras brings the ranks together before it calls the loss: for functions it does, for own classes not.

    Source: keras.src.trainers.compile_utils.get_loss wraps a function into LossFunctionWrapper.
    """
    return not isinstance(loss, Instance)


def library_metric(ctx: Context, metric: Value) -> str | None:
    """The canonical name of a metric of Keras's own; None for others, and for those whose arguments change the check."""
    if isinstance(metric, str):
        return metric_name(metric)
    if isinstance(metric, Native):
        package, _, name = metric.name.rpartition(".")
        return metric_name(name) if package in ("keras.losses", "keras.metrics") else None
    return checked_name(ctx, metric) if isinstance(metric, Instance) else None


def is_known(value: Value) -> bool:
    return not isinstance(value, Unknown)


def count_results(ctx: Context, compiled: Compiled, outputs: int) -> int | None:
    """How many numbers `evaluate` answers for a model of Keras's own classes; None where that cannot be told.

    The loss, a loss for each of several outputs, then the metrics. Source: keras.src.trainers.trainer.Trainer.metrics.
    """
    losses = _leaves(ctx, compiled.loss)
    if losses is None or any(loss is None for loss in losses) or len(losses) not in (1, outputs):
        return None
    if compiled.weighted_metrics is not None or (
        outputs > 1 and isinstance(compiled.loss, DictValue) and len(losses) == 1
    ):
        return None
    metrics = _leaves(ctx, compiled.metrics) if compiled.metrics is not None else []
    if metrics is None or (outputs > 1 and metrics and not isinstance(compiled.metrics, (DictValue, ListValue, tuple))):
        return None
    named = [metric for metric in metrics if isinstance(metric, str)]
    if outputs == 1 and len(set(named)) < len(named):
        return None  # Keras counts some of them twice
    return 1 + (outputs if outputs > 1 else 0) + sum(metric is not None for metric in metrics)


def _leaves(ctx: Context, value: Value) -> list[Value] | None:
    """The losses or metrics in a nested structure; None where not all are known to be ones of Keras, or functions."""
    if isinstance(value, (str, Native, Function, type(None))):
        return [value]
    if isinstance(value, Instance):
        return [value] if value.cls.name.startswith(("keras.losses.", "keras.metrics.")) else None
    if not is_nested(value):
        return None
    parts = children(ctx, value)
    found = None if parts is None else [_leaves(ctx, part) for part in parts.values()]
    if found is None or any(part is None for part in found):
        return None
    return [leaf for part in found for leaf in part or ()]
