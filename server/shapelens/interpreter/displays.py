"""What is written out: tuples, lists, sets, dicts and formatted strings."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

from ..shapes import UNKNOWN
from ..values import ABSENT, DictValue, ListValue, SetValue, Unknown, Value, is_vast
from . import operators
from .evaluation import evaluate, expression, sequence

if TYPE_CHECKING:
    from .interpreter import Interpreter


@expression(ast.Tuple)
def _tuple(run: Interpreter, node: ast.Tuple) -> Value:
    items = sequence(run, node.elts)
    if items is None:
        return run.list(None, run.unknown("an unpacked value"))
    return run.unknown("a very large tuple") if is_vast(items) else items


@expression(ast.List)
def _list(run: Interpreter, node: ast.List) -> Value:
    items = sequence(run, node.elts)
    return ListValue(run.heap, items, None if items is not None else run.unknown("an unpacked value"))


@expression(ast.Set)
def _set(run: Interpreter, node: ast.Set) -> Value:
    items = sequence(run, node.elts)
    return SetValue(run.heap, None, run.unknown("an unpacked value")) if items is None else set_of(run, items)


def set_of(run: Interpreter, items: Iterable[Value]) -> SetValue:
    """The set of some values; of unknown size where it cannot be told whether two are the same."""
    distinct: list[Value] = []
    for item in items:
        verdicts = {operators.equal_values(item, other) for other in distinct}
        if None in verdicts and True not in verdicts:
            return SetValue(run.heap, None, run.join_all(items))
        if True not in verdicts:
            distinct.append(item)
    return SetValue(run.heap, distinct)


@expression(ast.Dict)
def _dict(run: Interpreter, node: ast.Dict) -> Value:
    items: dict[Hashable, Value] = {}
    is_open = False
    for key_node, value_node in zip(node.keys, node.values):
        value = evaluate(run, value_node)
        if key_node is None:
            if isinstance(value, DictValue):
                items.update({key: run.heap.get(value, key) for key in run.heap.names(value)})
                is_open = is_open or value.is_open
            else:
                is_open = True
            continue
        key = hashable(evaluate(run, key_node))
        if key is ABSENT:
            is_open = True
        else:
            items[key] = value
    return run.dict(items, is_open)


def hashable(value: Value) -> Hashable:
    """A value as a dict's key; `ABSENT` where it cannot be one that is known."""
    if isinstance(value, (Unknown, slice)) or value is UNKNOWN:
        return ABSENT
    if isinstance(value, tuple) and any(hashable(item) is ABSENT for item in value):
        return ABSENT
    return value


@expression(ast.JoinedStr)
def _formatted(run: Interpreter, node: ast.JoinedStr) -> Value:
    text = ""
    for part in node.values:
        value = evaluate(run, part)
        if not isinstance(value, str):
            return run.unknown("a formatted string")
        text += value
    return text if len(text) <= 10_000 else run.unknown("a long string")


@expression(ast.FormattedValue)
def _formatted_value(run: Interpreter, node: ast.FormattedValue) -> Value:
    value = evaluate(run, node.value)
    form = evaluate(run, node.format_spec) if node.format_spec is not None else ""
    if not isinstance(value, (str, int, float, bool, type(None))) or not isinstance(form, str) or len(form) > 8:
        return run.unknown("a formatted value")
    if node.conversion == ord("r"):
        value = repr(value)
    try:
        return format(value, form)
    except (ValueError, TypeError, OverflowError):
        return run.unknown("a formatted value")
