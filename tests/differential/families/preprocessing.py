"""keras.layers: preprocessing of numbers, categories, text and sound."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from shapelens.oracle import LayerQuestion, Tensor

from ..strategies import (
    BATCHES,
    DATA_FORMAT,
    FLAG,
    SIZES,
    Arg,
    Table,
    layer,
    of,
    tensors,
)

STRINGS = tensors(1, 3, dtype="string")
INTEGERS = tensors(1, 3, dtype="int64")
WORDS = of(["a", "b", "c"], ("a", "b"), ["x"], bad=(["a", "a"], [], 3))
NUMBERS = of([10, 20, 30], (1, 2), [5], bad=([1, 1], [], 3))
TOKENS = Arg(st.sampled_from((None, 5, 20)), st.sampled_from((0, 1, 2, -1, "5", 2.5)))
BINS = Arg(st.integers(1, 9), st.sampled_from((0, -1, None, "3", 2.5)))
ENCODINGS = of("int", "one_hot", "multi_hot", "count", "binary", bad=("onehot", None, 1))
LOOKUP = {
    "max_tokens": TOKENS,
    "num_oov_indices": of(0, 1, 2, bad=(-1, None, "1")),
    "output_mode": of("int", "one_hot", "multi_hot", "count", "int", bad=("tf_idf", "onehot", None)),
    "pad_to_max_tokens": FLAG,
    "sparse": of(False, False, True),
    "invert": of(False, False, True),
    "name": of("a", None),
}
OUTPUT_KINDS = {"output_mode": of("int", "one_hot", bad=("multi_hot", None, "hot")), "sparse": of(False, False, True)}
SCALES = of(1 / 255, 2, [0.5, 0.5, 0.5], bad=("x", None))


def _moments(draw: DrawFn, question: LayerQuestion) -> LayerQuestion:
    """Sometimes with a mean and a variance, mostly of the width of the axis."""
    if draw(st.integers(0, 2)) < 2:
        return question
    axis = question.kwargs.get("axis", -1)
    shape = question.inputs.shape
    width = shape[axis] if isinstance(axis, int) and -len(shape) <= axis < len(shape) else None
    count = draw(st.sampled_from((width or 1, width or 1, width or 1, 1, 3)))
    values: Any = [0.5] * count if draw(st.booleans()) else 0.5
    given = {"mean": values, "variance": values if draw(st.integers(0, 5)) else 1.0}
    if draw(st.integers(0, 7)) == 7:
        del given["variance"]
    return replace(question, kwargs={**question.kwargs, **given})


def _crossed(draw: DrawFn, question: LayerQuestion) -> LayerQuestion:
    batch = draw(BATCHES)
    shape = draw(st.sampled_from(((batch,), (batch, 1), (batch, 1), (), (batch, 4), (batch, 1, 1))))
    other = shape if draw(st.integers(0, 5)) else (batch, 3)
    kinds = draw(st.sampled_from((("int64", "string"), ("string", "string"), ("int32", "int64"), ("float32", "int64"))))
    found: Any = [Tensor(shape, kinds[0]), Tensor(other, kinds[1])]
    return replace(question, inputs=tuple(found) if draw(st.booleans()) else found)


def _weighted(draw: DrawFn, question: LayerQuestion) -> LayerQuestion:
    """Sometimes with weights for the counts."""
    if question.kwargs.get("output_mode") != "count" or draw(st.booleans()):
        return question
    weights = Tensor(question.inputs.shape)
    return replace(question, call_kwargs={**question.call_kwargs, "count_weights": weights})


@st.composite
def sounds(draw: DrawFn, channels: bool) -> Tensor:
    """(batch, samples), or (samples,), or with channels (batch, samples, channels)."""
    samples = draw(st.sampled_from((4000, 1000, 16000, 3000, None)))
    batch = draw(BATCHES)
    if channels:
        return Tensor((batch, samples, draw(SIZES)))
    return Tensor(draw(st.sampled_from(((batch, samples), (batch, samples), (samples,)))))


def _sounding(draw: DrawFn, question: LayerQuestion) -> LayerQuestion:
    if question.kwargs.get("data_format") != "channels_first" or draw(st.integers(0, 4)) == 4:
        return question
    batch, samples, channels = question.inputs.shape
    return replace(question, inputs=Tensor((batch, channels, samples)))


LAYERS: Table = {
    "CategoryEncoding": layer(
        "CategoryEncoding",
        tensors(1, 3, dtype="int64"),
        {"num_tokens": BINS},
        {"output_mode": of("multi_hot", "one_hot", "count", "binary", bad=("int", None)), "sparse": of(False, True)},
        tidy=_weighted,
    ),
    "Discretization": layer(
        "Discretization",
        tensors(1, 3),
        {"bin_boundaries": of([0.0, 1.0], [0.0], (1, 2, 3), bad=(None, [], 3, "x", [2.0, 1.0]))},
        {
            "output_mode": of("int", "one_hot", "multi_hot", "count", bad=("onehot", None)),
            "sparse": of(False, False, True),
            "epsilon": of(0.01),
            "dtype": of("int32", "float32", None),
        },
        common=False,
    )
    | layer(
        "Discretization",
        tensors(1, 3),
        {"num_bins": Arg(st.integers(1, 9), st.sampled_from((0, -1, None, "3", 2.5)))},
        {"bin_boundaries": of(None, [1.0]), "output_mode": of("int", "one_hot")},
        common=False,
    ),
    "Hashing": layer(
        "Hashing",
        st.one_of(STRINGS, INTEGERS),
        {"num_bins": BINS},
        {
            "mask_value": of(None, "", 0),
            "salt": of(None, 7, (1, 2), [3, 4], bad=("x", (1, 2, 3))),
            "output_mode": of("int", "one_hot", "multi_hot", "count", bad=("onehot", None)),
            "sparse": of(False, False, True),
        },
    ),
    "HashedCrossing": layer("HashedCrossing", st.none(), {"num_bins": BINS}, OUTPUT_KINDS, tidy=_crossed),
    "StringLookup": layer(
        "StringLookup",
        STRINGS,
        {},
        {**LOOKUP, "vocabulary": WORDS, "mask_token": of(None, ""), "oov_token": of("[UNK]", "?")},
        common=False,
    ),
    "IntegerLookup": layer(
        "IntegerLookup",
        INTEGERS,
        {},
        {**LOOKUP, "vocabulary": NUMBERS, "mask_token": of(None, 0), "oov_token": of(-1, 99)},
        common=False,
    ),
    "TextVectorization": layer(
        "TextVectorization",
        tensors(1, 2, dtype="string", dims=st.sampled_from((1, 1, 1, 3, None))),
        {},
        {
            "max_tokens": TOKENS,
            "standardize": of("lower", "strip_punctuation", None, bad=("upper", 1)),
            "split": of("whitespace", "character", None, bad=("word", 1)),
            "ngrams": of(None, 2, (1, 2), bad=("2", 2.5, [1, 2])),
            "output_mode": of("int", "int", "multi_hot", "count", "one_hot", bad=("tf_idf", "ints", None)),
            "output_sequence_length": of(None, 4, 10, bad=("4", 2.5, -1, 0)),
            "pad_to_max_tokens": FLAG,
            "vocabulary": WORDS,
            "ragged": of(False, False, True),
            "sparse": of(False, False, True),
            "name": of("a", None),
        },
        common=False,
    ),
    "Normalization": layer(
        "Normalization",
        tensors(2, 4, last=SIZES),
        {},
        {
            "axis": of(-1, None, -1, (1, 2), (-1,), [-1, -2], 1, bad=(0, 9, -9, "1", 1.5, (9,))),
            "invert": FLAG,
        },
        tidy=_moments,
    ),
    "Rescaling": layer("Rescaling", tensors(1, 5), {"scale": SCALES}, {"offset": of(0.0, -1, 1, bad=("x", None))}),
    "MelSpectrogram": layer(
        "MelSpectrogram",
        sounds(False),
        {},
        {
            "fft_length": of(512, 2048, 256, bad=(0, -1, "512", 2.5, None)),
            "sequence_stride": of(128, 512, 100, bad=(0, -1, "128", None)),
            "sequence_length": of(None, 256, 128, bad=(0, 4096, "256")),
            "window": of("hann", "hamming", None, bad=("hanning", 3)),
            "num_mel_bins": of(40, 128, 80, bad=(0, -1, "40", None)),
            "sampling_rate": of(16000, 8000),
            "power_to_db": FLAG,
            "min_freq": of(20.0, 0),
            "max_freq": of(None, 4000.0),
        },
    ),
    "STFTSpectrogram": layer(
        "STFTSpectrogram",
        sounds(True),
        {},
        {
            "mode": of("log", "magnitude", "psd", "real", "imag", "angle", "stft", bad=("power", None)),
            "frame_length": of(256, 128, 100, bad=(0, -1, "256", 2.5, None)),
            "frame_step": of(None, 64, 128, bad=(0, -1, 512, "64", 2.5)),
            "fft_length": of(None, 256, 512, bad=(64, -1, 300, "512")),
            "window": of("hann", "hamming", None, bad=("hanning", 3)),
            "scaling": of("density", "spectrum", None, bad=("x",)),
            "padding": of("valid", "same", bad=("full", None)),
            "expand_dims": FLAG,
            "data_format": DATA_FORMAT,
        },
        tidy=_sounding,
    ),
}
