"""Functions that give elements another arrangement: reshape, transpose, squeeze, pad, repeat."""

from __future__ import annotations

import math

from ...findings.catalogue import RESHAPE_BATCH
from ...shapes import UNKNOWN, Dim, Mismatch, Shape, Symbolic, Undetermined, arithmetic, product
from ...shapes import reshaping as algebra
from ...shapes.axes import normalize_axis
from ...shapes.broadcasting import broadcast
from ...shapes.broadcasting import broadcast_to as broadcast_shape
from ...values import Kind, Tensor, Value
from . import convert, elements
from .op import Op, family


def view(op: Op, tensor: Tensor, shape: Shape, *, is_row_major: bool = True) -> Value:
    """The same elements in another shape; in the same order they are kept where known."""
    data = None
    if is_row_major and tensor.data is not None:
        data = elements.nest(elements.elements(tensor), shape)
    return op.result([tensor], shape, tensor.dtype, data, tensor.classes)


def reshape(op: Op, x: Value, shape: Value) -> Value:
    """The elements in `shape`, one entry of which may be -1. Raises Mismatch where their number certainly changes.

    Beyond Keras's own symbolic check: a target of numbers must be a multiple of the sizes that are known, or it fails when
    it runs ("Dimension size must be evenly divisible"). Where only some batch sizes work, that is a warning.
    """
    tensor = op.tensor(x)
    target = op.sizes(shape) if tensor.kind is Kind.TENSOR else op.shape(shape)
    if target.dims is None:
        return op.unknown([tensor], tensor.dtype)
    wanted = _target(op, tensor, _resolved(tensor, target.dims))
    found = algebra.reshape(tensor.shape, wanted, argument="shape")
    _check_divisible(tensor.shape, target.dims)
    _check_batch(op, tensor, target)
    return view(op, tensor, found)


def _resolved(tensor: Tensor, target: tuple[Dim, ...]) -> tuple[Dim, ...]:
    """A single dynamic size of the target is told by the elements of a traced tensor whose sizes are all numbers.

    Source: the shape function of TensorFlow's Reshape.
    """
    size = tensor.shape.size
    rest = product([dim for dim in target if dim is not None])
    is_one = target.count(None) == 1 and -1 not in target and tensor.kind is Kind.TENSOR
    if not is_one or not isinstance(size, int) or not isinstance(rest, int) or rest <= 0 or size % rest:
        return target
    return tuple(size // rest if dim is None else dim for dim in target)


def _check_batch(op: Op, tensor: Tensor, target: Shape) -> None:
    """Warns where neither the elements of a sample fill the target nor those of the target samples."""
    dims = tensor.shape.known
    sample = product(dims[1:])
    wanted = product([dim for dim in target.known if dim != -1])
    if not dims or dims[0] is not None or -1 not in target.known:
        return
    if (
        isinstance(sample, int)
        and isinstance(wanted, int)
        and sample > 0 < wanted
        and sample % wanted
        and wanted % sample
    ):
        op.ctx.report(
            RESHAPE_BATCH,
            f"{tensor.shape} cannot be reshaped to {target} unless the batch size is a multiple of "
            f"{wanted // math.gcd(sample, wanted)}: {sample} elements a sample, the target takes multiples of {wanted}",
            tensor=tensor,
            expected=target,
            got=tensor.shape,
        )


def _target(op: Op, tensor: Tensor, dims: tuple[Dim, ...]) -> tuple[Dim, ...]:
    """A dynamic size that the array cannot have is not known rather than dynamic."""
    if op.kind([tensor]) is Kind.ARRAY:
        return tuple(UNKNOWN if dim is None else dim for dim in dims)
    return dims


def _check_divisible(shape: Shape, target: tuple[Dim, ...]) -> None:
    if shape.dims is None or not all(isinstance(dim, int) and dim > 0 for dim in target):
        return
    known = product([dim for dim in shape.dims if isinstance(dim, int)])
    wanted = product(target)
    if isinstance(known, int) and isinstance(wanted, int) and known > 0 and wanted % known:
        raise Mismatch(
            "reshape-size",
            f"{shape} cannot be reshaped to {Shape(*target)}: {wanted} elements are not a multiple of {known}",
            argument="shape",
            expected=Shape(*target),
            got=shape,
        )


def flatten(op: Op, x: Value) -> Value:
    """All elements in one row."""
    tensor = op.tensor(x)
    return view(op, tensor, algebra.flatten(tensor.shape))


def expand_dims(op: Op, x: Value, axis: Value) -> Value:
    """New axes of size 1. Raises Mismatch where they cannot stand there."""
    tensor = op.tensor(x)
    where = op.axis(axis)
    if where is None:
        raise Undetermined("the argument axis")
    return view(op, tensor, algebra.expand_dims(tensor.shape, where))


def squeeze(op: Op, x: Value, axis: Value = None) -> Value:
    """Axes of size 1 dropped. Raises Mismatch where a named one is certainly longer; of a KerasTensor also where it is None.

    Without `axis` a traced tensor with a dynamic size has no rank any more: that size may be 1. A KerasTensor keeps it.
    Source: keras.src.ops.numpy.Squeeze; the shape function of TensorFlow's Squeeze.
    """
    tensor = op.tensor(x)
    axes = op.axis(axis)
    if axes is None and tensor.kind is Kind.TENSOR and None in tensor.shape.known:
        return op.unknown([tensor], tensor.dtype)
    shape = algebra.squeeze(tensor.shape, axes)
    if axes is not None and tensor.kind is Kind.KERAS and tensor.shape.dims is not None:
        for where in op.axes(axes, len(tensor.shape)):
            if tensor.shape[where] is None:
                raise Mismatch(
                    "operand-shapes", f"axis {where} of {tensor.shape} cannot be squeezed: it is not 1", argument="axis"
                )
    return view(op, tensor, shape)


def transpose(op: Op, x: Value, axes: Value = None) -> Value:
    """The axes in another order, reversed for None. Raises Mismatch where `axes` is no permutation."""
    tensor = op.tensor(x)
    order = op.axis(axes, "axes")
    if isinstance(order, int):
        order = (order,)
    shape = algebra.transpose(tensor.shape, order)
    rank = shape.rank or 0
    permutation = [a % rank for a in order] if order else list(reversed(range(rank)))

    def source(index: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(index[permutation.index(axis)] for axis in range(rank))

    data = elements.pick(tensor, shape, source) if tensor.data is not None else None
    return op.result([tensor], shape, tensor.dtype, data, tensor.classes)


def matrix_transpose(op: Op, x: Value) -> Value:
    """The last two axes exchanged."""
    return swapaxes(op, x, -1, -2)


def swapaxes(op: Op, x: Value, axis1: Value, axis2: Value) -> Value:
    """Two axes exchanged. Raises Mismatch where one does not exist."""
    tensor = op.tensor(x)
    shape = algebra.swapaxes(tensor.shape, convert.integer_of(axis1), convert.integer_of(axis2))
    return view(op, tensor, shape, is_row_major=False)


def moveaxis(op: Op, x: Value, source: Value, destination: Value) -> Value:
    """Some axes moved elsewhere. Raises Mismatch where one does not exist."""
    tensor = op.tensor(x)
    origins, goals = op.axis(source, "source"), op.axis(destination, "destination")
    if origins is None or goals is None:
        raise Undetermined("the axes")
    return view(op, tensor, algebra.moveaxis(tensor.shape, origins, goals), is_row_major=False)


def rollaxis(op: Op, x: Value, axis: Value, start: Value = 0) -> Value:
    """One axis moved before another."""
    tensor = op.tensor(x)
    if tensor.shape.dims is None:
        return op.unknown([tensor], tensor.dtype)
    rank = len(tensor.shape)
    origin = op.one_axis(axis, rank)
    goal = convert.integer_of(start)
    goal += rank if goal < 0 else 0
    goal -= origin < goal
    return view(op, tensor, algebra.moveaxis(tensor.shape, origin, goal), is_row_major=False)


def shuffled(op: Op, x: Value, axis: Value = None) -> Value:
    """The elements in another order within the same shape. Raises Mismatch where an axis does not exist."""
    tensor = op.tensor(x)
    if axis is not None and tensor.shape.dims is not None:
        op.axes(axis, len(tensor.shape))
    least = {"fliplr": 2, "flipud": 1}.get(op.short, 0)
    if tensor.shape.rank is not None and tensor.shape.rank < least:
        raise Mismatch(
            "operand-shapes", f"{op.short} needs at least {least} dimensions, got {tensor.shape}", min_rank=least
        )
    data = None
    flat = elements.elements(tensor) if tensor.shape.rank == 1 else None
    if flat is not None and op.short in ("flip", "reverse"):
        data = tuple(reversed(flat))
    return op.result([tensor], tensor.shape, tensor.dtype, data, tensor.classes)


def rotate(op: Op, x: Value, k: Value = 1, axes: Value = (0, 1)) -> Value:
    """A rotation by quarter turns: the two axes exchanged for an odd number of them."""
    tensor = op.tensor(x)
    plane = op.axis(axes, "axes")
    if tensor.shape.dims is None or not isinstance(plane, tuple) or len(plane) != 2:
        return op.unknown([tensor], tensor.dtype)
    a, b = (normalize_axis(axis, len(tensor.shape), argument="axes") for axis in plane)
    turned = algebra.swapaxes(tensor.shape, a, b)
    turns = convert.dim_of(k)
    if not isinstance(turns, int):
        shape = tensor.shape if turned == tensor.shape else tensor.shape.replace(a, UNKNOWN).replace(b, UNKNOWN)
        return view(op, tensor, shape, is_row_major=False)
    return view(op, tensor, turned if turns % 2 else tensor.shape, is_row_major=False)


def tile(op: Op, x: Value, repeats: Value) -> Value:
    """The tensor beside itself, `repeats` times along each axis."""
    tensor = op.tensor(x)
    counts = convert.dims_of(op.ctx, repeats, "the repeats")
    rank = tensor.shape.rank
    if op.library == "tensorflow" and rank is not None and len(counts) != rank:
        raise Mismatch(
            "operand-shapes",
            f"`multiples` has {len(counts)} entries for the {rank} dimensions of {tensor.shape}",
            argument="multiples",
        )
    return op.result([tensor], algebra.tile(tensor.shape, counts), tensor.dtype, None, tensor.classes)


def repeat(op: Op, x: Value, repeats: Value, axis: Value = None) -> Value:
    """Each element `repeats` times along `axis`; of the flattened tensor for None."""
    tensor = op.tensor(x)
    where = op.axis(axis)
    if isinstance(where, tuple):
        raise Undetermined("the argument axis")
    counts = convert.sequence_of(op.ctx, repeats)
    if counts is not None and all(convert.is_known_integer(count) for count in counts):
        times: Dim | list[int] = [convert.integer_of(count) for count in counts]
        times = times[0] if isinstance(times, list) and len(times) == 1 else times
    elif op.tensor(repeats).shape.rank == 0:
        times = convert.dim_of(repeats)
    else:
        times = UNKNOWN
    shape = algebra.repeat(tensor.shape, times, where)
    return op.result([tensor], shape, tensor.dtype, None, tensor.classes)


def pad(op: Op, x: Value, widths: Value) -> Value:
    """Each axis longer by its pair of widths. Raises Mismatch for another number of pairs."""
    tensor = op.tensor(x)
    return op.result([tensor], algebra.pad(tensor.shape, _widths(op, widths, tensor.shape.rank)), tensor.dtype)


def _widths(op: Op, widths: Value, rank: int | None) -> list[tuple[Dim, Dim]]:
    """NumPy's forms: one width, one pair for all axes, or a pair for each."""
    pairs = convert.sequence_of(op.ctx, widths)
    if pairs is None and (isinstance(widths, (int, Symbolic))):
        pairs = ((widths, widths),)
    if pairs is None:
        table = op.tensor(widths)
        flat, sizes = elements.elements(table), elements.sizes(table.shape)
        if flat is None and sizes is not None and len(sizes) == 2 and sizes[1] == 2:
            return [(UNKNOWN, UNKNOWN)] * sizes[0]
        if flat is None or sizes is None or len(sizes) != 2:
            raise Undetermined("the padding")
        pairs = tuple(tuple(flat[at : at + 2]) for at in range(0, len(flat), 2))
    if len(pairs) == 2 and all(isinstance(width, (int, Symbolic)) for width in pairs):
        pairs = (pairs,)
    result: list[tuple[Dim, Dim]] = []
    for pair in pairs:
        sides = convert.dims_of(op.ctx, pair, "the padding")
        if len(sides) not in (1, 2):
            raise Undetermined("the padding")
        result.append((sides[0], sides[-1]))
    if len(result) == 1 and rank is not None and op.library != "tensorflow":
        result *= rank
    return result


def broadcast_to(op: Op, x: Value, shape: Value) -> Value:
    """The tensor stretched to `shape`. Raises Mismatch where it cannot be."""
    tensor = op.tensor(x)
    found = broadcast_shape(tensor.shape, op.shape(shape))
    return op.result([tensor], found, tensor.dtype, None, tensor.classes)


def broadcast_arrays(op: Op, xs: Value) -> Value:
    """Every array stretched to what all broadcast to."""
    tensors = op.tensors(xs)
    shape = broadcast(*[tensor.shape for tensor in tensors])
    return tuple(op.result([tensor], shape, tensor.dtype) for tensor in tensors)


def broadcast_shapes(op: Op, shapes: Value) -> Value:
    """The shape that shapes broadcast to, as a tuple."""
    items = convert.sequence_of(op.ctx, shapes) or ()
    found = broadcast(*[op.shape(item) for item in items])
    return op.ctx.unknown("an unknown rank") if found.dims is None else found.dims


def resize(op: Op, x: Value, shape: Value) -> Value:
    """`np.resize`: any shape, the elements repeated as needed."""
    tensor = op.tensor(x)
    return op.result([tensor], op.shape(shape), tensor.dtype)


def delete(op: Op, x: Value, what: Value, axis: Value = None) -> Value:
    """Without some entries along `axis`."""
    tensor = op.tensor(x)
    if axis is None:
        return op.result([tensor], Shape(UNKNOWN), tensor.dtype)
    if tensor.shape.dims is None:
        return op.unknown([tensor], tensor.dtype)
    where = op.one_axis(axis, len(tensor.shape))
    size = tensor.shape[where]
    count: Dim = UNKNOWN
    if convert.is_known_integer(what):
        count = 1
    else:
        flat = elements.elements(op.tensor(what))
        if flat is not None and all(isinstance(entry, int) and entry >= 0 for entry in flat):
            count = len(set(flat))
    return op.result([tensor], tensor.shape.replace(where, arithmetic("-", size, count)), tensor.dtype)


def insert(op: Op, x: Value, where: Value, values: Value, axis: Value = None) -> Value:
    """With one more entry along `axis`; how many more an array of positions brings is left open."""
    tensor = op.tensor(x)
    shape = algebra.flatten(tensor.shape) if axis is None else tensor.shape
    if shape.dims is None:
        return op.unknown([tensor], tensor.dtype)
    at = 0 if axis is None else op.one_axis(axis, len(shape))
    return op.result([tensor], shape.replace(at, UNKNOWN), tensor.dtype)


_BOTH = "keras.ops"


family(reshape, "x newshape>shape", "keras.ops", "reshape")
family(flatten, "x", "keras.ops", "ravel")
family(expand_dims, "x axis", "keras.ops", "expand_dims")
family(squeeze, "x axis", "keras.ops", "squeeze")
family(transpose, "x axes", "keras.ops", "transpose")
family(swapaxes, "x axis1 axis2", "keras.ops", "swapaxes")
family(moveaxis, "x source destination", "keras.ops", "moveaxis")
family(shuffled, "x axis", "keras.ops", "flip")
family(shuffled, "x", "keras.ops", "fliplr flipud")
family(shuffled, "x _shift axis", "keras.ops", "roll")
family(shuffled, "x _k", "keras.ops", "tril triu")
family(rotate, "array>x k axes", "keras.ops", "rot90")
family(tile, "x repeats", "keras.ops", "tile")
family(repeat, "x repeats axis", "keras.ops", "repeat")
family(pad, "x pad_width>widths _mode _constant_values", "keras.ops", "pad")
family(broadcast_to, "x shape", "keras.ops", "broadcast_to")

family(reshape, "a>x shape _order * _newshape _copy", "numpy", "reshape")
family(flatten, "a>x _order", "numpy", "ravel")
family(expand_dims, "a>x axis", "numpy", "expand_dims")
family(squeeze, "a>x axis", "numpy", "squeeze")
family(transpose, "a>x axes", "numpy", "transpose permute_dims")
family(matrix_transpose, "x", "numpy numpy.linalg", "matrix_transpose")
family(swapaxes, "a>x axis1 axis2", "numpy", "swapaxes")
family(moveaxis, "a>x source destination", "numpy", "moveaxis")
family(rollaxis, "a>x axis start", "numpy", "rollaxis")
family(shuffled, "m>x axis", "numpy", "flip")
family(shuffled, "m>x", "numpy", "fliplr flipud")
family(shuffled, "a>x _shift axis", "numpy", "roll")
family(shuffled, "m>x _k", "numpy", "tril triu")
family(shuffled, "x axes>axis", "numpy.fft", "fftshift ifftshift")
family(rotate, "m>x k axes", "numpy", "rot90")
family(tile, "A>x reps>repeats", "numpy", "tile")
family(repeat, "a>x repeats axis", "numpy", "repeat")
family(pad, "array>x pad_width>widths _mode * _constant_values _stat_length _end_values _reflect_type", "numpy", "pad")
family(broadcast_to, "array>x shape _subok", "numpy", "broadcast_to")
family(broadcast_arrays, "*xs _subok", "numpy", "broadcast_arrays")
family(broadcast_shapes, "*shapes", "numpy", "broadcast_shapes")
family(resize, "a>x new_shape>shape", "numpy", "resize")
family(delete, "arr>x obj>what axis", "numpy", "delete")
family(insert, "arr>x obj>where values axis", "numpy", "insert")

family(reshape, "tensor>x shape _name", "tensorflow", "reshape")
family(expand_dims, "input>x axis _name", "tensorflow", "expand_dims")
family(squeeze, "input>x axis _name", "tensorflow", "squeeze")
family(transpose, "a>x perm>axes _conjugate _name", "tensorflow", "transpose")
family(matrix_transpose, "matrix>x _name", "tensorflow.linalg", "adjoint")
family(matrix_transpose, "a>x _name _conjugate", "tensorflow.linalg", "matrix_transpose")
family(shuffled, "tensor>x axis _name", "tensorflow", "reverse")
family(shuffled, "input>x shift>_shift axis _name", "tensorflow", "roll")
family(shuffled, "input>x _num_lower _num_upper _name", "tensorflow.linalg", "band_part")
family(shuffled, "value>x _seed _name", "tensorflow.random", "shuffle")
family(tile, "input>x multiples>repeats _name", "tensorflow", "tile")
family(repeat, "input>x repeats axis _name", "tensorflow", "repeat")
family(pad, "tensor>x paddings>widths _mode _constant_values _name", "tensorflow", "pad")
family(broadcast_to, "input>x shape _name", "tensorflow", "broadcast_to")
