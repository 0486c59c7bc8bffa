"""`with`: what context managers give, what is done around the body, and which of them let the program go on after an error."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..values import ABSENT, Function, Instance, Native, Unknown, Value
from .assignment import assign
from .branching import handled
from .evaluation import evaluate
from .execution import execute_block, statement
from .frame import Flow

if TYPE_CHECKING:
    from .interpreter import Interpreter

AROUND = "__around__"
"""The method of a manager made of a generator: does what stands before and after the `yield` around an action."""
SWALLOWING = {"raises", "suppress", "assertRaises", "assertRaisesRegex"}
"""Managers for code that is meant to raise, by the name they are called by."""


@statement(ast.With, ast.AsyncWith)
def _with(run: Interpreter, node: ast.With | ast.AsyncWith) -> Flow:
    return _within(run, node, 0)


def _within(run: Interpreter, node: ast.With | ast.AsyncWith, position: int) -> Flow:
    """The managers from a position on, and the body in them."""
    if position == len(node.items):
        return execute_block(run, node.body)
    item = node.items[position]
    manager = evaluate(run, item.context_expr)
    around = run.find_attribute(manager, AROUND) if isinstance(manager, Instance) else ABSENT
    if around is not ABSENT:
        return _around(run, node, position, around)
    value = manager
    if not isinstance(manager, Unknown):
        enter = run.find_attribute(manager, "__enter__")
        value = run.call(enter) if enter is not ABSENT else run.unknown("what a context manager gives")
    if item.optional_vars is not None:
        assign(run, item.optional_vars, value)
    if _swallows(item.context_expr):
        return handled(run, node.body, [], [ast.ExceptHandler(None, None, [])])
    leave = ABSENT if isinstance(manager, Unknown) else run.find_attribute(manager, "__exit__")
    if leave is ABSENT:
        return _within(run, node, position + 1)
    if not isinstance(getattr(leave, "function", None), Function):
        flow = _within(run, node, position + 1)
        run.call(leave, (None, None, None))
        return flow
    with run.captured() as found:
        flow = _within(run, node, position + 1)
    if run.truth(run.call(leave, tuple(run.unknown("an exception") for _ in range(3)))) is False:
        run.record.findings += found
    return flow


def _around(run: Interpreter, node: ast.With | ast.AsyncWith, position: int, around: Value) -> Flow:
    """The body as what a generator waits for at its `yield`."""
    item = node.items[position]
    flows: list[Flow] = []
    frame = run.frame

    def inside(ctx: object, value: Value = None) -> None:
        inner, run.frame = run.frame, frame
        try:
            if item.optional_vars is not None:
                assign(run, item.optional_vars, value)
            flows.append(_within(run, node, position + 1))
        finally:
            run.frame = inner

    run.call(around, (Native("the body of a with statement", inside),))
    if not flows:
        inside(run, run.unknown("what a context manager gives"))
    return flows[-1]


def _swallows(node: ast.expr) -> bool:
    """Whether a manager is one for code that is meant to raise."""
    called = node.func if isinstance(node, ast.Call) else node
    name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
    return name in SWALLOWING
