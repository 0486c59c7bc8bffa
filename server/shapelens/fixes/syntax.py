"""The syntax tree of a whole file by character offsets: the node at a span, what encloses it, its lines and indentation."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeAlias

from ..analysis.analysis import Analysis
from ..analysis.text import Replacement
from ..values import Span

Function: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef"


class Program:
    """The nodes of an analysed file. Offsets count code points of `text`."""

    def __init__(self, analysis: Analysis) -> None:
        self.text = analysis.text
        self.analysis = analysis
        self._lines = self.text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self.parents: dict[ast.AST, ast.AST] = {}
        self._first: dict[ast.AST, int] = {}
        self._expressions: dict[tuple[int, int], ast.expr] = {}
        self.nodes: list[ast.AST] = []
        self.statements: list[ast.stmt] = []
        for unit, statements in analysis.trees.items():
            first = analysis.first_lines.get(unit)
            if first is not None:
                for statement in statements:
                    self.statements.append(statement)
                    self._index(statement, first)

    def _index(self, root: ast.AST, first: int) -> None:
        stack: list[ast.AST] = [root]
        while stack:
            node = stack.pop()
            self._first[node] = first
            self.nodes.append(node)
            if isinstance(node, ast.expr):
                self._expressions.setdefault(self.range(node), node)
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node
                stack.append(child)

    # ---------------------------------------------------------------- places
    def _offset(self, line: int, column: int) -> int:
        """The offset of a 1-based line and a column in UTF-8 bytes."""
        text = self._lines[line - 1] if line <= len(self._lines) else ""
        if not text.isascii():
            column = len(text.encode()[:column].decode(errors="replace"))
        return self._starts[min(line, len(self._starts)) - 1] + column

    def range(self, node: ast.AST) -> tuple[int, int]:
        """Where a node begins and ends."""
        first = self._first[node]
        assert isinstance(node, (ast.expr, ast.stmt, ast.keyword, ast.arg, ast.alias))
        end_line = node.end_lineno or node.lineno
        return (
            self._offset(first + node.lineno, node.col_offset),
            self._offset(first + end_line, node.end_col_offset or 0),
        )

    def source(self, node: ast.AST) -> str:
        """The text of a node, as it stands."""
        start, end = self.range(node)
        return self.text[start:end]

    def expression(self, span: Span | None) -> ast.expr | None:
        """The expression that a span covers; None for a span of another file."""
        first = None if span is None else self.analysis.first_lines.get(span.unit)
        if span is None or first is None:
            return None
        return self._expressions.get(
            (self._offset(first + span.line, span.column), self._offset(first + span.end_line, span.end_column))
        )

    def call(self, span: Span | None) -> ast.Call | None:
        """The call that a span covers."""
        node = self.expression(span)
        return node if isinstance(node, ast.Call) else None

    # ---------------------------------------------------------------- around a node
    def enclosing(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around a node, the nearest first."""
        while (parent := self.parents.get(node)) is not None:
            yield parent
            node = parent

    def statement(self, node: ast.AST) -> ast.stmt:
        """The statement that a node is part of."""
        if isinstance(node, ast.stmt):
            return node
        return next(n for n in self.enclosing(node) if isinstance(n, ast.stmt))

    def function(self, node: ast.AST) -> Function | None:
        """The function in whose body a node stands."""
        return next((n for n in self.enclosing(node) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))), None)

    def class_of(self, node: ast.AST) -> ast.ClassDef | None:
        """The class in whose body a node stands."""
        return next((n for n in self.enclosing(node) if isinstance(n, ast.ClassDef)), None)

    def line_start(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end

    def indentation(self, node: ast.AST) -> str | None:
        """What stands before a node on its line if that is white space alone, else None."""
        start = self.range(node)[0]
        before = self.text[self.line_start(start) : start]
        return before if not before.strip() else None

    def is_alone(self, statement: ast.stmt) -> bool:
        """Whether a statement shares its lines with no other."""
        end = self.range(statement)[1]
        rest = self.text[end : self.line_end(end)].strip()
        return self.indentation(statement) is not None and (not rest or rest.startswith("#"))

    def block(self, statement: ast.stmt) -> list[ast.stmt]:
        """The statements among which a statement stands."""
        parent = self.parents.get(statement)
        for name in ("body", "orelse", "finalbody", "handlers"):
            block = getattr(parent, name, None)
            if isinstance(block, list) and statement in block:
                return block
        return self.statements

    # ---------------------------------------------------------------- replacements
    def replace(self, node: ast.AST, content: str) -> Replacement:
        return Replacement(*self.range(node), content)

    def line_before(self, node: ast.stmt, content: str) -> Replacement:
        """A new statement before one, on a line of its own where the other has one."""
        start = self.range(node)[0]
        indentation = self.indentation(node)
        if indentation is None:
            return Replacement(start, start, f"{content}; ")
        first = self.line_start(start)
        return Replacement(first, first, f"{indentation}{content}\n")

    def without_statement(self, statement: ast.stmt) -> Replacement | None:
        """Removes a statement with its line; None where it cannot be removed."""
        if len(self.block(statement)) < 2 or not self.is_alone(statement):
            return None
        start, end = self.range(statement)
        return Replacement(self.line_start(start), min(self.line_end(end) + 1, len(self.text)), "")

    # ---------------------------------------------------------------- names
    def assigned(self, name: ast.Name) -> ast.expr | None:
        """The expression last assigned to a name before it is used, where that is a plain assignment of this scope (or the module)."""
        scope, position = self.function(name), self.range(name)[0]
        is_parameter = scope is not None and any(
            a.arg == name.id for a in ast.walk(scope.args) if isinstance(a, ast.arg)
        )
        found: dict[bool, ast.expr] = {}
        for node in self.assignments(name.id):
            if self.range(node)[1] > position and self.function(node) is scope:
                continue
            home = self.function(node)
            if home is scope or (home is None and not is_parameter):
                value = _value_for(node, name.id)
                if value is not None and (home is scope or self.range(node)[0] < position or scope is not None):
                    known = found.get(home is scope)
                    if known is None or self.range(known) < self.range(value):
                        found[home is scope] = value
        return found.get(True, found.get(False))

    def assignments(self, name: str) -> Iterator[ast.Assign]:
        for node in self.nodes:
            if isinstance(node, ast.Assign) and _value_for(node, name) is not None:
                yield node

    def resolved(self, node: ast.expr) -> ast.expr:
        """What a name stands for: the expression assigned to it, as far as plain assignments tell."""
        for _ in range(8):
            value = self.assigned(node) if isinstance(node, ast.Name) else self._attribute(node)
            if value is None:
                return node
            node = value
        return node

    def _attribute(self, node: ast.expr) -> ast.expr | None:
        """The expression assigned to `self.x` in the class around."""
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name) or node.value.id != "self":
            return None
        home = self.class_of(node)
        for other in self.nodes if home is not None else ():
            if isinstance(other, ast.Assign) and len(other.targets) == 1 and self.class_of(other) is home:
                target = other.targets[0]
                if isinstance(target, ast.Attribute) and target.attr == node.attr and other.value is not node:
                    return other.value
        return None


def _value_for(node: ast.Assign, name: str) -> ast.expr | None:
    for target in node.targets:
        if isinstance(target, ast.Name) and target.id == name:
            return node.value
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            for part, value in zip(target.elts, node.value.elts):
                if isinstance(part, ast.Name) and part.id == name and len(target.elts) == len(node.value.elts):
                    return value
    return None
