"""Interpreting a file's chunks, and after an edit only those that can have changed.

Each chunk keeps what it read and wrote of the state that older chunks made. After an edit the state is taken back to before the first changed
chunk; then the chunks after it are either executed again, or, where nothing that they read has changed, their writes
are simply made again. The answer is the same as from scratch.
"""

from __future__ import annotations

import ast
import logging
from collections import deque
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from ..interpreter import registry
from ..interpreter.budget import OutOfBudget
from ..interpreter.calls import OPEN_KEYWORDS, call_safely
from ..interpreter.execution import execute
from ..interpreter.frame import Frame
from ..interpreter.interpreter import Interpreter
from ..interpreter.memory import Call, reads_same, same
from ..interpreter.modules import Modules
from ..interpreter.record import Record
from ..shapes import Shape, symbol
from ..values import ABSENT, ALL, Class, Function, Place, Scope, Store, Unknown, Value, put
from .declaring import Declarations, parameter
from .parsing import Chunk

log = logging.getLogger(__name__)

UNCALLED_STEPS = 6_000
ALL_UNCALLED_STEPS = 18_000
FEWEST_STEPS = 300
"""What trying a function that nobody calls may cost, all of them together, and each in any case (see `Budget.unit_steps`)."""


@dataclass(slots=True)
class Write:
    """One field that a chunk changed, with its value before and after."""

    store: Store
    field: Hashable
    before: Value
    after: Value


@dataclass(slots=True)
class Run:
    """What executing one chunk did."""

    chunk: Chunk
    record: Record = field(default_factory=Record)
    reads: dict[Place, Value] = field(default_factory=dict)
    writes: dict[Place, Write] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    target: Value = None
    """The function that nobody calls, and the class that it is a method of."""
    steps: int = 0
    is_cut: bool = False
    """Whether it ran out of steps."""


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
        self.extras: dict[object, Run] = {}
        """Runs of functions that nobody calls, by their node."""

    def update(self, chunks: list[Chunk]) -> list[Run]:
        """Brings the state up to these chunks; answers a run for each, then those of functions that nobody calls."""
        old = self.runs
        first = next((i for i, (run, chunk) in enumerate(zip(old, chunks)) if run.chunk is not chunk), None)
        if first is None:
            first = min(len(old), len(chunks))
        if first == len(old) == len(chunks) and self.extras is not None and old:
            return [*self.runs, *self.extras.values()]
        self.interpreter.memory.age()
        for run in reversed(old[first:]):
            self._undo(run)
        by_chunk = {id(run.chunk): run for run in old[first:]}
        kept = {id(chunk) for chunk in chunks[first:]} & set(by_chunk)
        changed: set[Place] = set()
        """Fields whose value may differ from the one that they had at this point in the last analysis."""
        gone = deque(run.calls for run in old[first:] if id(run.chunk) not in kept)
        position = 0
        runs = old[:first]
        self.interpreter.earlier = [run.record for run in runs]
        is_changed = False
        remaining = old[first:]
        for chunk in chunks[first:]:
            before = by_chunk.get(id(chunk))
            if before is not None:
                while position < len(remaining) and remaining[position] is not before:
                    self._leave(remaining[position], changed)
                    is_changed = True
                    position += 1
                position += 1
            if before is not None and not self._depends(before, changed, is_changed):
                self._redo(before, changed)
                run = before
            else:
                is_changed = True
                run = self._execute(chunk, before.calls if before else gone.popleft() if gone else [])
                self._compare(before, run, changed)
            runs.append(run)
            self.interpreter.earlier.append(run.record)
        for run in remaining[position:]:
            self._leave(run, changed)
            is_changed = True
        self.runs = runs
        self._run_uncalled(changed, is_changed)
        return [*self.runs, *self.extras.values()]

    # ---------------------------------------------------------------- one chunk
    def _execute(self, chunk: Chunk, spare: list[Call]) -> Run:
        interpreter = self.interpreter
        run = Run(chunk)
        self._begin(run, spare)
        interpreter.frame = Frame(self.scope, chunk.unit, "__main__")
        try:
            for statement in chunk.statements:
                execute(interpreter, statement)
        except OutOfBudget:
            self._give_up(run, chunk.statements)
        except (RecursionError, MemoryError):
            self._give_up(run, chunk.statements)
        except Exception:
            log.exception("internal error in %s", self.path)
            run.record.notes.append("An internal error: a statement was left out. See the server's log.")
        self._end(run)
        return run

    def _begin(self, run: Run, spare: list[Call]) -> None:
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

    def _end(self, run: Run) -> None:
        heap = self.interpreter.heap
        for store, name, before in heap.journal:
            if (store, name) not in run.writes:
                run.writes[store, name] = Write(store, name, before, store.fields.get(name, ABSENT))
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
    def _undo(self, run: Run) -> None:
        for write in reversed(run.writes.values()):
            put(write.store, write.field, write.before)

    def _redo(self, run: Run, changed: set[Place]) -> None:
        for place, write in run.writes.items():
            write.before = write.store.fields.get(write.field, ABSENT)
            put(write.store, write.field, write.after)
            changed.discard(place)

    def _depends(self, run: Run, changed: set[Place], is_changed: bool) -> bool:
        """Whether something that a run read differs now."""
        number = self.interpreter.number_now
        if is_changed and any(number(kind, value, run.record) != n for kind, value, n in run.record.numbered):
            return True
        if not changed:
            return False
        if not changed.isdisjoint(run.writes) and any(not isinstance(p[0], Scope) for p in changed & run.writes.keys()):
            return True
        if changed.isdisjoint(run.reads):
            return False
        return not reads_same({place: run.reads[place] for place in changed & run.reads.keys()})

    def _compare(self, before: Run | None, run: Run, changed: set[Place]) -> None:
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

    # ---------------------------------------------------------------- functions that nobody calls
    def _run_uncalled(self, changed: set[Place], is_changed: bool) -> None:
        """Analyses each function and class of the file that no call reaches, once, with symbols for what is not given."""
        entered = {node for run in self.runs for node in run.record.entered}
        targets: dict[object, tuple[Run, Value]] = {}
        for run in self.runs:
            for value in run.record.defined:
                for function, receiver in _entry_points(self.interpreter, value):
                    if function.node not in entered and function.node not in targets:
                        targets[function.node] = (run, (function, receiver))
        lost = {_name(node): run.calls for node, run in self.extras.items() if node not in targets}
        extras: dict[object, Run] = {}
        reached: set[object] = set()
        left = ALL_UNCALLED_STEPS
        for node, (origin, target) in _callers_first(targets):
            if node in reached:
                continue
            old = self.extras.get(node)
            steps = min(UNCALLED_STEPS, max(FEWEST_STEPS, left))
            is_enough = old is not None and not old.is_cut and old.steps <= steps and same(old.target, target)
            if old is not None and is_enough and not self._depends(old, changed, is_changed):
                extras[node] = old
            else:
                spare = old.calls if old is not None else lost.pop(_name(node), [])
                extras[node] = self._try_function(origin.chunk, target, steps, spare)
            left -= extras[node].steps
            reached.update(extras[node].record.entered)
        self.extras = extras

    def _try_function(self, chunk: Chunk, target: Value, steps: int, spare: list[Call]) -> Run:
        interpreter = self.interpreter
        run = Run(chunk, target=target)
        self._begin(run, spare)
        interpreter.frame = Frame(self.scope, chunk.unit, "__main__")
        interpreter.unit_steps = begun = interpreter.budget.unit_steps - steps
        assert isinstance(target, tuple)
        function, receiver = target
        mark = interpreter.heap.mark()
        try:
            arguments, keywords = symbolic_arguments(interpreter, function, receiver)
            call_safely(interpreter, function, arguments, keywords)
        except (OutOfBudget, RecursionError, MemoryError):
            run.is_cut = True
        except Exception:
            log.exception("internal error in %s", self.path)
        run.steps = interpreter.unit_steps - begun
        run.is_cut = run.is_cut or run.steps >= steps
        interpreter.heap.undo(mark)
        run.calls = interpreter.memory.end()
        interpreter.heap.begin()
        return run


def _name(node: object) -> str:
    return node.name if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) else ""


def _callers_first(targets: dict[object, tuple[Run, Value]]) -> list[tuple[object, tuple[Run, Value]]]:
    """Functions that no other one mentions, then the rest: what a caller passes tells more than symbols and defaults do."""
    mentioned: set[str] = set()
    for node in targets:
        assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        mentioned |= _mentions(node)

    def is_called(item: tuple[object, tuple[Run, Value]]) -> bool:
        _, (_, target) = item
        assert isinstance(target, tuple)
        function, owner = target
        name = owner.short_name if isinstance(owner, Class) else function.name
        return name in mentioned

    return sorted(targets.items(), key=is_called)


def _mentions(node: ast.AST) -> frozenset[str]:
    """The names that a function's body reads, its own aside. Kept on the tree, which outlives many runs."""
    known: frozenset[str] | None = getattr(node, "_mentions", None)
    if known is None:
        names = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
        known = frozenset(names - {getattr(node, "name", "")})
        node._mentions = known  # type: ignore[attr-defined]
    return known


def _note(changed: set[Place], place: Place) -> None:
    changed.add(place)
    changed.add((place[0], ALL))


def _entry_points(run: Interpreter, value: Value) -> list[tuple[Function, Value]]:
    """The functions to try of something the file defines: a function itself; a class's methods on an instance of it."""
    if isinstance(value, Function):
        return [(value, None)] if value.owner is None else []
    if isinstance(value, Class):
        methods = [member for member in value.fields.values() if isinstance(member, Function)]
        order = ["__init__", "build", "call", "__call__"]
        methods.sort(key=lambda method: order.index(method.name) if method.name in order else len(order))
        return [(method, value) for method in methods if not method.name.startswith("__") or method.name in order]
    return []


def symbolic_arguments(
    run: Interpreter, function: Function, owner: Value
) -> tuple[tuple[Value, ...], dict[str, Value]]:
    """What to call a function with that nobody calls: defaults where it has them, else symbols by the parameters' names."""
    parameters = function.node.args
    positional = [*parameters.posonlyargs, *parameters.args]
    required = positional[: len(positional) - len(function.defaults)]
    arguments: list[Value] = []
    if isinstance(owner, Class) and required:
        arguments.append(_made(run, owner, function))
        required = required[1:]
    arguments.extend(map(stand_in, required))
    keywords: dict[str, Value] = {
        argument.arg: stand_in(argument)
        for argument in parameters.kwonlyargs
        if argument.arg not in function.keyword_defaults
    }
    if parameters.kwarg is not None:
        keywords[OPEN_KEYWORDS] = True
    return tuple(arguments), keywords


def _made(run: Interpreter, owner: Class, function: Function) -> Value:
    """An instance of a class for one of its methods: made by its own `__init__`, with symbols, unless that is the method."""
    initializer = owner.lookup(run.heap, "__init__")
    if function.name == "__init__" or initializer is None or not isinstance(initializer[0], Function):
        instance = run.instance(owner)
        if function.name != "__init__":
            made = call_safely(run, owner, (), {})
            return instance if isinstance(made, Unknown) else made
        return instance
    arguments, keywords = symbolic_arguments(run, initializer[0], None)
    made = call_safely(run, owner, arguments[1:], keywords)
    return run.instance(owner) if isinstance(made, Unknown) else made


INTEGERS = ("units", "filters", "dim", "size", "num", "n_", "channels", "length", "width", "height", "depth", "heads")


def stand_in(argument: ast.arg) -> Value:
    """A value for a parameter: what its annotation tells of a tensor, a symbol where the name says a size, else unknown."""
    noted = parameter(argument)
    if noted is not None:
        return noted
    name = argument.arg
    lowered = name.lower()
    if any(lowered.startswith(word) or lowered.endswith(word) or f"_{word}" in lowered for word in INTEGERS):
        return symbol(name)
    return Unknown(f"the parameter {name}")
