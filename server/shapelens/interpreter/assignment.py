"""Assigning: names, attributes, items, unpacking; what an assignment declares and shows; `del`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from ..shapes import Symbolic, Undetermined
from ..values import ABSENT, DictValue, Instance, Kind, ListValue, Span, Tensor, Unknown, Value
from . import registry
from .evaluation import BINARY, evaluate
from .execution import statement
from .frame import Flow
from .operators import DUNDERS

if TYPE_CHECKING:
    from .interpreter import Interpreter


def assign_name(run: Interpreter, name: str, value: Value) -> None:
    """Binds a name in the scope that owns it."""
    frame = run.frame
    assert frame is not None
    frame.outer.get(name, frame.scope).bind(run.heap, name, value)


def rebind(run: Interpreter, old: Value, new: Value) -> None:
    """Gives the names of the running function that are bound to `old` another value: tensors do not change, a branch can be undone."""
    if run.frame is None:
        return
    scope = run.frame.scope
    for name in run.heap.names(scope):
        if run.heap.get(scope, name) is old:
            run.heap.set(scope, name, new)


def assign(run: Interpreter, target: ast.expr, value: Value) -> None:
    """`target = value` for every form of target."""
    if isinstance(target, ast.Name):
        assign_name(run, target.id, value)
    elif isinstance(target, ast.Attribute):
        owner = evaluate(run, target.value)
        if isinstance(owner, Tensor) and target.attr == "shape" and isinstance(target.value, ast.Name):
            # `x.shape = (2, 3)` reshapes an array in place; tensors here do not change, so the name gets another one
            assign_name(run, target.value.id, run.call(run.attribute(owner, "reshape"), (value,)))
            return
        run.set_attribute(owner, target.attr, value)
    elif isinstance(target, ast.Subscript):
        container, index = evaluate(run, target.value), evaluate(run, target.slice)
        outer = run.here
        if run.is_in_file and run.frame is not None:
            run.here = (run.frame.unit, target)
        _assign_item(run, container, index, value)
        run.here = outer
    elif isinstance(target, (ast.Tuple, ast.List)):
        _unpack(run, target, value)
    elif isinstance(target, ast.Starred):
        assign(run, target.value, value)


def _assign_item(run: Interpreter, container: Value, index: Value, value: Value) -> None:
    if isinstance(container, Instance):
        method = run.find_attribute(container, "__setitem__")
        if method is not ABSENT:
            run.call(method, (index, value))
        return
    method = registry.method_of(type(container), "__setitem__")
    if method is not ABSENT:
        run.call(method, (container, index, value))


def _unpack(run: Interpreter, whole: ast.Tuple | ast.List, value: Value) -> None:
    targets = whole.elts
    star = next((i for i, target in enumerate(targets) if isinstance(target, ast.Starred)), None)
    try:
        items = run.iterate(value)
    except Undetermined as undetermined:
        if isinstance(value, Tensor) and value.kind is Kind.KERAS and value.shape.rank and value.shape.batch is None:
            told = f"one KerasTensor {value.shape} cannot be unpacked to {len(targets)} names"
            _tell(run, whole, told, tensor=value)
        elif isinstance(value, Tensor) and value.shape.rank == 0 and value.kind is not Kind.KERAS:
            _tell(run, whole, f"a single number cannot be unpacked to {len(targets)} names", tensor=value)
        element = run.element(value) if isinstance(value, ListValue) else run.unknown(undetermined.reason)
        for target in targets:
            assign(run, target, run.list(None, element) if isinstance(target, ast.Starred) else element)
        return
    if star is None:
        if len(items) != len(targets):
            _tell_of_number(run, whole, value, items)
            items = (run.unknown("a wrong number of values to unpack"),) * len(targets)
        for target, item in zip(targets, items):
            assign(run, target, item)
        return
    after = len(targets) - star - 1
    for target, item in zip(targets[:star], items):
        assign(run, target, item)
    assign(run, targets[star], run.list(items[star : len(items) - after]))
    for target, item in zip(targets[star + 1 :], items[len(items) - after :]):
        assign(run, target, item)


def _tell_of_number(run: Interpreter, target: ast.Tuple | ast.List, value: Value, items: tuple[Value, ...]) -> None:
    """Reports that tensors, or the sizes of a shape, are unpacked to another number of names. Of other values it is not as sure
    that all are known."""
    wanted = len(target.elts)
    told = ""
    if isinstance(value, tuple) and any(map(_holds_tensor, items)) and not all(isinstance(i, Tensor) for i in items):
        told = (
            f"{len(items)} values are unpacked to {wanted} names: a tuple within a tuple takes parentheses, `i, (a, b)`"
        )
    elif (
        isinstance(value, tuple)
        and any(map(_is_batch, items))
        and all(i is None or isinstance(i, Tensor) for i in items)
    ):
        told = f"{len(items)} values ({', '.join(map(_named, items))}) are unpacked to {wanted} names"
    elif items and all(isinstance(item, Tensor) for item in items):
        shapes = ", ".join(str(item.shape) for item in items[:6] if isinstance(item, Tensor))
        told = f"{len(items)} tensors ({shapes}{', ...' if len(items) > 6 else ''}) are unpacked to {wanted} names"
    elif isinstance(value, tuple) and any(type(item) is int for item in items) and all(map(_is_size, items)):
        sizes = ", ".join(str(item) if item is None or isinstance(item, (int, Symbolic)) else "?" for item in items)
        told = f"{len(items)} values ({sizes}) are unpacked to {wanted} names"
    if told:
        is_nested = isinstance(value, tuple) and any(map(_holds_tensor, items))
        _tell(run, target, told, received=len(items), expected=wanted, is_nested=is_nested)


def _is_batch(item: Value) -> bool:
    return isinstance(item, Tensor) and bool(item.shape.rank)


def _named(item: Value) -> str:
    return str(item.shape if isinstance(item, Tensor) else item)


def _holds_tensor(item: Value) -> bool:
    """Whether an item is a tuple of tensors."""
    return isinstance(item, tuple) and any(isinstance(part, Tensor) or _holds_tensor(part) for part in item)


def _is_size(item: Value) -> bool:
    """Whether an item may be a size in a shape; that of the batch may be a number or a tensor of which nothing is known."""
    return item is None or type(item) is int or isinstance(item, (Symbolic, Unknown, Tensor))


def _tell(run: Interpreter, target: ast.expr, message: str, **facts: Any) -> None:
    frame = run.frame
    if frame is not None and run.is_in_file:
        run.report("unpacked-values", message, span=Span.of(frame.unit, target), **facts)


@statement(ast.Assign)
def _assign(run: Interpreter, node: ast.Assign) -> Flow:
    value = evaluate(run, node.value)
    value = _declare(run, node, value)
    for target in node.targets:
        assign(run, target, value)
        _show(run, target, value, node)
    return Flow.NORMAL


@statement(ast.AnnAssign)
def _annotated(run: Interpreter, node: ast.AnnAssign) -> Flow:
    frame = run.frame
    assert frame is not None
    if frame.scope.kind == "class" and isinstance(node.target, ast.Name):
        names = run.heap.get(frame.scope, ANNOTATIONS, ())
        run.heap.set(frame.scope, ANNOTATIONS, (*(names if isinstance(names, tuple) else ()), node.target.id))
    if node.value is not None:
        value = _declare(run, node, evaluate(run, node.value))
        assign(run, node.target, value)
        _show(run, node.target, value, node)
    return Flow.NORMAL


ANNOTATIONS = "__annotations__"


@statement(ast.AugAssign)
def _augmented(run: Interpreter, node: ast.AugAssign) -> Flow:
    target = node.target
    load: ast.expr | None = getattr(node, "_load", None)
    if load is None:
        load = node._load = _loaded(target)  # type: ignore[attr-defined]
    left, right = evaluate(run, load), evaluate(run, node.value)
    frame = run.frame
    assert frame is not None
    outer = run.here
    if frame.path == run.path:
        run.here = (frame.unit, node.value)
    try:
        symbol = BINARY[type(node.op)]
        in_place: Value = ABSENT
        if isinstance(left, (ListValue, DictValue, Instance)):
            in_place = run.find_attribute(left, f"__i{DUNDERS[symbol]}__")
        if in_place is ABSENT or isinstance(in_place, Unknown):
            value = run.binary(symbol, left, right)
        else:
            value = run.call(in_place, (right,))
            if value is left:
                return Flow.NORMAL
    finally:
        run.here = outer
    assign(run, target, value)
    _show(run, target, value, node)
    return Flow.NORMAL


def _loaded(target: ast.expr) -> ast.expr:
    """A target as it is read. Kept on the statement."""
    return ast.copy_location(ast.Name(target.id, ast.Load()), target) if isinstance(target, ast.Name) else target


def _declare(run: Interpreter, node: ast.Assign | ast.AnnAssign, value: Value) -> Value:
    frame = run.frame
    if run.declared is None or frame is None or frame.path != run.path:
        return value
    return run.declared(frame.unit, node, value)


def _show(run: Interpreter, target: ast.expr, value: Value, node: ast.stmt) -> None:
    """Records the shape of what a name now holds."""
    frame = run.frame
    if isinstance(value, Tensor) and isinstance(target, ast.Name) and frame is not None and frame.path == run.path:
        run.observe("assign", target.id, (), value.shape, span=Span.of(frame.unit, node), result=value)
    elif isinstance(target, (ast.Tuple, ast.List)) and isinstance(value, tuple):
        for part, item in zip(target.elts, value):
            if isinstance(part, (ast.Tuple, ast.List)):
                _show(run, part, item, node)
            elif isinstance(item, Tensor) and isinstance(part, ast.Name) and frame and frame.path == run.path:
                run.observe("assign", part.id, (), item.shape, span=Span.of(frame.unit, part), result=item)


@statement(ast.Delete)
def _delete(run: Interpreter, node: ast.Delete) -> Flow:
    frame = run.frame
    assert frame is not None
    for target in node.targets:
        if isinstance(target, ast.Name):
            run.heap.delete(frame.outer.get(target.id, frame.scope), target.id)
        elif isinstance(target, ast.Attribute):
            value = evaluate(run, target.value)
            if isinstance(value, Instance):
                run.heap.delete(value, target.attr)
        elif isinstance(target, ast.Subscript):
            value, index = evaluate(run, target.value), evaluate(run, target.slice)
            method = registry.method_of(type(value), "__delitem__")
            if method is not ABSENT:
                run.call(method, (value, index))
    return Flow.NORMAL
