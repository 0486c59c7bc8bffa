"""Attention and AdditiveAttention: one head, called on a list [query, value] or [query, value, key]."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ....shapes import UNKNOWN, Dim, Mismatch, Shape, Structure, Undetermined
from ..arguments import PLAIN, check_number, invalid
from ..rule import Config, LayerRule, Weight, layer
from ..variables import defined

SCORE_MODES = ("dot", "concat")


@layer("keras.layers.Attention")
class Attention(LayerRule):
    """Dot-product attention (Luong), or the sum of a tanh with score_mode "concat".

    Input shape:  [(batch, Tq, dim), (batch, Tv, values), (batch, Tv, dim)]; the key is the value if it is left out
    Output shape: (batch, Tq, values); with return_attention_scores also (batch, Tq, Tv)
    Weights:      () for use_scale, () for score_mode "concat"
    Source: keras.layers.Attention
    """

    has_list_input = True
    needs_one_width = True
    """Whether query and key must be equally wide, or may also be of width 1."""

    def check(self, config: Config) -> None:
        mode = config.values.get("score_mode", "dot")
        if isinstance(mode, (*PLAIN, tuple)) and mode not in SCORE_MODES:
            raise invalid("score_mode", "'dot' or 'concat'", mode)
        check_number(config, "dropout", -math.inf)

    def output(
        self,
        config: Config,
        input: Any,
        mask: Any = None,
        return_attention_scores: Any = False,
        is_symbolic: bool = True,
    ) -> Structure:
        query, value, key = split(input, self.label)
        if not is_symbolic and query.rank == value.rank == 3 and query.batch == 1:
            # one query for all samples is stretched, which only the product knows
            query = query.replace(0, value.batch)
        if isinstance(mask, (Shape, tuple)) or (isinstance(mask, list) and len(mask) not in (2, 3)):
            raise invalid("mask", "a list, [query_mask, value_mask]", "another")
        if query.dims is None:
            result = Shape.unknown()
        else:
            result = Shape(*query.dims[:-1], value.last)
        if not isinstance(return_attention_scores, bool):
            raise Undetermined("the argument return_attention_scores")
        if return_attention_scores and key.rank is not None and key.rank < 2:
            raise Mismatch(
                "input-rank",
                f"{self.label} needs at least 2 dimensions for scores, its key is {key}",
                input=2,
                min_rank=2,
            )
        scores = Shape.unknown() if query.dims is None else Shape(*query.dims[:-1], key[-2])
        answer: Structure = (result, scores) if return_attention_scores else result
        self._check_widths(config, query, value, key, answer)
        return answer

    def _check_widths(self, config: Config, query: Shape, value: Shape, key: Shape, answer: Structure) -> None:
        """Keras finds out only when the layer runs: the traced call accepts any widths and lengths."""
        stretches = not self.needs_one_width or config.values.get("score_mode") != "dot"
        if _differ(query.last, key.last) and not (stretches and 1 in (query.last, key.last)):
            name = "value" if value is key else "key"
            raise Mismatch(
                "operand-shapes",
                f"query and {name} must have the same last dimension, got {query} and {key}",
                input=1 if value is key else 2,
                expected=query.last,
                axis=-1,
                output=answer,
            )
        if query.rank == value.rank == key.rank == 3 and _differ(value[1], key[1]):
            raise Mismatch(
                "operand-shapes",
                f"value and key must have the same length, got {value} and {key}",
                input=2,
                expected=value[1],
                axis=1,
                output=answer,
            )

    def weights(self, config: Config, input: Any) -> list[Weight]:
        found = [Weight("scale", Shape())] if config.flag("use_scale") else []
        if config.values.get("score_mode") == "concat":
            found.append(Weight("concat_score_weight", Shape()))
        return found

    def explain(self, config: Config, input: Any, output: Structure) -> list[str]:
        query, value, key = split(input, "Attention")
        return [
            f"query {query}: one row of weights for each of its {query[-2]} steps, over the {key[-2]} steps of the key",
            f"last = {value.last}, that of the value",
        ]


@layer("keras.layers.AdditiveAttention")
class AdditiveAttention(Attention):
    """Additive attention (Bahdanau).

    Input and output shapes are those of Attention; a width of 1 is stretched to the other's.
    Weights: (dim,) of the query, unless use_scale is False
    Source: keras.layers.AdditiveAttention
    """

    needs_one_width = False
    keywords = {"score_mode": "dot", "seed": None}

    def weights(self, config: Config, input: Any) -> list[Weight]:
        query, _, _ = split(input, "AdditiveAttention")
        return [Weight("scale", Shape(defined(query, -1, "AdditiveAttention")))] if config.flag("use_scale") else []


def split(input: Any, name: str) -> tuple[Shape, Shape, Shape]:
    """Query, value and key of a list of two or three tensors. Source: keras.layers.Attention._validate_inputs."""
    if isinstance(input, (Shape, tuple)):
        raise Mismatch(
            "input-rank" if isinstance(input, Shape) else "invalid-argument",
            f"{name} must be called on a list, [query, value] or [query, value, key]",
            argument="inputs",
        )
    if not isinstance(input, list) or not all(isinstance(shape, Shape) for shape in input):
        raise Undetermined("the inputs of attention")
    if len(input) not in (2, 3):
        raise Mismatch(
            "invalid-argument",
            f"{name} must be called on two or three tensors, [query, value] or [query, value, key], got {len(input)}",
            argument="inputs",
        )
    return input[0], input[1], input[-1]


def _differ(a: Dim, b: Dim) -> bool:
    """Whether two sizes are both known and not equal."""
    return isinstance(a, int) and isinstance(b, int) and a != b


def lengths_differ(value: Shape, key: Shape) -> bool:
    """Whether value and key certainly differ before their last axis, as Keras compares them: None differs from a number."""
    if value.dims is None or key.dims is None:
        return False
    if len(value.dims) != len(key.dims):
        return True
    return any(not_equal(a, b) for a, b in zip(value.dims[1:-1], key.dims[1:-1]))


def not_equal(a: Dim, b: Dim) -> bool:
    """Whether Python's `a != b` is certainly true of two dimensions of a built layer."""
    if UNKNOWN in (a, b):
        return False
    if isinstance(a, int) or a is None:
        return (isinstance(b, int) or b is None) and a != b
    return isinstance(b, type(a)) and isinstance(a - b, int) and a != b


def projection(layer: str, role: str, input: Shape, heads: Sequence[Dim], use_bias: bool) -> list[Weight]:
    """The variables of a projection of the last axis to heads of some size each. Raises Mismatch("undefined-dimension")."""
    try:
        width = defined(input, -1, f"The {role} projection of {layer}")
    except Mismatch as problem:
        problem.input = 0 if role in ("query", "gate") else role
        raise
    found = [Weight(f"{role}/kernel", Shape(width, *heads))]
    return [*found, Weight(f"{role}/bias", Shape(*heads))] if use_bias else found
