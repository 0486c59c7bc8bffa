"""`if`, `match` and `try`: which arms are taken, and how they are joined."""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from ..values import ABSENT, Change, Store, Unknown, Value
from .assignment import assign_name
from .evaluation import evaluate, look_up
from .execution import execute_block, statement
from .frame import Flow, Target
from .paths import branch, put_joined
from .patterns import matches

if TYPE_CHECKING:
    from .interpreter import Interpreter


@statement(ast.If)
def _if(run: Interpreter, node: ast.If) -> Flow:
    verdict = run.truth(evaluate(run, node.test))
    if verdict is not None:
        return execute_block(run, node.body if verdict else node.orelse)
    return branch(run, [lambda: execute_block(run, node.body), lambda: execute_block(run, node.orelse)])


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
    flow = handled(run, node.body, node.orelse, node.handlers) if node.handlers else execute_block(run, node.body)
    if not node.handlers and flow is Flow.NORMAL:
        flow = execute_block(run, node.orelse)
    final = execute_block(run, node.finalbody)
    return final if final is not Flow.NORMAL else flow


def handled(run: Interpreter, body: list[ast.stmt], orelse: list[ast.stmt], handlers: list[ast.ExceptHandler]) -> Flow:
    """The body, then `else`; or, from any state that the body passed through, a handler. Nothing in the body is told."""
    frame = run.frame
    assert frame is not None
    target = Target(Flow.RAISE, run.heap)
    run.heap.cover()
    frame.targets.append(target)
    run.silenced += 1
    try:
        flow = execute_block(run, body)
    except BaseException:
        run.heap.keep(target.mark)
        raise
    finally:
        run.silenced -= 1
        frame.targets.remove(target)
        run.heap.uncover(target.covered)
    if not target.departures and flow is not Flow.RAISE and _imports_all(run, body):
        run.heap.keep(target.mark)
        return execute_block(run, orelse) if flow is Flow.NORMAL else flow
    passed = run.heap.journal[target.mark.journal :]
    changes = run.heap.undo(target.mark)
    passed.extend(change for path in (changes, *target.departures) for change in path)

    def completed() -> Flow:
        run.apply(changes)
        return execute_block(run, orelse) if flow is Flow.NORMAL else flow

    arms = [_handler(run, handler, passed) for handler in handlers]
    return branch(run, arms if flow is Flow.RAISE else [completed, *arms])


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


def _handler(run: Interpreter, handler: ast.ExceptHandler, passed: list[Change]) -> Callable[[], Flow]:
    """What a handler does; `passed` are the values that fields had at some point of the body."""

    def arm() -> Flow:
        values: dict[tuple[int, Hashable], tuple[Store, Hashable, list[Value]]] = {}
        for store, field, value in passed:
            values.setdefault((id(store), field), (store, field, []))[2].append(value)
        for store, field, possible in values.values():
            put_joined(run, store, field, possible)
        if handler.name:
            assign_name(run, handler.name, run.unknown("an exception"))
        return execute_block(run, handler.body)

    return arm
