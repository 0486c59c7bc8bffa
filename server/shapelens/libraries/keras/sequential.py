"""`keras.Sequential`: a stack of layers, built as soon as its input is known (keras.src.models.sequential)."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import library_class, prop
from ...shapes import Mismatch, Shape, Undetermined
from ...values import ABSENT, Instance, Kind, Span, Tensor, Unknown, Value
from .batchwise import PLAINLY, keeps_plainly
from .calling import call_layer
from .conversion import shape_of
from .functional import is_functional, model_inputs, run_functional
from .graph import Node, tensors_in
from .input_layer import first_layer_shape, symbolic, tensor_of_input
from .layer import endpoint
from .model import input_tensors
from .naming import check_names, enroll
from .rule import LAYER

SEQUENTIAL = "keras.Sequential"
LOST = Tensor(Shape.unknown(), Kind.KERAS)
"""What comes out of a layer that is not understood."""


def stack(ctx: Context, model: Instance) -> tuple[Value, ...]:
    """The layers, without the input layer."""
    layers = ctx.heap.get(model, "_layers", ())
    return layers if isinstance(layers, tuple) else (ctx.unknown("layers that differ between branches"),)


def append(ctx: Context, model: Instance, layer: Value, kind: str) -> None:
    """Adds a layer on top; runs it on the output so far where that is known. Raises Mismatch for what is no layer."""
    span = ctx.span if kind == "add" else layer.span if isinstance(layer, Instance) else None
    source = tensor_of_input(ctx, layer)
    if source is not None:
        if not stack(ctx, model):
            start(ctx, model, source)
            if kind == "add":
                ctx.observe("add", "keras.layers.InputLayer", (), source.shape, span=span)
        return
    if isinstance(layer, Unknown):
        lose(ctx, model)
        return
    if not isinstance(layer, Instance) or not layer.cls.is_subclass(LAYER):
        raise Mismatch(
            "invalid-argument",
            "only layers can be added to a Sequential model",
            argument="layer" if kind == "add" else None,
            value=layer,
        )
    layers = stack(ctx, model)
    if not layers and ctx.heap.get(model, "_inputs") is ABSENT:
        begin_with(ctx, model, layer)
    ctx.heap.set(model, "_layers", (*layers, layer))
    if ctx.heap.get(layer, "_name") is not ABSENT:
        same = [one for one in layers if isinstance(one, Instance) and one is not layer]
        own = ctx.heap.get(layer, "_name")
        check_names(ctx, [*[one for one in same if ctx.heap.get(one, "_name") == own], layer])
    output = ctx.heap.get(model, "_outputs")
    if output is ABSENT:
        remember(ctx, model, layer, span, kind)
        return
    grow(ctx, model, run_layer(ctx, layer, output, span, kind))


def grow(ctx: Context, model: Instance, output: Value) -> None:
    """Gives the model what its new last layer answers."""
    node = output.producer if isinstance(output, Tensor) else None
    source = ctx.heap.get(model, "_inputs")
    if ctx.heap.get(model, PLAINLY) is True and isinstance(source, Tensor):
        is_plain = isinstance(node, Node) and keeps_plainly(ctx, node, source.shape.batch)
        ctx.heap.set(model, PLAINLY, is_plain is True)
    ctx.heap.set(model, "_outputs", output)


def _called(ctx: Context, model: Instance, name: str) -> Value:
    """`model.input` or `model.output`. Raises Mismatch where the model was not called on KerasTensors: it has none before.

    Source: keras.src.ops.operation.Operation._get_node_attribute_at_index.
    """
    if ctx.heap.get(model, "_calls") is ABSENT and model.cls.name == SEQUENTIAL:
        told = f"a Sequential has no `{name}` before it is called: `{name}s[0]` is there all the time"
        raise Mismatch("library-raises", told)
    return endpoint(ctx, model, 0, is_output=name == "output")


def begin_with(ctx: Context, model: Instance, layer: Instance) -> None:
    """The input that a first layer brings: `input_shape=`, `input_dim=`, or a model's own inputs."""
    inner = model_inputs(ctx, layer)
    if inner is not None:
        sources = tensors_in(ctx, inner)
        if len(sources) == 1:
            start(ctx, model, symbolic(ctx, sources[0].shape, sources[0].dtype))
        return
    shape = first_layer_shape(ctx, layer)
    if shape is not None:
        full = Shape.unknown() if shape.dims is None else Shape(None, *shape.dims)
        start(ctx, model, symbolic(ctx, full, "float32"))


def start(ctx: Context, model: Instance, source: Tensor) -> None:
    """Gives the model its input."""
    ctx.heap.set(model, "_inputs", source)
    ctx.heap.set(model, "_outputs", source)
    ctx.heap.set(model, "_weights", ())
    ctx.heap.set(model, PLAINLY, bool(source.shape.dims))


def lose(ctx: Context, model: Instance) -> None:
    """From here on the output is not known: something was added that is not understood."""
    ctx.heap.set(model, "_layers", (*stack(ctx, model), ctx.unknown("a layer of a Sequential model")))
    if ctx.heap.get(model, "_outputs") is not ABSENT:
        ctx.heap.set(model, "_outputs", LOST)
    else:
        remember(ctx, model, ctx.unknown("a layer of a Sequential model"), None, "add")


def remember(ctx: Context, model: Instance, layer: Value, span: Span | None, kind: str) -> None:
    """Keeps where a layer was added, for when the model is built."""
    places = ctx.heap.get(model, "_places", ())
    if isinstance(places, tuple):
        ctx.heap.set(model, "_places", (*places, (layer, span, kind)))


def run_layer(ctx: Context, layer: Instance, input: Value, span: Span | None, kind: str) -> Value:
    """Calls one layer of the stack and records it where it was added."""
    output = call_layer_at(ctx, layer, input, span)
    inputs, outputs = tensors_in(ctx, input), tensors_in(ctx, output)
    if span is not None:
        ctx.observe(
            kind,
            layer.cls.name,
            [tensor.shape for tensor in inputs],
            [tensor.shape for tensor in outputs],
            span=span,
            subject=layer,
            result=output,
        )
    if len(outputs) == 1 and span is not None:
        tensor = outputs[0]
        placed = Tensor(tensor.shape, tensor.kind, tensor.dtype, span, tensor.producer)
        node = tensor.producer
        if isinstance(node, Node) and len(node.outputs) == 1:
            # the next layer's node knows its input by this tensor: a replay follows it
            node.outputs = (placed,)
        return placed
    return output


def call_layer_at(ctx: Context, layer: Instance, input: Value, span: Span | None) -> Value:
    """Calls a layer so that what is wrong is told where the layer was added; a model that was made elsewhere is told of here."""
    with ctx.located(None if is_functional(ctx, layer) else span):
        return call_layer(ctx, layer, (input,))


def build_on(ctx: Context, model: Instance, source: Tensor) -> None:
    """Builds a model that had no input for the first tensor it gets."""
    start(ctx, model, source)
    places = ctx.heap.get(model, "_places", ())
    output: Value = source
    for layer, span, kind in places if isinstance(places, tuple) else ():
        output = run_layer(ctx, layer, output, span, kind) if isinstance(layer, Instance) else LOST
        grow(ctx, model, output)
    if not isinstance(places, tuple):
        ctx.heap.set(model, "_outputs", LOST)


@library_class(SEQUENTIAL, "keras.Model", aliases=("keras.models.Sequential", "keras.src.models.sequential.Sequential"))
class Sequential:
    """keras.Sequential."""

    def __init__(
        ctx: Context,
        self: Instance,
        layers: Value = None,
        trainable: Value = True,
        name: Value = None,
        *more: Value,
        **rest: Value,
    ) -> Value:
        if isinstance(layers, Tensor) or (isinstance(layers, Instance) and layers.cls.is_subclass(LAYER)):
            # It is iterated over, and the next arguments are `trainable` and `name`.
            lose(ctx, self)
            what = layers.cls.short_name if isinstance(layers, Instance) else "tensor"
            raise Mismatch(
                "invalid-argument", f"Sequential takes its layers as a list, got a {what}", argument="layers"
            )
        if name is not None:
            ctx.heap.set(self, "_name", name)
        enroll(ctx, self)
        if isinstance(layers, Instance):
            layers = ctx.list((layers,))
        if layers is not None:
            try:
                items = ctx.iterate(layers)
            except Undetermined as undetermined:
                items = (ctx.unknown(undetermined.reason),)
            for layer in items:
                append(ctx, self, layer, "element")
        observe_model(ctx, self)
        return None

    def add(ctx: Context, self: Instance, layer: Value, rebuild: Value = True) -> Value:
        append(ctx, self, layer, "add")
        return None

    @prop
    def input(ctx: Context, self: Instance) -> Value:
        return _called(ctx, self, "input")

    @prop
    def output(ctx: Context, self: Instance) -> Value:
        return _called(ctx, self, "output")

    def pop(ctx: Context, self: Instance, rebuild: Value = True) -> Value:
        layers = stack(ctx, self)
        if not layers:
            raise Undetermined("pop from a Sequential model without layers")
        ctx.heap.set(self, "_layers", layers[:-1])
        places = ctx.heap.get(self, "_places", ())
        if isinstance(places, tuple) and places:
            ctx.heap.set(self, "_places", places[:-1])
        source = ctx.heap.get(self, "_inputs")
        if isinstance(source, Tensor):
            output: Value = source
            for layer in layers[:-1]:
                output = call_layer(ctx, layer, (output,))
            ctx.heap.set(self, "_outputs", output)
        return layers[-1]

    def call(ctx: Context, self: Instance, inputs: Value = None, *rest: Value, **keywords: Value) -> Value:
        if not is_functional(ctx, self):
            if isinstance(inputs, Tensor) and inputs.shape.dims is not None:
                # Source: keras.Sequential.build takes the shape of the first input, its batch size included.
                build_on(ctx, self, symbolic(ctx, inputs.shape, inputs.dtype))
            else:
                return run_stack(ctx, self, inputs)
        return run_functional(ctx, self, inputs)

    def build(ctx: Context, self: Instance, input_shape: Value = None, *rest: Value) -> Value:
        if is_functional(ctx, self) or input_shape is None:
            return None
        tensor = input_tensors(ctx, input_shape)
        shape = shape_of(ctx, input_shape)
        if isinstance(tensor, Tensor) and shape is not None:
            build_on(ctx, self, symbolic(ctx, shape, "float32"))
        return None


def run_stack(ctx: Context, model: Instance, inputs: Value) -> Value:
    """Applies the layers one by one: what a Sequential does with an input it cannot be built for."""
    output = inputs
    for layer in stack(ctx, model):
        output = call_layer(ctx, layer, (output,))
    return output


def observe_model(ctx: Context, model: Instance) -> None:
    """Records the model that was constructed."""
    sources = tensors_in(ctx, ctx.heap.get(model, "_inputs", None))
    results = tensors_in(ctx, ctx.heap.get(model, "_outputs", None))
    ctx.observe(
        "model",
        model.cls.name,
        [tensor.shape for tensor in sources],
        [tensor.shape for tensor in results] if sources else (),
        subject=model,
    )
