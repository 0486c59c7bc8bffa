"""ConvLSTM1D, ConvLSTM2D and ConvLSTM3D: an LSTM whose products are convolutions."""

from __future__ import annotations

from typing import Any, ClassVar

from ....shapes import UNKNOWN, Dim, Mismatch, Shape, Structure, is_unknown
from ....shapes.convolution import window_size
from ....values import Value
from ..arguments import PLAIN, check_data_format, check_padding, check_sizes, invalid
from ..layout import known_layout, layout_of, of_rank
from ..rule import Config, InputSpec, Weight, layer
from .cell import check_rates
from .rnn import RunRule


class ConvLSTM(RunRule):
    """A convolutional LSTM of one, two or three spatial axes.

    Input shape:  (batch, steps, *spatial, channels)
    Output shape: (batch, *sizes, filters), with return_sequences (batch, steps, *sizes, filters), where each size is what a
                  convolution leaves; with return_state also the two states, (batch, *sizes, filters) each
    Weights:      (*kernel_size, channels, 4*filters), (*kernel_size, filters, 4*filters), (4*filters,)
    Source: keras.src.layers.rnn.conv_lstm.ConvLSTM, ConvLSTMCell
    """

    rank: ClassVar[int]
    keywords = {"unroll": False, "zero_output_for_mask": False}

    def check(self, config: Config) -> None:
        filters = config.values.get("filters")
        if isinstance(filters, (*PLAIN, tuple)) and not (isinstance(filters, int) and filters >= 0):
            raise invalid("filters", "an integer", filters)
        check_rates(config)
        check_sizes(config.values.get("kernel_size"), self.rank, "kernel_size")
        check_sizes(config.values.get("strides"), self.rank, "strides", least=0, accepts_float=True)
        check_padding(config)
        check_data_format(config)
        check_sizes(config.values.get("dilation_rate"), self.rank, "dilation_rate", accepts_float=True)
        if _is_above_one(config.values.get("strides")) and _is_above_one(config.values.get("dilation_rate")):
            raise Mismatch(
                "invalid-argument",
                "`strides` above 1 cannot go with a `dilation_rate` above 1",
                argument="dilation_rate",
            )

    def input_spec(self, config: Config) -> InputSpec | None:
        return InputSpec(rank=self.rank + 3)

    def built_spec(self, config: Config, input: Any) -> InputSpec | None:
        """The channels fix the kernel, the spatial axes the first states."""
        layout = known_layout(config)
        if layout is None or not isinstance(input, Shape) or input.rank != self.rank + 3:
            return self.input_spec(config)
        return InputSpec(rank=self.rank + 3, axes={axis: input[axis] for axis in range(2, self.rank + 3)})

    def output(self, config: Config, input: Any, initial_state: Any = None) -> Structure:
        sequences = of_rank(input, self.rank + 3, f"ConvLSTM{self.rank}D")
        self.check_batch(config, sequences)
        state = Shape(sequences.batch, *self._state(config, sequences))
        result = Shape(state.batch, sequences[1], *state.known[1:]) if self.is_sequence(config) else state
        return (result, state, state) if config.flag("return_state") else result

    def _state(self, config: Config, sequences: Shape) -> tuple[Dim, ...]:
        """The shape of the state without its batch axis."""
        layout = known_layout(config)
        if layout is None:
            return (UNKNOWN,) * (self.rank + 1)
        step = Shape(sequences.batch, *sequences.known[2:])
        if None in layout.spatial(step) or layout.channels(step) is None:
            raise Mismatch(
                "undefined-dimension",
                f"a convolutional LSTM needs fixed sizes on all axes but the batch and the steps, got {sequences}",
                axis=2 + step.known[1:].index(None),
            )
        sizes = tuple(
            self._size(config, size, *window)
            for size, *window in zip(
                layout.spatial(step),
                config.sizes("kernel_size", self.rank),
                config.sizes("strides", self.rank),
                config.sizes("dilation_rate", self.rank),
            )
        )
        return layout.shape(step.batch, sizes, config.size("filters")).known[1:]

    def _size(self, config: Config, size: Dim, kernel: Any, stride: Any, dilation: Any) -> Dim:
        padding = config.values.get("padding")
        if stride == 0:
            raise Mismatch("invalid-argument", "`strides` must not be 0", argument="strides", value=0)
        if not isinstance(padding, str) or is_unknown(size):
            return UNKNOWN
        return window_size(size, kernel, stride, padding.lower(), dilation)

    def weights(self, config: Config, input: Any) -> list[Weight]:
        sequences = of_rank(input, self.rank + 3, f"ConvLSTM{self.rank}D")
        channels = layout_of(config).channels(Shape(sequences.batch, *sequences.known[2:]))
        kernel, filters = config.sizes("kernel_size", self.rank), config.size("filters")
        found = [
            Weight("kernel", Shape(*kernel, channels, 4 * filters)),
            Weight("recurrent_kernel", Shape(*kernel, filters, 4 * filters)),
        ]
        return [*found, Weight("bias", Shape(4 * filters))] if config.flag("use_bias") else found

    def explain(self, config: Config, input: Any, output: Structure) -> list[str]:
        layout = known_layout(config)
        if layout is None or not isinstance(input, Shape) or input.rank != self.rank + 3:
            return []
        first = output[0] if isinstance(output, tuple) else output
        if not isinstance(first, Shape):
            return []
        before = layout.spatial(Shape(input.batch, *input.known[2:]))
        is_sequence = len(first) == self.rank + 3
        after = layout.spatial(Shape(first.batch, *first.known[2:]) if is_sequence else first)
        padding = str(config.values.get("padding")).lower()
        kernel, strides = config.sizes("kernel_size", self.rank), config.sizes("strides", self.rank)
        rates = config.sizes("dilation_rate", self.rank)
        lines = [_arithmetic(*sizes, padding=padding) for sizes in zip(before, kernel, strides, rates, after)]
        steps = f"steps = {first[1]} (return_sequences=True)" if is_sequence else f"the last of {input[1]} steps"
        return [steps, *lines, f"filters = {config.size('filters')}"]


def _is_above_one(value: Value) -> bool:
    parts = value if isinstance(value, tuple) else (value,)
    return any(isinstance(part, (int, float)) and part > 1 for part in parts)


def _arithmetic(size: Dim, kernel: Dim, stride: Dim, rate: Dim, result: Dim, *, padding: str) -> str:
    if padding == "same":
        return f"{size}/{stride} rounded up = {result}"
    reach = f"{kernel}" if rate == 1 else f"({rate}*({kernel} - 1) + 1)"
    return f"({size} - {reach})/{stride} + 1 = {result}"


@layer("keras.layers.ConvLSTM1D")
class ConvLSTM1D(ConvLSTM):
    """Input shape: (batch, steps, length, channels). Source: keras.layers.ConvLSTM1D"""

    rank = 1


@layer("keras.layers.ConvLSTM2D")
class ConvLSTM2D(ConvLSTM):
    """Input shape: (batch, steps, height, width, channels). Source: keras.layers.ConvLSTM2D"""

    rank = 2


@layer("keras.layers.ConvLSTM3D")
class ConvLSTM3D(ConvLSTM):
    """Input shape: (batch, steps, depth, height, width, channels). Source: keras.layers.ConvLSTM3D"""

    rank = 3
