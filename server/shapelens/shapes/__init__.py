"""Dimensions, shapes and their algebra. No Python values and no Keras here."""

from .dim import UNKNOWN, Dim, Size, Symbolic, arithmetic, is_dim, is_open, is_unknown, product, same, symbol
from .mismatch import Mismatch, Undetermined
from .shape import Shape, Structure, equal, is_complete, leaves

__all__ = [
    "UNKNOWN",
    "Dim",
    "Mismatch",
    "Shape",
    "Size",
    "Structure",
    "Symbolic",
    "Undetermined",
    "arithmetic",
    "equal",
    "is_complete",
    "is_dim",
    "is_open",
    "is_unknown",
    "leaves",
    "product",
    "same",
    "symbol",
]
