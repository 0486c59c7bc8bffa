"""Sums of products: matmul, dot, tensordot, einsum, outer, and distances and correlations."""

from __future__ import annotations

from collections.abc import Sequence

from ...shapes import UNKNOWN, Dim, Mismatch, Shape, Undetermined, arithmetic, reshaping, same
from ...shapes import matmul as algebra
from ...shapes.broadcasting import broadcast
from ...shapes.einsum import einsum as einsum_shape
from ...values import Tensor, Value
from . import convert, dtypes
from .op import Op, family


def matmul(op: Op, x: Value, y: Value, transpose_a: Value = False, transpose_b: Value = False) -> Value:
    """`x @ y`. Raises Mismatch where the inner sizes differ or the leading axes do not broadcast."""
    a, b = op.tensor(x), op.tensor(y)
    left = _turned(op, a.shape, transpose_a)
    right = _turned(op, b.shape, transpose_b)
    return _product(op, a, b, algebra.matmul(left, right))


def _turned(op: Op, shape: Shape, flag: Value) -> Shape:
    if not op.flag(flag, "transpose") or shape.dims is None or len(shape.dims) < 2:
        return shape
    return reshaping.swapaxes(shape, -1, -2)


def _product(op: Op, a: Tensor, b: Tensor, shape: Shape) -> Value:
    dtype = dtypes.promote([a.dtype, b.dtype], is_numpy=op.is_numpy)
    return op.result([a, b], shape, dtype)


def dot(op: Op, x: Value, y: Value) -> Value:
    """The last axis of `x` against the last but one of `y`."""
    a, b = op.tensor(x), op.tensor(y)
    return _product(op, a, b, algebra.dot(a.shape, b.shape))


def inner(op: Op, x: Value, y: Value) -> Value:
    """The last axes of both against each other."""
    a, b = op.tensor(x), op.tensor(y)
    if not a.shape.known or not b.shape.known:
        return op.unknown([a, b])
    if same(a.shape.last, b.shape.last) is False:
        raise Mismatch("operand-shapes", f"the inner product of {a.shape} and {b.shape} needs equal last axes", input=1)
    return _product(op, a, b, Shape(*a.shape.known[:-1], *b.shape.known[:-1]))


def scalar_product(op: Op, x: Value, y: Value) -> Value:
    """All elements against all: one number."""
    a, b = op.tensor(x), op.tensor(y)
    if same(a.shape.size, b.shape.size) is False:
        raise Mismatch(
            "operand-shapes", f"{op.short} of {a.shape} and {b.shape} needs equal numbers of elements", input=1
        )
    return _product(op, a, b, Shape())


def tensordot(op: Op, x: Value, y: Value, axes: Value = 2) -> Value:
    """Some axes of each against each other. Raises Mismatch where two sizes differ."""
    a, b = op.tensor(x), op.tensor(y)
    pairs: int | list[int | Sequence[int]]
    if convert.is_known_integer(axes):
        pairs = convert.integer_of(axes)
    else:
        items = convert.sequence_of(op.ctx, axes)
        if items is None or len(items) != 2:
            raise Undetermined("the argument axes")
        pairs = [_listed(op, item) for item in items]
    return _product(op, a, b, algebra.tensordot(a.shape, b.shape, pairs))


def _listed(op: Op, value: Value) -> int | Sequence[int]:
    axes = op.axis(value, "axes")
    if axes is None:
        raise Undetermined("the argument axes")
    return axes


def einsum(op: Op, equation: Value, operands: Value = ()) -> Value:
    """A sum of products by an equation. Raises Mismatch where shapes do not fit it."""
    text = convert.text_of(equation, "the equation")
    tensors = [op.tensor(operand) for operand in convert.sequence_of(op.ctx, operands) or ()]
    shape = einsum_shape(text, *[tensor.shape for tensor in tensors])
    return op.result(tensors, shape, dtypes.promote([tensor.dtype for tensor in tensors], is_numpy=op.is_numpy))


def outer(op: Op, x: Value, y: Value) -> Value:
    """Every element against every other: `(x.size, y.size)`."""
    a, b = op.tensor(x), op.tensor(y)
    return _product(op, a, b, Shape(a.shape.size, b.shape.size))


def kronecker(op: Op, x: Value, y: Value) -> Value:
    """Each axis as long as both together."""
    a, b = op.tensor(x), op.tensor(y)
    if a.shape.dims is None or b.shape.dims is None:
        return op.unknown([a, b])
    rank = max(len(a.shape), len(b.shape))
    left = (1,) * (rank - len(a.shape)) + a.shape.dims
    right = (1,) * (rank - len(b.shape)) + b.shape.dims
    return _product(op, a, b, Shape(*[arithmetic("*", p, q) for p, q in zip(left, right)]))


def cross(op: Op, x: Value, y: Value) -> Value:
    """Vectors of 3 (or 2) in the last axis; two pairs of numbers give one number."""
    a, b = op.tensor(x), op.tensor(y)
    if not a.shape.known or not b.shape.known:
        return op.unknown([a, b])
    sizes = (a.shape.last, b.shape.last)
    if any(isinstance(size, int) and size not in (2, 3) for size in sizes):
        raise Mismatch("operand-shapes", f"a cross product needs vectors of 2 or 3, got {a.shape} and {b.shape}")
    lead = broadcast(Shape(*a.shape.known[:-1]), Shape(*b.shape.known[:-1]))
    if not all(isinstance(size, int) for size in sizes):
        return op.unknown([a, b])
    return _product(op, a, b, lead if sizes == (2, 2) else Shape(*lead.known, 3))


def convolve(op: Op, x: Value, y: Value, mode: Value = "full") -> Value:
    """Two vectors slid over each other: `full`, `same` or `valid`."""
    a, b = op.tensor(x), op.tensor(y)
    m, n = a.shape[0], b.shape[0]
    size: Dim = UNKNOWN
    if isinstance(m, int) and isinstance(n, int) and isinstance(mode, str):
        size = {"full": m + n - 1, "same": max(m, n), "valid": max(m, n) - min(m, n) + 1}.get(mode, UNKNOWN)
    return _product(op, a, b, Shape(size))


def distances(op: Op, x: Value, y: Value) -> Value:
    """Each row of `x` to each of `y`: `(..., n, m)`."""
    a, b = op.tensor(x), op.tensor(y)
    if a.shape.dims is None or b.shape.dims is None or len(a.shape) < 2 or len(b.shape) < 2:
        return op.unknown([a, b])
    lead = broadcast(Shape(*a.shape.dims[:-2]), Shape(*b.shape.dims[:-2]))
    return _product(op, a, b, Shape(*lead.known, a.shape[-2], b.shape[-2]))


def covariance(op: Op, x: Value, y: Value = None, rowvar: Value = True) -> Value:
    """Of the rows of a matrix: `(rows, rows)`."""
    tensor = op.tensor(x)
    if tensor.shape.dims is None or y is not None:
        return op.unknown([tensor])
    if len(tensor.shape) == 1:
        return op.result([tensor], Shape(), op.float_dtype)
    side = tensor.shape[0] if op.flag(rowvar, "rowvar") else tensor.shape[-1]
    return op.result([tensor], Shape(side, side), op.float_dtype)


def matvec(op: Op, a: Value, b: Value, transpose_a: Value = False) -> Value:
    """A matrix by a vector: `(..., n)`."""
    matrix, vector = op.tensor(a), op.tensor(b)
    if matrix.shape.dims is None or vector.shape.dims is None:
        return op.unknown([matrix, vector])
    column = algebra.matmul(_turned(op, matrix.shape, transpose_a), Shape(*vector.shape.dims, 1))
    return _product(op, matrix, vector, Shape(*column.known[:-1]))


family(matmul, "x1>x x2>y", "keras.ops", "matmul")
family(dot, "x1>x x2>y", "keras.ops", "dot")
family(inner, "x1>x x2>y", "keras.ops", "inner")
family(scalar_product, "x1>x x2>y", "keras.ops", "vdot")
family(tensordot, "x1>x x2>y axes", "keras.ops", "tensordot")
family(einsum, "subscripts>equation *operands", "keras.ops", "einsum")
family(outer, "x1>x x2>y", "keras.ops", "outer")
family(kronecker, "x1>x x2>y", "keras.ops", "kron")
family(cross, "x1>x x2>y", "keras.ops", "cross")
family(convolve, "x1>x x2>y mode", "keras.ops", "correlate")
family(distances, "x y", "keras.ops", "cdist")
family(covariance, "x", "keras.ops", "corrcoef")
_LINALG = "keras.ops keras.ops.linalg"
family(matmul, "x1>x x2>y _out * _axes _axis _keepdims _casting _order _dtype _subok _signature", "numpy", "matmul")
family(dot, "a>x b>y _out", "numpy", "dot")
family(inner, "a>x b>y", "numpy", "inner")
family(scalar_product, "a>x b>y", "numpy", "vdot")
family(tensordot, "a>x b>y axes", "numpy", "tensordot")
family(einsum, "subscripts>equation *operands _out _optimize _dtype _order _casting", "numpy", "einsum")
family(outer, "a>x b>y _out", "numpy", "outer")
family(kronecker, "a>x b>y", "numpy", "kron")
family(cross, "a>x b>y _axisa _axisb _axisc", "numpy", "cross")
family(convolve, "a>x v>y mode", "numpy", "convolve correlate")
family(covariance, "m>x y rowvar _bias _ddof _fweights _aweights * _dtype", "numpy", "cov")
family(covariance, "x y rowvar _bias _ddof * _dtype", "numpy", "corrcoef")
_NP = "numpy.linalg"
family(matmul, "x1>x x2>y", _NP, "matmul")
family(matmul, "a>x b>y transpose_a transpose_b _adjoint_a _adjoint_b _a_is_sparse _b_is_sparse _output_type _grad_a _grad_b "
       "_name", "tensorflow tensorflow.linalg", "matmul")  # fmt: skip
family(tensordot, "a>x b>y axes _name", "tensorflow tensorflow.linalg", "tensordot")
family(einsum, "equation *operands _name _optimize", "tensorflow tensorflow.linalg", "einsum")
family(matvec, "a b transpose_a _adjoint_a _a_is_sparse _b_is_sparse _name", "tensorflow.linalg", "matvec")
family(cross, "a>x b>y _name", "tensorflow.linalg", "cross")
_TFL = "tensorflow.linalg"
