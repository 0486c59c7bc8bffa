"""Functions that make arrays: of a shape, like another, of a range, at random."""

from __future__ import annotations

import math

from ...shapes import UNKNOWN, Dim, Mismatch, Shape, Symbolic, Undetermined, arithmetic, same
from ...shapes.broadcasting import broadcast
from ...values import Kind, ListValue, Tensor, Value
from . import convert, dtypes, elements
from .op import Op, family, unknowns

_FILL = {"zeros": 0, "ones": 1}


def filled(op: Op, shape: Value, dtype: Value = None) -> Value:
    """`zeros`, `ones`, `empty`: an array of that shape. Raises Mismatch for a negative size."""
    found = _sizes(op, op.sizes(shape))
    name = op.dtype(dtype, op.float_dtype)
    value = _FILL.get(op.short)
    size = found.size
    data = None
    if value is not None and isinstance(size, int) and size <= convert.SAMPLE:
        typed: Value = value if dtypes.is_integer(name) else float(value)
        data = elements.nest([typed] * size, found) if found.dims else None
    return op.result([], found, name, data)


def _sizes(op: Op, shape: Shape) -> Shape:
    """The shape of a new array: no size may be negative, and NumPy knows no dynamic one."""
    for dim in shape.known:
        if isinstance(dim, int) and dim < 0:
            raise Mismatch("invalid-argument", f"a size must not be negative, got {shape}", argument="shape")
    if op.is_numpy and shape.dims is not None:
        return Shape(*[UNKNOWN if dim is None else dim for dim in shape.dims])
    return shape


def full(op: Op, shape: Value, value: Value, dtype: Value = None) -> Value:
    """An array of that shape, full of one value."""
    found = _sizes(op, op.sizes(shape))
    content = op.tensor(value)
    default = "float32" if op.library == "keras" else op.native(content.dtype)
    data = None
    size = found.size
    if content.shape.rank == 0 and content.data is not None and isinstance(size, int) and size <= convert.SAMPLE:
        data = elements.nest([content.data] * size, found) if found.dims else None
    return op.result([], found, op.dtype(dtype, default), data)


def like(op: Op, x: Value, dtype: Value = None, shape: Value = None) -> Value:
    """`zeros_like` and its kind: the shape and dtype of `x`, unless others are given."""
    tensor = op.tensor(x)
    found = tensor.shape if shape is None else op.shape(shape)
    name = op.dtype(dtype, tensor.dtype if tensor is x else op.native(tensor.dtype))
    return op.result([tensor], found, name)


def full_like(op: Op, x: Value, value: Value, dtype: Value = None, shape: Value = None) -> Value:
    """The shape of `x`, full of one value."""
    return like(op, x, dtype, shape)


def array(op: Op, x: Value, dtype: Value = None, ndmin: Value = 0) -> Value:
    """The array of a nested sequence, or of a tensor; what NumPy makes of a value that is not known is not known.

    Raises Mismatch("operand-shapes") for a sequence whose items certainly differ in shape.
    """
    if not isinstance(x, Tensor) and dtypes.dtype_name(dtype) != "object":
        _check_rows(op, x)
    tensor = op.tensor(x)
    shape = tensor.shape
    if isinstance(ndmin, int) and shape.dims is not None and len(shape.dims) < ndmin:
        shape = Shape(*(1,) * (ndmin - len(shape.dims)), *shape.dims)
    default = tensor.dtype if isinstance(x, Tensor) else op.native(tensor.dtype)
    name = op.dtype(dtype, default)
    data = tensor.data if shape == tensor.shape else None
    if data is not None and dtypes.is_float(name) and not dtypes.is_float(tensor.dtype):
        data = elements.apply(float, shape, tensor)
    elif data is not None and dtypes.is_integer(name) and dtypes.is_float(tensor.dtype):
        data = elements.apply(int, shape, tensor)
    if op.is_numpy and Kind.KERAS not in {tensor.kind}:
        return Tensor(shape, Kind.ARRAY, name, op.ctx.span, data=data, classes=tensor.classes)
    return op.result([tensor], shape, name, data, tensor.classes)


def _check_rows(op: Op, x: Value) -> None:
    """Refuses a sequence of items of different shapes: neither NumPy nor TensorFlow makes an array of it."""
    if type(x) is not ListValue and not isinstance(x, tuple):
        return
    items = convert.sequence_of(op.ctx, x) or ()
    rows = [op.tensor(item).shape for item in items[: convert.SAMPLE]]
    for row in rows[1:]:
        if row.rank is None or rows[0].rank is None:
            return
        if row.rank != rows[0].rank or any(same(a, b) is False for a, b in zip(row, rows[0])):
            raise Mismatch(
                "operand-shapes",
                f"no array can be made of items of different shapes: {rows[0]} and {row}; `keras.utils.pad_sequences` makes lists equally long",
                input=0,
            )


def constant(op: Op, x: Value, dtype: Value = None, shape: Value = None) -> Value:
    """`tf.constant`: as `array`, in `shape` where one is given."""
    if shape is None:
        return array(op, x, dtype)
    from .manipulation import reshape

    content = op.tensor(x)
    if content.shape.size == 1:
        return op.result([], op.shape(shape), op.dtype(dtype, op.native(content.dtype)))
    return reshape(op, array(op, x, dtype), shape)


def arange(op: Op, start: Value, stop: Value = None, step: Value = None, dtype: Value = None) -> Value:
    """Numbers from `start` (0 if it is the only one) up to `stop`: as many as steps fit."""
    if stop is None:
        start, stop = 0, start
    bounds = [_number(value) for value in (start, stop, 1 if step is None else step)]
    given = [op.tensor(value).dtype for value in (start, stop, step) if value is not None]
    name = op.dtype(dtype, op.native(dtypes.promote(given, is_numpy=True)))
    first, last, stride = bounds
    numbers = [bound for bound in bounds if isinstance(bound, (int, float))]
    if len(numbers) == 3:
        if not stride:
            raise Undetermined("a step of 0")
        count = max(convert.whole((numbers[1] - numbers[0]) / numbers[2], math.ceil), 0)
        data = tuple(numbers[0] + index * numbers[2] for index in range(count)) if count <= elements.LIMIT else None
        classes = numbers[1] if isinstance(numbers[1], int) and dtypes.is_integer(name) and numbers[1] > 0 else None
        return op.result([], Shape(count), name, data, classes if isinstance(classes, int) else None)
    size: Dim = UNKNOWN
    if isinstance(first, (int, Symbolic)) and isinstance(last, (int, Symbolic)) and stride == 1:
        size = arithmetic("-", last, first)
    elif (last is None or first is None) and not op.is_numpy:
        size = None
    return op.result([], Shape(size), name)


def _number(value: Value) -> int | float | Symbolic | None:
    """A number; None for a dynamic one, `UNKNOWN` where it cannot be told."""
    if isinstance(value, Tensor) and isinstance(value.data, float) and value.shape.rank == 0:
        return value.data
    if isinstance(value, (float, bool)):
        return float(value) if isinstance(value, float) else int(value)
    return convert.dim_of(value)


def linspace(
    op: Op, start: Value, stop: Value, num: Value = 50, endpoint: Value = True, retstep: Value = False,
    dtype: Value = None, axis: Value = 0,
) -> Value:  # fmt: skip
    """`num` numbers between two: `(num,)`, and the shape of the bounds around it."""
    bounds = broadcast(op.tensor(start).shape, op.tensor(stop).shape)
    count = convert.dim_of(num)
    if isinstance(count, int) and count < 0:
        raise Mismatch("invalid-argument", f"num must not be negative, got {count}", argument="num")
    shape = Shape.unknown()
    if bounds.dims is not None:
        dims = list(bounds.dims)
        dims.insert(op.one_axis(axis, len(dims) + 1), count)
        shape = Shape(*dims)
    inputs = [value for value in (start, stop) if isinstance(value, Tensor)]
    data = None
    is_short = isinstance(count, int) and 1 < count <= convert.SAMPLE and op.short == "linspace" and endpoint is True
    if is_short and isinstance(start, (int, float)) and isinstance(stop, (int, float)) and isinstance(count, int):
        data = tuple(start + index * (stop - start) / (count - 1) for index in range(count))
    row = op.result(inputs, shape, op.dtype(dtype, op.float_dtype), data)
    if op.flag(retstep, "retstep"):
        return (row, op.result(inputs, bounds, op.float_dtype))
    return row


def identity(op: Op, n: Value, m: Value = None, dtype: Value = None, k: Value = 0) -> Value:
    """A matrix with ones on a diagonal: `(n, m)`."""
    rows = convert.dim_of(n)
    columns = rows if m is None else convert.dim_of(m)
    return op.result([], _sizes(op, Shape(rows, columns)), op.dtype(dtype, op.float_dtype))


def tf_eye(op: Op, n: Value, m: Value = None, batch_shape: Value = None, dtype: Value = None) -> Value:
    """TensorFlow's, a stack of them with `batch_shape`."""
    rows = convert.dim_of(n)
    columns = rows if m is None else convert.dim_of(m)
    lead = () if batch_shape is None else convert.dims_of(op.ctx, batch_shape)
    return op.result([], Shape(*lead, rows, columns), op.dtype(dtype, "float32"))


def meshgrid(op: Op, xs: Value, indexing: Value = "xy", sparse: Value = False) -> Value:
    """A grid for each vector: one axis a vector, the first two exchanged for `xy`."""
    vectors = op.tensors(xs)
    sizes = [vector.shape.size for vector in vectors]
    if not isinstance(indexing, str) or op.flag(sparse, "sparse"):
        raise Undetermined("the form of the grid")
    if indexing == "xy" and len(sizes) > 1:
        sizes[0], sizes[1] = sizes[1], sizes[0]
    grids = [op.result([vector], Shape(*sizes), vector.dtype) for vector in vectors]
    return op.ctx.list(grids) if op.library != "numpy" else tuple(grids)


def indices(op: Op, dimensions: Value, dtype: Value = None) -> Value:
    """The index grids of a shape: `(rank, *shape)`."""
    dims = convert.dims_of(op.ctx, dimensions)
    return op.result([], Shape(len(dims), *dims), op.dtype(dtype, "int64"))


def diag(op: Op, x: Value, k: Value = 0) -> Value:
    """A matrix with a vector on its diagonal, or the diagonal of a matrix. Raises Mismatch for another rank."""
    tensor = op.tensor(x)
    rank = tensor.shape.rank
    offset = convert.dim_of(k)
    if rank == 1:
        size = tensor.shape[0]
        side = arithmetic("+", size, abs(offset)) if isinstance(offset, int) else UNKNOWN
        return op.result([tensor], Shape(side, side), tensor.dtype)
    if rank == 2:
        return op.result([tensor], Shape(_diagonal(tensor.shape[0], tensor.shape[1], offset)), tensor.dtype)
    if rank is None:
        return op.unknown([tensor], tensor.dtype)
    raise Mismatch("operand-shapes", f"diag needs one or two dimensions, got {tensor.shape}")


def _diagonal(rows: Dim, columns: Dim, offset: Dim) -> Dim:
    if rows == columns and offset == 0:
        return rows
    if isinstance(rows, int) and isinstance(columns, int) and isinstance(offset, int):
        return max(min(rows + min(offset, 0), columns - max(offset, 0)), 0)
    return None if rows is None or columns is None else UNKNOWN


def diagonal(op: Op, x: Value, offset: Value = 0, axis1: Value = 0, axis2: Value = 1) -> Value:
    """The diagonal of two axes, which go away; its length comes last."""
    tensor = op.tensor(x)
    if tensor.shape.dims is None:
        return op.unknown([tensor], tensor.dtype)
    rank = len(tensor.shape)
    if rank < 2:
        raise Mismatch("operand-shapes", f"{op.short} needs at least two dimensions, got {tensor.shape}")
    a, b = op.one_axis(axis1, rank, "axis1"), op.one_axis(axis2, rank, "axis2")
    if a == b:
        raise Mismatch("operand-shapes", f"`axis1` and `axis2` are the same axis, {a}", argument="axis2")
    size = _diagonal(tensor.shape[a], tensor.shape[b], convert.dim_of(offset))
    rest = [dim for axis, dim in enumerate(tensor.shape.dims) if axis not in (a, b)]
    return op.result([tensor], Shape(*rest, size), tensor.dtype)


def trace(op: Op, x: Value, offset: Value = 0, axis1: Value = 0, axis2: Value = 1) -> Value:
    """The sum of a diagonal: both axes go away."""
    tensor = op.tensor(x)
    if tensor.shape.dims is None:
        return op.unknown([tensor], tensor.dtype)
    rank = len(tensor.shape)
    if rank < 2:
        raise Mismatch("operand-shapes", f"trace needs at least two dimensions, got {tensor.shape}")
    gone = (op.one_axis(axis1, rank, "axis1"), op.one_axis(axis2, rank, "axis2"))
    if gone[0] == gone[1]:
        raise Mismatch("operand-shapes", f"`axis1` and `axis2` are the same axis, {gone[0]}", argument="axis2")
    rest = [dim for axis, dim in enumerate(tensor.shape.dims) if axis not in gone]
    return op.result([tensor], Shape(*rest), tensor.dtype)


def tf_diagonal(op: Op, x: Value) -> Value:
    """`tf.linalg.diag`: each last axis becomes a diagonal."""
    tensor = op.tensor(x)
    if tensor.shape.dims is None:
        return op.unknown([tensor], tensor.dtype)
    return op.result([tensor], Shape(*tensor.shape.dims, tensor.shape.last), tensor.dtype)


def tf_diagonal_part(op: Op, x: Value) -> Value:
    """`tf.linalg.diag_part`: the diagonals of the last two axes."""
    return diagonal(op, x, 0, -2, -1)


def tf_trace(op: Op, x: Value) -> Value:
    """`tf.linalg.trace`: of the last two axes."""
    return trace(op, x, 0, -2, -1)


def flat_diagonal(op: Op, x: Value, k: Value = 0) -> Value:
    """A matrix with all elements on its diagonal."""
    tensor = op.tensor(x)
    side = arithmetic("+", tensor.shape.size, abs(convert.integer_of(k)))
    return op.result([tensor], Shape(side, side), tensor.dtype)


def powers(op: Op, x: Value, count: Value = None) -> Value:
    """A Vandermonde matrix: `(size, count)`."""
    tensor = op.tensor(x)
    size = tensor.shape[0]
    return op.result([tensor], Shape(size, size if count is None else convert.dim_of(count)), tensor.dtype)


def window(op: Op, length: Value) -> Value:
    """A window function: `(length,)`."""
    return op.result([], Shape(convert.dim_of(length)), op.float_dtype)


def one_hot(op: Op, x: Value, depth: Value, axis: Value = -1, dtype: Value = None) -> Value:
    """A new axis of `depth` at `axis`, counted in the result."""
    tensor = op.tensor(x)
    if tensor.shape.dims is None:
        return op.unknown([tensor], op.dtype(dtype, "float32"))
    dims = list(tensor.shape.dims)
    if tensor.kind is Kind.KERAS and isinstance(axis, int) and axis != -1 and not 0 <= axis < len(dims):
        raise Mismatch(
            "operand-shapes",
            f"one_hot needs an axis of -1 or below {len(dims)} for {tensor.shape}, got {axis}",
            argument="axis",
        )
    dims.insert(op.one_axis(-1 if axis is None else axis, len(dims) + 1), convert.dim_of(depth))
    return op.result([tensor], Shape(*dims), op.dtype(dtype, "float32"))


def multi_hot(op: Op, x: Value, depth: Value = None, axis: Value = -1, dtype: Value = None) -> Value:
    """Labels become marks on a new `axis` of `depth`, and axis 1 goes (the only one of a vector). Source: keras.src.ops.nn.MultiHot."""
    tensor = op.tensor(x)
    size = convert.dim_of(depth)
    if tensor.shape.dims is None:
        return op.unknown([tensor], op.dtype(dtype, "float32"))
    dims = list(tensor.shape.dims)
    dims.insert(op.one_axis(axis, len(dims) + 1), size)
    del dims[1 if len(dims) > 2 else 0]
    return op.result([tensor], Shape(*dims), op.dtype(dtype, "float32"))


def sequence_mask(op: Op, lengths: Value, maxlen: Value = None, dtype: Value = None) -> Value:
    """A row of `maxlen` marks for each length."""
    tensor = op.tensor(lengths)
    if tensor.shape.dims is None:
        return op.unknown([tensor], "bool")
    size = None if maxlen is None else convert.dim_of(maxlen)
    return op.result([tensor], Shape(*tensor.shape.dims, size), op.dtype(dtype, "bool"))


def from_function(op: Op, shape: Value, dtype: Value = None) -> Value:
    """`np.fromfunction`, `np.memmap`: an array of the given shape."""
    return op.result([], op.shape(shape), op.dtype(dtype, "float64"))


_SPAN = "start stop num endpoint retstep dtype axis"

family(filled, "shape dtype", "keras.ops", "zeros ones empty")
family(full, "shape fill_value>value dtype", "keras.ops", "full")
family(like, "x dtype", "keras.ops", "zeros_like ones_like empty_like")
family(full_like, "x fill_value>value dtype", "keras.ops", "full_like")
family(array, "x dtype", "keras.ops", "array")
family(array, "x dtype _sparse _ragged", "keras.ops", "convert_to_tensor")
family(arange, "start stop step dtype", "keras.ops", "arange")
family(linspace, _SPAN, "keras.ops", "linspace")
family(linspace, "start stop num endpoint _base dtype axis", "keras.ops", "logspace")
family(linspace, "start stop num endpoint dtype axis", "keras.ops", "geomspace")
family(identity, "N>n M>m k dtype", "keras.ops", "eye tri")
family(identity, "n dtype", "keras.ops", "identity")
family(meshgrid, "*xs indexing", "keras.ops", "meshgrid")
family(diag, "x k", "keras.ops", "diag")
family(flat_diagonal, "x k", "keras.ops", "diagflat")
family(diagonal, "x offset axis1 axis2", "keras.ops", "diagonal")
family(trace, "x offset axis1 axis2", "keras.ops", "trace")
family(powers, "x N>count _increasing", "keras.ops", "vander")
family(window, "x>length", "keras.ops", "bartlett blackman hamming hanning")
family(window, "x>length _beta", "keras.ops", "kaiser")
family(one_hot, "x num_classes>depth axis dtype _sparse", "keras.ops keras.ops.nn", "one_hot")
family(multi_hot, "inputs>x num_classes>depth axis dtype _sparse", "keras.ops keras.ops.nn", "multi_hot")

family(filled, "shape dtype _order * _like _device", "numpy", "zeros ones empty")
family(full, "shape fill_value>value dtype _order * _like _device", "numpy", "full")
family(like, "a>x dtype _order _subok shape * _device", "numpy", "zeros_like ones_like")
family(like, "prototype>x dtype _order _subok shape * _device", "numpy", "empty_like")
family(full_like, "a>x fill_value>value dtype _order _subok shape * _device", "numpy", "full_like")
family(array, "object>x dtype * _copy _order _subok ndmin _like", "numpy", "array")
family(array, "a>x dtype _order * _device _copy _like", "numpy", "asarray asanyarray")
family(array, "a>x dtype * _like", "numpy", "ascontiguousarray asfortranarray")
family(array, "a>x dtype _order", "numpy", "asarray_chkfinite")
family(array, "data>x dtype _copy", "numpy", "asmatrix matrix")
family(arange, "start stop step dtype * _device _like", "numpy", "arange")
family(linspace, _SPAN + " * _device", "numpy", "linspace")
family(linspace, "start stop num endpoint _base dtype axis", "numpy", "logspace")
family(linspace, "start stop num endpoint dtype axis", "numpy", "geomspace")
family(identity, "N>n M>m k dtype _order * _device _like", "numpy", "eye")
family(identity, "N>n M>m k dtype * _like", "numpy", "tri")
family(identity, "n dtype * _like", "numpy", "identity")
family(meshgrid, "*xs _copy sparse indexing", "numpy", "meshgrid")
family(indices, "dimensions dtype", "numpy", "indices")
family(diag, "v>x k", "numpy", "diag")
family(flat_diagonal, "v>x k", "numpy", "diagflat")
family(diagonal, "a>x offset axis1 axis2", "numpy", "diagonal")
family(trace, "a>x offset axis1 axis2 _dtype _out", "numpy", "trace")
family(powers, "x N>count _increasing", "numpy", "vander")
family(window, "M>length", "numpy", "bartlett blackman hamming hanning")
family(window, "M>length _beta", "numpy", "kaiser")
family(from_function, "_function shape * dtype _like", "numpy", "fromfunction")
family(from_function, "_filename dtype _mode _offset shape _order", "numpy", "memmap")
unknowns("numpy", "load loadtxt genfromtxt fromfile recfromcsv fromregex", "what a file holds is not known")

family(filled, "shape dtype _name _layout", "tensorflow", "zeros ones")
family(full, "dims>shape value _name _layout", "tensorflow", "fill")
family(like, "input>x dtype _name _layout", "tensorflow", "zeros_like ones_like")
family(constant, "value>x dtype shape _name", "tensorflow", "constant")
family(array, "value>x dtype _dtype_hint _name", "tensorflow", "convert_to_tensor")
family(array, "initial_value>x _trainable _validate_shape _caching_device _name _variable_def dtype _import_scope _constraint "
       "_synchronization _aggregation _shape", "tensorflow", "Variable")  # fmt: skip
family(arange, "start limit>stop delta>step dtype _name", "tensorflow", "range")
family(linspace, "start stop num _name axis", "tensorflow", "linspace")
family(tf_eye, "num_rows>n num_columns>m batch_shape dtype _name", "tensorflow tensorflow.linalg", "eye")
family(meshgrid, "*xs indexing _name", "tensorflow", "meshgrid")
family(tf_diagonal, "diagonal>x _name _k _num_rows _num_cols _padding_value _align", "tensorflow.linalg", "diag")
family(tf_diagonal_part, "input>x _name _k _padding_value _align", "tensorflow.linalg", "diag_part")
family(tf_trace, "x _name", "tensorflow.linalg", "trace")
family(one_hot, "indices>x depth _on_value _off_value axis dtype _name", "tensorflow", "one_hot")
family(sequence_mask, "lengths maxlen dtype _name", "tensorflow", "sequence_mask")
family(window, "window_length>length _periodic _dtype _name", "tensorflow.signal", "hann_window hamming_window")
