"""Add, Subtract, Multiply, Average, Maximum and Minimum."""

from __future__ import annotations

from typing import Any

from ....shapes import UNKNOWN, Dim, Mismatch, Shape, Structure, Undetermined, is_open, is_unknown, same
from ..rule import Config, LayerRule, Weight, layer


class Merge(LayerRule):
    """An operation on the elements of several tensors, broadcast to one shape.

    Input shape:  a list of (batch, ...); the other axes are compared from the last one. The first call refuses several batch sizes,
                  later ones do not: a model is traced with a batch of None, and its embedding of positions has a batch of 1
    Output shape: (batch, ...): a size of 1 gives way, and None against anything but nothing stays None
    Source: keras.src.layers.merging.base_merge.Merge
    """

    has_list_input = True
    is_batchwise = True

    def weights(self, config: Config, input: Any) -> list[Weight]:
        """None; but only what builds the layer looks at the batch sizes."""
        shapes = several(input, self.label)
        sizes = [shape.known[0] if shape.known else None for shape in shapes]
        numbers = {size for size in sizes if isinstance(size, int)}
        if len(numbers) > 1:
            raise Mismatch(
                "merge-shapes",
                f"{self.label} needs inputs of one batch size, got {_listed(shapes)}",
                input=next(i for i, size in enumerate(sizes) if size in numbers - {sizes[0]}),
                in_build=1 in numbers,
            )
        return []

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        shapes = several(input, self.label)
        if any(shape.rank == 0 for shape in shapes):
            raise Mismatch("merge-shapes", f"{self.label} needs inputs with a batch axis, got {_listed(shapes)}")
        batch = _batch(shapes, self.label, is_symbolic)
        if any(shape.is_unknown for shape in shapes):
            return Shape.unknown()
        dims = shapes[0].known[1:]
        for index, shape in enumerate(shapes[1:], 1):
            dims = _merged(shapes, dims, shape.known[1:], index, self.label)
        return Shape(batch, *dims)


def several(input: Any, name: str, count: int | None = None) -> list[Shape]:
    """The shapes of a list of tensors. Raises Mismatch("merge-shapes") for one tensor, an empty list, another count, or what is no tensor."""
    if isinstance(input, (list, tuple)) and all(isinstance(shape, Shape) for shape in input):
        shapes: list[Shape] = list(input)
        if not shapes or (count is not None and len(shapes) != count):
            wanted = "at least 1 input" if count is None else f"{count} inputs"
            raise Mismatch("merge-shapes", f"{name} needs a list of {wanted}, got {len(shapes)}")
        return shapes
    if isinstance(input, Shape):
        raise Mismatch("merge-shapes", f"{name} needs a list of tensors, got one tensor of shape {input}")
    if isinstance(input, (list, tuple)) and any(item is None or isinstance(item, (list, tuple)) for item in input):
        is_none = any(item is None for item in input)
        what = "None" if is_none else "a list itself"
        raise Mismatch(
            "merge-shapes", f"{name} needs a list of tensors, and one of its items is {what}", is_none=is_none
        )
    raise Undetermined(f"the inputs of {name}")


def _batch(shapes: list[Shape], name: str, is_symbolic: bool) -> Dim:
    """The one batch size that is known; None where none is, or where tracing sees several."""
    dims = [shape.known[0] for shape in shapes if shape.known]
    numbers = {dim for dim in dims if isinstance(dim, int)}
    if len(numbers) > 1:
        if is_symbolic:
            return None
        if len(numbers - {1}) > 1:
            raise Mismatch("merge-shapes", f"{name} cannot broadcast the batches of {_listed(shapes)}")
        return max(numbers)
    if numbers:
        return numbers.pop()
    named = {dim for dim in dims if dim is not None}
    return None if not named and len(dims) == len(shapes) else named.pop() if len(named) == 1 else UNKNOWN


def _merged(shapes: list[Shape], a: tuple[Dim, ...], b: tuple[Dim, ...], index: int, name: str) -> tuple[Dim, ...]:
    """Two shapes without their batch axes, aligned at the last axis."""
    longer, shorter = (a, b) if len(a) >= len(b) else (b, a)
    surplus = len(longer) - len(shorter)
    dims = list(longer[:surplus])
    for x, y in zip(longer[surplus:], shorter):
        if isinstance(x, int) and isinstance(y, int) and x != y and 1 not in (x, y):
            raise Mismatch(
                "merge-shapes",
                f"{name} cannot broadcast {_listed(shapes)}: {x} against {y}",
                input=index,
                left=shapes[0],
                right=shapes[index],
            )
        dims.append(_merged_dim(x, y))
    return tuple(dims)


def _merged_dim(x: Dim, y: Dim) -> Dim:
    if x is None or y is None:
        return None
    if is_unknown(x) or is_unknown(y):
        return UNKNOWN
    if x == 1:
        return y
    if y == 1 or same(x, y):
        return x
    if is_open(x) and is_open(y):
        return UNKNOWN
    return y if is_open(x) else x


def _listed(shapes: list[Shape]) -> str:
    return " and ".join(map(str, shapes)) if len(shapes) < 3 else ", ".join(map(str, shapes))


class Binary(Merge):
    """A merge of exactly two tensors."""

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        return super().output(config, several(input, self.label, 2), is_symbolic)


@layer("keras.layers.Add")
class Add(Merge):
    """Source: keras.layers.Add."""


@layer("keras.layers.Subtract")
class Subtract(Binary):
    """Source: keras.layers.Subtract."""


@layer("keras.layers.Multiply")
class Multiply(Merge):
    """Source: keras.layers.Multiply."""


@layer("keras.layers.Average")
class Average(Merge):
    """Source: keras.layers.Average."""


@layer("keras.layers.Maximum")
class Maximum(Merge):
    """Source: keras.layers.Maximum."""


@layer("keras.layers.Minimum")
class Minimum(Merge):
    """Source: keras.layers.Minimum."""
