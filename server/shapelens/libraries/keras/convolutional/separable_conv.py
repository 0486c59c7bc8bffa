"""SeparableConv1D and SeparableConv2D."""

from __future__ import annotations

from typing import Any

from ....shapes import Shape, arithmetic
from ..layout import layout_of, of_rank
from ..rule import Config, Weight, layer
from ..variables import defined
from .base import Convolution, check_above_zero


class SeparableConv(Convolution):
    """A depthwise convolution and then a pointwise one to `filters` channels.

    Input shape:  (batch, *spatial, channels)
    Output shape: (batch, *new_spatial, filters)
    Weights:      depthwise_kernel (*kernel_size, channels, depth_multiplier),
                  pointwise_kernel (1, ..., channels * depth_multiplier, filters), bias (filters,)
    Source: keras.src.layers.convolutional.base_separable_conv.BaseSeparableConv
    """

    def check(self, config: Config) -> None:
        super().check(config)
        check_above_zero(config, "depth_multiplier")
        check_above_zero(config, "filters")

    def weights(self, config: Config, input: Any) -> list[Weight]:
        channels = defined(of_rank(input, self.rank + 2, self.label), layout_of(config).channel_axis, self.label)
        multiplier, filters = config.size("depth_multiplier"), config.size("filters")
        ones = (1,) * self.rank
        variables = [
            Weight("depthwise_kernel", Shape(*self.kernel_size(config), channels, multiplier)),
            Weight("pointwise_kernel", Shape(*ones, arithmetic("*", multiplier, channels), filters)),
        ]
        if config.flag("use_bias"):
            variables.append(Weight("bias", Shape(filters)))
        return variables


@layer("keras.layers.SeparableConv1D")
class SeparableConv1D(SeparableConv):
    """Input shape: (batch, steps, channels). Source: keras.layers.SeparableConv1D."""

    rank = 1


@layer("keras.layers.SeparableConv2D")
class SeparableConv2D(SeparableConv):
    """Input shape: (batch, height, width, channels). Source: keras.layers.SeparableConv2D."""

    rank = 2
