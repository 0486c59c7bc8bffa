"""Dropout, AlphaDropout, GaussianDropout, GaussianNoise and the spatial dropouts."""

from __future__ import annotations

from typing import Any

from ....shapes import Structure, Symbolic
from ....values import Unknown
from ..arguments import PLAIN, check_data_format, check_number, invalid
from ..layout import tensor
from ..rule import Config, InputSpec, layer
from ..unchanged import Unchanged


class Rated(Unchanged):
    """A layer that changes a share of the elements while training, and no shape."""

    def check(self, config: Config) -> None:
        check_number(config, "rate", 0, 1)


@layer("keras.layers.Dropout")
class Dropout(Rated):
    """Input shape: any. Output shape: the same. Source: keras.layers.Dropout."""

    is_batchwise = True

    def check(self, config: Config) -> None:
        super().check(config)
        value = config.values.get("noise_shape")
        if isinstance(value, tuple):
            for dim in value:
                is_size = dim is None or (isinstance(dim, int) and dim > 0) or isinstance(dim, (Unknown, Symbolic))
                if not is_size and isinstance(dim, (*PLAIN, tuple)):
                    raise invalid("noise_shape", "a tuple of positive integers or None", value)
        elif value is not None and isinstance(value, PLAIN):
            raise invalid("noise_shape", "a tuple of positive integers or None", value)


@layer("keras.layers.AlphaDropout")
class AlphaDropout(Rated):
    """Input shape: any. Output shape: the same. Source: keras.layers.AlphaDropout."""


@layer("keras.layers.GaussianDropout")
class GaussianDropout(Rated):
    """Input shape: any. Output shape: the same. Source: keras.layers.GaussianDropout."""


@layer("keras.layers.GaussianNoise")
class GaussianNoise(Unchanged):
    """Input shape: any. Output shape: the same. Source: keras.layers.GaussianNoise."""

    def check(self, config: Config) -> None:
        check_number(config, "stddev", 0, 1)


class SpatialDropout(Rated):
    """A dropout of whole feature maps, which takes one tensor."""

    def output(self, config: Config, input: Any) -> Structure:
        return super().output(
            config, input if isinstance(input, (list, tuple, dict)) and len(input) == 1 else tensor(input, self.label)
        )


@layer("keras.layers.SpatialDropout1D")
class SpatialDropout1D(SpatialDropout):
    """Input shape: (batch, steps, features). Source: keras.layers.SpatialDropout1D."""

    spec = InputSpec(rank=3)


@layer("keras.layers.SpatialDropout2D")
class SpatialDropout2D(SpatialDropout):
    """Input shape: (batch, height, width, channels). Source: keras.layers.SpatialDropout2D."""

    spec = InputSpec(rank=4)

    def check(self, config: Config) -> None:
        super().check(config)
        check_data_format(config)


@layer("keras.layers.SpatialDropout3D")
class SpatialDropout3D(SpatialDropout2D):
    """Input shape: (batch, depth, height, width, channels). Source: keras.layers.SpatialDropout3D."""

    spec = InputSpec(rank=5)
