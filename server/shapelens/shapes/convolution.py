"""The size that a sliding window leaves of an axis: convolution and its transpose."""

from __future__ import annotations

from .dim import UNKNOWN, Dim, Size, Symbolic, is_unknown
from .mismatch import Mismatch


def window_size(size: Dim, kernel: Size, stride: Size = 1, padding: str = "valid", dilation: Size = 1) -> Dim:
    """The number of places of a window of `kernel` elements, `dilation` apart, that moves by `stride`.

    valid:        (size - dilation*(kernel - 1) - 1) // stride + 1
    same, causal: (size - 1) // stride + 1, that is size / stride rounded up
    None stays None. Raises Mismatch("non-positive-size") where nothing certainly is left.
    Source: keras.src.ops.operation_utils.compute_conv_output_shape, compute_pooling_output_shape.
    """
    if size is None or is_unknown(size):
        return size
    if padding != "valid":
        return size if stride == 1 else (size - 1) // stride + 1
    reach = dilation * (kernel - 1) + 1
    left = size - reach
    if isinstance(left, int) and left < 0 and _is_positive(stride):
        raise Mismatch(
            "non-positive-size",
            f"a window of {reach} does not fit into {size}",
            expected=reach,
            size=size,
        )
    return left // stride + 1


def transposed_size(
    size: Dim,
    kernel: Size,
    stride: Size = 1,
    padding: str = "valid",
    output_padding: Size | None = None,
    dilation: Size = 1,
) -> Dim:
    """The size that a transposed convolution makes of an axis.

    valid: (size - 1)*stride + reach + output_padding, where reach = dilation*(kernel - 1) + 1, and max(stride - reach, 0)
           stands for an output_padding of None
    same:  size*stride, or with an output_padding (size - 1)*stride + reach % 2 + output_padding
    None stays None. Source: keras.src.backend.common.backend_utils.compute_conv_transpose_output_shape.
    """
    if size is None or is_unknown(size):
        return size
    reach = dilation * (kernel - 1) + 1
    if padding == "valid":
        if output_padding is not None:
            return (size - 1) * stride + reach + output_padding
        return (size - 1) * stride + _larger(reach, stride)
    if output_padding is None:
        return size * stride
    return (size - 1) * stride + reach % 2 + output_padding


def _larger(a: Size, b: Size) -> Size:
    if isinstance(a, int) and isinstance(b, int):
        return max(a, b)
    if b == 1:
        return a
    difference = a - b
    if isinstance(difference, int):
        return a if difference >= 0 else b
    return UNKNOWN


def _is_positive(value: Size) -> bool:
    """Whether the number is above zero, as every stride is that Keras accepts."""
    return isinstance(value, Symbolic) or value > 0
