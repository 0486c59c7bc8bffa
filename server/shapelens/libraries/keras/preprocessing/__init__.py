"""Preprocessing layers. Importing this registers their rules."""

from . import (
    augmentation,
    category_encoding,
    discretization,
    feature_space,
    hashing,
    image,
    lookup,
    normalization,
    pipeline,
    rescaling,
    spectrogram,
    text_vectorization,
)

__all__ = [
    "augmentation",
    "category_encoding",
    "discretization",
    "feature_space",
    "hashing",
    "image",
    "lookup",
    "normalization",
    "pipeline",
    "rescaling",
    "spectrogram",
    "text_vectorization",
]
