"""Functions of tensors that only TensorFlow has: dynamic shapes, structures, clipping, partitions."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import function
from ...shapes import UNKNOWN, Dim, Mismatch, Shape, Undetermined, is_open
from ...values import DictValue, Kind, ListValue, Tensor, Value
from ..arrays import convert
from ..arrays.control import leaves_of, mapped
from ..arrays.manipulation import broadcast_shapes
from ..arrays.op import Op, family, unknowns


def dynamic_shape(op: Op, x: Value) -> Value:
    """`tf.shape`: a vector of the sizes. One that is None in the graph is an element that only the graph knows."""
    tensor = op.tensor(x)
    if tensor.shape.dims is None:
        raise Undetermined("the shape of a tensor of unknown rank")
    return op.result([tensor], Shape(len(tensor.shape)), "int32", tensor.shape.dims)


def rank(op: Op, x: Value) -> Value:
    """`tf.rank`: a scalar."""
    tensor = op.tensor(x)
    return op.result([tensor], Shape(), "int32", UNKNOWN if tensor.shape.rank is None else tensor.shape.rank)


def ensure_shape(op: Op, x: Value, shape: Value) -> Value:
    """`tf.ensure_shape`: what is known of both. Raises Mismatch where they contradict each other."""
    tensor, told = op.tensor(x), op.shape(shape)
    if told.dims is None or tensor.shape.dims is None:
        return op.result([tensor], tensor.shape if told.dims is None else told, tensor.dtype)
    if len(told.dims) != len(tensor.shape.dims):
        raise Mismatch("operand-shapes", f"{tensor.shape} is not of shape {told}", argument="shape")
    merged: list[Dim] = []
    for mine, wanted in zip(tensor.shape.dims, told.dims):
        if isinstance(mine, int) and isinstance(wanted, int) and mine != wanted:
            raise Mismatch("operand-shapes", f"{tensor.shape} is not of shape {told}", argument="shape")
        merged.append(wanted if is_open(mine) and wanted is not None else mine)
    return op.result([tensor], Shape(*merged), tensor.dtype)


def unique(op: Op, x: Value) -> Value:
    """`(values, positions)`, and counts."""
    tensor = op.tensor(x)
    values = op.result([tensor], Shape(None), tensor.dtype)
    positions = op.result([tensor], tensor.shape, "int32")
    if op.short == "unique":
        return (values, positions)
    return (values, positions, op.result([tensor], Shape(None), "int32"))


def clip_all(op: Op, tensors: Value) -> Value:
    """`clip_by_global_norm`: `(tensors, norm)`."""
    return (tensors, op.result([], Shape(), "float32"))


def scalar_of(op: Op, xs: Value) -> Value:
    """One number of all of them."""
    return op.result([], Shape(), "float32")


def binned(op: Op, values: Value, nbins: Value = 100) -> Value:
    """`histogram_fixed_width`: `(nbins,)`."""
    return op.result([op.tensor(values)], Shape(convert.dim_of(nbins)), "int32")


def scaled(op: Op, scalar: Value, x: Value) -> Value:
    """A tensor times a number."""
    tensor = op.tensor(x)
    return op.result([tensor], tensor.shape, tensor.dtype)


def python_function(op: Op, outputs: Value = None) -> Value:
    """`py_function`, `numpy_function`: tensors of unknown shape, as many as dtypes are given."""
    dtypes = convert.sequence_of(op.ctx, outputs) if isinstance(outputs, (ListValue, tuple)) else None
    if dtypes is None:
        return op.result([], Shape.unknown(), op.dtype(outputs))
    return op.ctx.list([op.result([], Shape.unknown(), op.dtype(dtype)) for dtype in dtypes])


def normalized(op: Op, x: Value, axis: Value = None) -> Value:
    """`tf.linalg.normalize`: `(tensor, norm)`."""
    from ..arrays.reductions import reduce

    tensor = op.tensor(x)
    return (op.result([tensor], tensor.shape, tensor.dtype), reduce(op, tensor, axis, True))


def outer_diagonal(op: Op, x: Value) -> Value:
    """`tensor_diag`: the shape twice over."""
    tensor = op.tensor(x)
    dims = tensor.shape.dims
    return op.result([tensor], Shape.unknown() if dims is None else Shape(*dims, *dims), tensor.dtype)


def strided_slice(op: Op, x: Value) -> Value:
    """`tf.strided_slice`, `tf.dynamic_stitch`: nothing is known."""
    return op.unknown([op.tensor(x)])


@function("tensorflow.broadcast_static_shape", "tensorflow.broadcast_dynamic_shape")
def static_broadcast(ctx: Context, shape_x: Value, shape_y: Value, **_: Value) -> Value:
    """What two shapes broadcast to."""
    return broadcast_shapes(Op(ctx, "tensorflow.broadcast_static_shape"), (shape_x, shape_y))


@function("tensorflow.TensorShape")
def tensor_shape(ctx: Context, dims: Value = None) -> Value:
    """A shape, which is a tuple here."""
    found = Shape.unknown() if dims is None else convert.shape_of(ctx, dims)
    return ctx.unknown("a shape of unknown rank") if found.dims is None else convert.TensorShape(found.dims)


@function("tensorflow.is_tensor", "tensorflow.is_symbolic_tensor", "tensorflow.debugging.is_numeric_tensor")
def is_tensor(ctx: Context, x: Value, *_: Value) -> Value:
    """Whether it is a tensor of TensorFlow; a KerasTensor and an array are none."""
    if isinstance(x, Tensor):
        return x.kind is Kind.TENSOR
    return ctx.unknown("whether it is a tensor")


@function("tensorflow.get_static_value")
def static_value(ctx: Context, tensor: Value, *_: Value, **__: Value) -> Value:
    """The value if the graph knows it."""
    if isinstance(tensor, Tensor) and tensor.data is not None:
        return Tensor(tensor.shape, Kind.ARRAY, tensor.dtype, data=tensor.data)
    return ctx.unknown("the static value of a tensor")


@function("tensorflow.nest.map_structure")
def map_structure(ctx: Context, func: Value, *structures: Value, **_: Value) -> Value:
    """The function of each leaf of a structure."""
    if len(structures) != 1:
        raise Undetermined("several structures")

    def apply(value: Value) -> Value:
        if isinstance(value, tuple):
            return tuple(map(apply, value))
        if isinstance(value, ListValue) and value.items(ctx.heap) is not None:
            return ctx.list(map(apply, value.items(ctx.heap) or ()))
        if isinstance(value, DictValue):
            return ctx.dict({key: apply(ctx.heap.get(value, key)) for key in ctx.heap.names(value)})
        return ctx.call(func, (value,))

    return apply(structures[0])


@function("tensorflow.nest.flatten")
def flatten(ctx: Context, structure: Value, **_: Value) -> Value:
    """The leaves in order, a dict's by sorted key."""
    found: list[Value] = []

    def walk(value: Value) -> None:
        if isinstance(value, tuple):
            for item in value:
                walk(item)
        elif isinstance(value, ListValue) and value.items(ctx.heap) is not None:
            for item in value.items(ctx.heap) or ():
                walk(item)
        elif isinstance(value, DictValue):
            for key in sorted(ctx.heap.names(value), key=str):
                walk(ctx.heap.get(value, key))
        else:
            found.append(value)

    walk(structure)
    return ctx.list(found)


@function("tensorflow.identity_n", "tensorflow.tuple", "tensorflow.grad_pass_through")
def unchanged(ctx: Context, tensors: Value, *_: Value, **__: Value) -> Value:
    """The tensors themselves."""
    return tensors


@function("tensorflow.gradients")
def gradients(ctx: Context, ys: Value, xs: Value, *_: Value, **__: Value) -> Value:
    """One for each source, of its shape."""
    return (
        mapped(ctx, xs, lambda tensor: tensor.with_shape(tensor.shape))
        if leaves_of(ctx, xs)
        else ctx.unknown("gradients")
    )


family(dynamic_shape, "input>x _out_type _name", "tensorflow", "shape")
family(rank, "input>x _name", "tensorflow", "rank")
family(ensure_shape, "x shape _name", "tensorflow", "ensure_shape")
family(unique, "x _out_idx _name", "tensorflow", "unique unique_with_counts")
family(clip_all, "t_list>tensors _clip_norm _use_norm _name", "tensorflow", "clip_by_global_norm")
family(scalar_of, "t_list>xs _name", "tensorflow.linalg", "global_norm")
family(binned, "values _value_range nbins _dtype _name", "tensorflow", "histogram_fixed_width")
family(scaled, "scalar x _name", "tensorflow tensorflow.math", "scalar_mul")
family(python_function, "_func _inp Tout>outputs _name", "tensorflow", "py_function")
family(python_function, "_func _inp Tout>outputs _stateful _name", "tensorflow", "numpy_function")
family(normalized, "tensor>x _ord axis _name", "tensorflow.linalg", "normalize")
family(outer_diagonal, "diagonal>x _name", "tensorflow.linalg", "tensor_diag")
family(strided_slice, "input_>x _begin _end _strides _begin_mask _end_mask _ellipsis_mask _new_axis_mask _shrink_axis_mask _var "
       "_name", "tensorflow", "strided_slice")  # fmt: skip

unknowns("tensorflow", "dynamic_partition dynamic_stitch edit_distance hessians batch_to_space space_to_batch "
         "space_to_batch_nd extract_volume_patches bitcast unravel_index fingerprint make_ndarray make_tensor_proto case "
         "executing_eagerly get_logger timestamp random_index_shuffle nondifferentiable_batch_function",
         "its result is rarely part of a model")  # fmt: skip
unknowns("tensorflow.sparse", "SparseTensor add bincount concat cross cross_hashed expand_dims eye fill_empty_rows from_dense map_values "
         "mask maximum minimum reduce_max reduce_sum reorder reset_shape reshape retain segment_mean segment_sqrt_n segment_sum "
         "slice softmax sparse_dense_matmul split to_dense to_indicator transpose", "sparse tensors are not followed")  # fmt: skip
unknowns("tensorflow.ragged", "boolean_mask constant cross cross_hashed map_flat_values range row_splits_to_segment_ids "
         "segment_ids_to_row_splits stack stack_dynamic_partitions", "ragged tensors are not followed")  # fmt: skip
unknowns("tensorflow", "SparseTensor RaggedTensor.from_row_splits RaggedTensor.from_row_lengths RaggedTensor.from_tensor IndexedSlices",
         "sparse and ragged tensors are not followed")  # fmt: skip
