"""Labels, losses and metrics in lists and dicts against the structure of a model's outputs.

Source: keras.src.trainers.compile_utils (CompileLoss.build and call, CompileMetrics._build_metrics_set).
"""

from __future__ import annotations

from typing import Any

from ....findings import Related
from ....interpreter import Context
from ....values import DictValue, Instance, ListValue, Span, Tensor, Unknown, Value
from ...structures import children
from ..functional import is_functional, is_sequential
from .compiled import Compiled

OUTPUT_COUNT = "output-count"


def structure_fits(
    ctx: Context, model: Instance, compiled: Compiled, y: Value, y_pred: Value, span: Span | None
) -> bool:
    """Whether labels, losses and metrics may fit the outputs; reports the first that certainly does not."""
    if compiled.loss is None or isinstance(compiled.loss, Unknown) or isinstance(y_pred, Unknown):
        return True
    names = _names(ctx, model, y_pred)
    problem = _loss_problem(ctx, model, compiled.loss, y_pred)
    if problem:
        facts: dict[str, Any] = {"keys": _told(_keys(ctx, compiled.loss)), "outputs": names}
        return _report(ctx, model, problem, compiled.loss_span, "the model is trained here", span, facts)
    problem = _labels_problem(ctx, model, compiled.loss, y, y_pred)
    if problem:
        facts = {"keys": _told(_keys(ctx, y)), "outputs": names}
        return _report(ctx, model, problem, span, "the loss is chosen here", compiled.loss_span, facts)
    problem = _metrics_problem(ctx, model, compiled.metrics, y_pred)
    if problem:
        facts = {"keys": _told(_keys(ctx, compiled.metrics)), "outputs": names, "count": _count(ctx, y_pred)}
        return _report(ctx, model, problem, compiled.metrics_span, "the model is trained here", span, facts)
    return True


def output_names(ctx: Context, model: Instance) -> list[Value] | None:
    """The names of a functional model's outputs; None for all other models."""
    names = ctx.attribute(model, "output_names")
    items = names.items(ctx.heap) if isinstance(names, ListValue) else None
    return list(items) if items is not None and all(isinstance(name, str) for name in items) else None


def _loss_problem(ctx: Context, model: Instance, loss: Value, y_pred: Value) -> str:
    count = _count(ctx, y_pred)
    if isinstance(loss, (tuple, ListValue)):
        given = _count(ctx, loss)
        if count is not None and given is not None and 1 < count < given and not isinstance(y_pred, DictValue):
            return f"the model has {count} outputs, got {given} losses"
        return ""
    keys = _keys(ctx, loss)
    if keys is None or count is None:
        return ""
    if isinstance(y_pred, DictValue):
        outputs = _keys(ctx, y_pred)
        if outputs is not None and not keys <= outputs:
            return f"losses for {_listed(keys)}, the outputs are {_listed(outputs)}"
        return ""
    if is_sequential(model) or not is_functional(ctx, model):
        return "losses in a dict go with named outputs, and these have no names; Keras wants the loss itself"
    names = output_names(ctx, model)
    if names is not None and set(names) != keys:
        return f"losses for {_listed(keys)}, the outputs are {_listed(names)}"
    return ""


def _labels_problem(ctx: Context, model: Instance, loss: Value, y: Value, y_pred: Value) -> str:
    keys = _keys(ctx, y)
    if keys is None:
        return ""
    if isinstance(y_pred, Tensor):
        return "the model has one output, got labels in a dict; Keras wants the array itself"
    outputs = _keys(ctx, y_pred)
    if outputs is not None:
        trained = _keys(ctx, loss) if isinstance(loss, DictValue) else outputs
        if trained is not None and (not keys <= outputs or not trained & outputs <= keys):
            return f"labels for {_listed(keys)}, the outputs are {_listed(outputs)}"
        return ""
    names = output_names(ctx, model)
    if names is not None and isinstance(y_pred, (tuple, ListValue)) and set(names) != keys:
        return f"labels for {_listed(keys)}, the outputs are {_listed(names)}"
    return ""


def _metrics_problem(ctx: Context, model: Instance, metrics: Value, y_pred: Value) -> str:
    count = _count(ctx, y_pred)
    if count is None or count < 2:
        return ""
    if isinstance(metrics, (tuple, ListValue)):
        given = _count(ctx, metrics)
        if not given:
            return ""
        if isinstance(y_pred, DictValue):
            return "the model's outputs are a dict; Keras wants the metrics in a dict too"
        if given != count:
            return f"the model has {count} outputs, got metrics for {given}; Keras wants a list for each output"
        return ""
    keys = _keys(ctx, metrics)
    names = _keys(ctx, y_pred) or set(output_names(ctx, model) or ())
    if keys is not None and names and not keys <= names:
        return f"metrics for {_listed(keys)}, the outputs are {_listed(names)}"
    return ""


def _count(ctx: Context, value: Value) -> int | None:
    """How many parts a tuple, list or dict has; 1 for a tensor, None where it cannot be told."""
    if isinstance(value, Tensor):
        return 1
    parts = children(ctx, value)
    return None if parts is None else len(parts)


def _keys(ctx: Context, value: Value) -> set[object] | None:
    """The keys of a dict that are all known strings."""
    parts = children(ctx, value) if isinstance(value, DictValue) else None
    return set(parts) if parts is not None and all(isinstance(key, str) for key in parts) else None


def _listed(names: object) -> str:
    assert isinstance(names, (set, list))
    return ", ".join(repr(name) for name in sorted(names, key=str)) or "none"


def _names(ctx: Context, model: Instance, y_pred: Value) -> tuple[object, ...]:
    """The names of the outputs, as far as they have some."""
    return _told(_keys(ctx, y_pred) or set(output_names(ctx, model) or ()))


def _told(names: set[object] | None) -> tuple[object, ...]:
    return tuple(sorted(names or (), key=str))


def _report(
    ctx: Context,
    model: Instance,
    problem: str,
    where: Span | None,
    note: str,
    other: Span | None,
    facts: dict[str, Any],
) -> bool:
    related = [] if other is None or other == where else [Related(note, other)]
    ctx.report(OUTPUT_COUNT, problem, span=where or other, related=related, model=model, **facts)
    return False
