"""`keras.Layer` and every class with a rule: constructing a layer, building it at its first call, calling it.

The order of events is Keras's own (keras.src.layers.layer.Layer.__call__): bind the arguments, check the input specification, build,
call. A layer of the program (`class Block(layers.Layer)`) goes the same way, with its own `build` and `call` interpreted.
"""

from __future__ import annotations

import contextlib
import inspect
import re
from collections.abc import Callable, Hashable
from typing import Any

from ...findings import Related
from ...interpreter import Context
from ...interpreter.registry import define, library_class, named_class, prop
from ...shapes import Dim, Mismatch, Shape, Structure, Undetermined, is_dim, leaves, product
from ...values import (
    ABSENT,
    BoundMethod,
    Class,
    Decorated,
    DictValue,
    Function,
    Instance,
    Kind,
    ListValue,
    Native,
    Tensor,
    Unknown,
    Value,
)
from . import legacy, signatures
from .arguments import check_base, check_names
from .graph import Node, map_tensors, tensors_in
from .positional import plain_argument
from .rule import RULES, Config, LayerRule, Weight, rule_of
from .specification import check_spec

BASE_ARGUMENTS = signatures.constructor("keras.layers.Layer")
LAYER = "keras.layers.Layer"


# -------------------------------------------------------------------- construction
def construct_base(ctx: Context, layer: Instance, keywords: dict[str, Value]) -> None:
    """What `Layer.__init__` does with the arguments that every layer takes. Reports unknown ones."""
    known = {"activity_regularizer", "trainable", "dtype", "autocast", "name", "input_shape", "input_dim", "**"}
    unknown = [name for name in keywords if name not in known]
    if keywords.get("input_dim") is not None and isinstance(keywords["input_dim"], int) and "input_shape" in keywords:
        unknown.append("input_shape")  # Keras takes one of them only
    if unknown:
        raise Mismatch(
            "unknown-argument",
            f"{layer.cls.short_name} has no argument `{unknown[0]}`",
            argument=unknown[0],
            name=unknown[0],
            layer=layer,
        )
    check_base(keywords)
    ctx.heap.set(layer, "_base", ctx.dict({key: value for key, value in keywords.items() if key != "**"}))
    name = keywords.get("name")
    if name is not None:
        ctx.heap.set(layer, "_name", name)
    if "trainable" in keywords:
        ctx.heap.set(layer, "trainable", keywords["trainable"])
    enroll(ctx, layer)


def enroll(ctx: Context, layer: Instance) -> None:
    """Counts the layer for Keras's automatic names, once, unless it has a name of its own."""
    if ctx.heap.get(layer, "_enrolled") is ABSENT:
        ctx.heap.set(layer, "_enrolled", True)
        if ctx.heap.get(layer, "_name") is ABSENT:
            ctx.enroll(snake_case(layer.cls.short_name), layer)


def construct_with_rule(rule: LayerRule) -> Callable[..., Value]:
    """The `__init__` of a class that has a rule."""

    def initialize(ctx: Context, layer: Instance, /, *arguments: Value, **keywords: Value) -> Value:
        signature = signatures.constructor(rule.name)
        assert signature is not None
        try:
            refuse_tensor(layer, arguments)
            if not rule.ignores_keywords:
                legacy.check_keywords(rule.label, keywords, {*signature.names, *rule.keywords})
            values, rest = signature.bind(arguments, keywords, layer.cls.short_name)
            extra = {key: default for key, default in rule.keywords.items() if key not in values}
            values.update({key: rest.pop(key, default) for key, default in extra.items()})
            rest = {} if rule.ignores_keywords else rest
            construct_base(ctx, layer, {**rest, **{key: values.pop(key) for key in BASE_KEYS if key in values}})
        except Mismatch as mismatch:
            ctx.report_mismatch(mismatch, callee=rule.name)
            ctx.heap.set(layer, "_broken", True)
            enroll(ctx, layer)
            return None
        base = ctx.heap.get(layer, "_base")
        if isinstance(base, DictValue):
            values["dtype"] = ctx.heap.get(base, "dtype", None)
        plain = {name: flat(ctx, value) for name, value in values.items()}
        if plain.get("data_format", ABSENT) is None:
            plain["data_format"] = image_data_format(ctx)
        lists = frozenset(name for name, value in values.items() if isinstance(value, ListValue))
        config = Config(plain, frozenset(keywords), lists)
        ctx.heap.set(layer, "_config", config)
        try:
            check_names(config)
            rule.check(config)
            ctx.heap.set(layer, "_config", rule.resolve(ctx, config))
        except Mismatch as mismatch:
            ctx.report(
                mismatch.code,
                with_name(layer.cls.short_name, mismatch.problem),
                span=ctx.argument_span(mismatch.argument or "") or position_span(ctx, rule, mismatch.argument),
                **told_facts(mismatch, layer=layer, argument=mismatch.argument),
            )
            ctx.heap.set(layer, "_broken", True)
        except Undetermined:
            pass
        return None

    return initialize


def refuse_tensor(layer: Instance, arguments: tuple[Value, ...]) -> None:
    """Raises Mismatch where a tensor stands where the constructor's arguments do: `Flatten(x)` for `Flatten()(x)`."""
    if arguments and isinstance(arguments[0], Tensor) and arguments[0].kind is Kind.KERAS:
        name = layer.cls.short_name
        raise Mismatch(
            "invalid-argument",
            f"{name} is constructed with a tensor: the layer is called on it, `{name}()(x)`",
            value=arguments[0],
            wanted="call",
        )


def refuse_layers(ctx: Context, layer: Instance, arguments: tuple[Value, ...]) -> None:
    """Raises Mismatch where a layer (or its class) is given in place of its output, unless Keras did not even construct it.

    Source: keras.layers.Layer.__call__.
    """
    for argument in arguments:
        cls = argument.cls if isinstance(argument, Instance) else argument
        if isinstance(argument, tuple):
            refuse_layers(ctx, layer, argument)
        elif isinstance(argument, Instance) and ctx.heap.get(argument, "_broken") is True:
            raise Undetermined(f"{argument.cls.short_name} could not be constructed")
        elif isinstance(cls, Class) and cls.is_subclass(LAYER):
            raise Mismatch(
                "invalid-argument",
                f"{layer.cls.short_name} is called on a layer, {cls.short_name}, that was not called itself",
                value=argument,
                wanted="call",
            )


BASE_KEYS = ("activity_regularizer", "trainable", "dtype", "autocast", "name")


def position_span(ctx: Context, rule: LayerRule, argument: str | None) -> Any:
    """Where a constructor's argument stands if it was given by position."""
    signature = signatures.constructor(rule.name)
    names = signature.names if signature else ()
    return ctx.argument_span(names.index(argument)) if argument in names else None


def image_data_format(ctx: Context) -> Value:
    """The configured default of `data_format`."""
    value = ctx.call(ctx.attribute(_keras(ctx), "image_data_format"))
    return value if isinstance(value, str) else "channels_last"


def _keras(ctx: Context) -> Value:
    from ...interpreter.registry import lookup

    return lookup("keras.config")


def flat(ctx: Context, value: Value) -> Value:
    """A constructor argument as rules see it: lists as tuples, integer arrays of known elements as tuples."""
    if isinstance(value, ListValue):
        items = value.items(ctx.heap)
        return ctx.unknown("a list of unknown length") if items is None else tuple(flat(ctx, item) for item in items)
    if isinstance(value, tuple):
        return tuple(flat(ctx, item) for item in value)
    if isinstance(value, Tensor) and value.data is not None:
        return value.data
    return value


# -------------------------------------------------------------------- calling
def call_layer(
    ctx: Context, layer: Value, arguments: tuple[Value, ...], keywords: dict[str, Value] | None = None
) -> Value:
    """Calls a layer on behalf of another, without recording a site."""
    with ctx.recorded(is_quiet=True):
        return ctx.call(layer, arguments, keywords or {})


def layer_config(layer: Value) -> Config | None:
    """The bound constructor arguments of a layer that has a rule."""
    config = layer.fields.get("_config") if isinstance(layer, Instance) else None
    return config if isinstance(config, Config) else None


def call(ctx: Context, layer: Instance, /, *arguments: Value, **keywords: Value) -> Value:
    """`layer(...)`: `Layer.__call__`."""
    result = perform(ctx, layer, arguments, keywords)
    inputs = tensors_in(ctx, (*arguments, *keywords.values()))
    outputs = tensors_in(ctx, result)
    ctx.observe(
        "call",
        layer.cls.name,
        [tensor.shape for tensor in inputs],
        [tensor.shape for tensor in outputs],
        subject=layer,
        result=result,
    )
    return result


def perform(ctx: Context, layer: Instance, arguments: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
    """Builds the layer if need be and calls it; the answer is symbolic if an input is."""
    enroll(ctx, layer)
    inputs = tensors_in(ctx, (*arguments, *keywords.values()))
    symbolic = tuple(tensor for tensor in inputs if tensor.kind is Kind.KERAS)
    method = layer.cls.lookup(ctx.heap, "call")
    if method is None:
        is_plain = not layer.cls.has_unknown_base and not layer.cls.is_subclass("keras.Model")
        if is_plain and ctx.heap.get(layer, "call") is ABSENT:
            return _without_call(ctx, layer, inputs)
        return ctx.unknown(f"{layer.cls.short_name} has no `call`")
    is_refused = False
    try:
        refuse_layers(ctx, layer, tuple(flat(ctx, argument) for argument in arguments))
        plain = plain_argument(ctx, layer, arguments, _tensor_parameters(ctx, layer))
        if plain is not None:
            tell(ctx, layer, plain, inputs)
        if isinstance(method[0], Native):
            result = method[0].implementation(ctx, layer, *arguments, **keywords)
        else:
            result = _call_own(ctx, layer, method[0], arguments, keywords)
    except Undetermined as undetermined:
        result = ctx.unknown(undetermined.reason)
    except Mismatch as mismatch:
        if not symbolic:
            mismatch.facts.pop("output", None)
        is_refused = True
        tell(ctx, layer, mismatch, inputs)
        output = mismatch.facts.get("output")
        traced_output = isinstance(output, (Shape, tuple, list, dict)) and bool(leaves(output))
        result = to_tensors(ctx, output, None) if traced_output else Tensor(Shape.unknown(), span=ctx.span)
    if not symbolic:
        return result
    _call_own_mask(ctx, layer, arguments)
    node = Node(layer, arguments, keywords, symbolic, layer.cls.name)
    node.is_refused = is_refused
    result = map_tensors(ctx, result, lambda tensor: symbolic_copy(ctx, tensor, node))
    if isinstance(result, Unknown):
        result = Tensor(Shape.unknown(), Kind.KERAS, None, ctx.span, node)
    node.outputs = tuple(tensors_in(ctx, result))
    calls = ctx.heap.get(layer, "_calls", ())
    ctx.heap.set(layer, "_calls", (*(calls if isinstance(calls, tuple) else ()), node))
    return result


def _call_own_mask(ctx: Context, layer: Instance, arguments: tuple[Value, ...]) -> None:
    """A layer's own `compute_mask` sees the KerasTensors themselves, unlike its `call`. Source: keras.layers.Layer.__call__."""
    found = layer.cls.lookup(ctx.heap, "compute_mask")
    if found is not None and isinstance(found[0], Function) and arguments:
        ctx.call(BoundMethod(found[0], layer), (arguments[0], ctx.unknown("a mask")))


def _without_call(ctx: Context, layer: Instance, inputs: list[Tensor]) -> Value:
    """`keras.layers.Layer` itself, or a layer of the program that leaves `call` out. Source: keras.layers.Layer.call."""
    tell(ctx, layer, Mismatch("library-raises", f"{layer.cls.short_name} has no `call` method"), inputs)
    return Tensor(Shape.unknown(), span=ctx.span)


def symbolic_copy(ctx: Context, tensor: Tensor, node: Node) -> Tensor:
    """A tensor that a layer answered, as a KerasTensor of the functional graph."""
    return Tensor(tensor.shape, Kind.KERAS, tensor.dtype, ctx.span or tensor.span, node)


def traced(ctx: Context, value: Value) -> Value:
    """Arguments as a layer's own `call` sees them: backend tensors, whatever was given."""

    def convert(tensor: Tensor) -> Tensor:
        return Tensor(tensor.shape, Kind.TENSOR, tensor.dtype, tensor.span, data=tensor.data, classes=tensor.classes)

    return map_tensors(ctx, value, convert)


def _call_own(
    ctx: Context, layer: Instance, method: Value, arguments: tuple[Value, ...], keywords: dict[str, Value]
) -> Value:
    """A layer whose `call` is the program's: `build` at the first call, then `call`."""
    arguments = tuple(traced(ctx, argument) for argument in arguments)
    keywords = {name: traced(ctx, argument) for name, argument in keywords.items()}
    build_own(ctx, layer, arguments, keywords)
    if isinstance(method, Function):
        keywords = _with_training(method, arguments, keywords)
    return ctx.call(BoundMethod(method, layer), arguments, keywords)


def _with_training(method: Function, arguments: tuple[Value, ...], keywords: dict[str, Value]) -> dict[str, Value]:
    """Keras fills in `training` where the program leaves it out, and drops it where `call` does not take it."""
    parameters = method.node.args
    names = [parameter.arg for parameter in (*parameters.posonlyargs, *parameters.args, *parameters.kwonlyargs)]
    if parameters.kwarg is None:
        keywords = {name: v for name, v in keywords.items() if name not in ("training", "mask") or name in names}
    has_no_default = "training" in names and names.index("training") < len(names) - len(parameters.defaults)
    has_no_default = has_no_default and "training" not in [p.arg for p in parameters.kwonlyargs]
    if has_no_default and names.index("training") > len(arguments) and "training" not in keywords:
        return {**keywords, "training": None}
    return keywords


def build_own(ctx: Context, layer: Instance, arguments: tuple[Value, ...], keywords: dict[str, Value]) -> None:
    """Runs the program's `build` with the input's shape, once."""
    if ctx.heap.get(layer, "_built") is not ABSENT:
        return
    shapes = tuple(shape_value(ctx, argument) for argument in arguments)
    named = {f"{name}_shape": shape_value(ctx, value) for name, value in keywords.items() if has_tensor(ctx, value)}
    method = layer.cls.lookup(ctx.heap, "build")
    if method is not None and isinstance(method[0], Function):
        parameters = [p.arg for p in method[0].node.args.args][1:]
        given = dict(zip(_tensor_parameters(ctx, layer), shapes))
        if len(parameters) > 1 and all(name.endswith("_shape") for name in parameters):
            shapes = tuple(given.get(name.removesuffix("_shape"), named.get(name)) for name in parameters)
        ctx.call(BoundMethod(method[0], layer), shapes[: max(len(parameters), 1)] if parameters else ())
    ctx.heap.set(layer, "_built", shapes[0] if shapes else None)


def _tensor_parameters(ctx: Context, layer: Instance) -> list[str]:
    method = layer.cls.lookup(ctx.heap, "call")
    return [p.arg for p in method[0].node.args.args][1:] if method and isinstance(method[0], Function) else []


def has_tensor(ctx: Context, value: Value) -> bool:
    return bool(tensors_in(ctx, value))


def shape_value(ctx: Context, value: Value) -> Value:
    """The shape of an argument as a Python value: a tuple of sizes, or the same structure of them."""
    if isinstance(value, Tensor):
        return value.shape.dims if value.shape.dims is not None else ctx.unknown("a shape of unknown rank")
    if isinstance(value, (tuple, ListValue, DictValue)):
        return map_tensors(ctx, value, lambda tensor: shape_value(ctx, tensor))
    return ctx.unknown("the shape of an unknown value") if isinstance(value, Unknown) else None


# -------------------------------------------------------------------- rules
def call_with_rule(rule: LayerRule) -> Callable[..., Value]:
    """The `call` of a class that has a rule. Raises Mismatch."""
    wanted = {name: _parameters(getattr(rule, name)) for name in ("output", "weights", "built_spec")}

    def call(ctx: Context, layer: Instance, /, *arguments: Value, **keywords: Value) -> Value:
        config = layer_config(layer)
        if config is None or ctx.heap.get(layer, "_broken") is not ABSENT:
            raise Undetermined(f"{layer.cls.short_name} could not be constructed")
        signature = signatures.call(rule.name)
        assert signature is not None
        bound, _rest = signature.bind(arguments, keywords, f"a call of {layer.cls.short_name}")
        result = rule.apply(ctx, layer, config, bound)
        if result is not ABSENT:
            if ctx.heap.get(layer, "_built") is ABSENT:
                ctx.heap.set(layer, "_built", structure(ctx, next(iter(bound.values()), None)))
                ctx.heap.set(layer, "_weights", ctx.heap.get(layer, "_weights", ()))
            return result
        inputs = tensors_in(ctx, tuple(bound.values()))
        shapes = {name: structure(ctx, value) for name, value in bound.items()}
        first = next(iter(shapes.values()), None)
        if isinstance(first, Unknown):
            if rule.has_list_input:
                raise Undetermined(first.reason or f"the inputs of {layer.cls.short_name}")
            first = shapes[next(iter(shapes))] = Shape.unknown()
        shapes["is_symbolic"] = any(tensor.kind is Kind.KERAS for tensor in inputs)

        def ask(name: str) -> Any:
            extra = {key: value for key, value in shapes.items() if key in wanted[name][2:]}
            return getattr(rule, name)(config, first, **extra)

        check_built(ctx, layer, config, rule, first, ask)
        output = ask("output")
        dtype = rule.dtype(config, inputs[0].dtype if inputs else None)
        return to_tensors(ctx, output, dtype)

    return call


def _parameters(method: Callable[..., Any]) -> list[str]:
    return list(inspect.signature(method).parameters)


def _is_buildable(layer: Instance, rule: LayerRule, config: Config, shape: Shape) -> bool:
    """Whether the rule holds for a direct call of `build`: Keras checks the input of calls only (`Dense(3).build([7])` passes).

    Raises Mismatch for a convolution, which refuses a kernel of another rank than its input already here.
    """
    try:
        check_spec(layer.cls.short_name, rule.input_spec(config), shape)
    except Mismatch:
        name = layer.cls.short_name
        if "Conv" in name and "Transpose" not in name and "LSTM" not in name:
            raise
        return False
    return True


def check_built(
    ctx: Context, layer: Instance, config: Config, rule: LayerRule, first: Value, ask: Callable[[str], Any]
) -> None:
    """Checks the input specification; at the first call makes the weights and keeps the later specification."""
    if ctx.heap.get(layer, "_built") is not ABSENT:
        spec = ctx.heap.get(layer, "_spec")
        check_spec(layer.cls.short_name, None if spec is ABSENT else spec, first)
        return
    check_spec(layer.cls.short_name, rule.input_spec(config), first)
    try:
        ctx.heap.set(layer, "_weights", tuple(ask("weights")))
    except Undetermined:
        ctx.heap.set(layer, "_weights", None)
    with contextlib.suppress(Undetermined):
        ctx.heap.set(layer, "_spec", ask("built_spec"))
    ctx.heap.set(layer, "_built", first)
    ctx.heap.set(layer, "_built_at", ctx.span)


def structure(ctx: Context, value: Value) -> Any:
    """A call's argument as rules see it: tensors as shapes, in the same structure of lists, tuples and dicts."""
    if isinstance(value, Tensor):
        return value.shape
    if isinstance(value, ListValue):
        items = value.items(ctx.heap)
        return Unknown("a list of unknown length") if items is None else [structure(ctx, item) for item in items]
    if isinstance(value, tuple):
        return tuple(structure(ctx, item) for item in value)
    if isinstance(value, DictValue):
        return {key: structure(ctx, ctx.heap.get(value, key)) for key in ctx.heap.names(value)}
    return value


def to_tensors(ctx: Context, output: Structure, dtype: str | None) -> Value:
    """What a rule answered, as tensors."""
    if isinstance(output, Shape):
        return Tensor(output, Kind.TENSOR, dtype, ctx.span)
    if isinstance(output, dict):
        return ctx.dict({key: to_tensors(ctx, item, dtype) for key, item in output.items()})
    if isinstance(output, tuple):
        return tuple(to_tensors(ctx, item, dtype) for item in output)
    if isinstance(output, list):
        return ctx.list(to_tensors(ctx, item, dtype) for item in output)
    return None


def tensor_of(shape: Shape, ctx: Context) -> Tensor:
    return Tensor(shape, Kind.TENSOR, None, ctx.span)


def tell(ctx: Context, layer: Instance, mismatch: Mismatch, inputs: list[Tensor]) -> None:
    """Reports a layer's mismatch: at the call, with the layer's construction and the input's origin as related lines."""
    index = mismatch.input if isinstance(mismatch.input, int) else 0
    tensor = inputs[index] if index < len(inputs) else inputs[0] if inputs else None
    related = []
    if tensor is not None and tensor.span is not None and tensor.span != ctx.span:
        related.append(Related(f"the input {tensor.shape} comes from here", tensor.span))
    if layer.span is not None and layer.span != ctx.span:
        argument = f" with `{mismatch.argument}`" if mismatch.argument else ""
        related.append(Related(f"{layer.cls.short_name} is made here{argument}", layer.span))
    built_at = layer.fields.get("_built_at")
    if mismatch.facts.get("is_built") and built_at is not None and built_at != ctx.span:
        related.append(Related(f"{layer.cls.short_name} was built here", built_at))  # type: ignore[arg-type]
    facts = told_facts(mismatch, layer=layer, tensor=tensor, tensors=tuple(inputs), argument=mismatch.argument)
    ctx.report(mismatch.code, with_name(layer.cls.short_name, mismatch.problem), related=related, **facts)


def told_facts(mismatch: Mismatch, **facts: Any) -> dict[str, Any]:
    """A mismatch's facts and those of the layer that has it."""
    return {**mismatch.facts, **facts}


def with_name(name: str, problem: str) -> str:
    """A problem that says which layer has it."""
    return problem if name in problem else f"{name}: {problem}"


# -------------------------------------------------------------------- weights
def weights_of(ctx: Context, layer: Value) -> list[Weight] | None:
    """Every variable of a built layer and of the layers in it, in no particular order; None where they are not known."""
    found: list[Weight] = []
    for part in sublayers(ctx, layer):
        weights = ctx.heap.get(part, "_weights")
        if isinstance(weights, tuple):
            found.extend(weight for weight in weights if isinstance(weight, Weight))
        elif weights is not ABSENT or (rule_of(part) is not None and ctx.heap.get(part, "_built") is ABSENT):
            return None
    return found


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
                pending.extend((part, is_built) for part in config.values.values())
            pending.extend((ctx.heap.get(value, name), False) for name in ctx.heap.names(value) if name not in SKIPPED)
        elif isinstance(value, (tuple, ListValue)):
            items = (value.items(ctx.heap) or ()) if isinstance(value, ListValue) else value
            pending.extend((item, is_argument) for item in items)
        elif isinstance(value, DictValue):
            pending.extend((ctx.heap.get(value, name), is_argument) for name in ctx.heap.names(value))
    return found


SKIPPED = ("_calls", "_base", "_inputs", "_outputs", "_config", "compiled")


def count(weights: list[Weight] | None) -> Dim:
    """The number of parameters."""
    from ...shapes import UNKNOWN, arithmetic

    if weights is None:
        return UNKNOWN
    total: Dim = 0
    for weight in weights:
        total = arithmetic("+", total, product(weight.shape.known) if weight.shape.dims is not None else UNKNOWN)
    return total


# -------------------------------------------------------------------- names
def layer_name(ctx: Context, layer: Instance) -> Value:
    """The layer's name: the one given, or Keras's automatic one."""
    name = ctx.heap.get(layer, "_name")
    if name is not ABSENT:
        return name
    base = snake_case(layer.cls.short_name)
    index = ctx.number(base, layer)
    return f"{base}_{index}" if index else base


def snake_case(name: str) -> str:
    """Source: keras.src.utils.naming.to_snake_case."""
    name = re.sub(r"\W+", "", name)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()


# -------------------------------------------------------------------- the class
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

    def __call__(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        return call(ctx, self, *arguments, **keywords)

    def build(ctx: Context, self: Instance, *shapes: Value, **keywords: Value) -> Value:
        rule = rule_of(self)
        config = layer_config(self)
        if rule is not None and config is not None and shapes and ctx.heap.get(self, "_built") is ABSENT:
            shape = shape_of(ctx, shapes[0])
            if shape is not None and _is_buildable(self, rule, config, shape):
                check_built(ctx, self, config, rule, shape, lambda name: getattr(rule, name)(config, shape))
        return None

    def add_weight(
        ctx: Context,
        self: Instance,
        shape: Value = None,
        initializer: Value = None,
        dtype: Value = None,
        trainable: Value = True,
        *rest: Value,
        name: Value = None,
        **keywords: Value,
    ) -> Value:
        if isinstance(shape, str):
            shape, name = initializer, shape
        dims = shape_of(ctx, () if shape is None else shape)
        known = dims if dims is not None else Shape.unknown()
        if any(dim is None for dim in known):
            raise Mismatch(
                "undefined-dimension",
                f"the weight `{name or 'variable'}` needs a defined shape, got {known}",
                argument="shape",
                shape=known,
            )
        weights = ctx.heap.get(self, "_weights", ())
        weight = Weight(name if isinstance(name, str) else "variable", known, trainable is not False)
        ctx.heap.set(self, "_weights", (*(weights if isinstance(weights, tuple) else ()), weight))
        return Tensor(known, Kind.TENSOR, dtype if isinstance(dtype, str) else "float32", ctx.span)

    add_variable = add_weight

    def add_loss(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        return None

    add_metric = add_loss

    def compute_mask(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        return ctx.unknown("a mask")

    def compute_output_shape(ctx: Context, self: Instance, input_shape: Value, *rest: Value) -> Value:
        shape = shape_of(ctx, input_shape)
        if shape is None:
            raise Undetermined("the output shape for an unknown input shape")
        result = call_layer(ctx, self, (Tensor(shape, Kind.KERAS),))
        return shape_value(ctx, result)

    def get_config(ctx: Context, self: Instance) -> Value:
        return ctx.dict({}, is_open=True)

    def get_weights(ctx: Context, self: Instance) -> Value:
        return variables(ctx, self, None, Kind.ARRAY)

    def set_weights(ctx: Context, self: Instance, weights: Value = None) -> Value:
        return None

    def count_params(ctx: Context, self: Instance) -> Value:
        return count(weights_of(ctx, self))

    def __getattr__(ctx: Context, self: Instance, name: Value) -> Value:
        config = layer_config(self)
        if config is not None and name in config.values:
            return config.values[str(name)]
        return ABSENT

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
        base = ctx.heap.get(self, "_base")
        given = ctx.heap.get(base, "dtype", None) if isinstance(base, DictValue) else None
        return "float32" if given is None else given

    compute_dtype = dtype
    variable_dtype = dtype

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


def from_config(ctx: Context, cls: Value, config: Value = None, **keywords: Value) -> Value:
    """`Layer.from_config`: `cls(**config)`."""
    if isinstance(cls, Class) and isinstance(config, DictValue) and not config.is_open:
        names = [name for name in ctx.heap.names(config) if isinstance(name, str)]
        return ctx.call(cls, (), {name: ctx.heap.get(config, name) for name in names})
    return ctx.unknown("a layer from an unknown configuration")


def endpoint(ctx: Context, layer: Instance, index: int, is_output: bool) -> Value:
    """The input or output KerasTensors of the layer's calls (`layer.output`)."""
    calls = ctx.heap.get(layer, "_calls", ())
    if not isinstance(calls, tuple) or not -len(calls) <= index < len(calls):
        return ctx.unknown(f"the {'output' if is_output else 'input'} of a layer that was never called")
    node = calls[index]
    assert isinstance(node, Node)
    tensors = node.outputs if is_output else node.inputs
    return tensors[0] if len(tensors) == 1 else ctx.list(tensors)


def variables(ctx: Context, layer: Instance, trainable: bool | None, kind: Kind = Kind.TENSOR) -> Value:
    """The variables of a layer as a list of tensors."""
    weights = weights_of(ctx, layer)
    if weights is None:
        return ctx.list(None, Tensor(Shape.unknown(), kind, "float32"))
    chosen = [weight for weight in weights if trainable is None or weight.trainable is trainable]
    return ctx.list(Tensor(weight.shape, kind, "float32") for weight in chosen)


def shape_of(ctx: Context, value: Value) -> Shape | None:
    """A shape that the program gives as a tuple, a list or a number; None where it is none that is known."""
    value = flat(ctx, value)
    if isinstance(value, tuple):
        from ...shapes import UNKNOWN

        return Shape(*(dim if is_dim(dim) else UNKNOWN for dim in value))
    if is_dim(value) and value is not None:
        return Shape(value)
    return None


named_class(LAYER).fields["from_config"] = Decorated("classmethod", Native(f"{LAYER}.from_config", from_config))


def make_classes() -> None:
    """Makes the interpreter's class of every rule, with Keras's other names for it."""
    for name, rule in RULES.items():
        namespace: dict[Hashable, Value] = {
            "__init__": Native(f"{name}.__init__", construct_with_rule(rule)),
            "call": Native(f"{name}.call", call_with_rule(rule)),
        }
        namespace.update({key: Native(f"{name}.{key}", method) for key, method in rule.methods.items()})
        cls = Class(None, name, (Layer,), namespace)
        define(name, cls)
        for alias, canonical in signatures.aliases().items():
            if canonical == name:
                define(alias, cls)


__all__ = ["Layer", "LayerRule", "call_layer", "layer_config", "leaves", "make_classes", "weights_of"]
