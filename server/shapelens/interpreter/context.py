"""What an implementation in `libraries/` may ask of the interpreter."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Hashable, Iterable
from contextlib import AbstractContextManager
from typing import Any, Protocol

from ..findings import Finding, Related
from ..shapes import Dim, Mismatch, Structure
from ..values import Class, DictValue, Heap, Instance, ListValue, Module, Span, Unknown, Value


class Context(Protocol):
    """The running interpreter, as libraries see it. None of these raises but where it says so."""

    heap: Heap
    operation: tuple[Value, tuple[Value, ...], dict[str, Value]] | None
    """The native that is being applied, with its arguments: what a functional graph replays."""

    tracing: int
    """How many layers of the program are being called on KerasTensors. Who looks at it depends on everything."""

    @property
    def span(self) -> Span | None:
        """The call (or operation) being evaluated, innermost in the analysed file."""

    def argument_span(self, argument: int | str) -> Span | None:
        """An argument of the call in the analysed file that is being evaluated: by position or keyword."""

    # Python
    def call(
        self, function: Value, arguments: tuple[Value, ...] = (), keywords: dict[str, Value] | None = None
    ) -> Value:
        """Calls any value."""

    def give_away(self, values: Iterable[Value]) -> None:
        """Loosens what is known of all that code which is not followed may change once it has these values."""

    def call_around(
        self, function: Value, arguments: tuple[Value, ...], keywords: dict[str, Value], inside: Callable[[Value], None]
    ) -> None:
        """Executes a generator function with an action at its `yield`, given what it yields."""

    def attribute(self, value: Value, name: str) -> Value:
        """`value.name`; Unknown if there is none."""

    def find_attribute(self, value: Value, name: str) -> Value:
        """`value.name`; `ABSENT` if there is certainly none."""

    def set_attribute(self, value: Value, name: str, new: Value) -> None:
        """`value.name = new`."""

    def rebind(self, old: Value, new: Value) -> None:
        """What the running function's names say of `old` they say of `new` from now on."""

    def module(self) -> Module | None:
        """The module whose code is running."""

    def subscript(self, value: Value, index: Value) -> Value:
        """`value[index]`."""

    def binary(self, operator: str, left: Value, right: Value) -> Value:
        """`left operator right`, by `__binary__` of either side for host types."""

    def compare(self, operator: str, left: Value, right: Value) -> Value:
        """`left operator right` for `== != < <= > >= is in`: a bool, a tensor, or Unknown."""

    def iterate(self, value: Value) -> tuple[Value, ...]:
        """Every item of an iterable. Raises Undetermined where the length or the value is unknown."""

    def element(self, value: Value) -> Value:
        """What each item of an iterable is like, whatever its length."""

    def truth(self, value: Value) -> bool | None:
        """`bool(value)`; None where it cannot be told."""

    def length(self, value: Value) -> Dim:
        """`len(value)`; `UNKNOWN` where it cannot be told."""

    def join(self, a: Value, b: Value) -> Value:
        """What is known of a value that is `a` on one path and `b` on another."""

    def remembered(self, subject: Instance, arguments: tuple[Value, ...], action: Callable[[], Value]) -> Value:
        """`action()`, or what it answered before for an equal `subject` and `arguments`, which it must depend on alone.

        What it reads of the heap is looked after. It is repeated only if it told nothing.
        """

    def depend_on_everything(self) -> None:
        """Notes that a call depends on more than the fields that it reads: it is not repeated without being executed."""

    def spend(self, steps: int) -> None:
        """Counts steps: work that stands for so many calls."""

    # making values
    def list(self, items: Iterable[Value] | None, element: Value = None) -> ListValue:
        """A list of items; of unknown length where `items` is None."""

    def dict(self, items: dict[Hashable, Value], is_open: bool = False) -> DictValue:
        """A dict."""

    def instance(self, cls: Class) -> Instance:
        """An instance without attributes; no `__init__` is run."""

    def enroll(self, kind: str, value: Value) -> None:
        """Notes that an object of a kind was made, for `number`."""

    def number(self, kind: str, value: Value) -> int:
        """How many objects of that kind the program made before this one."""

    def unknown(self, reason: str) -> Unknown:
        """An unknown value that remembers why and where."""

    # telling
    def report_mismatch(self, mismatch: Mismatch, **facts: Any) -> None:
        """Adds a mismatch as a finding: at the argument that caused it, or at the current call."""

    def located(self, span: Span | None) -> AbstractContextManager[None]:
        """While it lasts, findings without a place of their own stand at `span`."""

    @property
    def is_quiet(self) -> bool:
        """Whether the current frame calls on behalf of another, so that nothing of it is recorded."""

    @property
    def is_observing(self) -> bool:
        """Whether a call that is made now is a site: it stands in the file, and is made on nobody's behalf."""

    def recorded(self, is_quiet: bool) -> AbstractContextManager[None]:
        """While it lasts, calls made from the current frame are recorded as sites, or not."""

    def captured(self) -> AbstractContextManager[builtins.list[Finding]]:
        """While it lasts, findings are not recorded; they are in the list afterwards, for the caller to tell."""

    def tried(self, action: Callable[[], Value]) -> tuple[Value, builtins.list[Finding]]:
        """Does something of which nothing stays: neither changes nor sites. Answers its value and what was found."""

    @property
    def spent(self) -> int:
        """How many steps the running statement has taken so far."""

    @property
    def found(self) -> int:
        """How many findings there are so far: whether a call told something."""

    def report(
        self,
        code: str,
        message: str,
        *,
        span: Span | None = None,
        related: Iterable[Related] = (),
        **facts: Any,
    ) -> None:
        """Adds a finding: at `span`, else at the current call. Nothing is reported on a path that may not be taken."""

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
        """Records what a site saw: `kind` is call, element, add, input, model or op (DESIGN.md, section 3)."""
