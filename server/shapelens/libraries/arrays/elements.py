"""The elements of small arrays, so that what a program computes about shapes folds (`np.prod(x.shape)`, `np.arange(4)`).

Elements are kept as nested tuples of constants in `Tensor.data`; an integer may also be a `Symbolic`, or None: a dynamic size.
Here they are flat lists beside a shape of numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import product as indexes
from typing import Any

from ...shapes import Shape, Symbolic, arithmetic, is_unknown
from ...values import Object, Tensor, Value

LIMIT = 1024
"""More elements than this are not kept."""


class Dynamic(Object):
    """The `data` of a scalar that is a dynamic size: `tf.shape(x)[0]` of a batch axis, and what is computed from it."""

    __slots__ = ()


DYNAMIC = Dynamic()


def elements(tensor: Tensor) -> list[Any] | None:
    """The elements in row-major order; None where they are not known."""
    dims = sizes(tensor.shape)
    if tensor.data is None or dims is None:
        return None
    flat: list[Any] = [tensor.data]
    for _ in dims:
        flat = [element for row in flat for element in row]
    return flat if len(flat) == math.prod(dims) else None


def sizes(shape: Shape) -> tuple[int, ...] | None:
    """The dimensions of a shape that is all numbers, else None."""
    dims = tuple(dim for dim in shape.known if isinstance(dim, int))
    return dims if shape.dims is not None and len(dims) == len(shape.dims) else None


def nest(flat: Sequence[Value] | None, shape: Shape) -> Value:
    """The nested tuples of `Tensor.data`; None where there are too many elements or they do not fill the shape."""
    dims = sizes(shape)
    if flat is None or dims is None or len(flat) > LIMIT or math.prod(dims) != len(flat):
        return None
    rows: list[Value] = [None if dims and element is DYNAMIC else element for element in flat]
    for size in reversed(dims[1:]):
        rows = [tuple(rows[start : start + size]) for start in range(0, len(rows), size)] if size else []
    if not dims:
        return rows[0]
    return tuple(rows) if len(rows) == dims[0] else ((),) * dims[0]


def pick(tensor: Tensor, shape: Shape, source: Callable[[tuple[int, ...]], tuple[int, ...]]) -> Value:
    """The data of a view: the element at each index of `shape` is the tensor's at `source(index)`."""
    flat, dims, target = elements(tensor), sizes(tensor.shape), sizes(shape)
    if flat is None or dims is None or target is None or math.prod(target) > LIMIT:
        return None
    strides = [math.prod(dims[axis + 1 :]) for axis in range(len(dims))]
    picked = [
        flat[sum(position * stride for position, stride in zip(source(index), strides))]
        for index in indexes(*map(range, target))
    ]
    return nest(picked, shape)


def broadcasted(tensor: Tensor, shape: Shape) -> list[Any] | None:
    """The elements as they stand when the tensor is broadcast to `shape`."""
    target, dims = sizes(shape), sizes(tensor.shape)
    if target is None or dims is None or math.prod(target) > LIMIT:
        return None
    surplus = len(target) - len(dims)

    def source(index: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(0 if size == 1 else position for position, size in zip(index[surplus:], dims))

    data = pick(tensor, shape, source)
    return elements(Tensor(shape, data=data))


def apply(function: Callable[..., Value], shape: Shape, *tensors: Tensor) -> Value:
    """The data of an elementwise function over tensors broadcast to `shape`; None where one of them is not known."""
    if any(tensor.data is None for tensor in tensors):
        return None
    columns = [broadcasted(tensor, shape) for tensor in tensors]
    if any(column is None for column in columns):
        return None
    try:
        return nest([function(*row) for row in zip(*[column or [] for column in columns])], shape)
    except (ArithmeticError, ValueError, TypeError):
        return None


def binary(operator: str, a: Any, b: Any) -> Value:
    """One arithmetic operation of two elements. Raises TypeError or ArithmeticError where it cannot be carried out."""
    if a is DYNAMIC or b is DYNAMIC:
        return DYNAMIC
    if isinstance(a, Symbolic) or isinstance(b, Symbolic) or a is None or b is None:
        if operator not in ("+", "-", "*", "//", "%") or isinstance(a, float) or isinstance(b, float):
            raise TypeError
        return arithmetic(operator, a, b)
    return _BINARY[operator](a, b)


def compare(operator: str, a: Any, b: Any) -> bool:
    """One comparison of two elements. Raises TypeError where it cannot be told."""
    if any(element is None or (isinstance(element, Symbolic) and is_unknown(element)) for element in (a, b)):
        raise TypeError
    if isinstance(a, Symbolic) or isinstance(b, Symbolic):
        raise TypeError
    return bool(_COMPARE[operator](a, b))


def _power(a: Any, b: Any) -> Any:
    if abs(b) > 64 or abs(a) > 10**9:
        raise ArithmeticError
    return a**b


_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b if not isinstance(a, (str, bytes)) else _refuse(),
    "/": lambda a, b: a / b,
    "//": lambda a, b: a // b,
    "%": lambda a, b: a % b if not isinstance(a, (str, bytes)) else _refuse(),
    "**": _power,
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
    "<<": lambda a, b: a << b if b < 64 else _refuse(),
    ">>": lambda a, b: a >> b,
}
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def _refuse() -> Any:
    raise TypeError
