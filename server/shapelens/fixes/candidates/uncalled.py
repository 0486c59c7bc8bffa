"""Layers that were only constructed where their output was meant: `Flatten(x)`, `x = Dropout(0.5)`, `Dense(2)(Flatten())`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...analysis.text import Replacement
from ...values import Instance, Kind, Tensor
from ..case import Case
from ..edits import SAFE, UNSAFE, Candidate
from ..places import constructor
from .arguments import calls_at
from .support import called, candidate

MOST_NAMES = 4
"""So many tensors are tried as the input of a layer that was not called."""


def call_it(case: Case) -> Iterator[Candidate]:
    """`Flatten(x)` made `Flatten()(x)`; a layer that was only made, called on what was there before."""
    value = case.facts.get("value")
    made = constructor(case.program, value) if isinstance(value, Instance) else None
    if made is not None:
        yield from _call_attribute(case, made)
    for node in dict.fromkeys([made] if made is not None else _constructions(case)):
        canonical = case.spelling.canonical(node.func) or ""
        is_layer = ".layers." in f".{canonical}" and canonical.rpartition(".")[2][:1].isupper()
        if (is_layer or node is made) and canonical.rpartition(".")[2] not in ("Input", "InputLayer"):
            yield from _call_with_arguments(case, node)
            yield from _call_on_previous(case, node)


def _constructions(case: Case) -> Iterator[ast.Call]:
    """The calls at the finding, those that its arguments stand for, and those at its related places."""
    nodes: list[ast.expr | None] = []
    for call in calls_at(case):
        nodes += [call, *(case.program.resolved(a) for a in call.args)]
    nodes += [case.program.expression(related.span) for related in case.finding.related]
    for node in nodes:
        if isinstance(node, ast.Call) and not isinstance(node.func, ast.Call):
            yield node


def _call_with_arguments(case: Case, node: ast.Call) -> Iterator[Candidate]:
    """What the constructor was given is what the layer is called on."""
    if len(node.args) == 1 and isinstance(node.args[0], (ast.Name, ast.List, ast.Attribute)):
        given = case.source(node.args[0])
        rest = ", ".join(case.source(k) for k in node.keywords)
        text = f"{case.source(node.func)}({rest})({given})"
        yield from candidate(f"Call the layer: {text}", [case.replace(node, text)], SAFE)


def _call_on_previous(case: Case, node: ast.Call) -> Iterator[Candidate]:
    """The layer called on a tensor that was there before."""
    statement, parent = case.program.statement(node), case.program.parents.get(node)
    is_assigned = isinstance(statement, ast.Assign) and statement.value is node
    is_called = isinstance(parent, ast.Call) and parent.func is node
    if is_called or isinstance(parent, ast.keyword) or (is_assigned and not _is_name(statement)):
        return
    own = statement.targets[0].id if isinstance(statement, ast.Assign) and _is_name(statement) else None  # type: ignore[attr-defined]
    end = case.program.range(node)[1]
    for index, name in enumerate(_tensors_before(case, statement, own)[:MOST_NAMES]):
        title = f"Call the layer on {name}: {called(node)}(...)({name})"
        yield from candidate(title, [Replacement(end, end, f"({name})")], UNSAFE if index else SAFE)


def _is_name(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)


def _call_attribute(case: Case, made: ast.Call) -> Iterator[Candidate]:
    """`self.head(self.flat)` made `self.head(self.flat(x))`."""
    for call in calls_at(case):
        parts = [part for given in call.args for part in (given, *getattr(given, "elts", ()))]
        for part in parts:
            if isinstance(part, ast.Attribute) and case.program.resolved(part) is made:
                end = case.program.range(part)[1]
                for index, name in enumerate(_tensors_before(case, case.program.statement(part), None)[:MOST_NAMES]):
                    text = f"{case.source(part)}({name})"
                    yield from candidate(
                        f"Call the layer: {text}", [Replacement(end, end, f"({name})")], UNSAFE if index else SAFE
                    )


def _given_to_layers(case: Case, home: ast.AST) -> set[str]:
    """The names on which a function calls layers."""
    return {
        part.id
        for node in case.program.nodes
        if isinstance(node, ast.Call) and not case.spelling.canonical(node.func) and case.program.function(node) is home
        for given in node.args
        for part in (given, *getattr(given, "elts", ()))
        if isinstance(part, ast.Name) and (isinstance(node.func, ast.Call) or node.func in case.applied)
    }


def _tensors_before(case: Case, statement: ast.stmt, own: str | None) -> list[str]:
    """The names of tensors that a statement could use: the one that it assigns anew, those that nothing uses, the nearest."""
    program, home, place = case.program, case.program.function(statement), case.program.range(statement)[0]
    tensors = {entry.name for entry in case.analysis.assignments if entry.shapes}
    assigned: dict[str, int] = {}
    if home is not None:
        assigned = {a.arg: program.range(a)[0] for a in home.args.args}
        loaded = {n.id for n in ast.walk(home) if isinstance(n, ast.Name)}
        tensors |= _given_to_layers(case, home) | (set(assigned) - loaded - {"self", "training", "mask"})
    used: set[str] = set()
    for node in program.nodes:
        if not isinstance(node, ast.Name) or program.function(node) is not home:
            continue
        start = program.range(node)[0]
        if isinstance(node.ctx, ast.Store) and start < place and program.statement(node) is not statement:
            assigned[node.id] = max(start, assigned.get(node.id, 0))
        elif isinstance(node.ctx, ast.Load):
            used.add(node.id)
    names = [name for name in assigned if name in tensors]
    kinds = {e.name: e.result.kind for e in case.analysis.assignments if isinstance(e.result, Tensor)}
    if any(kinds.get(name) is Kind.KERAS for name in names):
        names = [name for name in names if kinds.get(name) is not Kind.ARRAY]
    return sorted(names, key=lambda name: (name != own, name in used, -assigned[name]))
