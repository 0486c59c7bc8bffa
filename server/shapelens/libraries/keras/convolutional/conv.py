"""Conv1D, Conv2D and Conv3D."""

from __future__ import annotations

from typing import Any

from ....interpreter.context import Context
from ....interpreter.registry import lookup
from ....shapes import Dim, Mismatch, Shape
from ....values import Instance, Value
from ..arguments import invalid
from ..layout import Layout, layout_of, of_rank
from ..rule import Config, Weight, layer, layer_config
from ..variables import defined, with_lora
from .base import Convolution, check_above_zero, check_strides_or_dilation


def convolution_op(ctx: Context, layer: Instance, inputs: Value, kernel: Value) -> Value:
    """`BaseConv.convolution_op`: the convolution with any kernel, for a program's own `call` or its own `convolution_op`."""
    config = layer_config(layer)
    names = ("strides", "padding", "dilation_rate", "data_format")
    keywords = {} if config is None else {name: config.values[name] for name in names if name in config.values}
    with ctx.recorded(is_quiet=True):
        return ctx.call(lookup("keras.ops.conv"), (inputs, kernel), keywords)


class Conv(Convolution):
    """A convolution with `filters` output channels; each group sees its share of the input's channels.

    Input shape:  (batch, *spatial, channels)
    Output shape: (batch, *new_spatial, filters), each size by `shapes.convolution.window_size`
    Weights:      kernel (*kernel_size, channels // groups, filters), bias (filters,)
    Source: keras.src.layers.convolutional.base_conv.BaseConv
    """

    keywords = {"lora_rank": None, "lora_alpha": None}
    methods = {"convolution_op": convolution_op}

    def check(self, config: Config) -> None:
        super().check(config)
        check_above_zero(config, "filters")
        check_above_zero(config, "groups")
        filters, groups = config.values.get("filters"), config.values.get("groups")
        if isinstance(filters, int) and isinstance(groups, int) and filters % groups:
            raise invalid("groups", f"a divisor of `filters` ({filters})", groups)
        check_strides_or_dilation(config, self.rank)

    def check_channels(self, config: Config, layout: Layout, input: Shape) -> None:
        channels, groups = layout.channels(input), config.size("groups")
        if isinstance(channels, int) and isinstance(groups, int) and channels % groups:
            raise Mismatch(
                "invalid-argument",
                f"`groups` must divide the {channels} channels of the input {input}, got {groups}",
                argument="groups",
            )

    def weights(self, config: Config, input: Any) -> list[Weight]:
        layout = layout_of(config)
        shape = of_rank(input, self.rank + 2, self.label)
        channels = defined(shape, layout.channel_axis, self.label)
        self.check_channels(config, layout, shape)
        filters, groups = config.size("filters"), config.size("groups")
        share: Dim = channels if groups == 1 or channels is None else channels // groups
        variables = [Weight("kernel", Shape(*self.kernel_size(config), share, filters))]
        if config.flag("use_bias"):
            variables.append(Weight("bias", Shape(filters)))
        return with_lora(config, variables, "kernel")


@layer("keras.layers.Conv1D")
class Conv1D(Conv):
    """Input shape: (batch, steps, channels). Source: keras.layers.Conv1D."""

    rank = 1
    accepts_causal = True


@layer("keras.layers.Conv2D")
class Conv2D(Conv):
    """Input shape: (batch, height, width, channels). Source: keras.layers.Conv2D.

    Keras 1 took rows and columns of the kernel as its second and third argument; the third is `strides` since.
    """

    rank = 2

    def resolve(self, ctx: Context, config: Config) -> Config:
        kernel, strides = config.values.get("kernel_size"), config.values.get("strides")
        is_positional = not {"kernel_size", "strides"} & config.given
        if is_positional and isinstance(kernel, int) and kernel == strides and kernel > 1 and kernel % 2:
            ctx.report(
                "positional-strides",
                f"the third argument of Conv2D is `strides`: a kernel of {kernel} moves in steps of {strides}",
                span=ctx.argument_span(2),
                argument="strides",
                kernel_size=kernel,
            )
        return config


@layer("keras.layers.Conv3D")
class Conv3D(Conv):
    """Input shape: (batch, depth, height, width, channels). Source: keras.layers.Conv3D."""

    rank = 3
