"""Shapes of operations that rearrange, drop or add axes: reshape, transpose, reductions, squeeze, split, tile."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .axes import Axes, normalize_axes, normalize_axis
from .dim import UNKNOWN, Dim, arithmetic, is_open, is_unknown, product, same
from .mismatch import Mismatch, Undetermined
from .shape import Shape

MOST_PARTS = 10_000
"""That a split lists."""


def reshape(shape: Shape, target: Sequence[Dim], *, argument: str = "shape") -> Shape:
    """`shape` in the form of `target`, where one entry may be -1: `(6, 4)` to `(-1, 8)` is `(3, 8)`.

    While a dimension of either is None, -1 is None and nothing is compared.
    Raises Mismatch("reshape-size") where the number of elements certainly changes, ("invalid-argument") for two -1.
    Source: keras.src.ops.operation_utils.compute_reshape_output_shape; numpy.reshape for fixed sizes.
    """
    _check_target(target, argument)
    inferred = [axis for axis, dim in enumerate(target) if dim == -1]
    rest = [dim for dim in target if dim != -1]
    is_dynamic = None in target or None in shape.known
    if not inferred:
        if not is_dynamic and same(shape.size, product(rest)) is False:
            raise _size_mismatch(shape, target, argument)
        return Shape(*target)
    dims = list(target)
    if is_dynamic:
        dims[inferred[0]] = None
    elif any(is_unknown(dim) for dim in target):
        dims[inferred[0]] = UNKNOWN
    else:
        dims[inferred[0]] = _quotient(shape, target, product(rest), argument)
    return Shape(*dims)


def _check_target(target: Sequence[Dim], argument: str) -> None:
    text = f"`{argument}` {Shape(*target)}"
    if any(isinstance(dim, int) and dim < -1 for dim in target):
        raise Mismatch("invalid-argument", f"{text} has a size below -1", argument=argument)
    if sum(dim == -1 for dim in target) > 1:
        raise Mismatch("invalid-argument", f"{text} has more than one -1", argument=argument)


def _quotient(shape: Shape, target: Sequence[Dim], known: Dim, argument: str) -> Dim:
    """The size of -1, given the product of the other entries."""
    size = shape.size
    if known == 0:
        raise _size_mismatch(shape, target, argument)
    if isinstance(size, int) and isinstance(known, int) and size % known:
        raise _size_mismatch(shape, target, argument)
    return arithmetic("//", size, known)


def _size_mismatch(shape: Shape, target: Sequence[Dim], argument: str) -> Mismatch:
    wanted = Shape(*target)
    return Mismatch(
        "reshape-size",
        f"{shape} has {shape.size} elements and cannot be reshaped to {wanted}",
        argument=argument,
        expected=wanted,
        got=shape,
    )


def transpose(shape: Shape, axes: Sequence[int] | None = None, *, argument: str = "axes") -> Shape:
    """The axes in another order, reversed for None. Raises Mismatch("operand-shapes") where `axes` is no permutation.

    Source: numpy.transpose, keras.src.ops.operation_utils.compute_transpose_output_shape.
    """
    if shape.dims is None:
        return shape if axes is None else Shape.of_rank(len(axes))
    if axes is None:
        return Shape(*reversed(shape.dims))
    order = normalize_axes(axes, len(shape.dims), argument=argument)
    if sorted(order) != list(range(len(shape.dims))):
        raise Mismatch(
            "operand-shapes",
            f"`{argument}` {tuple(axes)} is not a permutation of the {len(shape.dims)} axes of {shape}",
            argument=argument,
        )
    return Shape(*[shape.dims[axis] for axis in order])


def moveaxis(shape: Shape, source: int | Sequence[int], destination: int | Sequence[int]) -> Shape:
    """Some axes moved to other places, the rest in order. Raises Mismatch. Source: numpy.moveaxis."""
    if shape.dims is None:
        return shape
    rank = len(shape.dims)
    origins = normalize_axes(source, rank, argument="source")
    goals = normalize_axes(destination, rank, argument="destination")
    if len(origins) != len(goals):
        raise Mismatch("operand-shapes", "`source` and `destination` must have the same length", argument="destination")
    order = [axis for axis in range(rank) if axis not in origins]
    for goal, origin in sorted(zip(goals, origins)):
        order.insert(goal, origin)
    return Shape(*[shape.dims[axis] for axis in order])


def swapaxes(shape: Shape, axis1: int, axis2: int) -> Shape:
    """Two axes exchanged. Raises Mismatch where one does not exist. Source: numpy.swapaxes."""
    if shape.dims is None:
        return shape
    a = normalize_axis(axis1, len(shape.dims), argument="axis1")
    b = normalize_axis(axis2, len(shape.dims), argument="axis2")
    return shape.replace(a, shape.dims[b]).replace(b, shape.dims[a])


def reduce(shape: Shape, axis: Axes = None, keepdims: bool = False) -> Shape:
    """The shape of a sum, mean or maximum over `axis` (an int, several, or None for all).

    Raises Mismatch("operand-shapes") where an axis does not exist. Source: keras.src.ops.operation_utils.reduce_shape.
    """
    if shape.dims is None:
        return Shape() if axis is None and not keepdims else shape
    if _is_scalar(shape, axis):
        return shape
    axes = normalize_axes(axis, len(shape.dims))
    if keepdims:
        return Shape(*[1 if index in axes else dim for index, dim in enumerate(shape.dims)])
    return Shape(*[dim for index, dim in enumerate(shape.dims) if index not in axes])


def expand_dims(shape: Shape, axis: int | Sequence[int]) -> Shape:
    """New axes of size 1, where `axis` counts in the result: `(3, 4)` at -1 is `(3, 4, 1)`.

    Raises Mismatch("operand-shapes") where an axis does not exist there. Source: numpy.expand_dims.
    """
    if shape.dims is None:
        return shape
    count = 1 if isinstance(axis, int) else len(axis)
    rank = len(shape.dims) + count
    axes = normalize_axes(axis, rank)
    if len(set(axes)) != count:
        raise Mismatch("operand-shapes", f"`axis` {axis} names an axis twice", argument="axis")
    rest = iter(shape.dims)
    return Shape(*[1 if index in axes else next(rest) for index in range(rank)])


def squeeze(shape: Shape, axis: Axes = None) -> Shape:
    """Axes of size 1 dropped: those of `axis`, or all. A dimension that is None stays unless `axis` names it.

    Of unknown rank where it cannot be told which are 1. Raises Mismatch("operand-shapes") where a named one is certainly not.
    Source: numpy.squeeze, keras.ops.squeeze.
    """
    if shape.dims is None:
        return shape
    if axis is None:
        if any(dim is not None and is_open(dim) for dim in shape.dims):
            return Shape.unknown()
        return Shape(*[dim for dim in shape.dims if dim != 1])
    if _is_scalar(shape, axis):
        return shape
    axes = normalize_axes(axis, len(shape.dims))
    for index in axes:
        if isinstance(shape.dims[index], int) and shape.dims[index] != 1:
            raise Mismatch(
                "operand-shapes",
                f"axis {index} of {shape} cannot be squeezed: its size is {shape.dims[index]}, not 1",
                argument="axis",
            )
    return Shape(*[dim for index, dim in enumerate(shape.dims) if index not in axes])


def _is_scalar(shape: Shape, axis: Axes) -> bool:
    """Whether `axis` is the one that NumPy grants to a scalar: 0 or -1."""
    return shape.dims == () and axis in (0, -1)


def flatten(shape: Shape) -> Shape:
    """All axes in one. Source: numpy.ravel."""
    return Shape(shape.size)


def split(shape: Shape, parts: int | Sequence[Dim], axis: int = 0) -> list[Shape]:
    """The pieces along `axis`: `parts` equal ones, or those between the indices given (one more than indices).

    Raises Mismatch("operand-shapes") where the size is not divisible. Source: numpy.split, keras.ops.split.
    """
    if shape.dims is None:
        return _equal(shape, parts if isinstance(parts, int) else len(parts) + 1)
    index = normalize_axis(axis, len(shape.dims))
    size = shape.dims[index]
    if not isinstance(parts, int):
        bounds: list[Dim] = [0, *parts, size]
        return [shape.replace(index, _slice_size(a, b, size)) for a, b in pairwise(bounds)]
    if parts <= 0:
        raise Mismatch("operand-shapes", f"a split needs at least one part, got {parts}")
    if isinstance(size, int) and size % parts:
        raise Mismatch(
            "operand-shapes",
            f"axis {axis} of {shape} cannot be split into {parts} equal parts: its size is {size}",
            size=size,
        )
    return _equal(shape.replace(index, arithmetic("//", size, parts)), parts)


def _equal(shape: Shape, parts: int) -> list[Shape]:
    if parts > MOST_PARTS:
        raise Undetermined("too many parts")
    return [shape] * parts


def _slice_size(start: Dim, stop: Dim, size: Dim) -> Dim:
    if isinstance(start, int) and isinstance(stop, int):
        if isinstance(size, int):
            return len(range(*slice(start, stop).indices(size)))
        return max(stop - start, 0) if start >= 0 and stop >= 0 else UNKNOWN
    return arithmetic("-", stop, start)


def tile(shape: Shape, repeats: int | Sequence[Dim]) -> Shape:
    """Each axis repeated; the shorter of shape and repeats is filled with 1 in front. Source: numpy.tile."""
    if shape.dims is None:
        return shape
    counts: tuple[Dim, ...] = (repeats,) if isinstance(repeats, int) else tuple(repeats)
    rank = max(len(counts), len(shape.dims))
    dims = (1,) * (rank - len(shape.dims)) + shape.dims
    counts = (1,) * (rank - len(counts)) + counts
    return Shape(*[arithmetic("*", dim, count) for dim, count in zip(dims, counts)])


def repeat(shape: Shape, repeats: Dim | Sequence[int], axis: int | None = None) -> Shape:
    """Elements repeated along `axis`, or of the flattened array for None; `repeats` is one number or one an element.

    Raises Mismatch("operand-shapes") where there are more or fewer repeats than elements. Source: numpy.repeat.
    """
    if axis is None or _is_scalar(shape, axis):
        shape, axis = flatten(shape), 0
    if shape.dims is None:
        return shape
    index = normalize_axis(axis, len(shape.dims))
    size = shape.dims[index]
    if not isinstance(repeats, Sequence):
        return shape.replace(index, arithmetic("*", size, repeats))
    if len(repeats) == 1:
        return shape.replace(index, arithmetic("*", size, repeats[0]))
    if isinstance(size, int) and size != len(repeats):
        raise Mismatch("operand-shapes", f"{len(repeats)} repeats for {size} elements", argument="repeats")
    return shape.replace(index, sum(repeats))


def pad(shape: Shape, widths: Sequence[tuple[Dim, Dim]]) -> Shape:
    """Each axis longer by its pair of widths (before, after). Raises Mismatch for another number of pairs. Source: numpy.pad."""
    if shape.dims is None:
        return Shape.of_rank(len(widths))
    if len(widths) != len(shape.dims):
        raise Mismatch("operand-shapes", f"{len(widths)} pairs of padding for the {len(shape.dims)} axes of {shape}")
    return Shape(*[arithmetic("+", arithmetic("+", d, a), b) for d, (a, b) in zip(shape.dims, widths)])
