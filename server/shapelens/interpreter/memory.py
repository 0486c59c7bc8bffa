"""Calls that were executed before, and when what they did may be done again without executing them.

Of each call is kept what went in (the function, the arguments, the fields of older stores that it read) and what came out (its value, the
fields that it changed, the stores that it made, what it told). Where all that goes in is the same, so is all that comes
out. A call that made nothing which outlives it, but its answer, may be repeated at will. One that made objects may be
repeated once, by the run that takes the place of the one in which it was executed: its objects become those of the new run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from ..values import ABSENT, SHARED, Class, Function, Instance, Span, Value
from .precedents import Precedents, kind_of
from .remembered import Arguments, Call, Key, Keywords, circumstances_of, is_affordable, key_of, name_of
from .sameness import DEEPEST, reads_same, same
from .templates import is_plain, made_anew, template

if TYPE_CHECKING:
    from .interpreter import Interpreter

Callee = TypeVar("Callee", Function, Class, Instance)

SMALL = 6
"""Steps of a call that is sooner executed than remembered."""
PATIENCE = 3
"""Such calls of a function after which it is not tried any more, if none was larger."""
MOST_TRIED = 6
"""Calls with alike arguments that are compared."""
MOST_KEPT = 3_000
"""Calls that may be repeated at will, in each of two generations: those used lately, and those before."""
GENERATION = 32
"""Texts after which the next generation begins. A call keeps alive what it was given: the whole model that led there."""


class Memory:
    """The calls of one program that may be repeated.

    made: the outermost calls kept since the running statement began
    """

    def __init__(self) -> None:
        self.made: list[Call] = []
        self._free: dict[Key, list[Call]] = {}
        self._free_before: dict[Key, list[Call]] = {}
        self._spare: dict[Key, list[Call]] = {}
        self._precedents = Precedents()
        self._small: dict[object, int] = {}
        """How many small calls there were of a function; less than 0 where one was larger."""
        self._height = 0
        self._taken = 0
        """How many spare calls were taken over."""
        self._texts = 0
        """Since the youngest generation began."""
        self.is_off = False
        """Whether nothing is kept: while a library's own modules are read."""

    def begin(self, spare: Iterable[Call]) -> None:
        """A run starts: it may take over these calls of runs that are no more."""
        self.made = []
        self._height = 0
        self._spare = {}
        self._precedents.divisible = set()
        pending = list(spare)
        pending.reverse()
        while pending:
            call = pending.pop()
            if not call.is_free:
                self._spare.setdefault(call.key, []).append(call)
                if call.inner:
                    self._precedents.divisible.add(name_of(call.function))
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
        self._precedents.age()
        if self._texts < GENERATION:
            return False
        self._forget_old()
        self._small.clear()
        return True

    def _forget_old(self) -> None:
        self._free_before, self._free = self._free, {}
        self._precedents.forget_old()
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
        key = key_of(function, arguments, keywords)
        known = self._find(run, key, function, arguments, keywords)
        if known is not None:
            self._taken += not known.is_free
            return self._repeat(run, known)
        circumstances = circumstances_of(run, function)
        kind = kind_of(circumstances, function, execute if not is_silent else identity, arguments, keywords)
        alike = self._precedents.like(run, kind, key, function, arguments, keywords)
        if alike is not None:
            if alike.is_free:
                self._free.setdefault(key, []).append(alike)
            return self._repeat(run, alike)
        call = Call(key, function, arguments, keywords, circumstances)
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
        taken = self._taken
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
        if self._taken == taken:
            self._precedents.divisible.discard(name_of(function))
        call.reads = trace.reads
        call.writes = [(store, field, store.fields.get(field, ABSENT)) for store, field in trace.writes]
        call.told = run.record.since(extent)
        call.pending = pending
        call.is_free = is_plain(result, trace.start) and all(
            is_plain(value, trace.start, depth=DEEPEST) for _, _, value in call.writes
        )
        if is_silent and not (call.is_free and call.told.is_silent and not pending):
            self._hand_on(call)
        elif call.is_free:
            call.value = template(result, trace.start, {})
            self._free.setdefault(key, []).append(call)
            self._hand_on(call)
        else:
            call.born = [(store, dict(store.fields)) for store in heap.born[born:]]
            for inner in call.inner:
                inner.outer = call
            self.made.append(call)
        self._precedents.add(kind, call, call.looked > trace.start)
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
            is_affordable(run, call)
            and call.circumstances == circumstances_of(run, function)
            and (call.place is None or (run.here is not None and call.place is run.here[1]))
            and same(call.function, function)
            and all(map(same, call.arguments, arguments))
            and all(same(value, keywords[name]) for name, value in call.keywords.items())
            and reads_same(call.reads)
        )

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
        return made_anew(heap, call.value, {}) if call.is_free else call.value
