"""Keeping the nodes of a tree that an edit did not touch, so that what was computed for them still belongs to them.

A unit that has a text again which it had a moment ago has its tree of then, too. Of another text every node that stands above the edit, or below one that leaves the number of lines as it is, is the old one again, in the old unit; an edit
of a comment or of blanks leaves the whole tree as it was. Only a comment that declares a shape counts as code.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

from ..libraries.declared import COMMENT
from .parsing import PLACE, Chunk, extent

ENDLESS = 1 << 60
LARGEST_VERSION = 50_000
"""Characters of a statement of which other texts are kept."""
MOST_VERSIONS = 8
"""Texts of one unit of which the trees are kept: whoever types back gets the same one."""


def matched(old: list[Chunk], new: list[Chunk]) -> Iterator[tuple[int, Chunk]]:
    """Which new chunk, by its index, stands in place of which old one: in order, by number or else by what they define."""
    if len(old) == len(new):
        yield from enumerate(old)
        return
    left = iter(old)
    for index, chunk in enumerate(new):
        name = _name(chunk)
        if name is not None and any(_name(other) == name for other in old):
            found = next((other for other in left if _name(other) == name), None)
            if found is None:
                return
            yield index, found


def _name(chunk: Chunk) -> str | None:
    """The function or class that a chunk defines."""
    first = chunk.statements[0] if chunk.statements else None
    return first.name if isinstance(first, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) else None


def grafted(old: Chunk, new: Chunk) -> Chunk:
    """The new chunk with what it has in common with the old one; the old one itself where nothing but comments differ."""
    before, after = _lines(old), _lines(new)
    is_level = len(before) == len(after)
    changed = [number for number, (a, b) in enumerate(zip(before, after), 1) if a != b]
    first = changed[0] if changed else min(len(before), len(after)) + 1
    last = changed[-1] if changed and is_level else ENDLESS
    is_declared = is_level and any(_declares(before[i - 1]) or _declares(after[i - 1]) for i in changed)
    if first == 1 and last == ENDLESS:
        return new
    graft = _Graft(first, last, is_level and not is_declared)
    try:
        statements = graft.node(old.statements, new.statements)
    except RecursionError:  # a sum of thousands, a chain of a thousand attributes
        return new
    if len(old.unit.text) <= LARGEST_VERSION:
        old.versions[old.unit.text] = old
    old.unit.replace(new.unit.text)
    if statements is old.statements and old.is_broken == new.is_broken:
        return _as_parsed(old, new)
    known = old.versions.get(new.unit.text)
    if known is not None and known.is_broken == new.is_broken:
        return _as_parsed(known, new)
    made = Chunk(old.unit, statements, new.parsed, new.is_open)
    made.versions = old.versions
    while len(made.versions) > MOST_VERSIONS:
        del made.versions[next(iter(made.versions))]
    return made


def _as_parsed(known: Chunk, new: Chunk) -> Chunk:
    """A chunk of the same statements for a text, which may have other comments than the one of which it was made."""
    known.parsed, known.lines, known.is_open = new.parsed, new.lines, new.is_open
    return known


def _lines(chunk: Chunk) -> list[tuple[str, str]]:
    """Each line as it is written and as it is parsed."""
    return list(zip(chunk.unit.text.split("\n"), chunk.parsed.split("\n")))


def _declares(line: Iterable[str]) -> bool:
    return any(COMMENT.search(text) for text in line)


class _Graft:
    """An edit of the lines `first` to `last`. `is_level`: whether what is the same in the same place of these lines, too, is kept."""

    def __init__(self, first: int, last: int, is_level: bool) -> None:
        self.first = first
        self.last = last
        self.is_level = is_level

    def node(self, old: Any, new: Any) -> Any:
        """The old node if the new one is the same in the same place, else the new one with what is the same in it."""
        if old is new or type(old) is not type(new):
            return new
        if isinstance(new, list):
            merged = [self.node(a, b) for a, b in zip(old, new)]
            return (
                old if len(old) == len(new) and all(a is b for a, b in zip(old, merged)) else merged + new[len(old) :]
            )
        if not isinstance(new, ast.AST):
            return old if old == new else new
        is_placed = all(getattr(old, name, None) == getattr(new, name, None) for name in PLACE)
        if isinstance(new, (ast.stmt, ast.expr)):
            start, end = extent(new)
            if is_placed and (self.last < start or end < self.first):
                return old
            if self.last == ENDLESS and self.first <= start:
                return new
            if isinstance(new, ast.JoinedStr):  # before Python 3.12 what is in it may claim to stand elsewhere
                return old if is_placed and self.is_level and ast.dump(old) == ast.dump(new) else new
        is_same = is_placed and (self.is_level or not hasattr(new, "lineno"))
        for field in new._fields:
            value = getattr(new, field, None)
            part = self.node(getattr(old, field, None), value)
            if part is not value:
                setattr(new, field, part)
            is_same = is_same and part is getattr(old, field, None)
        return old if is_same else new
