"""Joining what is known on several paths, and telling whether two values are alike."""

from __future__ import annotations

from operator import is_

from ..shapes import UNKNOWN, Symbolic
from ..shapes.shape import join as join_shapes
from ..values import (
    ABSENT,
    BoundMethod,
    Choice,
    Class,
    DictValue,
    Function,
    Heap,
    Instance,
    Kind,
    ListValue,
    Many,
    Native,
    Object,
    Partial,
    SetValue,
    Store,
    Tensor,
    Unknown,
    Value,
    is_constant,
    parts_of,
)
from ..values.containers import ITEMS, OPEN

CHOICES = (BoundMethod, Class, Function, Instance, Native, Partial, Choice)
MOST_ALTERNATIVES = 4
DEEPEST = 6


def join(heap: Heap, a: Value, b: Value, depth: int = 0) -> Value:
    """What is known of a value that is `a` on one path and `b` on another. An absent or None value yields to an object."""
    if a is b or a is ABSENT:
        return b
    if b is ABSENT or (type(a) is type(b) and is_constant(a) and a == b):
        return a
    if isinstance(a, Unknown) or isinstance(b, Unknown) or depth > DEEPEST:
        return a if isinstance(a, Unknown) else b if isinstance(b, Unknown) else Unknown("a deeply nested value")
    if isinstance(a, Tensor) and isinstance(b, Tensor):
        return _join_tensors(a, b)
    if _is_integer(a) and _is_integer(b):
        return a if a == b else UNKNOWN
    if isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b):
        return a if all(map(is_, a, b)) else tuple(join(heap, x, y, depth + 1) for x, y in zip(a, b))
    if isinstance(a, Many) or isinstance(b, Many):
        return Many(join(heap, element_of(heap, a, depth), element_of(heap, b, depth), depth + 1))
    if isinstance(a, ListValue) and type(a) is type(b) and isinstance(b, ListValue):
        return _join_lists(heap, a, b, depth)
    if isinstance(a, DictValue) and isinstance(b, DictValue):
        return _join_dicts(heap, a, b, depth)
    if alike(a, b):
        return a
    if a is None and isinstance(b, (Tensor, *CHOICES)):
        return b
    if b is None and isinstance(a, (Tensor, *CHOICES)):
        return a
    if isinstance(a, CHOICES) and isinstance(b, CHOICES):
        return _choice(a, b)
    return Unknown("a value that differs between branches")


def join_field(heap: Heap, field: object, a: Value, b: Value) -> Value:
    """Joins two contents of one field. A list's items join to an unknown number where the lengths differ."""
    if field == ITEMS and isinstance(a, tuple) and isinstance(b, tuple) and len(a) != len(b):
        return Many(join(heap, element_of(heap, a), element_of(heap, b)))
    return join(heap, a, b)


def given_up(value: Value) -> Value:
    """What stands for the content of a field that a loop changes at every turn."""
    unknown = Unknown("a value that changes in a loop")
    if isinstance(value, Many):
        return Many(unknown)
    return UNKNOWN if _is_integer(value) else unknown


def alike(a: Value, b: Value, depth: int = 0, by_graph: bool = False) -> bool:
    """Whether two values cannot be told apart by shape inference. Objects of the program are alike only if the same.

    by_graph: whether KerasTensors are alike only if the same call made them: a model holds what led to them
    """
    if a is b:
        return True
    if isinstance(a, Tensor) and isinstance(b, Tensor):
        if by_graph and a.kind is Kind.KERAS and a.producer is not b.producer:
            return False
        return (a.shape, a.kind, a.dtype, a.data) == (b.shape, b.kind, b.dtype, b.data)
    if isinstance(a, Unknown) and isinstance(b, Unknown):
        return True
    if type(a) is not type(b) or depth > DEEPEST:
        return False
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(alike(x, y, depth + 1, by_graph) for x, y in zip(a, b))
    if isinstance(a, Many) and isinstance(b, Many):
        return alike(a.element, b.element, depth + 1, by_graph)
    if isinstance(a, (ListValue, DictValue)) and isinstance(b, (ListValue, DictValue)):
        if isinstance(a, DictValue) and isinstance(b, DictValue) and a.extent.fields != b.extent.fields:
            return False
        return list(a.fields) == list(b.fields) and all(
            alike(a.fields[field], b.fields[field], depth + 1, by_graph) for field in a.fields
        )
    if not isinstance(a, Object):
        return bool(a == b)
    return not isinstance(a, Store) and all(
        alike(getattr(a, name, ABSENT), getattr(b, name, ABSENT), depth + 1) for name in parts_of(type(a))
    )


def element_of(heap: Heap, items: Value, depth: int = 0) -> Value:
    """What is known of every item of a tuple of items or a `Many`; `ABSENT` of none."""
    if isinstance(items, Many):
        return items.element
    result: Value = ABSENT
    for item in items if isinstance(items, tuple) else ():
        result = join(heap, result, item, depth + 1)
    return result


def _is_integer(value: Value) -> bool:
    return isinstance(value, Symbolic) or (isinstance(value, int) and not isinstance(value, bool))


def _join_tensors(a: Tensor, b: Tensor) -> Tensor:
    is_alike = a.data is None and a.shape == b.shape and (a.kind, a.dtype, a.classes) == (b.kind, b.dtype, b.classes)
    if is_alike and (a.producer is not None or b.producer is None):
        return a
    return Tensor(
        join_shapes(a.shape, b.shape),
        a.kind if a.kind is b.kind else Kind.KERAS if Kind.KERAS in (a.kind, b.kind) else Kind.TENSOR,
        a.dtype if a.dtype == b.dtype else None,
        a.span,
        a.producer or b.producer,
        a.data if a.data is not None and a.data == b.data else None,
        a.classes if a.classes == b.classes else None,
    )


def _join_lists(heap: Heap, a: ListValue, b: ListValue, depth: int) -> ListValue:
    left, right = heap.get(a, ITEMS), heap.get(b, ITEMS)
    kind = SetValue if isinstance(a, SetValue) else ListValue
    if isinstance(left, tuple) and isinstance(right, tuple) and len(left) == len(right):
        return kind(heap, (join(heap, x, y, depth + 1) for x, y in zip(left, right)))
    return kind(heap, None, join(heap, element_of(heap, left, depth), element_of(heap, right, depth), depth + 1))


def _join_dicts(heap: Heap, a: DictValue, b: DictValue, depth: int) -> DictValue:
    left, right = heap.names(a), heap.names(b)
    fields = {key: join(heap, heap.get(a, key), heap.get(b, key), depth + 1) for key in dict.fromkeys([*left, *right])}
    result = DictValue(heap, fields, OPEN in a.extent.fields or OPEN in b.extent.fields)
    for key in fields:
        if key not in a.fields or key not in b.fields or a.is_doubtful(heap, key) or b.is_doubtful(heap, key):
            result.doubt(heap, key)
    return result


def _choice(a: Value, b: Value) -> Value:
    alternatives: list[Value] = []
    for value in (a, b):
        for alternative in value.alternatives if isinstance(value, Choice) else (value,):
            if not any(alike(alternative, other) for other in alternatives):
                alternatives.append(alternative)
    if len(alternatives) == 1:
        return alternatives[0]
    if len(alternatives) > MOST_ALTERNATIVES:
        return Unknown("a value with many alternatives")
    return Choice(tuple(alternatives))
