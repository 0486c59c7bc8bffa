"""Convolutions, pooling and other sliding windows as functions of tensors; normal forms of channels and space."""

from __future__ import annotations

from ...shapes import UNKNOWN, Dim, Mismatch, Shape, Size, Undetermined, arithmetic, same
from ...shapes.convolution import transposed_size, window_size
from ...values import Kind, Tensor, Value
from . import convert
from .op import Op, family


def is_channels_first(op: Op, data_format: Value) -> bool:
    """Whether the channels come before the space: Keras's names, or TensorFlow's (`NCHW`). Undetermined if not known."""
    if data_format is None:
        if op.library == "tensorflow":
            return False
        from ..keras.config import data_format_of

        return data_format_of(op.ctx) == "channels_first"
    text = convert.text_of(data_format, "data_format")
    return text.lower() == "channels_first" or (text.isupper() and text.startswith("NC"))


def _size(dim: Dim) -> Size:
    return UNKNOWN if dim is None else dim


def _spatial_sizes(op: Op, value: Value, count: int) -> tuple[Size, ...]:
    """Strides and the like: a number, one for each spatial axis, or (TensorFlow) one for each axis."""
    items = convert.sequence_of(op.ctx, value)
    if items is not None and len(items) == count + 2:
        items = items[1:-1]
        return tuple(_size(convert.dim_of(item)) for item in items)
    return tuple(map(_size, convert.sizes_of(op.ctx, value, count)))


class Parts:
    """An image-like tensor taken apart: batch, space, channels."""

    __slots__ = ("batch", "channels", "first", "spatial")

    def __init__(self, shape: Shape, first: bool) -> None:
        dims = shape.known
        self.first = first
        self.batch = dims[0]
        self.channels = dims[1] if first else dims[-1]
        self.spatial = dims[2:] if first else dims[1:-1]

    def shape(self, spatial: tuple[Dim, ...], channels: Dim) -> Shape:
        return Shape(self.batch, channels, *spatial) if self.first else Shape(self.batch, *spatial, channels)


def _parts(op: Op, tensor: Tensor, data_format: Value, name: str) -> Parts:
    if tensor.shape.dims is None:
        raise Undetermined("the rank of the input")
    if len(tensor.shape) < 3:
        raise Mismatch("operand-shapes", f"{name} needs at least three dimensions, got {tensor.shape}", min_rank=3)
    return Parts(tensor.shape, is_channels_first(op, data_format))


def conv(
    op: Op, x: Value, kernel: Value, strides: Value = 1, padding: Value = "valid", data_format: Value = None,
    dilation_rate: Value = 1,
) -> Value:  # fmt: skip
    """A convolution by a kernel `(*sizes, channels / groups, filters)`. Raises Mismatch where the channels do not fit."""
    tensor, weights = op.tensor(x), op.tensor(kernel)
    parts = _parts(op, tensor, data_format, op.short)
    count = len(parts.spatial)
    if weights.shape.dims is None:
        return op.result([tensor], Shape.of_rank(count + 2).replace(0, parts.batch), tensor.dtype)
    if len(weights.shape) != count + 2:
        raise Mismatch(
            "operand-shapes", f"a kernel of {count + 2} dimensions fits {tensor.shape}, got {weights.shape}", input=1
        )
    channels, fed = weights.shape[-2], parts.channels
    is_traced = Kind.KERAS in (tensor.kind, weights.kind)  # Keras's tracing knows no groups
    if (
        isinstance(fed, int)
        and isinstance(channels, int)
        and channels > 0
        and (fed != channels if is_traced else fed % channels)
    ):
        raise Mismatch(
            "operand-shapes",
            f"the input {tensor.shape} has {fed} channels, the kernel {weights.shape} takes {channels}",
            input=1,
        )
    spatial = _windows(op, parts.spatial, weights.shape.known[:count], strides, padding, dilation_rate)
    return op.result([tensor, weights], parts.shape(spatial, weights.shape.last), tensor.dtype)


def atrous_conv(op: Op, x: Value, kernel: Value, rate: Value, padding: Value) -> Value:
    """A dilated convolution with strides of 1."""
    return conv(op, x, kernel, 1, padding, None, rate)


def _windows(
    op: Op, spatial: tuple[Dim, ...], kernel: tuple[Dim, ...], strides: Value, padding: Value, dilation: Value
) -> tuple[Dim, ...]:
    count = len(spatial)
    if not isinstance(padding, str):
        return tuple(None if size is None else UNKNOWN for size in spatial)
    steps = _spatial_sizes(op, 1 if strides is None else strides, count)
    gaps = _spatial_sizes(op, 1 if dilation is None else dilation, count)
    if any(isinstance(step, int) and step <= 0 for step in steps):
        raise Undetermined("a stride that is not positive")
    mode = padding.lower()
    return tuple(
        window_size(size, _size(width), step, mode, gap) for size, width, step, gap in zip(spatial, kernel, steps, gaps)
    )


def depthwise_conv(
    op: Op, x: Value, kernel: Value, strides: Value = 1, padding: Value = "valid", data_format: Value = None,
    dilation_rate: Value = 1,
) -> Value:  # fmt: skip
    """Each channel by its own kernels `(*sizes, channels, multiplier)`."""
    tensor, weights = op.tensor(x), op.tensor(kernel)
    parts = _parts(op, tensor, data_format, op.short)
    count = len(parts.spatial)
    if weights.shape.rank != count + 2:
        raise Undetermined("the kernel")
    if same(parts.channels, weights.shape[-2]) is False:
        raise Mismatch(
            "operand-shapes",
            f"the input {tensor.shape} has {parts.channels} channels, the kernel {weights.shape} takes {weights.shape[-2]}",
            input=1,
        )
    spatial = _windows(op, parts.spatial, weights.shape.known[:count], strides, padding, dilation_rate)
    channels = arithmetic("*", weights.shape[-2], weights.shape[-1])
    return op.result([tensor, weights], parts.shape(spatial, channels), tensor.dtype)


def separable_conv(
    op: Op, x: Value, kernel: Value, pointwise: Value, strides: Value = 1, padding: Value = "valid",
    data_format: Value = None, dilation_rate: Value = 1,
) -> Value:  # fmt: skip
    """A depthwise convolution and one of size 1 after it."""
    tensor, weights, last = op.tensor(x), op.tensor(kernel), op.tensor(pointwise)
    parts = _parts(op, tensor, data_format, op.short)
    count = len(parts.spatial)
    if weights.shape.rank != count + 2:
        raise Undetermined("the kernel")
    spatial = _windows(op, parts.spatial, weights.shape.known[:count], strides, padding, dilation_rate)
    return op.result([tensor, weights, last], parts.shape(spatial, last.shape.last), tensor.dtype)


def conv_transpose(
    op: Op, x: Value, kernel: Value, strides: Value = 1, padding: Value = "valid", output_padding: Value = None,
    data_format: Value = None, dilation_rate: Value = 1,
) -> Value:  # fmt: skip
    """A transposed convolution by a kernel `(*sizes, filters, channels)`."""
    tensor, weights = op.tensor(x), op.tensor(kernel)
    parts = _parts(op, tensor, data_format, op.short)
    count = len(parts.spatial)
    if weights.shape.rank != count + 2:
        raise Undetermined("the kernel")
    if same(parts.channels, weights.shape[-1]) is False:
        raise Mismatch(
            "operand-shapes",
            f"the input {tensor.shape} has {parts.channels} channels, the kernel {weights.shape} takes {weights.shape[-1]}",
            input=1,
        )
    steps, gaps = _spatial_sizes(op, strides, count), _spatial_sizes(op, dilation_rate, count)
    extra = (None,) * count if output_padding is None else _spatial_sizes(op, output_padding, count)
    mode = convert.text_of(padding, "padding").lower()
    spatial = tuple(
        transposed_size(size, _size(width), step, mode, more, gap)
        for size, width, step, more, gap in zip(parts.spatial, weights.shape.known, steps, extra, gaps)
    )
    return op.result([tensor, weights], parts.shape(spatial, weights.shape[-2]), tensor.dtype)


def declared(op: Op, x: Value, kernel: Value, output_shape: Value) -> Value:
    """TensorFlow's transposed convolutions are told their output shape; the batch axis is the input's."""
    tensor = op.tensor(x)
    shape = op.shape(output_shape)
    if shape.known and tensor.shape.known:
        shape = shape.replace(0, tensor.shape.batch)
    return op.result([tensor, op.tensor(kernel)], shape, tensor.dtype)


def pool(
    op: Op, x: Value, size: Value, strides: Value = None, padding: Value = "valid", data_format: Value = None
) -> Value:
    """Windows reduced to one element each; strides are the window's size by default."""
    tensor = op.tensor(x)
    parts = _parts(op, tensor, data_format, op.short)
    count = len(parts.spatial)
    width = _spatial_sizes(op, size, count)
    spatial = _windows(op, parts.spatial, width, size if strides is None else strides, padding, 1)
    return op.result([tensor], parts.shape(spatial, parts.channels), tensor.dtype)


def tf_pool(op: Op, x: Value, size: Value, strides: Value, padding: Value, data_format: Value = None) -> Value:
    """TensorFlow's: strides are given. A window of one size for each axis may go over the channels, or over the batch."""
    tensor = op.tensor(x)
    widths, steps = convert.sequence_of(op.ctx, size), convert.sequence_of(op.ctx, strides)
    if tensor.shape.dims is None or widths is None or len(widths) != len(tensor.shape):
        return pool(op, x, size, strides, padding, data_format)
    whole = tuple(_size(convert.dim_of(width)) for width in widths)
    if steps is None or len(steps) != len(whole):
        steps = (convert.integer_of(strides, "the strides"),) * len(whole)
    return op.result([tensor], Shape(*_windows(op, tensor.shape.dims, whole, tuple(steps), padding, 1)), tensor.dtype)


def indexed_pool(op: Op, x: Value, size: Value, strides: Value, padding: Value, data_format: Value = None) -> Value:
    """The maxima, and where they stood."""
    tensor = op.tensor(x)
    parts = _parts(op, tensor, data_format, op.short)
    spatial = _windows(op, parts.spatial, _spatial_sizes(op, size, len(parts.spatial)), strides, padding, 1)
    shape = parts.shape(spatial, parts.channels)
    return (op.result([tensor], shape, tensor.dtype), op.result([tensor], shape, "int64"))


def adaptive_pool(op: Op, x: Value, size: Value, data_format: Value = None) -> Value:
    """Windows so chosen that `size` comes out."""
    tensor = op.tensor(x)
    parts = _parts(op, tensor, data_format, op.short)
    return op.result(
        [tensor], parts.shape(convert.sizes_of(op.ctx, size, len(parts.spatial)), parts.channels), tensor.dtype
    )


def depth_to_space(op: Op, x: Value, block: Value, data_format: Value = "channels_last") -> Value:
    """Channels become blocks of `block` by `block` pixels. Raises Mismatch where they do not fill them."""
    tensor = op.tensor(x)
    parts = _image(op, tensor, data_format)
    side = convert.integer_of(block, "the block size")
    area = side * side
    if isinstance(parts.channels, int) and parts.channels % area:
        raise Mismatch(
            "operand-shapes", f"{parts.channels} channels of {tensor.shape} do not fill blocks of {side}x{side}"
        )
    spatial = tuple(arithmetic("*", size, side) for size in parts.spatial)
    return op.result([tensor], parts.shape(spatial, arithmetic("//", parts.channels, area)), tensor.dtype)


def space_to_depth(op: Op, x: Value, block: Value, data_format: Value = "channels_last") -> Value:
    """Blocks of pixels become channels. Raises Mismatch where the space is no multiple of them."""
    tensor = op.tensor(x)
    parts = _image(op, tensor, data_format)
    side = convert.integer_of(block, "the block size")
    for size in parts.spatial:
        if isinstance(size, int) and size % side:
            raise Mismatch("operand-shapes", f"{tensor.shape} cannot be cut into blocks of {side}x{side}")
    spatial = tuple(arithmetic("//", size, side) for size in parts.spatial)
    return op.result([tensor], parts.shape(spatial, arithmetic("*", parts.channels, side * side)), tensor.dtype)


def _image(op: Op, tensor: Tensor, data_format: Value) -> Parts:
    if tensor.shape.dims is None:
        raise Undetermined("the rank of the input")
    if len(tensor.shape) != 4:
        raise Mismatch("operand-shapes", f"{op.short} needs four dimensions, got {tensor.shape}", expected_rank=4)
    return Parts(tensor.shape, is_channels_first(op, data_format))


def unfold(op: Op, x: Value, kernel_size: Value, dilation: Value = 1, padding: Value = 0, stride: Value = 1) -> Value:
    """`(N, C, H, W)` in windows: `(N, C * kh * kw, places)`. Source: keras.src.ops.nn.Unfold."""
    tensor = op.tensor(x)
    if tensor.shape.rank != 4:
        raise Undetermined("the rank of the input")
    n, channels, height, width = tensor.shape.known
    kernels, gaps, pads, steps = (
        convert.sizes_of(op.ctx, value, 2) for value in (kernel_size, dilation, padding, stride)
    )
    places: Dim = 1
    rows: Dim = channels
    for size, kernel, gap, margin, step in zip((height, width), kernels, gaps, pads, steps):
        padded = arithmetic("+", size, arithmetic("*", 2, margin))
        left = arithmetic("-", arithmetic("-", padded, arithmetic("*", gap, arithmetic("-", kernel, 1))), 1)
        places = arithmetic("*", places, arithmetic("+", arithmetic("//", left, step), 1))
        rows = arithmetic("*", rows, kernel)
    return op.result([tensor], Shape(n, rows, places), tensor.dtype)


def fold(op: Op, x: Value, output_size: Value, kernel_size: Value) -> Value:
    """The inverse of `unfold`: `(N, C, *output_size)`. Raises Mismatch where the kernel does not divide the rows."""
    tensor = op.tensor(x)
    if tensor.shape.rank != 3:
        raise Undetermined("the rank of the input")
    kernels = convert.sizes_of(op.ctx, kernel_size, 2)
    area = arithmetic("*", kernels[0], kernels[1])
    rows = tensor.shape[1]
    if isinstance(rows, int) and isinstance(area, int) and area > 0 and rows % area:
        raise Mismatch("operand-shapes", f"axis 1 of {tensor.shape} is no multiple of the kernel's {area} elements")
    size = convert.sizes_of(op.ctx, output_size, 2)
    return op.result([tensor], Shape(tensor.shape[0], arithmetic("//", rows, area), *size), tensor.dtype)


def biased(op: Op, x: Value, bias: Value, data_format: Value = None) -> Value:
    """A vector added to the channels. Raises Mismatch where it has another size."""
    tensor, vector = op.tensor(x), op.tensor(bias)
    if tensor.shape.dims is not None and vector.shape.rank == 1 and len(tensor.shape) >= 2:
        channels = tensor.shape[1] if is_channels_first(op, data_format) else tensor.shape.last
        if same(channels, vector.shape[0]) is False:
            raise Mismatch("operand-shapes", f"a bias of {vector.shape} does not fit {tensor.shape}", input=1)
    return op.result([tensor, vector], tensor.shape, tensor.dtype)


def attention(op: Op, query: Value, key: Value, value: Value) -> Value:
    """`(batch, queries, heads, width)`: the query's shape, as Keras declares it."""
    tensors = [op.tensor(query), op.tensor(key), op.tensor(value)]
    for tensor in tensors:
        if tensor.shape.rank not in (None, 4):
            raise Mismatch(
                "operand-shapes", f"dot_product_attention needs four dimensions, got {tensor.shape}", expected_rank=4
            )
    return op.result(tensors, tensors[0].shape, tensors[0].dtype)


def concatenated_relu(op: Op, x: Value, axis: Value = -1) -> Value:
    """The positive and the negative part, beside each other."""
    tensor = op.tensor(x)
    if tensor.shape.dims is None:
        return op.unknown([tensor], tensor.dtype)
    where = op.one_axis(axis, len(tensor.shape))
    return op.result([tensor], tensor.shape.replace(where, arithmetic("*", 2, tensor.shape[where])), tensor.dtype)


_CONV = "strides padding data_format dilation_rate"
_NN = "keras.ops keras.ops.nn"

family(conv, f"inputs>x kernel {_CONV}", _NN, "conv")
family(depthwise_conv, f"inputs>x kernel {_CONV}", _NN, "depthwise_conv")
family(separable_conv, f"inputs>x depthwise_kernel>kernel pointwise_kernel>pointwise {_CONV}", _NN, "separable_conv")
family(
    conv_transpose, "inputs>x kernel strides padding output_padding data_format dilation_rate", _NN, "conv_transpose"
)
family(pool, "inputs>x pool_size>size strides padding data_format", _NN, "max_pool average_pool")
family(adaptive_pool, "inputs>x output_size>size data_format", _NN, "adaptive_max_pool adaptive_average_pool")
family(depth_to_space, "x block_size>block data_format", _NN, "depth_to_space")
family(space_to_depth, "x block_size>block data_format", _NN, "space_to_depth")
family(unfold, "x kernel_size dilation padding stride", _NN, "unfold")
family(fold, "x output_size kernel_size _dilation _padding _stride", _NN, "fold")
family(attention, "query key value _bias _mask _scale _is_causal _flash_attention _attn_logits_soft_cap", _NN,
       "dot_product_attention")  # fmt: skip

_TF = "tensorflow.nn"
family(conv, "input>x filters>kernel stride>strides padding data_format dilations>dilation_rate _name", _TF, "conv1d")
family(
    conv,
    "input>x filters>kernel strides padding data_format dilations>dilation_rate _name",
    _TF,
    "conv2d conv3d convolution",
)
family(atrous_conv, "value>x filters>kernel rate padding _name", _TF, "atrous_conv2d")
family(
    depthwise_conv,
    "input>x filter>kernel strides padding data_format dilations>dilation_rate _name",
    _TF,
    "depthwise_conv2d",
)
family(separable_conv, "input>x depthwise_filter>kernel pointwise_filter>pointwise strides padding data_format "
       "dilations>dilation_rate _name", _TF, "separable_conv2d")  # fmt: skip
family(declared, "input>x filters>kernel output_shape _strides _padding _data_format _dilations _name", _TF,
       "conv_transpose conv1d_transpose conv2d_transpose conv3d_transpose")  # fmt: skip
family(tf_pool, "input>x ksize>size strides padding data_format _name", _TF, "avg_pool max_pool avg_pool1d avg_pool2d avg_pool3d "
       "max_pool1d max_pool2d max_pool3d")  # fmt: skip
family(indexed_pool, "input>x ksize>size strides padding data_format _output_dtype _include_batch_in_index _name", _TF,
       "max_pool_with_argmax")  # fmt: skip
family(depth_to_space, "input>x block_size>block data_format _name", _TF, "depth_to_space")
family(space_to_depth, "input>x block_size>block data_format _name", _TF, "space_to_depth")
family(biased, "value>x bias data_format _name", _TF, "bias_add")
family(concatenated_relu, "features>x axis _name", _TF, "crelu")
