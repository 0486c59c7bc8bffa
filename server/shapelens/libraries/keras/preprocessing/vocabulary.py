"""Methods of the preprocessing layers that learn: `adapt`, and what a lookup tells of its vocabulary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from ....interpreter.context import Context
from ....shapes import UNKNOWN
from ....values import Instance, Tensor, Value
from ..arguments import PLAIN
from ..conversion import flat
from ..rule import Config, layer_config


def learn(ctx: Context, layer: Instance, *arguments: Value, **keywords: Value) -> Value:
    """What is learned changes no shape that the arguments tell."""
    return None


def adapt_and_build(ctx: Context, layer: Instance, data: Value = None, *arguments: Value, **keywords: Value) -> Value:
    """`Normalization.adapt`: builds the layer for the shape of the data."""
    if isinstance(data, Tensor) and data.shape.dims is not None:
        ctx.call(ctx.attribute(layer, "build"), (data.shape.dims,))
    return None


def known_tokens(config: Config) -> tuple[Value, ...] | None:
    """The whole vocabulary of a lookup, its special tokens first; None where it is learned or not known."""
    special, vocabulary = special_tokens(config), config.values.get("vocabulary")
    if special is None or not isinstance(vocabulary, tuple):
        return None
    if not all(isinstance(token, PLAIN) for token in vocabulary[: len(special)]):
        return None
    return vocabulary if vocabulary[: len(special)] == special else special + vocabulary


def special_tokens(config: Config) -> tuple[Value, ...] | None:
    """The tokens before those of the vocabulary: the mask (for integers alone) and the out-of-vocabulary ones."""
    count, mask, oov = (config.values.get(name) for name in ("num_oov_indices", "mask_token", "oov_token"))
    mode = config.values.get("output_mode")
    if (
        not isinstance(count, int)
        or not all(isinstance(part, PLAIN) for part in (mask, oov))
        or not isinstance(mode, str)
    ):
        return None
    has_mask = mask is not None and mode == "int"
    return ((mask,) if has_mask else ()) + (oov,) * count


def learned(config: Config, tokens: Sequence[Value]) -> tuple[Value, ...]:
    """The vocabulary that `adapt` makes of tokens: by how often they occur, then backwards, without the special ones.

    Source: keras.src.layers.preprocessing.index_lookup.IndexLookup.finalize_state
    """
    special, most = special_tokens(config) or (), config.values.get("max_tokens")
    aside = (config.values.get("mask_token"), config.values.get("oov_token"))
    counts = Counter(token for token in tokens if token not in aside)
    order = sorted(
        counts, key=lambda token: (counts[token], str(token) if isinstance(token, str) else token), reverse=True
    )
    return tuple(order[: most - len(special)] if isinstance(most, int) else order)


def constants(ctx: Context, data: Value) -> list[Value] | None:
    """The strings or integers in nested data, in order; None where they are not all known."""
    value = flat(ctx, data)
    if isinstance(value, (str, int)):
        return [value]
    if not isinstance(value, tuple) or len(value) > MOST_TOKENS:
        return None
    parts = [constants(ctx, part) for part in value]
    return None if any(part is None for part in parts) else [item for part in parts for item in part or ()]


MOST_TOKENS = 10_000

Splitter = Callable[[Config, list[Value]], "list[Value] | None"]
"""The tokens in strings, by a layer's configuration; None where they are not known."""


def whole(config: Config, values: list[Value]) -> list[Value] | None:
    """Each value is a token."""
    return values


def lookup_methods(lookup: Callable[[Config], Config], split: Splitter = whole) -> dict[str, Callable[..., Value]]:
    """The methods of a layer with a vocabulary; `lookup` makes the configuration of the lookup in it, `split` its tokens.

    Source: keras.src.layers.preprocessing.index_lookup.IndexLookup
    """

    def get_vocabulary(ctx: Context, layer: Instance, include_special_tokens: Value = True) -> Value:
        config = _configuration(layer, lookup)
        tokens = None if config is None else known_tokens(config)
        if config is None or tokens is None or not isinstance(include_special_tokens, bool):
            return ctx.list(None, ctx.unknown("a token of a learned vocabulary"))
        special = special_tokens(config) or ()
        return ctx.list(tokens if include_special_tokens else tokens[len(special) :])

    def vocabulary_size(ctx: Context, layer: Instance) -> Value:
        config = _configuration(layer, lookup)
        tokens = None if config is None else known_tokens(config)
        return UNKNOWN if tokens is None else len(tokens)

    def set_vocabulary(ctx: Context, layer: Instance, vocabulary: Value, idf_weights: Value = None) -> Value:
        config = layer_config(layer)
        if config is not None:
            ctx.heap.set(layer, "_config", config.with_values(vocabulary=flat(ctx, vocabulary)))
        return None

    def adapt(ctx: Context, layer: Instance, data: Value = None, *rest: Value, **keywords: Value) -> Value:
        config, values = layer_config(layer), constants(ctx, data)
        tokens = None if config is None or values is None else split(config, values)
        if config is not None:
            vocabulary: Value = None if tokens is None else learned(lookup(config), tokens)
            ctx.heap.set(layer, "_config", config.with_values(vocabulary=vocabulary))
        return None

    return {
        "adapt": adapt,
        "finalize_state": learn,
        "get_vocabulary": get_vocabulary,
        "load_assets": learn,
        "reset_state": learn,
        "save_assets": learn,
        "set_vocabulary": set_vocabulary,
        "update_state": learn,
        "vocabulary_size": vocabulary_size,
    }


def _configuration(layer: Instance, lookup: Callable[[Config], Config]) -> Config | None:
    config = layer_config(layer)
    return None if config is None else lookup(config)
