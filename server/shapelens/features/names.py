"""What a name in the source stands for: the assignment of a tensor that it was last given, reading upwards."""

from __future__ import annotations

import ast
from bisect import bisect_left

from ..analysis.analysis import Analysis, Assignment, Location, column_of
from ..values import Unit

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_at(analysis: Analysis, line: int, column: int) -> tuple[str, Location] | None:
    """The name (not an attribute or a keyword) at a 1-based place, and its own range."""
    unit = _Places(analysis).unit_at(line)
    if unit is None:
        return None
    first = analysis.first_lines[unit]
    for statement in _statements_at(analysis, unit, line - first):
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and first + node.lineno == line:
                start = column_of(analysis.lines, line, node.col_offset)
                if start <= column <= start + len(node.id):
                    return node.id, Location(analysis.path, line, start, line, start + len(node.id))
    return None


def assignment_of(analysis: Analysis, name: str, use: Location) -> Assignment | None:
    """The last assignment of a tensor to the name above its use: in the same function, else in the module."""
    places = _Places(analysis)
    function = places.function_at(use.line)
    named = [a for _, told, _ in analysis.told(assigning=name) for a in told if a.name == name]
    above = [a for a in named if (a.location.end_line, a.location.end_column) <= (use.line, use.column)]
    own = [assignment for assignment in above if places.function_at(assignment.location.line) is function]
    if own or function is None:
        return own[-1] if own else None
    bound = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    bound |= {argument.arg for argument in ast.walk(function.args) if isinstance(argument, ast.arg)}
    if name in bound:
        return None
    outer = [assignment for assignment in named if places.function_at(assignment.location.line) is None]
    return outer[-1] if len(outer) == 1 else None


class _Places:
    """The functions around lines; each unit is walked once."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.functions: dict[Unit, list[Function]] = {}
        self.units = list(analysis.first_lines)
        self.starts = list(analysis.first_lines.values())

    def unit_at(self, line: int) -> Unit | None:
        """The unit that holds a line."""
        place = bisect_left(self.starts, line)
        return self.units[place - 1] if place else None

    def function_at(self, line: int) -> Function | None:
        """The innermost function around a line."""
        unit = self.unit_at(line)
        if unit is None:
            return None
        if unit not in self.functions:
            self.functions[unit] = [
                node
                for statement in self.analysis.trees[unit]
                if not isinstance(statement, (ast.Expr, ast.Assign, ast.Import))
                for node in ast.walk(statement)
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            ]
        inside = line - self.analysis.first_lines[unit]
        around = [node for node in self.functions[unit] if node.lineno <= inside <= (node.end_lineno or node.lineno)]
        return max(around, key=lambda node: node.lineno, default=None)


def _statements_at(analysis: Analysis, unit: Unit, line: int) -> list[ast.stmt]:
    """The innermost statements on a line of a unit: what is around them is not walked."""
    statements = analysis.trees[unit]
    while True:
        here = [s for s in statements if s.lineno <= line <= (s.end_lineno or s.lineno)]
        inner = [
            child
            for statement in here
            for field in ("body", "orelse", "finalbody", "handlers")
            for child in getattr(statement, field, ())
            if isinstance(child, ast.stmt) and child.lineno <= line <= (child.end_lineno or child.lineno)
        ]
        if not inner:
            return here
        statements = inner
