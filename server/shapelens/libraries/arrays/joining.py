"""Functions that put tensors together or take them apart: concatenate, stack, split, unstack."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...shapes import UNKNOWN, Dim, Mismatch, Shape, Undetermined, arithmetic, merging
from ...shapes import reshaping as algebra
from ...shapes.reshaping import MOST_PARTS
from ...values import Kind, Tensor, Value
from . import convert, dtypes, elements
from .manipulation import view
from .op import Op, family


def concatenate(op: Op, xs: Value, axis: Value = 0) -> Value:
    """Tensors one after the other along `axis`; flattened first for None. Raises Mismatch where the other axes differ."""
    tensors = _operands(op, xs)
    if isinstance(tensors, Tensor):
        return op.unknown([tensors], tensors.dtype)
    shapes = [tensor.shape for tensor in tensors]
    where = op.axis(axis)
    if where is None:
        shapes, where = [algebra.flatten(shape) for shape in shapes], 0
    if isinstance(where, tuple):
        raise Undetermined("the argument axis")
    _needs_axes(op, shapes)
    return _joined(op, tensors, merging.concatenate(shapes, where, merge_open=_merges(op, tensors)), where)


def _operands(op: Op, xs: Value) -> list[Tensor] | Tensor:
    """The tensors of a sequence; a single tensor of what is known where their number is not."""
    try:
        tensors = op.tensors(xs)
    except Undetermined:
        whole = op.tensor(xs)
        return Tensor(Shape.unknown(), whole.kind, whole.dtype)
    if not tensors:
        raise Undetermined("no arrays to join")
    return tensors


def _needs_axes(op: Op, shapes: Sequence[Shape]) -> None:
    for index, shape in enumerate(shapes):
        if shape.rank == 0:
            raise Mismatch("operand-shapes", f"{op.short} needs at least one dimension, got ()", input=index)


def _merges(op: Op, tensors: Sequence[Tensor]) -> bool:
    """Whether a size known of one input is taken for all: Keras's symbolic shapes do not do that."""
    return op.kind(tensors) is not Kind.KERAS


def _joined(op: Op, tensors: Sequence[Tensor], shape: Shape, axis: int) -> Value:
    data = None
    if shape.rank == 1 or (shape.rank is not None and axis in (0, -shape.rank)):
        flats = [elements.elements(tensor) for tensor in tensors]
        if all(flat is not None for flat in flats):
            data = elements.nest([element for flat in flats for element in flat or []], shape)
    return op.result(tensors, shape, _common_dtype(op, tensors), data, _bound(tensors))


def _common_dtype(op: Op, tensors: Sequence[Tensor]) -> str | None:
    return dtypes.promote([tensor.dtype for tensor in tensors], is_numpy=op.is_numpy)


def _bound(tensors: Sequence[Tensor]) -> int | None:
    bounds = [tensor.classes for tensor in tensors]
    return max(bound for bound in bounds if bound is not None) if bounds and None not in bounds else None


def stack(op: Op, xs: Value, axis: Value = 0) -> Value:
    """Equal tensors along a new axis. Raises Mismatch where they differ."""
    tensors = _operands(op, xs)
    if isinstance(tensors, Tensor):
        whole = op.tensor(xs)
        if whole.shape.rank == 1 and whole.kind is Kind.ARRAY and whole.dtype in (None, "object"):
            return op.unknown([tensors])  # it may hold arrays: a column that a function made of texts
        if whole.shape.dims is not None and convert.is_known_integer(axis):
            return view(op, whole, algebra.moveaxis(whole.shape, 0, convert.integer_of(axis)), is_row_major=False)
        return op.unknown([tensors], tensors.dtype)
    where = convert.integer_of(axis, "the argument axis")
    shape = merging.stack([tensor.shape for tensor in tensors], where, merge_open=_merges(op, tensors))
    data = None
    if where == 0 and all(tensor.data is not None or not tensor.shape.known for tensor in tensors):
        rows = tuple(None if tensor.data is elements.DYNAMIC else tensor.data for tensor in tensors)
        is_known = any(row is not None for row in rows) and elements.sizes(shape) is not None
        data = rows if is_known else None
    return op.result(tensors, shape, _common_dtype(op, tensors), data, _bound(tensors))


def horizontal(op: Op, xs: Value) -> Value:
    """Joined along the second axis, vectors along their only one."""
    return _stacked(op, xs, _at_least_1d, lambda rank: 0 if rank == 1 else 1)


def vertical(op: Op, xs: Value) -> Value:
    """Joined along the first axis, vectors as rows."""
    return _stacked(op, xs, _at_least_2d, lambda rank: 0)


def deep(op: Op, xs: Value) -> Value:
    """Joined along the third axis."""
    return _stacked(op, xs, _at_least_3d, lambda rank: 2)


def columns(op: Op, xs: Value) -> Value:
    """Joined along the second axis, vectors as columns."""
    return _stacked(op, xs, lambda shape: Shape(*shape.known, 1) if shape.rank == 1 else shape, lambda rank: 1)


def _at_least_1d(shape: Shape) -> Shape:
    return Shape(1) if shape.rank == 0 else shape


def _at_least_2d(shape: Shape) -> Shape:
    return Shape(*(1,) * (2 - len(shape.dims)), *shape.dims) if shape.dims is not None else shape


def _at_least_3d(shape: Shape) -> Shape:
    if shape.dims is None or len(shape.dims) >= 3:
        return shape
    return Shape(*_at_least_2d(shape).known, 1)


def _stacked(op: Op, xs: Value, lift: Callable[[Shape], Shape], axis_of: Callable[[int], int]) -> Value:
    tensors = _operands(op, xs)
    if isinstance(tensors, Tensor):
        return op.unknown([tensors], tensors.dtype)
    shapes = [lift(tensor.shape) for tensor in tensors]
    rank = next((shape.rank for shape in shapes if shape.rank is not None), None)
    if rank is None:
        return op.unknown(tensors, _common_dtype(op, tensors))
    axis = axis_of(rank)
    return _joined(op, tensors, merging.concatenate(shapes, axis, merge_open=_merges(op, tensors)), axis)


def at_least(op: Op, xs: Value) -> Value:
    """`atleast_1d`, `atleast_2d`, `atleast_3d`: of one array, or a tuple of several."""
    lift = {"atleast_1d": _at_least_1d, "atleast_2d": _at_least_2d}.get(op.short, _at_least_3d)
    lifted = tuple(view(op, tensor, lift(tensor.shape)) for tensor in op.tensors(xs))
    return lifted[0] if len(lifted) == 1 else lifted


def append(op: Op, x: Value, values: Value, axis: Value = None) -> Value:
    """Two arrays joined; flattened for None."""
    return concatenate(op, (x, values), axis)


def split(op: Op, x: Value, parts: Value, axis: Value = 0) -> Value:
    """A list of equal parts, or of those between the indices. Raises Mismatch where the parts are not equal."""
    tensor = op.tensor(x)
    where = convert.integer_of(axis, "the argument axis")
    if convert.is_known_integer(parts):
        pieces = algebra.split(tensor.shape, convert.integer_of(parts), where)
    else:
        pieces = algebra.split(tensor.shape, convert.dims_of(op.ctx, parts, "the parts"), where)
    return _pieces(op, tensor, pieces)


def _pieces(op: Op, tensor: Tensor, shapes: Sequence[Shape]) -> Value:
    if len(shapes) > convert.SAMPLE * 4:
        raise Undetermined("too many parts")
    return op.ctx.list([op.result([tensor], shape, tensor.dtype, None, tensor.classes) for shape in shapes])


def axis_split(op: Op, x: Value, parts: Value) -> Value:
    """`hsplit`, `vsplit`, `dsplit`."""
    tensor = op.tensor(x)
    rank = tensor.shape.rank
    if rank is not None and rank < {"vsplit": 2, "dsplit": 3}.get(op.short, 1):
        raise Mismatch("operand-shapes", f"{op.short} needs more dimensions than {tensor.shape} has")
    axis = {"vsplit": 0, "dsplit": 2}.get(op.short, 0 if rank == 1 else 1)
    return split(op, x, parts, axis)


def array_split(op: Op, x: Value, parts: Value, axis: Value = 0) -> Value:
    """Parts that may differ by one."""
    if not convert.is_known_integer(parts):
        return split(op, x, parts, axis)
    tensor, count = op.tensor(x), convert.integer_of(parts)
    if tensor.shape.dims is None or not 0 < count <= MOST_PARTS:
        raise Undetermined("the parts")
    where = op.one_axis(axis, len(tensor.shape))
    size = tensor.shape[where]
    if not isinstance(size, int):
        open_size: Dim = None if size is None else UNKNOWN
        return _pieces(op, tensor, [tensor.shape.replace(where, open_size)] * count)
    share, longer = divmod(size, count)
    return _pieces(op, tensor, [tensor.shape.replace(where, share + (index < longer)) for index in range(count)])


def tf_split(op: Op, x: Value, parts: Value, axis: Value = 0) -> Value:
    """TensorFlow's: a number of parts, or the size of each, one of which may be -1."""
    if convert.is_known_integer(parts):
        return split(op, x, parts, axis)
    tensor, sizes = op.tensor(x), list(convert.dims_of(op.ctx, parts, "the parts"))
    if tensor.shape.dims is None:
        return _pieces(op, tensor, [Shape.unknown()] * len(sizes))
    where = op.one_axis(axis, len(tensor.shape))
    whole = tensor.shape[where]
    if -1 in sizes:
        rest = [size for size in sizes if size != -1]
        left: Dim = whole
        for size in rest:
            left = arithmetic("-", left, size)
        sizes = [left if size == -1 else size for size in sizes]
    elif isinstance(whole, int) and all(isinstance(size, int) for size in sizes):
        given = sum(size for size in sizes if isinstance(size, int))
        if given != whole:
            raise Mismatch(
                "operand-shapes",
                f"parts of {', '.join(map(str, sizes))} make {given}, but axis {where} of {tensor.shape} has {whole}",
                argument="num_or_size_splits",
            )
    return _pieces(op, tensor, [tensor.shape.replace(where, size) for size in sizes])


def unstack(op: Op, x: Value, num: Value = None, axis: Value = 0) -> Value:
    """A list of the slices along `axis`, which goes away."""
    tensor = op.tensor(x)
    if tensor.shape.dims is None:
        count: Dim = UNKNOWN if num is None else convert.dim_of(num)
        shape = Shape.unknown()
    else:
        where = op.one_axis(axis, len(tensor.shape))
        count = tensor.shape[where] if num is None else convert.dim_of(num)
        shape = Shape(*tensor.shape.dims[:where], *tensor.shape.dims[where + 1 :])
    if not isinstance(count, int):
        if count is None and op.library == "tensorflow" and tensor.shape.dims is not None:
            raise Mismatch(
                "operand-shapes", f"unstack needs a fixed size along axis {where}, got {tensor.shape}", argument="axis"
            )
        return op.ctx.list(None, op.result([tensor], shape, tensor.dtype))
    if count > elements.LIMIT:
        raise Undetermined("too many parts")
    flat = elements.elements(tensor) if shape.rank == 0 else None
    if flat is not None and len(flat) == count:
        known = [elements.DYNAMIC if element is None else element for element in flat]
        return op.ctx.list([op.result([tensor], shape, tensor.dtype, element) for element in known])
    return op.ctx.list([op.result([tensor], shape, tensor.dtype, None, tensor.classes) for _ in range(count)])


def tf_unstack(op: Op, x: Value, num: Value = None, axis: Value = 0) -> Value:
    """TensorFlow's, and Keras's: as `unstack`."""
    return unstack(op, x, num, axis)


family(concatenate, "xs axis", "keras.ops", "concatenate")
family(stack, "x>xs axis", "keras.ops", "stack")
family(horizontal, "xs", "keras.ops", "hstack")
family(vertical, "xs", "keras.ops", "vstack")
family(deep, "xs", "keras.ops", "dstack")
family(append, "x1>x x2>values axis", "keras.ops", "append")
family(split, "x indices_or_sections>parts axis", "keras.ops", "split")
family(axis_split, "x indices_or_sections>parts", "keras.ops", "hsplit vsplit dsplit")
family(array_split, "x indices_or_sections>parts axis", "keras.ops", "array_split")
family(unstack, "x num axis", "keras.ops", "unstack")
family(concatenate, "arrays>xs axis _out * _dtype _casting", "numpy", "concatenate concat")
family(stack, "arrays>xs axis _out * _dtype _casting", "numpy", "stack")
family(horizontal, "tup>xs * _dtype _casting", "numpy", "hstack")
family(vertical, "tup>xs * _dtype _casting", "numpy", "vstack row_stack")
family(deep, "tup>xs", "numpy", "dstack")
family(columns, "tup>xs", "numpy", "column_stack")
family(at_least, "*xs", "numpy", "atleast_1d atleast_2d atleast_3d")
family(append, "arr>x values axis", "numpy", "append")
family(split, "ary>x indices_or_sections>parts axis", "numpy", "split")
family(axis_split, "ary>x indices_or_sections>parts", "numpy", "hsplit vsplit dsplit")
family(array_split, "ary>x indices_or_sections>parts axis", "numpy", "array_split")
family(unstack, "x * axis", "numpy", "unstack")
family(concatenate, "values>xs axis _name", "tensorflow", "concat")
family(stack, "values>xs axis _name", "tensorflow", "stack")
family(stack, "values>xs _name", "tensorflow", "parallel_stack")
family(tf_split, "value>x num_or_size_splits>parts axis _num _name", "tensorflow", "split")
family(tf_unstack, "value>x num axis _name", "tensorflow", "unstack")
