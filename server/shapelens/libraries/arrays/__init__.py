"""The shape of what functions of tensors and arrays answer: one rule for NumPy's, TensorFlow's and `keras.ops`' spelling of it."""

from . import (
    control,
    creation,
    elementwise,
    images,
    indexing,
    joining,
    linear_algebra,
    manipulation,
    methods,
    operators,
    products,
    randoms,
    reductions,
    scalars,
    spectral,
    windows,
)

__all__ = [
    "control",
    "creation",
    "elementwise",
    "images",
    "indexing",
    "joining",
    "linear_algebra",
    "manipulation",
    "methods",
    "operators",
    "products",
    "randoms",
    "reductions",
    "scalars",
    "spectral",
    "windows",
]
