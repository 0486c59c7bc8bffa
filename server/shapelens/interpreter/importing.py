"""`import` and `from ... import`: what a program binds of modules."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..values import Deferred, Value
from .assignment import assign_name
from .execution import statement
from .frame import Flow

if TYPE_CHECKING:
    from .interpreter import Interpreter


@statement(ast.Import)
def _import(run: Interpreter, node: ast.Import) -> Flow:
    is_deferred = _may_wait(run)
    for alias in node.names:
        top = alias.name.partition(".")[0]
        name, source = (alias.asname, alias.name) if alias.asname else (top, top)
        if is_deferred:
            assign_name(run, name, Deferred(source))
        else:
            module = _module(run, alias.name)
            assign_name(run, name, module if name == alias.asname else _module(run, top))
    return Flow.NORMAL


def _may_wait(run: Interpreter) -> bool:
    """Whether an import is one of a library's own, at the top of its module: most of what a package imports is never used."""
    frame = run.frame
    return run.heap.is_shared and frame is not None and frame.scope.kind == "module" and run.heap.is_certain


@statement(ast.ImportFrom)
def _import_from(run: Interpreter, node: ast.ImportFrom) -> Flow:
    frame = run.frame
    assert frame is not None
    name = node.module or ""
    if node.level:
        name = run.modules.absolute(frame.module, frame.path, name, node.level) if run.modules else ""
    if _may_wait(run) and all(alias.name != "*" for alias in node.names):
        for alias in node.names:
            assign_name(run, alias.asname or alias.name, Deferred(name, alias.name))
        return Flow.NORMAL
    module = _module(run, name)
    for alias in node.names:
        if alias.name == "*":
            for key, value in run.modules.public_names(run, module) if run.modules else ():
                assign_name(run, key, value)
        else:
            assign_name(run, alias.asname or alias.name, run.attribute(module, alias.name))
    return Flow.NORMAL


def _module(run: Interpreter, name: str) -> Value:
    module = run.modules.load(run, name) if run.modules else None
    return run.unknown(f"the module {name}") if module is None else module
