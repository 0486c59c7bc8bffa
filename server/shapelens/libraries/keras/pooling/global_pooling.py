"""GlobalMaxPooling and GlobalAveragePooling in one, two and three dimensions."""

from __future__ import annotations

from typing import Any, ClassVar

from ....shapes import UNKNOWN, Mismatch, Shape, Structure
from ..arguments import check_data_format
from ..layout import known_layout, of_rank
from ..rule import Config, InputSpec, LayerRule, layer


class GlobalPooling(LayerRule):
    """One value for each channel.

    Input shape:  (batch, *spatial, channels)
    Output shape: (batch, channels), or with `keepdims` (batch, 1, ..., channels)
    A list of one tensor passes the tracing, which takes its shape for the batch and the channels.
    Source: keras.src.layers.pooling.base_global_pooling.BaseGlobalPooling
    """

    is_batchwise = True
    rank: ClassVar[int]
    """The number of spatial axes."""

    def check(self, config: Config) -> None:
        check_data_format(config)

    def input_spec(self, config: Config) -> InputSpec:
        return InputSpec(rank=self.rank + 2)

    def output(self, config: Config, input: Any) -> Structure:
        layout = known_layout(config)
        try:
            shape = of_rank(input, self.rank + 2, self.label)
        except Mismatch as mismatch:
            if isinstance(input, (list, tuple)) and len(input) == 1 and not (layout and layout.is_channels_first):
                mismatch.facts["output"] = (input[0], input[0])
            raise
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
