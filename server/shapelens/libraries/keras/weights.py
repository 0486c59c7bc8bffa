"""The variables of a layer and of the layers in it, and their number of parameters."""

from __future__ import annotations

from ...interpreter import Context
from ...shapes import UNKNOWN, Dim, Shape, arithmetic, product
from ...values import ABSENT, HIDDEN, DictValue, Instance, Kind, ListValue, Tensor, Value
from .rule import LAYER, Weight, layer_config, rule_of
from .variable import held

_GRAPH = ["_calls", "_inputs", "_is_batchwise", "_outputs"]
_STATE = ["_broken", "_built", "_built_at", "_enrolled", "_spec", "_weights", "compiled", "labels accepted"]
SKIPPED = frozenset([*_GRAPH, *_STATE, "_base", "_config", "_name"])
"""Fields that a library keeps of a layer: none holds a layer or a variable of its own."""
HIDDEN.update([*SKIPPED, "optimizer", "trainable"])


def weights_of(ctx: Context, layer: Value) -> list[Weight] | None:
    """Every variable of a built layer and of the layers in it, in no particular order; None where they are not known."""
    found: list[Weight] = []
    for part in sublayers(ctx, layer):
        weights = own_weights(ctx, part)
        if weights is None:
            return None
        found.extend(weights)
    return found


def own_weights(ctx: Context, layer: Instance) -> list[Weight] | None:
    """The variables of a layer without those of the layers in it; None where they are not known."""
    weights = ctx.heap.get(layer, "_weights")
    if not isinstance(weights, tuple):
        if weights is not ABSENT or (rule_of(layer) is not None and ctx.heap.get(layer, "_built") is ABSENT):
            return None
        weights = ()
    return [*(weight for weight in weights if isinstance(weight, Weight)), *held(ctx, layer)]


def sublayers(ctx: Context, layer: Value) -> list[Instance]:
    """A layer and all layers that its attributes hold, each once.

    A layer that a built one got as an argument and that is not built itself serves as a pattern only (Bidirectional copies it, an RNN
    makes its cell's variables) and is left out.
    """
    found: list[Instance] = []
    seen: set[int] = set()
    pending: list[tuple[Value, bool]] = [(layer, False)]
    while pending:
        value, is_argument = pending.pop()
        if isinstance(value, Instance):
            if id(value) in seen or not value.cls.is_subclass(LAYER):
                continue
            is_built = ctx.heap.get(value, "_built") is not ABSENT
            if is_argument and not is_built and rule_of(value) is not None:
                continue
            seen.add(id(value))
            found.append(value)
            config = layer_config(value)
            if config is not None:
                pending.extend((part, is_built) for part in config.parts)
            pending.extend((ctx.heap.get(value, name), False) for name in ctx.heap.attributes(value))
        elif isinstance(value, (tuple, ListValue)):
            items = (value.items(ctx.heap) or ()) if isinstance(value, ListValue) else value
            pending.extend((item, is_argument) for item in items)
        elif isinstance(value, DictValue):
            pending.extend((ctx.heap.get(value, name), is_argument) for name in ctx.heap.names(value))
    return found


def count(weights: list[Weight] | None) -> Dim:
    """The number of parameters."""
    if weights is None:
        return UNKNOWN
    total: Dim = 0
    for weight in weights:
        total = arithmetic("+", total, product(weight.shape.known) if weight.shape.dims is not None else UNKNOWN)
    return total


def variables(ctx: Context, layer: Instance, trainable: bool | None, kind: Kind = Kind.TENSOR) -> Value:
    """The variables of a layer as a list of tensors."""
    weights = weights_of(ctx, layer)
    if weights is None:
        return ctx.list(None, Tensor(Shape.unknown(), kind, "float32"))
    chosen = [weight for weight in weights if trainable is None or weight.trainable is trainable]
    return ctx.list(Tensor(weight.shape, kind, "float32") for weight in chosen)
