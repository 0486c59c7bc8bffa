"""Flatten."""

from __future__ import annotations

from typing import Any

from ....shapes import Shape, Structure, product
from ..arguments import check_data_format
from ..layout import tensor
from ..rule import Config, InputSpec, LayerRule, layer
from ..unchanged import kept_dtype


@layer("keras.layers.Flatten")
class Flatten(LayerRule):
    """Makes one axis of all but the batch axis. `data_format` orders the elements and changes no shape.

    Input shape:  (batch, d1, ..., dn), n >= 0
    Output shape: (batch, d1 * ... * dn); None where a factor is None; (batch, 1) for n = 0
    Source: keras.layers.Flatten.compute_output_shape
    """

    spec = InputSpec(min_rank=1)
    is_batchwise = True

    def check(self, config: Config) -> None:
        check_data_format(config)

    def output(self, config: Config, input: Any) -> Structure:
        shape = tensor(input, self.label)
        if shape.is_unknown:
            return Shape.of_rank(2)
        rest = shape.known[1:]
        return Shape(shape.batch, None if None in rest else product(rest))

    def dtype(self, config: Config, input: str | None) -> str | None:
        return kept_dtype(config, input)

    def explain(self, config: Config, input: Any, output: Structure) -> list[str]:
        rest = input.known[1:] if isinstance(input, Shape) else ()
        if len(rest) < 2 or None in rest or not isinstance(output, Shape):
            return []
        return [f"{' * '.join(map(str, rest))} = {output.last}"]
