"""LayerNormalization, RMSNormalization and UnitNormalization."""

from __future__ import annotations

from typing import Any

from ....shapes import Mismatch, Shape, Structure
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
        shape = tensor(input)
        axes = self.axes(config, shape)
        if axes is not None:
            return Shape(*[defined(shape, axis, self.label) for axis in axes])
        value = config.values.get("axis")
        return Shape.of_rank(len(value) if isinstance(value, tuple) else 1)

    def output(self, config: Config, input: Any) -> Structure:
        self.axes(config, tensor(input))
        return super().output(config, input)


@layer("keras.layers.LayerNormalization")
class LayerNormalization(AxesNormalization):
    """Weights: gamma, beta of the axes' sizes. Source: keras.layers.LayerNormalization."""

    def weights(self, config: Config, input: Any) -> list[Weight]:
        shape = self.normalized(config, input)
        is_rms = "rms_scaling" in config.values and config.flag("rms_scaling")
        names = ["gamma"] if is_rms or config.flag("scale") else []
        if config.flag("center") and not is_rms:
            names.append("beta")
        return [Weight(name, shape) for name in names]


@layer("keras.layers.RMSNormalization")
class RMSNormalization(AxesNormalization):
    """Weights: scale of the axes' sizes. Source: keras.layers.RMSNormalization."""

    def weights(self, config: Config, input: Any) -> list[Weight]:
        return [Weight("scale", self.normalized(config, input))]


@layer("keras.layers.UnitNormalization")
class UnitNormalization(AxesNormalization):
    """No weights. Source: keras.layers.UnitNormalization."""
