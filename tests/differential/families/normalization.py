"""keras.layers: normalization."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from shapelens.oracle import LayerQuestion, Made, Tensor

from ..strategies import FLAG, SIZES, Arg, Table, images, layer, of, tensors, weights_of

AXIS = of(-1, 1, -2, 2, 3, bad=(0, 9, -9, "1", 1.5, None, [9]))
AXES = Arg(
    st.one_of(st.integers(-3, 3), st.lists(st.sampled_from((-1, -2, 1, 2)), min_size=1, max_size=2)),
    st.sampled_from((9, -9, "1", 1.5, None, [9], ["a"], [])),
)
CENTERED = {"center": FLAG, "scale": FLAG, **weights_of("beta", "gamma")}
EPSILON = {"epsilon": of(1e-3, 1e-6)}


def _grouped(draw: DrawFn, question: LayerQuestion) -> LayerQuestion:
    """Mostly with groups that divide the axis."""
    groups, axis = question.kwargs.get("groups", 32), question.kwargs.get("axis", -1)
    shape = list(question.inputs.shape)
    if -len(shape) <= axis < len(shape) and draw(st.integers(0, 5)) < 5:
        shape[axis] = max(groups, 1) * draw(st.integers(1, 3))
    return replace(question, inputs=Tensor(tuple(shape)))


WRAPPED = st.sampled_from(
    (
        Made("keras.layers.Dense", (4,)),
        Made("keras.layers.Dense", (3,), {"use_bias": False}),
        Made("keras.layers.EinsumDense", ("...x,xy->...y", 4)),
    )
)
BAD_WRAPPED = st.sampled_from((Made("keras.layers.ReLU"), Made("keras.layers.BatchNormalization"), None, "Dense"))

LAYERS: Table = {
    "BatchNormalization": layer(
        "BatchNormalization",
        tensors(2, 5, last=SIZES),
        {},
        {
            "axis": AXIS,
            "momentum": of(0.9, 0.99),
            **EPSILON,
            **CENTERED,
            "renorm": of(False, True),
            "moving_mean_initializer": of("zeros", "ones", bad=("nope",)),
        },
        call={"training": of(True, False)},
    ),
    "GroupNormalization": layer(
        "GroupNormalization",
        tensors(2, 5),
        {},
        {
            "groups": Arg(st.sampled_from((1, 2, 3, 4, -1)), st.sampled_from((0, 5, 7, -2, "2", None, 2.5))),
            "axis": of(-1, 1, -2, 2, bad=(0, 9, "1", None)),
            **EPSILON,
            **CENTERED,
        },
        tidy=_grouped,
    ),
    "LayerNormalization": layer(
        "LayerNormalization", tensors(2, 5, last=SIZES), {}, {"axis": AXES, **EPSILON, **CENTERED}
    ),
    "RMSNormalization": layer("RMSNormalization", tensors(2, 5, last=SIZES), {}, {"axis": AXES, **EPSILON}),
    "UnitNormalization": layer("UnitNormalization", tensors(1, 4), {}, {"axis": AXES}),
    "SpectralNormalization": layer(
        "SpectralNormalization",
        tensors(2, 3, dims=SIZES),
        {"layer": Arg(WRAPPED, BAD_WRAPPED)},
        {"power_iterations": of(1, 2, bad=(0, -1))},
        call={"training": of(True, False)},
    )
    | layer(
        "SpectralNormalization",
        images(2),
        {
            "layer": Arg(
                st.builds(lambda f, k: Made("keras.layers.Conv2D", (f, k)), SIZES, st.integers(1, 3)), BAD_WRAPPED
            )
        },
    ),
}
