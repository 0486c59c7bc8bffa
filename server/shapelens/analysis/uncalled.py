"""Functions that nobody calls: each is tried once, with symbols for what is not given, so that library modules show shapes too.

The methods of a class are tried on the one object that the program made of it; else on one that is made before the first of them
and forgotten after the last.
"""

from __future__ import annotations

import ast
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ..interpreter.budget import OutOfBudget
from ..interpreter.calls import call_safely
from ..interpreter.interpreter import Interpreter
from ..interpreter.remembered import EVERYTHING, Call
from ..interpreter.sameness import reads_same, same
from ..values import Class, Function, Instance, Place, Scope, Store, Unknown, Value
from .doubts import doubt, is_doubtful, takes_none
from .parsing import Chunk
from .runs import Block, Run, Target, blocks_of, redo, undo
from .stand_ins import symbolic_arguments

if TYPE_CHECKING:
    from .engine import Engine

UNCALLED_STEPS = 6_000
ALL_UNCALLED_STEPS = 18_000
FEWEST_STEPS = 300
"""What trying a function that nobody calls may cost, all of them together, and each in any case (see `Budget.unit_steps`)."""
MOST_STORES = 4_000
"""How many objects of a program are looked at for its instances."""


class Uncalled:
    """The functions of a file that no call reaches.

    runs: of each of them, by its node; of the making of an object for a class's methods, by the class's name and first node
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.runs: dict[object, Run] = {}
        self.blocks: list[Block] = []
        """The same."""
        self._old: dict[object, Run] = {}
        self._lost: dict[str, list[Call]] = {}
        """Calls of runs whose function is no more: one of the same name may take them over."""
        self._left = 0

    def update(self, blocks: list[Block], changed: set[Place], is_changed: bool) -> None:
        """Tries what no call of these runs reaches; keeps what was told before where nothing that it read differs."""
        targets = _targets(blocks)
        self._old, self.runs = self.runs, {}
        gone = [key for key in self._old if _node(key) not in targets]
        self._lost = {_name(key): self._old[key].calls for key in gone}
        for key in gone:
            self._retire(key)
        self._left = ALL_UNCALLED_STEPS
        reached: set[object] = set()
        instances = only_instances(self.engine.scope, blocks, {target.owner for target in targets.values()})
        for owner, group in groupby(_callers_first(targets), key=lambda target: target.owner):
            if owner is None:
                for target in group:
                    self._try(target, None, reached, changed, is_changed)
            elif owner in instances:
                for target in group:
                    if target.function.name != "__init__":
                        self._try(target, instances[owner], reached, changed, is_changed)
            else:
                self._try_methods(owner, list(group), reached, changed, is_changed)
        self._old, self._lost = {}, {}
        self.blocks = blocks_of(list(self.runs.values()), self.blocks)

    def _try_methods(
        self, owner: Class, methods: list[Target], reached: set[object], changed: set[Place], is_changed: bool
    ) -> None:
        """Tries the methods of a class on an object of it, unless each is called."""
        if all(target.function.node in reached for target in methods):
            return
        chunk, key = methods[0].chunk, (owner.short_name, methods[0].function.node)
        making = self._kept(key, owner, changed, is_changed)
        if making is None:
            changed = set(changed)
            making = self._run_anew(key, chunk, owner, lambda run: _made(run, owner))
            self.engine.compare(self._old.get(key), making, changed)
            self.engine.note_taken(making, changed)
            is_changed = True
        else:
            redo([making])
        self._account(key, making, reached)
        earlier = self.engine.interpreter.earlier
        earlier.append(making.record)
        for target in () if making.is_cut else methods:
            self._try(target, making.value, reached, changed, is_changed)
        earlier.pop()
        undo([making])

    def _try(
        self, target: Target, receiver: Value, reached: set[object], changed: set[Place], is_changed: bool
    ) -> None:
        """Tries one function, or one method of an object, and undoes what it did."""
        function = target.function
        if function.node in reached:
            return
        run = self._kept(function.node, (function, receiver), changed, is_changed)
        if run is None:

            def action(interpreter: Interpreter) -> Value:
                arguments, keywords = symbolic_arguments(interpreter.heap, function, receiver, target.owner)
                return call_safely(interpreter, function, arguments, keywords)

            run = self._run_anew(function.node, target.chunk, (function, receiver), action)
            may_be_given = takes_none(function) or takes_none(_initializer(self.engine.interpreter, target.owner))
            run.record.findings = [one for one in run.record.findings if not is_doubtful(one, may_be_given)]
            undo([run])
            run.writes.clear()
        self._account(function.node, run, reached)

    def _kept(self, key: object, target: Value, changed: set[Place], is_changed: bool) -> Run | None:
        """The last run, where one from scratch would be the same."""
        old = self._old.get(key)
        if old is None or not self._is_affordable(old) or not same(old.target, target):
            return None
        return None if self.engine.depends(old, changed, is_changed) else old

    def _retire(self, key: object) -> Run | None:
        """Keeps the last run, which another takes the place of."""
        old = self._old.get(key)
        if old is not None:
            self.engine.retired.add(key, old)
        return old

    def _run_anew(self, key: object, chunk: Chunk, target: Value, action: Callable[[Interpreter], Value]) -> Run:
        """A run in place of the last one: one of a few texts ago where one from scratch would be the same."""
        old = self._retire(key)
        spare = old.calls if old is not None else self._lost.pop(_name(key), [])
        return self.engine.retired.of(key, lambda run: self._holds(run, target)) or self._run(
            chunk, target, action, spare
        )

    def _holds(self, run: Run, target: Value) -> bool:
        """Whether a run that is no more would do the same again."""
        return (
            self._is_affordable(run)
            and same(run.target, target)
            and not self.engine.is_renumbered(run)
            and reads_same(run.reads, {(EVERYTHING, None)})
        )

    def _is_affordable(self, run: Run) -> bool:
        """Whether a run would end as it did with the steps that are left."""
        return run.limit == self._steps if run.is_cut else run.steps <= self._steps

    @property
    def _steps(self) -> int:
        return min(UNCALLED_STEPS, max(FEWEST_STEPS, self._left))

    def _account(self, key: object, run: Run, reached: set[object]) -> None:
        self.runs[key] = run
        self._left -= run.steps
        reached.update(run.entered)

    def _run(self, chunk: Chunk, target: Value, action: Callable[[Interpreter], Value], spare: list[Call]) -> Run:
        interpreter, steps = self.engine.interpreter, self._steps
        run = Run(chunk, target=target, limit=steps)
        self.engine.begin(run, spare)
        interpreter.unit_steps = begun = interpreter.budget.unit_steps - steps
        mark = interpreter.heap.mark()  # a trial: it is not certain that anything of it ever happens
        try:
            run.value = action(interpreter)
        except OutOfBudget:
            run.is_cut = True
        except (RecursionError, MemoryError):
            run.is_cut, run.limit = True, 0  # it may end otherwise when it is tried again
        except Exception:
            self.engine.log_failure()
        interpreter.heap.keep(mark)
        run.steps = interpreter.unit_steps - begun
        run.is_cut = run.is_cut or run.steps >= steps
        self.engine.end(run)
        return run


def _node(key: object) -> object:
    return key[1] if isinstance(key, tuple) else key


def _name(key: object) -> str:
    if isinstance(key, tuple):
        return f"class {key[0]}"
    return key.name if isinstance(key, (ast.FunctionDef, ast.AsyncFunctionDef)) else ""


def _targets(blocks: list[Block]) -> dict[object, Target]:
    """The functions that no call reaches, by their node."""
    entered: frozenset[object] = frozenset().union(*[block.entered for block in blocks])
    stores: frozenset[Store] = frozenset().union(*[block.stores for block in blocks])
    targets: dict[object, Target] = {}
    for block in blocks:
        if block.targets is None or not block.classes.isdisjoint(stores):
            block.targets = [
                Target(function, owner, chunk)
                for value, chunk in block.defined
                for function, owner in _entry_points(value)
            ]
        for target in block.targets:
            if target.function.node not in entered:
                targets.setdefault(target.function.node, target)
    return targets


def _entry_points(value: Value) -> Iterator[tuple[Function, Class | None]]:
    """The functions to try of something the file defines: a function itself, or a class's methods."""
    if isinstance(value, Function):
        if value.owner is None:
            yield value, None
    elif isinstance(value, Class):
        methods = [member for member in value.fields.values() if isinstance(member, Function)]
        methods.sort(key=lambda method: ORDER.index(method.name) if method.name in ORDER else len(ORDER))
        for method in methods:
            if not method.name.startswith("__") or method.name in ORDER:
                yield method, value


def only_instances(scope: Scope, blocks: list[Block], wanted: Set[Class | None]) -> dict[Class, Instance]:
    """Those of the wanted classes of which just one instance can be reached from a module's names, with that instance."""
    made = Counter([one.cls for block in blocks for one in block.instances if one.cls in wanted])
    found, is_sure = _instances(scope.fields.values(), made)
    if not is_sure:  # then it matters where one begins to look, and a module's names have no order
        found, _ = _instances([scope.fields[name] for name in sorted(scope.fields, key=str)], made)
    return {cls: instance for cls, instance in found.items() if instance is not None}


def _instances(values: Iterable[Value], made: Mapping[Class, int]) -> tuple[dict[Class, Instance | None], bool]:
    """For each class, of which so many objects were made, the one that can be reached, None if several can; whether all were looked at."""
    found: dict[Class, Instance | None] = {}
    left = dict(made)
    seen: set[int] = set()
    pending: deque[Any] = deque([value for value in values if _LEADS_ON[type(value)]] if left else ())
    while pending and left and len(seen) < MOST_STORES:
        value = pending.popleft()
        if isinstance(value, tuple):
            pending.extend([item for item in value if _LEADS_ON[type(item)]])
        elif id(value) not in seen:
            seen.add(id(value))
            pending.extend([field for field in value.fields.values() if _LEADS_ON[type(field)]])
            if isinstance(value, Instance) and value.cls in left:
                found[value.cls] = None if value.cls in found else value
                left[value.cls] -= 1
                if found[value.cls] is None or not left[value.cls]:
                    del left[value.cls]
    return found, not (pending and left)


class _LeadsOn(dict[type, bool]):
    """Whether objects can be reached through a value, by its type."""

    def __missing__(self, kind: type) -> bool:
        self[kind] = issubclass(kind, (Store, tuple)) and not issubclass(kind, (Class, Scope))
        return self[kind]


_LEADS_ON = _LeadsOn()

ORDER = ["__init__", "build", "call", "__call__"]


def _callers_first(targets: dict[object, Target]) -> list[Target]:
    """Functions that no other one mentions, then the rest: what a caller passes tells more than symbols and defaults do."""
    mentioned: set[str] = set()
    for node in targets:
        assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        mentioned |= _mentions(node)

    def is_called(target: Target) -> bool:
        return (target.owner.short_name if target.owner is not None else target.function.name) in mentioned

    return sorted(targets.values(), key=is_called)


def _mentions(node: ast.AST) -> frozenset[str]:
    """The names that a function's body reads, its own aside. Kept on the tree, which outlives many runs."""
    known: frozenset[str] | None = getattr(node, "_mentions", None)
    if known is None:
        names = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
        known = frozenset(names - {getattr(node, "name", "")})
        node._mentions = known  # type: ignore[attr-defined]
    return known


def _made(run: Interpreter, owner: Class) -> Value:
    """An object of a class to try its methods on: made by its own `__init__`, with symbols, where it has one."""
    initializer = _initializer(run, owner)
    arguments: tuple[Value, ...] = ()
    keywords: dict[str, Value] = {}
    if initializer is not None:
        arguments, keywords = symbolic_arguments(run.heap, initializer, None, owner)
    made = call_safely(run, owner, arguments[1:], keywords)
    if isinstance(made, Unknown):
        return run.instance(owner)
    if isinstance(made, Instance):
        doubt(run, made, owner)
    return made


def _initializer(run: Interpreter, owner: Class | None) -> Function | None:
    """A class's `__init__`, where it is no library's."""
    found = owner.lookup(run.heap, "__init__") if owner is not None else None
    return found[0] if found is not None and isinstance(found[0], Function) else None
