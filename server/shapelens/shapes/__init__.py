"""Dimensions, shapes and their algebra. No Python values and no Keras here."""

from .dim import UNKNOWN, Dim, Size, Symbolic, arithmetic, counter, is_dim, is_open, is_unknown, product, same, symbol
from .mismatch import Mismatch, Undetermined
from .shape import Shape, Structure, equal, is_complete, leaves, settled

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
    "counter",
    "equal",
    "is_complete",
    "is_dim",
    "is_open",
    "is_unknown",
    "leaves",
    "product",
    "same",
    "settled",
    "symbol",
]
