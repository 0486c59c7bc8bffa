"""Runs that others took the place of, to be put back when their time comes again: typing back, undo and redo, one value and another.

A run can be put back where it would do the same again: what it read is there again. Then what it wrote is written again,
and the objects that it made are made what it left them as: meanwhile other runs may have taken them over.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from .grafting import LARGEST_VERSION
from .runs import Block, Run, redo

MOST_RUNS = 4
"""Runs of one chunk, or of one function that nobody calls, that are kept."""
MOST_KEPT = 400
"""Runs that are kept of all of them."""
MOST_OBJECTS = 50_000
"""Objects that the runs that are kept made, all together."""


class Retired:
    """The latest runs of each chunk, and of each function that nobody calls, but the one that stands."""

    def __init__(self) -> None:
        self._runs: dict[Hashable, list[Run]] = {}
        """Those of each, the oldest first."""
        self._order: dict[Run, Hashable] = {}
        """All of them, the oldest first, each with what it is of."""
        self._objects = 0

    def add(self, key: Hashable, run: Run, later: Iterable[Block] = ()) -> None:
        """Keeps a run that has been undone, with its objects as it left them: what `later` ones made of them is withdrawn."""
        if len(run.born) > MOST_OBJECTS or len(run.chunk.parsed) > LARGEST_VERSION:
            return
        run.left = {store: store.fields for store in run.born}
        for block in later:
            if not run.born.isdisjoint(block.stores):
                run.left.update((store, dict(store.fields)) for store in run.born & block.stores)
        runs = self._runs.setdefault(key, [])
        runs.append(run)
        self._order[run] = key
        self._objects += len(run.born)
        if len(runs) > MOST_RUNS:
            self._forget(runs[0])
        while self._objects > MOST_OBJECTS or len(self._order) > MOST_KEPT:
            self._forget(next(iter(self._order)))

    def of(self, key: Hashable, holds: Callable[[Run], bool]) -> Run | None:
        """A run of this that may be put back, which it does; the latest first."""
        for run in reversed(self._runs.get(key, ())):
            if holds(run):
                left = run.left
                self._forget(run)
                for store, fields in left.items():
                    store.fields = fields
                redo([run])
                for call in run.calls:
                    call.give_back()
                return run
        return None

    def _forget(self, run: Run) -> None:
        key = self._order.pop(run)
        runs = self._runs[key]
        runs.remove(run)
        if not runs:
            del self._runs[key]
        self._objects -= len(run.born)
        run.left = {}

    def clear(self) -> None:
        """Forgets all of them, and with them the objects that they made."""
        for run in self._order:
            run.left = {}
        self._runs.clear()
        self._order.clear()
        self._objects = 0
