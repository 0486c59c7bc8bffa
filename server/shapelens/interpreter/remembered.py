"""One call that was executed, as it is remembered: what went in and what came out."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from ..shapes import Shape
from ..values import SHARED, Class, Function, Instance, Span, Store, Tensor, Value
from ..values.heap import MOST_VISITS
from .sameness import PLAIN

if TYPE_CHECKING:
    from ..values import Place
    from .interpreter import Interpreter
    from .record import Record, Seen

Key = tuple[object, ...]
Arguments = tuple[Value, ...]
Keywords = dict[str, Value]

EVERYTHING = Store(None)
EVERYTHING.serial = 0
"""In `Trace.reads`: the answer depends on every statement before."""


class Call:
    """One executed call: what went in and what came out.

    key:   what it has in common with calls that may be the same
    place: the expression that called, if the call asked where it stands; None if not
    site:  where that stands
    born:  the stores that it made, with their fields at its end
    inner: the calls in it that were kept
    """

    __slots__ = (
        "arguments",
        "born",
        "circumstances",
        "function",
        "height",
        "inner",
        "is_free",
        "is_used",
        "key",
        "keywords",
        "looked",
        "misses",
        "outer",
        "pending",
        "place",
        "reads",
        "site",
        "steps",
        "text",
        "told",
        "value",
        "visits",
        "writes",
    )

    def __init__(self, key: Key, function: Value, arguments: Arguments, keywords: Keywords, circumstances: Key) -> None:
        self.key = key
        self.function = function
        self.arguments = arguments
        self.keywords = keywords
        self.circumstances = circumstances
        self.place: object = None
        self.site: Span | None = None
        self.reads: dict[Place, Value] = {}
        self.writes: list[tuple[Store, Hashable, Value]] = []
        self.value: Value = None
        self.born: list[tuple[Store, dict[Hashable, Value]]] = []
        self.told: Record
        self.pending: list[tuple[str, str, Seen, Value]] = []
        self.steps = 0
        self.visits = 0
        self.height = 0
        self.looked = SHARED
        """The lowest serial number of an `Origin` that it followed back."""
        self.text = 0
        """The number of the text in which it was executed, or another was last found to be like it."""
        self.misses = 0
        """How many calls in a row turned out not to be like it."""
        self.inner: list[Call] = []
        self.outer: Call | None = None
        self.is_free = False
        """Whether it may be repeated at will."""
        self.is_used = False
        """Whether it, or a part of it, belongs to a run that stands."""

    def take(self) -> None:
        """Gives the objects that it made to a new run: neither it nor what it is part of can be repeated for another."""
        call: Call | None = self
        while call is not None and not call.is_used:
            call.is_used = True
            call = call.outer
        pending = list(self.inner)
        while pending:
            call = pending.pop()
            call.is_used = True
            pending.extend(call.inner)

    def give_back(self) -> None:
        """Counts as the call of a run that stands again."""
        self.outer = None
        pending = [self]
        while pending:
            call = pending.pop()
            call.is_used = False
            for inner in call.inner:
                inner.outer = call
            pending.extend(call.inner)


def is_affordable(run: Interpreter, call: Call) -> bool:
    """Whether a call would not have run into a limit here."""
    return (
        run.unit_steps + call.steps <= run.budget.unit_steps
        and run.steps + call.steps <= run.budget.steps
        and run.heap.visits + call.visits <= MOST_VISITS
        and run.depth + call.height < run.budget.depth
    )


def circumstances_of(run: Interpreter, function: Value) -> Key:
    """What a call depends on besides values: whether findings count, where they stand, on whose behalf an object is called."""
    frame = run.frame
    is_object = not isinstance(function, Function)
    return (
        run.here is None,
        run.silenced > 0,
        run.heap.is_certain,
        run.place,
        is_object and frame is not None and frame.path == run.path,
        is_object and run.quiet is not None and run.quiet is frame,
    )


def key_of(function: Value, arguments: Arguments, keywords: Keywords) -> Key:
    """What two calls have in common that may be the same. Cheap to compute and to compare."""
    node = function.node if isinstance(function, Function) else id(function)
    return (
        type(function),
        node,
        len(arguments),
        *map(trait_of, arguments),
        *keywords,
        *map(trait_of, keywords.values()),
    )


def name_of(function: Value) -> object:
    """What is called, whichever object it is."""
    if isinstance(function, Function):
        return function.node
    if isinstance(function, Class):
        return function.name
    return function.cls.name if isinstance(function, Instance) else None


def trait_of(value: Value) -> object:
    kind = type(value)
    if kind in PLAIN:
        return (kind, value)
    if isinstance(value, Store):
        return id(value)
    if isinstance(value, Tensor):
        return value.shape
    return value if kind is Shape else kind
