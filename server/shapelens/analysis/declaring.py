"""What a program declares of shapes that cannot be known: comments, annotations, and a project's settings.

`x = load()  # shape: (N, 28, 28, 1)`, `x: Float[np.ndarray, "n 28 28"] = load()`, `[tool.shapelens.shapes]` with `x = "(None, 28, 28)"`. A
declaration fills in what is unknown; one that contradicts what is known becomes a finding.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..interpreter.interpreter import Interpreter
from ..libraries.declared import annotation, contradicts, refined, shape_comment
from ..shapes import Shape
from ..values import Kind, Span, Tensor, Unit, Unknown, Value

DECLARED_SHAPE = "declared-shape"
Statement = ast.Assign | ast.AnnAssign


@dataclass(slots=True)
class Declarations:
    """The `Interpreter.declared` of a file. `shapes`: what the settings declare, by the variable's name or by `module.name`."""

    run: Interpreter
    shapes: Mapping[str, Shape]

    def __call__(self, unit: Unit, node: Statement, value: Value) -> Value:
        """The assigned value with what is declared of it. Reports a contradiction at the statement."""
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        comment = _rest_of_line(unit, node)
        if not comment and not self.shapes and isinstance(node, ast.Assign):
            return value
        declared = shape_comment(comment) if comment else None
        span = Span.of(unit, node)
        if declared is not None and len(declared) == len(list(_names(target))):
            return self._spread(target, value, iter(declared), span)
        noted = annotation(node.annotation) if isinstance(node, ast.AnnAssign) else None
        if noted is not None:
            return self._told(value, *noted, span, "annotation")
        return self._by_name(target, value, span) if self.shapes else value

    def _spread(self, target: ast.expr, value: Value, declared: Iterator[Shape], span: Span) -> Value:
        """One shape for each name, in order, also of nested targets."""
        if not isinstance(target, (ast.Tuple, ast.List)):
            return self._told(value, next(declared), None, span, "comment")
        parts = _parts(target, value)
        if parts is None:
            return value
        return tuple(self._spread(part, item, declared, span) for part, item in zip(target.elts, parts))

    def _by_name(self, target: ast.expr, value: Value, span: Span) -> Value:
        if isinstance(target, (ast.Tuple, ast.List)):
            parts = _parts(target, value)
            if parts is None:
                return value
            return tuple(self._by_name(part, item, span) for part, item in zip(target.elts, parts))
        if isinstance(target, ast.Name):
            full = f"{Path(self.run.path).stem}.{target.id}"
            shape = self.shapes.get(full) or self.shapes.get(target.id)
            return value if shape is None else self._told(value, shape, None, span, "[tool.shapelens.shapes]")
        return value

    def _told(self, value: Value, declared: Shape, dtype: str | None, span: Span, where: str) -> Value:
        if isinstance(value, Unknown):
            return Tensor(declared, Kind.ARRAY, dtype, span)
        if not isinstance(value, Tensor):
            return value
        if contradicts(declared, value.shape):
            self.run.report(
                DECLARED_SHAPE,
                f"{'the ' if where.isalpha() else ''}{where} says {declared}, the value has {value.shape}",
                span=span,
                declared=declared,
                known=value.shape,
            )
            return value
        shape = refined(declared, value.shape)
        if shape == value.shape and (dtype is None or value.dtype is not None):
            return value
        return Tensor(shape, value.kind, value.dtype or dtype, value.span, value.producer, None, value.classes)


def parameter(argument: ast.arg) -> Tensor | None:
    """What a jaxtyping annotation tells of a parameter."""
    noted = annotation(argument.annotation) if argument.annotation is not None else None
    return None if noted is None else Tensor(noted[0], Kind.TENSOR, noted[1])


def _rest_of_line(unit: Unit, node: Statement) -> str:
    """The comment that follows a statement on its last line; empty where something else follows."""
    lines = unit.lines
    number = (node.end_lineno or node.lineno) - 1
    if number >= len(lines) or "#" not in lines[number]:
        return ""
    rest = lines[number].encode()[node.end_col_offset or 0 :].decode(errors="replace").lstrip(" \t;)")
    return rest if rest.startswith("#") else ""


def _names(target: ast.expr) -> Iterator[str]:
    """The names that an assignment binds, in order; a dotted one as its last part."""
    if isinstance(target, (ast.Tuple, ast.List)):
        for part in target.elts:
            yield from _names(part)
    elif isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, ast.Attribute):
        yield target.attr
    else:
        yield ""


def _parts(target: ast.Tuple | ast.List, value: Value) -> tuple[Value, ...] | None:
    if isinstance(value, Unknown):
        return (value,) * len(target.elts)
    if isinstance(value, tuple) and len(value) == len(target.elts):
        return value
    return None


__all__ = ["Declarations", "parameter"]
