"""What `model.summary()` prints, of each model that a program constructs, without running it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..analysis.document import Document
from ..interpreter import Context
from ..libraries.keras.functional import MODEL, is_functional, is_sequential, model_layers
from ..libraries.keras.graph import Node, nodes_between, operations, producer, tensors_in
from ..libraries.keras.naming import layer_name, snake_case
from ..libraries.keras.rule import Weight
from ..libraries.keras.weights import count, own_weights, sublayers, weights_of
from ..shapes import UNKNOWN, Dim
from ..values import ABSENT, Instance, Tensor, Value


@dataclass(frozen=True, slots=True)
class Row:
    """A layer: its name and class, what came out of its last call (`?` if never called), its parameters, and what it is connected to."""

    name: str
    kind: str
    output: str
    parameters: str
    connections: str


@dataclass(frozen=True, slots=True)
class Summary:
    """One model. `is_linear`: each layer feeds the next, so that Keras leaves the connections out."""

    name: str
    line: int
    rows: tuple[Row, ...]
    is_linear: bool
    trainable: Dim
    non_trainable: Dim


def summaries(document: Document) -> list[Summary]:
    """The models of a program in the order in which they are constructed, as they are at its end."""
    analysis = document.analysis()
    ctx = document.interpreter
    models: dict[int, tuple[Instance, int]] = {}
    for site in analysis.sites:
        if site.kind == "model":
            for subject in site.subjects:
                if isinstance(subject, Instance):
                    models.setdefault(id(subject), (subject, site.location.line))
    return [summary(ctx, model, line) for model, line in models.values()]


def summary(ctx: Context, model: Instance, line: int = 0) -> Summary:
    """One model's summary. Source: keras.src.utils.summary_utils.print_summary."""
    nodes: list[Node] = []
    if is_functional(ctx, model) and not is_sequential(model):
        sources = tensors_in(ctx, ctx.heap.get(model, "_inputs"))
        results = tensors_in(ctx, ctx.heap.get(model, "_outputs"))
        nodes = [node for node in map(producer, sources) if node is not None]
        nodes += [node for node in nodes_between(sources, results) if node not in nodes]
        parts: Sequence[Value] = [
            part
            for operation in operations(sources, results)
            for part in ([operation] if isinstance(operation, Instance) else _nodes_of(operation, nodes))
        ]
    else:
        parts = model_layers(ctx, model) or []
    trainable, fixed = _weights(ctx, model)
    rows = tuple(_row(ctx, part, nodes) for part in parts)
    return Summary(_name(ctx, model), line, rows, _is_linear(nodes), count(trainable), count(fixed))


def _row(ctx: Context, part: Value, nodes: Sequence[Node]) -> Row:
    if isinstance(part, Node):
        kind = "".join(word.capitalize() for word in part.name.rpartition(".")[2].split("_"))
        return Row(snake_case(kind), kind, _shapes(part.outputs), "0", _connections(ctx, [part]))
    if not isinstance(part, Instance):
        return Row("?", "?", "?", "?", "-")
    own = _nodes_of(part, nodes)
    calls = own or _calls(ctx, part)
    kind = "Functional" if part.cls.name == MODEL else part.cls.short_name
    return Row(
        _name(ctx, part),
        kind,
        _shapes(calls[-1].outputs if calls else ()),
        _parameters(ctx, part),
        _connections(ctx, own),
    )


def _nodes_of(operation: Value, nodes: Sequence[Node]) -> list[Node]:
    """The calls of one layer or function."""
    return [node for node in nodes if node.operation is operation]


def _calls(ctx: Context, layer: Instance) -> tuple[Node, ...]:
    calls = ctx.heap.get(layer, "_calls", ())
    return tuple(node for node in calls if isinstance(node, Node)) if isinstance(calls, tuple) else ()


def _name(ctx: Context, layer: Instance) -> str:
    """Keras's automatic name calls a functional model `functional`, whatever class was named."""
    if layer.cls.name == MODEL and ctx.heap.get(layer, "_name") is ABSENT:
        index = ctx.number(snake_case("Model"), layer)
        return f"functional_{index}" if index else "functional"
    name = layer_name(ctx, layer)
    return name if isinstance(name, str) else "?"


def _shapes(outputs: Sequence[Tensor]) -> str:
    texts = ["?" if t.shape.dims is None else f"({', '.join(map(str, t.shape.dims))})" for t in outputs]
    return "?" if not texts else texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def _parameters(ctx: Context, layer: Instance) -> str:
    weights = weights_of(ctx, layer)
    if weights is None and ctx.heap.get(layer, "_built") is ABSENT:
        return "0 (unbuilt)"
    return number_text(count(weights))


def number_text(number: Dim) -> str:
    """`18,816`; a symbol as it is."""
    return f"{number:,}" if isinstance(number, int) else str(number)


def _connections(ctx: Context, own: Sequence[Node]) -> str:
    found: list[str] = []
    for node in own:
        for tensor in node.inputs:
            before = producer(tensor)
            if before is None:
                continue
            operation = before.operation
            name = _name(ctx, operation) if isinstance(operation, Instance) else before.name.rpartition(".")[2]
            calls = _calls(ctx, operation) if isinstance(operation, Instance) else (before,)
            node_index = next((i for i, call in enumerate(calls) if call is before), 0)
            tensor_index = next((i for i, output in enumerate(before.outputs) if output is tensor), 0)
            found.append(f"{name}[{node_index}][{tensor_index}]")
    return ", ".join(found) or "-"


def _is_linear(nodes: Sequence[Node]) -> bool:
    """Whether the calls form one chain of distinct layers."""
    used = [id(tensor) for node in nodes for tensor in node.inputs]
    parts = [id(node.operation) for node in nodes]
    ends = [node for node in nodes if not any(id(output) in used for output in node.outputs)]
    is_chain = all(len(node.inputs) <= 1 for node in nodes) and len(set(used)) == len(used)
    return is_chain and len(set(parts)) == len(parts) and len(ends) <= 1


def _weights(ctx: Context, model: Instance) -> tuple[list[Weight] | None, list[Weight] | None]:
    """The trainable weights and the others. A layer that is not trainable makes all that is in it so."""
    frozen: set[int] = set()
    parts = sublayers(ctx, model)
    for part in parts:
        if ctx.heap.get(part, "trainable", True) is False:
            frozen |= {id(inner) for inner in sublayers(ctx, part)}
    trainable: list[Weight] = []
    fixed: list[Weight] = []
    for part in parts:
        weights = own_weights(ctx, part)
        if weights is None:
            return None, None
        for weight in weights:
            (trainable if weight.trainable and id(part) not in frozen else fixed).append(weight)
    return trainable, fixed


def total(summary: Summary) -> Dim:
    """All parameters of a model."""
    if isinstance(summary.trainable, int) and isinstance(summary.non_trainable, int):
        return summary.trainable + summary.non_trainable
    return UNKNOWN
