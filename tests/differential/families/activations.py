"""keras.layers: activations."""

from __future__ import annotations

from hypothesis import strategies as st

from ..strategies import (
    ACTIVATION,
    CONSTRAINT,
    INITIALIZER,
    REGULARIZER,
    Arg,
    Table,
    layer,
    of,
    tensors,
)

ANY = tensors(1, 5)
AXES = Arg(
    st.one_of(st.integers(-2, 3), st.lists(st.integers(1, 3), min_size=1, max_size=2, unique=True).map(tuple)),
    st.sampled_from((7, -6, "1", 1.5)),
)

LAYERS: Table = {
    "Activation": layer("Activation", ANY, {"activation": ACTIVATION}),
    "ELU": layer("ELU", ANY, {}, {"alpha": of(1.0, 0.1, 2, bad=("1", None))}),
    "LeakyReLU": layer(
        "LeakyReLU", ANY, {}, {"negative_slope": of(0.3, 0, 0.1, bad=(None, -1, "0.1")), "alpha": of(0.2)}
    ),
    "PReLU": layer(
        "PReLU",
        tensors(2, 5),
        {},
        {
            "shared_axes": Arg(
                st.sampled_from(([1], (1,), [1, 2], 1, None, [-1], [2])), st.sampled_from(([7], "1", [0], [1.5]))
            ),
            "alpha_initializer": INITIALIZER,
            "alpha_regularizer": REGULARIZER,
            "alpha_constraint": CONSTRAINT,
        },
    ),
    "ReLU": layer(
        "ReLU",
        ANY,
        {},
        {
            "max_value": of(None, 6, 1.5, 0, bad=(-1, "6")),
            "negative_slope": of(0, 0.1, 0.3, bad=(-0.1, None, "x")),
            "threshold": of(0, 0.5, bad=(-1.0, None, "x")),
        },
    ),
    "Softmax": layer("Softmax", tensors(2, 4), {}, {"axis": AXES}),
}
