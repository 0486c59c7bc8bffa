"""A statement in which something is typed, parsed without what stands around it.

A class of a thousand lines is one chunk. Where an edit stays within a line of one statement in it, and the lines of that statement are still
one statement, the rest of the tree is what it was. Else the chunk is parsed as a whole.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from ..interpreter.mending import statements_in
from ..values import Unit
from .parsing import PLACE, Chunk, extent

Node = TypeVar("Node", bound=ast.AST)

BLOCKS = ("body", "orelse", "handlers", "finalbody", "cases")
"""The fields of a statement that hold others."""


class Step(NamedTuple):
    """From a node to one of the nodes in a block of it."""

    owner: ast.AST
    field: str
    number: int

    @property
    def node(self) -> ast.AST:
        """Where it leads."""
        node: ast.AST = getattr(self.owner, self.field)[self.number]
        return node


def retyped(old: Chunk, start: int, end: int, typed: str) -> Chunk | None:
    """The chunk with `typed` in place of its characters from `start` to `end`; None where it has to be parsed as a whole."""
    before = old.unit.text
    if old.is_broken or old.is_open or "\n" in typed or "\n" in before[start:end]:
        return None
    lines = old.unit.lines
    line = before.count("\n", 0, start) + 1
    steps = _steps_to(old.statements, line, lines)
    if not steps:
        return None
    statement = steps[-1].node
    assert isinstance(statement, ast.stmt)
    first, final = extent(statement)
    if any(_end(step.owner)[0] == final and _end(step.owner) != _end(statement) for step in steps):
        return None
    text = before[:start] + typed + before[end:]
    part = text.split("\n")[first - 1 : final]
    if _margin(part[0]) != _margin(lines[first - 1]) or not lines[line - 1][:1].isspace() or _leans(lines, first):
        return None
    new = _parsed(part, first)
    if new is None or extent(new)[0] != first or new.col_offset != statement.col_offset:
        return None
    statements = list(old.statements)
    top = next(index for index, one in enumerate(statements) if one is steps[0].owner)
    statements[top] = _with(steps, statement, new)
    return Chunk(Unit(old.unit.path, text), statements, text)


def _steps_to(statements: list[ast.stmt], line: int, lines: list[str]) -> list[Step]:
    """The way from a top-level statement to the innermost one that covers a line and begins one."""
    steps: list[Step] = []
    owner: ast.AST | None = _covering(statements, line)
    while owner is not None:
        found = next(_steps_into(owner, line, lines), None)
        if found is None:
            break
        steps.extend(found)
        owner = found[-1].node
    return steps


def _covering(statements: list[ast.stmt], line: int) -> ast.stmt | None:
    return next((one for one in statements if extent(one)[0] <= line <= extent(one)[1]), None)


def _steps_into(owner: ast.AST, line: int, lines: list[str]) -> Iterator[list[Step]]:
    """From a statement to one in its blocks that covers the line; through the `except` or `case` that holds it."""
    for field in BLOCKS:
        for number, node in enumerate(getattr(owner, field, ())):
            step = Step(owner, field, number)
            if isinstance(node, ast.stmt):
                first, final = extent(node)
                if first <= line <= final and _begins_line(node, lines[first - 1]):
                    yield [step]
            elif isinstance(node, (ast.excepthandler, ast.match_case)):
                yield from ([step, *rest] for rest in _steps_into(node, line, lines))


def _begins_line(statement: ast.stmt, line: str) -> bool:
    margin = len(_margin(line))
    return line[margin : margin + 1] == "@" or statement.col_offset == margin


def _leans(lines: list[str], first: int) -> bool:
    """Whether a statement is one by what stands before it: an `elif`, or what follows a line that goes on."""
    return lines[first - 1].lstrip().startswith("elif") or (first > 1 and lines[first - 2].endswith("\\"))


def _margin(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _parsed(lines: list[str], first: int) -> ast.stmt | None:
    """The one statement that lines of a block are, of which the first has the number `first`; None where they are not one."""
    try:
        found = statements_in("\n" * (first - 2) + "if 1:\n" + "\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    around = found[0] if len(found) == 1 else None
    if not isinstance(around, ast.If) or around.orelse or len(around.body) != 1 or _end(around) != _end(around.body[0]):
        return None
    return around.body[0]


def _end(node: ast.AST) -> tuple[int | None, int | None]:
    """The line and column where a node ends. Of what holds a statement it is another than that statement's where a `;` follows."""
    return getattr(node, "end_lineno", None), getattr(node, "end_col_offset", None)


def _with(steps: list[Step], old: ast.stmt, new: ast.stmt) -> ast.stmt:
    """The statement at the beginning of the way with the new one at its end. What stands on the way is made again: it is other code now."""
    made: ast.AST = new
    for owner, field, number in reversed(steps):
        copy = _copy(owner)
        block = list(getattr(owner, field))
        block[number] = made
        setattr(copy, field, block)
        if _end(owner) == _end(old):
            copy.end_lineno, copy.end_col_offset = new.end_lineno, new.end_col_offset  # type: ignore[attr-defined]
        made = copy
    assert isinstance(made, ast.stmt)
    return made


def _copy(node: Node) -> Node:
    """A node with the same parts in the same place, and nothing that was computed for it."""
    copy = type(node).__new__(type(node))
    for name in (*node._fields, *PLACE):
        value = getattr(node, name, None)
        if value is not None or name in node._fields:
            setattr(copy, name, value)
    return copy
