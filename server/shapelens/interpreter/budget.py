"""Limits on what the analysis of one file may cost. Over them the answer is unknown, never an endless wait."""

from __future__ import annotations

from dataclasses import dataclass

from ..values.heap import OutOfBudget

LIBRARY_STEP = 2
"""What a step in an installed package counts: on average such a step builds more than one of a program does."""


@dataclass(slots=True)
class Budget:
    """Steps are statements executed and calls made.

    steps:      for the whole file
    unit_steps: for one top-level statement
    depth:      of nested calls
    unrolled:   iterations of one loop that are executed one by one
    items:      length of a list or tuple that is built
    """

    steps: int = 200_000
    unit_steps: int = 60_000
    depth: int = 80
    recursion: int = 24
    unrolled: int = 256
    items: int = 20_000


__all__ = ["LIBRARY_STEP", "Budget", "OutOfBudget"]
