"""StringLookup and IntegerLookup: tokens to their places in a vocabulary."""

from __future__ import annotations

from typing import Any

from ....shapes import UNKNOWN, Dim, Mismatch, Shape, Structure
from ....values import Tensor
from ..arguments import PLAIN, invalid
from ..rule import Config, LayerRule, layer
from .encoding import (
    check_choice,
    check_mode,
    check_sparse,
    encoded,
    is_given,
    one_hot,
    one_tensor,
    output_mode,
    without_last,
)
from .hashing import check_salt
from .vocabulary import known_tokens, lookup_methods, special_tokens

MODES = ("int", "one_hot", "multi_hot", "count", "tf_idf")


class LookupRule(LayerRule):
    """What both lookups have in common.

    Input shape:  any
    Output shape: int: the same; one_hot (..., size), in place of a last axis of 1; otherwise (..., size) in place of the last axis.
                  The size is that of the vocabulary with its special tokens, or max_tokens with pad_to_max_tokens; a vocabulary that
                  is learned by `adapt` has an unknown one.
    Source: keras.src.layers.preprocessing.index_lookup.IndexLookup
    """

    keywords = {"has_input_vocabulary": None, "vocabulary_size": None}
    methods = lookup_methods(lambda config: config)

    def check(self, config: Config) -> None:
        check_tokens(config)
        check_mode(config, MODES)
        check_sparse(config)
        if config.values.get("invert") is True and config.values.get("output_mode") not in ("int", None):
            check_choice(config, "output_mode", ("int",))
        weights = config.values.get("idf_weights")
        if is_given(weights) and isinstance(config.values.get("output_mode"), str) and output_mode(config) != "tf_idf":
            raise invalid("idf_weights", 'None unless output_mode is "tf_idf"', weights)
        check_salt(config)
        check_vocabulary(config)

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        shape, mode = one_tensor(input), output_mode(config)
        return looked_up(shape, mode, vocabulary_size(config), is_symbolic)

    def dtype(self, config: Config, input: str | None) -> str | None:
        mode = config.values.get("output_mode")
        if not isinstance(mode, str):
            return None
        return "int64" if mode == "int" else "float32"


def looked_up(input: Shape, mode: str, depth: Dim, is_symbolic: bool) -> Shape:
    """The shape of what a lookup answers. Source: IndexLookup.compute_output_shape, and IndexLookup.call when it runs."""
    if mode == "int":
        return input
    if not is_symbolic:
        return encoded(input, mode, depth)
    return one_hot(input, depth) if mode == "one_hot" else without_last(input, depth)


def vocabulary_size(config: Config) -> Dim:
    """The number of tokens that an encoding has room for; `UNKNOWN` where it is learned or not known."""
    if config.flag("pad_to_max_tokens"):
        return config.size("max_tokens")
    tokens = known_tokens(config)
    return UNKNOWN if tokens is None else len(tokens)


def check_tokens(config: Config) -> None:
    """`max_tokens` above 1, `num_oov_indices` from 0 up; padding needs `max_tokens`."""
    most, count = config.values.get("max_tokens"), config.values.get("num_oov_indices")
    if isinstance(most, PLAIN) and most is not None and not (isinstance(most, (int, float)) and most > 1):
        raise invalid("max_tokens", "an integer above 1", most)
    if config.values.get("pad_to_max_tokens") is True and most is None:
        raise invalid("max_tokens", "given where `pad_to_max_tokens` is True", most)
    if isinstance(count, PLAIN) and not (isinstance(count, (int, float)) and count >= 0):
        raise invalid("num_oov_indices", "an integer from 0 up", count)


def check_vocabulary(config: Config) -> None:
    """A vocabulary that is given must not be empty, repeat a token, hold the mask or exceed `max_tokens`.

    Source: IndexLookup.set_vocabulary.
    """
    vocabulary, special = config.values.get("vocabulary"), special_tokens(config)
    if isinstance(vocabulary, Tensor) and vocabulary.shape.dims == (0,):
        raise invalid("vocabulary", "one token at least", ())
    if isinstance(vocabulary, (bool, int, float)):
        raise invalid("vocabulary", "a list of tokens or the path of a file", vocabulary)
    if not isinstance(vocabulary, tuple):
        return
    if not vocabulary:
        raise invalid("vocabulary", "one token at least", vocabulary)
    if config.values.get("output_mode") in ("tf_idf", "tf-idf") and config.values.get("idf_weights") is None:
        raise invalid("idf_weights", 'given with a vocabulary where output_mode is "tf_idf"', None)
    if special is None or not all(isinstance(token, PLAIN) for token in vocabulary):
        return
    tokens = vocabulary[len(special) :] if vocabulary[: len(special)] == special else vocabulary
    repeated = next((token for token in tokens if tokens.count(token) > 1), None) if len(tokens) < 1000 else None
    if repeated is not None:
        raise Mismatch(
            "invalid-argument", f"`vocabulary` holds {repeated!r} more than once", argument="vocabulary", value=repeated
        )
    mask, most = config.values.get("mask_token"), config.values.get("max_tokens")
    if mask is not None and mask in tokens:
        raise Mismatch(
            "invalid-argument",
            f"`vocabulary` holds the mask token {mask!r} in a wrong place",
            argument="vocabulary",
            value=mask,
        )
    size = len(special) + len(tokens)
    if isinstance(most, int) and size > most:
        raise Mismatch(
            "invalid-argument",
            f"the vocabulary has {size} tokens with its special ones, more than `max_tokens` = {most}",
            argument="max_tokens",
            value=most,
        )


@layer("keras.layers.StringLookup")
class StringLookup(LookupRule):
    """Strings to integers, or back with invert. Source: keras.layers.StringLookup"""

    keywords = {**LookupRule.keywords, "oov_method": "floormod"}


@layer("keras.layers.IntegerLookup")
class IntegerLookup(LookupRule):
    """Integers to integers. Source: keras.layers.IntegerLookup"""

    def check(self, config: Config) -> None:
        check_choice(config, "vocabulary_dtype", ("int64",))
        check_choice(config, "oov_method", ("floormod", "farmhash"))
        salt = config.values.get("salt")
        if isinstance(salt, (int, tuple)) and config.values.get("oov_method") == "floormod":
            raise invalid("salt", 'None unless oov_method is "farmhash"', salt)
        super().check(config)
