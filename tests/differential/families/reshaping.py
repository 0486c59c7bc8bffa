"""keras.layers: reshaping."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from shapelens.oracle import LayerQuestion, Tensor

from ..strategies import BATCHES, DATA_FORMAT, DIMS, SIZES, Arg, Strategy, Table, images, layer, of, spatial, tensors
from .pooling import channels_moved

PAIR = st.tuples(st.integers(0, 2), st.integers(0, 2))


def margins(n: int) -> Arg:
    """Padding or cropping: an int, `n` ints, or `n` pairs."""
    one = st.integers(0, 2)
    forms: list[Strategy]
    if n > 1:
        forms = [one, st.tuples(*[one] * n), st.tuples(*[PAIR] * n), st.lists(PAIR, min_size=n, max_size=n)]
    else:
        forms = [one, PAIR, PAIR.map(list)]
    wrong: list[Any] = [-1, (1,) * (n + 2), "1", 1.5, ((1, 1),) * (n + 1), ((1, 2, 3),) * n, (-1,) * n, None, (9, 9), 9]
    return Arg(st.one_of(forms), st.sampled_from(wrong))


@st.composite
def factorings(draw: DrawFn) -> tuple[Tensor, Any]:
    """An input and a target shape of the same size."""
    dims = draw(st.lists(SIZES, min_size=1, max_size=4))
    total = math.prod(dims)
    target: list[Any] = []
    for _ in range(draw(st.integers(0, 2))):
        factor = draw(st.sampled_from([d for d in range(1, total + 1) if total % d == 0]))
        target.append(factor)
        total //= factor
    target.append(total)
    target = draw(st.permutations(target))
    if draw(st.booleans()):
        target[draw(st.integers(0, len(target) - 1))] = -1
    shape: list[Any] = [draw(BATCHES), *dims]
    if draw(st.integers(0, 4)) == 4:
        shape[draw(st.integers(1, len(dims)))] = None
    return Tensor(tuple(shape)), draw(st.sampled_from((tuple(target), list(target))))


def _factored(draw: DrawFn, question: LayerQuestion) -> LayerQuestion:
    tensor, target = draw(factorings())
    return replace(question, inputs=tensor, kwargs={**question.kwargs, "target_shape": target})


@st.composite
def permutations(draw: DrawFn) -> tuple[Tensor, Any]:
    dims = draw(st.lists(DIMS, min_size=1, max_size=4))
    order = draw(st.permutations(list(range(1, len(dims) + 1))))
    return Tensor((draw(BATCHES), *dims)), draw(st.sampled_from((tuple(order), list(order))))


def _permuted(draw: DrawFn, question: LayerQuestion) -> LayerQuestion:
    tensor, dims = draw(permutations())
    return replace(question, inputs=tensor, kwargs={**question.kwargs, "dims": dims})


TARGET = Arg(
    st.just((4,)),
    st.sampled_from(((7, 11), (-1, -1), (-1, 7), 4, None, "4", (2.5,), (0,), (None, 4), (-2,), (4.0,), ())),
)
ORDER = Arg(st.just((1,)), st.sampled_from(((1, 1), (0, 1), (2, 1), (1, 3), 1, None, "12", (3, 2, 1), (-1,), ())))
FORMAT = {"data_format": DATA_FORMAT}

LAYERS: Table = {
    "Flatten": layer("Flatten", tensors(1, 5), {}, FORMAT),
    "Permute": layer("Permute", tensors(2), {"dims": ORDER}, tidy=_permuted),
    "RepeatVector": layer(
        "RepeatVector", tensors(2), {"n": Arg(st.integers(1, 9), st.sampled_from((0, -1, 2.5, "3", None)))}
    ),
    "Reshape": layer("Reshape", tensors(2), {"target_shape": TARGET}, tidy=_factored),
    "Cropping1D": layer("Cropping1D", images(1), {}, {"cropping": margins(1)}),
    **{
        f"Cropping{n}D": layer(f"Cropping{n}D", images(n), {}, {"cropping": margins(n), **FORMAT}, tidy=channels_moved)
        for n in (2, 3)
    },
    "UpSampling1D": layer("UpSampling1D", images(1, 1), {}, {"size": spatial(1, 2, 1, 3)}),
    "UpSampling2D": layer(
        "UpSampling2D",
        images(2, 1),
        {},
        {
            "size": spatial(2, 2, 1, 3),
            "interpolation": of("nearest", "bilinear", "bicubic", "lanczos3", bad=("linear", None)),
            **FORMAT,
        },
        tidy=channels_moved,
    ),
    "UpSampling3D": layer(
        "UpSampling3D", images(3, 1), {}, {"size": spatial(3, 2, 1, 3), **FORMAT}, tidy=channels_moved
    ),
    **{
        f"ZeroPadding{n}D": layer(
            f"ZeroPadding{n}D", images(n, 1), {}, {"padding": margins(n), **FORMAT}, tidy=channels_moved
        )
        for n in (1, 2, 3)
    },
}
