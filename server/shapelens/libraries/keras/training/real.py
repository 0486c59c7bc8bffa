"""Steps on batches of their real size.

Keras traces a step with the batch axis open. What fails for the real size of the first batch alone (a reshape, a sum over the wrong
axis, one's own loss) fails when the step runs.
"""

from __future__ import annotations

from collections.abc import Callable

from ....findings import Related, Severity
from ....interpreter import Context
from ....values import Instance, Span, Tensor, Value
from ...structures import leaves, map_structure
from ..calling import call_layer
from ..functional import calls_of, is_functional, is_own_code, run_whole
from ..losses.shapes import Outcome, check_loss
from .compiled import compiled_of, library_loss
from .data import Batch, with_batch

MOST_STEPS = 150
"""Of a larger step nobody waits for a second run at every keystroke."""

MOST_CALLS = 40
"""Nor of a larger graph."""


def is_large(ctx: Context, spent: int) -> bool:
    """Whether what was done since so many steps were spent is too much to be done twice."""
    return ctx.spent - spent > MOST_STEPS


TRIED = "tried as it is"
"""The field of a model that holds the shapes of the batch that it took last, as they were, and what it was compiled with."""


def sized(ctx: Context, data: Value, size: int) -> Value:
    """A batch with its open axis closed."""

    def closed(leaf: Value) -> Value:
        return leaf.with_shape(with_batch(leaf.shape, size)) if isinstance(leaf, Tensor) else leaf

    return map_structure(ctx, closed, data)


def is_refused(ctx: Context, size: int, action: Callable[[], Value], span: Span | None) -> bool:
    """Whether an action certainly fails on batches of that size; reports the first thing that does."""
    return _tried(ctx, size, action, span)[0]


def _tried(ctx: Context, size: int, action: Callable[[], Value], span: Span | None) -> tuple[bool, Value]:
    value, findings = ctx.tried(action)
    for finding in findings:
        # what Keras looks at in `build` it saw of a batch of open size
        if finding.severity is Severity.ERROR and finding.facts.get("in_build") is not True:
            note = [Related(f"batches of {size} samples come from here", span)] if span is not None else []
            facts = dict(finding.facts)
            ctx.report(
                finding.code, finding.message, span=finding.span or span, related=[*finding.related, *note], **facts
            )
            return True, value
    return False, value


def is_model_refused(
    ctx: Context, model: Instance, data: Value, batch: Batch, traced: Value, span: Span | None, step: str
) -> bool:
    """Whether a model, or its loss, certainly fails on the first batch, though not on one of open size; reports it.

    The smaller last batch is tried where what is computed of one of open size, `traced`, holds a size of the program's own.
    """
    if not batch.sizes:
        return False
    wholes = [sized(ctx, data, size) for size in batch.sizes]
    shapes = tuple(leaf.shape for leaf in leaves(ctx, wholes[0]) if isinstance(leaf, Tensor))
    known = (compiled_of(ctx, model), step == "predict_step", batch.sizes, *shapes)
    if ctx.heap.get(model, TRIED) == known:
        return False
    found = model.cls.lookup(ctx.heap, "call")
    is_graph = is_functional(ctx, model) and found is not None and model.cls.name.startswith("keras.")
    if is_graph:
        calls = calls_of(ctx, model)
        if len(calls) > MOST_CALLS or not any(is_own_code(ctx, node) for node in calls):
            return False
    is_fixed = any(
        isinstance(leaf, Tensor) and leaf.shape.rank and isinstance(leaf.shape.batch, int)
        for leaf in leaves(ctx, traced)
    )
    for size, whole in zip(batch.sizes if is_fixed else batch.sizes[:1], wholes):

        def run(whole: Value = whole) -> Value:
            with ctx.located(span):
                return run_whole(ctx, model, whole) if is_graph else call_layer(ctx, model, (whole,))

        is_told, outputs = _tried(ctx, size, run, span)
        if is_told or _is_loss_refused(ctx, model, batch, outputs, size, span, step):
            return True
    ctx.heap.set(model, TRIED, known)
    return False


def _is_loss_refused(
    ctx: Context, model: Instance, batch: Batch, outputs: Value, size: int, span: Span | None, step: str
) -> bool:
    """Whether what comes of a batch certainly holds another number of samples than its labels; reports it."""
    if step == "predict_step" or not isinstance(outputs, Tensor) or not isinstance(batch.y, Tensor):
        return False
    count = outputs.shape.batch if outputs.shape.rank else None
    compiled = compiled_of(ctx, model)
    loss = library_loss(ctx, compiled.loss) if compiled is not None else None
    if not isinstance(count, int) or count in (1, size) or loss is None:
        return False
    labels = with_batch(batch.y.shape, size)
    if check_loss(loss, labels, outputs.shape).outcome is not Outcome.REJECTS:
        return False
    told = f"{loss}: a batch of {size} samples comes out as {outputs.shape}, which labels {labels} do not fit"
    ctx.report("labels-shape", told, span=span, model=model, argument="y")
    return True
