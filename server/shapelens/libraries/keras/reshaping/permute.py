"""Permute."""

from __future__ import annotations

from typing import Any

from ....shapes import Shape, Structure
from ....values import Value
from ..arguments import PLAIN, invalid
from ..layout import of_rank, tensor
from ..rule import Config, InputSpec, LayerRule, layer
from ..unchanged import kept_dtype


@layer("keras.layers.Permute")
class Permute(LayerRule):
    """The axes of each sample in another order, counted from 1.

    Input shape:  (batch, d1, ..., dn), n = len(dims)
    Output shape: (batch, d[dims[0]], ..., d[dims[n-1]])
    Source: keras.layers.Permute
    """

    def check(self, config: Config) -> None:
        value = config.values.get("dims")
        if isinstance(value, PLAIN):
            raise invalid("dims", "a tuple of axes", value)
        if isinstance(value, tuple) and not _is_order(value):
            raise invalid("dims", f"an order of the axes from 1 to {len(value)}", value)

    def input_spec(self, config: Config) -> InputSpec | None:
        value = config.values.get("dims")
        return InputSpec(rank=len(value) + 1) if isinstance(value, tuple) else None

    def output(self, config: Config, input: Any) -> Structure:
        dims = config.values.get("dims")
        if not isinstance(dims, tuple):
            shape = tensor(input, self.label)
            return Shape(shape.batch, *Shape.of_rank(max(len(shape) - 1, 0)).known) if shape.known else shape
        shape = of_rank(input, len(dims) + 1, self.label)
        if not all(isinstance(axis, int) for axis in dims):
            return Shape(shape.batch, *Shape.of_rank(len(dims)).known)
        return Shape(shape.batch, *[shape[axis] for axis in dims if isinstance(axis, int)])

    def dtype(self, config: Config, input: str | None) -> str | None:
        return kept_dtype(config, input)


def _is_order(dims: tuple[Value, ...]) -> bool:
    """Whether the axes are 1 to n in some order, or may be."""
    if not all(isinstance(axis, PLAIN) for axis in dims):
        return True
    return set(dims) == set(range(1, len(dims) + 1)) and all(isinstance(axis, int) for axis in dims)
