"""`if`, `match`, `try` and `with`: which arms are taken, and how they are joined."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..values import ABSENT, Change, Unknown, Value
from .assignment import assign, assign_name
from .evaluation import evaluate, look_up
from .execution import execute_block, statement
from .frame import Flow
from .patterns import matches

if TYPE_CHECKING:
    from .interpreter import Interpreter


@statement(ast.If)
def _if(run: Interpreter, node: ast.If) -> Flow:
    verdict = run.truth(evaluate(run, node.test))
    if verdict is not None:
        return execute_block(run, node.body if verdict else node.orelse)
    return branch(run, [lambda: execute_block(run, node.body), lambda: execute_block(run, node.orelse)])


def branch(run: Interpreter, arms: list[Callable[[], Flow]]) -> Flow:
    """Executes alternatives, each from the same state, and joins what they change.

    An arm that raises is not taken; one that returns has left its result and changes nothing for what follows.
    """
    ends: list[tuple[Flow, list[Change]]] = []
    for arm in arms:
        flow, changes = run.attempt(arm)
        ends.append((Flow(int(flow)) if isinstance(flow, int) else Flow.NORMAL, changes))
    staying = [end for end in ends if end[0] is Flow.NORMAL]
    leaving = [end for end in ends if end[0] in (Flow.BREAK, Flow.CONTINUE)]
    if staying or leaving:
        run.merge(*(changes for _, changes in [*staying, *leaving]))
        return Flow.NORMAL if staying else leaving[0][0]
    returning = [end for end in ends if end[0] is Flow.RETURN]
    if returning:
        run.merge(*(changes for _, changes in returning))
        return Flow.RETURN
    return Flow.RAISE


@statement(ast.Match)
def _match(run: Interpreter, node: ast.Match) -> Flow:
    subject = evaluate(run, node.subject)
    possible: list[Callable[[], Flow]] = []
    for case in node.cases:
        bindings: dict[str, Value] = {}
        verdict = matches(run, case.pattern, subject, bindings)
        if verdict is False:
            continue
        if verdict and case.guard is not None and not possible:
            for name, value in bindings.items():
                assign_name(run, name, value)
            verdict = run.truth(evaluate(run, case.guard))
            if verdict is False:
                continue
        elif case.guard is not None:
            verdict = None

        def arm(case: ast.match_case = case, bindings: dict[str, Value] = bindings) -> Flow:
            for name, value in bindings.items():
                assign_name(run, name, value)
            return execute_block(run, case.body)

        possible.append(arm)
        if verdict:
            break
    else:
        possible.append(lambda: Flow.NORMAL)
    return possible[0]() if len(possible) == 1 else branch(run, possible)


@statement(ast.Try)
def _try(run: Interpreter, node: ast.Try) -> Flow:
    return _attempt_body(run, node)


if hasattr(ast, "TryStar"):
    statement(ast.TryStar)(_try)


def _attempt_body(run: Interpreter, node: ast.Try) -> Flow:
    run.silenced += bool(node.handlers)
    try:
        flow = execute_block(run, node.body)
    finally:
        run.silenced -= bool(node.handlers)
    if flow is Flow.RAISE and node.handlers:
        flow = branch(run, [_handler(run, handler) for handler in node.handlers])
    elif node.handlers and not _imports_all(run, node.body):
        flow = _join_handlers(run, node, flow)
    elif flow is Flow.NORMAL:
        flow = execute_block(run, node.orelse)
    final = execute_block(run, node.finalbody)
    return final if final is not Flow.NORMAL else flow


def _imports_all(run: Interpreter, body: list[ast.stmt]) -> bool:
    """Whether the statements import modules that were all found, so that no handler runs."""
    for part in body:
        if isinstance(part, (ast.Import, ast.ImportFrom)):
            for alias in part.names:
                name = alias.asname or alias.name.partition(".")[0]
                if isinstance(look_up(run, name), Unknown) or look_up(run, name) is ABSENT:
                    return False
        elif not (isinstance(part, ast.Assign) and isinstance(part.value, ast.Constant)):
            return False
    return True


def _join_handlers(run: Interpreter, node: ast.Try, flow: Flow) -> Flow:
    """The body may have raised after all: what the handlers change is joined to what it (and `else`) changed."""
    arms = [_handler(run, handler) for handler in node.handlers]
    if flow is Flow.NORMAL:
        return branch(run, [lambda: execute_block(run, node.orelse), *arms])
    for arm in arms:
        run.attempt(arm)
    return flow


def _handler(run: Interpreter, handler: ast.ExceptHandler) -> Callable[[], Flow]:
    def arm() -> Flow:
        if handler.name:
            assign_name(run, handler.name, run.unknown("an exception"))
        return execute_block(run, handler.body)

    return arm


@statement(ast.With, ast.AsyncWith)
def _with(run: Interpreter, node: ast.With | ast.AsyncWith) -> Flow:
    managers: list[Value] = []
    for item in node.items:
        manager = evaluate(run, item.context_expr)
        managers.append(manager)
        value = manager
        if not isinstance(manager, Unknown):
            enter = run.find_attribute(manager, "__enter__")
            value = run.call(enter) if enter is not ABSENT else run.unknown("what a context manager gives")
        if item.optional_vars is not None:
            assign(run, item.optional_vars, value)
    flow = execute_block(run, node.body)
    for manager in reversed(managers):
        leave = ABSENT if isinstance(manager, Unknown) else run.find_attribute(manager, "__exit__")
        if leave is not ABSENT:
            run.call(leave, (None, None, None))
    return flow
