"""Runs that others took the place of, to be put back when their time comes again: typing back, undo and redo, one value and another.

A run can be put back where it would do the same again: what it read is there again. Then what it wrote is written again,
and the objects that it made are made what it left them as: meanwhile other runs may have taken them over.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from .grafting import LARGEST_VERSION
from .parsing import Chunk
from .runs import Block, Run, redo

MOST_RUNS = 4
"""Runs of one chunk that are kept."""
MOST_CHUNKS = 200
MOST_OBJECTS = 50_000
"""Objects that the runs that are kept made, all together."""


class Retired:
    """The latest runs of each chunk but the one that stands."""

    def __init__(self) -> None:
        self._runs: dict[Chunk, deque[Run]] = {}
        self._objects = 0

    def add(self, run: Run, later: Iterable[Block]) -> None:
        """Keeps a run that has been undone, with its objects as it left them: what `later` ones made of them is withdrawn."""
        if len(run.born) > MOST_OBJECTS or len(run.chunk.parsed) > LARGEST_VERSION:
            return
        run.left = {store: store.fields for store in run.born}
        for block in later:
            if not run.born.isdisjoint(block.stores):
                run.left.update((store, dict(store.fields)) for store in run.born & block.stores)
        if len(self._runs) >= MOST_CHUNKS or self._objects + len(run.born) > MOST_OBJECTS:
            self.clear()
        self._objects += len(run.born)
        self._runs.setdefault(run.chunk, deque(maxlen=MOST_RUNS)).append(run)

    def of(self, chunk: Chunk, holds: Callable[[Run], bool]) -> Run | None:
        """A run of the chunk that may be put back, which it does; the latest first."""
        runs = self._runs.get(chunk, ())
        for run in reversed(runs):
            if holds(run):
                self._runs[chunk].remove(run)
                self._put_back(run)
                return run
        return None

    @staticmethod
    def _put_back(run: Run) -> None:
        for store, fields in run.left.items():
            store.fields = fields
        run.left = {}
        redo([run])
        for call in run.calls:
            call.give_back()

    def clear(self) -> None:
        """Forgets all of them, and with them the objects that they made."""
        self._runs.clear()
        self._objects = 0
