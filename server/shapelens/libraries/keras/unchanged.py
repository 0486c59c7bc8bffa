"""Layers that leave shapes as they are, and the dtype of those that leave even that."""

from __future__ import annotations

from typing import Any

from ...shapes import Mismatch, Shape, Structure, arithmetic
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


def activated(config: Config, output: Shape, is_symbolic: bool) -> Shape:
    """The output after the layer's `activation`. Only `glu` changes the shape: it halves the last axis, which Keras's tracing misses.

    Raises Mismatch("invalid-argument") where that axis is odd. Source: keras.activations.glu.
    """
    if config.values.get("activation") != "glu" or not output.known:
        return output
    if isinstance(output.last, int) and output.last % 2:
        text = f"the activation 'glu' halves the last axis, which is odd in {output}"
        raise Mismatch("invalid-argument", text, argument="activation", output=output)
    return output if is_symbolic else output.replace(-1, arithmetic("//", output.last, 2))
