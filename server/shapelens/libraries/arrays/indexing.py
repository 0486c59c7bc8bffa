"""What is taken out of a tensor: subscripts, gathers and slices, and what is written into one.

The meaning of a subscript is NumPy's for arrays, and Keras's `GetItem` (integers, slices, None and `...`) for the others.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...shapes import UNKNOWN, Dim, Mismatch, Shape, Symbolic, arithmetic, is_unknown, same
from ...shapes.broadcasting import broadcast
from ...values import Kind, ListValue, Tensor, Unknown, Value
from . import convert, elements
from .op import Op, family

MAY_BE_OBJECTS = (None, "object", "string")


def subscript(op: Op, x: Value, index: Value) -> Value:
    """`x[index]`. Raises Mismatch for too many indices, or an integer that is out of bounds."""
    tensor = op.tensor(x)
    parts = list(index) if isinstance(index, tuple) else [index]
    if tensor.kind is Kind.KERAS:
        parts = _keras_parts(op, index, parts)
    if tensor.shape.dims is None:
        return op.result([tensor], Shape.unknown(), tensor.dtype, None, tensor.classes)
    shape = subscripted(op, tensor, parts)
    if shape.dims is None:
        return op.result([tensor], shape, tensor.dtype, None, tensor.classes)
    data = _picked(tensor, parts, shape) if tensor.data is not None else None
    return op.result([tensor], shape, tensor.dtype, data, tensor.classes)


def _keras_parts(op: Op, index: Value, parts: list[Value]) -> list[Value]:
    """What a KerasTensor accepts: a list counts as a tuple; arrays are refused, and so is a slice, None or `...` on its own.

    Source: keras.src.ops.numpy.GetItem.
    """
    if type(index) is ListValue:
        parts = list(index.items(op.ctx.heap) or (op.ctx.unknown("an index"),))
    if isinstance(index, slice) or index is None or index is ...:
        raise Mismatch(
            "operand-shapes", "a KerasTensor takes a slice, None or `...` only in a tuple: `x[1:, ...]`, not `x[1:]`"
        )
    for part in parts:
        if isinstance(part, (Tensor, ListValue, tuple)):
            raise Mismatch(
                "operand-shapes",
                "a KerasTensor can be indexed by integers, slices, None and `...` only: `keras.ops.take` takes an array",
            )
    return parts


def _picked(tensor: Tensor, parts: Sequence[Value], shape: Shape) -> Value:
    """The elements that a first integer or slice takes; the rest is not followed."""
    if len(parts) != 1 or not isinstance(tensor.data, tuple):
        flat = elements.elements(tensor)
        row: Value = tensor.data
        if flat is None or not all(isinstance(part, int) for part in parts):
            return None
        for part in parts:
            row = row[part] if isinstance(row, tuple) and isinstance(part, int) else None
        return elements.DYNAMIC if row is None else row
    part = parts[0]
    if isinstance(part, Tensor) and part.shape.rank == 0 and isinstance(part.data, int):
        part = part.data
    if isinstance(part, int) and not isinstance(part, bool):
        if not -len(tensor.data) <= part < len(tensor.data):
            return None
        return elements.DYNAMIC if tensor.data[part] is None else tensor.data[part]
    if isinstance(part, slice) and all(
        bound is None or isinstance(bound, int) for bound in (part.start, part.stop, part.step)
    ):
        return None if part.step == 0 else tensor.data[part]
    return None


def subscripted(op: Op, tensor: Tensor, parts: Sequence[Value]) -> Shape:
    """The shape of a subscript, the parts of which stand for axes from the left."""
    shape = tensor.shape
    rank = len(shape)
    consumed = sum(_consumes(op, part) for part in parts)
    if any(isinstance(part, Unknown) for part in parts) or consumed < 0:
        return Shape.unknown()
    if consumed > rank:
        if rank == 0 and tensor.kind is Kind.ARRAY and tensor.dtype in MAY_BE_OBJECTS:
            return Shape.unknown()  # what an array of Python objects holds is indexed in its own way
        raise Mismatch("operand-shapes", f"{consumed} indices for the {rank} dimension{'s' * (rank != 1)} of {shape}")
    dims: list[Dim] = []
    advanced: list[Shape] = []
    place: int | None = None
    is_apart = False
    axis = 0
    has_ellipsis = any(part is ... for part in parts)
    for part in [*parts] if has_ellipsis else [*parts, ...]:
        if part is ...:
            gap = rank - consumed
            dims.extend(shape.known[axis : axis + gap])
            axis += gap
        elif part is None:
            dims.append(1)
        elif isinstance(part, slice):
            dims.append(slice_size(shape[axis], part))
            axis += 1
        else:
            selected = _selected(op, part, shape, axis)
            axis += _consumes(op, part)
            is_apart = is_apart or (place is not None and place != len(dims))
            place = len(dims) if place is None else place
            advanced.append(selected)
    if place is None:
        return Shape(*dims)
    where = 0 if is_apart else place
    block = broadcast(*advanced)
    return Shape.unknown() if block.dims is None else Shape(*dims[:where], *block.dims, *dims[where:])


def _consumes(op: Op, part: Value) -> int:
    """How many axes a part stands for; a large negative number where it cannot be told."""
    if part is None or part is ... or isinstance(part, bool):
        return 0
    if isinstance(part, (int, slice, Symbolic)):
        return 1
    array = op.tensor(part)
    if array.shape.dims is None or (array.dtype is None and array.shape.rank != 0):
        return -(10**6) if array.dtype in (None, "bool") or array.shape.dims is None else 1
    return len(array.shape.dims) if array.dtype == "bool" else 1


def _selected(op: Op, part: Value, shape: Shape, axis: int) -> Shape:
    """The shape that an integer, an array of integers or a mask selects: `()` where the axis just goes away."""
    if isinstance(part, bool):
        return Shape(int(part))
    array = op.tensor(part)
    if array.dtype == "bool":
        for offset, size in enumerate(array.shape.known):
            if same(size, shape[axis + offset]) is False:
                raise Mismatch(
                    "operand-shapes",
                    f"a mask of shape {array.shape} does not fit {shape}: {size} against {shape[axis + offset]}",
                )
        flat = elements.elements(array)
        return Shape(sum(map(bool, flat)) if flat is not None else UNKNOWN)
    if array.shape.rank == 0:
        size = shape[axis]
        if isinstance(array.data, int) and isinstance(size, int) and not -size <= array.data < size:
            raise Mismatch(
                "operand-shapes",
                f"index {array.data} is out of bounds for axis {axis} of {shape}, which has size {size}",
            )
    return array.shape


def slice_size(size: Dim, part: slice) -> Dim:
    """How many entries a slice takes of an axis. A dynamic axis stays dynamic, as Keras has it."""
    bounds = [None if bound is None else convert.dim_of(bound) for bound in (part.start, part.stop, part.step)]
    given = [bound is not None for bound in (part.start, part.stop, part.step)]
    start, stop, step = bounds
    if any(is_given and bound is None for is_given, bound in zip(given, bounds)):
        return None
    if any(isinstance(bound, Symbolic) and is_unknown(bound) for bound in bounds):
        return UNKNOWN
    if not any(given) or (start in (None, 0) and stop is None and step in (None, 1)):
        return size
    if size is None:
        return None
    if all(bound is None or isinstance(bound, int) for bound in bounds):
        if isinstance(size, int):
            return len(range(*slice(start, stop, step).indices(size))) if step != 0 else UNKNOWN
        return _open_slice(size, start, stop, step)
    return _symbolic_slice(size, start, stop, step)


def _open_slice(size: Symbolic, start: Dim, stop: Dim, step: Dim) -> Dim:
    """Of an axis of unknown length, counted from its ends; long enough is taken for granted only for symbols."""
    if is_unknown(size) or (isinstance(step, int) and step < 0):
        if start is None and stop is None and step == -1:
            return size
        return UNKNOWN
    first: Dim = (
        0 if start is None else start if isinstance(start, int) and start >= 0 else arithmetic("+", size, start)
    )
    last: Dim = size if stop is None else stop if isinstance(stop, int) and stop >= 0 else arithmetic("+", size, stop)
    if isinstance(last, int) and not isinstance(first, int):
        return UNKNOWN
    if isinstance(last, int):
        return UNKNOWN
    count = arithmetic("-", last, first)
    if step in (None, 1):
        return count
    return arithmetic("//", arithmetic("+", count, arithmetic("-", step, 1)), step)


def _symbolic_slice(size: Dim, start: Dim, stop: Dim, step: Dim) -> Dim:
    """Bounds that are symbols: their difference where both stand on the same side."""
    if step not in (None, 1):
        return UNKNOWN
    if start in (None, 0) and isinstance(stop, Symbolic):
        return stop if same(stop, size) or isinstance(size, Symbolic) else UNKNOWN
    if isinstance(start, Symbolic) and isinstance(stop, (Symbolic)):
        return arithmetic("-", stop, start)
    return UNKNOWN


def take(op: Op, x: Value, indices: Value, axis: Value = None) -> Value:
    """Entries along `axis` at `indices`: the axis is replaced by the indices' shape; of the flattened tensor for None."""
    tensor, positions = op.tensor(x), op.tensor(indices)
    if axis is None:
        return op.result([tensor, positions], positions.shape, tensor.dtype, None, tensor.classes)
    if tensor.shape.dims is None or positions.shape.dims is None:
        return op.unknown([tensor, positions], tensor.dtype)
    where = op.one_axis(axis, len(tensor.shape))
    shape = Shape(*tensor.shape.dims[:where], *positions.shape.dims, *tensor.shape.dims[where + 1 :])
    return op.result([tensor, positions], shape, tensor.dtype, None, tensor.classes)


def gather(op: Op, x: Value, indices: Value, axis: Value = None, batch_dims: Value = 0) -> Value:
    """`tf.gather`: as `take` along `axis` (the first after the batch axes by default), batch axes shared."""
    tensor, positions = op.tensor(x), op.tensor(indices)
    if tensor.shape.dims is None or positions.shape.dims is None:
        return op.unknown([tensor, positions], tensor.dtype)
    shared = convert.integer_of(batch_dims)
    shared += len(positions.shape) if shared < 0 else 0
    if not tensor.shape.dims:
        raise Mismatch("operand-shapes", "gather needs at least one dimension, got ()")
    where = shared if axis is None else op.one_axis(axis, len(tensor.shape))
    shape = Shape(*tensor.shape.dims[:where], *positions.shape.dims[shared:], *tensor.shape.dims[where + 1 :])
    return op.result([tensor, positions], shape, tensor.dtype, None, tensor.classes)


def gather_nd(op: Op, x: Value, indices: Value, batch_dims: Value = 0) -> Value:
    """Entries at index vectors: `indices.shape[:-1]` and the axes that the vectors do not address."""
    tensor, positions = op.tensor(x), op.tensor(indices)
    depth = positions.shape.last
    if tensor.shape.dims is None or not positions.shape.dims or not isinstance(depth, int):
        return op.unknown([tensor, positions], tensor.dtype)
    start = convert.integer_of(batch_dims) + depth
    if start > len(tensor.shape):
        raise Mismatch(
            "operand-shapes",
            f"index vectors of {depth} for the {len(tensor.shape)} dimensions of {tensor.shape}",
            input=1,
        )
    return op.result([tensor, positions], Shape(*positions.shape.dims[:-1], *tensor.shape.dims[start:]), tensor.dtype)


def along_axis(op: Op, x: Value, indices: Value, axis: Value = None) -> Value:
    """`take_along_axis`: the indices' shape, the other axes broadcast."""
    tensor, positions = op.tensor(x), op.tensor(indices)
    if axis is None:
        return op.result([tensor, positions], positions.shape, tensor.dtype)
    if tensor.shape.dims is None or positions.shape.dims is None:
        return op.unknown([tensor, positions], tensor.dtype)
    where = op.one_axis(axis, len(tensor.shape))
    if len(positions.shape) != len(tensor.shape):
        raise Mismatch(
            "operand-shapes",
            f"indices of shape {positions.shape} need the {len(tensor.shape)} dimensions of {tensor.shape}",
            input=1,
        )
    rest = broadcast(tensor.shape.replace(where, 1), positions.shape.replace(where, 1))
    return op.result([tensor, positions], rest.replace(where, positions.shape[where]), tensor.dtype)


def masked(op: Op, x: Value, mask: Value, axis: Value = None) -> Value:
    """`tf.boolean_mask`: the masked axes become one of unknown length."""
    tensor, chosen = op.tensor(x), op.tensor(mask)
    if tensor.shape.dims is None or chosen.shape.dims is None:
        return op.unknown([tensor], tensor.dtype)
    where = 0 if axis is None else op.one_axis(axis, len(tensor.shape))
    rest = tensor.shape.dims[where + len(chosen.shape) :]
    return op.result([tensor], Shape(*tensor.shape.dims[:where], None, *rest), tensor.dtype)


def cut(op: Op, x: Value, start: Value, size: Value) -> Value:
    """A block of the given sizes; -1 takes the rest of an axis. Raises Mismatch for another number of them."""
    tensor = op.tensor(x)
    sizes = op.shape(size)
    if sizes.dims is None:
        return op.result(
            [tensor], tensor.shape if tensor.shape.dims is None else Shape.of_rank(len(tensor.shape)), tensor.dtype
        )
    if tensor.shape.dims is None:
        return op.result([tensor], Shape(*[UNKNOWN if dim == -1 else dim for dim in sizes.dims]), tensor.dtype)
    if len(sizes.dims) != len(tensor.shape):
        raise Mismatch("operand-shapes", f"a slice of {len(sizes.dims)} sizes of {tensor.shape}", argument="size")
    starts = op.shape(start).dims or (UNKNOWN,) * len(sizes.dims)
    dims = [
        arithmetic("-", whole, begin) if dim == -1 else dim
        for whole, begin, dim in zip(tensor.shape.dims, starts, sizes.dims)
    ]
    for whole, dim in zip(tensor.shape.dims, sizes.dims):
        if isinstance(whole, int) and isinstance(dim, int) and dim > whole:
            raise Mismatch("operand-shapes", f"a slice of {sizes} does not fit {tensor.shape}", argument="size")
    return op.result([tensor], Shape(*dims), tensor.dtype)


def updated(op: Op, x: Value, **_: Value) -> Value:
    """Some elements exchanged: the same shape."""
    tensor = op.tensor(x)
    return op.result([tensor], tensor.shape, tensor.dtype, None, None)


def scattered(op: Op, indices: Value, values: Value, shape: Value) -> Value:
    """Values put into zeros of `shape`."""
    tensor = op.tensor(values)
    return op.result([op.tensor(indices), tensor], op.shape(shape), tensor.dtype)


def where(op: Op, condition: Value, x: Value = None, y: Value = None) -> Value:
    """Elements of `x` or of `y`: what the three broadcast to. With a condition alone, where it holds."""
    chosen = op.tensor(condition)
    if x is None and y is None:
        rank = chosen.shape.rank
        if op.library == "tensorflow":
            return op.result([chosen], Shape(None, UNKNOWN if rank is None else rank), "int64")
        if chosen.kind is Kind.KERAS:
            return op.result(
                [chosen], chosen.shape, "int64"
            )  # what Keras's tracing says; run, it is as many places as hold
        from .reductions import nonzero

        return nonzero(op, condition)
    a, b = op.tensor(x), op.tensor(y)
    shape = broadcast(chosen.shape, a.shape, b.shape)
    return op.result([chosen, a, b], shape, op.promoted(x, y))


def select(op: Op, conditions: Value, choices: Value, default: Value = 0) -> Value:
    """Elements of the first choice whose condition holds: what all broadcast to."""
    tensors = [*op.some(conditions), *op.some(choices)]
    return op.result(tensors, broadcast(*[tensor.shape for tensor in tensors]), tensors[-1].dtype)


def compress(op: Op, condition: Value, x: Value, axis: Value = None) -> Value:
    """The entries along `axis` where the condition holds."""
    tensor = op.tensor(x)
    if axis is None:
        return op.result([tensor], Shape(UNKNOWN), tensor.dtype)
    if tensor.shape.dims is None:
        return op.unknown([tensor], tensor.dtype)
    return op.result([tensor], tensor.shape.replace(op.one_axis(axis, len(tensor.shape)), UNKNOWN), tensor.dtype)


def unravel(op: Op, indices: Value, shape: Value) -> Value:
    """One tensor of positions an axis of `shape`."""
    tensor = op.tensor(indices)
    count = len(convert.dims_of(op.ctx, shape))
    return tuple(op.result([tensor], tensor.shape, "int64" if op.is_numpy else tensor.dtype) for _ in range(count))


def open_mesh(op: Op, xs: Value) -> Value:
    """`np.ix_`: each vector along an axis of its own."""
    vectors = op.tensors(xs)
    count = len(vectors)
    return tuple(
        op.result([vector], Shape(*(1,) * at, vector.shape.size, *(1,) * (count - at - 1)), vector.dtype)
        for at, vector in enumerate(vectors)
    )


def embedding(op: Op, params: Value, ids: Value) -> Value:
    """Rows of a table: the ids' shape and the row's."""
    return take(op, params, ids, 0)


def get_item(op: Op, x: Value, key: Value) -> Value:
    """`keras.ops.get_item`."""
    return subscript(op, x, key)


family(get_item, "x key", "keras.ops", "get_item")
family(take, "x indices axis", "keras.ops", "take")
family(along_axis, "x indices axis", "keras.ops", "take_along_axis")
family(cut, "inputs>x start_indices>start shape>size", "keras.ops", "slice")
family(updated, "inputs>x _start_indices _updates", "keras.ops", "slice_update")
family(updated, "inputs>x _indices _updates _reduction", "keras.ops", "scatter_update")
family(scattered, "indices values shape", "keras.ops", "scatter")
family(where, "condition x1>x x2>y", "keras.ops", "where")
family(select, "condlist>conditions choicelist>choices default", "keras.ops", "select")
family(unravel, "indices shape", "keras.ops", "unravel_index")

family(take, "a>x indices axis _out _mode", "numpy", "take")
family(along_axis, "arr>x indices axis", "numpy", "take_along_axis")
family(where, "condition x y", "numpy", "where")
family(select, "condlist>conditions choicelist>choices default", "numpy", "select")
family(compress, "condition a>x axis _out", "numpy", "compress")
family(compress, "condition arr>x", "numpy", "extract")
family(unravel, "indices shape _order", "numpy", "unravel_index")
family(open_mesh, "*xs", "numpy", "ix_")

family(gather, "params>x indices _validate_indices axis batch_dims _name", "tensorflow", "gather")
family(gather_nd, "params>x indices batch_dims _name _bad_indices_policy", "tensorflow", "gather_nd")
family(masked, "tensor>x mask axis _name", "tensorflow", "boolean_mask")
family(cut, "input_>x begin>start size _name", "tensorflow", "slice")
family(updated, "tensor>x _indices _updates _bad_indices_policy _name", "tensorflow", "tensor_scatter_nd_add "
       "tensor_scatter_nd_sub tensor_scatter_nd_max tensor_scatter_nd_min")  # fmt: skip
family(updated, "tensor>x _indices _updates _name", "tensorflow", "tensor_scatter_nd_update")
family(scattered, "indices updates>values shape _bad_indices_policy _name", "tensorflow", "scatter_nd")
family(where, "condition x y _name", "tensorflow", "where")
family(embedding, "params ids _max_norm _name", "tensorflow.nn", "embedding_lookup")
family(updated, "input>x _diagonal _name _k _align", "tensorflow.linalg", "set_diag")
