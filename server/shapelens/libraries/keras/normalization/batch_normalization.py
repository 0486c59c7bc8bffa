"""BatchNormalization and GroupNormalization."""

from __future__ import annotations

from typing import Any

from ....shapes import Mismatch, Shape, Structure
from ..arguments import PLAIN, invalid
from ..layout import tensor
from ..rule import Config, InputSpec, Weight, layer
from ..unchanged import Unchanged
from ..variables import defined


def axis_of(config: Config, input: Shape, name: str) -> int | None:
    """The one `axis`; None where it is not known. Raises Mismatch where the input has no such axis."""
    value = config.values.get("axis")
    if isinstance(value, (float, str)):
        try:
            value = int(value)
        except (ValueError, OverflowError):
            return None
    if not isinstance(value, int) or input.is_unknown:
        return None
    if not -len(input) <= value < len(input):
        raise Mismatch(
            "invalid-argument", f"{name} has no axis {value} in an input of shape {input}", argument="axis", axis=value
        )
    return value


class ChannelNormalization(Unchanged):
    """A normalization with variables for one `axis`, which fixes the input's rank and that axis."""

    def output(self, config: Config, input: Any) -> Structure:
        return super().output(config, tensor(input, self.label))

    def built_spec(self, config: Config, input: Any) -> InputSpec | None:
        shape = tensor(input, self.label)
        if shape.is_unknown:
            return None
        axis = axis_of(config, shape, self.label)
        return InputSpec(rank=len(shape), axes={} if axis is None else {axis: shape[axis]})

    def channels(self, config: Config, input: Any) -> Shape:
        """The shape of each variable: `(size of the axis,)`."""
        shape = tensor(input, self.label)
        axis = axis_of(config, shape, self.label)
        return Shape.of_rank(1) if axis is None else Shape(defined(shape, axis, self.label))


@layer("keras.layers.BatchNormalization")
class BatchNormalization(ChannelNormalization):
    """Mean and variance over all axes but `axis`.

    Input shape:  any. Output shape: the same
    Weights:      gamma, beta, moving_mean, moving_variance; with `renorm` moving_stddev, renorm_mean, renorm_stddev: (channels,)
    Source: keras.layers.BatchNormalization
    """

    is_batchwise = True

    def check(self, config: Config) -> None:
        value = config.values.get("axis")
        if value is None or isinstance(value, tuple) or (isinstance(value, str) and not value.lstrip("-").isdecimal()):
            raise invalid("axis", "an integer", value)

    def weights(self, config: Config, input: Any) -> list[Weight]:
        shape = self.channels(config, input)
        trained = [name for name, switch in (("gamma", "scale"), ("beta", "center")) if config.flag(switch)]
        counted = ["moving_mean", "moving_variance"]
        if config.flag("renorm"):
            counted += ["moving_stddev", "renorm_mean", "renorm_stddev"]
        return [Weight(name, shape) for name in trained] + [Weight(name, shape, trainable=False) for name in counted]


@layer("keras.layers.GroupNormalization")
class GroupNormalization(ChannelNormalization):
    """Mean and variance over groups of the channels of each sample; `groups=-1` makes each channel a group.

    Input shape:  any, with `axis` defined and divisible by `groups`. Output shape: the same
    Weights:      gamma, beta: (channels,)
    Source: keras.layers.GroupNormalization
    """

    def check(self, config: Config) -> None:
        value = config.values.get("groups")
        is_number = isinstance(value, int) and (value > 0 or value == -1)
        if isinstance(value, (*PLAIN, tuple)) and not is_number:
            raise invalid("groups", "a positive integer or -1", value)
        axis = config.values.get("axis")
        if isinstance(axis, (*PLAIN, tuple)) and not isinstance(axis, int):
            raise invalid("axis", "an integer", axis)

    def weights(self, config: Config, input: Any) -> list[Weight]:
        shape = self.channels(config, input)
        self._check_groups(config, shape, input)
        return [Weight(name, shape) for name, switch in (("gamma", "scale"), ("beta", "center")) if config.flag(switch)]

    def output(self, config: Config, input: Any) -> Structure:
        self._check_groups(config, self.channels(config, input), input)
        shape = tensor(input, self.label)
        if shape.rank == 1:
            text = f"GroupNormalization needs at least 2 dimensions, got {shape}"
            raise Mismatch("input-rank", text, min_rank=2, output=shape)
        return super().output(config, input)

    def _check_groups(self, config: Config, channels: Shape, input: Shape) -> None:
        groups, size = config.values.get("groups"), channels.last
        if isinstance(groups, int) and groups > 0 and isinstance(size, int) and (size < groups or size % groups):
            raise Mismatch(
                "invalid-argument",
                f"GroupNormalization needs channels that are divisible by `groups`, got {size} in {input} and {groups} groups",
                argument="groups",
            )
