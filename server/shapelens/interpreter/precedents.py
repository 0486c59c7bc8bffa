"""Calls after which others are told: those of the same code that met other objects of the same making (`likeness.py`)."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ..values import ABSENT, Function, Instance, ListValue, Span, Store, Tensor, Value
from ..values.containers import ITEMS
from .likeness import Likeness, Unlike
from .remembered import EVERYTHING, Arguments, Call, Key, Keywords, is_affordable, name_of, trait_of
from .sameness import PLAIN

if TYPE_CHECKING:
    from ..values import Place
    from .interpreter import Interpreter

LARGE = 12
"""Steps of a call for which one with other objects is looked for."""
MOST_COMPARED = 3
"""Calls of one kind, the latest first, to which a call is compared."""
MOST_KEPT = 4
"""Calls of one kind that are kept."""
MOST_OBJECTS = 20_000
"""Objects that the calls of a generation made, all together."""
MOST_ITEMS = 4
"""Items of a list that tell calls apart."""
MOST_MISSES = 4
"""Calls in a row that are not like one before it is given up."""


class Precedents:
    """The calls that others may be like, in two generations: those used lately, and those before."""

    def __init__(self) -> None:
        self._latest: dict[Key, list[Call]] = {}
        self._before: dict[Key, list[Call]] = {}
        self._objects = 0
        self._lost: set[object] = set()
        """Nodes of functions in place of which the program has others by now."""
        self._differs: set[Place] = set()
        """Reads that made a call of this text unlike one of an older text: those that contain them, or are part of them, will be, too."""
        self._text = 0
        self.divisible: set[object] = set()
        """What was called by spare calls of which parts may be repeated: their objects are better kept than made again."""

    def add(self, kind: Key, call: Call, is_closed: bool) -> None:
        """Keeps a call, if another could be like it. `is_closed`: it looked at nothing older but the fields that it read."""
        if is_closed and call.steps >= LARGE and (EVERYTHING, None) not in call.reads:
            call.text = self._text
            calls = self._latest.setdefault(kind, [])
            calls.insert(0, call)
            del calls[MOST_KEPT:]
            self._objects += len(call.born)
            if self._objects > MOST_OBJECTS:
                self.forget_old()

    def age(self) -> None:
        """Another text is about to be analysed."""
        self._differs.clear()
        self._text += 1

    def forget_old(self) -> None:
        """The next generation begins."""
        self._before, self._latest, self._objects = self._latest, {}, 0
        self._lost.clear()

    def like(
        self, run: Interpreter, kind: Key, key: Key, function: Value, arguments: Arguments, keywords: Keywords
    ) -> Call | None:
        """What a call like this one did, for the objects of this one."""
        for calls, is_old in ((self._latest.get(kind), False), (self._before.get(kind), True)):
            for call in tuple(calls or ())[:MOST_COMPARED]:
                if call.born and name_of(function) in self.divisible:
                    continue
                new = None
                if self._is_worth_it(call):
                    with suppress(RecursionError):
                        new = self._for_others(run, call, key, function, arguments, keywords)
                    call.misses += 1
                if new is not None:
                    call.misses, call.text = 0, self._text
                    if is_old:
                        self._latest.setdefault(kind, []).append(call)
                    return new
                if calls and (call.misses >= MOST_MISSES or not self._lost.isdisjoint(call.told.entered)):
                    calls.remove(call)
        return None

    def _is_worth_it(self, call: Call) -> bool:
        """Whether another may be like a call, by what is known of others like it."""
        is_of_this_text = call.text == self._text
        return (is_of_this_text or call.reads.keys().isdisjoint(self._differs)) and self._lost.isdisjoint(
            call.told.entered
        )

    def _for_others(
        self, run: Interpreter, call: Call, key: Key, function: Value, arguments: Arguments, keywords: Keywords
    ) -> Call | None:
        """What a call did, for other objects; None where they do not correspond to its own."""
        if not is_affordable(run, call):
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
                call.reads = {like.differs: call.reads[like.differs], **call.reads}  # it is looked at first from now on
                if call.text != self._text:
                    self._differs.add(like.differs)
            return None
        try:
            new = _told_after(like, call, key, function, arguments, keywords)
        except Unlike:
            return None
        new.reads = reads
        if places is not None and run.here is not None:
            new.place, new.site = run.here[1], places[1]
        return new


def _told_after(
    like: Likeness, call: Call, key: Key, function: Value, arguments: Arguments, keywords: Keywords
) -> Call:
    """The call of other objects that did what this one did of its own. Raises Unlike."""
    new = Call(key, function, arguments, keywords, call.circumstances)
    new.value = like.image(call.value)
    new.writes = [(like.image(store), like.image(field), like.image(after)) for store, field, after in call.writes]
    new.told = like.image_of_record(call.told)
    new.pending = [(kind, callee, seen, like.image(subject)) for kind, callee, seen, subject in call.pending]
    like.fill()
    new.born, new.is_free = [(store, store.fields) for store in like.made], call.is_free
    new.steps, new.visits, new.height = call.steps, call.visits, call.height
    return new


def _is_within(span: Span, functions: Iterable[Any]) -> bool:
    return any(
        node._unit is span.unit and node.lineno <= span.line and span.end_line <= node.end_lineno for node in functions
    )


def kind_of(circumstances: Key, function: Value, how: object, arguments: Arguments, keywords: Keywords) -> Key:
    """What two calls have in common of which one may be like the other. Cheap to compute and to compare."""
    return (
        circumstances,
        how,
        name_of(function),
        *_surroundings(function),
        len(arguments),
        *map(_sort, arguments),
        *keywords,
        *map(_sort, keywords.values()),
    )


def _surroundings(function: Value) -> Iterable[object]:
    """What a function that was made in another finds of its plain values."""
    if not isinstance(function, Function) or function.scope.kind == "module":
        return ()
    found = function.scope.fields
    return [
        (name, trait_of(found[name])) for name in _mentioned(function.node) if type(found.get(name, ABSENT)) in PLAIN
    ]


def _mentioned(node: ast.AST) -> tuple[str, ...]:
    """The names that a function mentions. Told once for each node."""
    known: tuple[str, ...] | None = getattr(node, "_mentioned", None)
    if known is None:
        known = tuple(dict.fromkeys(part.id for part in ast.walk(node) if isinstance(part, ast.Name)))
        node._mentioned = known  # type: ignore[attr-defined]
    return known


def _sort(value: Value) -> object:
    """Like a trait, of objects the class alone; of lists and tuples what is in them."""
    if isinstance(value, Instance):
        return value.cls.name
    items = value.fields.get(ITEMS) if isinstance(value, ListValue) else value
    if isinstance(items, tuple):
        return (
            type(value),
            *[trait_of(item) if isinstance(item, Tensor) else type(item) for item in items[:MOST_ITEMS]],
        )
    return type(value) if isinstance(value, Store) else trait_of(value)
