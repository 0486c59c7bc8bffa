"""Where Keras hands a mask to a layer: it follows its tensor from `Embedding(mask_zero=True)` or `Masking` through layers that keep it."""

from __future__ import annotations

from ...interpreter import Context
from ...shapes import Shape
from ...values import Function, Instance, Kind, Tensor, Value
from .graph import Node, producer
from .rule import layer_config

KEEPING = frozenset(
    f"keras.layers.{name}"
    for name in (
        *("Activation", "ELU", "LeakyReLU", "PReLU", "ReLU", "Softmax", "Dense", "Identity", "MultiHeadAttention"),
        *("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "GroupQueryAttention"),
        *("BatchNormalization", "GroupNormalization", "LayerNormalization", "UnitNormalization", "RMSNormalization"),
        *("Normalization", "Rescaling", "ActivityRegularization", "AlphaDropout", "Dropout", "GaussianDropout"),
        *("GaussianNoise", "SpatialDropout1D", "LSTM", "GRU", "SimpleRNN", "Bidirectional", "TimeDistributed"),
    )
)
"""Layers whose output has the mask of their input, if a mask of steps still fits it. Source: `supports_masking` of the classes."""
FURTHEST = 200
"""So many calls back nobody looks."""


def has_mask(ctx: Context, tensor: Tensor) -> bool:
    """Whether Keras may have attached a mask to a KerasTensor. Source: keras.layers.Layer._set_mask_metadata."""
    pending, seen = [tensor], 0
    while pending and seen < FURTHEST:
        node = producer(pending.pop())
        seen += 1
        if node is None or not isinstance(node.operation, Instance):
            continue
        layer = node.operation
        config = layer_config(layer)
        name = layer.cls.name
        if name == "keras.layers.Masking":
            return True
        if name == "keras.layers.Embedding":
            if config is not None and config.values.get("mask_zero") is True:
                return True
        elif name in KEEPING or ctx.heap.get(layer, "supports_masking") is True:
            pending.extend(node.inputs)
    return False


def expected_mask(
    ctx: Context, layer: Instance, arguments: tuple[Value, ...], keywords: dict[str, Value]
) -> Tensor | None:
    """The mask (batch, steps) that Keras fills in where the program leaves `mask` out of a call of its own layer."""
    found = layer.cls.lookup(ctx.heap, "call")
    if found is None or not isinstance(found[0], Function) or "mask" in keywords or not arguments:
        return None
    parameters = found[0].node.args
    names = [parameter.arg for parameter in (*parameters.posonlyargs, *parameters.args, *parameters.kwonlyargs)][1:]
    first = arguments[0]
    if "mask" not in names or names.index("mask") < len(arguments) or not isinstance(first, Tensor):
        return None
    return mask_of(ctx, first) if first.shape.rank == 3 and first.kind is Kind.KERAS and has_mask(ctx, first) else None


def mask_of(ctx: Context, tensor: Tensor) -> Tensor:
    """A mask of the steps of a tensor (batch, steps, features)."""
    return Tensor(Shape(*tensor.shape.known[:2]), Kind.TENSOR, "bool", ctx.span)


def replayed_mask(ctx: Context, node: Node, arguments: tuple[Value, ...]) -> dict[str, Value]:
    """The mask for a call of a graph that is made again with other tensors."""
    if not isinstance(node.operation, Instance):
        return {}
    first = arguments[0] if arguments else None
    if not isinstance(first, Tensor) or expected_mask(ctx, node.operation, node.arguments, node.keywords) is None:
        return {}
    return {"mask": mask_of(ctx, first) if first.shape.rank == 3 else ctx.unknown("a mask")}


def computed_mask(ctx: Context, layer: Instance, inputs: Value) -> Value:
    """`layer.compute_mask(inputs)` of the layers that make masks. Source: Embedding.compute_mask, Masking.compute_mask."""
    config, name = layer_config(layer), layer.cls.name
    if isinstance(inputs, Tensor) and config is not None and inputs.shape.dims is not None:
        if name == "keras.layers.Embedding" and isinstance(config.values.get("mask_zero"), bool):
            return Tensor(inputs.shape, inputs.kind, "bool", ctx.span) if config.values["mask_zero"] else None
        if name == "keras.layers.Masking":
            return Tensor(Shape(*inputs.shape.dims[:-1]), inputs.kind, "bool", ctx.span)
    return ctx.unknown("a mask")
