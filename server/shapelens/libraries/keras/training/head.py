"""What the last layer of a model tells by itself, whatever the data: softmax over one unit, Dense over a sequence."""

from __future__ import annotations

from typing import Any

from ....interpreter import Context
from ....values import Instance, Value
from ..functional import model_outputs
from ..graph import producer, tensors_in
from ..rule import layer_config

SINGLE_UNIT_SOFTMAX = "single-unit-softmax"
DENSE_ON_SEQUENCE = "dense-on-sequence"


def check_head(ctx: Context, model: Instance) -> None:
    """Looks at each output of a functional or built Sequential model."""
    for output in tensors_in(ctx, model_outputs(ctx, model)):
        node = producer(output)
        layer = node.operation if node is not None else None
        if not isinstance(layer, Instance) or output.span is None:
            continue
        facts: dict[str, Any] = {"model": model, "layer": layer, "tensor": output}
        if output.shape.last == 1 and _is_softmax(ctx, layer):
            ctx.report(
                SINGLE_UNIT_SOFTMAX,
                f"softmax over the one value of {output.shape} is always 1: use sigmoid, or a unit for each class",
                span=output.span,
                **facts,
            )
        elif layer.cls.name == "keras.layers.Dense" and output.shape.rank == 3:
            ctx.report(
                DENSE_ON_SEQUENCE,
                f"Dense maps each of the steps by itself: the model's output is {output.shape}",
                span=output.span,
                **facts,
            )


def _is_softmax(ctx: Context, layer: Value) -> bool:
    config = layer_config(layer)
    if config is None or not isinstance(layer, Instance):
        return False
    if layer.cls.name == "keras.layers.Softmax":
        return config.values.get("axis", -1) in (-1, (-1,))
    activation = config.values.get("activation")
    name = getattr(activation, "name", activation)
    return isinstance(name, str) and name.rpartition(".")[2] == "softmax"
