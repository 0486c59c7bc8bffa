"""Runs a text in the interpreter, without analysis around it, and gives back its global names as plain Python values."""

from __future__ import annotations

import ast
from typing import Any

import shapelens.libraries  # noqa: F401  (the libraries register themselves)
from shapelens.interpreter.frame import Frame
from shapelens.interpreter.interpreter import Interpreter
from shapelens.interpreter.modules import Modules
from shapelens.interpreter.statements import execute
from shapelens.libraries.builtins.support import plain
from shapelens.shapes import Symbolic, Undetermined
from shapelens.values import ListValue, Scope, Unit, Value

UNKNOWN = "unknown"
"""What stands for an unknown value."""


def programs(text: str) -> list[str]:
    """The programs in a text, between lines of `---`."""
    return text.split("\n---")


def interpreted(text: str, **names: Value) -> dict[str, Any]:
    """The global names after the program: known values as Python's own, symbols as text, the rest as `UNKNOWN`."""
    run, scope = executed(text, **names)
    return {str(name): shown(run, value) for name, value in scope.fields.items() if name not in names}


def executed(text: str, **names: Value) -> tuple[Interpreter, Scope]:
    """The interpreter and the globals after the program."""
    run = Interpreter("case.py", Modules(None))
    scope = Scope(run.heap, None, "module")
    scope.fields.update(names)
    run.frame = Frame(scope, Unit("case.py", text), "__main__")
    for statement in ast.parse(text).body:
        execute(run, statement)
    return run, scope


def shown(run: Interpreter, value: Value) -> Any:
    """A value as Python has it; a list of unknown length as `[element, ...]`."""
    if isinstance(value, Symbolic):
        return str(value)
    if type(value) is ListValue:
        items = value.items(run.heap)
        return [shown(run, value.element), ...] if items is None else [shown(run, item) for item in items]
    if isinstance(value, tuple):
        return tuple(shown(run, item) for item in value)
    try:
        return plain(run, value)
    except Undetermined:
        return UNKNOWN
