"""Keras's losses: what they accept (`shapes.py`), and their classes and functions (`classes.py`)."""

from . import shapes

__all__ = ["shapes"]
