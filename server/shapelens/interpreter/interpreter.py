"""The interpreter's state and what libraries may ask of it (`Context`).

It walks the tree of a program and computes values. The grammar is handled next door: `expressions.py`, `statements.py`,
`calls.py`, `attributes.py`; each is a table from node type to function. Nothing raises out of here but `OutOfBudget`.
"""

from __future__ import annotations

import ast
import builtins
import logging
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from ..findings import Finding, Related, default_severity
from ..shapes import UNKNOWN, Dim, Mismatch, Shape, Structure, Symbolic, Undetermined, leaves, settled
from ..values import (
    ABSENT,
    Change,
    Class,
    Deferred,
    DictValue,
    Heap,
    Instance,
    ListValue,
    Module,
    Native,
    Scope,
    Span,
    Unit,
    Unknown,
    Value,
    is_vast,
)
from . import assignment, attributes, calls, giving, joining, operators
from . import statements as _statements  # noqa: F401  (it fills the tables of the grammar)
from .budget import LIBRARY_STEP, Budget, OutOfBudget
from .evaluation import evaluate
from .frame import Frame
from .memory import Memory
from .paths import merge
from .record import Record, Seen, SiteKey
from .remembered import EVERYTHING

if TYPE_CHECKING:
    from .modules import Modules

log = logging.getLogger(__name__)

Keywords = dict[str, Value]
Changes = list[Change]
"""The methods `list` and `dict` of the class stand in the way of these types."""


class Telling(Protocol):
    """A record, or several as one."""

    created: list[tuple[str, Value]]


class Interpreter:
    """Interprets the statements of one file. Implements `interpreter.context.Context`.

    path:    the file under analysis: only its sites and findings are recorded
    modules: finds and runs what it imports
    """

    def __init__(self, path: str, modules: Modules | None = None, budget: Budget | None = None) -> None:
        self.path = path
        self.modules = modules
        self.budget = budget or Budget()
        self.heap = Heap()
        self.record = Record()
        self.frame: Frame | None = None
        self.depth = 0
        self.steps = 0
        self.unit_steps = 0
        self.silenced = 0
        """Above 0, findings are not recorded: an `except` may handle them."""
        self.active: dict[object, list[int]] = {}
        """The calls of each function that are being executed right now: for each how many attempts were under way."""
        self.attempts = 0
        """What is being executed that may not happen: one in the other."""
        self.here: tuple[Unit, ast.expr] | None = None
        """The innermost expression of the analysed file that is being evaluated."""
        self.entry: object = None
        """`here` as it was when the innermost traced call began, and whether something in it asked where that is."""
        self.asks_entry = False
        self.place: Span | None = None
        self.place_frame: Frame | None = None
        """Where findings of the current native stand, if not at its call (a layer of a Sequential model)."""
        self.quiet: Frame | None = None
        """A frame whose calls are not recorded: a layer calls another on its behalf."""
        self.tracing = 0
        self.operation: tuple[Value, tuple[Value, ...], dict[str, Value]] | None = None
        """The native (or operator) that is being applied: what a functional graph replays."""
        self.earlier: list[Telling] = []
        """What the statements before the running one told."""
        self.pending: list[tuple[str, str, Seen, Value]] = []
        """What library code observed on behalf of the current call in the file: it counts if the program gets the subject."""
        self.memory = Memory()
        self.inside: Callable[[Value], None] | None = None
        """What the next generator does at its `yield` (see `calls.call_around`)."""
        self.declared: Callable[[Unit, ast.Assign | ast.AnnAssign, Value], Value] | None = None
        """Gives an assigned value the shape that a comment, an annotation or the settings declare."""

    # ---------------------------------------------------------------- budget
    def step(self) -> None:
        """Counts a step; raises OutOfBudget over the limit."""
        cost = 1
        if self.frame is not None and self.frame.path != self.path and self.modules is not None and self.path:
            cost = LIBRARY_STEP if self.modules.is_library(self.frame.path) else 1
        self.steps += cost
        self.unit_steps += cost
        if self.unit_steps > self.budget.unit_steps or self.steps > self.budget.steps:
            raise OutOfBudget

    def spend(self, steps: int) -> None:
        """Counts the steps of work that is done in place of so many calls; the next one looks at the limit."""
        self.steps += steps
        self.unit_steps += steps

    # ---------------------------------------------------------------- place
    @property
    def is_in_file(self) -> bool:
        """Whether the code being executed belongs to the file under analysis."""
        return self.frame is not None and self.frame.path == self.path

    @property
    def span(self) -> Span | None:
        if self.here is None:
            return None
        if self.here is self.entry:
            self.asks_entry = True
        return Span.of(*self.here)

    def argument_span(self, argument: int | str) -> Span | None:
        if self.here is None:
            return None
        if self.here is self.entry:
            self.asks_entry = True
        unit, call = self.here
        if not isinstance(call, ast.Call):
            return None
        if isinstance(argument, str):
            value = next((keyword.value for keyword in call.keywords if keyword.arg == argument), None)
        else:
            value = call.args[argument] if argument < len(call.args) else None
            if any(isinstance(positional, ast.Starred) for positional in call.args[: argument + 1]):
                value = None
        return Span.of(unit, value) if value is not None else None

    # ---------------------------------------------------------------- telling
    def report(
        self,
        code: str,
        message: str,
        *,
        span: Span | None = None,
        related: Iterable[Related] = (),
        **facts: Any,
    ) -> None:
        if span is None or span.unit.path != self.path:
            span = self._place() or self.span
        if span is None or self.silenced or span.unit.path != self.path:
            return
        if self.frame is not None and not self.is_in_file and self.modules and self.modules.is_library(self.frame.path):
            return
        finding = Finding(code, message, span, default_severity(code), tuple(related), facts)
        self.record.findings.append(finding)

    def report_raised(self, message: str) -> None:
        """Tells that library code raises, whatever is unknown: at the call in the file that led there."""
        if self.place is None and self.path:
            span = self.span
            if span is not None and not self.silenced:
                finding = Finding("library-raises", message, span, default_severity("library-raises"))
                self.record.findings.append(finding)

    def observe(
        self,
        kind: str,
        callee: str,
        inputs: Structure,
        outputs: Structure,
        *,
        span: Span | None = None,
        subject: Value = None,
        result: Value = None,
    ) -> None:
        if span is None:
            if not self.is_in_file and kind == "model":
                self.pending.append((kind, callee, _seen(inputs, outputs), subject))
            if not self.is_observing:
                return
            span = self.span
        if span is None or span.unit.path != self.path:
            return
        self.record.observe(SiteKey(span, kind, callee), _seen(inputs, outputs), subject, result)

    @property
    def is_observing(self) -> bool:
        """Whether a call that is made now is a site: it stands in the file, and is made on nobody's behalf."""
        return self.is_in_file and self.frame is not self.quiet

    @property
    def is_quiet(self) -> bool:
        return self.quiet is not None and self.frame is self.quiet

    @contextmanager
    def recorded(self, is_quiet: bool) -> Iterator[None]:
        """While it lasts, calls made from the current frame are recorded as sites, or not."""
        outer, self.quiet = self.quiet, self.frame if is_quiet else None
        try:
            yield
        finally:
            self.quiet = outer

    @contextmanager
    def located(self, span: Span | None) -> Iterator[None]:
        """While it lasts, what is told without a place of its own stands at `span`."""
        outer = self.place, self.place_frame
        if span is not None:
            self.place, self.place_frame = span, self.frame
        try:
            yield
        finally:
            self.place, self.place_frame = outer

    def _place(self) -> Span | None:
        """The place of `located`; the program's own code that runs in it stands for itself."""
        is_own = self.is_in_file and self.frame is not self.place_frame
        return None if self.place is None or is_own or self.place.unit.path != self.path else self.place

    @property
    def spent(self) -> int:
        return self.unit_steps

    @property
    def found(self) -> int:
        return len(self.record.findings)

    @contextmanager
    def captured(self) -> Iterator[list[Finding]]:
        """While it lasts, findings are not recorded; they are in the list afterwards."""
        outer, self.record.findings = self.record.findings, []
        found: list[Finding] = []
        try:
            yield found
        finally:
            different: dict[object, Finding] = {}
            for finding in self.record.findings:
                different.setdefault((finding.code, finding.span, finding.message), finding)
            found.extend(different.values())
            self.record.findings = outer

    def explain(self, reason: str, span: Span | None = None) -> None:
        """Remembers why the call here stayed unknown."""
        span = span or self.span
        if span is not None and self.is_in_file:
            self.record.explain(span, reason)

    def unknown(self, reason: str) -> Unknown:
        return Unknown(reason, self.span)

    # ---------------------------------------------------------------- making values
    def list(self, items: Iterable[Value] | None, element: Value = None) -> ListValue:
        return ListValue(self.heap, items, element)

    def dict(self, items: dict[Hashable, Value], is_open: bool = False) -> DictValue:
        return DictValue(self.heap, items, is_open)

    def instance(self, cls: Class) -> Instance:
        return Instance(self.heap, cls, self.span)

    def enroll(self, kind: str, value: Value) -> None:
        """Notes that an object of a kind was made, for `number`."""
        self.record.created.append((kind, value))

    def number(self, kind: str, value: Value) -> int:
        """How many objects of that kind were made before this one."""
        self.depend_on_everything()
        index = self.number_now(kind, value, self.record)
        self.record.numbered.append((kind, value, index))
        return index

    def number_now(self, kind: str, value: Value, record: Record) -> int:
        """The number of an object that a statement with that record, or one before it, made."""
        made = (member for told in (*self.earlier, record) for name, member in told.created if name == kind)
        return next((index for index, member in enumerate(made) if member is value), 0)

    def depend_on_everything(self) -> None:
        """Notes that a call depends on more than the fields that it reads: it is not repeated without being executed."""
        self.heap.trace.reads[EVERYTHING, None] = EVERYTHING

    def remembered(self, subject: Instance, arguments: tuple[Value, ...], action: Callable[[], Value]) -> Value:
        if self.memory.is_off:
            return action()
        return self.memory.call(self, subject, action.__code__, arguments, {}, lambda *_: action(), is_silent=True)

    # ---------------------------------------------------------------- paths
    def join(self, a: Value, b: Value) -> Value:
        return joining.join(self.heap, a, b)

    def join_all(self, values: Iterable[Value]) -> Value:
        """The join of several values; None of none."""
        result: Value = ABSENT
        for value in values:
            result = self.join(result, value)
        return None if result is ABSENT else result

    def attempt(self, action: Callable[[], Value]) -> tuple[Value, Changes]:
        """Does something and undoes it; answers its value and what it would have changed."""
        mark = self.heap.mark()
        self.attempts += 1
        try:
            value = action()
        except BaseException:
            self.heap.undo(mark)
            raise
        finally:
            self.attempts -= 1
        return value, self.heap.undo(mark)

    def tried(self, action: Callable[[], Value]) -> tuple[Value, builtins.list[Finding]]:
        """Does something of which nothing stays: neither changes nor sites. Answers its value and what was found."""
        outer, self.record = self.record, Record()
        try:
            with self.captured() as findings:
                value, _ = self.attempt(action)
        finally:
            self.record = outer
        return value, findings

    def merge(self, *paths: Changes) -> None:
        """Joins what several paths changed into the state before them."""
        merge(self, list(paths))

    def apply(self, changes: Iterable[Change]) -> None:
        """Makes a path's changes for good."""
        for store, name, value in changes:
            if value is ABSENT:
                self.heap.delete(store, name)
            else:
                self.heap.set(store, name, value)

    # ---------------------------------------------------------------- Python, by the modules next door
    def evaluate(self, node: ast.expr) -> Value:
        """The value of an expression in the current frame."""
        return evaluate(self, node)

    def call(self, function: Value, arguments: tuple[Value, ...] = (), keywords: Keywords | None = None) -> Value:
        return calls.call(self, function, arguments, keywords or {})

    def call_around(
        self, function: Value, arguments: tuple[Value, ...], keywords: Keywords, inside: Callable[[Value], None]
    ) -> None:
        calls.call_around(self, function, arguments, keywords, inside)

    def attribute(self, value: Value, name: str) -> Value:
        found = attributes.find_attribute(self, value, name)
        return self.unknown(f"the attribute {name} of {describe(value)}") if found is ABSENT else found

    def arrived(self, scope: Scope, name: str, waiting: Deferred) -> Value:
        """What a library's import binds, now that it is asked for."""
        return (
            self.unknown(waiting.module) if self.modules is None else self.modules.arrived(self, scope, name, waiting)
        )

    def find_attribute(self, value: Value, name: str) -> Value:
        return attributes.find_attribute(self, value, name)

    def set_attribute(self, value: Value, name: str, new: Value) -> None:
        attributes.set_attribute(self, value, name, new)

    def give_away(self, values: Iterable[Value]) -> None:
        giving.give_away(self, values)

    def rebind(self, old: Value, new: Value) -> None:
        assignment.rebind(self, old, new)

    def module(self) -> Module | None:
        return attributes.module(self)

    def subscript(self, value: Value, index: Value) -> Value:
        return operators.subscript(self, value, index)

    def binary(self, operator: str, left: Value, right: Value) -> Value:
        return operators.binary(self, operator, left, right)

    def compare(self, operator: str, left: Value, right: Value) -> Value:
        return operators.compare(self, operator, left, right)

    def iterate(self, value: Value) -> tuple[Value, ...]:
        return operators.iterate(self, value)

    def element(self, value: Value) -> Value:
        return operators.element(self, value)

    def truth(self, value: Value) -> bool | None:
        return operators.truth(self, value)

    def length(self, value: Value) -> Dim:
        result = operators.length(self, value)
        return result if isinstance(result, (int, Symbolic)) else UNKNOWN

    def apply_native(self, native: Native, arguments: tuple[Value, ...], keywords: Keywords) -> Value:
        """Runs a library's implementation; whatever goes wrong in it becomes a finding or an unknown value."""
        outer, self.operation = self.operation, (native, arguments, keywords)
        depth, frame, here, quiet = self.depth, self.frame, self.here, self.quiet
        try:
            result = native.implementation(self, *arguments, **keywords)
            return self.unknown("a very large tuple") if is_vast(result) else result
        except Mismatch as mismatch:
            self.report_mismatch(mismatch)
            return self.unknown(mismatch.problem)
        except Undetermined as undetermined:
            return self.unknown(undetermined.reason)
        except OutOfBudget:
            raise
        except RecursionError:
            return self.unknown(f"{native.name} nests too deeply")
        except MemoryError:
            return self.unknown(f"{native.name} needs too much memory")
        except Exception as error:
            if not self._fits(native, arguments, keywords):
                return self.unknown(f"the arguments of {native.name}")
            log.warning("internal error in %s: %r", native.name, error, exc_info=True)
            return self.unknown(f"{native.name} (internal error)")
        finally:
            self.operation = outer
            self.depth, self.frame, self.here, self.quiet = depth, frame, here, quiet

    def _fits(self, native: Native, arguments: tuple[Value, ...], keywords: Keywords) -> bool:
        """Whether a native takes so many arguments; a method called through its class, whether the first is an object at all."""
        try:
            native.signature.bind(self, *arguments, **keywords)
        except TypeError:
            return False
        receiver = [*native.signature.parameters.values()][1:2]
        return not receiver or receiver[0].annotation != "Instance" or isinstance(arguments[0], Instance)

    def report_mismatch(self, mismatch: Mismatch, **facts: Any) -> None:
        """Tells a mismatch at the argument that caused it, or at the current call."""
        span = self.argument_span(mismatch.argument) if mismatch.argument and "layer" not in facts else None
        told: Any = {**mismatch.facts, **facts}
        self.report(mismatch.code, mismatch.problem, span=span, **told)


def _seen(inputs: Structure, outputs: Structure) -> Seen:
    if isinstance(outputs, Shape) and not inputs:
        return Seen((), (settled(outputs),))
    return Seen(tuple(map(settled, leaves(inputs))), tuple(map(settled, leaves(outputs))))


def describe(value: Value) -> str:
    """What to call a value in an explanation."""
    if isinstance(value, Instance):
        return f"a {value.cls.short_name}"
    if isinstance(value, Unknown):
        return value.reason or "an unknown value"
    if isinstance(value, Shape):
        return str(value)
    return type(value).__name__
