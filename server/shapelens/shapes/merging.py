"""Several shapes to one: concatenate and stack."""

from __future__ import annotations

from collections.abc import Sequence

from .axes import normalize_axis
from .dim import Dim, arithmetic, is_open, is_unknown, same
from .mismatch import Mismatch
from .shape import Shape


def concatenate(
    shapes: Sequence[Shape], axis: int = 0, *, code: str = "operand-shapes", merge_open: bool = False
) -> Shape:
    """The shapes one after the other along `axis`: `(None, 3)` and `(None, 4)` on -1 give `(None, 7)`.

    The other axes must agree and are the first shape's; with `merge_open` a size known from any of them is taken instead
    (NumPy and TensorFlow do that, Keras's symbolic shapes do not). None on the axis makes the sum None.
    Raises Mismatch(code) where ranks or sizes certainly differ. Source: keras.ops.concatenate, numpy.concatenate.
    """
    known = [shape for shape in shapes if shape.dims is not None]
    if not known:
        return Shape.unknown()
    rank = len(known[0].known)
    index = normalize_axis(axis, rank, code=code)
    _check_equal(shapes, code, index)
    return _common(shapes, rank, merge_open).replace(index, _total([shape[index] for shape in shapes]))


def stack(shapes: Sequence[Shape], axis: int = 0, *, merge_open: bool = False) -> Shape:
    """Equal shapes along a new axis, counted in the result: two `(3, 4)` on -1 give `(3, 4, 2)`.

    Raises Mismatch("operand-shapes") where they certainly differ. Source: keras.ops.stack, numpy.stack.
    """
    known = [shape for shape in shapes if shape.dims is not None]
    if not known:
        return Shape.unknown()
    rank = len(known[0].known)
    index = normalize_axis(axis, rank + 1)
    _check_equal(shapes, "operand-shapes", None)
    dims = list(_common(shapes, rank, merge_open).known)
    dims.insert(index, len(shapes))
    return Shape(*dims)


def _check_equal(shapes: Sequence[Shape], code: str, axis: int | None) -> None:
    """Compares every shape of known rank with those before it, but for `axis`."""
    first: Shape | None = None
    sizes: list[Dim] = []
    for number, shape in enumerate(shapes):
        if shape.dims is None:
            continue
        if first is None:
            first, sizes = shape, list(shape.dims)
            continue
        differs = len(shape.dims) != len(sizes) or any(
            same(x, y) is False for at, (x, y) in enumerate(zip(sizes, shape.dims)) if at != axis
        )
        sizes = [y if x is None else x for x, y in zip(sizes, shape.dims)]
        if differs:
            but = "" if axis is None else f" except on axis {axis}"
            raise Mismatch(
                code,
                f"inputs must have the same shape{but}, got {', '.join(map(str, shapes))}",
                input=number,
                left=first,
                right=shape,
                axis=axis,
            )


def _common(shapes: Sequence[Shape], rank: int, merge_open: bool) -> Shape:
    first = shapes[0] if shapes[0].dims is not None else Shape.of_rank(rank)
    if not merge_open:
        return first
    return Shape(*[_best([shape[axis] for shape in shapes]) for axis in range(rank)])


def _total(dims: list[Dim]) -> Dim:
    """The sum of sizes: None where one is None, whatever the others are."""
    total: Dim = 0
    for dim in dims:
        total = arithmetic("+", total, dim)
    return None if None in dims else total


def _best(dims: list[Dim]) -> Dim:
    """The most that is known of one size: a number, else a symbol, else unknown, else None."""
    return min(dims, key=lambda dim: (is_open(dim), dim is None or is_unknown(dim), dim is None))
