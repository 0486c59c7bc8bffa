"""NumPy's objects that are subscripted: `np.r_`, `np.c_`, `np.s_`, `np.mgrid`, `np.ogrid`."""

from __future__ import annotations

import math

from ...interpreter import Context
from ...interpreter.registry import define, method
from ...shapes import UNKNOWN, Dim, Shape, Undetermined
from ...shapes.merging import concatenate
from ...values import Kind, Object, Tensor, Value
from ..arrays import convert


class Grid(Object):
    """One of them."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


for _name in ("r_", "c_", "s_", "index_exp", "mgrid", "ogrid"):
    define(f"numpy.{_name}", Grid(_name))


@method(Grid, "__getitem__")
def item(ctx: Context, self: Grid, index: Value) -> Value:
    """Arrays joined (`r_`, `c_`), a grid of ranges (`mgrid`, `ogrid`), or the index itself (`s_`)."""
    if self.name in ("s_", "index_exp"):
        return index
    parts = index if isinstance(index, tuple) else (index,)
    if self.name in ("mgrid", "ogrid"):
        return _grid(ctx, self.name, parts)
    if any(isinstance(part, str) for part in parts):
        raise Undetermined("the directive of a joined array")
    tensors = [_vector(ctx, part) for part in parts]
    shapes = [tensor.shape for tensor in tensors]
    if self.name == "c_":
        shapes = [
            Shape(*shape.known, 1) if shape.rank == 1 else Shape(1, 1) if shape.rank == 0 else shape for shape in shapes
        ]
        return Tensor(concatenate(shapes, -1, merge_open=True), Kind.ARRAY, tensors[0].dtype, ctx.span)
    shapes = [Shape(1) if shape.rank == 0 else shape for shape in shapes]
    return Tensor(concatenate(shapes, 0, merge_open=True), Kind.ARRAY, tensors[0].dtype, ctx.span)


def _vector(ctx: Context, part: Value) -> Tensor:
    if isinstance(part, slice):
        return Tensor(Shape(_size(part)), Kind.ARRAY, "int64")
    return convert.tensor_of(ctx, part)


def _size(part: slice) -> Dim:
    """The numbers of a range; an imaginary step is their count."""
    start, stop, step = 0 if part.start is None else part.start, part.stop, 1 if part.step is None else part.step
    if isinstance(step, complex):
        return int(abs(step))
    if isinstance(start, (int, float)) and isinstance(stop, (int, float)) and isinstance(step, (int, float)) and step:
        return max(math.ceil((stop - start) / step), 0)
    return UNKNOWN


def _grid(ctx: Context, name: str, parts: tuple[Value, ...]) -> Value:
    sizes = [_size(part) for part in parts if isinstance(part, slice)]
    if len(sizes) != len(parts):
        raise Undetermined("the ranges of a grid")
    if len(sizes) == 1:
        return Tensor(Shape(sizes[0]), Kind.ARRAY, None, ctx.span)
    if name == "mgrid":
        return Tensor(Shape(len(sizes), *sizes), Kind.ARRAY, None, ctx.span)
    count = len(sizes)
    return tuple(
        Tensor(Shape(*(1,) * at, size, *(1,) * (count - at - 1)), Kind.ARRAY, None, ctx.span)
        for at, size in enumerate(sizes)
    )
