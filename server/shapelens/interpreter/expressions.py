"""Evaluating expressions: a table from node type to function."""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

from ..shapes import UNKNOWN, Undetermined
from ..values import (
    ABSENT,
    DictValue,
    Function,
    ListValue,
    Scope,
    SetValue,
    Span,
    Super,
    Unknown,
    Value,
)
from . import operators, registry
from .calls import OPEN_KEYWORDS
from .frame import contains_yield
from .record import SiteKey

if TYPE_CHECKING:
    from .interpreter import Interpreter

Handler = Callable[["Interpreter", Any], Value]
EXPRESSIONS: dict[type[ast.expr], Handler] = {}

BINARY = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
}
COMPARE = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}
UNARY = {ast.USub: "-", ast.UAdd: "+", ast.Invert: "~"}


def expression(kind: type[ast.expr]) -> Callable[[Handler], Handler]:
    """Registers what evaluates a kind of node."""

    def register(handler: Handler) -> Handler:
        EXPRESSIONS[kind] = handler
        return handler

    return register


def evaluate(run: Interpreter, node: ast.expr) -> Value:
    """The value of an expression in the current frame."""
    handler = EXPRESSIONS.get(type(node))
    return handler(run, node) if handler else run.unknown(f"a {type(node).__name__}")


@expression(ast.Constant)
def _constant(run: Interpreter, node: ast.Constant) -> Value:
    return node.value


@expression(ast.Name)
def _name(run: Interpreter, node: ast.Name) -> Value:
    value = look_up(run, node.id)
    if value is ABSENT:
        assert run.frame is not None
        return Unknown(f"the name {node.id}", run.span)
    return value


def look_up(run: Interpreter, name: str) -> Value:
    """A name by Python's scoping rules, the builtins last."""
    frame = run.frame
    assert frame is not None
    scope: Scope | None = frame.outer.get(name, frame.scope)
    is_own = True
    while scope is not None:
        if is_own or scope.kind != "class":
            value = run.heap.get(scope, name)
            if value is not ABSENT:
                return value
        scope, is_own = scope.parent, False
    return registry.lookup(f"builtins.{name}")


@expression(ast.Attribute)
def _attribute(run: Interpreter, node: ast.Attribute) -> Value:
    return _here(run, node, lambda: run.attribute(evaluate(run, node.value), node.attr))


@expression(ast.Subscript)
def _subscript(run: Interpreter, node: ast.Subscript) -> Value:
    value = evaluate(run, node.value)
    index = evaluate(run, node.slice)
    return _here(run, node, lambda: run.subscript(value, index))


@expression(ast.Slice)
def _slice(run: Interpreter, node: ast.Slice) -> Value:
    return slice(*(None if part is None else evaluate(run, part) for part in (node.lower, node.upper, node.step)))


@expression(ast.BinOp)
def _binary(run: Interpreter, node: ast.BinOp) -> Value:
    left, right = evaluate(run, node.left), evaluate(run, node.right)
    return _here(run, node, lambda: run.binary(BINARY[type(node.op)], left, right))


@expression(ast.UnaryOp)
def _unary(run: Interpreter, node: ast.UnaryOp) -> Value:
    value = evaluate(run, node.operand)
    if isinstance(node.op, ast.Not):
        verdict = run.truth(value)
        return run.unknown("a truth value") if verdict is None else not verdict
    return _here(run, node, lambda: operators.unary(run, UNARY[type(node.op)], value))


@expression(ast.BoolOp)
def _boolean(run: Interpreter, node: ast.BoolOp) -> Value:
    is_and = isinstance(node.op, ast.And)
    possible: list[Value] = []
    for part in node.values:
        value = evaluate(run, part)
        verdict = run.truth(value)
        if verdict is None:
            possible.append(value)
        elif verdict is not is_and:
            return value if is_and or not possible else run.join_all([*possible, value])
    return value if verdict is None and len(possible) == 1 else run.join_all([*possible, value])


@expression(ast.Compare)
def _compare(run: Interpreter, node: ast.Compare) -> Value:
    left = evaluate(run, node.left)
    result: Value = True
    unknown: Value = None
    for operator, part in zip(node.ops, node.comparators):
        right = evaluate(run, part)
        name = COMPARE[type(operator)]
        result = _here(run, node, lambda a=left, b=right, n=name: run.compare(n, a, b))  # type: ignore[misc]
        verdict = run.truth(result)
        if verdict is False:
            return result
        if verdict is None:
            unknown = result
        left = right
    return unknown if unknown is not None else result


@expression(ast.IfExp)
def _conditional(run: Interpreter, node: ast.IfExp) -> Value:
    verdict = run.truth(evaluate(run, node.test))
    if verdict is not None:
        return evaluate(run, node.body if verdict else node.orelse)
    left, left_changes = run.attempt(lambda: evaluate(run, node.body))
    right, right_changes = run.attempt(lambda: evaluate(run, node.orelse))
    run.merge(left_changes, right_changes)
    return run.join(left, right)


@expression(ast.NamedExpr)
def _walrus(run: Interpreter, node: ast.NamedExpr) -> Value:
    frame = run.frame
    assert frame is not None
    value = evaluate(run, node.value)
    scope = frame.scope
    while scope.kind == "comprehension" and scope.parent is not None:
        scope = scope.parent
    run.heap.set(frame.outer.get(node.target.id, scope), node.target.id, value)
    return value


@expression(ast.Tuple)
def _tuple(run: Interpreter, node: ast.Tuple) -> Value:
    items = sequence(run, node.elts)
    return items if items is not None else run.list(None, run.unknown("an unpacked value"))


@expression(ast.List)
def _list(run: Interpreter, node: ast.List) -> Value:
    items = sequence(run, node.elts)
    return ListValue(run.heap, items, None if items is not None else run.unknown("an unpacked value"))


@expression(ast.Set)
def _set(run: Interpreter, node: ast.Set) -> Value:
    items = sequence(run, node.elts)
    distinct: list[Value] = []
    for item in items or ():
        if not any(operators.equal_values(item, other) for other in distinct):
            distinct.append(item)
    return SetValue(run.heap, None if items is None else distinct, run.unknown("an unpacked value"))


@expression(ast.Dict)
def _dict(run: Interpreter, node: ast.Dict) -> Value:
    items: dict[Hashable, Value] = {}
    is_open = False
    for key_node, value_node in zip(node.keys, node.values):
        value = evaluate(run, value_node)
        if key_node is None:
            if isinstance(value, DictValue):
                items.update({key: run.heap.get(value, key) for key in run.heap.names(value)})
                is_open = is_open or value.is_open
            else:
                is_open = True
            continue
        key = hashable(evaluate(run, key_node))
        if key is ABSENT:
            is_open = True
        else:
            items[key] = value
    return run.dict(items, is_open)


def hashable(value: Value) -> Hashable:
    """A value as a dict's key; `ABSENT` where it cannot be one that is known."""
    if isinstance(value, (Unknown, slice)) or value is UNKNOWN:
        return ABSENT
    if isinstance(value, tuple) and any(hashable(item) is ABSENT for item in value):
        return ABSENT
    return value


@expression(ast.JoinedStr)
def _formatted(run: Interpreter, node: ast.JoinedStr) -> Value:
    text = ""
    for part in node.values:
        value = evaluate(run, part)
        if not isinstance(value, str):
            return run.unknown("a formatted string")
        text += value
    return text if len(text) <= 10_000 else run.unknown("a long string")


@expression(ast.FormattedValue)
def _formatted_value(run: Interpreter, node: ast.FormattedValue) -> Value:
    value = evaluate(run, node.value)
    form = evaluate(run, node.format_spec) if node.format_spec is not None else ""
    if not isinstance(value, (str, int, float, bool, type(None))) or not isinstance(form, str) or len(form) > 8:
        return run.unknown("a formatted value")
    if node.conversion == ord("r"):
        value = repr(value)
    try:
        return format(value, form)
    except (ValueError, TypeError, OverflowError):
        return run.unknown("a formatted value")


@expression(ast.Lambda)
def _lambda(run: Interpreter, node: ast.Lambda) -> Value:
    return make_function(run, node)


def make_function(run: Interpreter, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Function:
    """The function of a `def` or `lambda`, its defaults evaluated now."""
    frame = run.frame
    assert frame is not None
    defaults = tuple(evaluate(run, default) for default in node.args.defaults)
    keyword_defaults = {
        parameter.arg: evaluate(run, default)
        for parameter, default in zip(node.args.kwonlyargs, node.args.kw_defaults)
        if default is not None
    }
    function = Function(node, frame.scope, frame.unit, frame.module, defaults, keyword_defaults)
    function.is_generator = contains_yield(node)
    return function


@expression(ast.Starred)
def _starred(run: Interpreter, node: ast.Starred) -> Value:
    return evaluate(run, node.value)


@expression(ast.Await)
def _await(run: Interpreter, node: ast.Await) -> Value:
    return evaluate(run, node.value)


@expression(ast.Yield)
def _yield(run: Interpreter, node: ast.Yield) -> Value:
    frame = run.frame
    value = None if node.value is None else evaluate(run, node.value)
    if frame is not None and frame.yields is not None and len(frame.yields) < run.budget.items:
        frame.yields.append(value)
    return run.unknown("what a generator is sent")


@expression(ast.YieldFrom)
def _yield_from(run: Interpreter, node: ast.YieldFrom) -> Value:
    frame = run.frame
    value = evaluate(run, node.value)
    if frame is not None and frame.yields is not None:
        try:
            frame.yields.extend(run.iterate(value))
        except Undetermined:
            frame.yields.append(run.element(value))
            frame.is_open = True
    return run.unknown("what a generator returns")


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
                    keywords[key] = run.heap.get(value, key)
            if value.is_open:
                keywords[OPEN_KEYWORDS] = True
        else:
            keywords[OPEN_KEYWORDS] = True
    if arguments is None:
        return run.unknown("arguments of unknown number")
    if not node.args and isinstance(node.func, ast.Name) and node.func.id == "super" and frame.function is not None:
        return _super(run)
    result = _here(run, node, lambda: run.call(callee, arguments, keywords))
    if frame.path == run.path:
        if isinstance(result, Unknown):
            run.record.unresolved.setdefault(_span(run, node), result.reason)
        for kind, name, seen, subject in run.pending:
            if subject is result:
                run.record.observe(SiteKey(_span(run, node), kind, name), seen, subject, result)
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


@expression(ast.ListComp)
def _list_comprehension(run: Interpreter, node: ast.ListComp) -> Value:
    items = _comprehend(run, node.generators, lambda: evaluate(run, node.elt))
    return items if isinstance(items, ListValue) else ListValue(run.heap, items)


@expression(ast.GeneratorExp)
def _generator_expression(run: Interpreter, node: ast.GeneratorExp) -> Value:
    items = _comprehend(run, node.generators, lambda: evaluate(run, node.elt))
    return items if isinstance(items, ListValue) else ListValue(run.heap, items)


@expression(ast.SetComp)
def _set_comprehension(run: Interpreter, node: ast.SetComp) -> Value:
    items = _comprehend(run, node.generators, lambda: evaluate(run, node.elt))
    if isinstance(items, ListValue):
        return SetValue(run.heap, None, items.element)
    distinct: list[Value] = []
    for item in items:
        if not any(operators.equal_values(item, other) for other in distinct):
            distinct.append(item)
    return SetValue(run.heap, distinct)


@expression(ast.DictComp)
def _dict_comprehension(run: Interpreter, node: ast.DictComp) -> Value:
    items = _comprehend(run, node.generators, lambda: (evaluate(run, node.key), evaluate(run, node.value)))
    if isinstance(items, ListValue):
        return run.dict({}, is_open=True)
    result: dict[Hashable, Value] = {}
    is_open = False
    for item in items:
        key = hashable(item[0]) if isinstance(item, tuple) else ABSENT
        if key is ABSENT:
            is_open = True
        elif isinstance(item, tuple):
            result[key] = item[1]
    return run.dict(result, is_open)


def _comprehend(
    run: Interpreter, generators: list[ast.comprehension], produce: Callable[[], Value]
) -> list[Value] | ListValue:
    """The items that a comprehension produces, in a scope of its own; a ListValue of unknown length where it must be."""
    from .statements import assign

    frame = run.frame
    assert frame is not None
    outer = frame.scope
    first = evaluate(run, generators[0].iter)
    frame.scope = Scope(run.heap, outer, "comprehension")
    items: list[Value] = []
    is_open = False

    def descend(level: int) -> None:
        nonlocal is_open
        if level == len(generators):
            run.step()
            if len(items) < run.budget.items:
                items.append(produce())
            else:
                is_open = True
            return
        generator = generators[level]
        source = first if level == 0 else evaluate(run, generator.iter)
        try:
            values = run.iterate(source)
            if len(values) > run.budget.unrolled:
                raise Undetermined("a long iterable")
        except Undetermined:
            values, is_open = (run.element(source),), True
        for value in values:
            assign(run, generator.target, value)
            verdicts = [run.truth(evaluate(run, condition)) for condition in generator.ifs]
            if False in verdicts:
                continue
            if None in verdicts:
                is_open = True
            descend(level + 1)

    try:
        descend(0)
    finally:
        frame.scope = outer
    return ListValue(run.heap, None, run.join_all(items)) if is_open else items


def sequence(run: Interpreter, nodes: list[ast.expr]) -> tuple[Value, ...] | None:
    """The values of a list of expressions, starred ones unpacked; None where their number cannot be told."""
    values: list[Value] = []
    for node in nodes:
        value = evaluate(run, node)
        if isinstance(node, ast.Starred):
            try:
                values.extend(run.iterate(value))
            except Undetermined:
                return None
        else:
            values.append(value)
    return tuple(values)


def _span(run: Interpreter, node: ast.expr) -> Span:
    assert run.frame is not None
    return Span.of(run.frame.unit, node)


def _here(run: Interpreter, node: ast.expr, action: Callable[[], Value]) -> Value:
    """Does something on behalf of a node: what it records and reports stands there, if the node is in the file."""
    frame = run.frame
    if frame is None or frame.path != run.path:
        return action()
    outer, run.here = run.here, (frame.unit, node)
    try:
        return action()
    finally:
        run.here = outer
