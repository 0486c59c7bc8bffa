"""`for` and `while`: unrolled where the number of turns is known, else executed until the joined state is stable."""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable
from itertools import islice
from operator import is_
from typing import TYPE_CHECKING, NamedTuple

from ..shapes import Symbolic, Undetermined, counter
from ..values import ABSENT, Change, ListValue, Place, Store, Tensor, Trace, Value
from ..values.containers import ITEMS
from . import joining
from .assignment import assign
from .evaluation import evaluate
from .execution import execute_block, statement
from .frame import Flow
from .paths import depart, enclose, holds
from .record import Record

if TYPE_CHECKING:
    from .interpreter import Interpreter


SETTLED = 12
"""So many turns of a loop in a row that change nothing end it, even if they read the loop's variable."""
SHORT = 40
"""Items of a loop that are all taken one by one: no network is deeper in one loop."""
EARLY = 2
"""After so many it is tried whether a turn for any of the other items would do and tell the same."""
DOUBTFUL = 3
"""So many turns that may have left the loop make it a loop of unknown length."""
PASSES = 4
"""How often a loop of unknown length is executed before what still changes is given up."""
MOST_PASSES = 12
"""How often in all: what a loop gives up may change what depends on it."""


@statement(ast.For, ast.AsyncFor)
def _for(run: Interpreter, node: ast.For | ast.AsyncFor) -> Flow:
    source = evaluate(run, node.iter)
    return _whole(run, node, lambda: _for_each(run, node, source))


def _whole(run: Interpreter, node: ast.For | ast.AsyncFor | ast.While, loop: Callable[[], Flow]) -> Flow:
    """A loop with its `else`; paths that break out of it meet after both."""

    def action() -> Flow:
        flow = loop()
        return execute_block(run, node.orelse) if flow is Flow.NORMAL else flow

    if holds(node, ast.Break):
        return enclose(run, Flow.BREAK, action)
    flow = action()
    return Flow.NORMAL if flow is Flow.BREAK else flow


def _turn(run: Interpreter, node: ast.For | ast.AsyncFor | ast.While) -> Flow:
    """One turn of a loop: NORMAL where it may go on."""
    if holds(node, ast.Continue):
        return enclose(run, Flow.CONTINUE, lambda: execute_block(run, node.body))
    return execute_block(run, node.body)


def _for_each(run: Interpreter, node: ast.For | ast.AsyncFor, source: Value) -> Flow:
    try:
        items = run.iterate(source)
        if len(items) > run.budget.unrolled:
            raise Undetermined("a long loop")
    except Undetermined:
        return _for_unknown(run, node, source)
    patience = max(SETTLED, min(len(items), SHORT)) if _reads_target(node) else 1
    settled = 0
    doubtful = 0
    growth: Growth | None = None
    extent = run.record.extent()
    for position, item in enumerate(items, 1):
        assign(run, node.target, item)
        departed = _departed(run)
        flow, found, is_rebound = _watched_turn(run, node)
        doubtful += _departed(run) > departed
        settled = 0 if found is None else settled + 1 if found == growth else 1
        growth = found
        if flow is not Flow.NORMAL:
            return flow
        if position == len(items) or (run.frame is not None and run.frame.yields is not None):
            continue
        rest = items[position:]
        is_early = settled == EARLY and patience > 1 and _goes_on(run, node, rest, growth, run.record.since(extent))
        if settled >= patience or doubtful >= DOUBTFUL or is_early:
            if not is_early and (patience > 1 or settled < patience):
                growth = _rest(run, node, rest, growth if settled >= patience else None)
            _grow(run, growth, len(rest))
            if not is_rebound:
                assign(run, node.target, items[-1])
            break
    return Flow.NORMAL


Growth = dict[Store, int]
"""Lists to which a turn of a loop appended so many items like the last one."""


class Turn(NamedTuple):
    """One turn of a loop.

    growth:     what it appended to lists; None where it changed the state in another way, so that the next may tell something new
    is_rebound: whether it gave the loop's own variable another value
    """

    flow: Flow
    growth: Growth | None
    is_rebound: bool


def _watched_turn(run: Interpreter, node: ast.For | ast.AsyncFor | ast.While) -> Turn:
    mark, youngest = run.heap.mark(), run.heap.serial
    flow = _turn(run, node)
    growth, is_rebound = None, False
    if flow is Flow.NORMAL:
        changes = [change for change in run.heap.journal[mark.journal :] if change[0].serial <= youngest]
        if isinstance(node, (ast.For, ast.AsyncFor)) and isinstance(node.target, ast.Name) and run.frame is not None:
            name = node.target.id
            scope = run.frame.outer.get(name, run.frame.scope)
            others = [change for change in changes if change[1] != name or change[0] is not scope]
            is_rebound = len(others) < len(changes)
            if not _reads_target(node):  # what the body makes of it is gone at the next turn
                changes = others
        trace = run.heap.trace
        growth = _growth(changes, trace, set(islice(trace.writes, mark.writes, None)))
    run.heap.keep(mark)
    return Turn(flow, growth, is_rebound)


def _growth(changes: list[Change], trace: Trace, written: set[Place]) -> Growth | None:
    """`written`: the fields that nothing in `trace` wrote before: to compare what they held is to read it."""
    growth: Growth = {}
    first: dict[tuple[int, Hashable], Change] = {}
    for change in changes:
        first.setdefault((id(change[0]), change[1]), change)
    for store, name, before in first.values():
        after = store.fields.get(name, ABSENT)
        if (store, name) in written:
            trace.reads.setdefault((store, name), before)
        if joining.alike(before, after, by_graph=True):
            continue
        added = _appended(before, after) if name == ITEMS and isinstance(store, ListValue) else ()
        if not added or not all(joining.alike(before[-1], item, by_graph=True) for item in added):  # type: ignore[index]
            return None
        growth[store] = len(added)
    return growth


def _appended(before: Value, after: Value) -> tuple[Value, ...]:
    """What was added at the end of a list that was not empty."""
    if not isinstance(before, tuple) or not isinstance(after, tuple) or not before:
        return ()
    return after[len(before) :] if all(map(is_, before, after)) else ()


def _rest(run: Interpreter, node: ast.For | ast.AsyncFor, items: tuple[Value, ...], growth: Growth | None) -> Growth:
    """Executes a loop for the rest of its items as for one that is any of them. The lists that grow by each as they did before."""
    rest = run.join_all(items)

    def enter() -> None:
        assign(run, node.target, counted(node.target, rest))

    def turn() -> Value:
        enter()
        return _watched_turn(run, node).growth == growth

    if growth and run.attempt(turn)[0] is True:
        return growth
    _loop_unknown(run, node, enter)
    return {}


def _goes_on(
    run: Interpreter, node: ast.For | ast.AsyncFor, items: tuple[Value, ...], growth: Growth | None, told: Record
) -> bool:
    """Whether a turn for any of the items does what the last one did, and tells nothing but what the loop has `told`."""
    rest = run.join_all(items)

    def turn() -> Value:
        assign(run, node.target, counted(node.target, rest))
        return _watched_turn(run, node).growth == growth

    record, run.record = run.record, Record()
    try:
        return run.attempt(turn)[0] is True and told.covers(run.record)
    finally:
        run.record = record


def _grow(run: Interpreter, growth: Growth | None, turns: int) -> None:
    """Appends to lists what so many more turns do."""
    for store, count in (growth or {}).items():
        items = run.heap.get(store, ITEMS)
        assert isinstance(items, tuple) and isinstance(store, ListValue)
        added = items[-count:] * turns
        if len(items) + len(added) > run.budget.items:
            store.replace(run.heap, None, items[-1])
        else:
            store.replace(run.heap, (*items, *added))


def _for_unknown(run: Interpreter, node: ast.For | ast.AsyncFor, source: Value) -> Flow:
    """A loop over too many items, or over an unknown number of them; of some it is known that there is a first."""

    element: Value = ABSENT
    joined: Value = None

    def enter() -> None:
        """Binds what is known of each item. Of the same items it is the same, unless it can be changed."""
        nonlocal element, joined
        items = source.items(run.heap) if isinstance(source, ListValue) else source
        if element is ABSENT or items is None or items is not joined:
            element, joined = run.element(source), items if isinstance(items, tuple) else None
            if not all(isinstance(part, Tensor) for part in (element if isinstance(element, tuple) else (element,))):
                joined = None
        assign(run, node.target, counted(node.target, element))

    if isinstance(source, (range, tuple, ListValue)) and run.truth(source):
        enter()
        flow = _turn(run, node)
        if flow is not Flow.NORMAL:
            return flow
    elif _asks_first(node):

        def first() -> Flow:
            enter()
            index = node.target.elts[0] if isinstance(node.target, ast.Tuple) else node.target
            assign(run, index, 0)
            return _turn(run, node)

        _perhaps(run, first)
    return _loop_unknown(run, node, enter)


def _departed(run: Interpreter) -> int:
    """How many paths left early so far, for what is still being executed."""
    assert run.frame is not None
    return sum(len(target.departures) for target in run.frame.targets)


def counted(target: ast.expr, value: Value) -> Value:
    """What a loop binds at one of its turns, with a counter in place of an integer of which nothing is known."""
    if isinstance(value, Symbolic) and value.is_unknown:
        return counter(target.id if isinstance(target, ast.Name) else "i")
    if isinstance(value, tuple) and isinstance(target, ast.Tuple) and len(value) == len(target.elts):
        return tuple(map(counted, target.elts, value))
    return value


def _reads_target(node: ast.For | ast.AsyncFor) -> bool:
    """Whether the loop's body reads what the loop binds, other than to print or format it. Told once for each node."""
    known: bool | None = getattr(node, "_reads_target", None)
    if known is None:
        known = node._reads_target = _find_target(node)  # type: ignore[union-attr]
    return known


def _find_target(node: ast.For | ast.AsyncFor) -> bool:
    names = {part.id for part in ast.walk(node.target) if isinstance(part, ast.Name)}
    pending: list[ast.AST] = list(node.body)
    while pending:
        current = pending.pop()
        if isinstance(current, ast.Name) and current.id in names and isinstance(current.ctx, ast.Load):
            return True
        if isinstance(current, ast.AugAssign) and isinstance(current.target, ast.Name) and current.target.id in names:
            return True
        if isinstance(current, ast.Call) and isinstance(current.func, ast.Name) and current.func.id == "print":
            continue
        pending.extend(ast.iter_child_nodes(current))
    return False


@statement(ast.While)
def _while(run: Interpreter, node: ast.While) -> Flow:
    return _whole(run, node, lambda: _while_true(run, node))


def _while_true(run: Interpreter, node: ast.While) -> Flow:
    doubtful = 0
    for _ in range(run.budget.unrolled):
        verdict = run.truth(evaluate(run, node.test))
        if verdict is None or doubtful >= DOUBTFUL:
            break
        if not verdict:
            return Flow.NORMAL
        departed = _departed(run)
        flow, growth, _ = _watched_turn(run, node)
        doubtful += _departed(run) > departed
        if flow is not Flow.NORMAL:
            return flow
        if growth == {}:
            if run.frame is not None:
                run.frame.is_open = run.frame.yields is not None
            return Flow.NORMAL
    return _loop_unknown(run, node, lambda: evaluate(run, node.test))


def _loop_unknown(run: Interpreter, node: ast.For | ast.AsyncFor | ast.While, enter: Callable[[], object]) -> Flow:
    """A loop that runs an unknown number of times: executed until the joined state is stable."""
    frame = run.frame
    assert frame is not None
    if frame.yields is not None:
        frame.is_open = True

    def turn() -> Flow:
        enter()
        return _turn(run, node)

    for passed in range(MOST_PASSES):
        changing = _perhaps(run, turn)
        if not changing:
            break
        if passed >= PASSES - 1:
            for store, name, _ in changing:
                run.heap.set(store, name, joining.given_up(store.fields[name]))
    return Flow.NORMAL


def _perhaps(run: Interpreter, turn: Callable[[], Flow]) -> list[Change]:
    """A turn of a loop that may not take place; answers what it changed of what was there, as it was before."""
    youngest = run.heap.serial
    flow, changes = run.attempt(turn)
    if flow is not Flow.NORMAL:
        if isinstance(flow, Flow):
            depart(run, flow, changes)
        return []
    # what the turn made was not there before: it is as the turn left it
    run.apply(change for change in changes if change[0].serial > youngest)
    changes = [change for change in changes if change[0].serial <= youngest]
    before = [(store, name, store.fields.get(name, ABSENT)) for store, name, _ in changes]
    run.merge(changes, [])
    return [c for c in before if c[1] in c[0].fields and not joining.alike(c[0].fields[c[1]], c[2])]


def _asks_first(node: ast.For | ast.AsyncFor) -> bool:
    """Whether a loop counts from 0, over `range(n)` or by `enumerate`, and compares its counter. Told once for each node."""
    known: bool | None = getattr(node, "_asks_first", None)
    if known is None:
        known = node._asks_first = _counts_and_compares(node)  # type: ignore[union-attr]
    return known


def _counts_and_compares(node: ast.For | ast.AsyncFor) -> bool:
    call, target = node.iter, node.target
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and len(call.args) == 1):
        return False
    if isinstance(target, ast.Tuple):
        target = target.elts[0] if call.func.id == "enumerate" and not call.keywords and target.elts else target
    elif call.func.id != "range":
        return False
    if not isinstance(target, ast.Name):
        return False
    compared = (
        part for inner in node.body for part in ast.walk(inner) if isinstance(part, (ast.Compare, ast.If, ast.IfExp))
    )
    tests = [part if isinstance(part, ast.Compare) else part.test for part in compared]
    return any(isinstance(name, ast.Name) and name.id == target.id for test in tests for name in ast.walk(test))
