"""Identity and Masking."""

from __future__ import annotations

from typing import Any

from ....shapes import Structure
from ..layout import tensor
from ..rule import Config, InputSpec, layer
from ..unchanged import Unchanged, kept_dtype


@layer("keras.layers.Identity")
class Identity(Unchanged):
    """Answers its input, a structure of tensors included. Source: keras.layers.Identity."""

    def dtype(self, config: Config, input: str | None) -> str | None:
        return kept_dtype(config, input)


@layer("keras.layers.Masking")
class Masking(Unchanged):
    """Masks the steps whose features all equal `mask_value`; shapes stay. Source: keras.layers.Masking."""

    spec = InputSpec(min_rank=1)

    def output(self, config: Config, input: Any) -> Structure:
        return tensor(input, self.label)
