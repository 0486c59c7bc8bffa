"""Whether a functional graph treats each example of a batch for itself: then it need not be run again for a batch of another size.

Most layers do. What concatenates along the first axis, folds it into another (`reshape(x, (-1, 4))`), reduces it, or answers data
otherwise than it answers KerasTensors (the activation "glu"), does not.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...interpreter import Context
from ...shapes import Dim, Shape, Symbolic, leaves, symbol
from ...values import ABSENT, DictValue, Instance, Kind, ListValue, Native, Tensor, Value
from .graph import Node, Path, map_tensors, path_between, tensors_in
from .replaying import direct_of
from .rule import InputSpec, layer_config, rule_of

BATCH = symbol("batch")
"""A batch size that no program knows."""


def is_batchwise(ctx: Context, inputs: Sequence[Tensor], outputs: Sequence[Tensor], size: Dim) -> bool:
    """Whether for inputs with `size` as first axis, the same for all, the outputs differ in that axis alone, and it is the inputs'.

    A layer of the program is believed to do what it did when it was traced; what is unknown stays so.
    """
    batch = inputs[0].shape.batch
    if not all(_begins_with(tensor.shape, batch) for tensor in inputs):
        return False
    path = path_between(inputs, outputs)
    if path.is_batchwise is None:
        path.is_batchwise = all(_keeps_batch(ctx, path, node, batch) for node in path.nodes if node.inputs)
    if not path.is_batchwise or (path.is_bound and isinstance(size, int) and size != batch):
        return False
    return all(_is_batchwise_model(ctx, model, size) for model in path.models)


def _is_batchwise_model(ctx: Context, model: Instance, size: Dim) -> bool:
    inputs, outputs = (tensors_in(ctx, ctx.heap.get(model, name)) for name in ("_inputs", "_outputs"))
    return bool(inputs) and is_batchwise(ctx, inputs, outputs, size)


def _begins_with(shape: Shape, batch: Dim) -> bool:
    return bool(shape.dims) and shape.batch == batch and type(shape.batch) is type(batch)


def _keeps_batch(ctx: Context, path: Path, node: Node, batch: Dim) -> bool:
    """Whether one call in a graph whose inputs have that first axis does."""
    layer = node.operation
    shapes = [tensor.shape for tensor in (*node.inputs, *node.outputs)]
    if node.is_refused or not all(shape.dims is None or _begins_with(shape, batch) for shape in shapes):
        return False
    if not isinstance(layer, Instance):
        return all(shape.dims is not None for shape in shapes) and _is_followed(ctx, node)
    if _is_of_program(ctx, layer) or any(shape.dims is None for shape in shapes):
        return True
    rule = rule_of(layer)
    if rule is None:
        if ctx.heap.get(layer, "_outputs") is not ABSENT:
            path.models.append(layer)
        return True
    config = layer_config(layer)
    if rule.is_batchwise:
        return config is not None and config.values.get("activation") != "glu"
    direct, spec = direct_of(ctx, node), ctx.heap.get(layer, "_spec")
    if direct is None:
        return False
    path.is_bound = path.is_bound or (isinstance(spec, InputSpec) and 0 in spec.axes)
    symbolic = [tensor.shape.replace(0, BATCH) for tensor in node.inputs]
    return _are_same(leaves(direct.structure(ctx, symbolic, is_symbolic=False)), node.outputs)


def _is_of_program(ctx: Context, layer: Instance) -> bool:
    method = layer.cls.lookup(ctx.heap, "call")
    return method is None or not isinstance(method[0], Native)


def _are_same(shapes: Sequence[Shape], outputs: Sequence[Tensor]) -> bool:
    """Whether shapes for a batch of size `BATCH` are those of the outputs."""
    return [shape.dims for shape in shapes] == [(BATCH, *tensor.shape.known[1:]) for tensor in outputs]


def _is_followed(ctx: Context, node: Node) -> bool:
    """Whether a function answers for the symbol of a batch what it answered when it was traced, the first axis aside."""
    if node.operation is None or not all(map(_is_data, (*node.arguments, *node.keywords.values()))):
        return False
    inputs = {id(tensor) for tensor in node.inputs}

    def with_symbol(tensor: Tensor) -> Tensor:
        if id(tensor) not in inputs:
            return tensor
        return Tensor(tensor.shape.replace(0, BATCH), Kind.TENSOR, tensor.dtype, tensor.span)

    arguments = tuple(map_tensors(ctx, argument, with_symbol) for argument in node.arguments)
    keywords = {name: map_tensors(ctx, argument, with_symbol) for name, argument in node.keywords.items()}
    with ctx.captured() as findings, ctx.recorded(is_quiet=True):
        answer = ctx.call(node.operation, arguments, keywords)
    return not findings and _are_same([tensor.shape for tensor in tensors_in(ctx, answer)], node.outputs)


def _is_data(value: Value) -> bool:
    """Whether a value is a tensor, a plain constant, or made of such: no function of the program that would be called."""
    if isinstance(value, tuple):
        return all(map(_is_data, value))
    if isinstance(value, (ListValue, DictValue)):
        return all(map(_is_data, value.fields.values()))
    if isinstance(value, slice):
        return all(map(_is_data, (value.start, value.stop, value.step)))
    return value is None or isinstance(value, (bool, int, float, complex, str, Tensor, Symbolic)) or value is ...
