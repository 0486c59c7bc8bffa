"""Evaluating expressions: names, operators and conditions here, the others in the modules that this one imports."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..values import ABSENT, Unknown, Value
from . import call_expressions, comprehensions, displays, operators  # noqa: F401  (they fill the table)
from .evaluation import BINARY, COMPARE, UNARY, at, evaluate, expression, look_up

if TYPE_CHECKING:
    from .interpreter import Interpreter


@expression(ast.Constant)
def _constant(run: Interpreter, node: ast.Constant) -> Value:
    return node.value


@expression(ast.Name)
def _name(run: Interpreter, node: ast.Name) -> Value:
    value = look_up(run, node.id)
    if value is ABSENT:
        assert run.frame is not None
        return Unknown(f"the name {node.id}", run.span)
    return value


@expression(ast.Attribute)
def _attribute(run: Interpreter, node: ast.Attribute) -> Value:
    return at(run, node, lambda: run.attribute(evaluate(run, node.value), node.attr))


@expression(ast.Subscript)
def _subscript(run: Interpreter, node: ast.Subscript) -> Value:
    value = evaluate(run, node.value)
    index = evaluate(run, node.slice)
    return at(run, node, lambda: run.subscript(value, index))


@expression(ast.Slice)
def _slice(run: Interpreter, node: ast.Slice) -> Value:
    return slice(*(None if part is None else evaluate(run, part) for part in (node.lower, node.upper, node.step)))


@expression(ast.BinOp)
def _binary(run: Interpreter, node: ast.BinOp) -> Value:
    left, right = evaluate(run, node.left), evaluate(run, node.right)
    return at(run, node, lambda: run.binary(BINARY[type(node.op)], left, right))


@expression(ast.UnaryOp)
def _unary(run: Interpreter, node: ast.UnaryOp) -> Value:
    value = evaluate(run, node.operand)
    if isinstance(node.op, ast.Not):
        verdict = run.truth(value)
        return run.unknown("a truth value") if verdict is None else not verdict
    return at(run, node, lambda: operators.unary(run, UNARY[type(node.op)], value))


@expression(ast.BoolOp)
def _boolean(run: Interpreter, node: ast.BoolOp) -> Value:
    is_and = isinstance(node.op, ast.And)
    possible: list[Value] = []
    for part in node.values:
        if possible and _may_change(part):
            value, changes = run.attempt(lambda part=part: evaluate(run, part))  # type: ignore[misc]
            run.merge(changes, [])
        else:
            value = evaluate(run, part)
        verdict = run.truth(value)
        if verdict is None:
            possible.append(value)
        elif verdict is not is_and:
            return value if is_and or not possible else run.join_all([*possible, value])
    return value if verdict is None and len(possible) == 1 else run.join_all([*possible, value])


def _may_change(node: ast.expr) -> bool:
    """Whether evaluating an expression may change anything. Told once for each node."""
    known: bool | None = getattr(node, "_may_change", None)
    if known is None:
        known = any(isinstance(part, (ast.Call, ast.NamedExpr)) for part in ast.walk(node))
        node._may_change = known  # type: ignore[attr-defined]
    return known


@expression(ast.Compare)
def _compare(run: Interpreter, node: ast.Compare) -> Value:
    left = evaluate(run, node.left)
    result: Value = True
    unknown: Value = None
    for operator, part in zip(node.ops, node.comparators):
        right = evaluate(run, part)
        name = COMPARE[type(operator)]
        result = at(run, node, lambda a=left, b=right, n=name: run.compare(n, a, b))  # type: ignore[misc]
        verdict = run.truth(result)
        if verdict is False:
            return result
        if verdict is None:
            unknown = result
        left = right
    return unknown if unknown is not None else result


@expression(ast.IfExp)
def _conditional(run: Interpreter, node: ast.IfExp) -> Value:
    verdict = run.truth(evaluate(run, node.test))
    if verdict is not None:
        return evaluate(run, node.body if verdict else node.orelse)
    left, left_changes = run.attempt(lambda: evaluate(run, node.body))
    right, right_changes = run.attempt(lambda: evaluate(run, node.orelse))
    run.merge(left_changes, right_changes)
    return run.join(left, right)


@expression(ast.NamedExpr)
def _walrus(run: Interpreter, node: ast.NamedExpr) -> Value:
    frame = run.frame
    assert frame is not None
    value = evaluate(run, node.value)
    scope = frame.scope
    while scope.kind == "comprehension" and scope.parent is not None:
        scope = scope.parent
    run.heap.set(frame.outer.get(node.target.id, scope), node.target.id, value)
    return value


@expression(ast.Starred)
def _starred(run: Interpreter, node: ast.Starred) -> Value:
    return evaluate(run, node.value)


@expression(ast.Await)
def _await(run: Interpreter, node: ast.Await) -> Value:
    return evaluate(run, node.value)


__all__ = ["evaluate", "look_up"]
