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
    Output shape: (batch, *target_shape), with -1 for the size that is left over (None while a dimension is None).
                  What is no integer stands for a dynamic size, that is for -1 when the layer computes
    Source: keras.layers.Reshape, keras.src.ops.operation_utils.compute_reshape_output_shape
    """

    settable = frozenset(["target_shape"])

    def check(self, config: Config) -> None:
        value = config.values.get("target_shape")
        if isinstance(value, PLAIN) and not isinstance(value, str):
            raise invalid("target_shape", "a tuple of integers", value)
        if isinstance(value, tuple):
            integers = [entry for entry in value if isinstance(entry, int)]
            if any(entry < -1 for entry in integers) or integers.count(-1) > 1:
                raise invalid("target_shape", "a tuple of sizes, at most one of them -1", value)

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        shape = tensor(input, self.label)
        value = config.values.get("target_shape")
        if not isinstance(value, (tuple, str)):
            return Shape.unknown()
        target = [_entry(entry) for entry in value]
        features = shape if shape.is_unknown else Shape(*shape.known[1:])
        traced = Shape(shape.batch, *_reshaped(features, target))
        if None not in target:
            return traced
        try:
            computed = _reshaped(features, [-1 if entry is None else entry for entry in target])
        except Mismatch as mismatch:
            mismatch.facts["output"] = traced
            raise
        return traced if is_symbolic else Shape(shape.batch, *computed)

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


def _reshaped(features: Shape, target: list[Dim]) -> Shape:
    try:
        return reshape(features, target, argument="target_shape")
    except Mismatch as mismatch:
        if mismatch.code != "reshape-size":
            raise
        raise Mismatch(
            "reshape-size",
            f"Reshape to {Shape(*target)} does not fit {features}, which has {features.size} elements",
            argument="target_shape",
            expected=Shape(*target),
            got=features,
        ) from None
