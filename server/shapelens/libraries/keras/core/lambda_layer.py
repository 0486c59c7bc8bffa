"""Lambda, where its declared `output_shape` tells the shape."""

from __future__ import annotations

from typing import Any

from ....shapes import UNKNOWN, Dim, Shape, Structure, Symbolic, Undetermined, leaves
from ....values import Value
from ..rule import Config, LayerRule, layer


@layer("keras.layers.Lambda")
class Lambda(LayerRule):
    """The program's own function as a layer. Keras believes a declared `output_shape` while it traces.

    Output shape: (batch, *output_shape); without one what the function answers, which the interpreter finds by calling it
    Source: keras.layers.Lambda
    """

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        declared = config.values.get("output_shape")
        if not is_symbolic or not isinstance(declared, tuple):
            raise Undetermined("what the function of a Lambda answers")
        shapes = leaves(input)
        return _with_batch(declared, shapes[0].batch if shapes else UNKNOWN)


def _with_batch(declared: tuple[Value, ...], batch: Dim) -> Structure:
    """`declared` as a shape after the batch axis, or each of a tuple of shapes."""
    if declared and all(isinstance(entry, tuple) for entry in declared):
        return tuple(_with_batch(entry, batch) for entry in declared if isinstance(entry, tuple))
    return Shape(batch, *[dim if dim is None or isinstance(dim, (int, Symbolic)) else UNKNOWN for dim in declared])
