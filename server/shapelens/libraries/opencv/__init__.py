"""OpenCV (`cv2`): images as arrays (height, width) or (height, width, channels)."""

from . import images

__all__ = ["images"]
