"""What executing a top-level statement, or trying a function that nobody calls, did: what an edit undoes, redoes or does anew."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, repeat
from typing import NamedTuple

from ..interpreter.record import Record
from ..interpreter.remembered import Call
from ..values import ABSENT, VIEWS, Class, Function, Instance, Place, Store, Unit, Value, is_hidden
from ..values.heap import put
from .parsing import Chunk

BLOCK = 32
"""Runs that are looked at together after an edit."""


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

    born:    the objects that it made, or took over
    left:    what it left of them, once it has been undone and another took its place
    entered: the `def` nodes whose functions were called
    target: what was tried, of a function that nobody calls
    value:  the object that was made for the methods of a class
    steps:  how many it took, of the `limit` that it had
    is_cut: whether it ran out of them
    """

    chunk: Chunk
    record: Record = field(default_factory=Record)
    reads: dict[Place, Value] = field(default_factory=dict)
    writes: dict[Place, Write] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    born: frozenset[Store] = frozenset()
    left: dict[Store, dict[Hashable, Value]] = field(default_factory=dict)
    entered: frozenset[object] = frozenset()
    target: Value = None
    value: Value = None
    steps: int = 0
    limit: int = 0
    is_cut: bool = False
    _sources: frozenset[Store] | None = None
    _shaped: frozenset[Store] | None = None
    _views: list[Place] | None = None

    @property
    def sources(self) -> frozenset[Store]:
        """Whose fields it read."""
        if self._sources is None:
            self._sources = frozenset([store for store, _ in self.reads])
        return self._sources

    @property
    def shaped(self) -> frozenset[Store]:
        """Of the objects that it wrote those of which a program sees that there is such a field."""
        if self._shaped is None:
            self._shaped = frozenset([store for store, field in self.writes if not is_hidden(field)])
        return self._shaped

    @property
    def views(self) -> list[Place]:
        """What it read of objects besides their fields: which there are."""
        if self._views is None:
            self._views = [place for place in self.reads if type(place[1]) is tuple and place[1] in VIEWS]
        return self._views


class Target(NamedTuple):
    """A function, the class that it is a method of, and the statement that defines it."""

    function: Function
    owner: Class | None
    chunk: Chunk


class Block:
    """Some runs one after the other, with what all of them together read, wrote and told, as far as it is asked for.

    sources: whose fields they read
    stores:  whose fields they wrote
    shaped:  of those the ones of which a program sees that there is such a field
    defined: functions and classes, each with the chunk that defined it
    classes: those of them that are classes
    targets: what of them can be tried if nobody calls it; None where that is not known
    created: objects by kind, for automatic names
    units:   the units of which they told something
    """

    def __init__(self, runs: list[Run]) -> None:
        self.runs = runs
        self.targets: list[Target] | None = None
        records = [run.record for run in runs]
        self.created = [made for record in records if record.created for made in record.created]
        self.findings = [finding for record in records if record.findings for finding in record.findings]
        self.notes = [note for record in records if record.notes for note in record.notes]
        self.is_numbered = any(record.numbered for record in records)

    @cached_property
    def reads(self) -> frozenset[Place]:
        return frozenset().union(*[run.reads for run in self.runs])

    @cached_property
    def writes(self) -> frozenset[Place]:
        return frozenset().union(*[run.writes for run in self.runs])

    @cached_property
    def sources(self) -> frozenset[Store]:
        return frozenset().union(*[run.sources for run in self.runs])

    @cached_property
    def stores(self) -> frozenset[Store]:
        return frozenset([store for store, _ in self.writes])

    @cached_property
    def shaped(self) -> frozenset[Store]:
        return frozenset().union(*[run.shaped for run in self.runs])

    @cached_property
    def entered(self) -> frozenset[object]:
        return frozenset().union(*[run.entered for run in self.runs])

    @cached_property
    def defined(self) -> list[tuple[Value, Chunk]]:
        return [(value, run.chunk) for run in self.runs if run.record.defined for value in run.record.defined]

    @cached_property
    def classes(self) -> frozenset[Class]:
        return frozenset([value for value, _ in self.defined if isinstance(value, Class)])

    @cached_property
    def instances(self) -> list[Instance]:
        """Those of the program's own classes that were made."""
        return [one for run in self.runs for one in run.born if isinstance(one, Instance) and one.cls.span is not None]

    @cached_property
    def units(self) -> frozenset[Unit]:
        return frozenset().union(*[run.record.shares() for run in self.runs])

    def depends(self, changed: set[Place], is_changed: bool) -> bool:
        """Whether something that a run in it read or wrote may differ now."""
        if changed and not (changed.isdisjoint(self.reads) and changed.isdisjoint(self.writes)):
            return True
        return is_changed and self.is_numbered


class Ahead:
    """Which of some blocks, one after the other, is the last to read or write something."""

    def __init__(self, blocks: list[Block]) -> None:
        self.count = len(blocks)
        self._writes: dict[Place, int] = {}
        self._stores: dict[Store, int] = {}
        self._sources: dict[Store, int] = {}
        for number, block in enumerate(blocks, 1):
            self._writes.update(dict.fromkeys(block.writes, number))
            self._stores.update(dict.fromkeys(block.stores, number))
            self._sources.update(dict.fromkeys(block.sources, number))

    def writes(self, places: Set[Place], stores: Set[Store] = frozenset()) -> int:
        """How many blocks there are up to the last that writes one of these places, or a field of one of these stores."""
        found = [self._writes[place] for place in self._writes.keys() & places]
        return max(found + [self._stores[store] for store in self._stores.keys() & stores], default=0)

    def reads(self, stores: Set[Store]) -> int:
        """How many blocks there are up to the last that reads a field of one of these stores."""
        return max([self._sources[store] for store in self._sources.keys() & stores], default=0)


def blocks_of(runs: list[Run], known: Iterable[Block] = ()) -> list[Block]:
    """The runs in blocks. Those that are known are taken from there."""
    groups = [runs[start : start + BLOCK] for start in range(0, len(runs), BLOCK)]
    return [
        block if block is not None and block.runs == group else Block(group)
        for group, block in zip(groups, chain(known, repeat(None)))
    ]


def undo(runs: Sequence[Run], places: Set[Place] | None = None) -> None:
    """Gives every field that these runs, one after the other, changed (or only these places) the value that it had before."""
    for run in reversed(runs):
        for place, write in reversed(run.writes.items()):
            if places is None or place in places:
                put(write.store, write.field, write.before)


def redo(runs: Iterable[Run], places: Set[Place] | None = None) -> None:
    """Changes what these runs, one after the other, changed (or only these places) again, from whatever is there now."""
    for run in runs:
        if places is None or not places.isdisjoint(run.writes):
            for place, write in run.writes.items():
                if places is None or place in places:
                    write.before = write.store.fields.get(write.field, ABSENT)
                    put(write.store, write.field, write.after)
