"""The functional graph: which operation made a KerasTensor, and which calls lead from one to another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import is_

from ...interpreter import Context
from ...shapes import Shape
from ...values import DictValue, Instance, Kind, ListValue, Object, Origin, Tensor, Value


class Node(Origin):
    """One call of a layer or operation on KerasTensors.

    operation: what was called: a layer (Instance), a native function, or a bound method
    arguments, keywords: as they were given
    inputs:  the KerasTensors among them; outputs: the KerasTensors that came out
    is_refused: whether Keras raises at this call, which has been told
    direct:  how it is answered without a call, once `replaying` looked
    path:    the graph that ends in its output, as it was last walked
    """

    __slots__ = ("arguments", "direct", "inputs", "is_refused", "keywords", "name", "operation", "outputs", "path")
    CACHES = ("direct", "path")

    def __init__(
        self,
        ctx: Context,
        operation: Value,
        arguments: tuple[Value, ...],
        keywords: dict[str, Value],
        inputs: tuple[Tensor, ...],
        name: str,
    ) -> None:
        super().__init__(ctx.heap)
        self.operation = operation
        self.arguments = arguments
        self.keywords = keywords
        self.inputs = inputs
        self.outputs: tuple[Tensor, ...] = ()
        self.name = name
        self.is_refused = False
        self.direct: Object | None = None
        self.path: Path | None = None


class Path(Object):
    """The calls that lead from some tensors to others, each after those that it needs.

    is_batchwise: whether each of them treats the examples of a batch for themselves, once `batchwise` looked
    is_faithful:  whether each of them answers data what it answered when it was traced
    is_bound:     whether one of them takes batches of one size only (a stateful layer)
    models:       the models among what they call, of which this was left to be asked
    """

    __slots__ = ("inputs", "is_batchwise", "is_bound", "is_faithful", "models", "nodes", "oldest", "outputs")

    def __init__(self, inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> None:
        self.inputs = inputs
        self.outputs = outputs
        self.nodes = _walk(inputs, outputs)
        self.oldest = min(self.nodes, key=lambda node: node.serial, default=None)
        self.is_batchwise: bool | None = None
        self.is_faithful: bool | None = None
        self.is_bound = False
        self.models: list[Instance] = []

    def add_model(self, model: Instance) -> None:
        """Notes a model among what the calls call."""
        if not any(model is known for known in self.models):
            self.models.append(model)


def operation(ctx: Context, name: str, inputs: Sequence[Tensor], shape: Shape, dtype: str | None) -> Tensor:
    """The KerasTensor that a function of tensors answers, with a node for the call that is being evaluated."""
    called = ctx.operation or (None, tuple(inputs), {})
    node = Node(ctx, called[0], *as_given(ctx, called[1], called[2]), tuple(inputs), name)
    result = Tensor(shape, Kind.KERAS, dtype, ctx.span, node)
    node.outputs = (result,)
    return result


def tensors_in(ctx: Context, value: Value) -> list[Tensor]:
    """The tensors in a nested structure: in order, a dict's by sorted key, as Keras flattens."""
    if isinstance(value, Tensor):
        return [value]
    found: list[Tensor] = []
    _collect(ctx, value, found)
    return found


def _collect(ctx: Context, value: Value, found: list[Tensor]) -> None:
    if isinstance(value, Tensor):
        found.append(value)
    elif isinstance(value, tuple):
        for item in value:
            _collect(ctx, item, found)
    elif isinstance(value, ListValue):
        for item in value.items(ctx.heap) or ():
            _collect(ctx, item, found)
    elif isinstance(value, DictValue):
        for key in sorted(ctx.heap.names(value), key=str):
            _collect(ctx, ctx.heap.get(value, key), found)


def map_tensors(ctx: Context, value: Value, change: Callable[[Tensor], Value]) -> Value:
    """The same nested structure with each tensor exchanged."""
    if isinstance(value, Tensor):
        return change(value)
    if isinstance(value, tuple):
        return tuple(map_tensors(ctx, item, change) for item in value)
    if isinstance(value, ListValue):
        items = value.items(ctx.heap)
        if items is None:
            return ctx.list(None, map_tensors(ctx, value.element, change))
        return ctx.list(map_tensors(ctx, item, change) for item in items)
    if isinstance(value, DictValue):
        fields = {key: map_tensors(ctx, ctx.heap.get(value, key), change) for key in ctx.heap.names(value)}
        return ctx.dict(fields, value.is_open)
    return value


def as_given(
    ctx: Context, arguments: tuple[Value, ...], keywords: dict[str, Value]
) -> tuple[tuple[Value, ...], dict[str, Value]]:
    """The arguments of a call as they are now: what the program does to its lists and dicts later is not seen."""
    if not any(isinstance(argument, (tuple, ListValue, DictValue)) for argument in (*arguments, *keywords.values())):
        return arguments, keywords
    return (
        tuple(map_tensors(ctx, argument, _itself) for argument in arguments),
        {name: map_tensors(ctx, argument, _itself) for name, argument in keywords.items()},
    )


def _itself(tensor: Tensor) -> Value:
    return tensor


def producer(tensor: Tensor) -> Node | None:
    """The call that a KerasTensor came from."""
    node = tensor.producer
    if not isinstance(node, Node):
        return None
    node.looked_at()
    return node


def nodes_between(inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> list[Node]:
    """The calls that lead from `inputs` to `outputs`, each after those that it needs."""
    return path_between(inputs, outputs).nodes


def path_between(inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> Path:
    """The path from `inputs` to `outputs`, walked once."""
    last = producer(outputs[0]) if outputs else None
    if last is None:
        return Path(inputs, outputs)
    path = last.path
    if path is None or not (_are(path.inputs, inputs) and _are(path.outputs, outputs)):
        path = last.path = Path(inputs, outputs)
    if path.oldest is not None:
        path.oldest.looked_at()
    return path


def _are(some: Sequence[Tensor], others: Sequence[Tensor]) -> bool:
    return len(some) == len(others) and all(map(is_, some, others))


def _walk(inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> list[Node]:
    stop = {id(tensor) for tensor in inputs}
    order: list[Node] = []
    done: set[int] = set()
    for output in outputs:
        stack: list[tuple[Tensor, bool]] = [(output, False)]
        while stack:
            tensor, is_expanded = stack.pop()
            node = tensor.producer
            if not isinstance(node, Node) or id(tensor) in stop or id(node) in done:
                continue
            if is_expanded:
                done.add(id(node))
                order.append(node)
                continue
            stack.append((tensor, True))
            stack.extend([(needed, False) for needed in reversed(node.inputs)])
    return order


def severed(inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> tuple[Tensor, Tensor] | None:
    """An output that needs an input layer's tensor which is not among `inputs`, and that tensor.

    Source: keras.src.ops.function.Function._run_through_graph.
    """
    sources = {id(tensor.producer) for tensor in inputs if tensor.producer is not None}
    stop = {id(tensor) for tensor in inputs}
    seen: set[int] = set()
    for output in outputs:
        stack = [output] if output.kind is Kind.KERAS else []
        while stack:
            tensor = stack.pop()
            node = producer(tensor)
            if node is None or id(tensor) in stop or id(node) in sources or id(node) in seen:
                continue
            seen.add(id(node))
            stack.extend(node.inputs)
            if isinstance(node.operation, Instance) and node.operation.cls.name == "keras.layers.InputLayer":
                return output, tensor
    return None


def sources_of(tensor: Tensor) -> list[Tensor] | None:
    """The tensors of input layers of which one is made, in the order of a walk back; None where a call on the way is not known."""
    found: list[Tensor] = []
    seen: set[int] = set()
    stack = [tensor]
    while stack:
        tensor = stack.pop()
        node = producer(tensor)
        if node is None:
            return None
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node.operation, Instance) and node.operation.cls.name == "keras.layers.InputLayer":
            found.append(tensor)
        elif node.inputs:
            stack.extend(reversed(node.inputs))
        else:
            return None
    return found


def operations(inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> list[Value]:
    """The layers and operations of a graph in the order of `Functional.operations`: by depth, then by first visit.

    Source: keras.src.ops.function.map_graph_network.
    """
    order = nodes_between(inputs, outputs)
    visited = _visit_order(inputs, outputs)
    sources = [node for node in (producer(tensor) for tensor in inputs) if node is not None]
    first = set(map(id, sources))
    node_depth: dict[int, int] = {}
    depth: dict[int, int] = {}
    found: dict[int, Value] = {}
    for node in reversed([*(s for s in sources if s not in order), *order]):
        key, number = id(node.operation), id(node)
        depth[key] = node_depth[number] = level = max(node_depth.get(number, 0), depth.get(key, 0))
        found[key] = node.operation
        if number in first:
            continue
        for tensor in node.inputs:
            before = id(tensor.producer)
            if node_depth.get(before, 0) <= level:
                node_depth[before] = level + 1
    for source in sources:
        key = id(source.operation)
        depth[key] = max(depth.get(key, 0), node_depth.get(id(source), 0))
        found.setdefault(key, source.operation)
    keys = sorted(found, key=lambda key: (-depth[key], visited.get(key, -1)))
    return [found[key] for key in keys]


def _visit_order(inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> dict[int, int]:
    """When a depth-first walk from the outputs first meets each operation."""
    stop = {id(tensor) for tensor in inputs}
    index: dict[int, int] = {}
    seen: set[int] = set()
    stack = list(reversed(outputs))
    while stack:
        tensor = stack.pop()
        node = tensor.producer
        if id(node) in seen or not isinstance(node, Node):
            continue
        seen.add(id(node))
        index.setdefault(id(node.operation), len(index))
        if id(tensor) not in stop:
            stack.extend(reversed(node.inputs))
    return index


def layers_of(inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> list[Instance]:
    """The layers among the operations of a graph (`Model.layers`)."""
    return [operation for operation in operations(inputs, outputs) if isinstance(operation, Instance)]
