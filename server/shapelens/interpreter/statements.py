"""Executing statements: the simple ones here, the others in the modules that this one imports."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..values import Instance, Scope, Value
from . import (  # noqa: F401  (they fill the table)
    assignment,
    branching,
    definitions,
    expressions,
    importing,
    loops,
    managing,
)
from .evaluation import evaluate
from .execution import execute, execute_block, statement
from .frame import Flow

if TYPE_CHECKING:
    from .interpreter import Interpreter


@statement(ast.Expr)
def _expression(run: Interpreter, node: ast.Expr) -> Flow:
    evaluate(run, node.value)
    return Flow.NORMAL


@statement(ast.Return)
def _return(run: Interpreter, node: ast.Return) -> Flow:
    value = None if node.value is None else evaluate(run, node.value)
    assert run.frame is not None
    run.frame.results.append(value)
    return Flow.RETURN


@statement(ast.Raise)
def _raise(run: Interpreter, node: ast.Raise) -> Flow:
    frame = run.frame
    error = None if node.exc is None else evaluate(run, node.exc)
    if frame is not None and run.heap.is_certain and run.modules is not None and run.modules.is_library(frame.path):
        run.report_raised(_message(run, node.exc, error))
    return Flow.RAISE


def _message(run: Interpreter, node: ast.expr | None, error: Value) -> str:
    """What a raised exception says, as far as that is known."""
    if isinstance(node, ast.Call) and node.args:
        text = evaluate(run, node.args[0])
        if isinstance(text, str):
            return " ".join(text.split())
    return f"it raises {error.cls.short_name}" if isinstance(error, Instance) else "it raises"


@statement(ast.Break)
def _break(run: Interpreter, node: ast.Break) -> Flow:
    return Flow.BREAK


@statement(ast.Continue)
def _continue(run: Interpreter, node: ast.Continue) -> Flow:
    return Flow.CONTINUE


@statement(ast.Pass)
def _pass(run: Interpreter, node: ast.Pass) -> Flow:
    return Flow.NORMAL


@statement(ast.Global)
def _global(run: Interpreter, node: ast.Global) -> Flow:
    frame = run.frame
    assert frame is not None
    scope: Scope = frame.scope
    while scope.parent is not None:
        scope = scope.parent
    frame.outer.update(dict.fromkeys(node.names, scope))
    return Flow.NORMAL


@statement(ast.Nonlocal)
def _nonlocal(run: Interpreter, node: ast.Nonlocal) -> Flow:
    frame = run.frame
    assert frame is not None
    for name in node.names:
        scope = frame.scope.parent
        while scope is not None and (scope.kind == "class" or name not in scope.fields):
            scope = scope.parent
        if scope is not None:
            frame.outer[name] = scope
    return Flow.NORMAL


@statement(ast.Assert)
def _assert(run: Interpreter, node: ast.Assert) -> Flow:
    evaluate(run, node.test)
    if run.frame is not None and run.frame.path == run.path:
        from .narrowing import narrow_by_assert

        narrow_by_assert(run, node.test)
    return Flow.NORMAL


__all__ = ["execute", "execute_block"]
