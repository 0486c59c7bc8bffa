"""What stands for the arguments of a function that nobody calls.

A parameter with a default has that, as a call that leaves it out would give it; but None is no value for one that the function
cannot do without, and a decorator that is not known may give what it likes: `@interact` takes defaults for the ranges of sliders. Any
other parameter is a symbol, where its name or its annotation says that it is an integer, or unknown.
"""

from __future__ import annotations

import ast

from ..interpreter.calls import OPEN_KEYWORDS, SURPLUS
from ..shapes import symbol
from ..values import ABSENT, Class, Function, Heap, Scope, Unknown, Value
from .declaring import parameter


def symbolic_arguments(
    heap: Heap, function: Function, receiver: Value, owner: Class | None
) -> tuple[tuple[Value, ...], dict[str, Value]]:
    """What to call a function with that nobody calls: defaults where it has them, else symbols by the parameters' names."""
    parameters = function.node.args
    positional = [*parameters.posonlyargs, *parameters.args]
    required = positional[: len(positional) - len(function.defaults)]
    arguments: list[Value] = []
    if owner is not None and required:
        arguments.append(receiver)
        required = required[1:]
    arguments.extend(map(stand_in, required))
    keywords: dict[str, Value] = {
        argument.arg: stand_in(argument)
        for argument in parameters.kwonlyargs
        if argument.arg not in function.keyword_defaults
    }
    named = [argument for argument in positional[len(arguments) :] if argument not in parameters.posonlyargs]
    optional = [*named, *parameters.kwonlyargs]
    if not _is_handed_on(heap, function):
        optional = _lacking(function, optional)
    keywords |= {argument.arg: stand_in(argument) for argument in optional}
    if parameters.kwarg is not None:
        keywords[OPEN_KEYWORDS] = SURPLUS
    return tuple(arguments), keywords


def _is_handed_on(heap: Heap, function: Function) -> bool:
    """Whether a decorator that is not known gets the function."""
    for decorator in getattr(function.node, "decorator_list", ()):
        while isinstance(decorator, (ast.Attribute, ast.Call)):
            decorator = decorator.value if isinstance(decorator, ast.Attribute) else decorator.func
        scope: Scope | None = function.scope
        value: Value = ABSENT
        while scope is not None and value is ABSENT and isinstance(decorator, ast.Name):
            value = scope.read(heap, decorator.id)
            scope = scope.parent
        if isinstance(value, Unknown):
            return True
    return False


def _lacking(function: Function, optional: list[ast.arg]) -> list[ast.arg]:
    """The parameters that are None by default although the function cannot do without them: it never asks whether they are, or
    takes an empty list in their place, which is what it has nothing to do with."""
    parameters = function.node.args
    positional = [*parameters.posonlyargs, *parameters.args]
    defaults = dict(zip(reversed([argument.arg for argument in positional]), reversed(function.defaults)))
    defaults |= function.keyword_defaults
    asked, asserted, emptied = _tested(function.node)
    return [
        argument
        for argument in optional
        if defaults.get(argument.arg, ABSENT) is None
        and (argument.arg in asserted | emptied or (_is_needed(argument) and argument.arg not in asked))
    ]


def _is_needed(argument: ast.arg) -> bool:
    """Whether a parameter is a number or a shape by its annotation, or by its name."""
    if argument.annotation is not None:
        return _last_name(argument.annotation) in ("int", "float", "tuple", "list", "dict", "Tuple", "List", "Dict")
    lowered = argument.arg.lower()
    return lowered.endswith("shape") or any(lowered.startswith(word) or lowered.endswith(word) for word in NEEDED)


NEEDED = ("units", "filters", "channels", "classes", "num_", "n_", "rate", "drop", "dim")


def _tested(node: ast.AST) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The names that a function compares, or takes for true or false; that it asserts; that it takes an empty list or dict for.

    Kept on the tree.
    """
    known: tuple[frozenset[str], frozenset[str], frozenset[str]] | None = getattr(node, "_tested", None)
    if known is None:
        tests: list[ast.AST] = []
        asserted: list[ast.AST] = []
        emptied: list[ast.AST] = []
        for inner in ast.walk(node):
            if isinstance(inner, ast.Assert):
                asserted.append(inner.test)
            elif isinstance(inner, (ast.If, ast.IfExp, ast.While)):
                tests.append(inner.test)
            elif isinstance(inner, ast.BoolOp) and isinstance(inner.op, ast.Or) and _is_empty(inner.values[-1]):
                emptied.extend(inner.values[:-1])
            elif isinstance(inner, (ast.Compare, ast.BoolOp)) or (
                isinstance(inner, ast.UnaryOp) and isinstance(inner.op, ast.Not)
            ):
                tests.append(inner)
        known = _names(tests), _names(asserted), _names(emptied)
        node._tested = known  # type: ignore[attr-defined]
    return known


def _is_empty(node: ast.expr) -> bool:
    """Whether an expression is `[]`, `()` or `{}`."""
    return (isinstance(node, (ast.List, ast.Tuple)) and not node.elts) or (isinstance(node, ast.Dict) and not node.keys)


def _names(nodes: list[ast.AST]) -> frozenset[str]:
    return frozenset(inner.id for node in nodes for inner in ast.walk(node) if isinstance(inner, ast.Name))


INTEGERS = ("units", "filters", "dim", "size", "num", "n_", "channels", "length", "width", "height", "depth", "heads")


def stand_in(argument: ast.arg) -> Value:
    """A value for a parameter: what its annotation tells of a tensor or of integers, a symbol where the name alone says a size,
    else unknown."""
    noted = parameter(argument)
    if noted is not None:
        return noted
    name, annotation = argument.arg, argument.annotation
    if isinstance(annotation, ast.Subscript) and _last_name(annotation.value) in ("Tuple", "tuple"):
        parts = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else []
        if parts and all(_last_name(part) == "int" for part in parts):
            return tuple(symbol(f"{name}{position}") for position in range(len(parts)))
    if annotation is not None and "int" not in (_last_name(annotation), _last_name(_unioned(annotation))):
        return Unknown(f"the parameter {name}")
    lowered = name.lower()
    parted = lowered.split("_")
    if any(lowered.startswith(word) or lowered.endswith(word) or word.rstrip("_") in parted for word in INTEGERS):
        return symbol(name)
    return Unknown(f"the parameter {name}")


def _last_name(annotation: ast.expr | None) -> str:
    if isinstance(annotation, ast.Attribute):
        return annotation.attr
    return annotation.id if isinstance(annotation, ast.Name) else ""


def _unioned(annotation: ast.expr) -> ast.expr | None:
    """What stands in `Optional[...]`, or before `| None`."""
    if isinstance(annotation, ast.Subscript):
        return annotation.slice if _last_name(annotation.value) == "Optional" else None
    return annotation.left if isinstance(annotation, ast.BinOp) else None
