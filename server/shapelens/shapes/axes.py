"""Axes: negative ones counted from the end, and the check that they exist."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias, Union

from .mismatch import Mismatch

Axes: TypeAlias = Union[int, Sequence[int], None]


def normalize_axis(axis: int, rank: int, *, argument: str = "axis", code: str = "operand-shapes") -> int:
    """`axis` counted from the start. Raises Mismatch where a tensor of that rank has no such axis."""
    if not -rank <= axis < rank:
        raise Mismatch(
            code,
            f"`{argument}` {axis} is out of bounds for a tensor of {rank} dimension{'' if rank == 1 else 's'}",
            argument=argument,
            axis=axis,
            rank=rank,
        )
    return axis + rank if axis < 0 else axis


def normalize_axes(axis: Axes, rank: int, *, argument: str = "axis", code: str = "operand-shapes") -> tuple[int, ...]:
    """The axes counted from the start, in the order given; all of them for None. Raises Mismatch as `normalize_axis`."""
    if axis is None:
        return tuple(range(rank))
    several = (axis,) if isinstance(axis, int) else axis
    return tuple(normalize_axis(a, rank, argument=argument, code=code) for a in several)
