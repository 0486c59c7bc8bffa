"""Operators, subscripts, iteration and truth. Instances use their dunder methods, host values the registry's."""

from __future__ import annotations

import operator as python
from typing import TYPE_CHECKING, Any

from ..shapes import UNKNOWN, Dim, Symbolic, Undetermined, same
from ..values import (
    ABSENT,
    Choice,
    Class,
    DictValue,
    Function,
    Instance,
    ListValue,
    Module,
    Native,
    NumpyInt,
    SetValue,
    Tensor,
    Unknown,
    Value,
    is_constant,
)
from . import joining, registry

if TYPE_CHECKING:
    from .interpreter import Interpreter

DUNDERS = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "truediv",
    "//": "floordiv",
    "%": "mod",
    "**": "pow",
    "@": "matmul",
    "<<": "lshift",
    ">>": "rshift",
    "&": "and",
    "|": "or",
    "^": "xor",
}
COMPARISONS = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
UNARY = {"-": "neg", "+": "pos", "~": "invert"}
FOLDED: dict[str, Any] = {
    "+": python.add,
    "-": python.sub,
    "*": python.mul,
    "/": python.truediv,
    "//": python.floordiv,
    "%": python.mod,
    "==": python.eq,
    "!=": python.ne,
    "<": python.lt,
    "<=": python.le,
    ">": python.gt,
    ">=": python.ge,
}


def binary(run: Interpreter, operator: str, left: Value, right: Value) -> Value:
    """`left operator right`."""
    if type(left) in (int, float) and type(right) in (int, float) and operator in FOLDED:
        return _fold(run, operator, left, right)
    if (
        NumpyInt in (type(left), type(right))
        and isinstance(left, int)
        and isinstance(right, int)
        and operator in FOLDED
    ):
        folded = _fold(run, operator, left, right)
        return NumpyInt(folded) if type(folded) is int else folded
    if isinstance(left, Unknown) and not isinstance(right, Tensor):
        return left
    if isinstance(right, Unknown) and not isinstance(left, Tensor):
        return right
    if isinstance(left, Instance) or isinstance(right, Instance):
        name = DUNDERS[operator]
        for value, other, dunder in ((left, right, f"__{name}__"), (right, left, f"__r{name}__")):
            if isinstance(value, Instance):
                method = run.find_attribute(value, dunder)
                if method is not ABSENT:
                    return run.call(method, (other,))
    return _by_protocol(run, "__binary__", operator, left, right)


def compare(run: Interpreter, operator: str, left: Value, right: Value) -> Value:
    """`left operator right` for a comparison, `is` and `in`."""
    if operator in ("is", "is not"):
        verdict = _is(left, right)
        return run.unknown("an identity test") if verdict is None else verdict is (operator == "is")
    if operator in ("in", "not in"):
        inside = _contains(run, right, left)
        return run.unknown("a membership test") if inside is None else inside is (operator == "in")
    if type(left) in (int, float, str, bool) and type(right) in (int, float, str, bool):
        return _fold(run, operator, left, right)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return left if isinstance(left, Unknown) else right
    if isinstance(left, Instance) or isinstance(right, Instance):
        name = f"__{COMPARISONS[operator]}__"
        method = run.find_attribute(left, name) if isinstance(left, Instance) else ABSENT
        if method is not ABSENT:
            return run.call(method, (right,))
        if operator == "!=" and isinstance(left, Instance):
            equal = truth(run, compare(run, "==", left, right))
            return run.unknown("a comparison") if equal is None else not equal
    if operator in ("==", "!=") and isinstance(left, tuple) and isinstance(right, tuple):
        equal = equal_values(left, right)
        return run.unknown("a comparison") if equal is None else equal is (operator == "==")
    if not any(registry.method_of(type(value), "__compare__") is not ABSENT for value in (left, right)):
        if operator in ("==", "!="):
            equal = equal_values(left, right)
            return run.unknown("a comparison") if equal is None else equal is (operator == "==")
        return run.unknown("a comparison")
    return _by_protocol(run, "__compare__", operator, left, right)


def unary(run: Interpreter, operator: str, value: Value) -> Value:
    """`-value`, `+value`, `~value`."""
    if type(value) in (int, float, bool):
        number: Any = value
        if operator == "~":
            return ~int(number) if not isinstance(number, float) else run.unknown("~ of a float")
        return -number if operator == "-" else +number
    if isinstance(value, Symbolic):
        return -value if operator == "-" else value if operator == "+" else UNKNOWN
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Instance):
        return run.call(run.attribute(value, f"__{UNARY[operator]}__"))
    method = registry.method_of(type(value), "__unary__")
    return run.unknown(f"{operator} of a value") if method is ABSENT else run.call(method, (value, operator))


def subscript(run: Interpreter, value: Value, index: Value) -> Value:
    """`value[index]`."""
    if isinstance(value, tuple):
        return _tuple_item(run, value, index)
    if isinstance(value, Unknown):
        return value
    if isinstance(value, (Instance, Class, Function, Native, Module)):
        method = run.find_attribute(value, "__getitem__" if isinstance(value, Instance) else "__class_getitem__")
        if method is not ABSENT:
            return run.call(method, (index,))
        return value if isinstance(value, Class) else run.unknown("a subscript")
    if isinstance(value, Choice):
        return run.join_all([subscript(run, alternative, index) for alternative in value.alternatives])
    if isinstance(index, Unknown) and isinstance(value, ListValue):
        return element(run, value)
    method = registry.method_of(type(value), "__getitem__")
    return run.unknown("a subscript") if method is ABSENT else run.call(method, (value, index))


def iterate(run: Interpreter, value: Value) -> tuple[Value, ...]:
    """Every item. Raises Undetermined where they cannot be enumerated."""
    items: Value = None
    if isinstance(value, tuple):
        return value
    if isinstance(value, ListValue):
        items = value.items(run.heap)
    elif isinstance(value, DictValue):
        items = None if value.is_open else tuple(run.heap.names(value))
    elif isinstance(value, (range, str, bytes)):
        items = tuple(value[: run.budget.items + 1])
        items = items if len(items) <= run.budget.items else None
    elif isinstance(value, Instance):
        items = _iterate_instance(run, value)
    elif not isinstance(value, Unknown):
        method = registry.method_of(type(value), "__iter__")
        if method is not ABSENT:
            items = run.call(method, (value,))
            items = items.items(run.heap) if isinstance(items, ListValue) else items
    if isinstance(items, tuple):
        return items
    raise Undetermined(value.reason if isinstance(value, Unknown) else "an iterable of unknown length")


def element(run: Interpreter, value: Value) -> Value:
    """What each item of an iterable is like."""
    if isinstance(value, ListValue) and value.items(run.heap) is None:
        return value.element
    if isinstance(value, Unknown):
        return value
    if isinstance(value, range):
        return value[0] if value and not value[1:] else UNKNOWN
    if not isinstance(value, (tuple, ListValue, Instance)):
        method = registry.method_of(type(value), "__element__")
        if method is not ABSENT:
            return run.call(method, (value,))
    if isinstance(value, Instance):
        result = _iterate_instance(run, value)
        if isinstance(result, ListValue):
            return element(run, result)
    try:
        items = iterate(run, value)
    except Undetermined as undetermined:
        return run.unknown(undetermined.reason)
    return run.join_all(items) if items else run.unknown("an item of an empty sequence")


def truth(run: Interpreter, value: Value) -> bool | None:
    """`bool(value)`; None where it cannot be told."""
    if value is None or isinstance(value, (bool, int, float, str, bytes, tuple, range)):
        return bool(value)
    if isinstance(value, ListValue):
        items = value.items(run.heap)
        return None if items is None else bool(items)
    if isinstance(value, DictValue):
        return True if not value.is_doubted(run.heap) else None if value.is_open else False
    if isinstance(value, (Unknown, Choice)):
        return None
    if isinstance(value, Instance):
        for name in ("__bool__", "__len__"):
            method = run.find_attribute(value, name)
            if isinstance(method, Unknown):
                return None
            if method is not ABSENT:
                return truth(run, run.call(method))
        return True
    if isinstance(value, Symbolic):
        return True if same(value, 0) is False else None
    method = registry.method_of(type(value), "__bool__")
    if method is not ABSENT:
        result = run.call(method, (value,))
        return result if isinstance(result, bool) else None
    return True


def length(run: Interpreter, value: Value) -> Dim:
    """`len(value)`; `UNKNOWN` where it cannot be told."""
    if isinstance(value, (tuple, str, bytes)):
        return len(value)
    if isinstance(value, ListValue):
        items = value.items(run.heap)
        return UNKNOWN if items is None else len(items)
    if isinstance(value, DictValue):
        return UNKNOWN if value.is_open else len(run.heap.names(value))
    result: Value = None
    if isinstance(value, Instance):
        method = run.find_attribute(value, "__len__")
        result = run.call(method) if method is not ABSENT else None
    elif not isinstance(value, Unknown):
        method = registry.method_of(type(value), "__len__")
        result = run.call(method, (value,)) if method is not ABSENT else None
    return result if isinstance(result, (int, Symbolic)) else UNKNOWN


def equal_values(a: Value, b: Value) -> bool | None:
    """`a == b` for values without an `__eq__` of their own; None where it cannot be told."""
    if isinstance(a, (Unknown, Tensor, Choice)) or isinstance(b, (Unknown, Tensor, Choice)):
        return None
    if isinstance(a, Symbolic) or isinstance(b, Symbolic):
        if isinstance(a, (int, Symbolic)) and isinstance(b, (int, Symbolic)):
            return same(a, b)
        return False
    if isinstance(a, tuple) and isinstance(b, tuple):
        if len(a) != len(b):
            return False
        verdicts = [equal_values(x, y) for x, y in zip(a, b)]
        return False if False in verdicts else None if None in verdicts else True
    if is_constant(a) and is_constant(b):
        return bool(a == b)
    if a is not b and any("__eq__" in c.fields for v in (a, b) if isinstance(v, Instance) for c in v.cls.mro):
        return None
    if isinstance(a, (ListValue, DictValue, SetValue)) and type(a) is type(b):
        return True if joining.alike(a, b) else None
    return a is b or (None if type(a) is type(b) and not isinstance(a, (Class, Instance, Function)) else False)


def _fold(run: Interpreter, operator: str, left: Value, right: Value) -> Value:
    try:
        result: Value = FOLDED[operator](left, right)
    except (ArithmeticError, TypeError, ValueError):
        return run.unknown(f"{operator} raises")
    if isinstance(result, int) and result.bit_length() > 10_000:
        return run.unknown("a huge number")
    return result


def _by_protocol(run: Interpreter, protocol: str, operator: str, left: Value, right: Value) -> Value:
    sides = [(left, right, False), (right, left, True)]
    if isinstance(right, Tensor) and not isinstance(left, Tensor):
        sides.reverse()
    for value, other, is_reflected in sides:
        method = registry.method_of(type(value), protocol)
        if method is not ABSENT:
            result = run.call(method, (value, operator, other, is_reflected))
            if result is not NotImplemented:
                return result
    for value in (left, right):
        if isinstance(value, Unknown):
            return value
    return run.unknown(f"{operator} of these values")


def _is(left: Value, right: Value) -> bool | None:
    if isinstance(left, (Unknown, Choice)) or isinstance(right, (Unknown, Choice)):
        return None
    if isinstance(left, Symbolic) or isinstance(right, Symbolic):
        return False if left is None or right is None else None
    if left is None or right is None or isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if is_constant(left) and is_constant(right):
        return bool(left == right) and type(left) is type(right)
    return left is right


def _contains(run: Interpreter, container: Value, item: Value) -> bool | None:
    if isinstance(container, (str, bytes)) and isinstance(item, type(container)):
        return item in container  # type: ignore[operator]
    if isinstance(container, DictValue) and is_constant(item):
        if item in run.heap.names(container) and not container.is_doubtful(run.heap, item):
            return True
        return None if container.is_open else False
    if isinstance(container, range) and isinstance(item, int):
        return item in container
    if isinstance(container, Instance):
        method = run.find_attribute(container, "__contains__")
        if method is not ABSENT:
            return truth(run, run.call(method, (item,)))
    if not isinstance(container, (tuple, ListValue, DictValue, Unknown)):
        method = registry.method_of(type(container), "__contains__")
        if method is not ABSENT:
            return truth(run, run.call(method, (container, item)))
    try:
        verdicts = [_equal(run, item, other) for other in iterate(run, container)]
    except Undetermined:
        return None
    return True if True in verdicts else None if None in verdicts else False


def _equal(run: Interpreter, a: Value, b: Value) -> bool | None:
    if a is not b and (isinstance(a, Instance) or isinstance(b, Instance)):
        verdict = compare(run, "==", a, b)
        return verdict if isinstance(verdict, bool) else None
    return equal_values(a, b)


def _tuple_item(run: Interpreter, value: tuple[Value, ...], index: Value) -> Value:
    if isinstance(index, int):
        try:
            return value[index]
        except IndexError:
            if run.is_in_file and _is_shape(value):
                sizes = ", ".join(map(str, value)) + "," * (len(value) == 1)
                told = f"({sizes}) has {len(value)} sizes, and none at index {index}"
                run.report("operand-shapes", told, axis=index, received=len(value))
            return run.unknown("an index out of range")
    if isinstance(index, slice):
        try:
            return value[index]
        except (TypeError, ValueError):
            return run.unknown("a slice of unknown bounds")
    if isinstance(index, Symbolic) and value:
        return run.join_all(value)
    return run.unknown("an index of a tuple")


def _is_shape(items: tuple[Value, ...]) -> bool:
    """Whether a tuple is the shape of a tensor, or like one: sizes and nothing else, the batch's perhaps a tensor or not known."""
    first, rest = items[:1], items[1:]
    return any(type(item) is int for item in items) and all(
        item is None or type(item) is int or isinstance(item, Symbolic) for item in (rest if rest else first)
    )


def _iterate_instance(run: Interpreter, value: Instance) -> Value:
    """What `iter(instance)` yields: a tuple, or a ListValue of unknown length; None where it cannot be told."""
    method = run.find_attribute(value, "__iter__")
    if method is not ABSENT:
        items = run.call(method)
        if isinstance(items, ListValue):
            known = items.items(run.heap)
            return items if known is None else known
        return items if isinstance(items, tuple) else None
    getter, size = run.find_attribute(value, "__getitem__"), length(run, value)
    if getter is ABSENT or isinstance(getter, Unknown):
        return None
    if isinstance(size, int) and size <= 64:
        return tuple(run.call(getter, (index,)) for index in range(size))
    return ListValue(run.heap, None, run.call(getter, (0,)))
