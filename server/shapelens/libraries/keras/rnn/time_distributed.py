"""TimeDistributed: one layer for every step of a sequence."""

from __future__ import annotations

from typing import Any

from ....interpreter.context import Context
from ....shapes import Mismatch, Shape, Structure, Undetermined, equal
from ....values import ABSENT, Tensor, Value
from ..calling import call_layer
from ..layout import tensor
from ..rule import Config, Weight, layer, rule_of
from ..wrappers.wrapper import WrapperRule, wrapped


@layer("keras.layers.TimeDistributed")
class TimeDistributed(WrapperRule):
    """Applies a layer to each step.

    Input shape:  (batch, steps, ...), at least three dimensions
    Output shape: (batch, steps, ...), where the layer makes (batch, ...) of (batch, ...)
    Weights:      those of the layer
    Source: keras.layers.TimeDistributed
    """

    is_batchwise = True

    def output(self, config: Config, input: Any, mask: Any = None) -> Structure:
        rule, inner = wrapped(config)
        step = _one_step(input)
        try:
            answer = _with_steps(rule.output(inner, step), input)
        except Mismatch as problem:
            if problem.code == "input-rank" and rule.label.startswith("Global"):
                raise Undetermined(
                    "global pooling over other axes than usual: its `call` does not check the rank"
                ) from None
            raise
        _check_mask(input, mask, answer)
        return answer

    def weights(self, config: Config, input: Any) -> list[Weight]:
        rule, inner = wrapped(config)
        return rule.weights(inner, _one_step(input))

    def apply(self, ctx: Context, layer: Value, config: Config, arguments: dict[str, Value]) -> Value:
        """Calls the layer or model with one step, so that it holds its variables itself."""
        inputs, mask, inner = arguments.get("inputs"), arguments.get("mask"), config.values.get("layer")
        rule = rule_of(inner)
        if not isinstance(inputs, Tensor) or (rule is not None and rule.label.startswith("Global")):
            return ABSENT
        result = call_layer(ctx, inner, (inputs.with_shape(_one_step(inputs.shape)),))
        if not isinstance(result, Tensor):
            raise Undetermined("what the wrapped layer answers")
        answer = _with_steps(result.shape, inputs.shape)
        _check_mask(inputs.shape, mask.shape if isinstance(mask, Tensor) else None, answer)
        return inputs.with_shape(answer, dtype=result.dtype)

    def explain(self, config: Config, input: Any, output: Structure) -> list[str]:
        rule, inner = wrapped(config)
        step = _one_step(input)
        lines = rule.explain(inner, step, rule.output(inner, step))
        return [f"each of {input[1]} steps, {step}", *lines]


def _check_mask(input: Any, mask: Any, answer: Structure) -> None:
    """A mask must begin with the batch and the steps; Keras finds out when the layer runs."""
    if not isinstance(mask, Shape) or mask.dims is None or not isinstance(input, Shape):
        return
    if equal(Shape(*mask.dims[:2]), Shape(input.batch, input[1])) is False:
        raise Mismatch(
            "operand-shapes",
            f"the mask must begin with the batch and the steps of {input}, got {mask}",
            argument="mask",
            input="mask",
            output=answer,
        )


def _one_step(input: Any) -> Shape:
    """The input without its time axis."""
    shape = tensor(input, "TimeDistributed")
    if shape.dims is None:
        return shape
    if len(shape.dims) < 3:
        raise Mismatch(
            "input-rank", f"TimeDistributed needs at least 3 dimensions (batch, steps, ...), got {shape}", min_rank=3
        )
    return Shape(shape.dims[0], *shape.dims[2:])


def _with_steps(output: Structure, input: Any) -> Shape:
    """The layer's output with the time axis of the input put back."""
    if not isinstance(output, Shape):
        raise Undetermined("several outputs of the wrapped layer")
    if output.dims is None:
        return output
    if not output.dims:
        raise Undetermined("an output without a batch axis")
    return Shape(output.dims[0], input[1], *output.dims[1:])
