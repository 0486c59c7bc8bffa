"""The variables of a layer and of the layers in it, and their number of parameters."""

from __future__ import annotations

from collections.abc import Hashable

from ...interpreter import Context
from ...shapes import UNKNOWN, Dim, Mismatch, Shape, arithmetic, product, same
from ...values import ABSENT, HIDDEN, DictValue, Instance, Kind, ListValue, Store, Tensor, Value
from .rule import CHANGED, LAYER, Weight, layer_config, rule_of
from .variable import held

_GRAPH = ["_calls", "_inputs", "_is_batchwise", "_outputs"]
_STATE = [
    CHANGED,
    "_broken",
    "_built",
    "_built_at",
    "_enrolled",
    "_spec",
    "_weights",
    "compiled",
    "labels accepted",
    "tried as it is",
]
SKIPPED = frozenset([*_GRAPH, *_STATE, "_base", "_config", "_name"])
"""Fields that a library keeps of a layer: none holds a layer or a variable of its own."""
HIDDEN.update([*SKIPPED, "optimizer", "trainable"])


Part = tuple[Instance, dict[Hashable, Value]]
"""A layer, and its attributes."""


def weights_of(ctx: Context, layer: Value) -> list[Weight] | None:
    """Every variable of a built layer and of the layers in it, in no particular order; None where they are not known."""
    return _weights_of_all(ctx, _parts(ctx, layer))


def _weights_of_all(ctx: Context, parts: list[Part]) -> list[Weight] | None:
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


def _parts(ctx: Context, layer: Value) -> list[Part]:
    """Those layers, each with its attributes."""
    found: list[Part] = []
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


def ordered_weights(ctx: Context, layer: Value) -> list[tuple[Instance, list[Weight]]] | None:
    """Each layer with its variables, in Keras's order: of a built layer without others in it, or a model of such. None for all others.

    Source: keras.layers.Layer.weights.
    """
    return _ordered(ctx, layer, _parts(ctx, layer))


def _ordered(ctx: Context, layer: Value, parts: list[Part]) -> list[tuple[Instance, list[Weight]]] | None:
    from .functional import is_functional, model_layers

    if not isinstance(layer, Instance):
        return None
    layers = [layer]
    if is_functional(ctx, layer) and layer.cls.name in ("keras.Model", "keras.Sequential"):
        layers = model_layers(ctx, layer) or []
    attributes = {id(part): held for part, held in parts}
    if len(attributes) != len({id(layer), *map(id, layers)}):
        return None  # one of the layers has others in it
    found: list[tuple[Instance, list[Weight]]] = []
    for part in layers:
        if part.cls.name == "keras.layers.InputLayer":
            continue
        weights = _own_weights(ctx, part, attributes[id(part)]) if id(part) in attributes else None
        if weights is None:
            return None
        found.append((part, weights))
    return found or None


def check_weights(ctx: Context, layer: Instance, given: Value) -> None:
    """`layer.set_weights(given)`: arrays of the shapes of the layer's variables. Raises Mismatch where they certainly are not.

    Source: keras.layers.Layer.set_weights.
    """
    items = given.items(ctx.heap) if isinstance(given, ListValue) else given
    own = weights_of(ctx, layer)
    if not isinstance(items, tuple) or own is None:
        return
    if len(items) != len(own):
        told = f"{layer.cls.short_name} has {len(own)} weights, got {len(items)}"
        raise Mismatch("operand-shapes", told, argument="weights", received=len(items), expected=len(own))
    ordered = ordered_weights(ctx, layer)
    for (part, weight), item in zip(((p, w) for p, found in ordered or () for w in found), items):
        if isinstance(item, Tensor) and _differ(item.shape, weight.shape):
            told = f"{part.cls.short_name} has a weight {weight.shape} (`{weight.name}`), got {item.shape}"
            raise Mismatch("operand-shapes", told, argument="weights", received=item.shape, expected=weight.shape)


def _differ(shape: Shape, other: Shape) -> bool:
    """Whether two shapes are certainly not the same."""
    if shape.dims is None or other.dims is None:
        return False
    return len(shape) != len(other) or any(same(a, b) is False for a, b in zip(shape, other))


def describe_weights(ctx: Context, model: Value) -> Value:
    """What a file of a model's weights holds: the class and the shapes of each layer; None where they are not known."""
    ordered = ordered_weights(ctx, model)
    if ordered is None or any(weight.shape.dims is None for _, found in ordered for weight in found):
        return None
    return tuple((part.cls.name, tuple(weight.shape.known for weight in found)) for part, found in ordered)


def check_file(ctx: Context, model: Instance, written: Value) -> None:
    """`model.load_weights`: a file of another model's weights fits if the layers are alike. Raises Mismatch where a shape differs.

    Source: keras.src.saving.saving_lib.load_weights_only.
    """
    own = describe_weights(ctx, model)
    if not isinstance(own, tuple) or not isinstance(written, tuple):
        return
    if [name for name, _ in own] != [name for name, _ in written]:
        return
    for (name, shapes), (_, others) in zip(own, written):
        for shape, other in zip(shapes, others):
            if _differ(Shape(*shape), Shape(*other)):
                short = name.rpartition(".")[2]
                told = f"the file holds a weight {Shape(*other)} for {short}, which has {Shape(*shape)} here"
                raise Mismatch("operand-shapes", told, argument="filepath", received=other, expected=shape)


def count(weights: list[Weight] | None) -> Dim:
    """The number of parameters."""
    if weights is None:
        return UNKNOWN
    total: Dim = 0
    for weight in weights:
        total = arithmetic("+", total, product(weight.shape.known) if weight.shape.dims is not None else UNKNOWN)
    return total


def variables(ctx: Context, layer: Instance, trainable: bool | None, kind: Kind = Kind.TENSOR) -> Value:
    """The variables of a layer as a list of tensors: of a layer without others in it, or a model of such, in their order, else in an order that is not followed."""
    parts = _parts(ctx, layer)
    weights = _weights_of_all(ctx, parts)
    if weights is None:
        return ctx.list(None, Tensor(Shape.unknown(), kind, "float32"))
    ordered = _ordered(ctx, layer, parts) if len(parts) > 1 else None
    if ordered is not None:
        weights = [weight for _, found in ordered for weight in found]
    chosen = [weight.shape for weight in weights if trainable is None or weight.trainable is trainable]
    shapes = set(chosen)
    if ordered is None and len(shapes) > 1 and len(parts) > 1:
        return ctx.list([Tensor(Shape.unknown(), kind, "float32")] * len(chosen))
    made = {shape: Tensor(shape, kind, "float32") for shape in shapes}
    return ctx.list(made[shape] for shape in chosen)
