"""What all convolutions have in common: arguments, the window's arithmetic and its explanation."""

from __future__ import annotations

from typing import Any, ClassVar

from ....shapes import UNKNOWN, Dim, Mismatch, Shape, Size, Structure
from ....shapes.convolution import window_size
from ..arguments import PLAIN, check_data_format, check_padding, check_sizes, invalid
from ..layout import Layout, known_layout, of_rank, opaque
from ..rule import Config, InputSpec, LayerRule
from ..unchanged import activated

AXES = {1: ("steps",), 2: ("height", "width"), 3: ("depth", "height", "width")}
"""What the spatial axes are called, by their number."""


Window = tuple[Size, Size, Size]
"""Kernel size, stride and dilation."""


class Convolution(LayerRule):
    """A window over the spatial axes of `(batch, *spatial, channels)`, or of the channels-first form.

    Source: keras.src.layers.convolutional.base_conv.BaseConv and its siblings.
    """

    refuses_in_build = True  # A kernel of another rank than the input.
    is_batchwise = True
    settable = frozenset(["strides", "padding", "dilation_rate"])
    rank: ClassVar[int]
    """The number of spatial axes."""
    accepts_causal: ClassVar[bool] = False
    accepts_float_strides: ClassVar[bool] = True
    """Whether `strides=(2.0, 2.0)` works: it does where the stride only divides."""

    def check(self, config: Config) -> None:
        check_sizes(config.values.get("kernel_size"), self.rank, "kernel_size")
        for name in ("strides", "dilation_rate"):
            check_sizes(config.values.get(name), self.rank, name, accepts_float=self.accepts_float_strides)
        check_padding(config, accepts_causal=self.accepts_causal)
        check_data_format(config)

    def input_spec(self, config: Config) -> InputSpec:
        return InputSpec(rank=self.rank + 2)

    def built_spec(self, config: Config, input: Any) -> InputSpec:
        layout = known_layout(config)
        if layout is None:
            return self.input_spec(config)
        shape = of_rank(input, self.rank + 2, self.label)
        return InputSpec(rank=self.rank + 2, axes={layout.channel_axis: layout.channels(shape)})

    def channels(self, config: Config, input: Dim) -> Dim:
        """How many channels come out, by the number that goes in."""
        return config.size("filters")

    def size(self, config: Config, axis: int, size: Dim, window: Window) -> Dim:
        """What is left of a spatial axis."""
        padding = config.values.get("padding")
        if not isinstance(padding, str):
            return None if size is None else UNKNOWN
        kernel, stride, dilation = window
        try:
            return window_size(size, kernel, stride, padding.lower(), dilation)
        except Mismatch as mismatch:
            raise Mismatch(
                "non-positive-size",
                f"{self.label} with a kernel of {_reach_text(kernel, dilation)} does not fit into "
                f"{AXES[self.rank][axis]} {size}",
                argument="kernel_size",
                axis=axis,
                expected=mismatch.facts.get("expected"),
                size=size,
            ) from None

    def windows(self, config: Config) -> list[Window]:
        """Kernel size, stride and dilation on each spatial axis."""
        names = ("kernel_size", "strides", "dilation_rate")
        return list(zip(*[config.sizes(name, self.rank) for name in names]))

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        shape = of_rank(input, self.rank + 2, self.label)
        layout = known_layout(config)
        if layout is None:
            return opaque(shape, self.rank)
        self.check_channels(config, layout, shape)
        windows = self.windows(config)
        spatial = tuple(self.size(config, axis, size, windows[axis]) for axis, size in enumerate(layout.spatial(shape)))
        output = layout.shape(shape.batch, spatial, self.channels(config, layout.channels(shape)))
        return activated(config, output, is_symbolic)

    def check_channels(self, config: Config, layout: Layout, input: Shape) -> None:
        """Raises Mismatch where the input's channels do not suit the arguments."""

    def kernel_size(self, config: Config) -> tuple[Size, ...]:
        return config.sizes("kernel_size", self.rank)

    def explain(self, config: Config, input: Any, output: Structure) -> list[str]:
        layout = known_layout(config)
        if layout is None or not isinstance(input, Shape) or not isinstance(output, Shape):
            return []
        lines, windows = [], self.windows(config)
        for axis, (before, after) in enumerate(zip(layout.spatial(input), layout.spatial(output))):
            if before is not None:
                lines.append(f"{AXES[self.rank][axis]}: {self.formula(config, axis, before, windows[axis])} = {after}")
        return lines

    def formula(self, config: Config, axis: int, size: Dim, window: Window) -> str:
        """The arithmetic of one axis: "(28 - 3)/1 + 1"."""
        kernel, stride, dilation = window
        return window_formula(size, kernel, stride, config.values.get("padding"), dilation)


def window_formula(size: Dim, kernel: Size, stride: Size, padding: object, dilation: Size = 1) -> str:
    """The arithmetic of `window_size` as text; the division rounds down."""
    if isinstance(padding, str) and padding.lower() != "valid":
        return f"ceil({size}/{stride})"
    reach = kernel if dilation == 1 else dilation * (kernel - 1) + 1
    return f"({size} - {reach})/{stride} + 1"


def check_above_zero(config: Config, argument: str) -> None:
    """Rejects a number that is not above zero, and what is no integer (None too: no weight can be made of it)."""
    value = config.values.get(argument)
    if isinstance(value, int):
        if value <= 0:
            raise invalid(argument, "a positive integer", value)
    elif isinstance(value, (*PLAIN, tuple)):
        raise invalid(argument, "a positive integer", value)


def check_strides_or_dilation(config: Config, rank: int) -> None:
    """Keras computes no convolution that is both strided and dilated."""
    strides, dilation = config.sizes("strides", rank), config.sizes("dilation_rate", rank)
    if any(isinstance(s, int) and s > 1 for s in strides) and any(isinstance(d, int) and d > 1 for d in dilation):
        raise Mismatch(
            "invalid-argument",
            f"`strides` above 1 cannot be combined with a `dilation_rate` above 1, got {_many(strides)} and {_many(dilation)}",
            argument="dilation_rate" if "dilation_rate" in config.given else "strides",
        )


def _reach_text(kernel: Size, dilation: Size) -> str:
    return f"{kernel}" if dilation == 1 else f"{kernel} dilated by {dilation}"


def _many(sizes: tuple[Size, ...]) -> str:
    return str(sizes[0]) if len(set(sizes)) == 1 else str(Shape(*sizes))
