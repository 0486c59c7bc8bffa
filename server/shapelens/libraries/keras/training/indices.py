"""Indices among the data that an Embedding has no row for: on a CPU TensorFlow raises `indices[0,0] = 10 is not in [0, 10)`."""

from __future__ import annotations

from ....findings import Related
from ....interpreter import Context
from ....values import Instance, Span, Tensor, Value
from ...structures import leaves
from ..functional import is_sequential, model_inputs, model_layers, model_outputs
from ..graph import nodes_between, tensors_in
from ..labels import highest_class, occurs_above
from ..rule import layer_config

EMBEDDING = "keras.layers.Embedding"


def check_indices(ctx: Context, model: Instance, x: Value, span: Span | None) -> None:
    """Looks at data that go straight into an Embedding; reports at the layer where it has too few rows."""
    given = leaves(ctx, x)
    for index, layer in _embeddings(ctx, model):
        config = layer_config(layer)
        data = given[index] if index < len(given) else None
        rows = config.values.get("input_dim") if config is not None else None
        if not isinstance(data, Tensor) or not isinstance(rows, int) or not occurs_above(data, rows):
            continue
        classes = highest_class(data) or data.classes
        reach = (classes or rows + 1) - 1
        ctx.report(
            "class-count",
            f"the indices reach {reach}, and the Embedding has {rows} rows: `input_dim` must be at least {reach + 1}",
            span=layer.span or span,
            related=[Related("the data are given here", span)] if span is not None and layer.span is not None else [],
            model=model,
            layer=layer,
            argument="input_dim",
            classes=classes,
            rows=rows,
        )
        return


def _embeddings(ctx: Context, model: Instance) -> list[tuple[int, Instance]]:
    """The Embeddings that the model's inputs go straight into, each with the number of its input."""
    declared = tensors_in(ctx, model_inputs(ctx, model))
    found: list[tuple[int, Instance]] = []
    for node in nodes_between(declared, tensors_in(ctx, model_outputs(ctx, model))) if declared else ():
        layer = node.operation
        if isinstance(layer, Instance) and layer.cls.name == EMBEDDING:
            found.extend((i, layer) for i, tensor in enumerate(declared) if any(tensor is one for one in node.inputs))
    layers = model_layers(ctx, model) if not declared and is_sequential(model) else None
    if layers and layers[0].cls.name == EMBEDDING:
        found.append((0, layers[0]))
    return found
