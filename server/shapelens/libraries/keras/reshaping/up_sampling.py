"""UpSampling1D, UpSampling2D and UpSampling3D."""

from __future__ import annotations

from typing import Any, ClassVar

from ....shapes import Dim, Shape, Size, Structure, arithmetic
from ..arguments import PLAIN, check_data_format, check_positive_integer, check_sizes, invalid
from ..convolutional.base import AXES
from ..layout import Layout, known_layout, of_rank, opaque
from ..rule import Config, InputSpec, LayerRule, layer

INTERPOLATIONS = ("area", "bicubic", "bilinear", "lanczos3", "lanczos5", "nearest")


class UpSampling(LayerRule):
    """Each spatial axis `size` times as long.

    Input shape:  (batch, *spatial, channels)
    Output shape: (batch, *(spatial * size), channels)
    Source: keras.layers.UpSampling2D and its siblings
    """

    is_batchwise = True
    rank: ClassVar[int]
    """The number of spatial axes."""

    def check(self, config: Config) -> None:
        check_sizes(config.values.get("size"), self.rank, "size")
        check_data_format(config)

    def input_spec(self, config: Config) -> InputSpec:
        return InputSpec(rank=self.rank + 2)

    def layout(self, config: Config) -> Layout | None:
        return known_layout(config)

    def factors(self, config: Config) -> tuple[Size, ...]:
        return config.sizes("size", self.rank)

    def output(self, config: Config, input: Any) -> Structure:
        shape = of_rank(input, self.rank + 2, self.label)
        layout = self.layout(config)
        if layout is None:
            return opaque(shape, self.rank)
        spatial = tuple(_times(size, factor) for size, factor in zip(layout.spatial(shape), self.factors(config)))
        return layout.shape(shape.batch, spatial, layout.channels(shape))

    def explain(self, config: Config, input: Any, output: Structure) -> list[str]:
        layout = self.layout(config)
        if layout is None or not isinstance(input, Shape) or not isinstance(output, Shape):
            return []
        sizes = zip(layout.spatial(input), self.factors(config), layout.spatial(output))
        return [
            f"{AXES[self.rank][axis]}: {before} * {factor} = {after}"
            for axis, (before, factor, after) in enumerate(sizes)
            if before is not None
        ]


def _times(size: Dim, factor: Size) -> Dim:
    return None if size is None else arithmetic("*", size, factor)


@layer("keras.layers.UpSampling1D")
class UpSampling1D(UpSampling):
    """Input shape: (batch, steps, features). `size` is one integer. Source: keras.layers.UpSampling1D."""

    rank = 1

    def check(self, config: Config) -> None:
        check_positive_integer(config, "size", accepts_bool=False)

    def layout(self, config: Config) -> Layout:
        return Layout(False)


@layer("keras.layers.UpSampling2D")
class UpSampling2D(UpSampling):
    """Input shape: (batch, height, width, channels). Source: keras.layers.UpSampling2D.

    Another `interpolation` than the known ones is rejected only when the layer computes.
    """

    rank = 2

    def check(self, config: Config) -> None:
        super().check(config)
        value = config.values.get("interpolation")
        if isinstance(value, (*PLAIN, tuple)) and not isinstance(value, str):
            raise invalid("interpolation", " or ".join(map(repr, INTERPOLATIONS)), value)

    def output(self, config: Config, input: Any) -> Structure:
        output = super().output(config, input)
        value = config.values.get("interpolation")
        if isinstance(value, str) and value.lower() not in INTERPOLATIONS:
            mismatch = invalid("interpolation", " or ".join(map(repr, INTERPOLATIONS)), value)
            mismatch.facts["output"] = output
            raise mismatch
        return output


@layer("keras.layers.UpSampling3D")
class UpSampling3D(UpSampling):
    """Input shape: (batch, depth, height, width, channels). Source: keras.layers.UpSampling3D."""

    rank = 3
