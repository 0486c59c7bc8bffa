"""Mutable state, and the journal of its changes.

Everything that the interpreted program can change is a field of a `Store`, and every change goes through a `Heap`. The journal makes
two things one mechanism: a branch that may not be taken is tried and undone, then joined; and an edit undoes the
statements it invalidates before they run again.
"""

from __future__ import annotations

from collections.abc import Hashable

from .base import Object, Value


class Absent:
    """Marks a field that is not there."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent()


class Store(Object):
    """Mutable fields. Read them with `heap.get`, change them with `heap.set` and `heap.delete`, never directly.

    `epoch` is the top-level statement that made the store (see `Heap.epoch`). A store made without a heap, or by a heap
    whose epoch is `SHARED`, belongs to a library: every program sees it and none can change it.
    """

    __slots__ = ("epoch", "fields")

    def __init__(self, heap: Heap | None, fields: dict[Hashable, Value] | None = None) -> None:
        self.fields: dict[Hashable, Value] = {} if fields is None else fields
        self.epoch = SHARED if heap is None else heap.epoch


SHARED = -1
"""The epoch of what libraries define."""
BEFORE = -2
"""The epoch of what is there before the first statement, and which every program may change."""


Change = tuple[Store, Hashable, Value]
"""A store, one of its fields, and the value that it had before (or has after) a change; `ABSENT` for none."""


class Heap:
    """Reads and writes of every `Store`, with what is needed to undo and to depend on them.

    epoch:   the number of the top-level statement that is running. A store made in the same epoch needs neither read nor
             write records (unless a branch is being tried), for it goes away with the statement.
    journal: the changes so far, oldest first, each with the value before it.
    reads:   fields of older stores that were read in this epoch.
    settings: what a program sets for all that follows (`keras.config.set_image_data_format`); libraries name the fields.
    """

    __slots__ = ("epoch", "journal", "reads", "settings", "trials")

    def __init__(self) -> None:
        self.epoch = 0
        self.journal: list[Change] = []
        self.reads: set[tuple[Store, Hashable]] = set()
        self.settings = Store(None)
        self.settings.epoch = BEFORE
        self.trials = 0

    def get(self, store: Store, field: Hashable, default: Value = ABSENT) -> Value:
        if store.epoch != self.epoch and store.epoch != SHARED:
            self.reads.add((store, field))
        return store.fields.get(field, default)

    def set(self, store: Store, field: Hashable, value: Value) -> None:
        if store.epoch == SHARED != self.epoch:
            return
        if self.trials or store.epoch != self.epoch:
            self.journal.append((store, field, store.fields.get(field, ABSENT)))
        store.fields[field] = value

    def delete(self, store: Store, field: Hashable) -> None:
        if field in store.fields and (store.epoch != SHARED or self.epoch == SHARED):
            if self.trials or store.epoch != self.epoch:
                self.journal.append((store, field, store.fields[field]))
            del store.fields[field]

    def names(self, store: Store) -> list[Hashable]:
        """The fields that are there. Counts as a read of all of them."""
        if store.epoch != self.epoch and store.epoch != SHARED:
            self.reads.add((store, ALL))
        return list(store.fields)

    def mark(self) -> int:
        """Starts a trial. `undo` or `keep` must follow, innermost first."""
        self.trials += 1
        return len(self.journal)

    def keep(self, mark: int) -> None:
        """Ends a trial and leaves its changes in place."""
        self.trials -= 1
        if not self.trials:
            self.journal[mark:] = [change for change in self.journal[mark:] if change[0].epoch != self.epoch]

    def undo(self, mark: int) -> list[Change]:
        """Ends a trial, restores what it changed, and answers each changed field with the value the trial left."""
        after: dict[tuple[int, Hashable], Change] = {}
        for store, field, _ in self.journal[mark:]:
            after[id(store), field] = (store, field, store.fields.get(field, ABSENT))
        self.restore(mark)
        self.trials -= 1
        return list(after.values())

    def restore(self, mark: int) -> None:
        """Undoes every change since `mark`, newest first."""
        for store, field, before in reversed(self.journal[mark:]):
            if before is ABSENT:
                store.fields.pop(field, None)
            else:
                store.fields[field] = before
        del self.journal[mark:]


ALL: Hashable = ("every field",)
"""In `Heap.reads`: the set of fields itself was read."""
