"""Linear algebra: determinants, inverses, factors and solutions of matrices in the last two axes."""

from __future__ import annotations

from ...shapes import UNKNOWN, Dim, Mismatch, Shape, Undetermined, reshaping, same
from ...shapes import matmul as algebra
from ...values import Kind, Tensor, Value
from .op import Op, family


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
    dtype = tensor.dtype
    if op.short == "eig" and not op.is_numpy and tensor.kind is not Kind.KERAS and dtype is not None:
        dtype = "complex128" if dtype in ("float64", "complex128") else "complex64"
    return (op.result([tensor], Shape(*shape.known[:-1]), dtype), op.result([tensor], shape, dtype))


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
    return (
        op.result([tensor], Shape(*lead, m, k), tensor.dtype),
        op.result([tensor], Shape(*lead, k, n), tensor.dtype),
    )


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
        raise Mismatch(
            "operand-shapes", f"a system of {shape} needs {shape[-1]} rows on the right, got {right.shape}", input=1
        )
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
    tensors = op.some(arrays)
    shape = tensors[0].shape
    for tensor in tensors[1:]:
        shape = algebra.dot(shape, tensor.shape)
    return op.result(tensors, shape, tensors[0].dtype)


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
