"""AdaptiveMaxPooling and AdaptiveAveragePooling in one, two and three dimensions."""

from __future__ import annotations

from typing import Any, ClassVar

from ....shapes import UNKNOWN, Mismatch, Structure
from ....values import Value
from ..arguments import PLAIN, check_data_format, invalid
from ..layout import known_layout, opaque, tensor
from ..rule import Config, LayerRule, layer


class AdaptivePooling(LayerRule):
    """Windows chosen so that `output_size` values are left of each spatial axis.

    Input shape:  (batch, *spatial, channels)
    Output shape: (batch, *output_size, channels)
    Keras looks at the input's rank only when it computes, and then takes one of 3 dimensions for steps.
    Source: keras.src.layers.pooling.base_adaptive_pooling.BaseAdaptivePooling
    """

    rank: ClassVar[int]
    """The number of spatial axes."""

    def check(self, config: Config) -> None:
        value = config.values.get("output_size")
        wanted = f"an integer or a tuple of {self.rank} integers"
        if isinstance(value, PLAIN) and not isinstance(value, int):
            raise invalid("output_size", wanted, value)
        sizes = value if isinstance(value, tuple) else (value,) * self.rank
        if len(sizes) != self.rank or any(_is_no_size(size) for size in sizes):
            raise invalid("output_size", wanted, value)
        check_data_format(config, ignores_case=False)

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        shape = tensor(input, self.label)
        layout, sizes = known_layout(config), config.sizes("output_size", self.rank)
        if not is_symbolic and self.rank > 1:
            if shape.is_unknown:
                return shape
            sizes = sizes[:1] if shape.rank == 3 else sizes
        if layout is None:
            return opaque(shape, len(sizes))
        channels = UNKNOWN if shape.is_unknown else layout.channels(shape)
        output = layout.shape(shape.batch, sizes, channels)
        problem = None
        if 0 in sizes:
            problem = invalid("output_size", "above 0", config.values.get("output_size"))
        elif shape.rank not in (None, self.rank + 2) and (shape.rank != 3 or self.rank == 1):
            text = f"{self.label} needs {self.rank + 2} dimensions, got {shape}"
            problem = Mismatch("input-rank", text, expected_rank=self.rank + 2)
        if problem is not None:
            if shape.rank != 1 or not layout.is_channels_first:
                problem.facts["output"] = output
            raise problem
        return output


def _is_no_size(value: Value) -> bool:
    if isinstance(value, int):
        return value < 0
    return value is not None and isinstance(value, (*PLAIN, tuple))


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
