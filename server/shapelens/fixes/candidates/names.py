"""Names and places that were mixed up: keys of dicts by output, too few or too many names for what is answered, inputs for outputs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...values import Instance, Tensor
from ..arguments import add_argument, argument, set_argument
from ..case import Case
from ..edits import Candidate
from ..places import constructor
from .support import candidate, quoted


def key_of_an_output(case: Case) -> Iterator[Candidate]:
    """The one key that no output has made the name of the one output without a key."""
    keys, outputs, node = case.facts.get("keys"), case.facts.get("outputs"), case.node
    made = case.program.resolved(node) if node is not None else None
    if not isinstance(made, ast.Dict) or not isinstance(keys, tuple) or not isinstance(outputs, tuple):
        return
    wrong, right = [key for key in keys if key not in outputs], [name for name in outputs if name not in keys]
    for part in made.keys:
        if isinstance(part, ast.Constant) and [part.value] == wrong and len(right) == 1:
            text = quoted(case, str(right[0]))
            yield from candidate(f"Call it {text}", [case.replace(part, text)])


def metrics_for_each(case: Case) -> Iterator[Candidate]:
    """A list of metrics made one for each output."""
    node, count = case.node, case.facts.get("count")
    if isinstance(node, (ast.List, ast.Tuple)) and node.elts and isinstance(count, int):
        text = f"[{case.source(node)}] * {count}"
        yield from candidate(f"Give each output the metrics: {text}", [case.replace(node, text)])


def answer_more(case: Case) -> Iterator[Candidate]:
    """`x, h, c = LSTM(8)(s)`: the argument that makes the layer answer its states, or its scores."""
    node, tensor = case.node, case.facts.get("tensor")
    if not isinstance(node, (ast.Tuple, ast.List)) or not isinstance(tensor, Tensor):
        return
    layer = getattr(tensor.producer, "operation", None)
    made = constructor(case.program, layer) if isinstance(layer, Instance) else None
    states = {"LSTM": 3, "GRU": 2, "SimpleRNN": 2}
    if isinstance(layer, Instance) and made is not None and states.get(layer.cls.short_name) == len(node.elts):
        yield from candidate("Set return_state=True", [set_argument(case.program, made, "return_state", "True")])
    call = getattr(case.program.statement(node), "value", None)
    is_attention = isinstance(layer, Instance) and layer.cls.short_name in ("MultiHeadAttention", "Attention")
    if is_attention and len(node.elts) == 2 and isinstance(call, ast.Call):
        text = "return_attention_scores=True"
        yield from candidate("Ask for the scores", [add_argument(case.program, call, text)])


def leave_the_rest(case: Case) -> Iterator[Candidate]:
    """Names for fewer values than there are: the batch's size in front of a shape's others, or the rest left over."""
    node, received = case.node, case.facts.get("received")
    if not isinstance(node, (ast.Tuple, ast.List)) or not isinstance(received, int) or received <= len(node.elts):
        return
    if any(isinstance(part, ast.Starred) for part in node.elts):
        return
    names = ", ".join(case.source(part) for part in node.elts)
    value = getattr(case.program.statement(node), "value", None)
    if isinstance(value, ast.Attribute) and value.attr == "shape" and received == len(node.elts) + 1:
        yield from candidate(f"Unpack the batch too: _, {names}", [case.replace(node, f"_, {names}")])
    else:
        yield from candidate(f"Leave the rest: {names}, *_", [case.replace(node, f"{names}, *_")])


def swapped(case: Case) -> Iterator[Candidate]:
    """`Model(outputs, inputs)`: `Model(inputs, outputs)`."""
    call = case.program.call(case.finding.span)
    first, second = (
        (argument(call, name, i) for i, name in enumerate(("inputs", "outputs"))) if call is not None else (None, None)
    )
    if first is not None and second is not None:
        pieces = [case.replace(first, case.source(second)), case.replace(second, case.source(first))]
        yield from candidate("Swap inputs and outputs", pieces)
