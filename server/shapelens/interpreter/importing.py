"""`import` and `from ... import`: what a program binds of modules."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..values import Value
from .assignment import assign_name
from .execution import statement
from .frame import Flow

if TYPE_CHECKING:
    from .interpreter import Interpreter


@statement(ast.Import)
def _import(run: Interpreter, node: ast.Import) -> Flow:
    for alias in node.names:
        module = _module(run, alias.name)
        if alias.asname:
            assign_name(run, alias.asname, module)
        else:
            top = alias.name.partition(".")[0]
            assign_name(run, top, _module(run, top))
    return Flow.NORMAL


@statement(ast.ImportFrom)
def _import_from(run: Interpreter, node: ast.ImportFrom) -> Flow:
    frame = run.frame
    assert frame is not None
    name = node.module or ""
    if node.level:
        name = run.modules.absolute(frame.module, frame.path, name, node.level) if run.modules else ""
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
