"""The size that pooling leaves of an axis."""

from __future__ import annotations

from .convolution import window_size
from .dim import Dim, Size


def pooled_size(size: Dim, pool: Size, stride: Size, padding: str = "valid") -> Dim:
    """The number of windows of `pool` elements that move by `stride`: see `window_size`, undilated.

    Raises Mismatch("non-positive-size") where not one fits.
    Source: keras.src.ops.operation_utils.compute_pooling_output_shape.
    """
    return window_size(size, pool, stride, padding)
