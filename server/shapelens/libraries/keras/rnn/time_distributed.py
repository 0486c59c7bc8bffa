"""TimeDistributed: one layer for every step of a sequence."""

from __future__ import annotations

from typing import Any

from ....interpreter.context import Context
from ....shapes import Mismatch, Shape, Structure, Undetermined, equal
from ....values import ABSENT, Tensor, Value
from ..layer import call_layer
from ..rule import Config, Weight, layer
from ..wrappers.wrapper import WrapperRule, wrapped


@layer("keras.layers.TimeDistributed")
class TimeDistributed(WrapperRule):
    """Applies a layer to each step.

    Input shape:  (batch, steps, ...), at least three dimensions
    Output shape: (batch, steps, ...), where the layer makes (batch, ...) of (batch, ...)
    Weights:      those of the layer
    Source: keras.layers.TimeDistributed
    """

    def output(self, config: Config, input: Any, mask: Any = None) -> Structure:
        rule, inner = wrapped(config)
        answer = _with_steps(rule.output(inner, _one_step(input)), input)
        if isinstance(mask, Shape) and mask.dims is not None:
            prefix = Shape(*mask.dims[:2])
            if equal(prefix, Shape(input.batch, input[1])) is False:
                raise Mismatch(
                    "operand-shapes",
                    f"the mask must begin with the batch and the steps of {input}, got {mask}",
                    argument="mask",
                    input="mask",
                    output=answer,
                )
        return answer

    def weights(self, config: Config, input: Any) -> list[Weight]:
        rule, inner = wrapped(config)
        return rule.weights(inner, _one_step(input))

    def apply(self, ctx: Context, layer: Value, config: Config, arguments: dict[str, Value]) -> Value:
        """A layer or model of the program, or one that has such inside, is called with one step."""
        inputs, inner = arguments.get("inputs"), config.values.get("layer")
        if self.is_plain(inner) or not isinstance(inputs, Tensor):
            return ABSENT
        result = call_layer(ctx, inner, (inputs.with_shape(_one_step(inputs.shape)),))
        if not isinstance(result, Tensor):
            raise Undetermined("what the wrapped layer answers")
        return inputs.with_shape(_with_steps(result.shape, inputs.shape), dtype=result.dtype)

    def explain(self, config: Config, input: Any, output: Structure) -> list[str]:
        rule, inner = wrapped(config)
        step = _one_step(input)
        lines = rule.explain(inner, step, rule.output(inner, step))
        return [f"each of {input[1]} steps, {step}", *lines]


def _one_step(input: Any) -> Shape:
    """The input without its time axis."""
    if not isinstance(input, Shape):
        raise Undetermined("an input that is not one tensor")
    if input.dims is None:
        return input
    if len(input.dims) < 3:
        raise Mismatch(
            "input-rank", f"TimeDistributed needs at least 3 dimensions (batch, steps, ...), got {input}", min_rank=3
        )
    return Shape(input.dims[0], *input.dims[2:])


def _with_steps(output: Structure, input: Any) -> Shape:
    """The layer's output with the time axis of the input put back."""
    if not isinstance(output, Shape):
        raise Undetermined("several outputs of the wrapped layer")
    if output.dims is None:
        return output
    if not output.dims:
        raise Undetermined("an output without a batch axis")
    return Shape(output.dims[0], input[1], *output.dims[1:])
