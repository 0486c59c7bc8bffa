"""How much is cut off or put on at both ends of each spatial axis: the forms of `cropping` and `padding`."""

from __future__ import annotations

from ....shapes import UNKNOWN, Size, Symbolic
from ....values import Value
from ..arguments import PLAIN, check_sizes, invalid, pair

Margin = tuple[Size, Size]


def check_margins(value: Value, rank: int, argument: str, *, accepts_negative: bool = False) -> None:
    """One number for all; for one axis a pair; for more an entry for each axis, a number or a pair.

    Raises Mismatch("invalid-argument"). `accepts_negative`: a single number is not looked at (ZeroPadding2D).
    Source: the constructors of keras.layers.Cropping2D and ZeroPadding2D.
    """
    if rank == 1:
        check_sizes(value, 2, argument, least=0)
    elif isinstance(value, int):
        if value < 0 and not accepts_negative:
            raise invalid(argument, "from 0 up", value)
    elif isinstance(value, tuple):
        if len(value) != rank:
            raise invalid(argument, f"a number or {rank} numbers or pairs", value)
        for entry in value:
            check_sizes(entry, 2, argument, least=0)
    elif isinstance(value, PLAIN):
        raise invalid(argument, f"a number or {rank} numbers or pairs", value)


def margins(value: Value, rank: int) -> tuple[Margin, ...]:
    """The two margins of each spatial axis; unknown where they cannot be told."""
    unknown: Margin = (UNKNOWN, UNKNOWN)
    if isinstance(value, (int, Symbolic)):
        return ((value, value),) * rank
    if rank == 1:
        return (pair(value) or unknown,)
    if isinstance(value, tuple) and len(value) == rank:
        return tuple(pair(entry) or unknown for entry in value)
    return (unknown,) * rank
