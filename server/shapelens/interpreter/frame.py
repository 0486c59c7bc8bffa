"""One activation of a function, class body or module, and how its statements end."""

from __future__ import annotations

import ast
from collections.abc import Callable
from enum import IntEnum

from ..values import Change, Function, Heap, Scope, Unit, Value


class Flow(IntEnum):
    """How a block ends."""

    NORMAL = 0
    BREAK = 1
    CONTINUE = 2
    RETURN = 3
    RAISE = 4


class Target:
    """What is left by `break`, `continue`, `return` or `raise`: the states in which paths left for its end (see `paths.py`).

    mark:    where the trial began; the departures are what changed since
    covered: what the heap covered before it
    """

    __slots__ = ("covered", "departures", "flow", "mark")

    def __init__(self, flow: Flow, heap: Heap) -> None:
        self.flow = flow
        self.covered = heap.covered
        self.mark = heap.mark(is_taken=True)
        self.departures: list[list[Change]] = []


class Frame:
    """What statements and expressions are evaluated in.

    results: what was returned so far, on every path
    yields:  what a generator yielded so far; None in other functions
    outer:   names declared `global` or `nonlocal`, and the scope that holds them
    """

    __slots__ = (
        "function",
        "inside",
        "is_open",
        "module",
        "outer",
        "path",
        "receiver",
        "results",
        "scope",
        "targets",
        "unit",
        "yields",
    )

    def __init__(self, scope: Scope, unit: Unit, module: str, function: Function | None = None) -> None:
        self.scope = scope
        self.unit = unit
        self.path = unit.path
        self.module = module
        self.function = function
        self.receiver: Value = None
        self.results: list[Value] = []
        self.yields: list[Value] | None = None
        self.inside: Callable[[Value], None] | None = None
        """What is done at each `yield`, of a generator that is a context manager."""
        self.is_open = False
        """Whether a generator may yield more than was collected."""
        self.outer: dict[str, Scope] = {}
        self.targets: list[Target] = []
        """What paths may leave for right now, innermost last."""


def contains_yield(node: ast.AST) -> bool:
    """Whether a function's own body yields (nested functions aside). Told once for each node."""
    known: bool | None = getattr(node, "_yields", None)
    if known is None:
        known = _contains_yield(node)
        node._yields = known  # type: ignore[attr-defined]
    return known


def _contains_yield(node: ast.AST) -> bool:
    pending: list[ast.AST] = list(getattr(node, "body", [])) if not isinstance(node, ast.Lambda) else [node.body]
    while pending:
        current = pending.pop()
        if isinstance(current, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(current, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            pending.extend(ast.iter_child_nodes(current))
    return False
