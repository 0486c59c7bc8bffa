"""What `Model.evaluate` answers: the loss, or a list of it and the metrics."""

from __future__ import annotations

from ....interpreter import Context
from ....shapes import Shape
from ....values import Instance, Kind, Tensor, Value
from ...arrays.predictions import PREDICTION
from ..functional import contains_unknown, model_layers, model_outputs
from ..graph import tensors_in
from .compiled import compiled_of, count_results

KEEPS = "keeps metrics"
"""The field of a model that says that it may have kept the metrics of an earlier `compile`: Keras drops none where none are given."""


def results_of(ctx: Context, model: Instance) -> Value:
    """What `evaluate` answers: the loss, or a list of it and the metrics."""
    compiled, outputs = compiled_of(ctx, model), model_outputs(ctx, model)
    is_plain = (
        outputs is not None
        and ctx.heap.get(model, KEEPS) is False
        and not contains_unknown(ctx, outputs)
        and _is_of_keras(ctx, model)
    )
    count = count_results(ctx, compiled, len(tensors_in(ctx, outputs))) if compiled is not None and is_plain else None
    if count is None:
        return ctx.unknown("the results of an evaluation")
    number = Tensor(Shape(), Kind.ARRAY, "float64", ctx.span, PREDICTION)
    return number if count == 1 else ctx.list([number] * count)


def _is_of_keras(ctx: Context, model: Instance) -> bool:
    """Whether a model and its layers are of Keras's own classes, which have no metrics of their own."""
    layers = model_layers(ctx, model)
    return (
        layers is not None
        and all(
            layer.cls.name.startswith("keras.layers.")
            or (layer.cls.name in ("keras.Model", "keras.Sequential") and _is_of_keras(ctx, layer))
            for layer in layers
        )
        and model.cls.name in ("keras.Model", "keras.Sequential")
    )
