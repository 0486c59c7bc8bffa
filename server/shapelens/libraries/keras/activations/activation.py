"""Activation, ReLU, LeakyReLU, ELU and Softmax."""

from __future__ import annotations

from typing import Any

from ....shapes import Mismatch, Shape, Structure, same
from ....values import Value
from ..arguments import PLAIN, check_number
from ..rule import Config, layer
from ..unchanged import Unchanged, activated


@layer("keras.layers.Activation")
class Activation(Unchanged):
    """Input shape: any. Output shape: the same. Source: keras.layers.Activation."""

    is_batchwise = True

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        return activated(config, input, is_symbolic) if isinstance(input, Shape) else input


@layer("keras.layers.ELU")
class ELU(Unchanged):
    """Input shape: any. Output shape: the same. Source: keras.layers.ELU."""

    is_batchwise = True


@layer("keras.layers.LeakyReLU")
class LeakyReLU(Unchanged):
    """Input shape: any. Output shape: the same. `alpha` is the old name of its slope. Source: keras.layers.LeakyReLU."""

    is_batchwise = True

    keywords = {"alpha": None}

    def check(self, config: Config) -> None:
        check_number(config, "alpha" if config.values.get("alpha") is not None else "negative_slope", 0)


@layer("keras.layers.ReLU")
class ReLU(Unchanged):
    """Input shape: any. Output shape: the same. Source: keras.layers.ReLU."""

    is_batchwise = True

    def check(self, config: Config) -> None:
        if config.values.get("max_value") is not None:
            check_number(config, "max_value", 0)
        check_number(config, "negative_slope", 0)
        check_number(config, "threshold", 0)


@layer("keras.layers.Softmax")
class Softmax(Unchanged):
    """Input shape: any. Output shape: the same. `axis` is looked at only when it computes. Source: keras.layers.Softmax."""

    def output(self, config: Config, input: Any, mask: Value = None) -> Structure:
        if isinstance(mask, Shape) and isinstance(input, Shape):
            _check_mask(mask, input)
        problem = _axis_problem(config.values.get("axis"), input.rank if isinstance(input, Shape) else None)
        if problem:
            raise Mismatch(
                "invalid-argument", f"Softmax {problem}, its input has the shape {input}", argument="axis", output=input
            )
        return super().output(config, input)


def _check_mask(mask: Shape, input: Shape) -> None:
    """Raises Mismatch where the mask certainly does not broadcast to the input."""
    pairs = zip(reversed(mask.known), reversed(input.known))
    is_longer = mask.rank is not None and input.rank is not None and mask.rank > input.rank
    if is_longer or any(isinstance(m, int) and m != 1 and same(m, size) is False for m, size in pairs):
        raise Mismatch(
            "operand-shapes",
            f"the mask {mask} of Softmax cannot be broadcast to its input {input}",
            input="mask",
            output=input,
        )


def _axis_problem(axis: Value, rank: int | None) -> str | None:
    """What is wrong with the axis or the axes, if anything is."""
    axes = axis if isinstance(axis, tuple) else () if axis is None else (axis,)
    if axis == ():
        return "needs an axis"
    for value in axes:
        if isinstance(value, (*PLAIN, tuple)) and not isinstance(value, int):
            return f"has no axis {value!r}"
        if rank is not None and isinstance(value, int) and not -rank <= value < rank:
            return f"has no axis {value}"
    numbers = [value % rank for value in axes if isinstance(value, int)] if rank else []
    return "names an axis twice" if len(set(numbers)) < len(numbers) else None
