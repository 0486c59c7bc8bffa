"""keras.layers: pooling."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from shapelens.oracle import LayerQuestion, Tensor

from ..strategies import DATA_FORMAT, FLAG, Arg, Table, images, layer, of, spatial

PADDING = of("valid", "same", "SAME", bad=("full", "causal", None, 1))


def channels_moved(draw: DrawFn, question: LayerQuestion) -> LayerQuestion:
    """Mostly with the channels where `data_format` says."""
    if question.kwargs.get("data_format") != "channels_first" or draw(st.integers(0, 4)) == 4:
        return question
    shape = question.inputs.shape
    return replace(question, inputs=Tensor((shape[0], shape[-1], *shape[1:-1])))


def pool(kind: str, n: int) -> Any:
    size = {"pool_size": spatial(n, 2, 1, 3, 4)}
    options: dict[str, Arg] = {
        "strides": Arg(st.one_of(st.none(), spatial(n, 1, 2, 3).good), spatial(n, 1).bad),
        "padding": PADDING,
        "data_format": DATA_FORMAT,
    }
    required, optional = ({}, {**size, **options}) if kind == "Max" else (size, options)
    return layer(f"{kind}Pooling{n}D", images(n, 4), required, optional, tidy=channels_moved)


def whole(kind: str, n: int) -> Any:
    return layer(
        f"Global{kind}Pooling{n}D",
        images(n, 1),
        {},
        {"data_format": DATA_FORMAT, "keepdims": FLAG},
        tidy=channels_moved,
    )


def adaptive(kind: str, n: int) -> Any:
    output = Arg(spatial(n, 1, 2, 3, 5).good, spatial(n, 1, bad=(20, None)).bad)
    return layer(
        f"Adaptive{kind}Pooling{n}D",
        images(n, 4),
        {"output_size": output},
        {"data_format": DATA_FORMAT},
        tidy=channels_moved,
    )


LAYERS: Table = {
    **{f"{kind}Pooling{n}D": pool(kind, n) for kind in ("Max", "Average") for n in (1, 2, 3)},
    **{f"Global{kind}Pooling{n}D": whole(kind, n) for kind in ("Max", "Average") for n in (1, 2, 3)},
    **{f"Adaptive{kind}Pooling{n}D": adaptive(kind, n) for kind in ("Max", "Average") for n in (1, 2, 3)},
}
