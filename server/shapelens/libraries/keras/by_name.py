"""A model's layers by their names."""

from __future__ import annotations

from ...interpreter import Context
from ...shapes import Mismatch, Undetermined
from ...values import Instance, Unknown, Value
from .functional import contains_unknown, model_inputs, model_layers, model_outputs
from .graph import Node, nodes_between, tensors_in
from .naming import layer_name


def layer_called(ctx: Context, model: Instance, name: Value, index: Value) -> Value:
    """`model.get_layer(name, index)`. Raises Mismatch for a name that certainly no layer has."""
    layers = model_layers(ctx, model)
    if layers is None:
        raise Undetermined("the layers of a model that is not known")
    if isinstance(name, int):
        name, index = None, name
    if isinstance(index, int) and -len(layers) <= index < len(layers):
        return layers[index]
    names = [layer_name(ctx, layer) for layer in layers]
    if isinstance(name, str) and name in names:
        return layers[names.index(name)]
    known = {_stem(one) for one in names if isinstance(one, str)}
    is_known = len(layers) == sum(isinstance(one, str) for one in names) and _is_whole(ctx, model)
    if is_known and isinstance(name, str) and _stem(name) not in known:
        raise Mismatch("invalid-argument", f"the model has no layer called {name!r}", argument="name", value=name)
    raise Undetermined(f"a layer called {name!r}")


def _is_whole(ctx: Context, model: Instance) -> bool:
    """Whether all layers of a functional model are known: every tensor on the way was made by a known call."""
    sources, results = model_inputs(ctx, model), model_outputs(ctx, model)
    if sources is None or results is None or contains_unknown(ctx, sources) or contains_unknown(ctx, results):
        return False
    inputs = tensors_in(ctx, sources)
    stop = {id(tensor.producer) for tensor in inputs}
    nodes = nodes_between(inputs, tensors_in(ctx, results))
    return all(isinstance(tensor.producer, Node) for tensor in (*inputs, *tensors_in(ctx, results))) and all(
        id(node) in stop
        or (
            node.inputs and all(isinstance(tensor.producer, Node) for tensor in node.inputs) and not _has_gap(ctx, node)
        )
        for node in nodes
    )


def _has_gap(ctx: Context, node: Node) -> bool:
    """Whether a call got something of which nothing is known."""
    return any(isinstance(part, Unknown) for part in (*node.arguments, *node.keywords.values()))


def _stem(name: str) -> str:
    """A layer's name without the number that Keras may have given it."""
    return name.rstrip("0123456789").removesuffix("_")
