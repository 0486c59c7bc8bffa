"""DepthwiseConv1D and DepthwiseConv2D."""

from __future__ import annotations

from typing import Any

from ....shapes import Dim, Shape, arithmetic
from ..layout import layout_of, of_rank
from ..rule import Config, Weight, layer
from ..variables import defined
from .base import Convolution, check_above_zero


class DepthwiseConv(Convolution):
    """A convolution of each channel by itself, `depth_multiplier` times.

    Input shape:  (batch, *spatial, channels)
    Output shape: (batch, *new_spatial, channels * depth_multiplier)
    Weights:      kernel (*kernel_size, channels, depth_multiplier), bias (channels * depth_multiplier,)
    Source: keras.src.layers.convolutional.base_depthwise_conv.BaseDepthwiseConv
    """

    def check(self, config: Config) -> None:
        super().check(config)
        check_above_zero(config, "depth_multiplier")

    def channels(self, config: Config, input: Dim) -> Dim:
        return arithmetic("*", config.size("depth_multiplier"), input)

    def weights(self, config: Config, input: Any) -> list[Weight]:
        channels = defined(of_rank(input, self.rank + 2, self.label), layout_of(config).channel_axis, self.label)
        multiplier = config.size("depth_multiplier")
        variables = [Weight("kernel", Shape(*self.kernel_size(config), channels, multiplier))]
        if config.flag("use_bias"):
            variables.append(Weight("bias", Shape(arithmetic("*", multiplier, channels))))
        return variables


@layer("keras.layers.DepthwiseConv1D")
class DepthwiseConv1D(DepthwiseConv):
    """Input shape: (batch, steps, channels). Source: keras.layers.DepthwiseConv1D."""

    rank = 1


@layer("keras.layers.DepthwiseConv2D")
class DepthwiseConv2D(DepthwiseConv):
    """Input shape: (batch, height, width, channels). Source: keras.layers.DepthwiseConv2D."""

    rank = 2
