"""Layers that leave shapes as they are, and the dtype of those that leave even that."""

from __future__ import annotations

from typing import Any

from ...shapes import Structure
from .rule import Config, LayerRule

FLOATS = frozenset({"float16", "bfloat16", "float32", "float64"})


class Unchanged(LayerRule):
    """A layer whose output has its input's shape, or a structure of such.

    Source: `compute_output_shape` of the class, which answers `input_shape`.
    """

    def output(self, config: Config, input: Any) -> Structure:
        structure: Structure = input
        return structure


def kept_dtype(config: Config, input: str | None) -> str | None:
    """The input's dtype as Keras passes it on: floats are cast to the layer's own, all else stays.

    Source: keras.Layer.__call__ (autocast) before a `compute_output_spec` that keeps the input's dtype.
    """
    if input is None:
        return None
    return LayerRule.dtype(_PLAIN, config, None) if input in FLOATS else input


_PLAIN = LayerRule()
