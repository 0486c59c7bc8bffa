"""Calling a layer in the order of Keras's own events (keras.src.layers.layer.Layer.__call__): check the input, build, call.

A layer of the program (`class Block(layers.Layer)`) goes the same way as one with a rule, with its own `build` and `call` interpreted."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Hashable
from functools import cache
from typing import Any

from ...interpreter import Context
from ...shapes import Mismatch, Shape, Undetermined, leaves
from ...values import ABSENT, BoundMethod, Function, Instance, Kind, Native, Tensor, Unknown, Value
from . import signatures
from .construction import refuse_layers
from .conversion import flat, has_tensor, shape_value, structure, to_tensors, traced
from .graph import Node, as_given, map_tensors, tensors_in
from .masks import expected_mask
from .naming import enroll
from .own_outputs import declared_output
from .own_signature import check_own_signature
from .positional import plain_argument
from .reports import tell
from .rule import CHANGED, Config, LayerRule, layer_config, rule_of
from .specification import check_spec


def call_layer(
    ctx: Context, layer: Value, arguments: tuple[Value, ...], keywords: dict[str, Value] | None = None
) -> Value:
    """Calls a layer on behalf of another, without recording a site."""
    with ctx.recorded(is_quiet=True):
        return ctx.call(layer, arguments, keywords or {})


def call(ctx: Context, layer: Instance, /, *arguments: Value, **keywords: Value) -> Value:
    """`layer(...)`: `Layer.__call__`."""
    inputs = tensors_in(ctx, (*arguments, *keywords.values()))
    result = perform(ctx, layer, arguments, keywords, inputs)
    if ctx.is_observing:
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


def perform(
    ctx: Context, layer: Instance, arguments: tuple[Value, ...], keywords: dict[str, Value], inputs: list[Tensor]
) -> Value:
    """Builds the layer if need be and calls it; the answer is symbolic if one of the tensors among its arguments is."""
    enroll(ctx, layer)
    symbolic = tuple([tensor for tensor in inputs if tensor.kind is Kind.KERAS])
    method = layer.cls.lookup(ctx.heap, "call")
    if method is None:
        is_plain = not layer.cls.has_unknown_base and not layer.cls.is_subclass("keras.Model")
        if is_plain and ctx.heap.get(layer, "call") is ABSENT:
            return _without_call(ctx, layer, inputs)
        return ctx.unknown(f"{layer.cls.short_name} has no `call`")
    is_refused = False
    try:
        if arguments and arguments[0] is None:
            _refuse_none(layer)
        if not all(isinstance(argument, Tensor) for argument in arguments):
            refuse_layers(ctx, layer, tuple(flat(ctx, argument) for argument in arguments))
            plain = plain_argument(ctx, layer, arguments, _tensor_parameters(ctx, layer))
            if plain is not None:
                tell(ctx, layer, plain, inputs)
        if isinstance(method[0], Native):
            result = method[0].implementation(ctx, layer, *arguments, **keywords)
        else:
            check_own_signature(layer, method[0], arguments, keywords)
            ctx.tracing += bool(symbolic)
            try:
                result = _call_own(ctx, layer, method[0], arguments, keywords)
            finally:
                ctx.tracing -= bool(symbolic)
            if symbolic:
                result = _declared(ctx, layer, result, arguments, keywords)
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
    if isinstance(method[0], Function):
        result = declared_output(ctx, layer, arguments, keywords, result)
    node = Node(ctx, layer, *as_given(ctx, arguments, keywords), symbolic, layer.cls.name)
    node.is_refused = is_refused
    result = map_tensors(ctx, result, lambda tensor: symbolic_copy(ctx, tensor, node))
    if isinstance(result, Unknown):
        result = Tensor(Shape.unknown(), Kind.KERAS, None, ctx.span, node)
    node.outputs = tuple(tensors_in(ctx, result))
    calls = ctx.heap.get(layer, "_calls", ())
    ctx.heap.set(layer, "_calls", (*(calls if isinstance(calls, tuple) else ()), node))
    return result


PASSES_NONE = ("ActivityRegularization", "AlphaDropout", "Dropout", "GaussianDropout", "GaussianNoise", "Identity")
"""Layers that answer None for None. (A Lambda and a layer of the program call their function.)"""


def _refuse_none(layer: Instance) -> None:
    """Refuses None in place of a tensor: what a function without `return` answers. Source: keras.layers.Layer.__call__."""
    rule = rule_of(layer)
    if rule is not None and layer.cls.name == rule.name and rule.label not in (*PASSES_NONE, "Lambda"):
        raise Mismatch("invalid-argument", f"{rule.label} is called on None, not on a tensor", input=0, is_none=True)


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


def _call_own(
    ctx: Context, layer: Instance, method: Value, arguments: tuple[Value, ...], keywords: dict[str, Value]
) -> Value:
    """A layer whose `call` is the program's: `build` at the first call, then `call`."""
    mask = expected_mask(ctx, layer, arguments, keywords)
    arguments = tuple(traced(ctx, argument) for argument in arguments)
    keywords = {name: traced(ctx, argument) for name, argument in keywords.items()}
    build_own(ctx, layer, arguments, keywords)
    if isinstance(method, Function):
        keywords = _with_training(method, arguments, keywords)
        if mask is not None:
            keywords = {**keywords, "mask": mask}
    return ctx.call(BoundMethod(method, layer), arguments, keywords)


def _declared(
    ctx: Context, layer: Instance, result: Value, arguments: tuple[Value, ...], keywords: dict[str, Value]
) -> Value:
    """What Keras believes of KerasTensors: a class of its own has a `compute_output_shape`, which a program's `call` does not change.

    Source: keras.layers.Layer.compute_output_spec.
    """
    theirs = next((cls.fields["call"] for cls in layer.cls.mro if isinstance(cls.fields.get("call"), Native)), None)
    rule, declared = rule_of(layer), layer.cls.lookup(ctx.heap, "compute_output_shape")
    is_own = declared is not None and isinstance(declared[0], Function)
    is_plain = len(arguments) == 1 and not keywords
    if rule is None or is_own or not is_plain or not isinstance(theirs, Native) or rule.label in UNDECLARED:
        return result
    return theirs.implementation(ctx, layer, *arguments)


UNDECLARED = (
    "Wrapper",
    "Pipeline",
    "GRUCell",
    "LSTMCell",
    "SimpleRNNCell",
    "StackedRNNCells",
    "TFSMLayer",
    "InputLayer",
)
"""Layers of Keras without a `compute_output_shape`."""


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
    order = _tensor_parameters(ctx, layer)
    given = {**dict(zip(order, shapes)), **{name.removesuffix("_shape"): shape for name, shape in named.items()}}
    if not shapes:
        shapes = tuple(given[name] for name in order if name in given)[:1]
    method = layer.cls.lookup(ctx.heap, "build")
    if method is not None and isinstance(method[0], Function):
        parameters = [p.arg for p in method[0].node.args.args][1:]
        if len(parameters) > 1 and all(name.endswith("_shape") for name in parameters):
            shapes = tuple(given.get(name.removesuffix("_shape")) for name in parameters)
        ctx.call(BoundMethod(method[0], layer), shapes[: max(len(parameters), 1)] if parameters else ())
    elif method is not None and (rule := rule_of(layer)) is not None and rule.label not in UNDECLARED and shapes:
        ctx.call(BoundMethod(method[0], layer), shapes[:1])
    ctx.heap.set(layer, "_built", shapes[0] if shapes else None)


def _tensor_parameters(ctx: Context, layer: Instance) -> list[str]:
    method = layer.cls.lookup(ctx.heap, "call")
    return [p.arg for p in method[0].node.args.args][1:] if method and isinstance(method[0], Function) else []


def call_with_rule(rule: LayerRule) -> Callable[..., Value]:
    """The `call` of a class that has a rule. Raises Mismatch."""
    wanted = {name: further(rule, name) for name in ("output", "weights", "built_spec")}

    def call(ctx: Context, layer: Instance, /, *arguments: Value, **keywords: Value) -> Value:
        if rule.settable:
            ctx.heap.get(layer, CHANGED)  # what is read of `_config` is not recorded
        config = layer_config(layer)
        if config is None or ctx.heap.get(layer, "_broken") is not ABSENT:
            raise Undetermined(f"{layer.cls.short_name} could not be constructed")
        signature = signatures.call(rule.name)
        assert signature is not None
        bound, _rest = signature.bind(arguments, keywords, "a call of", layer.cls.short_name)
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

        answers = answers_for(config, tuple(shapes.values()))

        def ask(name: str) -> Any:
            if name not in answers:
                extra = {key: value for key, value in shapes.items() if key in wanted[name]}
                answers[name] = getattr(rule, name)(config, first, **extra)
            return answers[name]

        check_built(ctx, layer, config, rule, first, ask, answers)
        output = ask("output")
        dtype = rule.dtype(config, inputs[0].dtype if inputs else None)
        return to_tensors(ctx, output, dtype)

    return call


def answers_for(config: Config, values: tuple[Any, ...]) -> dict[str, Any]:
    """What the rule answered for these arguments of a call, by its method's name; nothing yet where they may change."""
    if config.answers is None or not PLAIN.issuperset(map(type, values)):
        return {}
    answers: dict[str, Any] | None = config.answers.get(values)
    if answers is None:
        answers = {}
        keep(config.answers, values, answers)
    return answers


PLAIN = frozenset([Shape, type(None), bool])
"""Types of a call's arguments of which a rule's answer is remembered: the rule knows nothing but these and the configuration."""
MOST_ANSWERS = 64


def keep(answers: dict[Hashable, Any], key: Hashable, answer: Any) -> None:
    """Remembers what a rule answered; from time to time all is forgotten."""
    if len(answers) >= MOST_ANSWERS:
        answers.clear()
    answers[key] = answer


@cache
def further(rule: LayerRule, method: str) -> tuple[str, ...]:
    """The names of what a rule's method takes besides the configuration and the first argument."""
    return tuple(inspect.signature(getattr(rule, method)).parameters)[2:]


def is_buildable(layer: Instance, rule: LayerRule, config: Config, shape: Shape) -> bool:
    """Whether the rule holds for a direct call of `build`: Keras checks the input of calls only (`Dense(3).build([7])` passes).

    Raises Mismatch where the layer refuses such an input already here.
    """
    try:
        check_spec(layer.cls.short_name, rule.input_spec(config), shape)
    except Mismatch:
        if rule.refuses_in_build:
            raise
        return False
    return True


def check_built(
    ctx: Context,
    layer: Instance,
    config: Config,
    rule: LayerRule,
    first: Value,
    ask: Callable[[str], Any],
    answers: dict[str, Any],
) -> None:
    """Checks the input specification; at the first call makes the weights and keeps the later specification.

    answers: what was answered before for that input; which specification it meets is added
    """
    if ctx.heap.get(layer, "_built") is not ABSENT:
        spec = ctx.heap.get(layer, "_spec")
        if spec is not ABSENT and spec is not answers.get("met"):
            check_spec(layer.cls.short_name, spec, first)
            answers["met"] = spec
        return
    if "input_spec" not in answers:
        spec = rule.input_spec(config)
        check_spec(layer.cls.short_name, spec, first)
        answers["input_spec"] = spec
    try:
        ctx.heap.set(layer, "_weights", tuple(ask("weights")))
    except Undetermined:
        ctx.heap.set(layer, "_weights", None)
    with contextlib.suppress(Undetermined):
        ctx.heap.set(layer, "_spec", ask("built_spec"))
    ctx.heap.set(layer, "_built", first)
    ctx.heap.set(layer, "_built_at", ctx.span)
