"""What an `assert` on a shape tells: `assert x.shape == (60, 28, 28)`, `assert x.shape[1:] == (28, 28)`, `assert x.shape[-1] == 3`,
`assert x.ndim == 3`. One that states another shape than is known raises, and is a finding."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ..shapes import UNKNOWN, Dim, Shape, is_dim, is_unknown
from ..values import Kind, Span, Tensor, Unknown, Value
from .assignment import assign_name
from .evaluation import evaluate, look_up

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
        known = look_up(run, name)
        stated = _stated(run, evaluate(run, other), axes, known.shape if isinstance(known, Tensor) else Shape.unknown())
        if stated is not None:
            _narrow(run, name, known, stated, test)
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


def _stated(run: Interpreter, value: Value, part: ast.expr | str | None, known: Shape) -> Shape | None:
    if part == "ndim":
        return Shape.of_rank(value) if isinstance(value, int) and 0 <= value <= 32 else None
    dims: tuple[Dim, ...] | None = None
    if isinstance(part, ast.expr) and not isinstance(part, ast.Slice):
        axis, rank = evaluate(run, part), known.rank
        if rank is None or not isinstance(axis, int) or not -rank <= axis < rank or not is_dim(value):
            return None
        return Shape.of_rank(rank).replace(axis, value)
    if isinstance(value, tuple):
        dims = tuple(item if is_dim(item) else UNKNOWN for item in value)
    if dims is None:
        return None
    if part is None:
        return Shape(*dims)
    if isinstance(part, ast.Slice) and part.upper is None and part.step is None and part.lower is not None:
        start = evaluate(run, part.lower)
        if isinstance(start, int) and start >= 0:
            return Shape(*[UNKNOWN] * start, *dims)
    return None


def _narrow(run: Interpreter, name: str, known: Value, stated: Shape, test: ast.expr) -> None:
    if isinstance(known, Unknown):
        assign_name(run, name, Tensor(stated, Kind.ARRAY, span=run.span))
    elif isinstance(known, Tensor):
        if _contradicts(stated, known.shape):
            assert run.frame is not None
            run.report(
                "declared-shape",
                f"the assertion says {stated}, `{name}` has {known.shape}",
                span=Span.of(run.frame.unit, test),
                declared=stated,
                known=known.shape,
            )
            return
        shape = stated
        if known.shape.dims is not None:
            shape = Shape(*(b if is_unknown(a) else a for a, b in zip(known.shape, stated)))
        if shape != known.shape:
            assign_name(
                run, name, Tensor(shape, known.kind, known.dtype, known.span, known.producer, None, known.classes)
            )


def _contradicts(stated: Shape, known: Shape) -> bool:
    """Whether the assertion certainly fails: a dynamic size is None to a KerasTensor, but any number to an array."""
    if known.dims is None:
        return False
    if stated.rank != known.rank:
        return True
    return any(isinstance(a, int) and isinstance(b, int) and a != b for a, b in zip(stated, known))
