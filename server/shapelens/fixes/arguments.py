"""Arguments of a call in the source: finding one by name or position, setting it, and tuples of sizes."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from ..analysis.text import Replacement
from ..libraries.keras import signatures
from ..shapes import Dim
from .syntax import Program


def argument(call: ast.Call, name: str, position: int | None = None) -> ast.expr | None:
    """The expression given for a parameter."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    if position is not None and position < len(call.args) and not _has_star(call, position):
        return call.args[position]
    return None


def _has_star(call: ast.Call, position: int) -> bool:
    return any(isinstance(given, ast.Starred) for given in call.args[: position + 1])


def position_of(callee: str, name: str) -> int | None:
    """The position of a parameter in the constructor of a class of Keras."""
    signature = signatures.constructor(callee)
    if signature is None:
        return None
    names = [p.name for p in signature.parameters if p.kind in ("", "/")]
    return names.index(name) if name in names else None


def given_arguments(callee: str, call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """The arguments of a layer's constructor by the names of their parameters."""
    signature = signatures.constructor(callee)
    names = [p.name for p in signature.parameters if p.kind in ("", "/")] if signature is not None else []
    for name, given in zip(names, call.args):
        if isinstance(given, ast.Starred):
            break
        yield name, given
    for keyword in call.keywords:
        if keyword.arg is not None:
            yield keyword.arg, keyword.value


def layer_argument(call: ast.Call, callee: str, name: str) -> ast.expr | None:
    """The expression given for a parameter of a layer's constructor."""
    return argument(call, name, position_of(callee, name))


def set_argument(program: Program, call: ast.Call, name: str, content: str, position: int | None = None) -> Replacement:
    """Gives a parameter another value, or adds it as a keyword in the way that the call's arguments are laid out."""
    given = argument(call, name, position)
    if given is not None:
        return program.replace(given, content)
    return add_argument(program, call, f"{name}={content}")


def add_argument(program: Program, call: ast.Call, content: str) -> Replacement:
    """Another argument at the end of a call."""
    parts: list[ast.AST] = [*call.args, *call.keywords]
    if not parts:
        end = program.range(call)[1] - 1
        return Replacement(end, end, content)
    last = max(parts, key=lambda part: program.range(part)[1])
    end = program.range(last)[1]
    indentation = program.indentation(last)
    if indentation is not None and len(parts) > 1:
        return Replacement(end, end, f",\n{indentation}{content}")
    return Replacement(end, end, f", {content}")


def without_argument(program: Program, call: ast.Call, keyword: ast.AST) -> Replacement:
    """A call without one of its arguments."""
    parts = sorted([*call.args, *call.keywords], key=program.range)
    index = parts.index(keyword)
    start, end = program.range(keyword)
    if index:
        return Replacement(program.range(parts[index - 1])[1], end, "")
    if len(parts) > 1:
        return Replacement(start, program.range(parts[1])[0], "")
    return Replacement(start, end, "")


def tuple_text(dims: Sequence[object]) -> str:
    """Sizes as a tuple's text."""
    inner = ", ".join(str(dim) for dim in dims)
    return f"({inner},)" if len(dims) == 1 else f"({inner})"


def resized(program: Program, node: ast.expr, old: Sequence[Dim], new: Sequence[Dim]) -> str | None:
    """The text of a tuple of sizes after it has become another. What stays keeps its spelling: `(rows, cols)` becomes `(rows, cols, 1)`.

    None where a size is not a plain number.
    """
    if not all(dim is None or isinstance(dim, int) for dim in new):
        return None
    if tuple(old) == tuple(new):
        return program.source(node)
    if isinstance(node, (ast.Tuple, ast.List)) and len(node.elts) == len(old):
        if any(isinstance(part, ast.Starred) for part in node.elts):
            return None
        spelled: list[object] = list(new)
        for a, b, size in SequenceMatcher(None, list(old), list(new), autojunk=False).get_matching_blocks():
            for index in range(size):
                spelled[b + index] = program.source(node.elts[a + index])
        text = tuple_text(spelled)
        return text if isinstance(node, ast.Tuple) else f"[{text[1:-1].rstrip(',')}]"
    source = program.source(node)
    if len(new) == len(old) + 1 and tuple(new[:-1]) == tuple(old):
        return f"(*{source}, {new[-1]})"
    if len(new) == len(old) + 1 and tuple(new[1:]) == tuple(old):
        return f"({new[0]}, *{source})"
    if len(new) == len(old) - 1 and tuple(old[1:]) == tuple(new) and isinstance(node, (ast.Name, ast.Attribute)):
        return f"{source}[1:]"
    return tuple_text(new)
