"""Models made of inputs and outputs: what they are made from, what they answer for other inputs, and what models are asked about themselves."""

from __future__ import annotations

from collections.abc import Sequence

from ...findings import Related
from ...interpreter import Context
from ...shapes import Dim, Mismatch, Shape, Undetermined, same
from ...values import ABSENT, DictValue, Instance, Kind, ListValue, Tensor, Unknown, Value, is_hidden
from ..structures import leaves
from .batchwise import is_batchwise, is_faithful, note_plainly
from .calling import call_layer
from .conversion import has_tensor
from .graph import Node, layers_of, map_tensors, nodes_between, producer, severed, tensors_in
from .naming import check_names, layer_name
from .replaying import replay
from .rule import LAYER, changed_layers

MODEL = "keras.Model"


def make_functional(ctx: Context, model: Instance, inputs: Value, outputs: Value) -> None:
    """What `Model(inputs, outputs)` does: keeps both structures and the layers between them."""
    sources, results = tensors_in(ctx, inputs), tensors_in(ctx, outputs)
    ctx.heap.set(model, "_inputs", inputs)
    ctx.heap.set(model, "_outputs", outputs)
    ctx.heap.set(model, "_weights", ())
    ctx.heap.set(model, "_built", tuple(tensor.shape for tensor in sources))
    layers = layers_of(sources, results)
    ctx.heap.set(model, "_layers", tuple(layers))
    check_names(ctx, layers)
    note_plainly(ctx, model, sources, results)
    _check_connected(ctx, inputs, sources, results)
    ctx.observe(
        "model",
        model.cls.name if model.cls.name != MODEL else "keras.Model",
        [tensor.shape for tensor in sources],
        [tensor.shape for tensor in results],
        subject=model,
    )


def check_tensors(ctx: Context, which: str, value: Value) -> None:
    """The inputs and outputs of a model must be KerasTensors. Raises Mismatch for a layer that was not called, or an array.

    Source: keras.src.ops.function.Function.__init__.
    """
    for leaf in leaves(ctx, value):
        if isinstance(leaf, Instance) and leaf.cls.is_subclass(LAYER):
            what = (
                f"a layer, {leaf.cls.short_name}, that was not called on a tensor" if which == "outputs" else "a layer"
            )
        elif isinstance(leaf, Tensor) and leaf.kind is Kind.ARRAY and leaf.shape.dims is not None:
            # of an array and what is unknown the shape is not known: it may be a KerasTensor
            what = f"an array {leaf.shape}"
        elif leaf is None:
            what = "None"
        else:
            continue
        raise Mismatch(
            "unconnected-output",
            f"`{which}` must be KerasTensors, got {what}",
            argument=which,
            layer=leaf,
            is_none=leaf is None,
        )


def _check_connected(ctx: Context, inputs: Value, sources: Sequence[Tensor], results: Sequence[Tensor]) -> None:
    """Every output must be computable from the inputs: Keras runs the graph once, and raises where one is not reached."""
    if not sources or contains_unknown(ctx, inputs) or any(not isinstance(tensor.producer, Node) for tensor in sources):
        return
    found = severed(sources, results)
    if found is None:
        return
    output, missing = found
    ctx.report(
        "unconnected-output",
        f"the output {output.shape} is made from an input {missing.shape} that is not among the model's inputs",
        related=[Related("this input is not among them", missing.span)] if missing.span is not None else [],
        argument="inputs",
    )


def is_functional(ctx: Context, model: Value) -> bool:
    """Whether a model is made of given inputs and outputs."""
    return isinstance(model, Instance) and ctx.heap.get(model, "_outputs") is not ABSENT


def is_sequential(model: Value) -> bool:
    """Whether a model is a Sequential."""
    return isinstance(model, Instance) and model.cls.is_subclass("keras.Sequential")


def model_inputs(ctx: Context, model: Value) -> Value:
    """The declared inputs of a functional or built Sequential model, in the structure they were given; None if there are none."""
    if not isinstance(model, Instance):
        return None
    inputs = ctx.heap.get(model, "_inputs", None)
    return inputs if has_tensor(ctx, inputs) else None


def model_outputs(ctx: Context, model: Value) -> Value:
    """The outputs of a functional or built Sequential model; None if there are none."""
    if not isinstance(model, Instance):
        return None
    outputs = ctx.heap.get(model, "_outputs", None)
    return outputs if has_tensor(ctx, outputs) else None


def run_functional(ctx: Context, model: Instance, data: Value) -> Value:
    """The outputs of a functional model for other inputs than it was made with. Raises Mismatch where they do not fit.

    A list of one output is the output itself, but on KerasTensors. Source: keras.src.models.functional.Functional.call.
    """
    outputs = _run_graph(ctx, model, data)
    if any(tensor.kind is Kind.KERAS for tensor in tensors_in(ctx, data)):
        return outputs
    return outputs[0] if isinstance(outputs, tuple) and len(outputs) == 1 else only(ctx, outputs)


def _run_graph(ctx: Context, model: Instance, data: Value) -> Value:
    declared = tensors_in(ctx, ctx.heap.get(model, "_inputs"))
    outputs = ctx.heap.get(model, "_outputs")
    adjusted = _adjusted(ctx, model, data, declared)
    if adjusted is None:
        return map_tensors(ctx, outputs, lambda tensor: Tensor(tensor.shape, Kind.TENSOR, tensor.dtype))
    is_symbolic = any(tensor.kind is Kind.KERAS for tensor in adjusted)
    for tensor, reference in zip(adjusted, declared):
        if is_symbolic or not is_sequential(model):
            check_shape(model, tensor, reference)
    if is_symbolic and any(not last_agrees(one.shape, reference.shape) for one, reference in zip(adjusted, declared)):
        return _answered_untried(ctx, model, adjusted, declared)
    batches = {tensor.shape.batch for tensor in adjusted}
    batch, old = adjusted[0].shape.batch, declared[0].shape.batch
    if all(tensor.shape == reference.shape for tensor, reference in zip(adjusted, declared)):
        is_known = all(tensor.kind is Kind.KERAS for tensor in adjusted) or is_faithful(ctx, model)
    else:
        is_alike = len(batches) == 1 and all(agrees(t.shape, d.shape) for t, d in zip(adjusted, declared))
        is_known = is_alike and is_batchwise(ctx, model, batch)
    later = changed_layers(ctx)
    if is_known and not (later and any(node.operation is one for node in calls_of(ctx, model) for one in later)):
        return map_tensors(ctx, outputs, lambda tensor: with_batch(tensor, old, batch))

    def run() -> Value:
        result = replay(ctx, declared, outputs, adjusted, lambda operation, a, k: call_layer(ctx, operation, a, k))
        return map_tensors(ctx, result, lambda tensor: passed_on(ctx, tensor, adjusted))

    if any(tensor.kind is Kind.KERAS or tensor.data is not None or tensor.classes is not None for tensor in adjusted):
        return run()
    known = tuple(part for tensor in adjusted for part in (tensor.shape, tensor.dtype, tensor.kind.value))
    return ctx.remembered(model, known, run)


def _adjusted(ctx: Context, model: Instance, data: Value, declared: Sequence[Tensor]) -> list[Tensor] | None:
    """The tensor for each declared input, of its type and rank; None where they cannot be told apart."""
    given = match_inputs(ctx, model, data, declared)
    if given is None:
        return None
    return [adjust_rank(model, converted(one, reference), reference) for one, reference in zip(given, declared)]


def run_whole(ctx: Context, model: Instance, data: Value) -> Value:
    """The outputs of a functional model for data that fit: each call of its graph is made again. Unknown where they cannot be told apart."""
    declared = tensors_in(ctx, ctx.heap.get(model, "_inputs"))
    adjusted = _adjusted(ctx, model, data, declared)
    if adjusted is None:
        return ctx.unknown("inputs that cannot be told apart")
    outputs = ctx.heap.get(model, "_outputs")
    return replay(ctx, declared, outputs, adjusted, lambda operation, a, k: call_layer(ctx, operation, a, k))


def calls_of(ctx: Context, model: Instance) -> list[Node]:
    """The calls of a functional model's graph, those of the models in it after it."""
    inputs, outputs = (tensors_in(ctx, ctx.heap.get(model, name)) for name in ("_inputs", "_outputs"))
    nodes = list(nodes_between(inputs, outputs))
    for part in [node.operation for node in nodes if is_functional(ctx, node.operation)]:
        assert isinstance(part, Instance)
        nodes += calls_of(ctx, part)
    return nodes


def is_own_code(ctx: Context, node: Node) -> bool:
    """Whether a call of a graph is one of a function, or of a layer of the program: a Lambda, or a class of its own."""
    layer = node.operation
    if not isinstance(layer, Instance):
        return layer is not None
    is_theirs = layer.cls.name.startswith("keras.layers.") and layer.cls.name != "keras.layers.Lambda"
    return not is_theirs and not is_functional(ctx, layer)


def _answered_untried(ctx: Context, model: Instance, given: Sequence[Tensor], declared: Sequence[Tensor]) -> Value:
    """What KerasTensors with another last axis come to: no layer looks at them before data run through the model."""
    tensor, reference = next((one, ref) for one, ref in zip(given, declared) if not last_agrees(one.shape, ref.shape))
    ctx.report(
        "declared-size",
        f"{model.cls.short_name} declares {reference.shape} and is called on {tensor.shape}; Keras finds out when data run through it",
        related=[Related("the input is declared here", reference.span)] if reference.span is not None else [],
        model=model,
        tensor=tensor,
        reference=reference,
        expected=reference.shape,
        received=tensor.shape,
    )
    batch, old = given[0].shape.batch, declared[0].shape.batch
    return map_tensors(ctx, ctx.heap.get(model, "_outputs"), lambda one: with_batch(one, old, batch))


def passed_on(ctx: Context, tensor: Tensor, given: Sequence[Tensor]) -> Tensor:
    """An output that is one of the inputs as it was given, or that nothing is known of: it comes out of the model like the others."""
    if tensor.kind is Kind.KERAS and all(one.kind is not Kind.KERAS for one in given):
        return tensor.with_shape(tensor.shape, kind=Kind.TENSOR, span=ctx.span)
    return tensor.with_shape(tensor.shape, span=ctx.span) if any(tensor is one for one in given) else tensor


def match_inputs(ctx: Context, model: Instance, data: Value, declared: Sequence[Tensor]) -> list[Tensor] | None:
    """The tensors given for each declared input; None where they cannot be told apart. Raises Mismatch for a wrong number."""
    structure = ctx.heap.get(model, "_inputs")
    if isinstance(data, Unknown) or not declared or contains_unknown(ctx, structure):
        return None
    if isinstance(data, DictValue) and not isinstance(structure, DictValue):
        names = [tensor_name(ctx, tensor) for tensor in declared]
        if all(isinstance(name, str) and ctx.heap.get(data, name) is not ABSENT for name in names):
            data = tuple(ctx.heap.get(data, name) for name in names)
    elif isinstance(data, DictValue) and isinstance(structure, DictValue):
        names = sorted(ctx.heap.names(structure), key=str)
        data = tuple(ctx.heap.get(data, name, ctx.unknown("a missing input")) for name in names)
    given = tensors_in(ctx, data)
    if not given:
        return None
    if len(given) > len(declared) and is_sequential(model):
        return given[: len(declared)]  # Keras leaves out the others
    if len(given) != len(declared):
        if isinstance(data, (Tensor, tuple, ListValue)) and not contains_unknown(ctx, data):
            raise Mismatch(
                "input-count",
                f"{model.cls.short_name} takes {len(declared)} inputs, got {len(given)}",
                expected=len(declared),
                received=len(given),
                model=model,
            )
        return None
    return given


def contains_unknown(ctx: Context, value: Value) -> bool:
    """Whether a structure of tensors may hold more than is known."""
    if isinstance(value, ListValue):
        items = value.items(ctx.heap)
        return items is None or any(contains_unknown(ctx, item) for item in items)
    if isinstance(value, tuple):
        return any(contains_unknown(ctx, item) for item in value)
    if isinstance(value, DictValue):
        return value.is_open or any(contains_unknown(ctx, ctx.heap.get(value, key)) for key in ctx.heap.names(value))
    return not isinstance(value, Tensor)


def converted(tensor: Tensor, reference: Tensor) -> Tensor:
    """Data as a tensor of the declared dtype. Source: keras.src.models.functional.Functional._convert_inputs_to_tensors."""
    dtype = reference.dtype or tensor.dtype
    if tensor.kind is Kind.KERAS or (tensor.kind is Kind.TENSOR and tensor.dtype == dtype):
        return tensor
    is_cast = dtype != tensor.dtype
    classes = None if is_cast and (dtype is None or dtype.startswith("float")) else tensor.classes
    return tensor.with_shape(
        tensor.shape, kind=Kind.TENSOR, dtype=dtype, data=None if is_cast else tensor.data, classes=classes
    )


def adjust_rank(model: Instance, tensor: Tensor, reference: Tensor) -> Tensor:
    """Adds or drops a last axis of 1, as Keras does. Source: keras.src.models.functional.Functional._adjust_input_rank."""
    shape, wanted = tensor.shape, reference.shape
    if shape.dims is None or wanted.dims is None or len(shape) == len(wanted):
        return tensor
    if len(shape) == len(wanted) + 1 and same(shape.last, 1) is not False:
        return tensor if shape.last != 1 else tensor.with_shape(Shape(*shape.dims[:-1]))
    if len(shape) == len(wanted) - 1 and same(wanted.last, 1) is not False:
        return tensor.with_shape(Shape(*shape.dims, 1))
    raise Mismatch(
        "input-rank",
        f"{model.cls.short_name} was declared for {wanted}, got {shape}",
        expected=wanted,
        received=shape,
        expected_rank=len(wanted),
        model=model,
        reference=reference,
    )


def check_shape(model: Instance, tensor: Tensor, reference: Tensor) -> None:
    """Every axis but the batch must agree, a last one of 1 aside: Keras drops it on either side before it compares.

    Source: keras.src.models.functional.Functional.input_spec (`allow_last_axis_squeeze`).
    """
    shape, wanted = tensor.shape, reference.shape
    if shape.dims is None or wanted.dims is None or len(shape) != len(wanted):
        return
    last = len(wanted) - (1 if last_agrees(shape, wanted) else 2)
    for axis, (got, needed) in enumerate(zip(shape, wanted)):
        if axis > last:
            break
        if axis and same(got, needed) is False:
            raise Mismatch(
                "input-axis",
                f"{model.cls.short_name} was declared for {wanted}, got {shape}",
                axis=axis,
                expected=needed,
                received=shape,
                wanted=wanted,
                model=model,
                reference=reference,
            )


def last_agrees(shape: Shape, declared: Shape) -> bool:
    """Whether the last axes do not differ in that one of them, and not the other, is 1."""
    if shape.dims is None or declared.dims is None or len(shape) != len(declared) or len(declared) < 2:
        return True
    return 1 not in (shape.last, declared.last) or same(shape.last, declared.last) is not False


def agrees(shape: Shape, declared: Shape) -> bool:
    """Whether a shape tells nothing that the declared one does not, the batch axis aside."""
    return shape.dims is not None and declared.dims is not None and shape.dims[1:] == declared.dims[1:]


def with_batch(tensor: Tensor, old: Dim, batch: Dim) -> Tensor:
    """A declared output for a batch of another size than the declared input's."""
    shape = tensor.shape
    if shape.dims and shape.dims[0] == old and type(shape.dims[0]) is type(old):
        shape = shape.replace(0, batch)
    return Tensor(shape, Kind.TENSOR, tensor.dtype, tensor.span, tensor.producer)


def tensor_name(ctx: Context, tensor: Tensor) -> Value:
    """A KerasTensor's name: its layer's."""
    node = producer(tensor)
    if node is not None and isinstance(node.operation, Instance):
        return layer_name(ctx, node.operation)
    return ctx.unknown("the name of a tensor")


def known(ctx: Context, model: Instance, name: str) -> Value:
    """The inputs or outputs of a model. Raises Undetermined where it has none yet."""
    value = ctx.heap.get(model, name)
    if value is ABSENT:
        raise Undetermined(f"the {name[1:]} of a model that is not built")
    return value


def only(ctx: Context, value: Value) -> Value:
    """The one item of a list of one, as `Model.input_shape` answers."""
    items = value.items(ctx.heap) if isinstance(value, ListValue) else None
    return items[0] if items is not None and len(items) == 1 else value


def model_layers(ctx: Context, model: Instance) -> list[Instance] | None:
    """`model.layers`."""
    layers = ctx.heap.get(model, "_layers")
    if isinstance(layers, tuple):
        return [layer for layer in layers if isinstance(layer, Instance)]
    if model.cls.name in (MODEL, "keras.Sequential"):
        return None
    values: list[Value] = []
    for name in ctx.heap.names(model):
        value = None if is_hidden(name) else ctx.heap.get(model, name)
        values.extend(value.items(ctx.heap) or () if isinstance(value, ListValue) else (value,))
    return [value for value in values if isinstance(value, Instance) and value.cls.is_subclass(LAYER)]
