"""keras.layers: regularization."""

from __future__ import annotations

from hypothesis import strategies as st

from ..strategies import DATA_FORMAT, RATE, SEED, Arg, Table, layer, of, tensors

ANY = tensors(1, 5)
NOISE_SHAPE = Arg(
    st.sampled_from((None, (None, 1, None), (None, None), [None, 1])),
    st.sampled_from(("x", 3, (0, 1), (2, 3, 4, 5, 6))),
)
TRAINING = {"training": of(True, False, None)}
PLAIN = {"name": of("a", None), "dtype": of("float32", "float16")}

LAYERS: Table = {
    "ActivityRegularization": layer(
        "ActivityRegularization", ANY, {}, {"l1": of(0.0, 0.1, bad=("x", -1)), "l2": of(0.0, 0.1, bad=("x",))}
    ),
    "AlphaDropout": layer(
        "AlphaDropout", ANY, {"rate": RATE}, {"noise_shape": NOISE_SHAPE, "seed": SEED}, call=TRAINING
    ),
    "Dropout": layer("Dropout", ANY, {"rate": RATE}, {"noise_shape": NOISE_SHAPE, "seed": SEED}, call=TRAINING),
    "GaussianDropout": layer("GaussianDropout", ANY, {"rate": RATE}, {"seed": SEED}, call=TRAINING),
    "GaussianNoise": layer("GaussianNoise", ANY, {"stddev": RATE}, {"seed": SEED}, call=TRAINING),
    "SpatialDropout1D": layer(
        "SpatialDropout1D", tensors(3), {"rate": RATE}, {"seed": SEED, **PLAIN}, call=TRAINING, common=False
    ),
    **{
        f"SpatialDropout{n}D": layer(
            f"SpatialDropout{n}D",
            tensors(n + 2),
            {"rate": RATE},
            {"seed": SEED, "data_format": DATA_FORMAT, **PLAIN},
            call=TRAINING,
            common=False,
        )
        for n in (2, 3)
    },
}
