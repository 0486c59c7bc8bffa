"""Long work in small steps: whoever has it done may do something else between two of them."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeAlias, TypeVar

Answer = TypeVar("Answer", covariant=True)
Steps: TypeAlias = "Generator[None, None, Answer]"
"""Work in small steps, between which other work may be done, and its answer."""


def finished(steps: Steps[Answer]) -> Answer:
    """The answer of work that is done at once."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            answer: Answer = end.value
            return answer
