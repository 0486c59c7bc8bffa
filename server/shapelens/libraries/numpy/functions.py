"""NumPy's functions that neither TensorFlow nor `keras.ops` have."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import alias, function
from ...shapes import UNKNOWN, Dim, Mismatch, Shape, Undetermined, arithmetic
from ...values import Tensor, Value
from ..arrays import convert
from ..arrays.joining import concatenate
from ..arrays.op import Op, family

alias("numpy.core", "numpy")
alias("numpy._core", "numpy")
alias("numpy.linalg.linalg", "numpy.linalg")


def like(op: Op, x: Value) -> Value:
    """The shape of the argument."""
    tensor = op.tensor(x)
    return op.result([tensor], tensor.shape, tensor.dtype)


def open_vector(op: Op, x: Value = None, dtype: Value = None) -> Value:
    """A vector as long as its elements decide."""
    return op.result([], Shape(UNKNOWN), op.dtype(dtype, None if x is None else op.tensor(x).dtype))


def from_buffer(op: Op, dtype: Value = None, count: Value = -1) -> Value:
    """A vector of `count` numbers, or as many as there are."""
    size = convert.dim_of(count)
    return op.result([], Shape(UNKNOWN if size in (-1, None) else size), op.dtype(dtype, "float64"))


def coefficients(op: Op, x: Value, y: Value, degree: Value) -> Value:
    """`polyfit`: one coefficient more than the degree."""
    return op.result([op.tensor(x), op.tensor(y)], Shape(arithmetic("+", convert.dim_of(degree), 1)), "float64")


def gradient(op: Op, x: Value, spacing: Value = (), axis: Value = None) -> Value:
    """One array of the same shape for each axis; the array itself for one axis."""
    tensor = op.tensor(x)
    rank = tensor.shape.rank
    if rank is None:
        raise Undetermined("the number of dimensions")
    axes = op.axes(axis, rank)
    count = len(axes)
    for where in axes:
        size = tensor.shape[where]
        if isinstance(size, int) and size < 2:
            raise Mismatch(
                "operand-shapes", f"gradient needs at least two elements along axis {where}, got {tensor.shape}"
            )
    if count == 1:
        return op.result([tensor], tensor.shape, "float64")
    return op.ctx.list([op.result([tensor], tensor.shape, "float64") for _ in range(count)])


def triangle(op: Op, n: Value, k: Value = 0, m: Value = None) -> Value:
    """Row and column indices of a triangle of a matrix."""
    size, offset = convert.dim_of(n), convert.dim_of(k)
    count: Dim = UNKNOWN
    if isinstance(size, int) and isinstance(offset, int) and m is None:
        is_lower = op.short.startswith("tril")
        count = (
            sum(
                column <= row + offset if is_lower else column >= row + offset
                for row in range(size)
                for column in range(size)
            )
            if size <= 512
            else UNKNOWN
        )
    return (op.result([], Shape(count), "int64"), op.result([], Shape(count), "int64"))


def diagonal_indices(op: Op, n: Value, ndim: Value = 2) -> Value:
    """One vector of `n` positions an axis."""
    size = convert.dim_of(n)
    return tuple(op.result([], Shape(size), "int64") for _ in range(convert.integer_of(ndim)))


def sliding_windows(op: Op, x: Value, window: Value, axis: Value = None) -> Value:
    """Every window of an array: the axes that are slid over shrink, the windows' axes come last."""
    tensor = op.tensor(x)
    sizes = convert.dims_of(op.ctx, window, "the window")
    if tensor.shape.dims is None:
        return op.unknown([tensor], tensor.dtype)
    rank = len(tensor.shape)
    axes = op.axes(axis, rank)
    if len(axes) != len(sizes):
        raise Mismatch(
            "operand-shapes",
            f"a window of {len(sizes)} sizes for {len(axes)} axes of {tensor.shape}",
            argument="window_shape",
        )
    dims = list(tensor.shape.dims)
    for where, size in zip(axes, sizes):
        left = arithmetic("+", arithmetic("-", dims[where], size), 1)
        if isinstance(left, int) and left <= 0:
            raise Mismatch(
                "operand-shapes",
                f"a window of {size} does not fit axis {where} of {tensor.shape}",
                argument="window_shape",
            )
        dims[where] = left
    return op.result([tensor], Shape(*dims, *sizes), tensor.dtype)


def strided(op: Op, x: Value, shape: Value = None) -> Value:
    """Another view of the memory, of the given shape."""
    tensor = op.tensor(x)
    return op.result([tensor], tensor.shape if shape is None else op.shape(shape), tensor.dtype)


def split_parts(op: Op, x: Value) -> Value:
    """`modf`, `frexp`: two arrays of the same shape."""
    return (like(op, x), like(op, x))


def quotient(op: Op, x: Value, y: Value) -> Value:
    """`divmod`: two arrays."""
    from ..arrays.elementwise import binary

    return (binary(op, x, y), binary(op, x, y))


def blocks(op: Op, arrays: Value) -> Value:
    """A block matrix from rows of arrays."""
    rows = convert.sequence_of(op.ctx, arrays)
    if rows is None:
        raise Undetermined("the blocks")
    if all(isinstance(row, Tensor) for row in rows):
        return concatenate(op, arrays, -1)
    return concatenate(op, tuple(concatenate(op, row, -1) for row in rows), -2)


def grid_histogram(op: Op, x: Value, y: Value, bins: Value = 10) -> Value:
    """`(counts, x edges, y edges)`."""
    a, b = convert.sizes_of(op.ctx, bins, 2)
    shapes = (Shape(a, b), Shape(arithmetic("+", a, 1)), Shape(arithmetic("+", b, 1)))
    return tuple(op.result([], shape, "float64") for shape in shapes)


def ordered(op: Op, keys: Value) -> Value:
    """`lexsort`: positions, as many as a key has."""
    tensor = op.tensor(keys)
    shape = Shape(*tensor.shape.known[1:]) if tensor.shape.known else Shape.unknown()
    return op.result([], shape, "int64")


def every_index(op: Op, shape: Value) -> Value:
    """`np.ndindex`: all indices of a shape, as tuples, where they are few."""
    dims = shape[0] if isinstance(shape, tuple) and len(shape) == 1 and isinstance(shape[0], tuple) else shape
    sizes = convert.dims_of(op.ctx, dims)
    return op.ctx.list(None, tuple(UNKNOWN for _ in sizes))


def enumerated(op: Op, x: Value) -> Value:
    """`np.ndenumerate`: index and element."""
    tensor = op.tensor(x)
    return op.ctx.list(None, (tuple(UNKNOWN for _ in tensor.shape.known), op.ctx.unknown("an element")))


@function("numpy.shape")
def shape(ctx: Context, a: Value) -> Value:
    """The sizes as a tuple."""
    found = convert.tensor_of(ctx, a).shape
    return ctx.unknown("the shape of an array of unknown rank") if found.dims is None else found.dims


@function("numpy.ndim")
def ndim(ctx: Context, a: Value) -> Value:
    """The number of axes."""
    rank = convert.tensor_of(ctx, a).shape.rank
    return UNKNOWN if rank is None else rank


family(like, "x _out", "numpy", "spacing")
family(like, "_p x", "numpy", "polyval")
family(like, "p>x _discont _axis * _period", "numpy", "unwrap")
family(like, "x _condlist _funclist *", "numpy", "piecewise")
family(open_vector, "ary>x _to_end _to_begin", "numpy", "ediff1d")
family(open_vector, "ar1>x _ar2 _assume_unique _return_indices", "numpy", "intersect1d")
family(open_vector, "ar1>x _ar2 _assume_unique", "numpy", "setdiff1d setxor1d")
family(open_vector, "ar1>x _ar2", "numpy", "union1d")
family(open_vector, "filt>x _trim", "numpy", "trim_zeros")
family(open_vector, "a>x", "numpy", "flatnonzero")
family(open_vector, "x", "numpy", "unique_values")
family(from_buffer, "_buffer dtype count _offset * _like", "numpy", "frombuffer")
family(from_buffer, "_string dtype count _sep * _like", "numpy", "fromstring")
family(from_buffer, "_iter dtype count * _like", "numpy", "fromiter")
family(coefficients, "x y deg>degree _rcond _full _w _cov", "numpy", "polyfit")
family(gradient, "f>x *spacing axis _edge_order", "numpy", "gradient")
family(triangle, "n k m", "numpy", "tril_indices triu_indices")
family(diagonal_indices, "n ndim", "numpy", "diag_indices")
family(
    sliding_windows, "x window_shape>window axis * _subok _writeable", "numpy.lib.stride_tricks", "sliding_window_view"
)
family(strided, "x shape _strides _subok _writeable", "numpy.lib.stride_tricks", "as_strided")
family(split_parts, "x", "numpy", "modf frexp")
family(quotient, "x1>x x2>y", "numpy", "divmod")
family(blocks, "arrays", "numpy", "block")
family(grid_histogram, "x y bins _range _density _weights", "numpy", "histogram2d")
family(ordered, "keys _axis", "numpy", "lexsort")
family(every_index, "*shape", "numpy", "ndindex")
family(enumerated, "arr>x", "numpy", "ndenumerate")
