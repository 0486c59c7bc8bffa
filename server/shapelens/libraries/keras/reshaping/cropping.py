"""Cropping1D, Cropping2D and Cropping3D."""

from __future__ import annotations

from typing import Any, ClassVar

from ....shapes import Dim, Mismatch, Shape, Structure, arithmetic
from ..arguments import check_data_format
from ..convolutional.base import AXES
from ..layout import Layout, known_layout, of_rank, opaque
from ..rule import Config, InputSpec, LayerRule, layer
from .margins import check_margins, margins


class Cropping(LayerRule):
    """Cuts `cropping` elements off both ends of each spatial axis.

    Input shape:  (batch, *spatial, channels)
    Output shape: (batch, *(size - before - after), channels); nothing left is an error
    Source: keras.layers.Cropping2D and its siblings
    """

    rank: ClassVar[int]
    """The number of spatial axes."""

    def check(self, config: Config) -> None:
        check_margins(config.values.get("cropping"), self.rank, "cropping")
        check_data_format(config)

    def input_spec(self, config: Config) -> InputSpec:
        return InputSpec(rank=self.rank + 2)

    def layout(self, config: Config) -> Layout | None:
        return known_layout(config)

    def output(self, config: Config, input: Any) -> Structure:
        shape = of_rank(input, self.rank + 2, self.label)
        layout = self.layout(config)
        if layout is None:
            return opaque(shape, self.rank)
        cuts = margins(config.values.get("cropping"), self.rank)
        spatial = tuple(self.size(axis, size, cuts[axis]) for axis, size in enumerate(layout.spatial(shape)))
        return layout.shape(shape.batch, spatial, layout.channels(shape))

    def size(self, axis: int, size: Dim, cut: tuple[Dim, Dim]) -> Dim:
        """What is left of a spatial axis."""
        if size is None:
            return None
        left = arithmetic("-", arithmetic("-", size, cut[0]), cut[1])
        if isinstance(left, int) and left <= 0:
            raise Mismatch(
                "non-positive-size",
                f"{self.label} cuts {cut[0]} + {cut[1]} off {AXES[self.rank][axis]} {size}, which leaves nothing",
                argument="cropping",
                axis=axis,
                size=size,
            )
        return left

    def explain(self, config: Config, input: Any, output: Structure) -> list[str]:
        layout = self.layout(config)
        if layout is None or not isinstance(input, Shape) or not isinstance(output, Shape):
            return []
        cuts = margins(config.values.get("cropping"), self.rank)
        return [
            f"{AXES[self.rank][axis]}: {before} - {cuts[axis][0]} - {cuts[axis][1]} = {after}"
            for axis, (before, after) in enumerate(zip(layout.spatial(input), layout.spatial(output)))
            if before is not None
        ]


@layer("keras.layers.Cropping1D")
class Cropping1D(Cropping):
    """Input shape: (batch, steps, features). Source: keras.layers.Cropping1D."""

    rank = 1

    def layout(self, config: Config) -> Layout:
        return Layout(False)


@layer("keras.layers.Cropping2D")
class Cropping2D(Cropping):
    """Input shape: (batch, height, width, channels). Source: keras.layers.Cropping2D."""

    rank = 2


@layer("keras.layers.Cropping3D")
class Cropping3D(Cropping):
    """Input shape: (batch, depth, height, width, channels). Source: keras.layers.Cropping3D."""

    rank = 3
