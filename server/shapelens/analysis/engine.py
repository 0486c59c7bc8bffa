"""Interpreting a file's chunks, and after an edit only those that can have changed.

Each chunk keeps what it read and wrote of the state that older chunks made. After an edit the state is taken back to before the first changed
chunk; then the chunks after it are either executed again, or, where nothing that they read has changed, their writes
are simply made again. The answer is the same as from scratch.
"""

from __future__ import annotations

import ast
import logging
from collections import deque
from collections.abc import Iterable, Mapping

from ..interpreter import registry
from ..interpreter.budget import OutOfBudget
from ..interpreter.execution import execute
from ..interpreter.frame import Frame
from ..interpreter.interpreter import Interpreter
from ..interpreter.memory import Call, reads_same, same
from ..interpreter.modules import Modules
from ..shapes import Shape
from ..values import ABSENT, ALL, Place, Scope, Unknown
from .declaring import Declarations
from .parsing import Chunk
from .runs import Block, Run, Write, redo, undo
from .uncalled import Uncalled

log = logging.getLogger(__name__)

BLOCK = 32
"""Runs after an edit that are looked at together."""


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
        self.runs: list[Run] = []
        self.uncalled = Uncalled(self)
        self._blocks: list[Block] = []

    def update(self, chunks: list[Chunk]) -> list[Run]:
        """Brings the state up to these chunks; answers a run for each, then those of functions that nobody calls."""
        old = self.runs
        first = _alike(old, chunks)
        if first == len(old) == len(chunks) and old:
            return [*old, *self.uncalled.runs.values()]
        self.interpreter.memory.age()
        last = min(_alike(reversed(old), reversed(chunks)), len(old) - first, len(chunks) - first)
        edited, rest = old[first : len(old) - last], old[len(old) - last :]
        undo(old[first:])
        self.runs = old[:first]
        self.interpreter.earlier = []
        changed: set[Place] = set()
        """Fields whose value may differ from the one that they had at this point in the last analysis."""
        is_changed = self._run_edited(edited, chunks[first : len(chunks) - last], changed)
        is_changed = self._run_rest(rest, changed, is_changed)
        self.uncalled.update(self.runs, changed, is_changed)
        return [*self.runs, *self.uncalled.runs.values()]

    def _run_edited(self, old: list[Run], chunks: list[Chunk], changed: set[Place]) -> bool:
        """What stands between the first and the last difference; whether anything was executed or is gone."""
        by_chunk = {id(run.chunk): run for run in old}
        kept = {id(chunk) for chunk in chunks} & set(by_chunk)
        gone = deque(run.calls for run in old if id(run.chunk) not in kept)
        is_changed = False
        position = 0
        for chunk in chunks:
            before = by_chunk.get(id(chunk))
            if before is None:
                is_changed = True
                self._run_anew(None, chunk, gone.popleft() if gone else [], changed)
                continue
            while position < len(old) and old[position] is not before:
                self._leave(old[position], changed)
                is_changed = True
                position += 1
            position += 1
            is_changed = self._run_again(before, changed, is_changed)
        for run in old[position:]:
            self._leave(run, changed)
            is_changed = True
        return is_changed

    def _run_rest(self, rest: list[Run], changed: set[Place], is_changed: bool) -> bool:
        """What stands after the last difference. Where nothing that a block of it reads has changed, its writes are made again."""
        blocks = self._blocks_of(rest)
        self._blocks = []
        for block in blocks:
            if changed.isdisjoint(block.places) and not (is_changed and block.is_numbered):
                redo(block.runs)
                self.runs += block.runs
                self._blocks.append(block)
            else:
                for run in block.runs:
                    is_changed = self._run_again(run, changed, is_changed)
                runs = self.runs[-len(block.runs) :]
                self._blocks.append(block if runs == block.runs else Block(runs))
        return is_changed

    def _blocks_of(self, rest: list[Run]) -> list[Block]:
        """The runs in blocks of equal size counted from the end, so that most are those of the last time."""
        known = self._blocks
        blocks: list[Block] = []
        for end in range(len(rest), 0, -BLOCK):
            runs = rest[max(end - BLOCK, 0) : end]
            old = known[-1 - len(blocks)] if len(blocks) < len(known) else None
            blocks.append(old if old is not None and old.runs == runs else Block(runs))
        blocks.reverse()
        return blocks

    def _run_again(self, run: Run, changed: set[Place], is_changed: bool) -> bool:
        """A chunk that was not edited: executed if something that it read differs, else its writes are made again."""
        if (changed or (is_changed and run.record.numbered)) and self.depends(run, changed, is_changed):
            self._run_anew(run, run.chunk, run.calls, changed)
            return True
        redo([run])
        if changed:
            changed.difference_update(run.writes)
        self.runs.append(run)
        return is_changed

    def _run_anew(self, before: Run | None, chunk: Chunk, spare: list[Call], changed: set[Place]) -> None:
        run = self._execute(chunk, spare)
        self.compare(before, run, changed)
        self.runs.append(run)

    def _catch_up(self) -> None:
        """Lets the interpreter know what the chunks so far told."""
        earlier = self.interpreter.earlier
        earlier.extend(run.record for run in self.runs[len(earlier) :])

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
        self._catch_up()
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
        if is_changed and run.record.numbered:
            self._catch_up()
            number = self.interpreter.number_now
            if any(number(kind, value, run.record) != index for kind, value, index in run.record.numbered):
                return True
        if not changed:
            return False
        # the views of dicts look at the smaller side, and their methods run over what is there
        if not run.writes.keys().isdisjoint(changed) and any(
            not isinstance(place[0], Scope) for place in changed if place in run.writes
        ):
            return True
        if run.reads.keys().isdisjoint(changed):
            return False
        return not reads_same({place: run.reads[place] for place in changed if place in run.reads})

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


def _alike(runs: Iterable[Run], chunks: Iterable[Chunk]) -> int:
    """How many of the first runs are of the first chunks."""
    count = 0
    for run, chunk in zip(runs, chunks):
        if run.chunk is not chunk:
            break
        count += 1
    return count


def _note(changed: set[Place], place: Place) -> None:
    changed.add(place)
    changed.add((place[0], ALL))
