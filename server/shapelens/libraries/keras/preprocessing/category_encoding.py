"""CategoryEncoding: integers to one-hot, multi-hot or counts."""

from __future__ import annotations

from typing import Any

from ....shapes import Shape, Structure
from ..arguments import PLAIN, invalid
from ..rule import Config, LayerRule, layer
from .encoding import check_mode, encoded, one_hot, one_tensor, output_mode, without_last


@layer("keras.layers.CategoryEncoding")
class CategoryEncoding(LayerRule):
    """Encodes integers below `num_tokens`.

    Input shape:  (..., n), or () for one
    Output shape: one_hot (..., n, num_tokens), without the n where it is 1; multi_hot and count (..., num_tokens)
    Source: keras.layers.CategoryEncoding
    """

    def check(self, config: Config) -> None:
        check_mode(config, ("count", "one_hot", "multi_hot"))
        tokens = config.values.get("num_tokens")
        if isinstance(tokens, (*PLAIN, tuple)) and not (isinstance(tokens, int) and tokens >= 1):
            raise invalid("num_tokens", "a positive integer", tokens)

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        shape, mode, depth = one_tensor(input), output_mode(config), config.size("num_tokens")
        if not is_symbolic:
            return encoded(shape, mode, depth)
        if shape.dims == ():
            return Shape(depth)
        return one_hot(shape, depth) if mode == "one_hot" else without_last(shape, depth)
