"""TextVectorization: strings to sequences of token numbers, or to encodings of them."""

from __future__ import annotations

from typing import Any

from ....shapes import UNKNOWN, Dim, Mismatch, Shape, Structure, Symbolic, Undetermined
from ....values import Value
from ..arguments import PLAIN, invalid
from ..rule import Config, LayerRule, layer
from .encoding import check_choice, check_mode, one_tensor, output_mode
from .lookup import MODES, check_tokens, check_vocabulary, looked_up, vocabulary_size
from .vocabulary import lookup_methods

STANDARDIZE = ("lower_and_strip_punctuation", "lower", "strip_punctuation", None)
SPLIT = ("whitespace", "character", None)


def _lookup_config(config: Config) -> Config:
    """The configuration of the StringLookup inside."""
    return config.with_values(mask_token="", oov_token="[UNK]", num_oov_indices=1)


_PUNCTUATION = str.maketrans("", "", "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'")


def _tokens(config: Config, values: list[Value]) -> list[Value] | None:
    """The words of texts, where Keras's own standardisation and splitting make them."""
    standardize, split = config.values.get("standardize"), config.values.get("split")
    if standardize not in STANDARDIZE or split not in SPLIT or config.values.get("ngrams") is not None:
        return None
    found: list[Value] = []
    for value in values:
        if not isinstance(value, str) or not value.isascii():
            return None
        text = value.lower() if standardize in ("lower", STANDARDIZE[0]) else value
        text = text.translate(_PUNCTUATION) if standardize in ("strip_punctuation", STANDARDIZE[0]) else text
        found.extend(text.split() if split == "whitespace" else text if split == "character" else [text])
    return found


@layer("keras.layers.TextVectorization")
class TextVectorization(LayerRule):
    """Splits each string into tokens and looks them up.

    Input shape:  (batch,) or (batch, 1); without splitting also (batch, tokens)
    Output shape: int: (batch, output_sequence_length), (batch, None) without one; multi_hot, count and tf_idf (batch, size).
                  Traced, Keras keeps the axis of 1 in the latter: (batch, 1, size).
    Source: keras.layers.TextVectorization
    """

    keywords = {"has_input_vocabulary": None, "vocabulary_size": None}
    methods = lookup_methods(_lookup_config, _tokens)

    def check(self, config: Config) -> None:
        check_choice(config, "standardize", STANDARDIZE)
        check_choice(config, "split", SPLIT)
        check_mode(config, MODES)
        ngrams = config.values.get("ngrams")
        is_list = "ngrams" in config.lists
        if is_list or (isinstance(ngrams, PLAIN) and ngrams is not None and not isinstance(ngrams, int)):
            raise invalid("ngrams", "an integer or a tuple of integers", ngrams)
        self._check_length(config)
        lookup = _lookup_config(config)
        check_tokens(lookup)
        check_vocabulary(lookup)

    def _check_length(self, config: Config) -> None:
        mode, length = config.values.get("output_mode"), config.values.get("output_sequence_length")
        if not isinstance(mode, str):
            return
        if mode == "int":
            is_length = isinstance(length, int) and length >= 0
            if length is not None and isinstance(length, (*PLAIN, tuple)) and not is_length:
                raise invalid("output_sequence_length", "an integer from 0 up, or None", length)
            if config.values.get("sparse") is True:
                raise invalid("sparse", 'False where output_mode is "int"', True)
            return
        if length is not None and isinstance(length, (*PLAIN, tuple)):
            raise invalid("output_sequence_length", f"None where output_mode is {mode!r}", length)
        if config.values.get("ragged") is True:
            raise invalid("ragged", f"False where output_mode is {mode!r}", True)

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        shape, mode = one_tensor(input), output_mode(config)
        is_symbolic = is_symbolic and isinstance(input, Shape)
        split = config.values.get("split")
        if not isinstance(split, (str, type(None))) and (mode != "int" or not is_symbolic):
            raise Undetermined("the argument split")
        answer = self._answer(config, shape, mode, split is not None, is_symbolic)
        if (
            split is not None
            and shape.rank is not None
            and shape.rank > 1
            and isinstance(shape.last, int)
            and shape.last != 1
        ):
            raise Mismatch(
                "input-rank",
                f"TextVectorization splits strings of shape (batch,) or (batch, 1), got {shape}",
                max_rank=1,
                output=answer,
            )
        return answer

    def _answer(self, config: Config, shape: Shape, mode: str, splits: bool, is_symbolic: bool) -> Shape:
        length = _length(config)
        if mode == "int" and is_symbolic:
            return Shape(shape.batch, length) if shape.dims != () else Shape.unknown()
        if shape.dims is None:
            return shape
        dims = shape.dims
        if not is_symbolic:
            if splits:
                dims = (dims[:-1] if len(dims) > 1 else dims) + (None,)
            if mode == "int":
                return Shape(*(dims[:-1] if dims else ()), dims[-1] if length is None and dims else length)
            return looked_up(Shape(*dims), mode, vocabulary_size(_lookup_config(config)), is_symbolic=False)
        if splits:
            dims = (*dims, None)
        elif len(dims) <= 1:
            dims = (*dims, 1)
        return looked_up(Shape(*dims), mode, vocabulary_size(_lookup_config(config)), is_symbolic=True)

    def dtype(self, config: Config, input: str | None) -> str | None:
        mode = config.values.get("output_mode")
        return ("int64" if mode == "int" else "float32") if isinstance(mode, str) else None

    def explain(self, config: Config, input: Any, output: Structure) -> list[str]:
        if config.values.get("output_mode") != "int":
            return []
        length = config.values.get("output_sequence_length")
        if length is None:
            return ["as many tokens as the longest string of the batch (no output_sequence_length)"]
        return [f"output_sequence_length = {length}"]


def _length(config: Config) -> Dim:
    length = config.values.get("output_sequence_length")
    return length if length is None or isinstance(length, (int, Symbolic)) else UNKNOWN
