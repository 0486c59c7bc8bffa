"""Executing statements: the table from node type to function, filled by the modules next door (see `statements.py`)."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .frame import Flow

if TYPE_CHECKING:
    from .interpreter import Interpreter


Handler = Callable[["Interpreter", Any], Flow]
STATEMENTS: dict[type[ast.stmt], Handler] = {}


def statement(*kinds: type[ast.stmt]) -> Callable[[Handler], Handler]:
    """Registers what executes a kind of node."""

    def register(handler: Handler) -> Handler:
        for kind in kinds:
            STATEMENTS[kind] = handler
        return handler

    return register


def execute(run: Interpreter, node: ast.stmt) -> Flow:
    """Executes one statement in the current frame."""
    run.step()
    handler = STATEMENTS.get(type(node))
    return handler(run, node) if handler else Flow.NORMAL


def execute_block(run: Interpreter, nodes: list[ast.stmt]) -> Flow:
    """Executes statements until one leaves the block."""
    for node in nodes:
        flow = execute(run, node)
        if flow is not Flow.NORMAL:
            return flow
    return Flow.NORMAL
