"""keras.layers: convolutions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from shapelens.oracle import LayerQuestion, Tensor

from ..strategies import (
    ACTIVATION,
    DATA_FORMAT,
    FLAG,
    SIZE,
    Arg,
    Table,
    images,
    layer,
    of,
    spatial,
    weights_of,
)

PADDING = of("valid", "same", "SAME", "Valid", bad=("full", "causal", None, 1))
CAUSAL = of("valid", "same", "causal", bad=("full", None, 0))
GROUPS = of(1, 2, 3, bad=(0, -1, 7, None, "2"))
MULTIPLIER = Arg(st.integers(1, 3), st.sampled_from((0, -1, None, "2")))


def options(n: int, padding: Arg = PADDING) -> dict[str, Arg]:
    """What every convolution of `n` spatial axes takes besides its filters and kernel."""
    return {
        "strides": spatial(n, 1, 2, 3),
        "padding": padding,
        "dilation_rate": spatial(n, 1, 2),
        "data_format": DATA_FORMAT,
        "activation": ACTIVATION,
        "use_bias": FLAG,
        **weights_of("bias"),
    }


def fitted(draw: DrawFn, question: LayerQuestion) -> LayerQuestion:
    """Mostly without strides and dilation together, and with filters and channels that the groups divide."""
    kwargs = dict(question.kwargs)
    if "strides" in kwargs and "dilation_rate" in kwargs and draw(st.integers(0, 4)) < 4:
        del kwargs[draw(st.sampled_from(("strides", "dilation_rate")))]
    shape = question.inputs.shape
    if kwargs.get("data_format") == "channels_first" and draw(st.integers(0, 4)) < 4:
        shape = (shape[0], shape[-1], *shape[1:-1])
    groups = kwargs.get("groups")
    if isinstance(groups, int) and "filters" in kwargs and draw(st.integers(0, 4)) < 4:
        kwargs["filters"] *= groups
        axis = 1 if kwargs.get("data_format") == "channels_first" else len(shape) - 1
        shape = tuple(size * groups if at == axis and size else size for at, size in enumerate(shape))
    return replace(question, kwargs=kwargs, inputs=Tensor(shape))


def convolution(n: int) -> Any:
    extra = {"groups": GROUPS, **weights_of("kernel"), **options(n, CAUSAL if n == 1 else PADDING)}
    return layer(f"Conv{n}D", images(n), {"filters": SIZE, "kernel_size": spatial(n, 3, 1, 2, 4)}, extra, tidy=fitted)


def transposed(n: int) -> Any:
    extra = {"output_padding": spatial(n, 0, 1, 2), **weights_of("kernel"), **options(n)}
    required = {"filters": SIZE, "kernel_size": spatial(n, 3, 1, 2, 4, 5)}
    return layer(f"Conv{n}DTranspose", images(n, 2), required, extra, tidy=fitted)


def depthwise(n: int) -> Any:
    extra = {"depth_multiplier": MULTIPLIER, **weights_of("depthwise"), **options(n, CAUSAL if n == 1 else PADDING)}
    return layer(f"DepthwiseConv{n}D", images(n), {"kernel_size": spatial(n, 3, 1, 2, 4)}, extra, tidy=fitted)


def separable(n: int) -> Any:
    extra = {"depth_multiplier": MULTIPLIER, **weights_of("depthwise", "pointwise")}
    extra |= options(n, CAUSAL if n == 1 else PADDING)
    required = {"filters": SIZE, "kernel_size": spatial(n, 3, 1, 2, 4)}
    return layer(f"SeparableConv{n}D", images(n), required, extra, tidy=fitted)


LAYERS: Table = {
    **{f"Conv{n}D": convolution(n) for n in (1, 2, 3)},
    **{f"Conv{n}DTranspose": transposed(n) for n in (1, 2, 3)},
    **{f"DepthwiseConv{n}D": depthwise(n) for n in (1, 2)},
    **{f"SeparableConv{n}D": separable(n) for n in (1, 2)},
}
