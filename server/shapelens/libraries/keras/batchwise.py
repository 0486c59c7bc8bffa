"""Whether a functional graph treats each example of a batch for itself: then it need not be run again for a batch of another size.

Most layers do. What concatenates along the first axis, folds it into another (`reshape(x, (-1, 4))`), reduces it, or answers data
otherwise than it answers KerasTensors (the activation "glu"), does not.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...interpreter import Context
from ...shapes import Dim, Shape, Symbolic, leaves, symbol
from ...values import ABSENT, DictValue, Instance, Kind, ListValue, Native, Tensor, Value
from .graph import Node, Path, map_tensors, nodes_between, path_between, tensors_in
from .replaying import direct_of
from .rule import Config, InputSpec, layer_config, rule_of

BATCH = symbol("batch")
"""A batch size that no program knows."""


def is_batchwise(ctx: Context, model: Instance, size: Dim) -> bool:
    """Whether for inputs with `size` as first axis, the same for all, the outputs of a functional model differ from the traced ones in
    that axis alone, and it is the inputs'.

    A layer of the program is believed to do what it did when it was traced; what is unknown stays so.
    """
    if ctx.heap.get(model, PLAINLY) is True:
        return True
    inputs, outputs = (tensors_in(ctx, ctx.heap.get(model, name)) for name in ("_inputs", "_outputs"))
    if not inputs or not all(_begins_with(tensor.shape, inputs[0].shape.batch) for tensor in inputs):
        return False
    path, batch = path_between(inputs, outputs), inputs[0].shape.batch
    if path.is_batchwise is None:
        with ctx.captured(), ctx.recorded(is_quiet=True):
            path.is_batchwise = all(_keeps_batch(ctx, path, node, batch) for node in path.nodes if node.inputs)
    if not path.is_batchwise or (path.is_bound and isinstance(size, int) and size != batch):
        return False
    return all(is_batchwise(ctx, part, size) for part in path.models)


def is_faithful(ctx: Context, model: Instance) -> bool:
    """Whether for data of the declared shapes the outputs of a functional model are the traced ones. So it is but for what answers data
    otherwise than KerasTensors."""
    if ctx.heap.get(model, PLAINLY) is True:
        return True
    inputs, outputs = (tensors_in(ctx, ctx.heap.get(model, name)) for name in ("_inputs", "_outputs"))
    path = path_between(inputs, outputs)
    if path.is_faithful is None:
        path.is_faithful = all(_is_traced_truly(ctx, path, node) for node in path.nodes if node.inputs)
    return path.is_faithful and all(is_faithful(ctx, part) for part in path.models)


PLAINLY = "_is_batchwise"
"""The field of a model of which it was plain when it was made."""


def note_plainly(ctx: Context, model: Instance, inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> None:
    """Notes of a model that is made whether it is plain that each of its calls treats the examples of a batch for themselves."""
    batch = inputs[0].shape.batch if inputs else None
    is_plain = bool(inputs) and all(_begins_with(tensor.shape, batch) for tensor in inputs)
    nodes = nodes_between(inputs, outputs) if is_plain else ()
    ctx.heap.set(model, PLAINLY, is_plain and all(keeps_plainly(ctx, node, batch) for node in nodes if node.inputs))


def keeps_plainly(ctx: Context, node: Node, batch: Dim) -> bool | None:
    """Whether a call in a graph whose inputs have that first axis certainly does, or does not; None where it must be looked into."""
    layer = node.operation
    shapes = [tensor.shape for tensor in (*node.inputs, *node.outputs)]
    if node.is_refused or not all(shape.dims is None or _begins_with(shape, batch) for shape in shapes):
        return False
    if not isinstance(layer, Instance):
        return None
    if not _fits_declared(ctx, node):
        return False
    if _is_of_program(ctx, layer) or any(shape.dims is None for shape in shapes):
        return True
    rule, config = rule_of(layer), layer_config(layer)
    if rule is None:
        return True if ctx.heap.get(layer, "_outputs") is ABSENT or ctx.heap.get(layer, PLAINLY) is True else None
    if rule.is_batchwise:
        return config is not None and not _halves(config)
    return None


def _keeps_batch(ctx: Context, path: Path, node: Node, batch: Dim) -> bool:
    known, layer = keeps_plainly(ctx, node, batch), node.operation
    if known is not None:
        return known
    if any(tensor.shape.dims is None for tensor in (*node.inputs, *node.outputs)):
        return False
    if not isinstance(layer, Instance):
        return _is_followed(ctx, node)
    if rule_of(layer) is None:
        path.add_model(layer)
        return True
    direct, spec = direct_of(ctx, node), ctx.heap.get(layer, "_spec")
    if direct is None:
        return False
    path.is_bound = path.is_bound or (isinstance(spec, InputSpec) and 0 in spec.axes)
    symbolic = [tensor.shape.replace(0, BATCH) for tensor in node.inputs]
    return _are_same(leaves(direct.structure(ctx, symbolic, is_symbolic=False)), node.outputs)


def _is_traced_truly(ctx: Context, path: Path, node: Node) -> bool:
    """Whether a call answers data what it answered KerasTensors."""
    layer = node.operation
    if node.is_refused or layer is None:
        return False
    if not isinstance(layer, Instance) or _is_of_program(ctx, layer):
        return True
    rule, config = rule_of(layer), layer_config(layer)
    if rule is None:
        if ctx.heap.get(layer, "_outputs") is not ABSENT:
            path.add_model(layer)
        return _fits_declared(ctx, node)
    if config is None or _halves(config):
        return False
    if rule.is_batchwise or (rule.label == "Lambda" and config.values.get("output_shape") is None):
        return True
    direct = direct_of(ctx, node)
    if direct is None:
        return False
    shapes = [tensor.shape for tensor in node.inputs]
    return leaves(direct.structure(ctx, shapes, is_symbolic=False)) == [tensor.shape for tensor in node.outputs]


def _fits_declared(ctx: Context, node: Node) -> bool:
    """Whether a model was called on tensors with the last axes that it declares: others Keras refuses when data come."""
    layer = node.operation
    if not isinstance(layer, Instance) or ctx.heap.get(layer, "_outputs") is ABSENT:
        return True
    from .functional import last_agrees, model_inputs

    declared = tensors_in(ctx, model_inputs(ctx, layer))
    return all(last_agrees(one.shape, reference.shape) for one, reference in zip(node.inputs, declared))


def _halves(config: Config) -> bool:
    """Whether the activation halves the last axis of data, which it leaves of KerasTensors."""
    return config.values.get("activation") == "glu"


def _begins_with(shape: Shape, batch: Dim) -> bool:
    return bool(shape.dims) and shape.batch == batch and type(shape.batch) is type(batch)


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
    symbolic = {
        id(tensor): Tensor(tensor.shape.replace(0, BATCH), Kind.TENSOR, tensor.dtype, tensor.span)
        for tensor in node.inputs
    }

    def with_symbol(tensor: Tensor) -> Tensor:
        return symbolic.get(id(tensor), tensor)

    arguments = tuple(map_tensors(ctx, argument, with_symbol) for argument in node.arguments)
    keywords = {name: map_tensors(ctx, argument, with_symbol) for name, argument in node.keywords.items()}
    found = ctx.found
    answer = ctx.call(node.operation, arguments, keywords)
    return ctx.found == found and _are_same([tensor.shape for tensor in tensors_in(ctx, answer)], node.outputs)


def _is_data(value: Value) -> bool:
    """Whether a value is a tensor, a plain constant, or made of such: no function of the program that would be called."""
    if isinstance(value, tuple):
        return all(map(_is_data, value))
    if isinstance(value, (ListValue, DictValue)):
        return all(map(_is_data, value.fields.values()))
    if isinstance(value, slice):
        return all(map(_is_data, (value.start, value.stop, value.step)))
    return value is None or isinstance(value, (bool, int, float, complex, str, Tensor, Symbolic)) or value is ...
