"""Where the shapes of a model's inputs are written: in an `Input`, in `input_shape=` and its like."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ..analysis.analysis import Site
from ..shapes import Shape
from ..values import Tensor
from .arguments import argument
from .case import Case

KINDS = (
    ("input_shape", "shape"),
    ("batch_input_shape", "batch_shape"),
    ("batch_shape", "batch_shape"),
    ("input_dim", "input_dim"),
    ("shape", "shape"),
)
"""The arguments that declare a shape, and the kind of each."""


@dataclass(frozen=True)
class Declaration:
    """Where the shape of a model's input is written.

    call: the call that has it; node: its expression; kind: `shape` (no batch axis), `batch_shape` or `input_dim`
    """

    call: ast.Call
    node: ast.expr
    kind: str
    shape: Shape


def declarations(case: Case) -> list[Declaration]:
    """Every declared input shape of the file, in order."""
    found = []
    seen = set()
    for site in case.analysis.sites:
        for node in _declaring(case, site):
            if node not in seen:
                seen.add(node)
                declared = _declaration_in(case, node, _declared_shape(site, node))
                if declared is not None:
                    found.append(declared)
    return found


def declaration_of(case: Case, tensor: Tensor | None) -> Declaration | None:
    """Where the shape of an input tensor is written."""
    node = case.program.expression(tensor.span) if tensor is not None else None
    if tensor is None or not isinstance(node, ast.Call):
        return None
    nodes: list[ast.Call] = [node]
    nodes += [part for part in (node.func, *node.args) if isinstance(part, ast.Call)]
    site = next((s for s in case.analysis.sites if s.span == tensor.span and s.kind == "input"), None)
    shape = site.observations[-1].outputs[0] if site is not None and site.observations else tensor.shape
    return next((found for call in nodes if (found := _declaration_in(case, call, shape)) is not None), None)


def _declaring(case: Case, site: Site) -> Iterator[ast.Call]:
    node = case.program.expression(site.span)
    if isinstance(node, ast.Call):
        yield node
        if isinstance(node.func, ast.Call):
            yield node.func
        yield from (a for a in node.args if isinstance(a, ast.Call) and site.kind == "add")


def _declared_shape(site: Site, node: ast.Call) -> Shape:
    observed = site.observations[-1] if site.observations else None
    if observed is None:
        return Shape.unknown()
    if site.kind == "input" or not observed.inputs:
        return observed.outputs[0] if observed.outputs else Shape.unknown()
    return observed.inputs[0]


def _declaration_in(case: Case, call: ast.Call, shape: Shape) -> Declaration | None:
    for name, kind in KINDS:
        if name in ("shape", "batch_shape") and not _is_input(case, call):
            continue
        node = argument(call, name, 0 if name == "shape" else None)
        if node is not None and (name != "input_dim" or not case.spelling.is_keras(call.func, "layers.Embedding")):
            return Declaration(call, node, kind, shape)
    return None


def _is_input(case: Case, call: ast.Call) -> bool:
    names = ("Input", "layers.Input", "layers.InputLayer")
    return any(case.spelling.is_keras(call.func, name) for name in names) or (
        isinstance(call.func, ast.Attribute) and call.func.attr in ("Input", "InputLayer")
    )
