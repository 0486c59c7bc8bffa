"""Pillow (`PIL.Image`): pictures, which become arrays (height, width) or (height, width, channels)."""

from . import pictures

__all__ = ["pictures"]
