"""Keeping the nodes of a tree that an edit did not touch, so that what was computed for them still belongs to them.

An edit that leaves the number of lines as it is moves nothing but the lines that it changes. Every node outside of them is the old one
again, in the old unit; an edit of a comment or of blanks leaves the whole tree as it was. Only a comment that declares a shape counts as code.
"""

from __future__ import annotations

import ast
from typing import Any

from ..libraries.declared import COMMENT
from .parsing import Chunk


def grafted(old: Chunk, new: Chunk) -> Chunk:
    """The new chunk with what it has in common with the old one; the old one itself where nothing but comments differ."""
    before, after = old.unit.text.split("\n"), new.unit.text.split("\n")
    if len(before) != len(after) or old.is_broken or new.is_broken or len(old.statements) != len(new.statements):
        return new
    changed = [number for number, (a, b) in enumerate(zip(before, after), 1) if a != b]
    if not changed or any(COMMENT.search(before[i - 1]) or COMMENT.search(after[i - 1]) for i in changed):
        return new
    graft = _Graft(changed[0], changed[-1])
    try:
        statements = [graft.node(a, b) for a, b in zip(old.statements, new.statements)]
    except RecursionError:  # a sum of thousands, a chain of a thousand attributes
        return new
    old.unit.replace(new.unit.text)
    if all(a is b for a, b in zip(old.statements, statements)):
        return old
    return Chunk(old.unit, statements)


class _Graft:
    """An edit of the lines `first` to `last`."""

    def __init__(self, first: int, last: int) -> None:
        self.first = first
        self.last = last

    def node(self, old: Any, new: Any) -> Any:
        """The old node if the new one is the same in the same place, else the new one with what is the same in it."""
        if type(old) is not type(new):
            return new
        if isinstance(new, list):
            merged = [self.node(a, b) for a, b in zip(old, new)]
            return (
                old if len(old) == len(new) and all(a is b for a, b in zip(old, merged)) else merged + new[len(old) :]
            )
        if not isinstance(new, ast.AST):
            return old if old == new else new
        is_placed = all(getattr(old, name, None) == getattr(new, name, None) for name in PLACE)
        if is_placed and self._is_apart(new):
            return old
        is_same = is_placed
        for field in new._fields:
            value = getattr(new, field, None)
            part = self.node(getattr(old, field, None), value)
            if part is not value:
                setattr(new, field, part)
            is_same = is_same and part is getattr(old, field, None)
        return old if is_same else new

    def _is_apart(self, node: ast.AST) -> bool:
        """Whether a node stands on lines that the edit did not change."""
        if not isinstance(node, (ast.stmt, ast.expr)):
            return False
        first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", ()))])
        return self.last < first or (node.end_lineno or node.lineno) < self.first


PLACE = ("lineno", "col_offset", "end_lineno", "end_col_offset")
