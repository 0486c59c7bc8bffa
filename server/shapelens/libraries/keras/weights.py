"""The variables of a layer and of the layers in it, and their number of parameters."""

from __future__ import annotations

from collections.abc import Hashable

from ...interpreter import Context
from ...shapes import UNKNOWN, Dim, Shape, arithmetic, product
from ...values import ABSENT, HIDDEN, DictValue, Instance, Kind, ListValue, Store, Tensor, Value
from .rule import LAYER, Weight, layer_config, rule_of
from .variable import held

_GRAPH = ["_calls", "_inputs", "_is_batchwise", "_outputs"]
_STATE = ["_broken", "_built", "_built_at", "_enrolled", "_spec", "_weights", "compiled", "labels accepted"]
SKIPPED = frozenset([*_GRAPH, *_STATE, "_base", "_config", "_name"])
"""Fields that a library keeps of a layer: none holds a layer or a variable of its own."""
HIDDEN.update([*SKIPPED, "optimizer", "trainable"])


def weights_of(ctx: Context, layer: Value) -> list[Weight] | None:
    """Every variable of a built layer and of the layers in it, in no particular order; None where they are not known."""
    return _weights_of_all(ctx, _parts(ctx, layer))


def _weights_of_all(ctx: Context, parts: list[tuple[Instance, dict[Hashable, Value]]]) -> list[Weight] | None:
    found: list[Weight] = []
    for part, attributes in parts:
        weights = _own_weights(ctx, part, attributes)
        if weights is None:
            return None
        found.extend(weights)
    return found


def own_weights(ctx: Context, layer: Instance) -> list[Weight] | None:
    """The variables of a layer without those of the layers in it; None where they are not known."""
    return _own_weights(ctx, layer, {name: ctx.heap.get(layer, name) for name in ctx.heap.attributes(layer)})


def _own_weights(ctx: Context, layer: Instance, attributes: dict[Hashable, Value]) -> list[Weight] | None:
    weights = ctx.heap.get(layer, "_weights")
    if not isinstance(weights, tuple):
        if weights is not ABSENT or (rule_of(layer) is not None and ctx.heap.get(layer, "_built") is ABSENT):
            return None
        weights = ()
    found = [weight for weight in weights if isinstance(weight, Weight)]
    return [*found, *held(ctx, attributes)] if attributes else found


def sublayers(ctx: Context, layer: Value) -> list[Instance]:
    """A layer and all layers that its attributes hold, each once.

    A layer that a built one got as an argument and that is not built itself serves as a pattern only (Bidirectional copies it, an RNN
    makes its cell's variables) and is left out.
    """
    return [part for part, _ in _parts(ctx, layer)]


def _parts(ctx: Context, layer: Value) -> list[tuple[Instance, dict[Hashable, Value]]]:
    """Those layers, each with its attributes."""
    found: list[tuple[Instance, dict[Hashable, Value]]] = []
    seen: set[int] = set()
    pending: list[tuple[Value, bool]] = [(layer, False)]
    heap = ctx.heap
    while pending:
        value, is_argument = pending.pop()
        if isinstance(value, Instance):
            config = layer_config(value)
            if id(value) in seen or (config is None and not value.cls.is_subclass(LAYER)):
                continue
            if is_argument and rule_of(value) is not None and heap.get(value, "_built") is ABSENT:
                continue
            seen.add(id(value))
            if config is not None and config.parts:
                is_built = heap.get(value, "_built") is not ABSENT
                pending.extend((part, is_built) for part in config.parts)
            attributes = {name: heap.get(value, name) for name in heap.attributes(value)}
            found.append((value, attributes))
            pending.extend((content, False) for content in attributes.values() if isinstance(content, (Store, tuple)))
        elif isinstance(value, (tuple, ListValue)):
            items = (value.items(heap) or ()) if isinstance(value, ListValue) else value
            pending.extend((item, is_argument) for item in items)
        elif isinstance(value, DictValue):
            pending.extend((heap.get(value, name), is_argument) for name in heap.names(value))
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
    """The variables of a layer as a list of tensors: of a layer without others in it in their order, else in an order that is not followed."""
    parts = _parts(ctx, layer)
    weights = _weights_of_all(ctx, parts)
    if weights is None:
        return ctx.list(None, Tensor(Shape.unknown(), kind, "float32"))
    chosen = [weight.shape for weight in weights if trainable is None or weight.trainable is trainable]
    shapes = set(chosen)
    if len(shapes) > 1 and len(parts) > 1:
        return ctx.list([Tensor(Shape.unknown(), kind, "float32")] * len(chosen))
    made = {shape: Tensor(shape, kind, "float32") for shape in shapes}
    return ctx.list(made[shape] for shape in chosen)
