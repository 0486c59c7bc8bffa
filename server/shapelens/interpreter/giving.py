"""What becomes of values that are given to code that nobody follows.

`table.apply(words.update)` fills a set any number of times, and what is registered with a library's hook runs whenever it likes. What such
a callable alters, by its text, is not known any more. A container that was empty may be filled. Objects keep what is known of them.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..shapes import UNKNOWN, Symbolic
from ..values import (
    ABSENT,
    SHARED,
    BoundMethod,
    Class,
    Decorated,
    DictValue,
    Function,
    Instance,
    ListValue,
    Native,
    Partial,
    Scope,
    Store,
    Unknown,
    Value,
)
from ..values.containers import ITEMS
from .joining import element_of

if TYPE_CHECKING:
    from .interpreter import Interpreter

FILLING = frozenset(
    ("add", "append", "appendleft", "clear", "extend", "insert", "pop", "popitem", "remove", "setdefault", "update")
)
"""Methods of lists, sets and dicts that change what they hold."""
MAKING = frozenset(("__init__", "__new__", "__post_init__", "build"))
"""Methods that run when an object is made, or first called: not again when it is given away."""
DEEPEST = 3
"""So deep are lists, dicts and functions looked into."""


class Alteration(NamedTuple):
    """What code changes: a name, or an attribute of what a name stands for. `is_set`: another value takes its place, else it is filled."""

    name: str
    attribute: str
    is_set: bool


def give_away(run: Interpreter, values: Iterable[Value]) -> None:
    """Loosens what is known of all that unknown code may change once it has these values."""
    for value in values:
        _give(run, value, 0)


def alterations(node: ast.AST) -> tuple[Alteration, ...]:
    """What the code of a function changes of what was there before it, by its text. Kept on the tree."""
    known: tuple[Alteration, ...] | None = getattr(node, "_alterations", None)
    if known is None:
        inner = list(ast.walk(node))
        outer = {name for one in inner if isinstance(one, (ast.Global, ast.Nonlocal)) for name in one.names}
        known = tuple(dict.fromkeys(one for part in inner for one in _altered(part, outer)))
        node._alterations = known  # type: ignore[attr-defined]
    return known


def altered_attributes(run: Interpreter, cls: Class, but: frozenset[str]) -> list[str]:
    """The attributes that methods of a class, or of the program's classes that it extends, set or fill; but for those in `but`."""
    names: dict[str, None] = {}
    for ancestor in cls.mro:
        for member in () if ancestor.serial == SHARED else run.heap.names(ancestor):
            method = run.heap.get(ancestor, member)
            if isinstance(method, Decorated):
                method = method.function
            if isinstance(method, Function) and method.name not in but:
                names.update(dict.fromkeys(_attributes(method.node)))
    return [name for name in names if name != "built"]


def loosen(run: Interpreter, store: Store, field: Hashable, why: str) -> None:
    """Makes a field as unknown as one is that other code sets or fills."""
    value = run.heap.get(store, field)
    if isinstance(value, DictValue):
        value.open(run.heap)
    elif isinstance(value, ListValue) and not value.items(run.heap):
        value.replace(run.heap, None, Unknown(why))
    elif isinstance(value, (int, Symbolic)) and not isinstance(value, bool):
        run.heap.set(store, field, UNKNOWN)
    elif value is not ABSENT and (value is None or value == () or isinstance(value, (bool, float, str))):
        run.heap.set(store, field, Unknown(why))


def _give(run: Interpreter, value: Value, depth: int) -> None:
    if depth > DEEPEST:
        return
    if isinstance(value, BoundMethod):
        if isinstance(value.receiver, (ListValue, DictValue)):
            if isinstance(value.function, Native) and value.function.name.rpartition(".")[2] in FILLING:
                _fill(run, value.receiver)
        elif isinstance(value.function, Function):
            _run_any_time(run, value.function, depth, value.receiver)
    elif isinstance(value, Function):
        _run_any_time(run, value, depth)
    elif isinstance(value, (Partial, Decorated)):
        _give(run, value.function, depth + 1)
    elif isinstance(value, Instance):
        for name in altered_attributes(run, value.cls, MAKING):
            loosen(run, value, name, f"the attribute {name}, of an object that unknown code has")
    elif isinstance(value, (ListValue, DictValue)):
        if not value.fields.get(ITEMS) and not (isinstance(value, DictValue) and run.heap.names(value)):
            _fill(run, value)
        for item in _items(run, value):
            _give(run, item, depth + 1)
    elif isinstance(value, tuple):
        for item in value:
            _give(run, item, depth + 1)


def _items(run: Interpreter, value: ListValue | DictValue) -> Iterable[Value]:
    if isinstance(value, DictValue):
        return [run.heap.get(value, key) for key in run.heap.names(value)]
    return value.items(run.heap) or ()


def _fill(run: Interpreter, value: Value) -> None:
    """Whatever a list or dict holds, it may hold more."""
    if isinstance(value, DictValue):
        value.open(run.heap)
    elif isinstance(value, ListValue):
        items = run.heap.get(value, ITEMS)
        element = element_of(run.heap, items)
        value.replace(run.heap, None, Unknown("what unknown code puts there") if element is ABSENT else element)


def _run_any_time(run: Interpreter, function: Function, depth: int, receiver: Value = ABSENT) -> None:
    """A function of the program may be called now and later, any number of times."""
    arguments = function.node.args
    own = {one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    first = next((one.arg for one in (*arguments.posonlyargs, *arguments.args)), "")
    for name, attribute, is_set in alterations(function.node):
        if attribute:
            owner = receiver if name == first else ABSENT if name in own else _found(run, function, name)[1]
            if isinstance(owner, Instance):
                loosen(run, owner, attribute, f"the attribute {attribute}, which unknown code may set")
        elif name not in own:
            scope, value = _found(run, function, name)
            if is_set and scope is not None:
                loosen(run, scope, name, f"the variable {name}, which unknown code may set")
            elif not is_set:
                _fill(run, value)
    for name in _called(function.node):
        value = _found(run, function, name)[1] if name not in own else ABSENT
        if isinstance(value, Function) and depth < DEEPEST:
            _run_any_time(run, value, depth + 1)


def _found(run: Interpreter, function: Function, name: str) -> tuple[Scope | None, Value]:
    """A name that a function finds outside of itself, and the scope that holds it."""
    scope: Scope | None = function.scope
    while scope is not None:
        value = scope.read(run.heap, name) if scope.kind != "class" else ABSENT
        if value is not ABSENT:
            return scope, value
        scope = scope.parent
    return None, ABSENT


def _altered(node: ast.AST, outer: set[str]) -> Iterator[Alteration]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in outer:
        yield Alteration(node.id, "", True)
    elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        if isinstance(node.value, ast.Name):
            yield Alteration(node.value.id, node.attr, True)
    else:
        filled = _filled(node)
        if isinstance(filled, ast.Name):
            yield Alteration(filled.id, "", False)
        elif isinstance(filled, ast.Attribute) and isinstance(filled.value, ast.Name):
            yield Alteration(filled.value.id, filled.attr, False)


def _filled(node: ast.AST) -> ast.expr | None:
    """The container that a node puts something into, or takes something from."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, (ast.Store, ast.Del)):
        return node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in FILLING:
        return node.func.value
    return None


def _attributes(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> list[str]:
    """The attributes of its first parameter that a method sets, or fills."""
    receiver = next((one.arg for one in node.args.args), "")
    return [one.attribute for one in alterations(node) if one.attribute and one.name == receiver]


def _called(node: ast.AST) -> tuple[str, ...]:
    """The names that the code of a function calls. Kept on the tree."""
    known: tuple[str, ...] | None = getattr(node, "_called", None)
    if known is None:
        calls = [one.func.id for one in ast.walk(node) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)]
        known = tuple(dict.fromkeys(calls))
        node._called = known  # type: ignore[attr-defined]
    return known
