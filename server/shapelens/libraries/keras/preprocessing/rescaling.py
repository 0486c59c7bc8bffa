"""Rescaling: `inputs * scale + offset`."""

from __future__ import annotations

from typing import Any

from ....shapes import UNKNOWN, Mismatch, Shape, Structure
from ....shapes.broadcasting import broadcast
from ....values import Tensor, Unknown
from ..rule import Config, layer
from ..unchanged import Unchanged


@layer("keras.layers.Rescaling")
class Rescaling(Unchanged):
    """Leaves the shape as it is. A `scale` or `offset` of several numbers must fit the last axis, or the layer fails when it runs.

    Source: keras.layers.Rescaling
    """

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        answer = super().output(config, input)
        if not isinstance(input, Shape):
            return answer
        real = input
        for argument in ("scale", "offset"):
            value = config.values.get(argument)
            if isinstance(value, Unknown):
                stretches = real.dims and not (isinstance(real.last, int) and real.last > 1)
                real = real.replace(-1, UNKNOWN) if stretches else real
                continue
            shape = (
                value.shape if isinstance(value, Tensor) else Shape(len(value)) if isinstance(value, tuple) else Shape()
            )
            if isinstance(value, tuple) and any(isinstance(item, tuple) for item in value):
                return answer
            try:
                real = broadcast(real, shape)
            except Mismatch:
                raise Mismatch(
                    "operand-shapes",
                    f"`{argument}` of shape {shape} does not fit {input}",
                    argument=argument,
                    left=input,
                    right=shape,
                    output=answer,
                ) from None
        return answer if is_symbolic else real
