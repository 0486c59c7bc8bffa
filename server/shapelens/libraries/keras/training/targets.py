"""Labels against predictions: which loss and which metrics meet which output, and what Keras says of their shapes.

Source: keras.src.trainers.compile_utils.CompileLoss and CompileMetrics.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from ....findings import Related
from ....interpreter import Context
from ....shapes import UNKNOWN, Shape
from ....values import DictValue, Function, Instance, ListValue, Object, Span, Tensor, Unknown, Value
from ...arrays.predictions import PREDICTION
from ...structures import children, flatten
from ..graph import producer
from ..labels import highest_class, occurs_above
from ..losses.shapes import BATCH, Outcome, Verdict, check_loss
from ..metrics.shapes import check_metric
from .compiled import Compiled, is_squeezed, library_loss, library_metric, own_loss
from .data import Batch, with_batch
from .place import Place, place_of
from .real import is_refused
from .structure import output_names, structure_fits

LABELS_SHAPE = "labels-shape"
SILENT_BROADCAST = "silent-broadcast"
METRIC_SHAPE = "metric-shape"
CLASS_COUNT = "class-count"
ACCEPTED = "labels accepted"
"""The field of a model that says that its loss took labels before: other labels are then at fault."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One output of a model with its labels, its loss and its metrics."""

    y_true: Tensor
    y_pred: Tensor
    whole: Value
    loss: Value
    metrics: tuple[Value, ...]
    weight: Shape | None


def check_targets(
    ctx: Context,
    model: Instance,
    compiled: Compiled,
    batch: Batch,
    y_pred: Value,
    span: Span | None,
    is_weighted: bool = True,
) -> None:
    """Compares the labels of a batch with what the model predicts for it, under each loss and metric."""
    if not structure_fits(ctx, model, compiled, batch.y, y_pred, span):
        return
    found = ctx.found
    pairs = _pairs(ctx, model, compiled, batch, y_pred, span)
    for pair in pairs:
        if not _check_loss(ctx, model, compiled, batch, pair, span):
            continue
        _check_classes(ctx, model, compiled, pair, span)
        _check_metrics(ctx, compiled, batch, pair, span)
    if pairs and ctx.found == found:
        ctx.heap.set(model, ACCEPTED, True)


# -------------------------------------------------------------------- which loss meets which output
def _pairs(
    ctx: Context, model: Instance, compiled: Compiled, batch: Batch, y_pred: Value, span: Span | None
) -> list[Pair]:
    outputs = [leaf for _, leaf in flatten(ctx, y_pred)]
    labels, whole = _labels(ctx, model, batch.y, y_pred), _labels(ctx, model, batch.whole_y, y_pred)
    if labels is None or not outputs or any(not isinstance(leaf, Tensor) for leaf in (*outputs,)):
        return []
    losses = _losses(ctx, model, compiled.loss, len(outputs), y_pred)
    if losses is None:
        return []
    wanted = [index for index, loss in enumerate(losses) if loss is not None]
    if len(labels) == len(wanted) != len(outputs):
        outputs = [outputs[index] for index in wanted]
        losses = [losses[index] for index in wanted]
    elif len(labels) != len(outputs):
        if any(isinstance(leaf, Tensor) and leaf.shape.is_unknown for leaf in outputs):
            return []
        _report_count(ctx, model, compiled, len(outputs), labels, span)
        return []
    wholes = whole if whole is not None and len(whole) == len(labels) else labels
    metrics = _metrics(ctx, model, compiled.metrics, len(outputs))
    weights = [leaf for _, leaf in flatten(ctx, batch.weight)] if batch.weight is not None else []
    pairs = []
    for index, (true, pred) in enumerate(zip(labels, outputs)):
        if not isinstance(true, Tensor) or not isinstance(pred, Tensor):
            continue
        weight = weights[index] if len(weights) == len(outputs) else weights[0] if len(weights) == 1 else None
        weight_shape = weight.shape if isinstance(weight, Tensor) else None
        if isinstance(pred.shape.batch, int) and pred.shape.rank:
            # made by the model's own code of other things than the batch; Keras compares the sizes that come out
            pred = pred.with_shape(pred.shape.replace(0, UNKNOWN), producer=pred.producer)
        pairs.append(Pair(true, pred, wholes[index], losses[index], metrics[index], weight_shape))
    return pairs


def _report_count(
    ctx: Context, model: Instance, compiled: Compiled, outputs: int, labels: list[Value], span: Span | None
) -> None:
    if not all(isinstance(label, Tensor) for label in labels):
        return
    noun = "output" if outputs == 1 else "outputs"
    ctx.report(
        "output-count",
        f"the model has {outputs} {noun}, got labels for {len(labels)}",
        span=span,
        related=_compiled_here(compiled),
        model=model,
        expected=outputs,
        received=len(labels),
        argument="y",
    )


def _labels(ctx: Context, model: Instance, y: Value, y_pred: Value) -> list[Value] | None:
    """The labels in the order of the outputs; None where they cannot be told apart."""
    if y is None or isinstance(y, Unknown):
        return None
    if isinstance(y, DictValue):
        parts = children(ctx, y)
        if parts is None:
            return None
        names = sorted(ctx.heap.names(y_pred), key=str) if isinstance(y_pred, DictValue) else output_names(ctx, model)
        if names is None or set(names) != set(parts):
            return None
        return [parts[name] for name in names]
    leaves = [leaf for _, leaf in flatten(ctx, y)]
    if any(isinstance(leaf, (ListValue, DictValue, Unknown)) for leaf in leaves):
        return None
    return leaves


def _losses(ctx: Context, model: Instance, loss: Value, outputs: int, y_pred: Value) -> list[Value] | None:
    """One loss for each output; None where it cannot be told."""
    if isinstance(loss, Unknown):
        return None
    if isinstance(loss, DictValue):
        parts = children(ctx, loss)
        if parts is None:
            return None
        names = sorted(ctx.heap.names(y_pred), key=str) if isinstance(y_pred, DictValue) else output_names(ctx, model)
        if outputs == 1 and len(parts) == 1:
            return list(parts.values())
        if names is None or not set(parts) <= set(names):
            return None
        return [parts.get(name) for name in names]
    if isinstance(loss, (tuple, ListValue)):
        items = loss if isinstance(loss, tuple) else loss.items(ctx.heap)
        return list(items) if items is not None and len(items) == outputs else None
    return [loss] * outputs


def _metrics(ctx: Context, model: Instance, metrics: Value, outputs: int) -> list[tuple[Value, ...]]:
    """The metrics of each output; none where that cannot be told."""
    none: list[tuple[Value, ...]] = [()] * outputs
    if metrics is None or isinstance(metrics, Unknown):
        return none
    if isinstance(metrics, DictValue):
        parts = children(ctx, metrics) or {}
        names = output_names(ctx, model)
        if names is None or len(names) != outputs:
            return none
        return [_flat(ctx, parts.get(name)) for name in names]
    flat = _flat(ctx, metrics)
    if outputs == 1:
        return [flat]
    items = (
        metrics if isinstance(metrics, tuple) else metrics.items(ctx.heap) if isinstance(metrics, ListValue) else None
    )
    if items is not None and len(items) == outputs:
        return [_flat(ctx, item) for item in items]
    return none


def _flat(ctx: Context, metrics: Value) -> tuple[Value, ...]:
    if metrics is None:
        return ()
    return tuple(leaf for _, leaf in flatten(ctx, metrics) if leaf is not None)


# -------------------------------------------------------------------- what is said of one pair
def _check_loss(ctx: Context, model: Instance, compiled: Compiled, batch: Batch, pair: Pair, span: Span | None) -> bool:
    """Whether the loss may be computed."""
    name = library_loss(ctx, pair.loss)
    if name is None and isinstance(pair.loss, str) and pair.loss.lower() in ("crossentropy", "ce"):
        name = _chosen_crossentropy(pair)
    if name is None:
        if own_loss(pair.loss):
            _call_with_sizes(ctx, batch, pair, partial(_call_own, ctx), span)
        return True
    verdicts = [_ask(name, pair, size) for size in batch.batches]
    for outcome in (Outcome.REJECTS, Outcome.BROADCASTS):
        verdict = next((verdict for verdict in verdicts if verdict.outcome is outcome), None)
        if verdict is not None:
            _report(ctx, model, compiled, pair, name, verdict, span)
            return outcome is Outcome.BROADCASTS
    return True


def _ask(name: str, pair: Pair, size: object) -> Verdict:
    dim = size if isinstance(size, int) else BATCH
    weight = with_batch(pair.weight, dim) if pair.weight is not None else None
    return check_loss(name, with_batch(pair.y_true.shape, dim), with_batch(pair.y_pred.shape, dim), weight)


def _chosen_crossentropy(pair: Pair) -> str | None:
    """What the string "crossentropy" stands for. Source: keras.src.trainers.compile_utils.get_loss."""
    true, pred = pair.y_true.shape, pair.y_pred.shape
    if not true.rank or not pred.rank or not isinstance(pred.last, int):
        return None
    if pred.last == 1:
        return "binary_crossentropy"
    is_sparse = true.rank < pred.rank or true.last == 1
    return "sparse_categorical_crossentropy" if is_sparse else "categorical_crossentropy"


def _call_with_sizes(ctx: Context, batch: Batch, pair: Pair, call: Callable[[Pair], None], span: Span | None) -> None:
    """Calls a function of the program with labels and predictions of open size, then as the first batch has them."""
    found = ctx.found
    call(pair)
    if ctx.found == found and batch.sizes:
        size = batch.sizes[0]
        true, pred = (one.with_shape(with_batch(one.shape, size)) for one in (pair.y_true, pair.y_pred))
        is_refused(ctx, size, lambda: call(replace(pair, y_true=true, y_pred=pred)), span)


def _call_own(ctx: Context, pair: Pair) -> None:
    """Calls the program's own loss with labels and predictions, for what is wrong in it."""
    from ....shapes import Undetermined
    from ..losses.shapes import squeeze_or_expand

    true, pred = pair.y_true.shape, pair.y_pred.shape
    if is_squeezed(pair.loss):
        try:
            true, pred = squeeze_or_expand(true, pred)
        except Undetermined:
            return
    loss = ctx.attribute(pair.loss, "call") if isinstance(pair.loss, Instance) else pair.loss
    ctx.call(loss, (Tensor(true, dtype="float32"), Tensor(pred, dtype="float32", producer=PREDICTION)))


def _report(
    ctx: Context,
    model: Instance,
    compiled: Compiled,
    pair: Pair,
    name: str,
    verdict: Verdict,
    span: Span | None,
) -> None:
    """A loss that rejects, or broadcasts, at the place to edit."""
    true, pred = pair.y_true.shape, pair.y_pred.shape
    is_accepted = ctx.heap.get(model, ACCEPTED) is True
    place = Place.LABELS if is_accepted else place_of(ctx, model, name, true, pred)
    head, where = pair.y_pred.span, span
    if place is Place.HEAD and head is not None:
        where = head
    elif place is Place.LOSS and compiled.loss_span is not None:
        where = compiled.loss_span
    related = [] if where is span or span is None else [Related("the labels meet the predictions here", span)]
    if where is not compiled.loss_span:
        related.extend(_compiled_here(compiled))
    if head is not None and where is not head:
        related.append(Related(f"the predictions {pred} come from here", head))
    is_error = verdict.outcome is Outcome.REJECTS and verdict.is_certain
    ctx.report(
        LABELS_SHAPE if is_error else SILENT_BROADCAST,
        f"{name}: {_sentence(verdict, true, pred, place, name)}",
        span=where,
        related=related,
        model=model,
        layer=_head_layer(pair.y_pred),
        tensor=pair.y_pred,
        labels=true,
        predictions=pred,
        loss=name,
        loss_span=compiled.loss_span,
        place=place.value,
        argument="y",
        computed=_opened(verdict.computed),
        fit_span=span,
    )


def _sentence(verdict: Verdict, true: Shape, pred: Shape, place: Place, name: str) -> str:
    given = f"labels {true} and predictions {pred}"
    if verdict.outcome is Outcome.BROADCASTS:
        return f"{given} are broadcast to {_opened(verdict.computed)}"
    if not verdict.is_certain:
        return f"{given} fit only for batches of just the right size, and then broadcast"
    hint = ""
    if place is Place.LOSS:
        hint = (
            "; integer labels go with a sparse loss"
            if not name.startswith("sparse")
            else "; one-hot labels go with a loss that is not sparse"
        )
    elif place is Place.HEAD and (pred.rank or 0) > (true.rank or 0) and pred.rank != 2:
        hint = "; the predictions keep an axis that the labels do not have"
    return f"{verdict.problem}, got {given}{hint}"


def _check_classes(ctx: Context, model: Instance, compiled: Compiled, pair: Pair, span: Span | None) -> None:
    """Integer labels beyond the last unit: the CPU kernel raises "label value outside the valid range"."""
    if library_loss(ctx, pair.loss) != "sparse_categorical_crossentropy" or not isinstance(pair.whole, Tensor):
        return
    units = pair.y_pred.shape.last
    if not isinstance(units, int) or not occurs_above(pair.whole, units):
        return
    head = pair.y_pred.span
    highest = highest_class(pair.whole)
    ctx.report(
        CLASS_COUNT,
        f"labels reach {(highest or units + 1) - 1}, the model has {units} output{'s' * (units != 1)}: "
        f"labels must lie in [0, {units})",
        span=head or span,
        related=[Related("the labels meet the predictions here", span)]
        if span is not None and head is not None
        else [],
        model=model,
        layer=_head_layer(pair.y_pred),
        tensor=pair.y_pred,
        units=units,
        classes=highest,
        loss_span=compiled.loss_span,
    )


def _check_metrics(ctx: Context, compiled: Compiled, batch: Batch, pair: Pair, span: Span | None) -> None:
    """Metrics that reject the labels and predictions, and what is wrong in the program's own."""
    for metric in pair.metrics:
        name = library_metric(ctx, metric)
        if name is None:
            _call_with_sizes(ctx, batch, pair, partial(_call_own_metric, ctx, metric), span)
            continue
        for size in batch.batches:
            dim = size if isinstance(size, int) else BATCH
            true, pred = with_batch(pair.y_true.shape, dim), with_batch(pair.y_pred.shape, dim)
            verdict = check_metric(name, true, pred)
            if verdict.outcome is Outcome.REJECTS and verdict.is_certain:
                ctx.report(
                    METRIC_SHAPE,
                    f"the metric {name} cannot be computed of labels {pair.y_true.shape} and predictions {pair.y_pred.shape}",
                    span=span,
                    related=_compiled_here(compiled),
                    metric=name,
                    labels=pair.y_true.shape,
                    predictions=pair.y_pred.shape,
                )
                return


def _call_own_metric(ctx: Context, metric: Value, pair: Pair) -> None:
    """Calls the program's own metric, for what is wrong in it. Its labels keep their rank: only losses have it adapted.

    Source: keras.src.trainers.compile_utils.CompileMetrics.update_state.
    """
    if isinstance(metric, Instance):
        found = metric.cls.lookup(ctx.heap, "update_state")
        if found is None or not isinstance(found[0], Function):
            return
        metric = ctx.attribute(metric, "update_state")
    elif not own_loss(metric):
        return
    ctx.call(metric, (_given(pair.y_true), _given(pair.y_pred, PREDICTION)))


def _given(tensor: Tensor, producer: Object | None = None) -> Tensor:
    """What a function of the program is called with."""
    return Tensor(tensor.shape, dtype=tensor.dtype or "float32", producer=producer)


def _compiled_here(compiled: Compiled) -> list[Related]:
    place = compiled.loss_span or compiled.span
    return [] if place is None else [Related("the loss is chosen here", place)]


def _head_layer(tensor: Tensor) -> Value:
    node = producer(tensor)
    return node.operation if node is not None else None


def _opened(shape: Shape) -> Shape:
    """A shape for people: the size of the batch is None."""
    return shape if shape.dims is None else Shape(*(None if dim == BATCH else dim for dim in shape.dims))


__all__ = ["check_targets"]
