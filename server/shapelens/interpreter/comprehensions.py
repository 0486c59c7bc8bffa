"""Comprehensions and generator expressions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from ..shapes import UNKNOWN, Symbolic, Undetermined, settled
from ..shapes.dim import counts
from ..values import ABSENT, ListValue, Scope, SetValue, Tensor, Value
from .assignment import assign
from .displays import hashable, set_of
from .evaluation import evaluate, expression
from .loops import counted

if TYPE_CHECKING:
    from .interpreter import Interpreter


@expression(ast.ListComp)
def _list_comprehension(run: Interpreter, node: ast.ListComp) -> Value:
    items = _comprehend(run, node.generators, lambda: evaluate(run, node.elt))
    return items if isinstance(items, ListValue) else ListValue(run.heap, items)


@expression(ast.GeneratorExp)
def _generator_expression(run: Interpreter, node: ast.GeneratorExp) -> Value:
    items = _comprehend(run, node.generators, lambda: evaluate(run, node.elt))
    if isinstance(items, ListValue):
        return ListValue.yielded(run.heap, None, items.element)
    return ListValue.yielded(run.heap, items)


@expression(ast.SetComp)
def _set_comprehension(run: Interpreter, node: ast.SetComp) -> Value:
    items = _comprehend(run, node.generators, lambda: evaluate(run, node.elt))
    if isinstance(items, ListValue):
        return SetValue(run.heap, None, items.element)
    return set_of(run, items)


@expression(ast.DictComp)
def _dict_comprehension(run: Interpreter, node: ast.DictComp) -> Value:
    items = _comprehend(run, node.generators, lambda: (evaluate(run, node.key), evaluate(run, node.value)))
    if isinstance(items, ListValue):
        return run.dict({}, is_open=True)
    result: dict[Hashable, Value] = {}
    is_open = False
    for item in items:
        key = hashable(item[0]) if isinstance(item, tuple) else ABSENT
        if key is ABSENT:
            is_open = True
        elif isinstance(item, tuple):
            result[key] = item[1]
    return run.dict(result, is_open)


def _comprehend(
    run: Interpreter, generators: list[ast.comprehension], produce: Callable[[], Value]
) -> list[Value] | ListValue:
    """The items that a comprehension produces, in a scope of its own; a ListValue of unknown length where it must be."""
    frame = run.frame
    assert frame is not None
    outer = frame.scope
    first = evaluate(run, generators[0].iter)
    frame.scope = Scope(run.heap, outer, "comprehension")
    items: list[Value] = []
    is_open = False

    def descend(level: int) -> None:
        nonlocal is_open
        if level == len(generators):
            run.step()
            if len(items) < run.budget.items:
                items.append(produce())
            else:
                is_open = True
            return
        generator = generators[level]
        source = first if level == 0 else evaluate(run, generator.iter)
        try:
            values = run.iterate(source)
            if len(values) > run.budget.unrolled:
                raise Undetermined("a long iterable")
        except Undetermined:
            values, is_open = (counted(generator.target, run.element(source)),), True
        for value in values:
            assign(run, generator.target, value)
            verdicts = [run.truth(evaluate(run, condition)) for condition in generator.ifs]
            if False in verdicts:
                continue
            if None in verdicts:
                is_open = True
            descend(level + 1)

    try:
        descend(0)
    finally:
        frame.scope = outer
    return ListValue(run.heap, None, _settled(run.join_all(items))) if is_open else items


def _settled(value: Value) -> Value:
    """An item without the counters of its comprehension."""
    if isinstance(value, Tensor) and settled(value.shape) is not value.shape:
        return value.with_shape(settled(value.shape), producer=value.producer, classes=value.classes)
    if isinstance(value, tuple):
        return tuple(map(_settled, value))
    return UNKNOWN if isinstance(value, Symbolic) and counts(value) else value
