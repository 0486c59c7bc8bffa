"""What a name in the source stands for: the assignment of a tensor that it was last given, reading upwards."""

from __future__ import annotations

import ast

from ..analysis.analysis import Analysis, Assignment, Location, column_of
from ..values import Unit

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_at(analysis: Analysis, line: int, column: int) -> tuple[str, Location] | None:
    """The name (not an attribute or a keyword) at a 1-based place, and its own range."""
    unit = _unit_at(analysis, line)
    if unit is None:
        return None
    first = analysis.first_lines[unit]
    lines = unit.text.split("\n")
    for statement in analysis.trees[unit]:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and first + node.lineno == line:
                start = column_of(lines, node.lineno, node.col_offset)
                end = start + len(node.id)
                if start <= column <= end:
                    return node.id, Location(analysis.path, line, start, line, end)
    return None


def assignment_of(analysis: Analysis, name: str, use: Location) -> Assignment | None:
    """The last assignment of a tensor to the name above its use: in the same function, else in the module."""
    function = _function_at(analysis, use.line)
    above = [
        assignment
        for assignment in analysis.assignments
        if assignment.name == name
        and (assignment.location.end_line, assignment.location.end_column) <= (use.line, use.column)
    ]
    own = [assignment for assignment in above if _function_at(analysis, assignment.location.line) is function]
    if own or function is None:
        return own[-1] if own else None
    bound = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    bound |= {argument.arg for argument in ast.walk(function.args) if isinstance(argument, ast.arg)}
    if name in bound:
        return None
    outer = [a for a in analysis.assignments if a.name == name and _function_at(analysis, a.location.line) is None]
    return outer[-1] if len(outer) == 1 else None


def _unit_at(analysis: Analysis, line: int) -> Unit | None:
    starts = [(first, unit) for unit, first in analysis.first_lines.items() if first < line]
    return max(starts, key=lambda entry: entry[0])[1] if starts else None


def _function_at(analysis: Analysis, line: int) -> Function | None:
    """The innermost function around a line."""
    unit = _unit_at(analysis, line)
    if unit is None:
        return None
    inside = line - analysis.first_lines[unit]
    around = [
        node
        for statement in analysis.trees[unit]
        for node in ast.walk(statement)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.lineno <= inside <= (node.end_lineno or node.lineno)
    ]
    return max(around, key=lambda node: node.lineno, default=None)
