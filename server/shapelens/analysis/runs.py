"""What executing a top-level statement, or trying a function that nobody calls, did: what an edit undoes, redoes or does anew."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from ..interpreter.memory import Call
from ..interpreter.record import Record
from ..values import ABSENT, Place, Store, Value
from .parsing import Chunk


@dataclass(slots=True, eq=False)
class Write:
    """One field that a run changed, with its value before and after."""

    store: Store
    field: Hashable
    before: Value
    after: Value


@dataclass(slots=True, eq=False)
class Run:
    """What executing one chunk, or trying one function, did.

    entered: the `def` nodes whose functions were called
    target: what was tried, of a function that nobody calls
    value:  the object that was made for the methods of a class
    is_cut: whether it ran out of steps
    """

    chunk: Chunk
    record: Record = field(default_factory=Record)
    reads: dict[Place, Value] = field(default_factory=dict)
    writes: dict[Place, Write] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    entered: frozenset[object] = frozenset()
    target: Value = None
    value: Value = None
    steps: int = 0
    is_cut: bool = False


class Block:
    """Some runs one after the other, and all fields that they read or wrote."""

    __slots__ = ("is_numbered", "places", "runs")

    def __init__(self, runs: list[Run]) -> None:
        self.runs = runs
        self.places = frozenset().union(*[run.reads for run in runs], *[run.writes for run in runs])
        self.is_numbered = any(run.record.numbered for run in runs)


def undo(runs: list[Run]) -> None:
    """Gives every field that these runs, one after the other, changed the value that it had before."""
    for run in reversed(runs):
        for write in reversed(run.writes.values()):
            if write.before is ABSENT:
                write.store.fields.pop(write.field, None)
            else:
                write.store.fields[write.field] = write.before


def redo(runs: list[Run]) -> None:
    """Changes what these runs, one after the other, changed again, from whatever is there now."""
    for run in runs:
        for write in run.writes.values():
            fields, name, after = write.store.fields, write.field, write.after
            write.before = fields.get(name, ABSENT)
            if after is ABSENT:
                fields.pop(name, None)
            else:
                fields[name] = after
