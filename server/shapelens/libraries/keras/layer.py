"""`keras.Layer` and every class with a rule, as the interpreter has them."""

from __future__ import annotations

from collections.abc import Hashable

from ...interpreter import Context
from ...interpreter.registry import define, library_class, named_class, prop
from ...shapes import Mismatch, Shape, Undetermined
from ...values import ABSENT, Class, Decorated, Function, Instance, Kind, Native, Tensor, Value
from . import signatures
from .calling import call, call_layer, call_with_rule, check_built, is_buildable
from .construction import construct_base, construct_with_rule, set_later
from .conversion import shape_of, shape_value
from .graph import Node
from .masks import computed_mask
from .naming import layer_name
from .own_outputs import as_tensors, inherited_output
from .rule import LAYER, RULES, Weight, base_argument, layer_config, rule_of
from .saving import configuration, from_config
from .weights import check_weights, count, variables, weights_of


@library_class("keras.Operation", aliases=("keras.ops.Operation",))
class Operation:
    """keras.Operation."""

    def __init__(ctx: Context, self: Instance, name: Value = None, **keywords: Value) -> Value:
        return None


@library_class(
    LAYER, "keras.Operation", aliases=("keras.Layer", "keras.src.layers.layer.Layer", "keras.engine.base_layer.Layer")
)
class Layer:
    """keras.layers.Layer."""

    def __init__(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        construct_base(ctx, self, keywords)
        return None

    def __call__(ctx: Context, self: Instance, /, *arguments: Value, **keywords: Value) -> Value:
        return call(ctx, self, *arguments, **keywords)

    def build(ctx: Context, self: Instance, *shapes: Value, **keywords: Value) -> Value:
        rule = rule_of(self)
        config = layer_config(self)
        if rule is not None and config is not None and shapes and ctx.heap.get(self, "_built") is ABSENT:
            given = as_tensors(ctx, shapes[0], Kind.KERAS)
            shape = given.shape if isinstance(given, Tensor) else None
            if shape is not None and is_buildable(self, rule, config, shape):
                check_built(ctx, self, config, rule, shape, lambda name: getattr(rule, name)(config, shape), {})
        return None

    def add_weight(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        first = arguments[0] if arguments else keywords.get("shape")
        if isinstance(first, str):
            told = f"the first argument of `add_weight` is the shape, got {first!r}: `add_weight(shape=..., name={first!r})`"
            raise Mismatch("invalid-argument", told, argument="shape", value=first)
        if isinstance(first, (bool, int, float)):
            told = f"`shape` must be a tuple such as `({first},)`, got the {type(first).__name__} {first}"
            raise Mismatch("invalid-argument", told, argument="shape", value=first)
        given = {**dict(zip(("shape", "initializer", "dtype", "trainable"), arguments)), **keywords}
        shape, dtype, name = given.get("shape"), given.get("dtype"), given.get("name")
        dims = shape_of(ctx, () if shape is None else shape)
        known = dims if dims is not None else Shape.unknown()
        if any(dim is None for dim in known):
            raise Mismatch(
                "undefined-dimension",
                f"the weight `{name or 'variable'}` needs a defined shape, got {known}",
                argument="shape",
                shape=known,
                is_none=True,
            )
        weights = ctx.heap.get(self, "_weights", ())
        weight = Weight(name if isinstance(name, str) else "variable", known, given.get("trainable") is not False)
        ctx.heap.set(self, "_weights", (*(weights if isinstance(weights, tuple) else ()), weight))
        return Tensor(known, Kind.TENSOR, dtype if isinstance(dtype, str) else "float32", ctx.span)

    add_variable = add_weight

    def add_loss(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        return None

    add_metric = add_loss

    def compute_mask(ctx: Context, self: Instance, inputs: Value = None, *arguments: Value, **keywords: Value) -> Value:
        return computed_mask(ctx, self, inputs)

    def compute_output_shape(ctx: Context, self: Instance, input_shape: Value, *rest: Value) -> Value:
        tensor = as_tensors(ctx, input_shape, Kind.KERAS)
        if tensor is None:
            raise Undetermined("the output shape for an unknown input shape")
        if isinstance((self.cls.lookup(ctx.heap, "compute_output_shape") or (None,))[0], Function):
            result = inherited_output(ctx, self, (tensor,), {})  # by `super()`
            return (
                ctx.unknown("the output shape of a layer of the program")
                if result is None
                else shape_value(ctx, result)
            )
        result = call_layer(ctx, self, (tensor,))
        return shape_value(ctx, result)

    def get_config(ctx: Context, self: Instance) -> Value:
        """What every layer is configured by; the program's own `get_config` adds to it, a library's layer has more."""
        if not isinstance((self.cls.lookup(ctx.heap, "get_config") or (None,))[0], Function):
            return configuration(ctx, self)
        name = ctx.attribute(self, "name")
        return ctx.dict({"name": name, "trainable": True, "dtype": ctx.unknown("the dtype policy of a layer")})

    def get_weights(ctx: Context, self: Instance) -> Value:
        return variables(ctx, self, None, Kind.ARRAY)

    def set_weights(ctx: Context, self: Instance, weights: Value = None) -> Value:
        check_weights(ctx, self, weights)
        return None

    def count_params(ctx: Context, self: Instance) -> Value:
        return count(weights_of(ctx, self))

    def __getattr__(ctx: Context, self: Instance, name: Value) -> Value:
        config = layer_config(self)
        if config is not None and isinstance(name, str):
            # Keras keeps many an argument under its name with an underscore (`_num_heads`)
            value = config.values.get(name, config.values.get(name.removeprefix("_"), ABSENT))
            if value is not ABSENT:
                return value
        weights = ctx.heap.get(self, "_weights")
        found = [weight for weight in weights if isinstance(weight, Weight)] if isinstance(weights, tuple) else []
        weight = next((weight for weight in found if weight.name == name), None) if rule_of(self) is not None else None
        return ABSENT if weight is None else Tensor(weight.shape, Kind.TENSOR, "float32", ctx.span)

    @prop
    def name(ctx: Context, self: Instance) -> Value:
        return layer_name(ctx, self)

    @prop
    def built(ctx: Context, self: Instance) -> Value:
        return ctx.heap.get(self, "_built") is not ABSENT

    @prop
    def weights(ctx: Context, self: Instance) -> Value:
        return variables(ctx, self, None)

    @prop
    def variables(ctx: Context, self: Instance) -> Value:
        return variables(ctx, self, None)

    @prop
    def trainable_weights(ctx: Context, self: Instance) -> Value:
        return variables(ctx, self, True)

    @prop
    def trainable_variables(ctx: Context, self: Instance) -> Value:
        return variables(ctx, self, True)

    @prop
    def non_trainable_weights(ctx: Context, self: Instance) -> Value:
        return variables(ctx, self, False)

    @prop
    def losses(ctx: Context, self: Instance) -> Value:
        return ctx.list(None, Tensor(Shape(), Kind.TENSOR, "float32"))

    @prop
    def metrics(ctx: Context, self: Instance) -> Value:
        return ctx.list(None, ctx.unknown("a metric"))

    @prop
    def dtype(ctx: Context, self: Instance) -> Value:
        given = base_argument(ctx, self, "dtype")
        return "float32" if given is None else given

    compute_dtype = dtype
    variable_dtype = dtype
    dtype_policy = dtype

    @prop
    def input(ctx: Context, self: Instance) -> Value:
        return endpoint(ctx, self, 0, is_output=False)

    @prop
    def output(ctx: Context, self: Instance) -> Value:
        return endpoint(ctx, self, 0, is_output=True)

    @prop
    def input_shape(ctx: Context, self: Instance) -> Value:
        return shape_value(ctx, endpoint(ctx, self, 0, is_output=False))

    @prop
    def output_shape(ctx: Context, self: Instance) -> Value:
        return shape_value(ctx, endpoint(ctx, self, 0, is_output=True))

    def get_output_at(ctx: Context, self: Instance, node_index: Value) -> Value:
        return endpoint(ctx, self, node_index if isinstance(node_index, int) else 0, is_output=True)

    def get_input_at(ctx: Context, self: Instance, node_index: Value) -> Value:
        return endpoint(ctx, self, node_index if isinstance(node_index, int) else 0, is_output=False)

    def __construct_from_config__(ctx: Context, self: Instance, config: Value) -> Value:
        return ctx.unknown("a layer from a configuration")


def endpoint(ctx: Context, layer: Instance, index: int, is_output: bool) -> Value:
    """The input or output KerasTensors of the layer's calls (`layer.output`)."""
    calls = ctx.heap.get(layer, "_calls", ())
    if not isinstance(calls, tuple) or not -len(calls) <= index < len(calls):
        return ctx.unknown(f"the {'output' if is_output else 'input'} of a layer that was never called")
    node = calls[index]
    assert isinstance(node, Node)
    tensors = node.outputs if is_output else node.inputs
    return tensors[0] if len(tensors) == 1 else ctx.list(tensors)


named_class(LAYER).fields["from_config"] = Decorated("classmethod", Native(f"{LAYER}.from_config", from_config))


def make_classes() -> None:
    """Makes the interpreter's class of every rule, with Keras's other names for it."""
    for name, rule in RULES.items():
        namespace: dict[Hashable, Value] = {
            "__init__": Native(f"{name}.__init__", construct_with_rule(rule)),
            "call": Native(f"{name}.call", call_with_rule(rule)),
        }
        if rule.settable:
            namespace["__setattr__"] = Native(f"{name}.__setattr__", set_later(rule))
        namespace.update({key: Native(f"{name}.{key}", method) for key, method in rule.methods.items()})
        cls = Class(None, name, (Layer,), namespace)
        define(name, cls)
        for alias, canonical in signatures.aliases().items():
            if canonical == name:
                define(alias, cls)
