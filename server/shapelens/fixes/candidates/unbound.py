"""Results that are not there, inputs that are not a model's, and names that two layers have: what was left out is written."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...values import Tensor
from ..arguments import add_argument, argument, set_argument
from ..case import Case
from ..edits import SAFE, Candidate
from .support import candidate, quoted

METRICS = {"mae": "mae", "mse": "mse", "auc": "AUC", "precision": "Precision", "recall": "Recall"}
"""Metrics by what the name that takes one tells; any other takes the accuracy."""


def compile_with_metrics(case: Case) -> Iterator[Candidate]:
    """`loss, accuracy = model.evaluate(...)`: the metrics that `compile` was not given."""
    node, tensor = case.node, case.facts.get("tensor")
    if not isinstance(node, (ast.Tuple, ast.List)) or not isinstance(tensor, Tensor) or tensor.shape.rank != 0:
        return
    made = getattr(case.program.statement(node), "value", None)
    if not isinstance(made, ast.Call) or not isinstance(made.func, ast.Attribute):
        return
    compiled = _last_call(case, case.program.source(made.func.value), "compile", case.program.range(made)[0])
    if compiled is None or argument(compiled, "metrics", 3) is not None:
        return
    names = [target.id.lower() for target in node.elts if isinstance(target, ast.Name)][1:]
    metrics = [next((metric for part, metric in METRICS.items() if part in name), "accuracy") for name in names]
    text = ", ".join(quoted(case, metric) for metric in metrics)
    if metrics and len(metrics) == len(node.elts) - 1:
        yield from candidate(
            f"Compile with metrics=[{text}]", [add_argument(case.program, compiled, f"metrics=[{text}]")]
        )


def _last_call(case: Case, receiver: str, method: str, end: int) -> ast.Call | None:
    """The last call of a method on what is written so, before an offset."""
    found = [
        part
        for part in case.program.nodes
        if isinstance(part, ast.Call)
        and case.program.range(part)[0] < end
        and isinstance(part.func, ast.Attribute)
        and part.func.attr == method
        and case.program.source(part.func.value) == receiver
    ]
    return max(found, key=case.program.range, default=None)


def own_input(case: Case) -> Iterator[Candidate]:
    """`Model(inputs, ...)` of outputs that come from another input: that one in its place, or beside it."""
    call = case.program.call(case.finding.span)
    given = argument(call, "inputs", 0) if call is not None else None
    if call is None or given is None:
        return
    source = case.program.source(given)
    for name in _inputs_above(case, call):
        if name == source:
            continue
        yield from candidate(f"Make the model of {name}", [case.program.replace(given, name)])
        if isinstance(given, ast.List):
            both = f"[{', '.join([*map(case.program.source, given.elts), name])}]"
        else:
            both = f"[{source}, {name}]"
        yield from candidate(f"Add the input {name}", [case.program.replace(given, both)])


def _inputs_above(case: Case, call: ast.Call) -> Iterator[str]:
    """What is written above for inputs: the names of calls of `Input`, and `base.input` where `base.output` is used."""
    texts = [
        f"{case.program.source(part.value)}.input"
        for part in case.program.nodes
        if isinstance(part, ast.Attribute) and part.attr == "output" and isinstance(part.value, ast.Name)
    ]
    for part in case.program.nodes:
        if isinstance(part, ast.Assign) and isinstance(part.value, ast.Call) and _is_input(case, part.value):
            texts.extend(target.id for target in part.targets if isinstance(target, ast.Name))
    yield from dict.fromkeys(texts)


def _is_input(case: Case, call: ast.Call) -> bool:
    return case.program.source(call.func).rpartition(".")[2] == "Input"


def always_there(case: Case) -> Iterator[Candidate]:
    """`model.output` of a Sequential that was never called: `model.outputs[0]`."""
    node = case.node
    if "has no `" not in case.finding.message or node is None:
        return
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and part.attr in ("input", "output"):
            text = f"{case.program.source(part.value)}.{part.attr}s[0]"
            yield from candidate(f"Use {text}", [case.program.replace(part, text)], SAFE)


def in_a_list(case: Case) -> Iterator[Candidate]:
    """`metrics="mae"` made `metrics=["mae"]`."""
    node = case.node
    if case.facts.get("argument") in ("metrics", "weighted_metrics") and isinstance(node, ast.Constant):
        text = f"[{case.program.source(node)}]"
        yield from candidate(f"Pass a list: {text}", [case.program.replace(node, text)], SAFE)


def another_name(case: Case) -> Iterator[Candidate]:
    """A layer that has the name of another in its model: a name of its own."""
    value, call = case.facts.get("value"), case.program.call(case.finding.span)
    if case.facts.get("argument") != "name" or not isinstance(value, str) or call is None:
        return
    if isinstance(argument(call, "name"), ast.Constant):
        text = quoted(case, f"{value}_2")
        yield from candidate(f"Call it {text}", [set_argument(case.program, call, "name", text)])


def call_the_function(case: Case) -> Iterator[Candidate]:
    """`fit(batches)` of a generator function: `fit(batches())`."""
    node = case.node
    is_function = "not what it answers" in case.finding.message
    if is_function and case.facts.get("argument") == "x" and isinstance(node, (ast.Name, ast.Attribute)):
        text = f"{case.program.source(node)}()"
        yield from candidate(f"Call it: {text}", [case.program.replace(node, text)])
