"""`keras.backend` as `tf.keras` still has it (`K.mean`, `K.dot`): TensorFlow's functions under Keras 1's names.

They take no KerasTensor: `results.check_library` tells that. `keras.backend` itself has kept only the settings and a few checks.
"""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import alias, function
from ...shapes import UNKNOWN, Dim, Mismatch, Shape, Undetermined, arithmetic, product, same
from ...shapes import matmul as algebra
from ...values import Kind, Tensor, Value
from ..arrays import (
    control,
    convert,
    creation,
    dtypes,
    elementwise,
    indexing,
    joining,
    manipulation,
    reductions,
    windows,
)
from ..arrays.inert import silent
from ..arrays.op import Op, family, unknowns
from ..tensorflow import losses

_K = "keras.backend"

alias("keras._legacy.backend", _K)
alias("keras.src.legacy.backend", _K)


@function(f"{_K}.int_shape")
def int_shape(ctx: Context, x: Value) -> Value:
    """The static sizes as a tuple."""
    tensor = convert.tensor_of(ctx, x)
    return ctx.unknown("the shape of a tensor of unknown rank") if tensor.shape.dims is None else tensor.shape.dims


@function(f"{_K}.ndim")
def ndim(ctx: Context, x: Value) -> Value:
    """The number of axes."""
    rank = convert.tensor_of(ctx, x).shape.rank
    return UNKNOWN if rank is None else rank


@function(f"{_K}.is_keras_tensor")
def is_keras_tensor(ctx: Context, x: Value) -> Value:
    """Whether it is a symbolic KerasTensor."""
    return x.kind is Kind.KERAS if isinstance(x, Tensor) else ctx.unknown("whether it is a KerasTensor")


@function(f"{_K}.count_params")
def count_params(ctx: Context, x: Value) -> Value:
    """The number of elements."""
    size = convert.tensor_of(ctx, x).shape.size
    return UNKNOWN if size is None else size


@function(f"{_K}.dtype", f"{_K}.standardize_dtype")
def dtype(ctx: Context, x: Value) -> Value:
    """A dtype's name."""
    name = x.dtype if isinstance(x, Tensor) else dtypes.dtype_name(x)
    return name or ctx.unknown("a dtype")


def batch_dot(op: Op, x: Value, y: Value, axes: Value = None) -> Value:
    """Products of each pair in a batch, summed over one axis of each. Raises Mismatch where those differ.

    Source: keras.src.legacy.backend.batch_dot.
    """
    a, b = op.tensor(x), op.tensor(y)
    if a.shape.dims is None or b.shape.dims is None:
        return op.unknown([a, b])
    m, n = len(a.shape), len(b.shape)
    if m < 2 or n < 2:
        raise Mismatch("operand-shapes", f"batch_dot needs at least two dimensions, got {a.shape} and {b.shape}")
    given = op.axis(axes, "axes")
    pair = (m - 1, n - 1 if n == 2 else n - 2) if given is None else (given, given) if isinstance(given, int) else given
    if len(pair) != 2:
        raise Undetermined("the argument axes")
    i, j = op.one_axis(pair[0], m, "axes"), op.one_axis(pair[1], n, "axes")
    if same(a.shape[i], b.shape[j]) is False:
        raise Mismatch(
            "operand-shapes", f"batch_dot of {a.shape} and {b.shape} over axes {i} and {j}: the sizes differ", input=1
        )
    left = [dim for axis, dim in enumerate(a.shape.dims) if axis != i]
    right = [dim for axis, dim in enumerate(b.shape.dims) if axis not in (0, j)]
    dims = [*left, *right]
    return op.result([a, b], Shape(*dims, *(() if len(dims) > 1 else (1,))), a.dtype)


def batch_flatten(op: Op, x: Value) -> Value:
    """`(batch, elements)`."""
    tensor = op.tensor(x)
    if tensor.shape.dims is None:
        return op.result([tensor], Shape(None, UNKNOWN), tensor.dtype)
    return op.result([tensor], Shape(tensor.shape.batch, product(tensor.shape.dims[1:])), tensor.dtype)


def dot(op: Op, x: Value, y: Value) -> Value:
    """NumPy's dot product."""
    a, b = op.tensor(x), op.tensor(y)
    return op.result([a, b], algebra.dot(a.shape, b.shape), a.dtype)


def arg_reduce(op: Op, x: Value, axis: Value = -1) -> Value:
    """The position of the largest or smallest element along an axis, the last where none is named."""
    return reductions.arg_reduce(op, x, axis)


def concatenate(op: Op, xs: Value, axis: Value = -1) -> Value:
    """Tensors one after the other along an axis, the last where none is named."""
    return joining.concatenate(op, xs, axis)


def expand_dims(op: Op, x: Value, axis: Value = -1) -> Value:
    """A new axis of size 1, at the end where none is named."""
    return manipulation.expand_dims(op, x, axis)


def pool(
    op: Op, x: Value, size: Value, strides: Value = 1, padding: Value = "valid", data_format: Value = None
) -> Value:
    """Windows reduced to one element each, that move by one step where no stride is named.

    Source: keras.src.legacy.backend.pool2d, pool3d.
    """
    return windows.pool(op, x, size, strides, padding, data_format)


def padded(op: Op, x: Value, padding: Value = None, data_format: Value = None) -> Value:
    """Zeros around the spatial axes, one at each side where nothing is said."""
    tensor = op.tensor(x)
    if tensor.shape.dims is None:
        return op.unknown([tensor], tensor.dtype)
    start = 2 if windows.is_channels_first(op, data_format) else 1
    shape = tensor.shape
    if padding is None:
        padding = (1, 1) if op.short == "temporal_padding" else ((1, 1),) * (3 if "3d" in op.short else 2)
    pairs = convert.sequence_of(op.ctx, padding) or ()
    if op.short == "temporal_padding":
        pairs = (padding,)
    if start + len(pairs) > len(shape):
        raise Undetermined(f"the padding of {shape}")
    for offset, pair in enumerate(pairs):
        before, after = convert.sizes_of(op.ctx, pair, 2)
        shape = shape.replace(start + offset, arithmetic("+", arithmetic("+", shape[start + offset], before), after))
    return op.result([tensor], shape, tensor.dtype)


def scaled(op: Op, x: Value, height: Value, width: Value, data_format: Value = None) -> Value:
    """An image enlarged by factors."""
    tensor = op.tensor(x)
    if tensor.shape.rank != 4:
        return op.unknown([tensor], tensor.dtype)
    start = 2 if windows.is_channels_first(op, data_format) else 1
    shape = tensor.shape
    for axis, factor in ((start, height), (start + 1, width)):
        shape = shape.replace(axis, arithmetic("*", shape[axis], convert.dim_of(factor)))
    return op.result([tensor], shape, tensor.dtype)


def per_batch(op: Op, x: Value) -> Value:
    """`ctc_batch_cost`: `(batch, 1)`."""
    tensor = op.tensor(x)
    return op.result([tensor], Shape(tensor.shape.batch if tensor.shape.known else UNKNOWN, 1), "float32")


def ctc_decode(op: Op, x: Value, greedy: Value = True, top_paths: Value = 1) -> Value:
    """`(decoded, log probabilities)`: a list of `(batch, ?)`, and `(batch, paths)`."""
    tensor = op.tensor(x)
    batch: Dim = tensor.shape.batch if tensor.shape.known else UNKNOWN
    paths = 1 if greedy is True else convert.dim_of(top_paths)
    rows = op.ctx.list(
        [op.result([tensor], Shape(batch, UNKNOWN), "int64") for _ in range(paths if isinstance(paths, int) else 1)]
    )
    return (rows, op.result([tensor], Shape(batch, paths), "float32"))


def dynamic_shape(op: Op, x: Value) -> Value:
    """`K.shape`: a vector of the sizes."""
    from ..tensorflow.functions import dynamic_shape as shape

    return shape(op, x)


def random(op: Op, shape: Value, dtype: Value = None) -> Value:
    """Samples of `shape`."""
    return op.result([], op.shape(shape), op.dtype(dtype, "float32"))


def spread(op: Op, x: Value, n: Value) -> Value:
    """`K.repeat`: `(batch, n, features)`. Raises Mismatch for another rank than 2."""
    tensor = op.tensor(x)
    if tensor.shape.rank not in (None, 2):
        raise Mismatch("operand-shapes", f"repeat needs two dimensions, got {tensor.shape}", expected_rank=2)
    return op.result([tensor], Shape(tensor.shape[0], convert.dim_of(n), tensor.shape[1]), tensor.dtype)


def assigned(op: Op, x: Value) -> Value:
    """A variable after an update."""
    tensor = op.tensor(x)
    return op.result([tensor], tensor.shape, tensor.dtype)


family(
    elementwise.unary, "x", _K, "abs cos exp hard_sigmoid log round sigmoid sign sin softplus softsign sqrt square tanh"
)
family(elementwise.unary, "x _alpha", _K, "elu")
family(elementwise.unary, "x _alpha _max_value _threshold", _K, "relu")
family(elementwise.unary, "x _axis", _K, "softmax l2_normalize")
family(elementwise.unary, "x _level _noise_shape _seed", _K, "dropout")
family(elementwise.unary, "variables>x", _K, "stop_gradient")
family(elementwise.unary, "x _mean _var _beta _gamma _axis _epsilon", _K, "batch_normalization")
family(elementwise.binary, "x y", _K, "equal not_equal greater greater_equal less less_equal maximum minimum")
family(elementwise.binary, "x a>y", _K, "pow")
family(elementwise.clip, "x min_value>low max_value>high", _K, "clip")
family(elementwise.cast, "x dtype", _K, "cast")
family(elementwise.same, "x", _K, "cast_to_floatx eval get_value")
family(elementwise.same, "tensor>x", _K, "to_dense")
family(reductions.reduce, "x axis keepdims", _K, "all any max mean min prod std sum var")
family(arg_reduce, "x axis", _K, "argmax argmin")
family(reductions.tf_scan, "x axis", _K, "cumsum cumprod")
family(concatenate, "tensors>xs axis", _K, "concatenate")
family(joining.stack, "x>xs axis", _K, "stack")
family(expand_dims, "x axis", _K, "expand_dims")
family(manipulation.squeeze, "x axis", _K, "squeeze")
family(manipulation.reshape, "x shape", _K, "reshape")
family(manipulation.flatten, "x", _K, "flatten")
family(manipulation.transpose, "x pattern>axes", _K, "permute_dimensions")
family(manipulation.transpose, "x", _K, "transpose")
family(manipulation.shuffled, "x axes>axis", _K, "reverse")
family(manipulation.tile, "x n>repeats", _K, "tile")
family(manipulation.repeat, "x rep>repeats axis", _K, "repeat_elements")
family(spread, "x n", _K, "repeat")
family(indexing.embedding, "reference>params indices>ids", _K, "gather")
family(creation.arange, "start stop step dtype", _K, "arange")
family(creation.constant, "value>x dtype shape _name", _K, "constant")
family(creation.array, "value>x dtype _name _constraint", _K, "variable")
family(creation.filled, "shape dtype _name", _K, "zeros ones")
family(creation.like, "x dtype _name", _K, "zeros_like ones_like")
family(creation.identity, "size>n dtype _name", _K, "eye")
family(creation.one_hot, "indices>x num_classes>depth", _K, "one_hot")
family(batch_dot, "x y axes", _K, "batch_dot")
family(dot, "x y", _K, "dot")
family(batch_flatten, "x", _K, "batch_flatten")
family(windows.biased, "x bias data_format", _K, "bias_add")
family(windows.conv, "x kernel strides padding data_format dilation_rate", _K, "conv1d conv2d conv3d")
family(windows.declared, "x kernel output_shape _strides _padding _data_format _dilation_rate", _K, "conv2d_transpose")
family(
    windows.depthwise_conv,
    "x depthwise_kernel>kernel strides padding data_format dilation_rate",
    _K,
    "depthwise_conv2d",
)
family(windows.separable_conv, "x depthwise_kernel>kernel pointwise_kernel>pointwise strides padding data_format dilation_rate", _K,
       "separable_conv2d")  # fmt: skip
family(pool, "x pool_size>size strides padding data_format _pool_mode", _K, "pool2d pool3d")
family(padded, "x padding data_format", _K, "spatial_2d_padding spatial_3d_padding")
family(padded, "x padding", _K, "temporal_padding")
family(scaled, "x height_factor>height width_factor>width data_format _interpolation", _K, "resize_images")
family(losses.binary, "target output _from_logits", _K, "binary_crossentropy")
family(losses.categorical, "target output _from_logits axis", _K, "categorical_crossentropy")
family(
    losses.sparse_categorical, "target output _from_logits axis _ignore_class", _K, "sparse_categorical_crossentropy"
)
family(losses.hits, "predictions targets _k", _K, "in_top_k")
family(per_batch, "y_true>x _y_pred _input_length _label_length", _K, "ctc_batch_cost")
family(ctc_decode, "y_pred>x _input_length greedy _beam_width top_paths", _K, "ctc_decode")
family(dynamic_shape, "x", _K, "shape")
family(random, "shape _mean _stddev dtype _seed", _K, "random_normal truncated_normal")
family(random, "shape _minval _maxval dtype _seed", _K, "random_uniform")
family(random, "shape _p dtype _seed", _K, "random_bernoulli")
family(random, "shape _mean _scale dtype _name _seed", _K, "random_normal_variable")
family(random, "shape _low _high dtype _name _seed", _K, "random_uniform_variable")
family(assigned, "x _new_x", _K, "update")
family(assigned, "x _increment", _K, "update_add")
family(assigned, "x _decrement", _K, "update_sub")
family(assigned, "x _value _momentum", _K, "moving_average_update")
family(control.each, "fn>function elems>elements _name _dtype", _K, "map_fn")
family(control.fold_rows, "fn>function elems>elements initializer _name", _K, "foldl foldr")
family(control.cond, "condition>pred then_expression>true_fn else_expression>false_fn", _K, "switch")
silent(_K, "clear_session set_value batch_set_value")
unknowns(_K, "batch_get_value function get_session get_uid gradients in_train_phase in_test_phase is_sparse learning_phase local_conv "
         "local_conv1d local_conv2d name_scope placeholder resize_volumes rnn result_type is_float_dtype is_int_dtype "
         "ctc_label_dense_to_sparse binary_focal_crossentropy categorical_focal_crossentropy moving_average",
         "it belongs to the graphs of Keras 1 and 2")  # fmt: skip
