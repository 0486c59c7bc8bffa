"""Models declared with a fixed batch size: Keras takes other sizes all the same, unless a layer keeps its state for each sample."""

from __future__ import annotations

from ....findings import Related
from ....interpreter import Context
from ....shapes import Undetermined
from ....values import Instance, Span
from ..functional import model_inputs
from ..graph import tensors_in
from ..rule import layer_config

SAMPLE_COUNT = "sample-count"


def fixed_batch(ctx: Context, model: Instance) -> int | None:
    """The batch size that the model's inputs declare; None where they leave it open."""
    sizes = {tensor.shape.batch for tensor in tensors_in(ctx, model_inputs(ctx, model))}
    size = sizes.pop() if len(sizes) == 1 else None
    return size if isinstance(size, int) else None


def check_stateful(ctx: Context, model: Instance, fixed: int, sizes: tuple[int, ...], span: Span | None) -> bool:
    """Whether batches of these sizes go through; reports where a stateful layer certainly rejects one."""
    wrong = next((size for size in sizes if size != fixed), None)
    layer = _stateful_layer(ctx, model)
    if wrong is None or layer is None:
        return True
    ctx.report(
        SAMPLE_COUNT,
        f"{layer.cls.short_name} keeps its state for batches of {fixed}, and one of the batches holds {wrong} samples",
        span=span,
        related=[Related("the stateful layer is made here", layer.span)] if layer.span is not None else [],
        model=model,
        layer=layer,
        expected=fixed,
        received=wrong,
        argument="batch_size",
    )
    return False


def _stateful_layer(ctx: Context, model: Instance) -> Instance | None:
    try:
        layers = ctx.iterate(ctx.attribute(model, "layers"))
    except Undetermined:
        return None
    for layer in layers:
        config = layer_config(layer)
        if isinstance(layer, Instance) and config is not None and config.values.get("stateful") is True:
            return layer
    return None
