"""Evaluating expressions: the table from node type to function, filled by the modules next door (see `expressions.py`)."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..shapes import Undetermined
from ..values import ABSENT, Deferred, Scope, Span, Value
from . import registry

if TYPE_CHECKING:
    from .interpreter import Interpreter


Handler = Callable[["Interpreter", Any], Value]
EXPRESSIONS: dict[type[ast.expr], Handler] = {}


BINARY = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
}
COMPARE = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}
UNARY = {ast.USub: "-", ast.UAdd: "+", ast.Invert: "~"}


def expression(kind: type[ast.expr]) -> Callable[[Handler], Handler]:
    """Registers what evaluates a kind of node."""

    def register(handler: Handler) -> Handler:
        EXPRESSIONS[kind] = handler
        return handler

    return register


def evaluate(run: Interpreter, node: ast.expr) -> Value:
    """The value of an expression in the current frame."""
    handler = EXPRESSIONS.get(type(node))
    return handler(run, node) if handler else run.unknown(f"a {type(node).__name__}")


def look_up(run: Interpreter, name: str) -> Value:
    """A name by Python's scoping rules, the builtins last."""
    frame = run.frame
    assert frame is not None
    scope: Scope | None = frame.outer.get(name, frame.scope)
    is_own = True
    while scope is not None:
        if is_own or scope.kind != "class":
            value = scope.read(run.heap, name) if scope.rebound else run.heap.get(scope, name)
            if value is not ABSENT:
                return value if value.__class__ is not Deferred else run.arrived(scope, name, value)
        scope, is_own = scope.parent, False
    return registry.lookup(f"builtins.{name}")


def sequence(run: Interpreter, nodes: list[ast.expr]) -> tuple[Value, ...] | None:
    """The values of a list of expressions, starred ones unpacked; None where their number cannot be told."""
    values: list[Value] = []
    for node in nodes:
        value = evaluate(run, node)
        if isinstance(node, ast.Starred):
            try:
                values.extend(run.iterate(value))
            except Undetermined:
                return None
        else:
            values.append(value)
    return tuple(values)


def span_of(run: Interpreter, node: ast.expr) -> Span:
    assert run.frame is not None
    return Span.of(run.frame.unit, node)


def at(run: Interpreter, node: ast.expr, action: Callable[[], Value]) -> Value:
    """Does something on behalf of a node: what it records and reports stands there, if the node is in the file."""
    frame = run.frame
    if frame is None or frame.path != run.path:
        return action()
    outer, run.here = run.here, (frame.unit, node)
    try:
        return action()
    finally:
        run.here = outer
