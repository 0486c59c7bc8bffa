"""Dense."""

from __future__ import annotations

from typing import Any

from ....shapes import Shape, Structure
from ..arguments import check_positive_integer
from ..layout import tensor
from ..rule import Config, InputSpec, LayerRule, Weight, layer
from ..unchanged import activated
from ..variables import check_not_quantized, defined, with_lora


@layer("keras.layers.Dense")
class Dense(LayerRule):
    """A matrix product over the last axis, whatever comes before it.

    Input shape:  (batch, ..., features)
    Output shape: (batch, ..., units)
    Weights:      kernel (features, units), bias (units,)
    Source: keras.layers.Dense
    """

    spec = InputSpec(min_rank=2)
    is_batchwise = True

    def check(self, config: Config) -> None:
        check_positive_integer(config, "units")

    def built_spec(self, config: Config, input: Any) -> InputSpec:
        return InputSpec(min_rank=2, axes={-1: tensor(input, self.label).last})

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        shape = tensor(input, self.label)
        output = shape.replace(-1, config.size("units")) if shape.known else Shape.unknown()
        return activated(config, output, is_symbolic)

    def weights(self, config: Config, input: Any) -> list[Weight]:
        check_not_quantized(config)
        shape, units = tensor(input, self.label), config.size("units")
        variables = [Weight("kernel", Shape(defined(shape, -1, self.label), units))]
        if config.flag("use_bias"):
            variables.append(Weight("bias", Shape(units)))
        return with_lora(config, variables, "kernel")
