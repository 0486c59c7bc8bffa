"""ZeroPadding1D, ZeroPadding2D and ZeroPadding3D."""

from __future__ import annotations

from typing import Any, ClassVar

from ....shapes import Dim, Shape, Structure, arithmetic
from ..arguments import check_data_format, invalid
from ..convolutional.base import AXES
from ..layout import known_layout, of_rank, opaque
from ..rule import Config, InputSpec, LayerRule, layer
from .margins import check_margins, margins


class ZeroPadding(LayerRule):
    """Puts `padding` zeros at both ends of each spatial axis.

    Input shape:  (batch, *spatial, channels)
    Output shape: (batch, *(before + size + after), channels)
    Source: keras.layers.ZeroPadding2D and its siblings
    """

    is_batchwise = True
    rank: ClassVar[int]
    """The number of spatial axes."""

    def check(self, config: Config) -> None:
        check_margins(config.values.get("padding"), self.rank, "padding", accepts_negative=True)
        check_data_format(config)

    def input_spec(self, config: Config) -> InputSpec:
        return InputSpec(rank=self.rank + 2)

    def output(self, config: Config, input: Any) -> Structure:
        shape = of_rank(input, self.rank + 2, self.label)
        layout = known_layout(config)
        if layout is None:
            return opaque(shape, self.rank)
        padding = margins(config.values.get("padding"), self.rank)
        spatial = tuple(_padded(size, *padding[axis]) for axis, size in enumerate(layout.spatial(shape)))
        output = layout.shape(shape.batch, spatial, layout.channels(shape))
        value = config.values.get("padding")
        if isinstance(value, int) and value < 0:
            mismatch = invalid("padding", "from 0 up", value)
            if not any(isinstance(dim, int) and dim < 0 for dim in output):
                mismatch.facts["output"] = output
            raise mismatch
        return output

    def explain(self, config: Config, input: Any, output: Structure) -> list[str]:
        layout = known_layout(config)
        if layout is None or not isinstance(input, Shape) or not isinstance(output, Shape):
            return []
        padding = margins(config.values.get("padding"), self.rank)
        return [
            f"{AXES[self.rank][axis]}: {padding[axis][0]} + {before} + {padding[axis][1]} = {after}"
            for axis, (before, after) in enumerate(zip(layout.spatial(input), layout.spatial(output)))
            if before is not None
        ]


def _padded(size: Dim, before: Dim, after: Dim) -> Dim:
    return None if size is None else arithmetic("+", arithmetic("+", size, before), after)


@layer("keras.layers.ZeroPadding1D")
class ZeroPadding1D(ZeroPadding):
    """Input shape: (batch, steps, features). Source: keras.layers.ZeroPadding1D."""

    rank = 1


@layer("keras.layers.ZeroPadding2D")
class ZeroPadding2D(ZeroPadding):
    """Input shape: (batch, height, width, channels). Source: keras.layers.ZeroPadding2D."""

    rank = 2


@layer("keras.layers.ZeroPadding3D")
class ZeroPadding3D(ZeroPadding):
    """Input shape: (batch, depth, height, width, channels). Source: keras.layers.ZeroPadding3D."""

    rank = 3
