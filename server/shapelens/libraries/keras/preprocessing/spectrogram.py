"""MelSpectrogram and STFTSpectrogram: sound to its frequencies over time."""

from __future__ import annotations

import math
from typing import Any

from ....shapes import UNKNOWN, Dim, Mismatch, Shape, Size, Structure, Undetermined, arithmetic
from ....shapes.convolution import window_size
from ..arguments import PLAIN, check_data_format, invalid
from ..layout import Layout, layout_of, of_rank
from ..rule import Config, InputSpec, LayerRule, Weight, layer
from .encoding import check_choice

_WINDOWS = (
    "bart barthann bartlett bkh black blackharr blackman blackmanharris blk bman bmn bohman box boxcar brt brthan bth cosine exponential "
    "flat flattop flt halfcosine ham hamm hamming han hann lanczos nut nutl nuttall ones par parz parzen poisson rect rectangular sinc "
    "taylor taylorwin tri triang triangle tuk tukey"
)
WINDOWS = frozenset(_WINDOWS.split())
"""The names that scipy.signal.get_window takes without parameters."""

MODES = ("log", "magnitude", "psd", "real", "imag", "angle", "stft")


@layer("keras.layers.MelSpectrogram")
class MelSpectrogram(LayerRule):
    """The spectrogram on the mel scale.

    Input shape:  (batch, samples) or (samples,)
    Output shape: (batch, num_mel_bins, samples // sequence_stride + 1). Traced, Keras counts one frame more where the number of samples
                  is one short of a multiple of the stride.
    Source: keras.layers.MelSpectrogram
    """

    def check(self, config: Config) -> None:
        length, window = config.values.get("fft_length"), config.values.get("sequence_length")
        if length is None or (isinstance(window, str) and isinstance(length, (int, float))):
            raise invalid(
                "fft_length" if length is None else "sequence_length", "a number", length if length is None else window
            )
        if isinstance(length, str) and isinstance(window, (int, float)) and window:
            raise invalid("fft_length", "a number", length)
        if isinstance(length, (int, float)) and isinstance(window, (int, float)) and window and length < window:
            raise invalid("fft_length", f"at least `sequence_length` = {window}", length)
        stride, bins = config.values.get("sequence_stride"), config.values.get("num_mel_bins")
        if isinstance(stride, (*PLAIN, tuple)) and not (isinstance(stride, int) and stride > 0):
            raise invalid("sequence_stride", "a positive integer", stride)
        if bins is not None and isinstance(bins, (*PLAIN, tuple)) and not (isinstance(bins, int) and bins >= 0):
            raise invalid("num_mel_bins", "an integer from 0 up", bins)

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        if not isinstance(input, Shape):
            raise Undetermined("an input that is not one tensor")
        if input.dims is None or not input.dims:
            return Shape.unknown()
        bins, stride = config.size("num_mel_bins"), config.size("sequence_stride")
        if stride == 0:
            raise Undetermined("a stride of 0")
        if is_symbolic:
            if len(input.dims) == 1:
                return Shape(bins, _frames(input.dims[0], stride, 1))
            return Shape(input.dims[0], bins, _frames(input.dims[1], stride, 1))
        return Shape(*input.dims[:-1], bins, _frames(input.dims[-1], stride, 0))

    def explain(self, config: Config, input: Any, output: Structure) -> list[str]:
        if not isinstance(output, Shape) or not isinstance(input, Shape):
            return []
        stride = config.size("sequence_stride")
        return [f"num_mel_bins = {config.size('num_mel_bins')}", f"{input.last} // {stride} + 1 = {output.last} frames"]


def _frames(samples: Dim, stride: Size, surplus: int) -> Dim:
    return arithmetic("+", arithmetic("//", arithmetic("+", samples, surplus), stride), 1)


@layer("keras.layers.STFTSpectrogram")
class STFTSpectrogram(LayerRule):
    """The short-time Fourier transform.

    Input shape:  (batch, samples, channels)
    Output shape: (batch, frames, bins*channels), with expand_dims (batch, frames, bins, channels), where bins = fft_length // 2 + 1,
                  twice that in mode "stft", and frames are what a window of frame_length leaves
    Weights:      a kernel (frame_length, 1, fft_length // 2 + 1) for the real and one for the imaginary part
    Source: keras.layers.STFTSpectrogram
    """

    spec = InputSpec(rank=3)

    def check(self, config: Config) -> None:
        length, step, size = (config.values.get(name) for name in ("frame_length", "frame_step", "fft_length"))
        if isinstance(length, (*PLAIN, tuple)) and not (isinstance(length, int) and length > 0):
            raise invalid("frame_length", "a positive integer", length)
        for name, value in (("frame_step", step), ("fft_length", size)):
            if value is not None and isinstance(value, (*PLAIN, tuple)) and not isinstance(value, (int, float)):
                raise invalid(name, "a number", value)
        if isinstance(length, int):
            if isinstance(step, (int, float)) and not 1 <= step <= length:
                raise invalid("frame_step", f"from 1 to `frame_length` = {length}", step)
            if isinstance(size, (int, float)) and size < length:
                raise invalid("fft_length", f"at least `frame_length` = {length}", size)
        window = config.values.get("window")
        if isinstance(window, str) and window not in WINDOWS:
            raise invalid("window", "the name of a window that needs no parameters, such as 'hann'", window)
        check_choice(config, "mode", MODES)
        check_choice(config, "scaling", ("density", "spectrum", None))
        check_choice(config, "padding", ("valid", "same"))
        check_data_format(config)

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        layout = layout_of(config)
        signal = of_rank(input, 3, "STFTSpectrogram")
        channels = layout.channels(signal)
        if channels is None:
            raise Mismatch(
                "undefined-dimension",
                f"STFTSpectrogram needs to know the channels, got {signal}",
                axis=layout.channel_axis,
            )
        bins, frames = self._bins(config), self._frames(config, layout, signal, is_symbolic)
        if not config.flag("expand_dims"):
            return layout.shape(signal.batch, (frames,), arithmetic("*", bins, channels))
        return layout.shape(signal.batch, (frames, bins), channels)

    def _bins(self, config: Config) -> Dim:
        single = _fft_bins(config)
        return arithmetic("*", single, 2) if config.text("mode") == "stft" else single

    def _frames(self, config: Config, layout: Layout, signal: Shape, is_symbolic: bool) -> Dim:
        (samples,) = layout.spatial(signal)
        length, step = config.size("frame_length"), config.values.get("frame_step")
        stride = config.size("frame_step") if step else arithmetic("//", length, 2)
        if stride is None or stride == 0 or UNKNOWN in (samples, length, stride):
            return UNKNOWN if samples is not None else None
        try:
            return window_size(samples, length, stride, config.text("padding"))
        except Mismatch:
            if is_symbolic:
                raise
            raise Undetermined("a signal shorter than a frame, of which TensorFlow makes something") from None

    def weights(self, config: Config, input: Any) -> list[Weight]:
        mode, shape = config.text("mode"), Shape(config.size("frame_length"), 1, _fft_bins(config))
        parts = (("real_kernel", mode != "imag"), ("imag_kernel", mode != "real"))
        return [Weight(name, shape) for name, is_used in parts if is_used]

    def explain(self, config: Config, input: Any, output: Structure) -> list[str]:
        return [f"bins = {self._bins(config)}"]


def _fft_bins(config: Config) -> Dim:
    """fft_length // 2 + 1; fft_length is the next power of two from frame_length up if it is left out."""
    size, length = config.values.get("fft_length"), config.values.get("frame_length")
    if isinstance(size, PLAIN) and not size:
        if not isinstance(length, int) or length < 1:
            return UNKNOWN
        return int(2 ** math.ceil(math.log2(length))) // 2 + 1
    return arithmetic("+", arithmetic("//", config.size("fft_length"), 2), 1)
