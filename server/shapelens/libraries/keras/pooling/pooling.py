"""MaxPooling and AveragePooling in one, two and three dimensions."""

from __future__ import annotations

from typing import Any, ClassVar

from ....shapes import UNKNOWN, Dim, Mismatch, Shape, Size, Structure
from ....shapes.pooling import pooled_size
from ....values import Value
from ..arguments import check_data_format, check_sizes, invalid
from ..convolutional.base import AXES, window_formula
from ..layout import known_layout, of_rank, opaque
from ..rule import Config, InputSpec, LayerRule, layer


class Pooling(LayerRule):
    """One value for each window of `pool_size`, `strides` apart (`pool_size` by default).

    Input shape:  (batch, *spatial, channels)
    Output shape: (batch, *new_spatial, channels), each size by `shapes.pooling.pooled_size`
    Source: keras.src.layers.pooling.base_pooling.BasePooling
    """

    settable = frozenset(["pool_size", "strides", "padding"])
    rank: ClassVar[int]
    """The number of spatial axes."""
    may_be_empty: ClassVar[bool] = False
    """Whether TensorFlow computes no windows where Keras traces none."""

    def check(self, config: Config) -> None:
        check_sizes(config.values.get("pool_size"), self.rank, "pool_size", accepts_float=True)
        if config.values.get("strides") is not None:
            check_sizes(config.values.get("strides"), self.rank, "strides", least=0, accepts_float=True)
        check_data_format(config)

    def input_spec(self, config: Config) -> InputSpec:
        return InputSpec(rank=self.rank + 2)

    def window(self, config: Config, axis: int) -> tuple[Size, Size]:
        """Pool size and stride on a spatial axis."""
        pool = config.sizes("pool_size", self.rank)[axis]
        return pool, pool if config.values.get("strides") is None else config.sizes("strides", self.rank)[axis]

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        shape = of_rank(input, self.rank + 2, self.label)
        padding = config.values.get("padding")
        if isinstance(padding, str) and not is_symbolic:
            padding = padding.lower()
        if padding not in ("valid", "same") and (padding is None or isinstance(padding, (str, tuple, int, float))):
            raise invalid("padding", "'valid' or 'same'", padding)
        layout = known_layout(config)
        if layout is None:
            return opaque(shape, self.rank)
        spatial = tuple(
            self.size(config, axis, size, padding, is_symbolic) for axis, size in enumerate(layout.spatial(shape))
        )
        return layout.shape(shape.batch, spatial, layout.channels(shape))

    def size(self, config: Config, axis: int, size: Dim, padding: Value, is_symbolic: bool) -> Dim:
        """What is left of a spatial axis."""
        pool, stride = self.window(config, axis)
        if stride == 0:
            raise invalid("strides", "above 0", config.values.get("strides"))
        if not isinstance(padding, str):
            return None if size is None else UNKNOWN
        try:
            return pooled_size(size, pool, stride, padding)
        except Mismatch as mismatch:
            if self.may_be_empty and not is_symbolic and not isinstance(stride, int):
                return UNKNOWN
            if self.may_be_empty and not is_symbolic and _is_nearly_one(size, pool, stride):
                return 0
            raise Mismatch(
                "non-positive-size",
                f"{self.label} with a window of {pool} does not fit into {AXES[self.rank][axis]} {size}",
                argument="pool_size",
                axis=axis,
                expected=mismatch.facts.get("expected"),
                size=size,
            ) from None

    def explain(self, config: Config, input: Any, output: Structure) -> list[str]:
        layout = known_layout(config)
        if layout is None or not isinstance(input, Shape) or not isinstance(output, Shape):
            return []
        lines = []
        for axis, (before, after) in enumerate(zip(layout.spatial(input), layout.spatial(output))):
            if before is not None:
                formula = window_formula(before, *self.window(config, axis), config.values.get("padding"))
                lines.append(f"{AXES[self.rank][axis]}: {formula} = {after}")
        return lines


def _is_nearly_one(size: Dim, pool: Size, stride: Size) -> bool:
    """Whether TensorFlow, which rounds toward zero, counts no window where there are fewer than none."""
    if isinstance(size, int) and isinstance(pool, int) and isinstance(stride, int):
        return size - pool + 2 * stride > 0
    return False


@layer("keras.layers.MaxPooling1D")
class MaxPooling1D(Pooling):
    """Input shape: (batch, steps, features). Source: keras.layers.MaxPooling1D."""

    rank = 1


@layer("keras.layers.MaxPooling2D")
class MaxPooling2D(Pooling):
    """Input shape: (batch, height, width, channels). Source: keras.layers.MaxPooling2D."""

    rank = 2


@layer("keras.layers.MaxPooling3D")
class MaxPooling3D(Pooling):
    """Input shape: (batch, depth, height, width, channels). Source: keras.layers.MaxPooling3D."""

    rank = 3


@layer("keras.layers.AveragePooling1D")
class AveragePooling1D(Pooling):
    """Input shape: (batch, steps, features). Source: keras.layers.AveragePooling1D."""

    may_be_empty = True
    rank = 1


@layer("keras.layers.AveragePooling2D")
class AveragePooling2D(Pooling):
    """Input shape: (batch, height, width, channels). Source: keras.layers.AveragePooling2D."""

    may_be_empty = True
    rank = 2


@layer("keras.layers.AveragePooling3D")
class AveragePooling3D(Pooling):
    """Input shape: (batch, depth, height, width, channels). Source: keras.layers.AveragePooling3D."""

    may_be_empty = True
    rank = 3
