"""What an `assert` on a shape tells: `assert x.shape == (None, 28, 28)`, `assert x.shape[1:] == (28, 28)`, `assert x.ndim == 3`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..shapes import UNKNOWN, Dim, Shape, is_dim, is_unknown
from ..values import Tensor, Unknown, Value

if TYPE_CHECKING:
    from .interpreter import Interpreter


def narrow_by_assert(run: Interpreter, test: ast.expr) -> None:
    """Gives the asserted name the shape that the assertion states, where less is known of it."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        for part in test.values:
            narrow_by_assert(run, part)
        return
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or not isinstance(test.ops[0], ast.Eq):
        return
    for side, other in ((test.left, test.comparators[0]), (test.comparators[0], test.left)):
        name, axes = _shape_of_name(side)
        if name is None:
            continue
        stated = _stated(run, run.evaluate(other), axes)
        if stated is not None:
            _narrow(run, name, stated)
        return


def _shape_of_name(node: ast.expr) -> tuple[str | None, ast.expr | str | None]:
    """The name in `name.shape`, `name.shape[part]` or `name.ndim`, and the part."""
    part: ast.expr | None = None
    if isinstance(node, ast.Subscript):
        part = node.slice
        node = node.value
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        if node.attr == "shape":
            return node.value.id, part
        if node.attr == "ndim" and part is None:
            return node.value.id, "ndim"
    return None, None


def _stated(run: Interpreter, value: Value, part: ast.expr | str | None) -> Shape | None:
    if part == "ndim":
        return Shape.of_rank(value) if isinstance(value, int) and 0 <= value <= 32 else None
    dims: tuple[Dim, ...] | None = None
    if isinstance(value, tuple):
        dims = tuple(item if is_dim(item) else UNKNOWN for item in value)
    if dims is None:
        return None
    if part is None:
        return Shape(*dims)
    if isinstance(part, ast.Slice) and part.upper is None and part.step is None and part.lower is not None:
        start = run.evaluate(part.lower)
        if isinstance(start, int) and start >= 0:
            return Shape(*[UNKNOWN] * start, *dims)
    return None


def _narrow(run: Interpreter, name: str, stated: Shape) -> None:
    from .assignment import assign_name
    from .evaluation import look_up

    value = look_up(run, name)
    if isinstance(value, Unknown):
        assign_name(run, name, Tensor(stated, span=run.span))
    elif isinstance(value, Tensor):
        if value.shape.is_unknown:
            shape = stated
        elif value.shape.rank == stated.rank:
            shape = Shape(*(b if is_unknown(a) else a for a, b in zip(value.shape, stated)))
        else:
            return
        narrowed = Tensor(shape, value.kind, value.dtype, value.span, value.producer, None, value.classes)
        assign_name(run, name, narrowed)
