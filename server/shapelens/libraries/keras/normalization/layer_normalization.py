"""LayerNormalization, RMSNormalization and UnitNormalization."""

from __future__ import annotations

from typing import Any

from ....shapes import Mismatch, Shape, Structure, Undetermined
from ....shapes.broadcasting import broadcast
from ..arguments import check_axes
from ..layout import tensor
from ..rule import Config, Weight, layer
from ..unchanged import Unchanged
from ..variables import defined


class AxesNormalization(Unchanged):
    """A normalization over one or several axes of each sample.

    Input shape:  any that has the axes. Output shape: the same
    """

    def check(self, config: Config) -> None:
        check_axes(config)

    def axes(self, config: Config, input: Shape) -> tuple[int, ...] | None:
        """The axes, sorted as given; None where they are not known. Raises Mismatch where the input has no such axis."""
        value = config.values.get("axis")
        values = value if isinstance(value, tuple) else (value,)
        axes = tuple(axis for axis in values if isinstance(axis, int))
        if len(axes) != len(values) or input.is_unknown:
            return None
        for axis in axes:
            if not -len(input) <= axis < len(input):
                raise Mismatch(
                    "invalid-argument",
                    f"{self.label} has no axis {axis} in an input of shape {input}",
                    argument="axis",
                    axis=axis,
                )
        return tuple(sorted(axes))

    def normalized(self, config: Config, input: Any) -> Shape:
        """The sizes of the axes: the shape of each variable."""
        shape = tensor(input, self.label)
        axes = self.axes(config, shape)
        if axes is not None:
            return Shape(*[defined(shape, axis, self.label) for axis in axes])
        value = config.values.get("axis")
        if isinstance(value, tuple):
            return Shape.of_rank(len(value))
        return Shape.of_rank(1) if isinstance(value, int) else Shape.unknown()

    def output(self, config: Config, input: Any) -> Structure:
        shape = tensor(input, self.label)
        axes = self.axes(config, shape)
        if axes is not None and len({axis % len(shape) for axis in axes}) < len(axes):
            raise Mismatch(
                "invalid-argument", f"{self.label} names an axis twice: {axes}", argument="axis", output=shape
            )
        return super().output(config, input)


@layer("keras.layers.LayerNormalization")
class LayerNormalization(AxesNormalization):
    """Weights: gamma, beta of the axes' sizes. Source: keras.layers.LayerNormalization."""

    is_batchwise = True

    keywords = {"rms_scaling": False}

    def weights(self, config: Config, input: Any) -> list[Weight]:
        is_rms = "rms_scaling" in config.values and config.flag("rms_scaling")
        names = ["gamma"] if is_rms or config.flag("scale") else []
        if config.flag("center") and not is_rms:
            names.append("beta")
        shape = self.normalized(config, input) if names else Shape()
        return [Weight(name, shape) for name in names]


@layer("keras.layers.RMSNormalization")
class RMSNormalization(AxesNormalization):
    """Weights: scale of the axes' sizes. Source: keras.layers.RMSNormalization.

    When it computes, the scale is broadcast from the last axis, so that it fits only the last axes.
    """

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        traced = super().output(config, input)
        try:
            computed = broadcast(tensor(input, self.label), self.normalized(config, input))
        except Mismatch:
            raise Mismatch(
                "operand-shapes",
                f"RMSNormalization over the axes {config.values.get('axis')} cannot scale {input}: it takes the last axes only",
                argument="axis",
                output=traced,
            ) from None
        return traced if is_symbolic else computed

    def weights(self, config: Config, input: Any) -> list[Weight]:
        return [Weight("scale", self.normalized(config, input))]


@layer("keras.layers.UnitNormalization")
class UnitNormalization(AxesNormalization):
    """No weights. Source: keras.layers.UnitNormalization."""

    def output(self, config: Config, input: Any) -> Structure:
        if not isinstance(input, Shape):
            raise Undetermined("the normalization of several tensors")
        return super().output(config, input)
