"""Calls that were executed before, and when what they did may be done again without executing them.

Of each call is kept what went in (the function, the arguments, the fields of older stores that it read) and what came out (its value, the
fields that it changed, the stores that it made, what it told). Where all that goes in is the same, so is all that comes
out. A call that made nothing which outlives it, but its answer, may be repeated at will. One that made objects may be
repeated once, by the run that takes the place of the one in which it was executed: its objects become those of the new run.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Set
from operator import is_
from typing import TYPE_CHECKING, Any, TypeVar

from ..shapes import Shape, Symbolic
from ..values import (
    ABSENT,
    SHARED,
    VIEWS,
    BoundMethod,
    Class,
    DictValue,
    Function,
    Heap,
    Instance,
    ListValue,
    Many,
    Module,
    Native,
    SetValue,
    Span,
    Store,
    Tensor,
    Unknown,
    Value,
)
from ..values.heap import MOST_VISITS
from .likeness import TEMPLATE, Likeness, Unlike

if TYPE_CHECKING:
    from ..values.heap import Place
    from .interpreter import Interpreter
    from .record import Record, Seen

Callee = TypeVar("Callee", Function, Class, Instance)

SMALL = 6
"""Steps of a call that is sooner executed than remembered."""
LARGE = 12
"""Steps of a call for which one with other objects is looked for."""
PATIENCE = 3
"""Such calls of a function after which it is not tried any more, if none was larger."""
MOST_TRIED = 6
"""Calls with alike arguments that are compared."""
MOST_PATTERNS = 3
"""Calls of one kind, the latest first, to which a call is compared."""
MOST_MISSES = 4
"""Calls in a row that are not like one before it is given up."""
MOST_KEPT = 3_000
"""Calls that may be repeated at will, in each of two generations: those used lately, and those before."""
GENERATION = 32
"""Texts after which the next generation begins. A call keeps alive what it was given: the whole model that led there."""

Key = tuple[object, ...]
Arguments = tuple[Value, ...]
Keywords = dict[str, Value]
DEEPEST = 8
"""Levels of nested values that are compared or copied."""
PLAIN = frozenset([type(None), bool, int, float, complex, str, bytes, type(...), range])
EQUAL = PLAIN | {Shape, Symbolic}
"""Types whose values are the same if they are equal."""


class Call:
    """One executed call: what went in and what came out.

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
        "keywords",
        "looked",
        "misses",
        "outer",
        "pending",
        "place",
        "reads",
        "site",
        "steps",
        "told",
        "value",
        "visits",
        "writes",
    )

    def __init__(self, function: Value, arguments: Arguments, keywords: Keywords, circumstances: Key) -> None:
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


class Memory:
    """The calls of one program that may be repeated.

    made: the outermost calls kept since the running statement began
    """

    def __init__(self) -> None:
        self.made: list[Call] = []
        self._free: dict[Key, list[Call]] = {}
        self._free_before: dict[Key, list[Call]] = {}
        self._spare: dict[Key, list[Call]] = {}
        self._divisible: set[object] = set()
        """What was called by spare calls of which parts can be repeated: their objects are better kept than made again."""
        self._patterns: dict[Key, list[Call]] = {}
        self._patterns_before: dict[Key, list[Call]] = {}
        self._lost: set[object] = set()
        """Nodes of functions in place of which the program has others by now."""
        self._differs: set[Place] = set()
        """Reads that made a call of this text unlike one before it: those that contain them, or are part of them, will be, too."""
        self._small: dict[object, int] = {}
        """How many small calls there were of a function; less than 0 where one was larger."""
        self._height = 0
        self._texts = 0
        """Since the youngest generation began."""
        self.is_off = False
        """Whether nothing is kept: while a library's own modules are read."""

    def begin(self, spare: Iterable[Call]) -> None:
        """A run starts: it may take over these calls of runs that are no more."""
        self.made = []
        self._height = 0
        self._spare = {}
        self._divisible = set()
        pending = list(spare)
        pending.reverse()
        while pending:
            call = pending.pop()
            if not call.is_free:
                self._spare.setdefault(_key(call.function, call.arguments, call.keywords), []).append(call)
                if call.inner:
                    self._divisible.add(_name(call.function))
            pending.extend(reversed(call.inner))

    def end(self) -> list[Call]:
        """The run ends: its calls."""
        self._spare = {}
        pending = list(self.made)
        while pending:
            call = pending.pop()
            call.is_used = False
            pending.extend(call.inner)
        if len(self._free) > MOST_KEPT:
            self._forget_old()
        if len(self._small) > MOST_KEPT:
            self._small.clear()
        return self.made

    def age(self) -> bool:
        """Another text is about to be analysed: calls that no text used for long are forgotten. Whether it was time for that."""
        self._texts += 1
        self._differs.clear()
        if self._texts < GENERATION:
            return False
        self._forget_old()
        self._small.clear()
        return True

    def _forget_old(self) -> None:
        self._free_before, self._free = self._free, {}
        self._patterns_before, self._patterns = self._patterns, {}
        self._lost.clear()
        self._texts = 0

    def is_small(self, function: object) -> bool:
        """Whether calls of a function are not worth remembering."""
        return self.is_off or self._small.get(function, 0) >= PATIENCE

    def call(
        self,
        run: Interpreter,
        function: Callee,
        identity: object,
        arguments: Arguments,
        keywords: Keywords,
        execute: Callable[[Interpreter, Callee, Arguments, Keywords], Value],
        is_silent: bool = False,
    ) -> Value:
        """What a call answers: taken from one like it, or executed and kept; if `is_silent`, only where it tells nothing."""
        key = _key(function, arguments, keywords)
        known = self._find(run, key, function, arguments, keywords)
        if known is not None:
            return self._repeat(run, known)
        circumstances = _circumstances(run, function)
        kind = _kind(circumstances, function, execute if not is_silent else identity, arguments, keywords)
        alike = self._like(run, kind, function, arguments, keywords)
        if alike is not None:
            if alike.is_free:
                self._free.setdefault(key, []).append(alike)
            return self._repeat(run, alike)
        call = Call(function, arguments, keywords, circumstances)
        heap, here = run.heap, run.here
        outer_entry, outer_asks, outer_made, outer_height, outer_pending = (
            run.entry,
            run.asks_entry,
            self.made,
            self._height,
            run.pending,
        )
        run.entry, run.asks_entry, run.pending = here, False, []
        self.made, self._height = call.inner, 0
        steps, visits, extent, born = run.unit_steps, heap.visits, run.record.extent(), len(heap.born)
        outer_looked, heap.looked = heap.looked, SHARED
        trace = heap.enter()
        is_done = False
        try:
            result = call.value = execute(run, function, arguments, keywords)
            is_done = True
        finally:
            # however it ends, what is around it goes on
            call.looked, heap.looked = heap.looked, min(outer_looked, heap.looked)
            heap.trace = trace
            heap.leave()
            if run.asks_entry and here is not None:
                call.place = here[1]
                call.site = Span.of(*here)
            asks_entry, pending = run.asks_entry, run.pending
            run.entry, run.asks_entry = outer_entry, outer_asks or (asks_entry and here is outer_entry)
            run.pending = outer_pending + pending
            self.made = outer_made
            call.height = self._height + 1
            self._height = max(outer_height, call.height)
            call.steps = run.unit_steps - steps
            call.visits = heap.visits - visits
            if not is_done or call.steps < SMALL:
                self._hand_on(call)
        if call.steps < SMALL:
            count = self._small.get(identity, 0)
            self._small[identity] = count + 1 if count >= 0 else count
            return result
        self._small[identity] = -1
        call.reads = trace.reads
        call.writes = [(store, field, store.fields.get(field, ABSENT)) for store, field in trace.writes]
        call.told = run.record.since(extent)
        call.pending = pending
        call.is_free = _is_plain(result, trace.start) and all(
            _is_plain(value, trace.start, depth=DEEPEST) for _, _, value in call.writes
        )
        if is_silent and not (call.is_free and call.told.is_silent and not pending):
            self._hand_on(call)
        elif call.is_free:
            call.value = _template(result, trace.start, {})
            self._free.setdefault(key, []).append(call)
            self._hand_on(call)
        else:
            call.born = [(store, dict(store.fields)) for store in heap.born[born:]]
            for inner in call.inner:
                inner.outer = call
            self.made.append(call)
        if call.looked > trace.start and call.steps >= LARGE and _is_pattern(call):
            self._patterns.setdefault(kind, []).insert(0, call)
        return result

    def _hand_on(self, call: Call) -> None:
        """The calls in one that is not kept are kept for themselves."""
        self.made.extend(call.inner)

    # ---------------------------------------------------------------- finding
    def _find(
        self, run: Interpreter, key: Key, function: Value, arguments: Arguments, keywords: Keywords
    ) -> Call | None:
        """A call that may be repeated in place of one with these arguments."""
        for calls, is_old in (
            (self._spare.get(key), False),
            (self._free.get(key), False),
            (self._free_before.get(key), True),
        ):
            tried = 0
            for call in calls or ():
                if call.is_used:
                    continue
                if self._fits(run, call, function, arguments, keywords):
                    if is_old:
                        self._free.setdefault(key, []).append(call)
                    return call
                tried += 1
                if tried == MOST_TRIED:
                    break
        return None

    def _fits(self, run: Interpreter, call: Call, function: Value, arguments: Arguments, keywords: Keywords) -> bool:
        return (
            _is_affordable(run, call)
            and call.circumstances == _circumstances(run, function)
            and (call.place is None or (run.here is not None and call.place is run.here[1]))
            and same(call.function, function)
            and all(map(same, call.arguments, arguments))
            and all(same(value, keywords[name]) for name, value in call.keywords.items())
            and reads_same(call.reads)
        )

    def _like(
        self, run: Interpreter, kind: Key, function: Value, arguments: Arguments, keywords: Keywords
    ) -> Call | None:
        """What a call like this one did, for the objects of this one."""
        for calls, is_old in ((self._patterns.get(kind), False), (self._patterns_before.get(kind), True)):
            for call in tuple(calls or ())[:MOST_PATTERNS]:
                if call.born and _name(function) in self._divisible:
                    continue
                new = None
                if call.reads.keys().isdisjoint(self._differs) and self._lost.isdisjoint(call.told.entered):
                    new = self._for_others(run, call, function, arguments, keywords)
                    call.misses += 1
                if new is not None:
                    call.misses = 0
                    if is_old:
                        self._patterns.setdefault(kind, []).append(call)
                    return new
                if calls and (call.misses >= MOST_MISSES or not self._lost.isdisjoint(call.told.entered)):
                    calls.remove(call)
        return None

    def _for_others(
        self, run: Interpreter, call: Call, function: Value, arguments: Arguments, keywords: Keywords
    ) -> Call | None:
        if not _is_affordable(run, call):
            return None
        places = None
        if call.site is not None:
            if run.here is None:
                return None
            places = call.site, Span.of(*run.here)
        like = Likeness(run.heap.serial, call.born, places, lambda span: _is_within(span, call.told.entered))
        if not (
            like.is_like(call.function, function)
            and like.is_like(call.arguments, arguments)
            and all(like.is_like(value, keywords[name]) for name, value in call.keywords.items())
            and (reads := like.reads_like(call.reads)) is not None
        ):
            if like.lost is not None:
                self._lost.add(like.lost)
            if like.differs is not None:
                self._differs.add(like.differs)
            return None
        new = Call(function, arguments, keywords, call.circumstances)
        try:
            new.value = like.image(call.value)
            new.writes = [
                (like.image(store), like.image(field), like.image(after)) for store, field, after in call.writes
            ]
            new.told = like.image_of_record(call.told)
            new.pending = [(kind, callee, seen, like.image(subject)) for kind, callee, seen, subject in call.pending]
            like.fill()
        except Unlike:
            return None
        new.reads, new.born, new.is_free = reads, [(store, store.fields) for store in like.made], call.is_free
        new.steps, new.visits, new.height = call.steps, call.visits, call.height
        if places is not None and run.here is not None:
            new.place, new.site = run.here[1], places[1]
        return new

    def _repeat(self, run: Interpreter, call: Call) -> Value:
        """Does again what a call did."""
        heap = run.heap
        if not call.is_free:
            call.take()
            call.outer = None
            for store, fields in call.born:
                store.fields = dict(fields)
                heap.serial += 1
                store.serial = heap.serial
            heap.born += [store for store, _ in call.born]
            self.made.append(call)
        if call.place is not None and run.here is run.entry:
            run.asks_entry = True
        run.steps += call.steps
        run.unit_steps += call.steps
        heap.visits += call.visits
        heap.looked = min(heap.looked, call.looked)
        self._height = max(self._height, call.height)
        heap.absorb(call.reads, {})
        for store, field, value in call.writes:
            if value is ABSENT:
                heap.delete(store, field)
            else:
                heap.set(store, field, value)
        run.record.extend(call.told)
        run.pending += call.pending
        return _made_anew(heap, call.value, {}) if call.is_free else call.value


def _is_affordable(run: Interpreter, call: Call) -> bool:
    """Whether a call would not have run into a limit here."""
    return (
        run.unit_steps + call.steps <= run.budget.unit_steps
        and run.steps + call.steps <= run.budget.steps
        and run.heap.visits + call.visits <= MOST_VISITS
        and run.depth + call.height < run.budget.depth
    )


def _is_pattern(call: Call) -> bool:
    """Whether other objects in place of those that it met could not change what it tells."""
    return not call.told.findings and all(type(store) is not Store or store.serial for store, _ in call.reads)


def _is_within(span: Span, functions: Iterable[Any]) -> bool:
    return any(
        node._unit is span.unit and node.lineno <= span.line and span.end_line <= node.end_lineno for node in functions
    )


def _circumstances(run: Interpreter, function: Value) -> Key:
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


def _key(function: Value, arguments: Arguments, keywords: Keywords) -> Key:
    """What two calls have in common that may be the same. Cheap to compute and to compare."""
    node = function.node if isinstance(function, Function) else id(function)
    return (type(function), node, len(arguments), *map(_trait, arguments), *keywords, *map(_trait, keywords.values()))


def _kind(circumstances: Key, function: Value, how: object, arguments: Arguments, keywords: Keywords) -> Key:
    """What two calls have in common of which one may be like the other. Cheap to compute and to compare."""
    return (
        circumstances,
        how,
        _name(function),
        len(arguments),
        *map(_sort, arguments),
        *keywords,
        *map(_sort, keywords.values()),
    )


def _name(function: Value) -> object:
    """What is called, whichever object it is."""
    if isinstance(function, Function):
        return function.node
    if isinstance(function, Class):
        return function.name
    return function.cls.name if isinstance(function, Instance) else None


def _sort(value: Value) -> object:
    """Like a trait, of objects the class alone."""
    if isinstance(value, Instance):
        return value.cls.name
    return type(value) if isinstance(value, Store) else _trait(value)


def _trait(value: Value) -> object:
    kind = type(value)
    if kind in PLAIN:
        return (kind, value)
    if isinstance(value, Store):
        return id(value)
    if isinstance(value, Tensor):
        return value.shape
    return value if kind is Shape else kind


def reads_same(reads: dict[Place, Value], but: Set[Place] = frozenset()) -> bool:
    """Whether the fields that were read, `but` for these, hold what they held then."""
    for place, value in reads.items():
        store, field = place
        current = store.fields.get(field, ABSENT)
        if current is not value and place not in but:
            view = VIEWS.get(field) if type(field) is tuple else None
            if not (same(current, value) if view is None else view(store) == value):
                return False
    return True


def same(a: Value, b: Value, depth: int = 0) -> bool:
    """Whether nothing that is done with one value could tell it from the other, now or later."""
    if a is b:
        return True
    kind = type(a)
    if kind is not type(b) or depth > DEEPEST:
        return False
    if kind in EQUAL:
        return a == b
    if isinstance(a, tuple):
        assert isinstance(b, tuple)
        return len(a) == len(b) and all(same(x, y, depth + 1) for x, y in zip(a, b))
    compare = _COMPARED.get(kind)
    return compare is not None and all(same(getattr(a, name), getattr(b, name), depth + 1) for name in compare)


_COMPARED: dict[type, tuple[str, ...]] = {
    Unknown: ("reason", "span"),
    Tensor: ("producer", "shape", "kind", "dtype", "span", "data", "classes"),
    BoundMethod: ("function", "receiver"),
    Many: ("element",),
    slice: ("start", "stop", "step"),
}
"""Immutable values that are the same if these parts are."""


def _is_plain(value: Value, start: int, depth: int = 0) -> bool:
    """Whether a value is made of nothing that can change, but lists and dicts that can be copied, and of what is older than `start`."""
    if type(value) in PLAIN or value is ABSENT or isinstance(value, (Symbolic, Native, Module, Unknown)):
        return True
    if isinstance(value, Store) and (value.serial <= start or value.serial == SHARED):
        return True
    if isinstance(value, tuple):
        return all(_is_plain(item, start, depth) for item in value)
    if isinstance(value, CONTAINERS) and type(value) in CONTAINERS:
        return depth < DEEPEST and all(_is_plain(item, start, depth + 1) for item in value.fields.values())
    if isinstance(value, Tensor):
        return value.producer is None
    if isinstance(value, Many):
        return _is_plain(value.element, start, depth)
    return False


CONTAINERS = (ListValue, SetValue, DictValue)


def _template(value: Value, start: int, copies: dict[int, Store]) -> Value:
    """A plain value with a copy, to be kept, of each list and dict that is younger than `start`."""
    return _copied(None, value, copies, lambda store: start < store.serial != SHARED)


def _made_anew(heap: Heap, value: Value, copies: dict[int, Store]) -> Value:
    """A value that was kept, its lists and dicts made anew."""
    return _copied(heap, value, copies, lambda store: store.serial == TEMPLATE)


def _copied(heap: Heap | None, value: Value, copies: dict[int, Store], is_chosen: Callable[[Store], bool]) -> Value:
    if isinstance(value, tuple):
        items = tuple(_copied(heap, item, copies, is_chosen) for item in value)
        return value if all(map(is_, items, value)) else items
    if isinstance(value, Many):
        return Many(_copied(heap, value.element, copies, is_chosen))
    if not isinstance(value, CONTAINERS) or type(value) not in CONTAINERS or not is_chosen(value):
        return value
    copy = copies.get(id(value))
    if copy is None:
        copy = DictValue(heap) if isinstance(value, DictValue) else type(value)(heap, ())
        if isinstance(copy, DictValue) and isinstance(value, DictValue):
            copy.extent.fields.update(value.extent.fields)
        if heap is None:
            copy.serial = TEMPLATE
        copies[id(value)] = copy
        for field, item in value.fields.items():
            copy.fields[field] = _copied(heap, item, copies, is_chosen)
    return copy
