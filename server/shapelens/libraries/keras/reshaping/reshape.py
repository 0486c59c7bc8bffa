"""Reshape."""

from __future__ import annotations

from typing import Any

from ....shapes import UNKNOWN, Dim, Mismatch, Shape, Structure, Symbolic
from ....shapes.reshaping import reshape
from ....values import Value
from ..arguments import PLAIN, invalid
from ..layout import tensor
from ..rule import Config, LayerRule, layer
from ..unchanged import kept_dtype


@layer("keras.layers.Reshape")
class Reshape(LayerRule):
    """The elements of each sample in another form. The batch axis is no part of `target_shape`.

    Input shape:  (batch, d1, ..., dn)
    Output shape: (batch, *target_shape), with -1 for the size that is left over (None while a dimension is None)
    Source: keras.layers.Reshape, keras.src.ops.operation_utils.compute_reshape_output_shape
    """

    def check(self, config: Config) -> None:
        value = config.values.get("target_shape")
        if isinstance(value, PLAIN):
            raise invalid("target_shape", "a tuple of integers", value)
        if isinstance(value, tuple):
            integers = [entry for entry in value if isinstance(entry, int)]
            if any(entry < -1 for entry in integers) or integers.count(-1) > 1:
                raise invalid("target_shape", "a tuple of sizes, at most one of them -1", value)

    def output(self, config: Config, input: Any) -> Structure:
        shape = tensor(input)
        target = config.values.get("target_shape")
        if not isinstance(target, tuple):
            return Shape.unknown()
        features = shape if shape.is_unknown else Shape(*shape.known[1:])
        try:
            return Shape(shape.batch, *reshape(features, [_entry(value) for value in target], argument="target_shape"))
        except Mismatch as mismatch:
            raise Mismatch(
                "reshape-size",
                f"Reshape makes {Shape(*[_entry(value) for value in target])} of {features}, which has {features.size} elements",
                argument="target_shape",
                expected=mismatch.facts.get("expected"),
                got=features,
            ) from None

    def dtype(self, config: Config, input: str | None) -> str | None:
        return kept_dtype(config, input)

    def explain(self, config: Config, input: Any, output: Structure) -> list[str]:
        target = config.values.get("target_shape")
        if not isinstance(target, tuple) or -1 not in target or not isinstance(output, Shape):
            return []
        size = Shape(*input.known[1:]).size if isinstance(input, Shape) else None
        rest = [str(value) for value in target if value != -1]
        if size is None or not rest:
            return []
        divisor = " * ".join(rest)
        return [f"-1: {size} / {f'({divisor})' if len(rest) > 1 else divisor} = {output[1 + target.index(-1)]}"]


def _entry(value: Value) -> Dim:
    """One entry as Keras reads it: what is no integer is a dynamic size."""
    if isinstance(value, (int, Symbolic)):
        return value
    return None if isinstance(value, PLAIN) else UNKNOWN
