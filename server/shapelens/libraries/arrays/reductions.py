"""Functions that reduce, accumulate, order or count along axes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...shapes import UNKNOWN, Dim, Mismatch, Shape, Undetermined
from ...shapes import reshaping as algebra
from ...shapes.axes import normalize_axes
from ...values import Kind, Tensor, Value
from . import convert, dtypes, elements
from .distinct import distinct
from .op import Op, family, unknowns

_FOLDS: dict[str, Callable[[list[Any]], Any]] = {
    "sum": lambda row: _combined("+", row, 0),
    "prod": lambda row: _combined("*", row, 1),
    "max": lambda row: max(_numbers(row)),
    "amax": lambda row: max(_numbers(row)),
    "min": lambda row: min(_numbers(row)),
    "amin": lambda row: min(_numbers(row)),
    "mean": lambda row: sum(_numbers(row)) / len(row),
    "average": lambda row: sum(_numbers(row)) / len(row),
    "any": lambda row: any(_numbers(row)),
    "all": lambda row: all(_numbers(row)),
    "ptp": lambda row: max(_numbers(row)) - min(_numbers(row)),
    "count_nonzero": lambda row: sum(bool(element) for element in _numbers(row)),
}
_BOOLEAN = ("any", "all")
_STRICT = frozenset(
    [
        "mean",
        "std",
        "var",
        "median",
        "norm",
        "quantile",
        "percentile",
        "nanmean",
        "nanstd",
        "nanvar",
        "nanmedian",
        "average",
    ]
)
_INTEGRAL = ("sum", "prod", "max", "min", "amax", "amin", "nansum", "nanmax", "nanmin", "nanprod", "ptp")


def _combined(operator: str, row: list[Any], start: int) -> Any:
    total: Any = start
    for element in row:
        total = elements.binary(operator, total, element)
    return total


def _numbers(row: list[Any]) -> list[Any]:
    if all(isinstance(element, (int, float)) for element in row):
        return row
    raise TypeError


def reduce(op: Op, x: Value, axis: Value = None, keepdims: Value = False, dtype: Value = None) -> Value:
    """A sum, mean, maximum ...: the axes go away, or become 1 with `keepdims`. Raises Mismatch for a missing axis."""
    tensor = op.tensor(x)
    axes = op.axis(axis)
    is_kept = op.flag(keepdims)
    shape = reduced(op, tensor.shape, axes, is_kept)
    result = op.dtype(dtype) if dtype is not None else reduced_dtype(op, tensor.dtype)
    data = None
    fold = _FOLDS.get(op.short)
    if fold and tensor.data is not None and not is_kept and (axes is None or shape.rank == 0):
        flat = elements.elements(tensor)
        try:
            data = fold(flat) if flat is not None else None
        except (TypeError, ValueError, ArithmeticError):
            data = None
    if data is None and shape.rank == 0 and op.short in ("max", "amax") and (count := _numbered(tensor)) is not None:
        data = count - 1
    return op.result([tensor], shape, result, data)


def _numbered(tensor: Tensor) -> int | None:
    """How many different labels there are, where they are the numbers from zero on."""
    return distinct(tensor) if tensor.data is None and dtypes.is_integer(tensor.dtype) else None


def reduced(op: Op, shape: Shape, axis: int | tuple[int, ...] | None, keepdims: bool) -> Shape:
    """What is left of a shape. Raises Mismatch for an axis that is missing, or named twice (Keras's symbolic shapes allow that).

    NumPy's plain sums and extremes accept axis 0 of a scalar; its means, deviations and quantiles do not.
    """
    if isinstance(axis, tuple) and shape.dims is not None and op.library != "keras":
        places = normalize_axes(axis, len(shape.dims)) if shape.dims else ()
        if len(set(places)) != len(places):
            raise Mismatch("operand-shapes", f"`axis` {axis} names an axis of {shape} twice", argument="axis")
    if op.is_numpy and shape.rank == 0 and axis not in (None, ()) and op.short in _STRICT:
        raise Mismatch("operand-shapes", f"`axis` {axis} is out of bounds for a scalar", argument="axis")
    return algebra.reduce(shape, axis, keepdims)


def reduced_dtype(op: Op, dtype: str | None) -> str | None:
    """The dtype of a reduction: sums of small integers widen, means are floats (TensorFlow's keep an integer)."""
    name = op.short
    if dtype is None or name in _BOOLEAN:
        return "bool" if name in _BOOLEAN else None
    if name == "count_nonzero":
        return "int64" if op.library != "keras" else "int32"
    if name in _INTEGRAL:
        widened = "int64" if op.is_numpy else "int32"
        grows = name in ("sum", "prod", "nansum", "nanprod") and op.library != "tensorflow"
        return widened if grows and (dtype == "bool" or dtypes.is_integer(dtype)) else dtype
    if op.library == "tensorflow" or dtypes.is_float(dtype):
        return dtype
    return op.float_dtype


def arg_reduce(op: Op, x: Value, axis: Value = None, keepdims: Value = False, dtype: Value = None) -> Value:
    """The position of the largest or smallest element: the axis goes away; over all elements for None."""
    tensor = op.tensor(x)
    shape = algebra.reduce(tensor.shape, op.axis(axis), op.flag(keepdims))
    bound = tensor.shape[convert.integer_of(axis)] if axis is not None else tensor.shape.size
    classes = bound if isinstance(bound, int) else None
    data = None
    flat = elements.elements(tensor) if tensor.shape.rank == 1 and shape.rank == 0 else None
    if flat and all(isinstance(element, (int, float)) for element in flat):
        data = flat.index((max if "max" in op.short else min)(flat))
    default = {"keras": "int32"}.get(op.library, "int64")
    return op.result([tensor], shape, op.dtype(dtype, default), data, classes)


def tf_arg_reduce(op: Op, x: Value, axis: Value = None, dtype: Value = None) -> Value:
    """TensorFlow's: the first axis where none is named."""
    return arg_reduce(op, x, 0 if axis is None else axis, False, dtype)


def scan(op: Op, x: Value, axis: Value = None, dtype: Value = None) -> Value:
    """A cumulative sum or product: the same shape, flattened where `axis` is None."""
    tensor = op.tensor(x)
    shape = tensor.shape
    if axis is None or (op.is_numpy and shape.rank == 0 and axis in (0, -1)):
        shape = algebra.flatten(shape)
    elif shape.dims is not None:
        op.axes(axis, len(shape.dims))
    data = None
    flat = elements.elements(tensor) if tensor.shape.rank == 1 else None
    if flat is not None and op.short in ("cumsum", "cumprod"):
        sign = "+" if op.short == "cumsum" else "*"
        start = 0 if sign == "+" else 1
        rows = [_combined(sign, flat[: end + 1], start) for end in range(len(flat))]
        data = elements.nest(rows, shape)
    return op.result([tensor], shape, op.dtype(dtype, tensor.dtype), data)


def tf_scan(op: Op, x: Value, axis: Value = 0) -> Value:
    """TensorFlow's, along the first axis by default."""
    return scan(op, x, axis)


def order(op: Op, x: Value, axis: Value = -1) -> Value:
    """Sorting: the same shape, flattened where `axis` is None. `argsort` answers integers."""
    tensor = op.tensor(x)
    shape = tensor.shape
    is_index = op.short.startswith("arg")
    if axis is None or (is_index and op.is_numpy and shape.rank == 0 and axis in (0, -1)):
        shape = algebra.flatten(shape)
    elif shape.dims is not None and convert.is_known_integer(axis):
        op.one_axis(axis, len(shape.dims))
    data = None
    flat = elements.elements(tensor) if tensor.shape.rank == 1 else None
    if flat is not None and not is_index and all(isinstance(element, (int, float, str)) for element in flat):
        try:
            data = tuple(sorted(flat))
        except TypeError:
            data = None
    dtype = ("int64" if op.is_numpy else "int32") if is_index else tensor.dtype
    # sorted values are no longer spread: a part of them need not reach the bound
    return op.result([tensor], shape, dtype, data)


def top(op: Op, x: Value, k: Value = 1) -> Value:
    """The k largest of the last axis: `(values, indices)`, each `(..., k)`. Raises Mismatch where the axis is shorter."""
    tensor = op.tensor(x)
    count = convert.dim_of(k)
    shape = tensor.shape
    if shape.dims is not None:
        last = shape.last
        if not shape.dims:
            raise Mismatch("operand-shapes", "top_k needs at least one dimension, got ()")
        if isinstance(last, int) and isinstance(count, int) and count > last:
            raise Mismatch("operand-shapes", f"top_k of {count} from an axis of {last}: {shape}", argument="k")
        shape = shape.replace(-1, count)
    return (op.result([tensor], shape, tensor.dtype), op.result([tensor], shape, "int32"))


def quantile(op: Op, x: Value, q: Value, axis: Value = None, keepdims: Value = False) -> Value:
    """A quantile or percentile: the reduced shape, after the axes of `q`."""
    tensor, levels = op.tensor(x), op.tensor(q)
    rest = reduced(op, tensor.shape, op.axis(axis), op.flag(keepdims))
    if rest.dims is None or levels.shape.dims is None:
        return op.unknown([tensor])
    return op.result([tensor], Shape(*levels.shape.dims, *rest.dims), op.float_dtype)


def moments(op: Op, x: Value, axes: Value, keepdims: Value = False) -> Value:
    """`(mean, variance)` over `axes`."""
    mean = reduce(op, x, axes, keepdims)
    return (mean, reduce(op, x, axes, keepdims))


def norm(op: Op, x: Value, ord: Value = None, axis: Value = None, keepdims: Value = False) -> Value:
    """A vector or matrix norm: the axes go away."""
    tensor = op.tensor(x)
    shape = reduced(op, tensor.shape, op.axis(axis), op.flag(keepdims))
    return op.result([tensor], shape, tensor.dtype if dtypes.is_float(tensor.dtype) else op.float_dtype)


def difference(op: Op, x: Value, n: Value = 1, axis: Value = -1) -> Value:
    """Differences of neighbours: `axis` shorter by `n`."""
    tensor = op.tensor(x)
    if tensor.shape.dims is None:
        return op.unknown([tensor], tensor.dtype)
    index, count = op.one_axis(axis, len(tensor.shape)), convert.integer_of(n)
    size = tensor.shape[index]
    dim: Dim = max(size - count, 0) if isinstance(size, int) else size if size is None else size - count
    return op.result([tensor], tensor.shape.replace(index, dim), tensor.dtype)


def trapezoid(op: Op, y: Value, axis: Value = -1) -> Value:
    """An integral along `axis`, which goes away."""
    return reduce(op, y, axis)


def segments(op: Op, data: Value, segment_ids: Value, num_segments: Value = None) -> Value:
    """Rows of `data` combined by segment: `(num_segments, ...)`."""
    tensor, ids = op.tensor(data), op.tensor(segment_ids)
    if tensor.shape.dims is None or ids.shape.dims is None:
        return op.unknown([tensor], tensor.dtype)
    count = open_size(op, [tensor]) if num_segments is None else convert.dim_of(num_segments)
    rest = tensor.shape.dims[len(ids.shape.dims) :]
    return op.result([tensor, ids], Shape(count, *rest), tensor.dtype)


def open_size(op: Op, inputs: list[Tensor]) -> Dim:
    """A size that only the elements decide: dynamic in a graph, unknown of an array."""
    return None if op.kind(inputs) is Kind.KERAS else UNKNOWN


def nonzero(op: Op, x: Value) -> Value:
    """The positions of what is not zero: one vector of unknown length an axis."""
    tensor = op.tensor(x)
    rank = tensor.shape.rank
    if rank is None:
        raise Undetermined("the number of dimensions")
    return tuple(op.result([tensor], Shape(open_size(op, [tensor])), op.int_dtype) for _ in range(rank))


def positions(op: Op, x: Value) -> Value:
    """The positions of what is not zero, a row each: `(?, rank)`."""
    tensor = op.tensor(x)
    rank = tensor.shape.rank
    return op.result([tensor], Shape(UNKNOWN, UNKNOWN if rank is None else rank), "int64")


def unique(op: Op, x: Value, axis: Value = None, size: Value = None, **returned: Value) -> Value:
    """The distinct elements, and what else was asked for: vectors of unknown length."""
    tensor = op.tensor(x)
    length: Dim = open_size(op, [tensor]) if size is None else convert.dim_of(size)
    data = None
    flat = elements.elements(tensor)
    if flat is not None and axis is None and all(isinstance(element, (int, float)) for element in flat):
        data, length = tuple(sorted(set(flat))), len(set(flat))
    elif axis is None and size is None and (count := _numbered(tensor)) is not None:
        data, length = tuple(range(count)), count
    elif axis is None and size is None and (count := distinct(tensor)) is not None:
        length = count
    shape = Shape(length)
    if axis is not None:
        shape = Shape.unknown()
        if tensor.shape.dims is not None:
            shape = tensor.shape.replace(op.one_axis(axis, len(tensor.shape)), length)
    values = op.result([tensor], shape, tensor.dtype, data)
    extra = [name for name, value in returned.items() if op.flag(value, name)]
    if not extra:
        return values
    whole = tensor.shape if axis is None and op.is_numpy else Shape(tensor.shape.size)
    shapes = {"index": Shape(length), "inverse": whole, "counts": Shape(length)}
    return (values, *[op.result([tensor], shapes[name], op.int_dtype) for name in extra])


def bincount(op: Op, x: Value, weights: Value = None, minlength: Value = 0) -> Value:
    """Counts of each value: a vector as long as the largest value demands."""
    tensor = op.tensor(x)
    rows = tensor.shape.known[:-1] if op.library == "keras" else ()
    flat = elements.elements(tensor)
    length: Dim = open_size(op, [tensor])
    if flat and all(isinstance(element, int) for element in flat) and isinstance(minlength, int):
        length = max(max(flat) + 1, minlength)
    return op.result([tensor], Shape(*rows, length), op.int_dtype if weights is None else op.float_dtype)


def histogram(op: Op, x: Value, bins: Value = 10) -> Value:
    """`(counts, edges)`: `(bins,)` and `(bins + 1,)`."""
    tensor, edges = op.tensor(x), op.tensor(bins)
    count: Dim = convert.dim_of(bins) if edges.shape.rank == 0 else UNKNOWN
    if edges.shape.rank == 1 and isinstance(edges.shape[0], int):
        count = edges.shape[0] - 1
    total = count + 1 if isinstance(count, int) else UNKNOWN
    counted = "float32" if op.library == "keras" else op.int_dtype
    return (op.result([tensor], Shape(count), counted), op.result([tensor], Shape(total), op.float_dtype))


def like_values(op: Op, values: Value, bins: Value = None) -> Value:
    """A position for each value (`digitize`, `searchsorted`)."""
    tensor = op.tensor(values)
    return op.result([tensor], tensor.shape, op.int_dtype)


def truths(op: Op, x: Value, y: Value) -> Value:
    """For each element of `x` whether it is in `y`."""
    tensor = op.tensor(x)
    return op.result([tensor, op.tensor(y)], tensor.shape, "bool")


def confusion(op: Op, labels: Value, predictions: Value, num_classes: Value = None) -> Value:
    """`(num_classes, num_classes)` counts."""
    size = UNKNOWN if num_classes is None else convert.dim_of(num_classes)
    return op.result([op.tensor(labels)], Shape(size, size), "int32")


def count_size(op: Op, x: Value, axis: Value = None) -> Value:
    """The number of elements, a plain number where it is known."""
    tensor = op.tensor(x)
    size = tensor.shape.size if axis is None else tensor.shape[convert.integer_of(axis)]
    if op.is_numpy:
        return UNKNOWN if size is None else size
    return op.result([tensor], Shape(), "int32", size)


_SUMS = "sum mean std var median any all amax amin"
_NAN = "nanmax nanmin nanmean nanmedian nanprod nanstd nansum nanvar"
_TF = "tensorflow tensorflow.math"

family(reduce, "x axis keepdims", "keras.ops", _SUMS + " ptp logsumexp " + _NAN)
family(reduce, "x axis keepdims _initial", "keras.ops", "max min")
family(reduce, "x axis keepdims dtype", "keras.ops", "prod")
family(reduce, "x axis", "keras.ops", "count_nonzero")
family(reduce, "x axis _weights", "keras.ops", "average")
family(arg_reduce, "x axis keepdims", "keras.ops", "argmax argmin nanargmax nanargmin")
family(scan, "x axis dtype", "keras.ops", "cumsum cumprod nancumsum nancumprod")
family(order, "x axis", "keras.ops", "sort argsort")
family(order, "x _kth axis", "keras.ops", "argpartition")
family(top, "x k _sorted", "keras.ops", "top_k")
family(quantile, "x q axis _method keepdims", "keras.ops", "quantile percentile nanquantile nanpercentile")
family(moments, "x axes keepdims _synchronized", "keras.ops keras.ops.nn", "moments")
family(norm, "x ord axis keepdims", "keras.ops keras.ops.linalg", "norm")
family(difference, "a>x n axis", "keras.ops", "diff")
family(trapezoid, "y _x _dx axis", "keras.ops", "trapezoid")
family(
    segments, "data segment_ids num_segments _sorted", "keras.ops", "segment_sum segment_max segment_min segment_prod"
)
family(nonzero, "x", "keras.ops", "nonzero")
family(unique, "x _sorted return_index>index return_inverse>inverse return_counts>counts axis size _fill_value", "keras.ops",
       "unique")  # fmt: skip
family(bincount, "x weights minlength _sparse", "keras.ops", "bincount")
family(histogram, "x bins _range", "keras.ops", "histogram")
family(like_values, "x>values bins", "keras.ops", "digitize")
family(like_values, "sorted_sequence>bins values _side", "keras.ops", "searchsorted")
family(truths, "x1>x x2>y _assume_unique _invert", "keras.ops", "isin")
family(count_size, "x", "keras.ops", "size")

family(reduce, "a>x axis _out keepdims _initial _where", "numpy", "max min amax amin")
family(reduce, "a>x axis dtype _out keepdims _initial _where", "numpy", "sum prod")
family(reduce, "a>x axis dtype _out keepdims * _where", "numpy", "mean")
family(reduce, "a>x axis dtype _out _ddof keepdims * _where _mean _correction", "numpy", "std var")
family(reduce, "a>x axis _out keepdims * _where", "numpy", "any all")
family(reduce, "a>x axis _out _overwrite_input keepdims", "numpy", "median nanmedian")
family(reduce, "a>x axis _out keepdims", "numpy", "ptp")
family(reduce, "a>x axis _out keepdims _initial _where", "numpy", "nanmax nanmin")
family(reduce, "a>x axis dtype _out keepdims _initial _where", "numpy", "nansum nanprod")
family(reduce, "a>x axis dtype _out keepdims _where", "numpy", "nanmean")
family(reduce, "a>x axis dtype _out _ddof keepdims _where _mean _correction", "numpy", "nanstd nanvar")
family(reduce, "a>x axis _weights _returned * keepdims", "numpy", "average")
family(reduce, "a>x axis * keepdims", "numpy", "count_nonzero")
family(arg_reduce, "a>x axis _out * keepdims", "numpy", "argmax argmin nanargmax nanargmin")
family(scan, "a>x axis dtype _out", "numpy", "cumsum cumprod nancumsum nancumprod")
family(order, "a>x axis _kind _order * _stable", "numpy", "sort argsort")
family(order, "a>x _kth axis _kind _order", "numpy", "partition argpartition")
family(quantile, "a>x q axis _out _overwrite_input _method keepdims * _weights _interpolation", "numpy",
       "quantile percentile nanquantile nanpercentile")  # fmt: skip
family(norm, "x ord axis keepdims", "numpy.linalg", "norm")
family(difference, "a>x n axis _prepend _append", "numpy", "diff")
family(trapezoid, "y _x _dx axis", "numpy", "trapezoid trapz")
family(nonzero, "a>x", "numpy", "nonzero")
family(positions, "a>x", "numpy", "argwhere")
family(unique, "ar>x return_index>index return_inverse>inverse return_counts>counts axis * _equal_nan _sorted", "numpy",
       "unique")  # fmt: skip
family(bincount, "x weights minlength", "numpy", "bincount")
family(histogram, "a>x bins _range _density _weights", "numpy", "histogram")
family(like_values, "x>values bins _right", "numpy", "digitize")
family(like_values, "a>bins v>values _side _sorter", "numpy", "searchsorted")
family(like_values, "x>values _xp _fp _left _right _period", "numpy", "interp")
family(truths, "element>x test_elements>y _assume_unique _invert * _kind", "numpy", "isin")
family(truths, "ar1>x ar2>y _assume_unique _invert * _kind", "numpy", "in1d")
family(count_size, "a>x axis", "numpy", "size")

family(reduce, "input_tensor>x axis keepdims _name", _TF, "reduce_sum reduce_mean reduce_max reduce_min reduce_prod "
       "reduce_any reduce_all reduce_logsumexp")  # fmt: skip
family(
    reduce, "input_tensor>x axis keepdims _name", "tensorflow.math", "reduce_std reduce_variance reduce_euclidean_norm"
)
family(reduce, "input>x axis keepdims dtype _name", "tensorflow.math", "count_nonzero")
family(tf_arg_reduce, "input>x axis output_type>dtype _name", _TF, "argmax argmin")
family(tf_scan, "x axis _exclusive _reverse _name", "tensorflow", "cumsum")
family(tf_scan, "x axis _exclusive _reverse _name", "tensorflow.math", "cumsum cumprod cumulative_logsumexp")
family(order, "values>x axis _direction _name", "tensorflow", "sort")
family(order, "values>x axis _direction _stable _name", "tensorflow", "argsort")
family(top, "input>x k _sorted _index_type _name", "tensorflow.math tensorflow.nn", "top_k")
family(moments, "x axes _shift keepdims _name", "tensorflow.nn", "moments")
family(norm, "tensor>x _ord axis keepdims _name", "tensorflow tensorflow.linalg", "norm")
family(segments, "data segment_ids num_segments _name", "tensorflow.math", "unsorted_segment_sum unsorted_segment_mean "
       "unsorted_segment_max unsorted_segment_min unsorted_segment_prod unsorted_segment_sqrt_n")  # fmt: skip
family(
    segments,
    "data segment_ids _name",
    "tensorflow.math",
    "segment_sum segment_mean segment_max segment_min segment_prod",
)
family(bincount, "arr>x weights minlength _maxlength _dtype _name _axis _binary_output", "tensorflow.math", "bincount")
family(like_values, "sorted_sequence>bins values _side _out_type _name", "tensorflow", "searchsorted")
family(confusion, "labels predictions num_classes _weights _dtype _name", "tensorflow.math", "confusion_matrix")
family(count_size, "input>x _out_type _name", "tensorflow", "size")
unknowns("tensorflow tensorflow.math", "approx_max_k", "how many elements are kept depends on the hardware")
