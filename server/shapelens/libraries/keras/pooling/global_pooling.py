"""GlobalMaxPooling and GlobalAveragePooling in one, two and three dimensions."""

from __future__ import annotations

from typing import Any, ClassVar

from ....shapes import UNKNOWN, Shape, Structure
from ..arguments import check_data_format
from ..layout import known_layout, of_rank
from ..rule import Config, InputSpec, LayerRule, layer


class GlobalPooling(LayerRule):
    """One value for each channel.

    Input shape:  (batch, *spatial, channels)
    Output shape: (batch, channels), or with `keepdims` (batch, 1, ..., channels)
    Source: keras.src.layers.pooling.base_global_pooling.BaseGlobalPooling
    """

    rank: ClassVar[int]
    """The number of spatial axes."""

    def check(self, config: Config) -> None:
        check_data_format(config)

    def input_spec(self, config: Config) -> InputSpec:
        return InputSpec(rank=self.rank + 2)

    def output(self, config: Config, input: Any) -> Structure:
        shape = of_rank(input, self.rank + 2, self.label)
        layout = known_layout(config)
        channels = UNKNOWN if layout is None else layout.channels(shape)
        if not config.flag("keepdims"):
            return Shape(shape.batch, channels)
        if layout is None:
            return Shape(shape.batch, *[UNKNOWN] * (self.rank + 1))
        return layout.shape(shape.batch, (1,) * self.rank, channels)


@layer("keras.layers.GlobalMaxPooling1D")
class GlobalMaxPooling1D(GlobalPooling):
    """Input shape: (batch, steps, features). Source: keras.layers.GlobalMaxPooling1D."""

    rank = 1


@layer("keras.layers.GlobalMaxPooling2D")
class GlobalMaxPooling2D(GlobalPooling):
    """Input shape: (batch, height, width, channels). Source: keras.layers.GlobalMaxPooling2D."""

    rank = 2


@layer("keras.layers.GlobalMaxPooling3D")
class GlobalMaxPooling3D(GlobalPooling):
    """Input shape: (batch, depth, height, width, channels). Source: keras.layers.GlobalMaxPooling3D."""

    rank = 3


@layer("keras.layers.GlobalAveragePooling1D")
class GlobalAveragePooling1D(GlobalPooling):
    """Input shape: (batch, steps, features). Source: keras.layers.GlobalAveragePooling1D."""

    rank = 1


@layer("keras.layers.GlobalAveragePooling2D")
class GlobalAveragePooling2D(GlobalPooling):
    """Input shape: (batch, height, width, channels). Source: keras.layers.GlobalAveragePooling2D."""

    rank = 2


@layer("keras.layers.GlobalAveragePooling3D")
class GlobalAveragePooling3D(GlobalPooling):
    """Input shape: (batch, depth, height, width, channels). Source: keras.layers.GlobalAveragePooling3D."""

    rank = 3
