"""What a layer of the program, or of a package, declares of its own output.

Keras traces `call` on symbolic inputs only where nothing is declared: an own `compute_output_spec` or `compute_output_shape` is believed,
and so is that of the Keras layer it derives from. Source: keras.layers.Layer.compute_output_spec.
"""

from __future__ import annotations

from ...interpreter import Context
from ...shapes import UNKNOWN, Mismatch, Shape, Undetermined, is_dim, is_unknown
from ...values import BoundMethod, DictValue, Function, Instance, Kind, ListValue, Tensor, Unknown, Value
from . import signatures
from .conversion import has_tensor, shape_value, structure, to_tensors
from .graph import tensors_in
from .rule import RULES, layer_config

TRACED = frozenset(
    f"keras.layers.{name}" for name in ("GRUCell", "LSTMCell", "SimpleRNNCell", "StackedRNNCells", "Wrapper")
)
"""Layers with a rule whose Keras class declares nothing."""
DTYPE = "float32"


def declared_output(
    ctx: Context, layer: Instance, arguments: tuple[Value, ...], keywords: dict[str, Value], traced: Value
) -> Value:
    """The output of a symbolic call as the layer's class declares it; `traced`, what `call` answers, where it declares nothing."""
    spec = layer.cls.lookup(ctx.heap, "compute_output_spec")
    if spec is not None and isinstance(spec[0], Function):
        result = ctx.call(BoundMethod(spec[0], layer), arguments, keywords)
        return result if tensors_in(ctx, result) else traced
    found = layer.cls.lookup(ctx.heap, "compute_output_shape")
    if found is not None and isinstance(found[0], Function):
        shapes = target_shapes(ctx, layer, found[0], arguments, keywords)
        answer = None if shapes is None else as_tensors(ctx, ctx.call(BoundMethod(found[0], layer), shapes))
    else:
        answer = inherited_output(ctx, layer, arguments, keywords)
    return traced if answer is None else _completed(answer, traced)


def target_shapes(
    ctx: Context, layer: Instance, target: Function, arguments: tuple[Value, ...], keywords: dict[str, Value]
) -> tuple[Value, ...] | None:
    """The shapes that Keras gives to `compute_output_shape`: to one parameter the first, to several by name; None if it gives none.

    Source: keras.src.layers.layer.update_shapes_dict_for_target_fn.
    """
    call = layer.cls.lookup(ctx.heap, "call")
    names = [p.arg for p in call[0].node.args.args][1:] if call and isinstance(call[0], Function) else []
    given = dict(zip(names, arguments)) | keywords
    shapes = {f"{name}_shape": shape_value(ctx, value) for name, value in given.items() if has_tensor(ctx, value)}
    parameters = [p.arg for p in (*target.node.args.posonlyargs, *target.node.args.args)][1:]
    if len(parameters) == 1:
        first = next(iter(shapes.values()), shape_value(ctx, arguments[0]) if arguments else None)
        return (first,)
    if not all(name in shapes for name in parameters):
        return None
    return tuple(shapes[name] for name in parameters)


def as_tensors(ctx: Context, answer: Value, kind: Kind = Kind.TENSOR) -> Value:
    """Tensors of the shapes that `compute_output_shape` takes or answers, in the same structure; None where they are not understood."""
    if isinstance(answer, (tuple, ListValue)):
        parts = answer if isinstance(answer, tuple) else answer.items(ctx.heap)
        if parts is None:
            return None
        sizes = [is_dim(part) for part in parts]
        if any(sizes) and all(fits or isinstance(part, Unknown) for fits, part in zip(sizes, parts)):
            return Tensor(Shape(*(part if is_dim(part) else UNKNOWN for part in parts)), kind, DTYPE, ctx.span)
        tensors = tuple(as_tensors(ctx, part, kind) for part in parts)
        if None in tensors or not tensors:
            return None
        return tensors if isinstance(answer, tuple) else ctx.list(tensors)
    if isinstance(answer, DictValue) and not answer.is_open:
        named = {key: as_tensors(ctx, ctx.heap.get(answer, key), kind) for key in ctx.heap.names(answer)}
        return None if None in named.values() else ctx.dict(named)
    return None


def inherited_output(ctx: Context, layer: Instance, arguments: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
    """What the Keras layer says that the class derives from."""
    rule = next((RULES[cls.name] for cls in layer.cls.mro if cls.name in RULES), None)
    config = layer_config(layer)
    signature = None if rule is None else signatures.call(rule.name)
    if rule is None or config is None or signature is None or rule.name in TRACED:
        return None
    try:
        bound, _ = signature.bind(arguments, keywords, f"a call of {layer.cls.short_name}")
        shapes = {name: structure(ctx, value) for name, value in bound.items() if has_tensor(ctx, value)}
        first = next(iter(shapes.values()), None)
        rest = dict(list(shapes.items())[1:])
        return None if first is None else to_tensors(ctx, rule.output(config, first, **rest), DTYPE)
    except (Mismatch, Undetermined, TypeError):
        return None


def _completed(declared: Value, traced: Value) -> Value:
    """The declared tensor; a size that the declaration leaves open is the traced one."""
    if not isinstance(declared, Tensor) or not isinstance(traced, Tensor):
        return declared
    if declared.shape.dims is None or traced.shape.dims is None or len(declared.shape.dims) != len(traced.shape.dims):
        return declared
    dims = (b if is_unknown(a) else a for a, b in zip(declared.shape.dims, traced.shape.dims))
    return declared.with_shape(Shape(*dims))
