"""The action "Declare the shape of x": writes a `# shape:` comment after an assignment whose value cannot be known."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from ..analysis.analysis import Analysis
from ..analysis.document import Document
from ..analysis.text import Replacement
from ..shapes import is_complete
from ..values import Tensor, Unknown
from .edits import SAFE, Candidate
from .syntax import Program

UNSAID = "(N, ...)"
"""What stands for the shape until the user writes it: any number of axes."""


def declaration_at(
    document: Document, analysis: Analysis, program: Program, position: tuple[int, int]
) -> Iterator[Candidate]:
    """The comment for the assignment at a 1-based line and column; none where the shapes are known, or a comment stands there."""
    for node in program.nodes:
        if not isinstance(node, ast.Assign) or len(node.targets) != 1 or not _reads_data(node.value):
            continue
        start, end = program.range(node)
        place = program.text.count("\n", 0, start) + 1, program.text.count("\n", 0, end) + 1
        line_end = program.line_end(end)
        if not place[0] <= position[0] <= place[1] or program.text[end:line_end].strip():
            continue
        names = list(_names(node.targets[0]))
        if not names or None in names:
            return
        known = {entry.name: entry.shapes for entry in analysis.assignments if entry.location.line == place[0]}
        shapes = [str(s[0]) if len(s := known.get(str(name), ())) == 1 and s[0].rank else UNSAID for name in names]
        if any(_is_open(document, program, node, str(name), known) for name in names):
            text = f"  # shape: {', '.join(shapes)}"
            title = f"Declare the shape of {', '.join(map(str, names))}"
            yield Candidate(title, (Replacement(end, line_end, text),), SAFE)
        return


def _reads_data(value: ast.expr) -> bool:
    return isinstance(value, (ast.Call, ast.Subscript, ast.Attribute, ast.Name, ast.BinOp))


def _names(target: ast.expr) -> Iterator[str | None]:
    """The names that are bound, in order; None for what is no name."""
    if isinstance(target, (ast.Tuple, ast.List)):
        for part in target.elts:
            yield from _names(part)
    else:
        yield target.id if isinstance(target, ast.Name) else None


def _is_open(document: Document, program: Program, node: ast.stmt, name: str, known: Mapping[str, object]) -> bool:
    """Whether the name holds something of which the shape is not, or not wholly, known."""
    if not isinstance(program.parents.get(node), (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        value = document.value_of(name)
        if isinstance(value, Tensor):
            return not is_complete(value.shape)
        return isinstance(value, Unknown)
    return name not in known


__all__ = ["declaration_at"]
