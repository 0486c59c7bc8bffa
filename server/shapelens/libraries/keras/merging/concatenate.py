"""Concatenate."""

from __future__ import annotations

from typing import Any

from ....shapes import Mismatch, Shape, Structure
from ....shapes.axes import normalize_axis
from ....shapes.merging import concatenate
from ..arguments import PLAIN, invalid
from ..rule import Config, LayerRule, layer
from .elementwise import several


@layer("keras.layers.Concatenate")
class Concatenate(LayerRule):
    """Tensors one after the other along `axis`.

    Input shape:  a list of shapes that agree on every axis but that one, the batch axis included
    Output shape: the first shape with the sum of the sizes on `axis`, None where one of them is None
    Source: keras.layers.Concatenate
    """

    has_list_input = True

    def check(self, config: Config) -> None:
        value = config.values.get("axis")
        if isinstance(value, (*PLAIN, tuple)) and not isinstance(value, int):
            raise invalid("axis", "an integer", value)

    def output(self, config: Config, input: Any) -> Structure:
        shapes = several(input, self.label)
        axis = config.values.get("axis")
        if not isinstance(axis, int):
            ranks = {shape.rank for shape in shapes} - {None}
            rank = ranks.pop() if len(ranks) == 1 else None
            return Shape.unknown() if rank is None else Shape.of_rank(rank)
        if len(shapes) == 1 and axis >= 0:
            return shapes[0]
        return concatenate([_with_axis(shape, axis) for shape in shapes], axis, code="merge-shapes")

    def explain(self, config: Config, input: Any, output: Structure) -> list[str]:
        axis = config.values.get("axis")
        if not isinstance(axis, int) or not isinstance(output, Shape) or len(input) < 2:
            return []
        sizes = [shape[axis] for shape in input]
        return [] if None in sizes else [f"axis {axis}: {' + '.join(map(str, sizes))} = {output[axis]}"]


def _with_axis(shape: Shape, axis: int) -> Shape:
    if shape.dims is not None:
        try:
            normalize_axis(axis, len(shape.dims))
        except Mismatch:
            raise Mismatch(
                "merge-shapes",
                f"Concatenate has no axis {axis} in an input of shape {shape}",
                argument="axis",
                axis=axis,
            ) from None
    return shape
