"""RepeatVector."""

from __future__ import annotations

from typing import Any

from ....shapes import Shape, Structure
from ..arguments import check_positive_integer
from ..layout import of_rank
from ..rule import Config, InputSpec, LayerRule, layer


@layer("keras.layers.RepeatVector")
class RepeatVector(LayerRule):
    """The same features for each of `n` steps.

    Input shape:  (batch, features)
    Output shape: (batch, n, features)
    Source: keras.layers.RepeatVector
    """

    spec = InputSpec(rank=2)

    def check(self, config: Config) -> None:
        check_positive_integer(config, "n", accepts_bool=False)

    def output(self, config: Config, input: Any) -> Structure:
        shape = of_rank(input, 2, self.label)
        return Shape(shape.batch, config.size("n"), shape.last)
