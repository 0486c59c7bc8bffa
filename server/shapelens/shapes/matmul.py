"""Matrix products: `matmul`, `dot` and `tensordot`."""

from __future__ import annotations

from collections.abc import Sequence

from .axes import normalize_axis
from .broadcasting import broadcast
from .dim import Dim, same
from .mismatch import Mismatch
from .shape import Shape


def matmul(a: Shape, b: Shape) -> Shape:
    """The shape of `a @ b`: `(..., n, k) @ (..., k, m)` is `(..., n, m)`, the leading axes broadcast.

    A shape of one dimension is a row on the left and a column on the right, and its axis goes away again.
    Raises Mismatch("operand-shapes") where the inner sizes differ, the leading axes do not broadcast or one has no axis.
    Source: numpy.matmul, keras.src.ops.operation_utils.compute_matmul_output_shape.
    """
    for index, shape in enumerate((a, b)):
        if shape.rank == 0:
            raise Mismatch("operand-shapes", "a matrix product needs at least one dimension, got ()", input=index)
    if a.dims is None or b.dims is None:
        return Shape.unknown()
    _same_inner(a, b, a.dims[-1], b.dims[0] if len(b.dims) == 1 else b.dims[-2], "matrix product")
    leading = broadcast(Shape(*a.dims[:-2]), Shape(*b.dims[:-2])).known
    rows = a.dims[-2:-1]
    columns = b.dims[-1:] if len(b.dims) > 1 else ()
    return Shape(*leading, *rows, *columns)


def dot(a: Shape, b: Shape) -> Shape:
    """The shape of `dot(a, b)`: the last axis of `a` against the last but one of `b` (the only one of a vector).

    A scalar multiplies. Raises Mismatch("operand-shapes") where the sizes differ. Source: numpy.dot, keras.ops.dot.
    """
    if a.rank == 0 or b.rank == 0:
        return b if a.rank == 0 else a
    if a.dims is None or b.dims is None:
        return Shape.unknown()
    axis = -1 if len(b.dims) == 1 else -2
    _same_inner(a, b, a.dims[-1], b.dims[axis], "dot product")
    rest = list(b.dims)
    del rest[axis]
    return Shape(*a.dims[:-1], *rest)


def tensordot(a: Shape, b: Shape, axes: int | Sequence[int | Sequence[int]] = 2) -> Shape:
    """The shape of a sum of products over some axes of each: the last `axes` of `a` with the first of `b`, or two lists.

    Raises Mismatch("operand-shapes") where an axis is missing or two sizes differ. Source: numpy.tensordot.
    """
    if a.dims is None or b.dims is None:
        return Shape.unknown()
    if isinstance(axes, int):
        left: list[int] = list(range(-axes, 0))
        right: list[int] = list(range(axes))
    else:
        left, right = ([entry] if isinstance(entry, int) else list(entry) for entry in axes)
    left = [normalize_axis(axis, len(a.dims), argument="axes") for axis in left]
    right = [normalize_axis(axis, len(b.dims), argument="axes") for axis in right]
    if len(left) != len(right):
        raise Mismatch("operand-shapes", f"tensordot sums over {len(left)} axes of one and {len(right)} of the other")
    for x, y in zip(left, right):
        _same_inner(a, b, a.dims[x], b.dims[y], "tensordot")
    kept = [dim for axis, dim in enumerate(a.dims) if axis not in left]
    kept += [dim for axis, dim in enumerate(b.dims) if axis not in right]
    return Shape(*kept)


def _same_inner(a: Shape, b: Shape, x: Dim, y: Dim, operation: str) -> None:
    if same(x, y) is False:
        raise Mismatch(
            "operand-shapes",
            f"the {operation} of {a} and {b} needs equal inner sizes, got {x} and {y}",
            input=1,
            left=a,
            right=b,
        )
