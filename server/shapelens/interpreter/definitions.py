"""`def`, `class` and `lambda`; what a generator yields."""

from __future__ import annotations

import ast
from collections.abc import Hashable
from typing import TYPE_CHECKING

from ..shapes import Undetermined
from ..values import Class, Decorated, Function, Scope, Span, Unknown, Value
from .assignment import ANNOTATIONS, assign_name
from .evaluation import evaluate, expression
from .execution import execute_block, statement
from .frame import Flow

if TYPE_CHECKING:
    from .interpreter import Interpreter


@statement(ast.FunctionDef, ast.AsyncFunctionDef)
def _function(run: Interpreter, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Flow:
    frame = run.frame
    assert frame is not None
    function = make_function(run, node)
    if frame.path == run.path:
        run.record.defined.append(function)
    value: Value = function
    for decorator in reversed(node.decorator_list):
        value = decorate(run, evaluate(run, decorator), value)
    assign_name(run, node.name, value)
    return Flow.NORMAL


def decorate(run: Interpreter, decorator: Value, value: Value) -> Value:
    """`decorator(value)`; an unknown decorator, or one whose answer is unknown, leaves the value as it is."""
    if isinstance(decorator, Unknown):
        return value
    result = run.call(decorator, (value,))
    return value if isinstance(result, Unknown) or result is None else result


@statement(ast.ClassDef)
def _class(run: Interpreter, node: ast.ClassDef) -> Flow:
    frame = run.frame
    assert frame is not None
    bases = tuple(evaluate(run, base) for base in node.bases)
    scope = Scope(run.heap, frame.scope, "class")
    outer_scope, frame.scope = frame.scope, scope
    try:
        execute_block(run, node.body)
    finally:
        frame.scope = outer_scope
    namespace: dict[Hashable, Value] = dict(scope.fields)
    annotations = namespace.pop(ANNOTATIONS, ())
    span = Span(frame.unit, node.lineno, node.col_offset, node.lineno, node.col_offset + len("class ") + len(node.name))
    cls = Class(run.heap, f"{frame.module}.{node.name}", bases, namespace, span)
    cls.annotations = annotations if isinstance(annotations, tuple) else ()
    for value in namespace.values():
        own = value.function if isinstance(value, Decorated) else value
        if isinstance(own, Function) and own.owner is None:
            own.owner = cls
    if frame.path == run.path:
        run.record.defined.append(cls)
    result: Value = cls
    hook = cls.lookup(run.heap, "__class_created__")
    if hook is not None:
        result = run.call(hook[0], (cls,)) or cls
    for decorator in reversed(node.decorator_list):
        result = decorate(run, evaluate(run, decorator), result)
    assign_name(run, node.name, result)
    return Flow.NORMAL


@expression(ast.Lambda)
def _lambda(run: Interpreter, node: ast.Lambda) -> Value:
    return make_function(run, node)


def make_function(run: Interpreter, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Function:
    """The function of a `def` or `lambda`, its defaults evaluated now."""
    frame = run.frame
    assert frame is not None
    defaults = tuple(evaluate(run, default) for default in node.args.defaults)
    keyword_defaults = {
        parameter.arg: evaluate(run, default)
        for parameter, default in zip(node.args.kwonlyargs, node.args.kw_defaults)
        if default is not None
    }
    node._unit = frame.unit  # type: ignore[union-attr]
    return Function(node, frame.scope, frame.unit, frame.module, defaults, keyword_defaults)


@expression(ast.Yield)
def _yield(run: Interpreter, node: ast.Yield) -> Value:
    frame = run.frame
    value = None if node.value is None else evaluate(run, node.value)
    if frame is not None and frame.yields is not None and len(frame.yields) < run.budget.items:
        frame.yields.append(value)
        if frame.inside is not None:
            frame.inside(value)
    return run.unknown("what a generator is sent")


@expression(ast.YieldFrom)
def _yield_from(run: Interpreter, node: ast.YieldFrom) -> Value:
    frame = run.frame
    value = evaluate(run, node.value)
    if frame is not None and frame.yields is not None:
        try:
            frame.yields.extend(run.iterate(value))
        except Undetermined:
            frame.yields.append(run.element(value))
            frame.is_open = True
    return run.unknown("what a generator returns")
