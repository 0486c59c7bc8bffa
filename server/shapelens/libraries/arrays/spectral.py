"""Fourier transforms, spectrograms and frames of signals."""

from __future__ import annotations

from ...shapes import UNKNOWN, Dim, Mismatch, Shape, arithmetic, same
from ...shapes.broadcasting import broadcast
from ...values import Value
from . import convert
from .op import Op, family


def transform(op: Op, x: Value, n: Value = None, axis: Value = -1) -> Value:
    """A complex transform along `axis`: as long as before, or `n`."""
    tensor = op.tensor(x)
    shape = tensor.shape
    if shape.dims is not None:
        where = op.one_axis(axis, len(shape))
        shape = shape if n is None else shape.replace(where, convert.dim_of(n))
    return op.result([tensor], shape, "complex128" if op.is_numpy else "complex64")


def keras_transform(op: Op, x: Value) -> Value:
    """Keras's: a pair of real and imaginary parts, each of the parts' shape."""
    parts = op.some(x)
    shape = broadcast(*[part.shape for part in parts])
    return (op.result(parts, shape, parts[0].dtype), op.result(parts, shape, parts[0].dtype))


def transform_nd(op: Op, x: Value, s: Value = None) -> Value:
    """A transform of several axes: the same shape, the last of them `s` where given."""
    tensor = op.tensor(x)
    shape = tensor.shape
    if s is not None:
        sizes = convert.dims_of(op.ctx, s)
        shape = Shape.unknown() if shape.dims is None else Shape(*shape.dims[: len(shape.dims) - len(sizes)], *sizes)
    return op.result([tensor], shape, "complex128" if op.is_numpy else "complex64")


def _half(size: Dim) -> Dim:
    return arithmetic("+", arithmetic("//", size, 2), 1)


def real_transform(op: Op, x: Value, n: Value = None, axis: Value = -1) -> Value:
    """Half of a symmetric transform: `n // 2 + 1`. Keras answers the two parts."""
    tensor = op.tensor(x)
    if tensor.shape.dims is None:
        shape = Shape.unknown()
    else:
        where = op.one_axis(axis, len(tensor.shape))
        size = tensor.shape[where] if n is None else _one(op, n)
        shape = tensor.shape.replace(where, _half(size))
    if op.library == "keras":
        return (op.result([tensor], shape, tensor.dtype), op.result([tensor], shape, tensor.dtype))
    return op.result([tensor], shape, "complex128" if op.is_numpy else "complex64")


def _one(op: Op, n: Value) -> Dim:
    """A length, which TensorFlow takes as a list of one."""
    items = convert.sequence_of(op.ctx, n)
    return convert.dim_of(items[0]) if items and len(items) == 1 else convert.dim_of(n)


def inverse_real(op: Op, x: Value, n: Value = None, axis: Value = -1) -> Value:
    """The inverse of `real_transform`: `n`, or twice the size less 2."""
    if op.library == "keras":
        parts = op.tensors(x)
        tensor, shape = parts[0], broadcast(*[part.shape for part in parts])
    else:
        tensor = op.tensor(x)
        parts, shape = [tensor], tensor.shape
    if shape.dims is None:
        return op.unknown(parts)
    where = op.one_axis(axis, len(shape))
    size = arithmetic("*", 2, arithmetic("-", shape[where], 1)) if n is None else _one(op, n)
    return op.result(parts, shape.replace(where, size), op.float_dtype if op.library != "keras" else tensor.dtype)


def frequencies(op: Op, n: Value) -> Value:
    """`fftfreq` and `rfftfreq`."""
    size = convert.dim_of(n)
    return op.result([], Shape(_half(size) if op.short == "rfftfreq" else size), "float64")


def frames(op: Op, x: Value, length: Value, step: Value, axis: Value = -1, pad_end: Value = False) -> Value:
    """Overlapping windows: the axis becomes (number of frames, length)."""
    tensor = op.tensor(x)
    if tensor.shape.dims is None:
        return op.unknown([tensor], tensor.dtype)
    where = op.one_axis(axis, len(tensor.shape))
    size, span, stride = tensor.shape[where], convert.dim_of(length), convert.dim_of(step)
    count = _frame_count(size, span, stride, op.flag(pad_end, "pad_end"))
    shape = Shape(*tensor.shape.dims[:where], count, span, *tensor.shape.dims[where + 1 :])
    return op.result([tensor], shape, tensor.dtype)


def _frame_count(size: Dim, span: Dim, stride: Dim, pads: bool = False) -> Dim:
    if isinstance(size, int) and isinstance(span, int) and isinstance(stride, int) and stride > 0:
        return -(-size // stride) if pads else max((size - span) // stride + 1, 0)
    return None if size is None else UNKNOWN


def tf_stft(op: Op, x: Value, length: Value, step: Value, fft_length: Value = None, pad_end: Value = False) -> Value:
    """`tf.signal.stft`: `(..., frames, fft_length // 2 + 1)`; the transform is as long as the next power of two."""
    tensor = op.tensor(x)
    if not tensor.shape.known:
        return op.unknown([tensor], "complex64")
    span = convert.dim_of(length)
    size = convert.dim_of(fft_length) if fft_length is not None else _enclosing_power(span)
    count = _frame_count(tensor.shape.last, span, convert.dim_of(step), op.flag(pad_end, "pad_end"))
    return op.result([tensor], Shape(*tensor.shape.known[:-1], count, _half(size)), "complex64")


def _enclosing_power(size: Dim) -> Dim:
    return 1 << (size - 1).bit_length() if isinstance(size, int) and size > 0 else UNKNOWN


def tf_inverse_stft(op: Op, x: Value, length: Value, step: Value) -> Value:
    """`tf.signal.inverse_stft`: `(..., (frames - 1) * step + length)`."""
    tensor = op.tensor(x)
    if tensor.shape.dims is None or len(tensor.shape) < 2:
        return op.unknown([tensor], "float32")
    count = arithmetic("*", arithmetic("-", tensor.shape[-2], 1), convert.dim_of(step))
    return op.result(
        [tensor], Shape(*tensor.shape.dims[:-2], arithmetic("+", count, convert.dim_of(length))), "float32"
    )


def overlap_add(op: Op, x: Value, step: Value) -> Value:
    """The inverse of `frames`: `(..., (frames - 1) * step + length)`."""
    tensor = op.tensor(x)
    if tensor.shape.dims is None or len(tensor.shape) < 2:
        return op.unknown([tensor], tensor.dtype)
    count = arithmetic("*", arithmetic("-", tensor.shape[-2], 1), convert.dim_of(step))
    return op.result([tensor], Shape(*tensor.shape.dims[:-2], arithmetic("+", count, tensor.shape[-1])), tensor.dtype)


def extract_sequences(op: Op, x: Value, length: Value, stride: Value) -> Value:
    """Keras's frames of the last axis: `(..., 1 + (size - length) // stride, length)`."""
    tensor = op.tensor(x)
    if not tensor.shape.known:
        return op.unknown([tensor], tensor.dtype)
    size, span, step = tensor.shape.last, convert.dim_of(length), convert.dim_of(stride)
    count: Dim = None if size is None else UNKNOWN
    if isinstance(size, int) and isinstance(span, int) and isinstance(step, int) and step > 0:
        count = 1 + (size - span) // step
    return op.result([tensor], Shape(*tensor.shape.known[:-1], count, span), tensor.dtype)


def keras_stft(op: Op, x: Value, length: Value, stride: Value, fft_length: Value, center: Value = True) -> Value:
    """Keras's two parts: `(..., 1 + size // stride, fft_length // 2 + 1)`; uncentred `1 + (size - fft_length) // stride`."""
    tensor = op.tensor(x)
    if not tensor.shape.known:
        return (op.unknown([tensor], tensor.dtype), op.unknown([tensor], tensor.dtype))
    size, step, points = tensor.shape.last, convert.dim_of(stride), convert.dim_of(fft_length)
    count: Dim = None if size is None else UNKNOWN
    if isinstance(size, int) and isinstance(step, int) and isinstance(points, int) and step > 0:
        padded = size + (points // 2) * 2 if op.flag(center, "center") else size
        count = 1 + (padded - points) // step
    shape = Shape(*tensor.shape.known[:-1], count, _half(points))
    return (op.result([tensor], shape, tensor.dtype), op.result([tensor], shape, tensor.dtype))


def keras_inverse_stft(
    op: Op, x: Value, stride: Value, fft_length: Value, length: Value = None, center: Value = True
) -> Value:
    """The signal: `length`, or `(frames - 1) * stride + fft_length`, less the padding of a centred one."""
    parts = op.tensors(x)
    shape = broadcast(*[part.shape for part in parts])
    if shape.dims is None or len(shape) < 2:
        return op.unknown(parts)
    if length is not None:
        size = convert.dim_of(length)
    else:
        points = convert.dim_of(fft_length)
        size = arithmetic("+", arithmetic("*", arithmetic("-", shape[-2], 1), convert.dim_of(stride)), points)
        if op.flag(center, "center"):
            size = arithmetic("-", size, arithmetic("*", 2, arithmetic("//", points, 2)))
    return op.result(parts, Shape(*shape.dims[:-2], size), parts[0].dtype)


def as_complex(op: Op, x: Value) -> Value:
    """A last axis of two becomes complex numbers."""
    tensor = op.tensor(x)
    shape = Shape(*tensor.shape.known[:-1]) if tensor.shape.known else Shape.unknown()
    if same(tensor.shape.last, 2) is False and tensor.shape.known:
        raise Mismatch("operand-shapes", f"view_as_complex needs a last axis of 2, got {tensor.shape}")
    return op.result([tensor], shape, "complex64")


def as_real(op: Op, x: Value) -> Value:
    """Complex numbers become a last axis of two."""
    tensor = op.tensor(x)
    return op.result(
        [tensor], Shape.unknown() if tensor.shape.dims is None else Shape(*tensor.shape.dims, 2), "float32"
    )


def mel_matrix(op: Op, bins: Value = 20, points: Value = 129) -> Value:
    """`linear_to_mel_weight_matrix`: `(num_spectrogram_bins, num_mel_bins)`."""
    return op.result([], Shape(convert.dim_of(points), convert.dim_of(bins)), "float32")


def cosine(op: Op, x: Value, n: Value = None) -> Value:
    """`dct` and `idct`: the last axis cut or padded to `n`."""
    tensor = op.tensor(x)
    shape = tensor.shape if n is None or not tensor.shape.known else tensor.shape.replace(-1, convert.dim_of(n))
    return op.result([tensor], shape, tensor.dtype)


_LINALG = "keras.ops keras.ops.linalg"
family(keras_transform, "x", "keras.ops", "fft fft2 ifft2")
family(real_transform, "x fft_length>n", "keras.ops", "rfft")
family(inverse_real, "x fft_length>n", "keras.ops", "irfft")
family(keras_stft, "x sequence_length>length sequence_stride>stride fft_length _window center", "keras.ops", "stft")
family(
    keras_inverse_stft,
    "x _sequence_length sequence_stride>stride fft_length length _window center",
    "keras.ops",
    "istft",
)
family(extract_sequences, "x sequence_length>length sequence_stride>stride", "keras.ops", "extract_sequences")
family(as_complex, "x", "keras.ops", "view_as_complex")
family(as_real, "x", "keras.ops", "view_as_real")

_NP = "numpy.linalg"
family(transform, "a>x n axis _norm _out", "numpy.fft", "fft ifft")
family(real_transform, "a>x n axis _norm _out", "numpy.fft", "rfft ihfft")
family(inverse_real, "a>x n axis _norm _out", "numpy.fft", "irfft hfft")
family(transform_nd, "a>x s _axes _norm _out", "numpy.fft", "fft2 ifft2 fftn ifftn")
family(frequencies, "n _d _device", "numpy.fft", "fftfreq rfftfreq")

_TFL = "tensorflow.linalg"
family(transform, "input>x _name", "tensorflow.signal", "fft ifft")
family(transform_nd, "input>x _name", "tensorflow.signal", "fft2d ifft2d fft3d ifft3d")
family(real_transform, "input_tensor>x fft_length>n _name", "tensorflow.signal", "rfft")
family(inverse_real, "input_tensor>x fft_length>n _name", "tensorflow.signal", "irfft")
family(cosine, "input>x _type n _axis _norm _name", "tensorflow.signal", "dct idct")
family(cosine, "log_mel_spectrograms>x _name", "tensorflow.signal", "mfccs_from_log_mel_spectrograms")
family(
    tf_stft,
    "signals>x frame_length>length frame_step>step fft_length _window_fn pad_end _name",
    "tensorflow.signal",
    "stft",
)
family(tf_inverse_stft, "stfts>x frame_length>length frame_step>step _fft_length _window_fn _name", "tensorflow.signal",
       "inverse_stft")  # fmt: skip
family(
    frames, "signal>x frame_length>length frame_step>step pad_end _pad_value axis _name", "tensorflow.signal", "frame"
)
family(overlap_add, "signal>x frame_step>step _name", "tensorflow.signal", "overlap_and_add")
family(mel_matrix, "num_mel_bins>bins num_spectrogram_bins>points _sample_rate _lower_edge_hertz _upper_edge_hertz _dtype _name",
       "tensorflow.signal", "linear_to_mel_weight_matrix")  # fmt: skip
