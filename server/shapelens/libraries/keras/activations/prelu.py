"""PReLU."""

from __future__ import annotations

from typing import Any

from ....shapes import Dim, Mismatch, Shape, Structure
from ..arguments import PLAIN, invalid
from ..layout import tensor
from ..rule import Config, InputSpec, Weight, layer
from ..unchanged import Unchanged
from ..variables import defined


@layer("keras.layers.PReLU")
class PReLU(Unchanged):
    """A learned slope for each element of a sample, or for fewer where `shared_axes` are shared.

    Input shape:  (batch, d1, ..., dn). Output shape: the same
    Weights:      alpha (d1, ..., dn), 1 on shared axes, which are counted from 1
    Source: keras.layers.PReLU
    """

    def check(self, config: Config) -> None:
        value = config.values.get("shared_axes")
        axes = value if isinstance(value, tuple) else () if value is None else (value,)
        if any(isinstance(axis, (*PLAIN, tuple)) and not isinstance(axis, int) for axis in axes):
            raise invalid("shared_axes", "an axis or a list of axes", value)

    def built_spec(self, config: Config, input: Any) -> InputSpec | None:
        shape = tensor(input, self.label)
        if shape.is_unknown:
            return None
        shared = _shared(config)
        axes: dict[int, Dim] = {}
        if shared:
            axes = {axis: shape[axis] for axis in range(1, len(shape)) if axis not in shared}
        return InputSpec(rank=len(shape), axes=axes)

    def output(self, config: Config, input: Any) -> Structure:
        return super().output(config, tensor(input, self.label))

    def weights(self, config: Config, input: Any) -> list[Weight]:
        shape = tensor(input, self.label)
        if shape.is_unknown:
            return [Weight("alpha", Shape.unknown())]
        shared = _shared(config)
        if shared is None:
            return [Weight("alpha", Shape.of_rank(len(shape) - 1))]
        places = set()
        for axis in shared:
            if not -len(shape) + 1 <= axis - 1 < len(shape) - 1:
                raise Mismatch(
                    "invalid-argument",
                    f"PReLU has no axis {axis} to share in {shape}",
                    argument="shared_axes",
                    axis=axis,
                )
            places.add((axis - 1) % (len(shape) - 1) + 1)
        dims = [1 if axis in places else defined(shape, axis, self.label) for axis in range(1, len(shape))]
        return [Weight("alpha", Shape(*dims))]


def _shared(config: Config) -> tuple[int, ...] | None:
    """`shared_axes`; None where they are not known."""
    value = config.values.get("shared_axes")
    axes = () if value is None else value if isinstance(value, tuple) else (value,)
    known = tuple(axis for axis in axes if isinstance(axis, int))
    return known if len(known) == len(axes) else None
