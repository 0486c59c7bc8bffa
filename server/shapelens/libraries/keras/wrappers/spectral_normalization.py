"""SpectralNormalization: a layer whose kernel is kept small."""

from __future__ import annotations

from typing import Any

from ....interpreter.context import Context
from ....shapes import Mismatch, Shape, Structure
from ....values import ABSENT, Instance, Tensor, Value
from ..arguments import PLAIN, invalid
from ..calling import call_layer
from ..rule import Config, InputSpec, Weight, layer
from .wrapper import WrapperRule, wrapped

KERNELS = ("kernel", "embeddings")
"""The variable that is normalized: the first of these that the layer has."""

HAVE_KERNEL = frozenset(
    {
        "keras.layers.Conv1D",
        "keras.layers.Conv1DTranspose",
        "keras.layers.Conv2D",
        "keras.layers.Conv2DTranspose",
        "keras.layers.Conv3D",
        "keras.layers.Conv3DTranspose",
        "keras.layers.Dense",
        "keras.layers.DepthwiseConv1D",
        "keras.layers.DepthwiseConv2D",
        "keras.layers.EinsumDense",
        "keras.layers.Embedding",
        "keras.layers.GRUCell",
        "keras.layers.LSTMCell",
        "keras.layers.ReversibleEmbedding",
        "keras.layers.SimpleRNNCell",
        "keras.layers.SpectralNormalization",
    }
)
"""The layers of Keras that have such a variable themselves (LSTM's is its cell's)."""


@layer("keras.layers.SpectralNormalization")
class SpectralNormalization(WrapperRule):
    """Answers what the layer answers.

    Input shape:  that of the layer
    Output shape: that of the layer
    Weights:      the kernel, `vector_u` (1, last axis of the kernel), the layer's other weights
    Source: keras.layers.SpectralNormalization
    """

    is_batchwise = True

    def check(self, config: Config) -> None:
        super().check(config)
        iterations = config.values.get("power_iterations")
        if isinstance(iterations, PLAIN) and not (isinstance(iterations, (int, float)) and iterations > 0):
            raise invalid("power_iterations", "above 0", iterations)

    def input_spec(self, config: Config) -> InputSpec | None:
        return None

    def built_spec(self, config: Config, input: Any) -> InputSpec | None:
        if not isinstance(input, Shape) or input.dims is None:
            return None
        return InputSpec(min_rank=1, axes={-1: input.last})

    def output(self, config: Config, input: Any) -> Structure:
        rule, inner = wrapped(config)
        self.weights(config, input)
        return rule.output(inner, input)

    def weights(self, config: Config, input: Any) -> list[Weight]:
        rule, inner = wrapped(config)
        own = rule.weights(inner, input)
        kernel = next((weight for name in KERNELS for weight in own if weight.name == name), None)
        if kernel is None or rule.name not in HAVE_KERNEL:
            raise Mismatch(
                "invalid-argument",
                f"SpectralNormalization needs a layer with a kernel or embeddings, {rule.name.rpartition('.')[2]} has none",
                argument="layer",
            )
        vector = Weight("vector_u", Shape(1, kernel.shape.last), trainable=False)
        return [kernel, vector, *(weight for weight in own if weight is not kernel)]

    def apply(self, ctx: Context, layer: Value, config: Config, arguments: dict[str, Value]) -> Value:
        """Calls the layer, so that it holds its variables itself; only `vector_u` is the wrapper's."""
        inputs, inner = arguments.get("inputs"), config.values.get("layer")
        if not isinstance(inputs, Tensor) or not isinstance(inner, Instance) or not isinstance(layer, Instance):
            return ABSENT
        if self.is_plain(inner):
            ctx.heap.set(
                layer, "_weights", tuple(w for w in self.weights(config, inputs.shape) if w.name == "vector_u")
            )
        return call_layer(ctx, inner, (inputs,))

    def explain(self, config: Config, input: Any, output: Structure) -> list[str]:
        rule, inner = wrapped(config)
        return rule.explain(inner, input, output)
