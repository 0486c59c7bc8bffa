"""The rules of keras.layers' normalization (SpectralNormalization stands with the wrappers)."""

from . import batch_normalization, layer_normalization

__all__ = ["batch_normalization", "layer_normalization"]
