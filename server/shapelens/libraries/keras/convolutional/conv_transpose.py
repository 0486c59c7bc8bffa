"""Conv1DTranspose, Conv2DTranspose and Conv3DTranspose."""

from __future__ import annotations

from typing import Any

from ....shapes import UNKNOWN, Dim, Mismatch, Shape, Size, Structure, same
from ....shapes.convolution import transposed_size, window_size
from ..arguments import check_sizes, invalid
from ..layout import known_layout, layout_of, of_rank
from ..rule import Config, Weight, layer
from ..variables import defined
from .base import AXES, Convolution, Window, check_above_zero, check_strides_or_dilation


class ConvTranspose(Convolution):
    """A transposed convolution ("deconvolution") with `filters` output channels.

    Input shape:  (batch, *spatial, channels)
    Output shape: (batch, *new_spatial, filters), each size by `shapes.convolution.transposed_size`
    Weights:      kernel (*kernel_size, filters, channels), bias (filters,)
    Source: keras.src.layers.convolutional.base_conv_transpose.BaseConvTranspose
    """

    accepts_float_strides = False
    refuses_in_build = False
    is_batchwise = False  # What data come to differs now and then from what is traced.

    def check(self, config: Config) -> None:
        super().check(config)
        check_above_zero(config, "filters")
        if config.values.get("output_padding") is not None:
            check_sizes(config.values.get("output_padding"), self.rank, "output_padding", least=0)
            pairs = zip(config.sizes("output_padding", self.rank), config.sizes("strides", self.rank))
            if any(isinstance(o, int) and isinstance(s, int) and o >= s for o, s in pairs):
                raise invalid("output_padding", "smaller than `strides` on every axis", config.values["output_padding"])
        check_strides_or_dilation(config, self.rank)

    def output_padding(self, config: Config, axis: int) -> Size | None:
        if config.values.get("output_padding") is None:
            return None
        return config.sizes("output_padding", self.rank)[axis]

    def size(self, config: Config, axis: int, size: Dim, window: Window) -> Dim:
        padding = config.values.get("padding")
        if not isinstance(padding, str):
            return None if size is None else UNKNOWN
        kernel, stride, dilation = window
        return transposed_size(size, kernel, stride, padding.lower(), self.output_padding(config, axis), dilation)

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        output, layout = super().output(config, input, is_symbolic), known_layout(config)
        if layout is None or not isinstance(output, Shape) or config.values.get("output_padding") is None:
            return output
        sizes = zip(layout.spatial(of_rank(input, self.rank + 2, self.label)), layout.spatial(output))
        for axis, (size, made) in enumerate(sizes):
            if self.has_no_way_back(config, axis, size, made):
                raise Mismatch(
                    "invalid-argument",
                    f"`output_padding` makes {AXES[self.rank][axis]} {made} of {size}, which no convolution can take back to {size}",
                    argument="output_padding",
                    output=output,
                )
        return output

    def has_no_way_back(self, config: Config, axis: int, size: Dim, made: Dim) -> bool:
        """Whether the convolution that this one transposes does not make `size` of `made`: TensorFlow cannot compute it then."""
        padding = config.values.get("padding")
        if not isinstance(padding, str) or not isinstance(size, int) or not isinstance(made, int):
            return False
        kernel, stride, dilation = self.windows(config)[axis]
        try:
            return same(window_size(made, kernel, stride, padding.lower(), dilation), size) is False
        except Mismatch:
            return True

    def weights(self, config: Config, input: Any) -> list[Weight]:
        channels = defined(of_rank(input, self.rank + 2, self.label), layout_of(config).channel_axis, self.label)
        filters = config.size("filters")
        variables = [Weight("kernel", Shape(*self.kernel_size(config), filters, channels))]
        if config.flag("use_bias"):
            variables.append(Weight("bias", Shape(filters)))
        return variables

    def formula(self, config: Config, axis: int, size: Dim, window: Window) -> str:
        kernel, stride, dilation = window
        reach = dilation * (kernel - 1) + 1
        extra = self.output_padding(config, axis)
        if config.values.get("padding") == "same":
            return f"{size}*{stride}" if extra is None else f"({size} - 1)*{stride} + {reach % 2} + {extra}"
        if extra is not None:
            return f"({size} - 1)*{stride} + {reach} + {extra}"
        return f"({size} - 1)*{stride} + max({reach}, {stride})"


@layer("keras.layers.Conv1DTranspose")
class Conv1DTranspose(ConvTranspose):
    """Input shape: (batch, steps, channels). Source: keras.layers.Conv1DTranspose."""

    rank = 1


@layer("keras.layers.Conv2DTranspose")
class Conv2DTranspose(ConvTranspose):
    """Input shape: (batch, height, width, channels). Source: keras.layers.Conv2DTranspose."""

    rank = 2


@layer("keras.layers.Conv3DTranspose")
class Conv3DTranspose(ConvTranspose):
    """Input shape: (batch, depth, height, width, channels). Source: keras.layers.Conv3DTranspose."""

    rank = 3
