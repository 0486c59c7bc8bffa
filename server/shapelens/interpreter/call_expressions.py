"""A call expression: its arguments, `super()`, and what is recorded of it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..values import DictValue, Super, Unknown, Value
from .calls import OPEN_KEYWORDS, call
from .evaluation import evaluate, expression, sequence, span_of
from .record import SiteKey

if TYPE_CHECKING:
    from .interpreter import Interpreter


@expression(ast.Call)
def _call(run: Interpreter, node: ast.Call) -> Value:
    frame = run.frame
    assert frame is not None
    callee = evaluate(run, node.func)
    arguments = sequence(run, node.args)
    keywords: dict[str, Value] = {}
    for keyword in node.keywords:
        value = evaluate(run, keyword.value)
        if keyword.arg is not None:
            keywords[keyword.arg] = value
        elif isinstance(value, DictValue):
            for key in run.heap.names(value):
                if isinstance(key, str):
                    is_there = not value.is_doubtful(run.heap, key)
                    keywords[key] = (
                        run.heap.get(value, key) if is_there else Unknown(f"the argument {key}, if it is given")
                    )
            if value.is_open:
                keywords[OPEN_KEYWORDS] = True
        else:
            keywords[OPEN_KEYWORDS] = True
    if arguments is None:
        return run.unknown("arguments of unknown number")
    if not node.args and isinstance(node.func, ast.Name) and node.func.id == "super" and frame.function is not None:
        return _super(run)
    if frame.path != run.path:
        return call(run, callee, arguments, keywords)
    outer, run.here = run.here, (frame.unit, node)
    try:
        result = call(run, callee, arguments, keywords)
    finally:
        run.here = outer
    if run.pending or isinstance(result, Unknown):
        if isinstance(result, Unknown):
            run.record.explain(span_of(run, node), result.reason)
        for kind, name, seen, subject in run.pending:
            if subject is result:
                run.record.observe(SiteKey(span_of(run, node), kind, name), seen, subject, result)
        run.pending.clear()
    return result


def _super(run: Interpreter) -> Value:
    frame = run.frame
    while frame is not None and frame.function is not None:
        owner = frame.function.owner
        if owner is not None:
            return Super(frame.receiver, owner)
        break
    return run.unknown("super() outside of a class")
