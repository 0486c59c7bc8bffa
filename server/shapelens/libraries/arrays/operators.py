"""Operators, comparisons, subscripts, iteration and truth of tensors."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import method
from ...shapes import UNKNOWN, Dim, Mismatch, Shape, Symbolic, Undetermined, is_dim
from ...shapes import matmul as algebra
from ...shapes.broadcasting import broadcast, broadcast_to
from ...values import CONSTANTS, Instance, Kind, Tensor, Unknown, Value
from . import dtypes, elements
from .indexing import subscript
from .op import Op
from .predictions import warn_of_outer
from .results import check_operands

NAMES = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "true_divide",
    "//": "floor_divide",
    "%": "mod",
    "**": "power",
    "@": "matmul",
    "&": "bitwise_and",
    "|": "bitwise_or",
    "^": "bitwise_xor",
    "<<": "left_shift",
    ">>": "right_shift",
    "==": "equal",
    "!=": "not_equal",
    "<": "less",
    "<=": "less_equal",
    ">": "greater",
    ">=": "greater_equal",
}
"""The function of `keras.ops` that an operator stands for."""

LONGEST = 512
"""Rows that iteration enumerates; a longer array is known by what each row is like."""


def _operands(op: Op, self: Tensor, other: Value, is_reflected: bool) -> tuple[Tensor, Tensor]:
    if other is None or isinstance(other, (str, bytes)):
        raise Undetermined(f"an array and a {type(other).__name__}")
    if self.kind is Kind.KERAS and isinstance(other, tuple) and any(isinstance(part, Tensor) for part in other):
        told = f"a KerasTensor {self.shape} and a tuple of {len(other)}: take one of its tensors"
        raise Mismatch("operand-shapes", told, input=1)
    a, b = self, op.tensor(other)
    return (b, a) if is_reflected else (a, b)


@method(Tensor, "__binary__")
def binary(ctx: Context, self: Tensor, operator: str, other: Value, is_reflected: bool = False) -> Value:
    """`self operator other`: what the shapes broadcast to, or a matrix product. Raises Mismatch where they do not fit.

    KerasTensors make KerasTensors, NumPy arrays give way to tensors. Source: keras.src.backend.common.keras_tensor.
    """
    op = Op(ctx, f"operator.{NAMES[operator]}")
    a, b = _operands(op, self, other, is_reflected)
    if isinstance(other, Tensor):
        check_operands(ctx, a, b)
    if operator == "@":
        shape = algebra.matmul(a.shape, b.shape)
        return op.result([a, b], shape, dtypes.promote([a.dtype, b.dtype], is_numpy=False))
    shape = _broadcast(a, b, operator)
    warn_of_outer(ctx, a, b)
    dtype = op.promoted(*((self, other) if not is_reflected else (other, self)))
    if operator == "/" and (dtypes.is_integer(dtype) or dtype == "bool"):
        dtype = "float64" if self.kind is not Kind.KERAS else "float32"
    if dtype == "float64" and op.kind([a, b]) is Kind.KERAS and not isinstance(other, Tensor):
        dtype = self.dtype if dtypes.is_float(self.dtype) else "float32"
    data = None
    if a.data is not None and b.data is not None:
        data = elements.apply(lambda x, y: elements.binary(operator, x, y), shape, a, b)
        if op.kind([a, b]) is not Kind.ARRAY and data is None and shape.rank == 0:
            data = _dynamic(operator, a, b)
    return op.result([a, b], shape, dtype, data)


def _dynamic(operator: str, a: Tensor, b: Tensor) -> Value:
    """Arithmetic with a size that is not known: nothing is known of the result either."""
    return UNKNOWN if UNKNOWN in (a.data, b.data) else elements.DYNAMIC


def _broadcast(a: Tensor, b: Tensor, operator: str) -> Shape:
    try:
        return broadcast(a.shape, b.shape)
    except Mismatch as mismatch:
        raise Mismatch(
            mismatch.code,
            f"`{operator}` of shapes {a.shape} and {b.shape}: {mismatch.problem.rpartition(': ')[2]}",
            input=mismatch.input,
            left=a.shape,
            right=b.shape,
            operator=operator,
        ) from None


@method(Tensor, "__compare__")
def compare(ctx: Context, self: Tensor, operator: str, other: Value, is_reflected: bool = False) -> Value:
    """`self operator other`: an array of truth values. Arrays of unequal shapes are just not equal to TensorFlow.

    `==` of KerasTensors is Python's own: whether they are the same one (they define no `__eq__`).
    """
    if other is None or isinstance(other, (str, bytes, Instance)) or operator not in NAMES:
        return ctx.unknown("a comparison of a tensor")
    if operator == "==" and Kind.KERAS in (self.kind, getattr(other, "kind", None)):
        return self is other
    op = Op(ctx, f"operator.{NAMES[operator]}")
    a, b = _operands(op, self, other, is_reflected)
    try:
        shape = _broadcast(a, b, operator)
    except Mismatch:
        if operator in ("==", "!="):
            return ctx.unknown("a comparison of arrays of different shapes")
        raise
    warn_of_outer(ctx, a, b)
    data = None
    if a.data is not None and b.data is not None:
        data = elements.apply(lambda x, y: elements.compare(operator, x, y), shape, a, b)
    if shape.rank == 0 and data is not None:
        return data
    return op.result([a, b], shape, "bool", data)


@method(Tensor, "__unary__")
def unary(ctx: Context, self: Tensor, operator: str) -> Value:
    """`-self`, `+self`, `~self`: the same shape."""
    op = Op(ctx, f"operator.{ {'-': 'negative', '~': 'bitwise_not'}.get(operator, 'positive') }")
    inverse = {"-": lambda x: -x, "~": lambda x: not x if isinstance(x, bool) else ~x}.get(operator)
    data = self.data if inverse is None else elements.apply(inverse, self.shape, self)
    return op.result([self], self.shape, self.dtype, data)


@method(Tensor, "__abs__")
def absolute(ctx: Context, self: Tensor) -> Value:
    """`abs(self)`: the same shape."""
    op = Op(ctx, "operator.absolute")
    return op.result([self], self.shape, self.dtype, elements.apply(abs, self.shape, self))


@method(Tensor, "__round__")
def rounded(ctx: Context, self: Tensor, digits: Value = None) -> Value:
    """`round(self)`: the same shape."""
    return Op(ctx, "operator.round").result([self], self.shape, self.dtype)


@method(Tensor, "__getitem__")
def item(ctx: Context, self: Tensor, index: Value) -> Value:
    """`self[index]`. Raises Mismatch for too many indices or one out of bounds."""
    if isinstance(index, str):
        raise Undetermined("a field of a structured array")
    return subscript(Op(ctx, "operator.get_item"), self, index)


@method(Tensor, "__setitem__")
def set_item(ctx: Context, self: Tensor, index: Value, value: Value) -> Value:
    """`self[index] = value` of an array: no shape changes, but the elements are no longer what they were.

    Raises Mismatch for an index out of bounds, and where the value does not broadcast to what the index selects.
    """
    if self.kind is Kind.ARRAY and not isinstance(index, str):
        selected = subscript(Op(ctx, "operator.set_item"), self, index)
        new = Op(ctx, "operator.set_item").tensor(value)
        if isinstance(selected, Tensor) and selected.shape.known and new.shape.dims is not None:
            surplus = len(new.shape.dims) - len(selected.shape.known)
            if surplus <= 0 or all(dim == 1 for dim in new.shape.dims[:surplus]):
                _check_fits(Shape(*new.shape.dims[max(surplus, 0) :]), selected.shape)
            elif all(isinstance(dim, int) for dim in new.shape.dims[:surplus]):
                _check_fits(new.shape, selected.shape)
    if self.data is not None:
        self.data = None
    self.classes = None
    return None


def _check_fits(value: Shape, selected: Shape) -> None:
    try:
        broadcast_to(value, selected)
    except Mismatch:
        raise Mismatch("operand-shapes", f"an array of {value} cannot be put into {selected}", input=1) from None


@method(Tensor, "__len__")
def length(ctx: Context, self: Tensor) -> Dim | Unknown:
    """The size of the first axis."""
    if not self.shape.known:
        return UNKNOWN if self.shape.dims is None else ctx.unknown("the length of a scalar")
    return UNKNOWN if self.shape[0] is None else self.shape[0]


@method(Tensor, "__iter__")
def items(ctx: Context, self: Tensor) -> tuple[Value, ...]:
    """The rows. Raises Undetermined where their number is not known, or they are many."""
    size = self.shape[0] if self.shape.known else UNKNOWN
    if self.kind is Kind.KERAS or not isinstance(size, int) or size > LONGEST:
        raise Undetermined("the number of rows")
    op = Op(ctx, "operator.get_item")
    if self.shape.rank == 1 and isinstance(self.data, tuple):
        if self.kind is Kind.ARRAY:
            return self.data
        known = [elements.DYNAMIC if item is None else item for item in self.data]
        return tuple([op.result([self], Shape(), self.dtype, item, self.classes) for item in known])
    if size == 0:
        return ()
    return (element(ctx, self),) * size if self.data is None else tuple(subscript(op, self, i) for i in range(size))


@method(Tensor, "__element__")
def element(ctx: Context, self: Tensor) -> Value:
    """What each row is like."""
    if not self.shape.known:
        return (
            ctx.unknown("a row of an array of unknown shape")
            if self.shape.dims is None
            else ctx.unknown("a row of a scalar")
        )
    return Op(ctx, "operator.get_item").result([self], Shape(*self.shape.known[1:]), self.dtype, None, self.classes)


@method(Tensor, "__bool__")
def truth(ctx: Context, self: Tensor) -> Value:
    """Known for one known element only."""
    if self.shape.rank == 0 and isinstance(self.data, (bool, int, float)):
        return bool(self.data)
    return ctx.unknown("the truth of a tensor")


@method(Tensor, "__contains__")
def contains(ctx: Context, self: Tensor, item: Value) -> Value:
    """Known where all elements are."""
    flat = elements.elements(self)
    if flat is not None and isinstance(item, (int, float)) and all(isinstance(value, (int, float)) for value in flat):
        return item in flat
    return ctx.unknown("whether a tensor holds a value")


@method(Tensor, "__int__", "__index__", "__float__")
def number(ctx: Context, self: Tensor) -> Value:
    """The one element as a number."""
    if isinstance(self.data, (*CONSTANTS, Symbolic)) and self.data is not None:
        return self.data
    return UNKNOWN if dtypes.is_integer(self.dtype) or is_dim(self.data) else ctx.unknown("the value of a tensor")
