"""Layers that hold another layer or foreign code. Importing this registers their rules."""

from . import foreign, spectral_normalization, wrapper

__all__ = ["foreign", "spectral_normalization", "wrapper"]
