"""The one place where interpreted state changes, with a journal of the changes.

Everything that the interpreted program can change is a field of a `Store`, and every change goes through a `Heap`. The journal makes
two things one mechanism: a branch that may not be taken is tried and undone, then joined; and an edit undoes the
statements it invalidates before they run again. A `Trace` is the same of a call: what it read and wrote of what was there before it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import NamedTuple

from .base import Object, Value


class Absent:
    """Marks a field that is not there."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent()

SHARED = 1 << 62
"""The serial number of what libraries define: younger than any trial or call, so that nothing of it is recorded."""


class OutOfBudget(Exception):
    """Ends a top-level statement. Raised and caught inside the interpreter alone."""


MOST_VISITS = 200_000
"""How often one top-level statement may look into a list or dict: one that holds another twice, and so on, is endless to walk."""
UNCOUNTED = -(1 << 62)


class Store(Object):
    """Mutable fields. Read them with `heap.get`, change them with `heap.set` and `heap.delete`, never directly.

    `serial` tells which of two stores of a heap is older. A store made without a heap, or by the heap of an installed
    library, belongs to the library: every program sees it and none can change it.
    """

    __slots__ = ("fields", "serial")

    def __init__(self, heap: Heap | None, fields: dict[Hashable, Value] | None = None) -> None:
        self.fields: dict[Hashable, Value] = {} if fields is None else fields
        if heap is None:
            self.serial = SHARED
        else:
            heap.serial += 1
            self.serial = heap.serial
            heap.born.append(self)


Change = tuple[Store, Hashable, Value]
"""A store, one of its fields, and the value that it had before (or has after) a change; `ABSENT` for none."""

Place = tuple[Store, Hashable]
"""A field of a store."""


class Trace:
    """What a top-level statement or a call reads and writes of the stores that are older than it.

    start:  the serial number of the youngest store before it
    reads:  the fields that it read before it wrote them, each with the value that was there
    writes: the fields that it changed, in order of the first change
    """

    __slots__ = ("outer", "reads", "start", "writes")

    def __init__(self, start: int, outer: Trace | None) -> None:
        self.start = start
        self.outer = outer
        self.reads: dict[Place, Value] = {}
        self.writes: dict[Place, None] = {}


class Mark(NamedTuple):
    """Where a trial began."""

    journal: int
    writes: int
    barrier: int
    trials: int


class Heap:
    """Reads and writes of every `Store`, with what is needed to undo and to depend on them.

    serial:    of the youngest store
    born:      the stores made since the running statement began
    journal:   the changes so far of what is older than the running statement, or than the trial: oldest first, each with the value before it
    trace:     what is running: the statement, or the innermost call of which a trace is kept
    settings:  what a program sets for all that follows (`keras.config.set_image_data_format`); libraries name the fields
    globals:   what the program makes of names in libraries' modules, by (scope, name)
    is_shared: whether it is a library's
    looked:    the lowest serial number of an `Origin` that was followed back
    visits:    looks into lists and dicts by the running statement; `UNCOUNTED` where none runs
    """

    __slots__ = (
        "_barrier",
        "_limit",
        "born",
        "covered",
        "globals",
        "is_shared",
        "journal",
        "looked",
        "serial",
        "settings",
        "trace",
        "trials",
        "visits",
    )

    def __init__(self, is_shared: bool = False) -> None:
        self.is_shared = is_shared
        self.serial = 0
        self.born: list[Store] = []
        self.journal: list[Change] = []
        self.settings = Store(self)
        self.globals = Store(self)
        self.trace = Trace(0, None)
        self.trials = 0
        self.covered = 0
        """Up to which serial number changes are journaled in any trial (see `cover`)."""
        self._barrier = 0
        self._limit = 0
        self.visits = UNCOUNTED
        self.looked = SHARED

    def share(self) -> None:
        """Ends the reading of a library: what it defines is every program's from now on."""
        for store in self.born:
            store.serial = SHARED
        self.born = []

    def begin(self) -> Trace:
        """Starts a top-level statement: a journal and a trace of its own."""
        self.journal = []
        self.born = []
        self.trials = 0
        self.trace = Trace(self.serial, None)
        self.covered = 0
        self._barrier = self._limit = self.serial
        self.visits = UNCOUNTED
        return self.trace

    def visit(self) -> None:
        """Counts a look into a container. Raises OutOfBudget for one too many."""
        self.visits += 1
        if self.visits > MOST_VISITS:
            raise OutOfBudget

    def get(self, store: Store, field: Hashable, default: Value = ABSENT) -> Value:
        value = store.fields.get(field, ABSENT)
        trace = self.trace
        if store.serial <= trace.start:
            place = (store, field)
            if place not in trace.reads and place not in trace.writes:
                trace.reads[place] = value
        return default if value is ABSENT else value

    def set(self, store: Store, field: Hashable, value: Value) -> None:
        if store.serial <= self._limit:
            self._note(store, field)
        elif store.serial == SHARED and not self.is_shared:
            return
        store.fields[field] = value

    def delete(self, store: Store, field: Hashable) -> None:
        # also what is not there is read: once it is, this deletes it
        if self.get(store, field) is not ABSENT and (store.serial != SHARED or self.is_shared):
            if store.serial <= self._limit:
                self._note(store, field)
            del store.fields[field]

    def _note(self, store: Store, field: Hashable) -> None:
        """Journals a change of a store that is older than the trial, the call or the statement."""
        if store.serial <= self._barrier:
            self.journal.append((store, field, store.fields.get(field, ABSENT)))
        if store.serial <= self.trace.start:
            self.trace.writes.setdefault((store, field))

    def names(self, store: Store) -> list[Hashable]:
        """The fields that are there. Counts as a read of all of them."""
        self.visit()
        names = list(store.fields)
        trace = self.trace
        if store.serial <= trace.start and (store, ALL) not in trace.reads:
            trace.reads[store, ALL] = tuple(names)
        return names

    def attributes(self, store: Store) -> list[Hashable]:
        """The fields that are there, but those that are a library's own matter, by name. Counts as a read of which they are."""
        self.visit()
        names = _visible(store)
        trace = self.trace
        if store.serial <= trace.start and (store, ATTRIBUTES) not in trace.reads:
            trace.reads[store, ATTRIBUTES] = names
        return list(names)

    # ---------------------------------------------------------------- calls
    def enter(self) -> Trace:
        """Starts a trace of a call. `leave` must follow."""
        self.trace = Trace(self.serial, self.trace)
        self._limit = max(self.serial, self._barrier)
        return self.trace

    def leave(self) -> None:
        """Ends the innermost trace: what concerns older stores becomes part of the one around it."""
        inner = self.trace
        outer = inner.outer
        assert outer is not None
        self.trace = outer
        self._limit = max(outer.start, self._barrier)
        self.absorb(inner.reads, inner.writes)

    def absorb(self, reads: dict[Place, Value], writes: dict[Place, None]) -> None:
        """Counts what a call read and wrote as read and written by what is running."""
        trace = self.trace
        start, own_reads, own_writes = trace.start, trace.reads, trace.writes
        if own_writes and not own_writes.keys().isdisjoint(reads):
            reads = {place: value for place, value in reads.items() if place not in own_writes}
        note = own_reads.setdefault
        for place, value in reads.items():
            if place[0].serial <= start:
                note(place, value)
        for place in writes:
            if place[0].serial <= start:
                own_writes.setdefault(place)

    # ---------------------------------------------------------------- trials
    def mark(self, is_taken: bool = False) -> Mark:
        """Starts a trial. `undo` or `keep` must follow, innermost first. `is_taken` is what is certain to happen up to its first doubt."""
        mark = Mark(len(self.journal), len(self.trace.writes), self._barrier, self.trials)
        self.trials += not is_taken
        self._barrier = self._limit = max(self.serial, self.covered)
        return mark

    def keep(self, mark: Mark) -> None:
        """Ends a trial and leaves its changes in place."""
        self._end(mark)
        barrier = self._barrier
        self.journal[mark.journal :] = [c for c in self.journal[mark.journal :] if c[0].serial <= barrier]

    def undo(self, mark: Mark) -> list[Change]:
        """Ends a trial, restores what it changed, and answers each changed field with the value the trial left."""
        after: dict[Place, Change] = {}
        changes = self.journal[mark.journal :]
        for store, field, _ in changes:
            after[store, field] = (store, field, store.fields.get(field, ABSENT))
        for store, field, before in reversed(changes):
            put(store, field, before)
        del self.journal[mark.journal :]
        writes = self.trace.writes
        while len(writes) > mark.writes:
            writes.popitem()
        self._end(mark)
        return list(after.values())

    def _end(self, mark: Mark) -> None:
        self.trials = mark.trials
        self._barrier = max(mark.barrier, self.covered)
        self._limit = max(self.trace.start, self._barrier)

    @property
    def is_certain(self) -> bool:
        """Whether what is running is certain to happen: no branch is tried, and no path has left early."""
        return not self.trials and not self.covered

    def cover(self) -> None:
        """From now on journals the changes of every store, also of what the trial itself made, until `uncover`."""
        self.covered = self._barrier = self._limit = SHARED - 1

    def uncover(self, covered: int) -> None:
        """Back to what was covered before; the end of the trial that covered follows."""
        self.covered = covered


def put(store: Store, field: Hashable, value: Value) -> None:
    """Gives a field a value, or none, without a record of it."""
    if value is ABSENT:
        store.fields.pop(field, None)
    else:
        store.fields[field] = value


ALL: Hashable = ("every field",)
"""In `Trace.reads`: the set of fields itself was read."""
ATTRIBUTES: Hashable = ("every attribute",)
"""In `Trace.reads`: it was read which attributes an object has."""
HIDDEN: set[Hashable] = set()
"""Fields of objects that are libraries' own matter: no program asks whether there are such. Libraries name them."""


UNRECORDED: set[Hashable] = set()
"""Fields of objects that libraries read without a record: they are set once, when the object is made. Libraries name them."""


def is_hidden(field: Hashable) -> bool:
    """Whether a field of an object is a library's own matter."""
    return type(field) is tuple or field in HIDDEN


def _visible(store: Store) -> tuple[Hashable, ...]:
    names = [field for field in store.fields if field not in HIDDEN and type(field) is not tuple]
    return tuple(sorted(names, key=str)) if names else ()


VIEWS: dict[Hashable, Callable[[Store], tuple[Hashable, ...]]] = {
    ALL: lambda store: tuple(store.fields),
    ATTRIBUTES: _visible,
}
"""What is read of a store besides its fields."""
