"""Sums of products (matmul, dot, tensordot, einsum), linear algebra and Fourier transforms."""

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
        raise Mismatch(
            "operand-shapes", f"the inner product of {a.shape} and {b.shape} needs equal last axes", input=1
        )
    return _product(op, a, b, Shape(*a.shape.known[:-1], *b.shape.known[:-1]))


def scalar_product(op: Op, x: Value, y: Value) -> Value:
    """All elements against all: one number."""
    a, b = op.tensor(x), op.tensor(y)
    if same(a.shape.size, b.shape.size) is False:
        raise Mismatch("operand-shapes", f"{op.short} of {a.shape} and {b.shape} needs equal numbers of elements", input=1)
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


def _matrix(op: Op, x: Value) -> tuple[Tensor, Shape | None]:
    """A tensor of at least two dimensions; None in place of a shape that is not known. Raises Mismatch below."""
    tensor = op.tensor(x)
    if tensor.shape.rank is not None and tensor.shape.rank < 2:
        raise Mismatch("operand-shapes", f"{op.short} needs at least two dimensions, got {tensor.shape}", min_rank=2)
    return tensor, None if tensor.shape.dims is None else tensor.shape


def _square(op: Op, x: Value) -> tuple[Tensor, Shape | None]:
    """As `_matrix`; raises Mismatch where it certainly is not square."""
    tensor, shape = _matrix(op, x)
    if shape is not None and same(shape[-1], shape[-2]) is False:
        raise Mismatch("operand-shapes", f"{op.short} needs square matrices, got {shape}")
    return tensor, shape


def square_to_same(op: Op, x: Value) -> Value:
    """`inv`, `cholesky`: the same shape."""
    tensor, shape = _square(op, x)
    return op.result([tensor], shape or Shape.unknown(), tensor.dtype)


def determinant(op: Op, x: Value) -> Value:
    """`det`, `logdet`: the last two axes go away."""
    tensor, shape = _square(op, x)
    return op.result([tensor], _lead(shape), tensor.dtype)


def _lead(shape: Shape | None) -> Shape:
    return Shape.unknown() if shape is None else Shape(*shape.known[:-2])


def signed_determinant(op: Op, x: Value) -> Value:
    """`(sign, logdet)`."""
    tensor, shape = _square(op, x)
    return (op.result([tensor], _lead(shape), tensor.dtype), op.result([tensor], _lead(shape), tensor.dtype))


def rank(op: Op, x: Value) -> Value:
    """`matrix_rank`: the last two axes go away."""
    tensor, shape = _matrix(op, x)
    return op.result([tensor], _lead(shape), op.int_dtype)


def eigen(op: Op, x: Value) -> Value:
    """`(eigenvalues, eigenvectors)`: `(..., n)` and `(..., n, n)`."""
    tensor, shape = _square(op, x)
    if shape is None:
        return (op.unknown([tensor]), op.unknown([tensor]))
    return (op.result([tensor], Shape(*shape.known[:-1]), tensor.dtype), op.result([tensor], shape, tensor.dtype))


def eigenvalues(op: Op, x: Value) -> Value:
    """`(..., n)`."""
    tensor, shape = _square(op, x)
    return op.result([tensor], Shape.unknown() if shape is None else Shape(*shape.known[:-1]), tensor.dtype)


def _smaller(a: Dim, b: Dim) -> Dim:
    if isinstance(a, int) and isinstance(b, int):
        return min(a, b)
    return a if a == b else None if a is None or b is None else UNKNOWN


def singular(op: Op, x: Value, full_matrices: Value = True, compute_uv: Value = True) -> Value:
    """`(u, s, v)` of `(..., m, n)`; `s` alone without `compute_uv`."""
    tensor, shape = _matrix(op, x)
    if shape is None:
        raise Undetermined("the matrix")
    lead, m, n = shape.known[:-2], shape[-2], shape[-1]
    k = _smaller(m, n)
    s = op.result([tensor], Shape(*lead, k), tensor.dtype)
    if not op.flag(compute_uv, "compute_uv"):
        return s
    is_full = op.flag(full_matrices, "full_matrices")
    u = op.result([tensor], Shape(*lead, m, m if is_full else k), tensor.dtype)
    if op.library == "tensorflow":
        return (s, u, op.result([tensor], Shape(*lead, n, n if is_full else k), tensor.dtype))
    return (u, s, op.result([tensor], Shape(*lead, n if is_full else k, n), tensor.dtype))


def tf_singular(op: Op, x: Value, full_matrices: Value = False, compute_uv: Value = True) -> Value:
    """TensorFlow's: `(s, u, v)`, reduced by default."""
    return singular(op, x, full_matrices, compute_uv)


def factors(op: Op, x: Value, mode: Value = "reduced") -> Value:
    """`(q, r)` of `(..., m, n)`."""
    tensor, shape = _matrix(op, x)
    if shape is None:
        raise Undetermined("the matrix")
    lead, m, n = shape.known[:-2], shape[-2], shape[-1]
    k = m if mode in ("complete", True) else _smaller(m, n)
    return (op.result([tensor], Shape(*lead, m, k), tensor.dtype), op.result([tensor], Shape(*lead, k, n), tensor.dtype))


def pivoted(op: Op, x: Value) -> Value:
    """`(lu, pivots)`: the same shape and `(..., min(m, n))`."""
    tensor, shape = _matrix(op, x)
    if shape is None:
        raise Undetermined("the matrix")
    pivots = Shape(*shape.known[:-2], _smaller(shape[-2], shape[-1]))
    return (op.result([tensor], shape, tensor.dtype), op.result([tensor], pivots, "int32"))


def pseudo_inverse(op: Op, x: Value) -> Value:
    """The last two axes exchanged."""
    tensor, shape = _matrix(op, x)
    turned = Shape.unknown() if shape is None else reshaping.swapaxes(shape, -1, -2)
    return op.result([tensor], turned, tensor.dtype)


def solve(op: Op, a: Value, b: Value) -> Value:
    """The solution of `a x = b`, of the shape of `b`. Raises Mismatch where the rows differ."""
    matrix, shape = _square(op, a)
    right = op.tensor(b)
    if shape is None or right.shape.dims is None:
        return op.unknown([matrix, right])
    is_vector = len(right.shape) == 1 or (op.library == "keras" and len(right.shape) == len(shape) - 1)
    rows = right.shape[-1] if is_vector else right.shape[-2]
    if same(shape[-1], rows) is False:
        raise Mismatch("operand-shapes", f"a system of {shape} needs {shape[-1]} rows on the right, got {right.shape}", input=1)
    return op.result([matrix, right], right.shape, matrix.dtype)


def least_squares(op: Op, a: Value, b: Value) -> Value:
    """The solution alone (Keras): `(n,)` or `(n, k)`; NumPy's further results are not followed."""
    matrix, right = op.tensor(a), op.tensor(b)
    if matrix.shape.rank != 2 or right.shape.dims is None:
        return op.unknown([matrix, right])
    shape = Shape(matrix.shape[1], *right.shape.dims[1:])
    solution = op.result([matrix, right], shape, matrix.dtype)
    if not op.is_numpy:
        return solution
    return (solution, op.unknown([matrix]), op.unknown([matrix]), op.unknown([matrix]))


def matrix_power(op: Op, x: Value, n: Value = 1) -> Value:
    """The same shape."""
    return square_to_same(op, x)


def multi_dot(op: Op, arrays: Value) -> Value:
    """A chain of matrix products."""
    tensors = op.tensors(arrays)
    shape = tensors[0].shape
    for tensor in tensors[1:]:
        shape = algebra.dot(shape, tensor.shape)
    return op.result(tensors, shape, tensors[0].dtype)


def matvec(op: Op, a: Value, b: Value, transpose_a: Value = False) -> Value:
    """A matrix by a vector: `(..., n)`."""
    matrix, vector = op.tensor(a), op.tensor(b)
    if matrix.shape.dims is None or vector.shape.dims is None:
        return op.unknown([matrix, vector])
    column = algebra.matmul(_turned(op, matrix.shape, transpose_a), Shape(*vector.shape.dims, 1))
    return _product(op, matrix, vector, Shape(*column.known[:-1]))


def transform(op: Op, x: Value, n: Value = None, axis: Value = -1) -> Value:
    """A complex transform along `axis`: as long as before, or `n`."""
    tensor = op.tensor(x)
    shape = tensor.shape
    if shape.dims is not None:
        where = op.one_axis(axis, len(shape))
        shape = shape if n is None else shape.replace(where, convert.dim_of(n))
    return op.result([tensor], shape, "complex128" if op.is_numpy else "complex64")


def keras_transform(op: Op, x: Value) -> Value:
    """Keras's: a pair of real and imaginary parts, each of the parts' shape."""
    parts = op.tensors(x)
    shape = broadcast(*[part.shape for part in parts])
    return (op.result(parts, shape, parts[0].dtype), op.result(parts, shape, parts[0].dtype))


def transform_nd(op: Op, x: Value, s: Value = None) -> Value:
    """A transform of several axes: the same shape, the last of them `s` where given."""
    tensor = op.tensor(x)
    shape = tensor.shape
    if s is not None:
        sizes = convert.dims_of(op.ctx, s)
        shape = Shape.unknown() if shape.dims is None else Shape(*shape.dims[: len(shape.dims) - len(sizes)], *sizes)
    return op.result([tensor], shape, "complex128" if op.is_numpy else "complex64")


def _half(size: Dim) -> Dim:
    return arithmetic("+", arithmetic("//", size, 2), 1)


def real_transform(op: Op, x: Value, n: Value = None, axis: Value = -1) -> Value:
    """Half of a symmetric transform: `n // 2 + 1`. Keras answers the two parts."""
    tensor = op.tensor(x)
    if tensor.shape.dims is None:
        shape = Shape.unknown()
    else:
        where = op.one_axis(axis, len(tensor.shape))
        size = tensor.shape[where] if n is None else _one(op, n)
        shape = tensor.shape.replace(where, _half(size))
    if op.library == "keras":
        return (op.result([tensor], shape, tensor.dtype), op.result([tensor], shape, tensor.dtype))
    return op.result([tensor], shape, "complex128" if op.is_numpy else "complex64")


def _one(op: Op, n: Value) -> Dim:
    """A length, which TensorFlow takes as a list of one."""
    items = convert.sequence_of(op.ctx, n)
    return convert.dim_of(items[0]) if items and len(items) == 1 else convert.dim_of(n)


def inverse_real(op: Op, x: Value, n: Value = None, axis: Value = -1) -> Value:
    """The inverse of `real_transform`: `n`, or twice the size less 2."""
    if op.library == "keras":
        parts = op.tensors(x)
        tensor, shape = parts[0], broadcast(*[part.shape for part in parts])
    else:
        tensor = op.tensor(x)
        parts, shape = [tensor], tensor.shape
    if shape.dims is None:
        return op.unknown(parts)
    where = op.one_axis(axis, len(shape))
    size = arithmetic("*", 2, arithmetic("-", shape[where], 1)) if n is None else _one(op, n)
    return op.result(parts, shape.replace(where, size), op.float_dtype if op.library != "keras" else tensor.dtype)


def frequencies(op: Op, n: Value) -> Value:
    """`fftfreq` and `rfftfreq`."""
    size = convert.dim_of(n)
    return op.result([], Shape(_half(size) if op.short == "rfftfreq" else size), "float64")


def frames(op: Op, x: Value, length: Value, step: Value, axis: Value = -1, pad_end: Value = False) -> Value:
    """Overlapping windows: the axis becomes (number of frames, length)."""
    tensor = op.tensor(x)
    if tensor.shape.dims is None:
        return op.unknown([tensor], tensor.dtype)
    where = op.one_axis(axis, len(tensor.shape))
    size, span, stride = tensor.shape[where], convert.dim_of(length), convert.dim_of(step)
    count = _frame_count(size, span, stride, op.flag(pad_end, "pad_end"))
    shape = Shape(*tensor.shape.dims[:where], count, span, *tensor.shape.dims[where + 1 :])
    return op.result([tensor], shape, tensor.dtype)


def _frame_count(size: Dim, span: Dim, stride: Dim, pads: bool = False) -> Dim:
    if isinstance(size, int) and isinstance(span, int) and isinstance(stride, int) and stride > 0:
        return -(-size // stride) if pads else max((size - span) // stride + 1, 0)
    return None if size is None else UNKNOWN


def tf_stft(
    op: Op, x: Value, length: Value, step: Value, fft_length: Value = None, pad_end: Value = False
) -> Value:
    """`tf.signal.stft`: `(..., frames, fft_length // 2 + 1)`; the transform is as long as the next power of two."""
    tensor = op.tensor(x)
    if not tensor.shape.known:
        return op.unknown([tensor], "complex64")
    span = convert.dim_of(length)
    size = convert.dim_of(fft_length) if fft_length is not None else _enclosing_power(span)
    count = _frame_count(tensor.shape.last, span, convert.dim_of(step), op.flag(pad_end, "pad_end"))
    return op.result([tensor], Shape(*tensor.shape.known[:-1], count, _half(size)), "complex64")


def _enclosing_power(size: Dim) -> Dim:
    return 1 << (size - 1).bit_length() if isinstance(size, int) and size > 0 else UNKNOWN


def tf_inverse_stft(op: Op, x: Value, length: Value, step: Value) -> Value:
    """`tf.signal.inverse_stft`: `(..., (frames - 1) * step + length)`."""
    tensor = op.tensor(x)
    if tensor.shape.dims is None or len(tensor.shape) < 2:
        return op.unknown([tensor], "float32")
    count = arithmetic("*", arithmetic("-", tensor.shape[-2], 1), convert.dim_of(step))
    return op.result([tensor], Shape(*tensor.shape.dims[:-2], arithmetic("+", count, convert.dim_of(length))), "float32")


def overlap_add(op: Op, x: Value, step: Value) -> Value:
    """The inverse of `frames`: `(..., (frames - 1) * step + length)`."""
    tensor = op.tensor(x)
    if tensor.shape.dims is None or len(tensor.shape) < 2:
        return op.unknown([tensor], tensor.dtype)
    count = arithmetic("*", arithmetic("-", tensor.shape[-2], 1), convert.dim_of(step))
    return op.result([tensor], Shape(*tensor.shape.dims[:-2], arithmetic("+", count, tensor.shape[-1])), tensor.dtype)


def extract_sequences(op: Op, x: Value, length: Value, stride: Value) -> Value:
    """Keras's frames of the last axis: `(..., 1 + (size - length) // stride, length)`."""
    tensor = op.tensor(x)
    if not tensor.shape.known:
        return op.unknown([tensor], tensor.dtype)
    size, span, step = tensor.shape.last, convert.dim_of(length), convert.dim_of(stride)
    count: Dim = None if size is None else UNKNOWN
    if isinstance(size, int) and isinstance(span, int) and isinstance(step, int) and step > 0:
        count = 1 + (size - span) // step
    return op.result([tensor], Shape(*tensor.shape.known[:-1], count, span), tensor.dtype)


def keras_stft(
    op: Op, x: Value, length: Value, stride: Value, fft_length: Value, center: Value = True
) -> Value:
    """Keras's two parts: `(..., 1 + size // stride, fft_length // 2 + 1)`; uncentred `1 + (size - fft_length) // stride`."""
    tensor = op.tensor(x)
    if not tensor.shape.known:
        return (op.unknown([tensor], tensor.dtype), op.unknown([tensor], tensor.dtype))
    size, step, points = tensor.shape.last, convert.dim_of(stride), convert.dim_of(fft_length)
    count: Dim = None if size is None else UNKNOWN
    if isinstance(size, int) and isinstance(step, int) and isinstance(points, int) and step > 0:
        padded = size + (points // 2) * 2 if op.flag(center, "center") else size
        count = 1 + (padded - points) // step
    shape = Shape(*tensor.shape.known[:-1], count, _half(points))
    return (op.result([tensor], shape, tensor.dtype), op.result([tensor], shape, tensor.dtype))


def keras_inverse_stft(
    op: Op, x: Value, stride: Value, fft_length: Value, length: Value = None, center: Value = True
) -> Value:
    """The signal: `length`, or `(frames - 1) * stride + fft_length`, less the padding of a centred one."""
    parts = op.tensors(x)
    shape = broadcast(*[part.shape for part in parts])
    if shape.dims is None or len(shape) < 2:
        return op.unknown(parts)
    if length is not None:
        size = convert.dim_of(length)
    else:
        points = convert.dim_of(fft_length)
        size = arithmetic("+", arithmetic("*", arithmetic("-", shape[-2], 1), convert.dim_of(stride)), points)
        if op.flag(center, "center"):
            size = arithmetic("-", size, arithmetic("*", 2, arithmetic("//", points, 2)))
    return op.result(parts, Shape(*shape.dims[:-2], size), parts[0].dtype)


def as_complex(op: Op, x: Value) -> Value:
    """A last axis of two becomes complex numbers."""
    tensor = op.tensor(x)
    shape = Shape(*tensor.shape.known[:-1]) if tensor.shape.known else Shape.unknown()
    if same(tensor.shape.last, 2) is False and tensor.shape.known:
        raise Mismatch("operand-shapes", f"view_as_complex needs a last axis of 2, got {tensor.shape}")
    return op.result([tensor], shape, "complex64")


def as_real(op: Op, x: Value) -> Value:
    """Complex numbers become a last axis of two."""
    tensor = op.tensor(x)
    return op.result([tensor], Shape.unknown() if tensor.shape.dims is None else Shape(*tensor.shape.dims, 2), "float32")


def mel_matrix(op: Op, bins: Value = 20, points: Value = 129) -> Value:
    """`linear_to_mel_weight_matrix`: `(num_spectrogram_bins, num_mel_bins)`."""
    return op.result([], Shape(convert.dim_of(points), convert.dim_of(bins)), "float32")


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
family(square_to_same, "x", _LINALG, "inv")
family(square_to_same, "x _upper", _LINALG, "cholesky cholesky_inverse")
family(determinant, "x", _LINALG, "det")
family(determinant, "x", "keras.ops", "logdet")
family(signed_determinant, "x", "keras.ops", "slogdet")
family(rank, "x _tol", _LINALG, "matrix_rank")
family(eigen, "x", _LINALG, "eig eigh")
family(singular, "x full_matrices compute_uv", _LINALG, "svd")
family(factors, "x mode", _LINALG, "qr")
family(pivoted, "x", _LINALG, "lu_factor")
family(pseudo_inverse, "x _rcond", _LINALG, "pinv")
family(solve, "a b", _LINALG, "solve")
family(solve, "a b _lower", _LINALG, "solve_triangular")
family(least_squares, "a b _rcond", _LINALG, "lstsq")
family(keras_transform, "x", "keras.ops", "fft fft2 ifft2")
family(real_transform, "x fft_length>n", "keras.ops", "rfft")
family(inverse_real, "x fft_length>n", "keras.ops", "irfft")
family(keras_stft, "x sequence_length>length sequence_stride>stride fft_length _window center", "keras.ops", "stft")
family(keras_inverse_stft, "x _sequence_length sequence_stride>stride fft_length length _window center", "keras.ops", "istft")
family(extract_sequences, "x sequence_length>length sequence_stride>stride", "keras.ops", "extract_sequences")
family(as_complex, "x", "keras.ops", "view_as_complex")
family(as_real, "x", "keras.ops", "view_as_real")

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
family(square_to_same, "a>x", _NP, "inv")
family(square_to_same, "a>x * _upper", _NP, "cholesky")
family(determinant, "a>x", _NP, "det")
family(signed_determinant, "a>x", _NP, "slogdet")
family(rank, "A>x _tol _hermitian * _rtol", _NP, "matrix_rank")
family(eigen, "a>x", _NP, "eig")
family(eigen, "a>x _UPLO", _NP, "eigh")
family(eigenvalues, "a>x", _NP, "eigvals")
family(eigenvalues, "a>x _UPLO", _NP, "eigvalsh")
family(singular, "a>x full_matrices compute_uv _hermitian", _NP, "svd")
family(factors, "a>x mode", _NP, "qr")
family(pseudo_inverse, "a>x _rcond _hermitian * _rtol", _NP, "pinv")
family(solve, "a b", _NP, "solve")
family(least_squares, "a b _rcond", _NP, "lstsq")
family(matrix_power, "a>x n", _NP, "matrix_power")
family(multi_dot, "arrays * _out", _NP, "multi_dot")
family(matmul, "x1>x x2>y", _NP, "matmul")
family(transform, "a>x n axis _norm _out", "numpy.fft", "fft ifft")
family(real_transform, "a>x n axis _norm _out", "numpy.fft", "rfft ihfft")
family(inverse_real, "a>x n axis _norm _out", "numpy.fft", "irfft hfft")
family(transform_nd, "a>x s _axes _norm _out", "numpy.fft", "fft2 ifft2 fftn ifftn")
family(frequencies, "n _d _device", "numpy.fft", "fftfreq rfftfreq")

family(matmul, "a>x b>y transpose_a transpose_b _adjoint_a _adjoint_b _a_is_sparse _b_is_sparse _output_type _grad_a _grad_b "
       "_name", "tensorflow tensorflow.linalg", "matmul")  # fmt: skip
family(tensordot, "a>x b>y axes _name", "tensorflow tensorflow.linalg", "tensordot")
family(einsum, "equation *operands _name _optimize", "tensorflow tensorflow.linalg", "einsum")
family(matvec, "a b transpose_a _adjoint_a _a_is_sparse _b_is_sparse _name", "tensorflow.linalg", "matvec")
family(cross, "a>x b>y _name", "tensorflow.linalg", "cross")
_TFL = "tensorflow.linalg"
family(square_to_same, "input>x _adjoint _name", _TFL, "inv")
family(square_to_same, "input>x _name", _TFL, "cholesky expm logm sqrtm")
family(determinant, "input>x _name", _TFL, "det")
family(determinant, "matrix>x _name", _TFL, "logdet")
family(signed_determinant, "input>x _name", _TFL, "slogdet")
family(rank, "a>x _tol _validate_args _name", _TFL, "matrix_rank")
family(eigen, "tensor>x _name", _TFL, "eig eigh")
family(eigenvalues, "tensor>x _name", _TFL, "eigvals eigvalsh")
family(tf_singular, "tensor>x full_matrices compute_uv _name", _TFL, "svd")
family(factors, "input>x full_matrices>mode _name", _TFL, "qr")
family(pseudo_inverse, "a>x _rcond _validate_args _name", _TFL, "pinv")
family(solve, "matrix>a rhs>b _adjoint _name", _TFL, "solve")
family(solve, "matrix>a rhs>b _lower _adjoint _name", _TFL, "triangular_solve")
family(transform, "input>x _name", "tensorflow.signal", "fft ifft")
family(transform_nd, "input>x _name", "tensorflow.signal", "fft2d ifft2d fft3d ifft3d")
family(real_transform, "input_tensor>x fft_length>n _name", "tensorflow.signal", "rfft")
family(inverse_real, "input_tensor>x fft_length>n _name", "tensorflow.signal", "irfft")
family(tf_stft, "signals>x frame_length>length frame_step>step fft_length _window_fn pad_end _name", "tensorflow.signal", "stft")
family(tf_inverse_stft, "stfts>x frame_length>length frame_step>step _fft_length _window_fn _name", "tensorflow.signal",
       "inverse_stft")  # fmt: skip
family(frames, "signal>x frame_length>length frame_step>step pad_end _pad_value axis _name", "tensorflow.signal", "frame")
family(overlap_add, "signal>x frame_step>step _name", "tensorflow.signal", "overlap_and_add")
family(mel_matrix, "num_mel_bins>bins num_spectrogram_bins>points _sample_rate _lower_edge_hertz _upper_edge_hertz _dtype _name",
       "tensorflow.signal", "linear_to_mel_weight_matrix")  # fmt: skip
