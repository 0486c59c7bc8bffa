"""How many different values an array holds, where that is known: its elements are, or it was drawn evenly and often enough."""

from __future__ import annotations

from ...values import Drawn, Every, Tensor
from . import dtypes
from .elements import elements

ENOUGH = 100
"""With so many labels of a known dataset for each class, none is missing."""
CERTAIN = 1e-5
"""With a probability below this of being wrong we say that every value occurs."""


def distinct(tensor: Tensor) -> int | None:
    """The number of different elements; None where it cannot be told."""
    flat = elements(tensor)
    if flat is not None:
        return len(set(flat)) if all(isinstance(item, (int, float, str)) for item in flat) else None
    size, classes = tensor.shape.size, tensor.classes
    if not isinstance(size, int):
        return None
    if isinstance(classes, Drawn):
        return int(classes) if occurs(classes, 1 / classes if classes else 0.0, size) else None
    if isinstance(classes, Every) and dtypes.is_integer(tensor.dtype):
        return int(classes) if size >= ENOUGH * classes else None
    return None


def occurs(count: int, rarest: float, draws: int) -> bool:
    """Whether each of `count` values (almost) certainly occurs among so many draws, if the rarest has that share."""
    return bool(count * (1 - rarest) ** draws < CERTAIN)
