"""Executing statements: a table from node type to function, and how branches and loops are joined."""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

from ..shapes import Undetermined
from ..values import (
    ABSENT,
    Change,
    Class,
    Decorated,
    DictValue,
    Function,
    Instance,
    ListValue,
    Scope,
    Span,
    Tensor,
    Unknown,
    Value,
)
from . import joining, registry
from .expressions import BINARY, evaluate, look_up, make_function
from .frame import Flow
from .operators import DUNDERS
from .patterns import matches

if TYPE_CHECKING:
    from .interpreter import Interpreter

Handler = Callable[["Interpreter", Any], Flow]
STATEMENTS: dict[type[ast.stmt], Handler] = {}
SETTLED = 12
"""So many turns of a loop in a row that change nothing end it, even if they read the loop's variable."""
SHORT = 40
"""Items of a loop that are all taken one by one: no network is deeper in one loop."""
PASSES = 3
"""How often a loop of unknown length is executed before what still changes is given up."""


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


# -------------------------------------------------------------------- assignment
def assign_name(run: Interpreter, name: str, value: Value) -> None:
    """Binds a name in the scope that owns it."""
    frame = run.frame
    assert frame is not None
    run.heap.set(frame.outer.get(name, frame.scope), name, value)


def assign(run: Interpreter, target: ast.expr, value: Value) -> None:
    """`target = value` for every form of target."""
    if isinstance(target, ast.Name):
        assign_name(run, target.id, value)
    elif isinstance(target, ast.Attribute):
        run.set_attribute(evaluate(run, target.value), target.attr, value)
    elif isinstance(target, ast.Subscript):
        container, index = evaluate(run, target.value), evaluate(run, target.slice)
        outer = run.here
        if run.is_in_file and run.frame is not None:
            run.here = (run.frame.unit, target)
        _assign_item(run, container, index, value)
        run.here = outer
    elif isinstance(target, (ast.Tuple, ast.List)):
        _unpack(run, target.elts, value)
    elif isinstance(target, ast.Starred):
        assign(run, target.value, value)


def _assign_item(run: Interpreter, container: Value, index: Value, value: Value) -> None:
    if isinstance(container, Instance):
        method = run.find_attribute(container, "__setitem__")
        if method is not ABSENT:
            run.call(method, (index, value))
        return
    method = registry.method_of(type(container), "__setitem__")
    if method is not ABSENT:
        run.call(method, (container, index, value))


def _unpack(run: Interpreter, targets: list[ast.expr], value: Value) -> None:
    star = next((i for i, target in enumerate(targets) if isinstance(target, ast.Starred)), None)
    try:
        items = run.iterate(value)
    except Undetermined as undetermined:
        element = run.element(value) if isinstance(value, ListValue) else run.unknown(undetermined.reason)
        for target in targets:
            assign(run, target, run.list(None, element) if isinstance(target, ast.Starred) else element)
        return
    if star is None:
        if len(items) != len(targets):
            items = (run.unknown("a wrong number of values to unpack"),) * len(targets)
        for target, item in zip(targets, items):
            assign(run, target, item)
        return
    after = len(targets) - star - 1
    for target, item in zip(targets[:star], items):
        assign(run, target, item)
    assign(run, targets[star], run.list(items[star : len(items) - after]))
    for target, item in zip(targets[star + 1 :], items[len(items) - after :]):
        assign(run, target, item)


@statement(ast.Assign)
def _assign(run: Interpreter, node: ast.Assign) -> Flow:
    value = evaluate(run, node.value)
    value = _declare(run, node, value)
    for target in node.targets:
        assign(run, target, value)
        _show(run, target, value, node)
    return Flow.NORMAL


@statement(ast.AnnAssign)
def _annotated(run: Interpreter, node: ast.AnnAssign) -> Flow:
    frame = run.frame
    assert frame is not None
    if frame.scope.kind == "class" and isinstance(node.target, ast.Name):
        names = run.heap.get(frame.scope, ANNOTATIONS, ())
        run.heap.set(frame.scope, ANNOTATIONS, (*(names if isinstance(names, tuple) else ()), node.target.id))
    if node.value is not None:
        value = _declare(run, node, evaluate(run, node.value))
        assign(run, node.target, value)
        _show(run, node.target, value, node)
    return Flow.NORMAL


ANNOTATIONS = "__annotations__"


@statement(ast.AugAssign)
def _augmented(run: Interpreter, node: ast.AugAssign) -> Flow:
    target = node.target
    load = ast.Name(target.id, ast.Load()) if isinstance(target, ast.Name) else target
    ast.copy_location(load, target)
    left, right = evaluate(run, load), evaluate(run, node.value)
    frame = run.frame
    assert frame is not None
    outer = run.here
    if frame.path == run.path:
        run.here = (frame.unit, node.value)
    try:
        symbol = BINARY[type(node.op)]
        in_place: Value = ABSENT
        if isinstance(left, (ListValue, DictValue, Instance)):
            in_place = run.find_attribute(left, f"__i{DUNDERS[symbol]}__")
        if in_place is ABSENT or isinstance(in_place, Unknown):
            value = run.binary(symbol, left, right)
        else:
            value = run.call(in_place, (right,))
            if value is left:
                return Flow.NORMAL
    finally:
        run.here = outer
    assign(run, target, value)
    _show(run, target, value, node)
    return Flow.NORMAL


def _declare(run: Interpreter, node: ast.Assign | ast.AnnAssign, value: Value) -> Value:
    frame = run.frame
    if run.declared is None or frame is None or frame.path != run.path:
        return value
    return run.declared(Span.of(frame.unit, node), value)


def _show(run: Interpreter, target: ast.expr, value: Value, node: ast.stmt) -> None:
    """Records the shape of what a name now holds."""
    frame = run.frame
    if isinstance(value, Tensor) and isinstance(target, ast.Name) and frame is not None and frame.path == run.path:
        run.observe("assign", target.id, (), value.shape, span=Span.of(frame.unit, node), result=value)
    elif isinstance(target, (ast.Tuple, ast.List)) and isinstance(value, tuple):
        for part, item in zip(target.elts, value):
            if isinstance(part, (ast.Tuple, ast.List)):
                _show(run, part, item, node)
            elif isinstance(item, Tensor) and isinstance(part, ast.Name) and frame and frame.path == run.path:
                run.observe("assign", part.id, (), item.shape, span=Span.of(frame.unit, part), result=item)


@statement(ast.Delete)
def _delete(run: Interpreter, node: ast.Delete) -> Flow:
    frame = run.frame
    assert frame is not None
    for target in node.targets:
        if isinstance(target, ast.Name):
            run.heap.delete(frame.outer.get(target.id, frame.scope), target.id)
        elif isinstance(target, ast.Attribute):
            value = evaluate(run, target.value)
            if isinstance(value, Instance):
                run.heap.delete(value, target.attr)
        elif isinstance(target, ast.Subscript):
            value, index = evaluate(run, target.value), evaluate(run, target.slice)
            method = registry.method_of(type(value), "__delitem__")
            if method is not ABSENT:
                run.call(method, (value, index))
    return Flow.NORMAL


# -------------------------------------------------------------------- simple statements
@statement(ast.Expr)
def _expression(run: Interpreter, node: ast.Expr) -> Flow:
    evaluate(run, node.value)
    return Flow.NORMAL


@statement(ast.Return)
def _return(run: Interpreter, node: ast.Return) -> Flow:
    value = None if node.value is None else evaluate(run, node.value)
    assert run.frame is not None
    run.frame.results.append(value)
    return Flow.RETURN


@statement(ast.Raise)
def _raise(run: Interpreter, node: ast.Raise) -> Flow:
    frame = run.frame
    error = None if node.exc is None else evaluate(run, node.exc)
    if frame is not None and not run.heap.trials and run.modules is not None and run.modules.is_library(frame.path):
        run.report_raised(_message(run, node.exc, error))
    return Flow.RAISE


def _message(run: Interpreter, node: ast.expr | None, error: Value) -> str:
    """What a raised exception says, as far as that is known."""
    if isinstance(node, ast.Call) and node.args:
        text = evaluate(run, node.args[0])
        if isinstance(text, str):
            return " ".join(text.split())
    return f"it raises {error.cls.short_name}" if isinstance(error, Instance) else "it raises"


@statement(ast.Break)
def _break(run: Interpreter, node: ast.Break) -> Flow:
    return Flow.BREAK


@statement(ast.Continue)
def _continue(run: Interpreter, node: ast.Continue) -> Flow:
    return Flow.CONTINUE


@statement(ast.Global)
def _global(run: Interpreter, node: ast.Global) -> Flow:
    frame = run.frame
    assert frame is not None
    scope: Scope = frame.scope
    while scope.parent is not None:
        scope = scope.parent
    frame.outer.update(dict.fromkeys(node.names, scope))
    return Flow.NORMAL


@statement(ast.Nonlocal)
def _nonlocal(run: Interpreter, node: ast.Nonlocal) -> Flow:
    frame = run.frame
    assert frame is not None
    for name in node.names:
        scope = frame.scope.parent
        while scope is not None and (scope.kind == "class" or name not in scope.fields):
            scope = scope.parent
        if scope is not None:
            frame.outer[name] = scope
    return Flow.NORMAL


@statement(ast.Assert)
def _assert(run: Interpreter, node: ast.Assert) -> Flow:
    evaluate(run, node.test)
    if run.declared is not None and run.frame is not None and run.frame.path == run.path:
        from .narrowing import narrow_by_assert

        narrow_by_assert(run, node.test)
    return Flow.NORMAL


# -------------------------------------------------------------------- imports
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


# -------------------------------------------------------------------- definitions
@statement(ast.FunctionDef, ast.AsyncFunctionDef)
def _function(run: Interpreter, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Flow:
    frame = run.frame
    assert frame is not None
    function = make_function(run, node)
    if frame.path == run.path:
        run.record.defined.append(function)
    value: Value = function
    for decorator in reversed(node.decorator_list):
        value = decorate(run, evaluate(run, decorator), value)
    assign_name(run, node.name, value)
    return Flow.NORMAL


def decorate(run: Interpreter, decorator: Value, value: Value) -> Value:
    """`decorator(value)`; an unknown decorator, or one whose answer is unknown, leaves the value as it is."""
    if isinstance(decorator, Unknown):
        return value
    result = run.call(decorator, (value,))
    return value if isinstance(result, Unknown) or result is None else result


@statement(ast.ClassDef)
def _class(run: Interpreter, node: ast.ClassDef) -> Flow:
    frame = run.frame
    assert frame is not None
    bases = tuple(evaluate(run, base) for base in node.bases)
    scope = Scope(run.heap, frame.scope, "class")
    outer_scope, frame.scope = frame.scope, scope
    try:
        execute_block(run, node.body)
    finally:
        frame.scope = outer_scope
    namespace: dict[Hashable, Value] = dict(scope.fields)
    annotations = namespace.pop(ANNOTATIONS, ())
    span = Span(frame.unit, node.lineno, node.col_offset, node.lineno, node.col_offset + len("class ") + len(node.name))
    cls = Class(run.heap, f"{frame.module}.{node.name}", bases, namespace, span)
    cls.annotations = annotations if isinstance(annotations, tuple) else ()
    for value in namespace.values():
        own = value.function if isinstance(value, Decorated) else value
        if isinstance(own, Function) and own.owner is None:
            own.owner = cls
    if frame.path == run.path:
        run.record.defined.append(cls)
    result: Value = cls
    hook = cls.lookup(run.heap, "__class_created__")
    if hook is not None:
        result = run.call(hook[0], (cls,)) or cls
    for decorator in reversed(node.decorator_list):
        result = decorate(run, evaluate(run, decorator), result)
    assign_name(run, node.name, result)
    return Flow.NORMAL


# -------------------------------------------------------------------- branches
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
    STATEMENTS[ast.TryStar] = _try


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
    for statement in body:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            for alias in statement.names:
                name = alias.asname or alias.name.partition(".")[0]
                if isinstance(look_up(run, name), Unknown) or look_up(run, name) is ABSENT:
                    return False
        elif not (isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)):
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


# -------------------------------------------------------------------- loops
@statement(ast.For, ast.AsyncFor)
def _for(run: Interpreter, node: ast.For | ast.AsyncFor) -> Flow:
    source = evaluate(run, node.iter)
    try:
        items = run.iterate(source)
        if len(items) > run.budget.unrolled:
            raise Undetermined("a long loop")
    except Undetermined:
        if isinstance(source, (range, tuple, ListValue)) and run.truth(source):
            assign(run, node.target, run.element(source))
            flow = execute_block(run, node.body)
            if flow in (Flow.BREAK, Flow.RETURN, Flow.RAISE):
                return Flow.NORMAL if flow is Flow.BREAK else flow
        return _loop_unknown(run, node, lambda: assign(run, node.target, run.element(source)), node.orelse)
    patience = max(SETTLED, min(len(items), SHORT)) if _reads_target(node) else 1
    settled = 0
    for position, item in enumerate(items, 1):
        assign(run, node.target, item)
        before = len(run.heap.journal)
        mark = run.heap.mark()
        flow = execute_block(run, node.body)
        is_still = flow in (Flow.NORMAL, Flow.CONTINUE) and _changed_nothing(run, before)
        settled = settled + 1 if is_still else 0
        run.heap.keep(mark)
        if flow is Flow.BREAK:
            return Flow.NORMAL
        if flow in (Flow.RETURN, Flow.RAISE):
            return flow
        if settled >= patience and position < len(items) and run.frame is not None and run.frame.yields is None:
            if patience > 1:
                rest = run.join_all(items[position:])
                _loop_unknown(run, node, lambda: assign(run, node.target, rest), [])  # noqa: B023
            assign(run, node.target, items[-1])
            break
    return execute_block(run, node.orelse)


def _reads_target(node: ast.For | ast.AsyncFor) -> bool:
    """Whether the loop's body reads what the loop binds, other than to print or format it."""
    names = {part.id for part in ast.walk(node.target) if isinstance(part, ast.Name)}
    pending: list[ast.AST] = list(node.body)
    while pending:
        current = pending.pop()
        if isinstance(current, ast.Name) and current.id in names:
            return True
        if isinstance(current, ast.Call) and isinstance(current.func, ast.Name) and current.func.id == "print":
            continue
        pending.extend(ast.iter_child_nodes(current))
    return False


def _changed_nothing(run: Interpreter, since: int) -> bool:
    """Whether one turn of a loop left a state like the one before it, so that further turns tell nothing new."""
    first: dict[tuple[int, Hashable], Change] = {}
    for change in run.heap.journal[since:]:
        first.setdefault((id(change[0]), change[1]), change)
    return all(joining.alike(before, store.fields.get(name, ABSENT)) for store, name, before in first.values())


@statement(ast.While)
def _while(run: Interpreter, node: ast.While) -> Flow:
    for _ in range(run.budget.unrolled):
        verdict = run.truth(evaluate(run, node.test))
        if verdict is None:
            break
        if not verdict:
            return execute_block(run, node.orelse)
        mark = run.heap.mark()
        before = len(run.heap.journal)
        flow = execute_block(run, node.body)
        is_settled = flow in (Flow.NORMAL, Flow.CONTINUE) and _changed_nothing(run, before)
        run.heap.keep(mark)
        if flow is Flow.BREAK:
            return Flow.NORMAL
        if flow in (Flow.RETURN, Flow.RAISE):
            return flow
        if is_settled:
            if run.frame is not None:
                run.frame.is_open = run.frame.yields is not None
            return Flow.NORMAL
    return _loop_unknown(run, node, lambda: evaluate(run, node.test), node.orelse)


def _loop_unknown(
    run: Interpreter, node: ast.For | ast.AsyncFor | ast.While, enter: Callable[[], object], orelse: list[ast.stmt]
) -> Flow:
    """A loop that runs an unknown number of times: executed until the joined state is stable."""
    frame = run.frame
    assert frame is not None
    if frame.yields is not None:
        frame.is_open = True

    def turn() -> Flow:
        enter()
        return execute_block(run, node.body)

    changing: list[Change] = []
    for _ in range(PASSES):
        flow, changes = run.attempt(turn)
        if flow is Flow.RAISE:
            return Flow.NORMAL
        before = [(store, name, store.fields.get(name, ABSENT)) for store, name, _ in changes]
        run.merge(changes, ())
        changing = [c for c in before if c[1] in c[0].fields and not joining.alike(c[0].fields[c[1]], c[2])]
        if not changing:
            break
    for store, name, _ in changing:
        run.heap.set(store, name, joining.given_up(store.fields[name]))
    return execute_block(run, orelse)


@statement(ast.Pass)
def _pass(run: Interpreter, node: ast.Pass) -> Flow:
    return Flow.NORMAL
