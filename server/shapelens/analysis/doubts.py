"""What a trial of a function that nobody calls cannot be sure of.

The object that its methods are tried on was only made: what other methods set or fill may be anything by the time they run. A parameter
that is None by default may be given something, so what is wrong with None alone is not told.
"""

from __future__ import annotations

import ast

from ..findings import Finding
from ..interpreter.interpreter import Interpreter
from ..shapes import UNKNOWN, Symbolic
from ..values import ABSENT, Class, DictValue, Function, Instance, ListValue, Unknown, Value
from ..values.heap import SHARED

FILLING = frozenset(("add", "append", "clear", "extend", "insert", "pop", "popitem", "remove", "setdefault", "update"))
"""Methods of lists, sets and dicts that change what they hold."""


def doubt(run: Interpreter, made: Instance, owner: Class) -> None:
    """Makes what methods of an object's class set, or fill, as unknown as it is when another of them runs.

    Objects keep what is known of them, which a method puts another in the place of: most often one of the same shape.
    """
    for name in _altered(run, owner):
        value = run.heap.get(made, name)
        if isinstance(value, DictValue):
            value.open(run.heap)
        elif isinstance(value, ListValue) and not value.items(run.heap):
            value.replace(run.heap, None, Unknown(f"what is in the attribute {name}"))
        elif isinstance(value, (int, Symbolic)) and not isinstance(value, bool):
            run.heap.set(made, name, UNKNOWN)
        elif value is not ABSENT and (value is None or value == () or isinstance(value, (bool, float, str))):
            run.heap.set(made, name, Unknown(f"the attribute {name}, which another method sets"))


def _altered(run: Interpreter, owner: Class) -> list[str]:
    """The attributes that methods of a class, or of the program's classes that it extends, set or fill after `__init__`."""
    names: dict[str, None] = {}
    for cls in owner.mro:
        for member in () if cls.serial == SHARED else run.heap.names(cls):
            method = run.heap.get(cls, member)
            if isinstance(method, Function) and method.name != "__init__":
                names.update(dict.fromkeys(_alters(method.node)))
    return [name for name in names if name != "built"]


def _alters(node: ast.AST) -> tuple[str, ...]:
    """The attributes of its first parameter that a method sets, or fills. Kept on the tree."""
    known: tuple[str, ...] | None = getattr(node, "_alters", None)
    if known is None:
        names: list[str] = []
        parameters = getattr(node, "args", None)
        if isinstance(parameters, ast.arguments) and parameters.args:
            receiver = parameters.args[0].arg
            names = [name for inner in ast.walk(node) if (name := _attribute(_changed(inner), receiver))]
        known = tuple(dict.fromkeys(names))
        node._alters = known  # type: ignore[attr-defined]
    return known


def _changed(node: ast.AST) -> ast.expr | None:
    """What a node sets, or what it fills."""
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        return node
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, (ast.Store, ast.Del)):
        return node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in FILLING:
        return node.func.value
    return None


def _attribute(node: ast.expr | None, receiver: str) -> str:
    is_own = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == receiver
    return node.attr if is_own and isinstance(node, ast.Attribute) else ""


def takes_none(function: Value) -> bool:
    """Whether a parameter of a function is None unless the caller says otherwise."""
    if not isinstance(function, Function):
        return False
    return any(value is None for value in (*function.defaults, *function.keyword_defaults.values()))


def is_doubtful(finding: Finding, may_be_given: bool) -> bool:
    """Whether a finding of a trial may as well be wrong.

    may_be_given: whether something is None only because no caller gives it
    """
    facts = finding.facts
    if finding.code == "operand-shapes" and facts.get("expected") == 0:
        return True  # the layer would have been built before
    return may_be_given and (facts.get("is_none") is True or facts.get("value", 0) is None)
