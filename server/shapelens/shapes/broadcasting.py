"""Broadcasting: the shape of an elementwise operation, as NumPy and Keras do it."""

from __future__ import annotations

from .dim import UNKNOWN, Dim, is_unknown, same
from .mismatch import Mismatch
from .shape import Shape


def broadcast_dim(a: Dim, b: Dim) -> Dim | Mismatch:
    """The size that two dimensions broadcast to; a Mismatch (not raised) where they certainly cannot.

    1 gives way to anything, and None to a size: `broadcast_dim(None, 5)` is 5, `broadcast_dim(None, 1)` is None.
    A size above 1 stands against whatever is unknown, for nothing else would do.
    Source: keras.src.ops.operation_utils.broadcast_shapes.
    """
    if a == 1:
        return b
    if b == 1:
        return a
    if isinstance(a, int) and isinstance(b, int):
        return a if a == b else Mismatch("operand-shapes", f"{a} cannot be broadcast to {b}")
    if isinstance(a, int):
        return a
    if isinstance(b, int):
        return b
    if is_unknown(a) or is_unknown(b):
        return UNKNOWN
    if a is None or b is None:
        return b if a is None else a
    return a if same(a, b) else UNKNOWN


def broadcast(*shapes: Shape) -> Shape:
    """The shape that all shapes broadcast to: `(None, 1, 4)` and `(3, 1)` give `(None, 3, 4)`; `()` of none.

    Raises Mismatch("operand-shapes") with `left`, `right` (the two shapes) and `input` (the index of the second).
    Source: keras.src.ops.operation_utils.broadcast_shapes, numpy.broadcast_shapes.
    """
    result = Shape()
    for index, shape in enumerate(shapes):
        result = _broadcast_two(result, shape, index)
    return result


def _broadcast_two(left: Shape, right: Shape, index: int) -> Shape:
    if left.dims is None or right.dims is None:
        return Shape.unknown()
    rank = max(len(left.dims), len(right.dims))
    a = (1,) * (rank - len(left.dims)) + left.dims
    b = (1,) * (rank - len(right.dims)) + right.dims
    dims: list[Dim] = []
    for axis, (x, y) in enumerate(zip(a, b)):
        dim = broadcast_dim(x, y)
        if isinstance(dim, Mismatch):
            raise Mismatch(
                "operand-shapes",
                f"shapes {left} and {right} cannot be broadcast together: {x} against {y} on axis {axis - rank}",
                input=index,
                left=left,
                right=right,
                axis=axis - rank,
            )
        dims.append(dim)
    return Shape(*dims)


def broadcast_to(shape: Shape, target: Shape) -> Shape:
    """`target`, if `shape` can be broadcast to it. Raises Mismatch("operand-shapes") where it certainly cannot.

    Source: numpy.broadcast_to: only the first argument is stretched.
    """
    if shape.dims is None or target.dims is None:
        return target
    surplus = len(target.dims) - len(shape.dims)
    fits = surplus >= 0 and all(
        x == 1 or y == -1 or same(x, y) is not False or not isinstance(x, int)
        for x, y in zip(shape.dims, target.dims[max(surplus, 0) :])
    )
    if not fits:
        raise Mismatch("operand-shapes", f"shape {shape} cannot be broadcast to {target}", left=shape, right=target)
    return target
