"""Interpreting a file's chunks, and after an edit only those that can have changed.

Each chunk keeps what it read and wrote of the state that older chunks made. After an edit, what the changed chunks wrote is undone and they are
executed again; then those of the later chunks that read what has changed. What stands after a chunk that is executed may
stay as it is where that chunk neither reads nor writes anything that those wrote. Where it does, the state is taken back to before it,
and later made again from what each chunk wrote. The answer is the same as from scratch.
"""

from __future__ import annotations

import ast
import logging
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Mapping, Set
from itertools import accumulate, compress, count
from operator import is_not

from ..interpreter import registry
from ..interpreter.budget import OutOfBudget
from ..interpreter.execution import execute
from ..interpreter.frame import Frame
from ..interpreter.interpreter import Interpreter
from ..interpreter.modules import Modules
from ..interpreter.remembered import EVERYTHING, Call
from ..interpreter.sameness import differing, reads_same, same
from ..shapes import Shape
from ..values import (
    ABSENT,
    ALL,
    ATTRIBUTES,
    VIEWS,
    Place,
    Scope,
    Store,
    Unknown,
    Value,
    is_hidden,
)
from .declaring import Declarations
from .parsing import Chunk
from .retired import Retired
from .runs import Ahead, Block, Run, Write, blocks_of, redo, undo
from .uncalled import Uncalled

log = logging.getLogger(__name__)


FEW = 8
"""Statements that are executed before it pays to look up where what stands after them is written."""
MOST_ATTEMPTS = 3
"""Executions of a chunk after which all that stands after it is undone."""


class Engine:
    """The interpreted state of one file."""

    def __init__(self, path: str, modules: Modules, shapes: Mapping[str, Shape]) -> None:
        self.path = path
        # the syntax of lists, dicts and strings is theirs: a program need not name a builtin to use it
        registry.load("builtins")
        self.interpreter = Interpreter(path, modules)
        self.interpreter.declared = Declarations(self.interpreter, shapes)
        self.scope = Scope(self.interpreter.heap, None, "module")
        self.scope.fields.update(__name__="__main__", __file__=path, __doc__=None)
        self.retired = Retired()
        self.uncalled = Uncalled(self)
        self.blocks: list[Block] = []
        """The runs of all chunks, in their order."""
        self._chunks: list[Chunk] = []
        self._after: list[Block] = []
        """What stands after the running statement."""
        self._ahead: Ahead | None = None
        """Of these, once many statements have been executed after an edit, and how many were:"""
        self._anew = 0
        self._withdrawn: set[Place] = set()
        """Fields in which what those wrote is not there, but is undone until it is their turn."""
        self._between: list[Block] = []
        """Runs that stand between edited chunks and were not edited."""

    def update(self, chunks: list[Chunk]) -> None:
        """Brings the state, and the runs in `blocks`, up to these chunks."""
        old, self._chunks = self._chunks, chunks
        first = _alike(old, chunks)
        if first == len(old) == len(chunks) and old:
            return
        if self.interpreter.memory.age():
            self.retired.clear()
        last = min(_alike(old[::-1], chunks[::-1]), min(len(old), len(chunks)) - first)
        before, loose, edited, later = self._parted(first, len(old) - last)
        self._after, self._withdrawn = later, set()
        self._ahead, self._anew = None, 0
        self.interpreter.earlier = [*before, *[run.record for run in loose]]
        changed: set[Place] = set()
        """Fields whose value may differ from the one that they had at this point in the last analysis."""
        new, is_changed = self._run_edited(edited, chunks[first : len(chunks) - last], changed)
        later = self._run_later(changed, is_changed)
        self.blocks = [*before, *blocks_of([*loose, *new]), *later]
        self.uncalled.update(self.blocks, changed, is_changed)

    def _parted(self, first: int, end: int) -> tuple[list[Block], list[Run], list[Run], list[Block]]:
        """The blocks before the runs `first` to `end`, the runs between those and these, these, and the blocks after them."""
        blocks, starts = self.blocks, [0, *accumulate([len(block.runs) for block in self.blocks])]
        begin = max(bisect_right(starts, first) - 1, 0)
        finish = max(bisect_left(starts, end), begin)
        runs = [run for block in blocks[begin:finish] for run in block.runs]
        offset = starts[begin]
        rest = runs[end - offset :]
        later = ([Block(rest)] if rest else []) + blocks[finish:]
        return blocks[:begin], runs[: first - offset], runs[first - offset : end - offset], later

    def _run_edited(self, old: list[Run], chunks: list[Chunk], changed: set[Place]) -> tuple[list[Run], bool]:
        """What stands between the first and the last difference; whether anything was executed or is gone."""
        for run in old:
            self._withdraw(self._met(run) | self._filled(run))
        undo(old)
        by_chunk = {id(run.chunk): run for run in old}
        kept = {id(chunk) for chunk in chunks} & set(by_chunk)
        self._between = blocks_of([run for run in old if id(run.chunk) in kept])
        for run in old:
            if id(run.chunk) not in kept:
                self.retired.add(run.chunk, run, self._writers(stores=run.born))
        gone = deque(run.calls for run in old if id(run.chunk) not in kept)
        is_changed = False
        position = 0
        runs: list[Run] = []
        for chunk in chunks:
            before = by_chunk.get(id(chunk))
            if before is None:
                is_changed = True
                runs.append(self._run_anew(None, chunk, gone.popleft() if gone else [], changed))
                continue
            while position < len(old) and old[position] is not before:
                self._leave(old[position], changed)
                is_changed = True
                position += 1
            position += 1
            if self.depends(before, changed, is_changed):
                is_changed = True
                before = self._run_anew(before, chunk, before.calls, changed)
            else:
                redo([before])
                self._keep(before, changed)
            runs.append(before)
        for run in old[position:]:
            self._leave(run, changed)
            is_changed = True
        self._between = []
        return runs, is_changed

    def _run_later(self, changed: set[Place], is_changed: bool) -> list[Block]:
        """What stands after the last difference: only runs that read what has changed are executed again."""
        done: list[Block] = []
        while self._after:
            block = self._after[0]
            if not block.depends(changed, is_changed):
                if not self._withdrawn.isdisjoint(block.writes):
                    redo(block.runs, self._withdrawn)
                self.interpreter.earlier.append(block)
                done.append(self._after.pop(0))
                continue
            runs: list[Run] = []
            later = self._after[1:]
            for number, run in enumerate(block.runs):
                if self.depends(run, changed, is_changed):
                    rest = block.runs[number + 1 :]
                    self._after = [Block(rest), *later] if rest else later
                    there = run.writes.keys() - self._withdrawn
                    self._withdraw(self._met(run) | self._filled(run))
                    undo([run], there)
                    runs.append(self._run_anew(run, run.chunk, run.calls, changed))
                    is_changed = True
                else:
                    redo([run], self._withdrawn)
                    self._keep(run, changed)
                    runs.append(run)
            self._after = later
            done.append(block if runs == block.runs else Block(runs))
        return done

    def _keep(self, run: Run, changed: set[Place]) -> None:
        """A run that stands: what it wrote is there."""
        if changed:
            changed.difference_update(run.writes)
        self.interpreter.earlier.append(run.record)

    def _run_anew(self, before: Run | None, chunk: Chunk, spare: list[Call], changed: set[Place]) -> Run:
        """Executes a chunk. Where it meets what later ones wrote, that is withdrawn until it is their turn, and the chunk executed again."""
        self._anew += 1
        if before is not None:
            self.retired.add(before.chunk, before, self._writers(stores=before.born))
        run = self.retired.of(chunk, self._holds) or self._executed(chunk, spare)
        # objects that it has taken over from an older run are as it left them
        for block in self._writers(stores=run.born):
            if not run.born.isdisjoint(block.stores):
                self._withdrawn.update([place for place in block.writes if place[0] in run.born])
        self.compare(before, run, changed)
        self.note_taken(run, changed)
        self.interpreter.earlier.append(run.record)
        return run

    def _executed(self, chunk: Chunk, spare: list[Call]) -> Run:
        run = self._execute(chunk, spare)
        for attempt in count(1):
            met = self._met(run)
            if not met:
                break
            undo([run])
            self._withdraw(
                met if attempt < MOST_ATTEMPTS else {place for block in self._after for place in block.writes}
            )
            run = self._execute(chunk, run.calls)
        return run

    def _holds(self, run: Run) -> bool:
        """Whether a run that is no more would do the same again. What of later runs it would meet is withdrawn then."""
        if self.is_renumbered(run):
            return False
        for place in differing(run.reads, {*run.views, (EVERYTHING, None)}):
            if place in self._withdrawn or not any(place in block.writes for block in self._writers({place})):
                return False
        met = self._met(run)
        self._withdraw(met)
        own = {place for place, write in run.writes.items() if write.before is ABSENT} if run.views else set()
        return all(_sees(place, run.reads[place], own) for place in run.views) and reads_same(
            {place: run.reads[place] for place in met if place in run.reads}
        )

    def _writers(self, places: Set[Place] = frozenset(), stores: Set[Store] = frozenset()) -> list[Block]:
        """The blocks of what stands after the running statement that may write one of these places, or a field of one of these stores."""
        if not places and not stores:
            return []
        ahead = self._looked_ahead()
        return self._after if ahead is None else self._up_to(ahead.writes(places, stores), ahead)

    def _looked_ahead(self) -> Ahead | None:
        if self._ahead is None and self._anew > FEW:
            self._ahead = Ahead(self._after)
        return self._ahead

    def _up_to(self, last: int, ahead: Ahead) -> list[Block]:
        """What stands after the running statement up to a block, by its number when they were counted."""
        return self._after[: max(last - (ahead.count - len(self._after)), 0)]

    def _met(self, run: Run) -> set[Place]:
        """The fields with what later runs wrote that a run reads or writes; all of an object to which both add: their order counts."""
        met: set[Place] = set()
        reads, writes = run.reads.keys(), run.writes.keys()
        ordered = {store for store, view in run.views if view is ALL}
        listed = {store for store, view in run.views if view is ATTRIBUTES}
        written = run.shaped - {self.scope}
        for block in self._writers(reads | writes, ordered | listed | written):
            if not reads.isdisjoint(block.writes):
                met |= reads & block.writes
            if not writes.isdisjoint(block.writes):
                met |= writes & block.writes
            if not written.isdisjoint(block.shaped):
                ordered |= written & block.shaped
            if not listed.isdisjoint(block.shaped):
                met.update([place for place in block.writes if place[0] in listed and not is_hidden(place[1])])
        for block in self._writers(stores=ordered):
            if not ordered.isdisjoint(block.stores):
                met.update([place for place in block.writes if place[0] in ordered])
        return met - self._withdrawn

    def _filled(self, run: Run) -> set[Place]:
        """The fields that later runs wrote of objects that a run made: its calls can be repeated only where those are as they left them."""
        born = run.born
        filled: set[Place] = set()
        for block in self._writers(stores=born):
            if not born.isdisjoint(block.stores):
                filled.update([place for place in block.writes if place[0] in born])
        return filled - self._withdrawn

    def _withdraw(self, places: set[Place]) -> None:
        """Undoes what stands in these fields of what later runs wrote."""
        for block in reversed(self._writers(places)):
            if not block.writes.isdisjoint(places):
                undo(block.runs, places)
        self._withdrawn |= places

    def note_taken(self, by: Run, changed: set[Place]) -> None:
        """Objects that a run has taken over may differ from what an older one made of them: wherever somebody looks."""
        taken = by.born
        if not taken:
            return
        ahead = self._looked_ahead()
        later = self._after if ahead is None else self._up_to(ahead.reads(taken), ahead)
        for block in (*self._between, *later, *self.uncalled.blocks):
            for run in block.runs if not taken.isdisjoint(block.sources) else ():
                if not taken.isdisjoint(run.sources):
                    changed.update([place for place in run.reads if place[0] in taken])

    # ---------------------------------------------------------------- one chunk
    def _execute(self, chunk: Chunk, spare: list[Call]) -> Run:
        interpreter = self.interpreter
        run = Run(chunk)
        self.begin(run, spare)
        interpreter.frame = Frame(self.scope, chunk.unit, "__main__")
        try:
            for statement in chunk.statements:
                execute(interpreter, statement)
        except OutOfBudget:
            self._give_up(run, chunk.statements)
        except (RecursionError, MemoryError):
            self._give_up(run, chunk.statements)
        except Exception:
            self.log_failure()
            run.record.notes.append("An internal error: a statement was left out. See the server's log.")
        self.end(run)
        return run

    def begin(self, run: Run, spare: list[Call]) -> None:
        """Makes the interpreter ready for a run, which may take over calls of runs that are no more."""
        interpreter = self.interpreter
        run.reads = interpreter.heap.begin().reads
        interpreter.heap.visits = 0
        interpreter.memory.begin(spare)
        interpreter.record = run.record
        interpreter.unit_steps = 0
        interpreter.steps = 0
        interpreter.depth = 0
        interpreter.silenced = 0
        interpreter.active = {}
        interpreter.here = interpreter.place = interpreter.quiet = interpreter.operation = interpreter.entry = None
        interpreter.asks_entry = False
        interpreter.pending = []

    def end(self, run: Run) -> None:
        """Ends a run: notes what it wrote, and the calls in it."""
        heap = self.interpreter.heap
        writes: dict[Place, Write] = {}
        for store, name, before in heap.journal:
            if (store, name) not in writes:
                writes[store, name] = Write(store, name, before, store.fields.get(name, ABSENT))
        run.writes = writes
        run.entered = frozenset(run.record.entered)
        run.calls = self.interpreter.memory.end()
        run.born = frozenset(heap.born)
        heap.begin()

    def _give_up(self, run: Run, statements: list[ast.stmt]) -> None:
        """Over budget: whatever the statements bind is unknown."""
        run.record.notes.append("This file is too costly to analyse whole: some values were left unknown.")
        for statement in statements:
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    self.interpreter.heap.set(self.scope, node.id, Unknown("over budget"))

    # ---------------------------------------------------------------- incremental
    def depends(self, run: Run, changed: set[Place], is_changed: bool) -> bool:
        """Whether something that a run read differs now."""
        if is_changed and self.is_renumbered(run):
            return True
        if not changed:
            return False
        # the operators of views look at the smaller side, their methods run over what is given
        if any(not isinstance(store, Scope) for store, _ in run.writes.keys() & changed):
            return True
        return not reads_same({place: run.reads[place] for place in run.reads.keys() & changed})

    def is_renumbered(self, run: Run) -> bool:
        """Whether the number of an object that it asked for is another now."""
        number = self.interpreter.number_now
        return any(number(kind, value, run.record) != index for kind, value, index in run.record.numbered)

    def compare(self, before: Run | None, run: Run, changed: set[Place]) -> None:
        """Notes which fields may differ from what the chunk's last run left."""
        old = before.writes if before else {}
        for place, write in run.writes.items():
            if place in changed or place not in old or not same(old[place].after, write.after):
                _note(changed, place)
        for place in old:
            if place not in run.writes:
                _note(changed, place)

    def _leave(self, run: Run, changed: set[Place]) -> None:
        """A chunk that is gone: what it wrote is not there any more."""
        for place in run.writes:
            _note(changed, place)

    def log_failure(self) -> None:
        """Notes an exception that should not have been raised, for whoever mends it."""
        log.exception("internal error in %s", self.path)


def _sees(place: Place, seen: Value, own: Set[Place]) -> bool:
    """Whether a run would see the fields of an object that it saw then, perhaps after it had added some of its `own`."""
    store, view = place
    older = [field for field in seen if (store, field) not in own or field in store.fields]  # type: ignore[attr-defined]
    return tuple(older) == VIEWS[view](store)


def _alike(old: list[Chunk], new: list[Chunk]) -> int:
    """How many chunks are the same before the first that is another."""
    return next(compress(count(), map(is_not, old, new)), min(len(old), len(new)))


def _note(changed: set[Place], place: Place) -> None:
    changed.add(place)
    changed.add((place[0], ALL))
    if not is_hidden(place[1]):
        changed.add((place[0], ATTRIBUTES))
