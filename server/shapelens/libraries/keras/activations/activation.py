"""Activation, ReLU, LeakyReLU, ELU and Softmax."""

from __future__ import annotations

from typing import Any

from ....shapes import Mismatch, Shape, Structure
from ..arguments import check_number
from ..rule import Config, layer
from ..unchanged import Unchanged


@layer("keras.layers.Activation")
class Activation(Unchanged):
    """Input shape: any. Output shape: the same. Source: keras.layers.Activation."""


@layer("keras.layers.ELU")
class ELU(Unchanged):
    """Input shape: any. Output shape: the same. Source: keras.layers.ELU."""


@layer("keras.layers.LeakyReLU")
class LeakyReLU(Unchanged):
    """Input shape: any. Output shape: the same. Source: keras.layers.LeakyReLU."""

    def check(self, config: Config) -> None:
        check_number(config, "alpha" if "alpha" in config.values else "negative_slope", 0)


@layer("keras.layers.ReLU")
class ReLU(Unchanged):
    """Input shape: any. Output shape: the same. Source: keras.layers.ReLU."""

    def check(self, config: Config) -> None:
        if config.values.get("max_value") is not None:
            check_number(config, "max_value", 0)
        check_number(config, "negative_slope", 0)
        check_number(config, "threshold", 0)


@layer("keras.layers.Softmax")
class Softmax(Unchanged):
    """Input shape: any. Output shape: the same. `axis` is looked at only when it computes. Source: keras.layers.Softmax."""

    def output(self, config: Config, input: Any) -> Structure:
        axis = config.values.get("axis")
        axes = axis if isinstance(axis, tuple) else (axis,)
        rank = input.rank if isinstance(input, Shape) else None
        for value in axes:
            if rank is not None and isinstance(value, int) and not -rank <= value < rank:
                raise Mismatch(
                    "invalid-argument",
                    f"Softmax has no axis {value} in an input of shape {input}",
                    argument="axis",
                    output=input,
                )
        return super().output(config, input)
