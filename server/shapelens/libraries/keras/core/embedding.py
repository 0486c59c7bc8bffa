"""Embedding and ReversibleEmbedding."""

from __future__ import annotations

from typing import Any

from ....shapes import Mismatch, Shape, Structure, equal, same
from ....shapes.shape import join
from ....values import Tensor, Value
from ..arguments import check_positive_integer, invalid
from ..layout import tensor
from ..rule import Config, LayerRule, Weight, layer
from ..variables import check_not_quantized, with_lora


@layer("keras.layers.Embedding")
class Embedding(LayerRule):
    """A vector of `output_dim` numbers for each index below `input_dim`.

    Input shape:  any, of indices
    Output shape: (*input, output_dim)
    Weights:      embeddings (input_dim, output_dim)
    Source: keras.layers.Embedding
    """

    is_batchwise = True

    keywords = {"input_length": None}

    def check(self, config: Config) -> None:
        check_positive_integer(config, "input_dim", accepts_bool=False)
        check_positive_integer(config, "output_dim", accepts_bool=False)
        given = _matrix(config.values.get("weights"))
        table = Shape(config.size("input_dim"), config.size("output_dim"))
        if given is not None and equal(given, table) is False:
            raise Mismatch(
                "invalid-argument",
                f"`weights` must have the shape {table} of (input_dim, output_dim), got {given}",
                argument="weights",
                expected=table,
            )

    def output(self, config: Config, input: Any) -> Structure:
        shape = tensor(input, self.label)
        return shape if shape.is_unknown else Shape(*shape.known, config.size("output_dim"))

    def weights(self, config: Config, input: Any) -> list[Weight]:
        check_not_quantized(config)
        table = Weight("embeddings", Shape(config.size("input_dim"), config.size("output_dim")))
        return with_lora(config, [table], "embeddings")


def _matrix(value: Value) -> Shape | None:
    """The shape of the table given as `weights=[table]` or `weights=table`, where it is known."""
    if isinstance(value, tuple) and len(value) == 1:
        value = value[0]
    return value.shape if isinstance(value, Tensor) else None


@layer("keras.layers.ReversibleEmbedding")
class ReversibleEmbedding(Embedding):
    """An embedding that, called with `reverse=True`, maps vectors back to logits over the indices.

    Input shape:  any, of indices; reversed (..., output_dim)
    Output shape: (*input, output_dim); reversed (..., input_dim)
    Weights:      embeddings (input_dim, output_dim); reverse_embeddings (output_dim, input_dim) without `tie_weights`
    Source: keras.layers.ReversibleEmbedding
    """

    def output(self, config: Config, input: Any, reverse: Value = False) -> Structure:
        if reverse is not None and not isinstance(reverse, (bool, int)):
            return join(self._forward(config, input), self._reversed(config, input))
        return self._reversed(config, input) if reverse else self._forward(config, input)

    def _forward(self, config: Config, input: Any) -> Shape:
        shape = tensor(input, self.label)
        return shape if shape.is_unknown else Shape(*shape.known, config.size("output_dim"))

    def _reversed(self, config: Config, input: Any) -> Shape:
        shape = tensor(input, self.label)
        if not shape.known:
            return Shape.unknown()
        output = shape.replace(-1, config.size("input_dim"))
        if same(shape.last, config.size("output_dim")) is False:
            raise Mismatch(
                "input-axis",
                f"{self.label} reversed needs {config.size('output_dim')} features on the last axis, got {shape}",
                argument="output_dim",
                axis=-1,
                expected=config.size("output_dim"),
                output=output,
            )
        return output

    def weights(self, config: Config, input: Any) -> list[Weight]:
        variables = super().weights(config, input)
        if not config.flag("tie_weights"):
            if config.values.get("lora_rank"):
                raise invalid("tie_weights", "True where `lora_rank` is given", config.values.get("tie_weights"))
            shape = Shape(config.size("output_dim"), config.size("input_dim"))
            variables.append(Weight("reverse_embeddings", shape))
        return variables
