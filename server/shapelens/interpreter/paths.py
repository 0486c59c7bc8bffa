"""Paths through a program: alternatives that may not be taken, and where those that leave early meet again.

A branch is tried, undone and joined. Where one arm leaves (`break`, `continue`, `return`, or a `raise` in a `try`) and another stays,
the state in which it left waits at what it leaves for: the loop, the loop's turn, the function or the `try`. What follows
runs on the staying path alone, and both are joined at the end of what was left.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from ..values import ABSENT, Change, Class, Deferred, DictValue, Instance, Scope, Store, Value
from . import joining, registry
from .frame import Flow, Target

if TYPE_CHECKING:
    from .interpreter import Interpreter

End = tuple[Flow, list[Change]]
"""How a path ended, and what it changed."""


def branch(run: Interpreter, arms: list[Callable[[], Flow]]) -> Flow:
    """Executes alternatives, each from the same state, and joins what they change. An arm that raises is not taken."""
    frame = run.frame
    assert frame is not None
    collected = -1 if frame.yields is None else len(frame.yields)
    ends: list[End] = []
    for arm in arms:
        flow, changes = run.attempt(arm)
        ends.append((flow if isinstance(flow, Flow) else Flow.NORMAL, changes))
    if frame.yields is not None and len(frame.yields) > collected:
        frame.is_open = True
    return settle(run, ends)


def settle(run: Interpreter, ends: list[End]) -> Flow:
    """Joins paths that began in the present state. Where some stay and others leave, those wait at what they leave for."""
    flows = {flow for flow, _ in ends}
    chosen = next((flow for flow in PREFERRED if flow in flows), Flow.RAISE)
    for flow, changes in ends:
        if flow is not chosen:
            depart(run, flow, changes)
    merge(run, [changes for flow, changes in ends if flow is chosen])
    return chosen


PREFERRED = (Flow.NORMAL, Flow.CONTINUE, Flow.BREAK, Flow.RETURN)


def depart(run: Interpreter, flow: Flow, changes: list[Change]) -> None:
    """Lets a path that began in the present state and leaves wait at what it leaves for."""
    assert run.frame is not None
    for target in reversed(run.frame.targets):
        if target.flow is flow:
            since: dict[tuple[int, Hashable], Change] = {}
            for store, field, _ in run.heap.journal[target.mark.journal :]:
                place = (id(store), field)
                if place not in since:
                    since[place] = (store, field, run.heap.get(store, field))
            for change in changes:
                since[id(change[0]), change[1]] = change
            target.departures.append(list(since.values()))
            # what waits refers to objects of any age: whatever changes from here on must be undone when it is joined
            run.heap.cover()
            return


def enclose(run: Interpreter, flow: Flow, action: Callable[[], Flow]) -> Flow:
    """Executes what paths may leave by `flow`, and joins those with the path that reaches its end.

    The answer is NORMAL where something got there, also for what left by `flow`; else how it is left for good.
    """
    frame = run.frame
    assert frame is not None
    target = Target(flow, run.heap)
    frame.targets.append(target)
    try:
        end = action()
    except BaseException:
        run.heap.keep(target.mark)
        raise
    finally:
        frame.targets.remove(target)
        run.heap.uncover(target.covered)
    is_here = end in (Flow.NORMAL, flow)
    if not target.departures:
        run.heap.keep(target.mark)
        return Flow.NORMAL if is_here else end
    changes = run.heap.undo(target.mark)
    if not is_here:
        depart(run, end, changes)
    merge(run, [*target.departures, changes] if is_here else target.departures)
    return Flow.NORMAL


def merge(run: Interpreter, paths: list[list[Change]]) -> None:
    """Joins what several paths changed into the state before them."""
    changed: dict[tuple[int, Hashable], tuple[Store, Hashable, list[Value]]] = {}
    for path in paths:
        for store, field, value in path:
            entry = changed.get((id(store), field))
            if entry is None:
                changed[id(store), field] = (store, field, [value])
            else:
                entry[2].append(value)
    # what lists and dicts hold comes first: joining two of them reads it
    for store, field, values in sorted(changed.values(), key=lambda entry: isinstance(entry[0], NAMESPACES)):
        if len(values) < len(paths):
            values.append(run.heap.get(store, field))
        put_joined(run, store, field, values)


NAMESPACES = (Scope, Instance, Class)


def put_joined(run: Interpreter, store: Store, field: Hashable, values: list[Value]) -> None:
    """Gives a field what is known of it after paths that left it with these values."""
    heap = run.heap
    if isinstance(store, Scope) and isinstance(field, str):
        values = [run.arrived(store, field, value) if isinstance(value, Deferred) else value for value in values]
    if any(value is ABSENT for value in values):
        values = _without_absent(run, store, field, values)
        if not values:
            heap.delete(store, field)
            return
    result = values[0]
    for value in values[1:]:
        result = joining.join_field(heap, field, result, value)
    heap.set(store, field, result)


def _without_absent(run: Interpreter, store: Store, field: Hashable, values: list[Value]) -> list[Value]:
    """What is read instead where a field may not be there: the class's attribute, the builtin; a dict's key is doubtful."""
    present = [value for value in values if value is not ABSENT]
    if not present:
        return []
    fallback: Value = ABSENT
    if isinstance(store, DictValue):
        store.doubt(run.heap, field)
    elif isinstance(store, (Instance, Class)) and isinstance(field, str):
        found = store.cls.lookup(run.heap, field) if isinstance(store, Instance) else None
        if isinstance(store, Class):
            found = next(((run.heap.get(cls, field), cls) for cls in store.mro[1:] if field in cls.fields), None)
        fallback = found[0] if found is not None else ABSENT
    elif isinstance(store, Scope) and store.kind == "module":
        fallback = registry.lookup(f"builtins.{field}")
    return present if fallback is ABSENT else [*present, fallback]


LOOPS = (ast.For, ast.AsyncFor, ast.While)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def holds(node: ast.AST, kind: type[ast.stmt]) -> bool:
    """Whether statements of that kind in a loop's or function's body may leave it early. Told once for each node."""
    known: dict[type[ast.stmt], bool] | None = getattr(node, "_holds", None)
    if known is None:
        known = {}
        node._holds = known  # type: ignore[attr-defined]
    if kind not in known:
        known[kind] = _holds(node, kind)
    return known[kind]


def _holds(node: ast.AST, kind: type[ast.stmt]) -> bool:
    body: list[ast.AST] = list(getattr(node, "body", []))
    if kind is ast.Return and body and isinstance(body[-1], ast.Return):
        body.pop()
    while body:
        current = body.pop()
        if isinstance(current, kind):
            return True
        if isinstance(current, FUNCTIONS):
            continue
        if isinstance(current, LOOPS) and kind is not ast.Return:
            body.extend(current.orelse)
        elif isinstance(current, (ast.stmt, ast.excepthandler, ast.match_case)):
            body.extend(ast.iter_child_nodes(current))
    return False
