"""scikit-image (`skimage`): images as arrays (height, width) or (height, width, channels)."""

from . import images

__all__ = ["images"]
