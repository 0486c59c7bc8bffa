"""AdaptiveMaxPooling and AdaptiveAveragePooling in one, two and three dimensions."""

from __future__ import annotations

from typing import Any, ClassVar

from ....shapes import UNKNOWN, Mismatch, Size, Structure
from ..arguments import PLAIN, check_data_format, invalid
from ..layout import known_layout, opaque, tensor
from ..rule import Config, LayerRule, layer


class AdaptivePooling(LayerRule):
    """Windows chosen so that `output_size` values are left of each spatial axis.

    Input shape:  (batch, *spatial, channels)
    Output shape: (batch, *output_size, channels)
    Keras checks the input's rank only when it computes, not when it traces.
    Source: keras.src.layers.pooling.base_adaptive_pooling.BaseAdaptivePooling
    """

    rank: ClassVar[int]
    """The number of spatial axes."""

    def check(self, config: Config) -> None:
        value = config.values.get("output_size")
        if (isinstance(value, tuple) and len(value) != self.rank) or (
            isinstance(value, PLAIN) and not isinstance(value, int)
        ):
            raise invalid("output_size", f"an integer or a tuple of {self.rank} integers", value)
        check_data_format(config, ignores_case=False)

    def sizes(self, config: Config) -> tuple[Size, ...]:
        return config.sizes("output_size", self.rank)

    def output(self, config: Config, input: Any) -> Structure:
        shape = tensor(input)
        layout = known_layout(config)
        if layout is None:
            return opaque(shape, self.rank)
        if shape.rank == 1 and layout.is_channels_first:
            raise Mismatch(
                "input-rank", f"{self.label} needs {self.rank + 2} dimensions, got {shape}", expected_rank=self.rank + 2
            )
        channels = UNKNOWN if shape.is_unknown else layout.channels(shape)
        output = layout.shape(shape.batch, self.sizes(config), channels)
        if shape.rank not in (None, self.rank + 2):
            raise Mismatch(
                "input-rank",
                f"{self.label} needs {self.rank + 2} dimensions, got {shape}",
                expected_rank=self.rank + 2,
                output=output,
            )
        return output


@layer("keras.layers.AdaptiveMaxPooling1D")
class AdaptiveMaxPooling1D(AdaptivePooling):
    """Input shape: (batch, steps, features). Source: keras.layers.AdaptiveMaxPooling1D."""

    rank = 1


@layer("keras.layers.AdaptiveMaxPooling2D")
class AdaptiveMaxPooling2D(AdaptivePooling):
    """Input shape: (batch, height, width, channels). Source: keras.layers.AdaptiveMaxPooling2D."""

    rank = 2


@layer("keras.layers.AdaptiveMaxPooling3D")
class AdaptiveMaxPooling3D(AdaptivePooling):
    """Input shape: (batch, depth, height, width, channels). Source: keras.layers.AdaptiveMaxPooling3D."""

    rank = 3


@layer("keras.layers.AdaptiveAveragePooling1D")
class AdaptiveAveragePooling1D(AdaptivePooling):
    """Input shape: (batch, steps, features). Source: keras.layers.AdaptiveAveragePooling1D."""

    rank = 1


@layer("keras.layers.AdaptiveAveragePooling2D")
class AdaptiveAveragePooling2D(AdaptivePooling):
    """Input shape: (batch, height, width, channels). Source: keras.layers.AdaptiveAveragePooling2D."""

    rank = 2


@layer("keras.layers.AdaptiveAveragePooling3D")
class AdaptiveAveragePooling3D(AdaptivePooling):
    """Input shape: (batch, depth, height, width, channels). Source: keras.layers.AdaptiveAveragePooling3D."""

    rank = 3
