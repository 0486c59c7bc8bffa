"""Where the channels stand in an image-like tensor, and how its shape is taken apart and put together."""

from __future__ import annotations

from dataclasses import dataclass

from ...shapes import UNKNOWN, Dim, Mismatch, Shape, Undetermined
from ...values import Value
from .rule import Config


@dataclass(frozen=True, slots=True)
class Layout:
    """`(batch, *spatial, channels)`, or `(batch, channels, *spatial)` if `is_channels_first`."""

    is_channels_first: bool

    @property
    def channel_axis(self) -> int:
        """The axis of the channels as Keras writes it: 1 or -1."""
        return 1 if self.is_channels_first else -1

    def channels(self, input: Shape) -> Dim:
        return input[self.channel_axis]

    def spatial(self, input: Shape) -> tuple[Dim, ...]:
        dims = input.known
        return dims[2:] if self.is_channels_first else dims[1:-1]

    def shape(self, batch: Dim, spatial: tuple[Dim, ...], channels: Dim) -> Shape:
        if self.is_channels_first:
            return Shape(batch, channels, *spatial)
        return Shape(batch, *spatial, channels)


def layout_of(config: Config) -> Layout:
    """The layout that `data_format` names. Raises Undetermined where it is not known."""
    value = config.values.get("data_format")
    if value is None:
        return Layout(False)
    if isinstance(value, str):
        return Layout(value.lower() == "channels_first")
    raise Undetermined("the argument data_format")


def known_layout(config: Config) -> Layout | None:
    """The layout that `data_format` names; None where it is not known."""
    try:
        return layout_of(config)
    except Undetermined:
        return None


def of_rank(input: Value, rank: int, name: str) -> Shape:
    """The input as a shape of that rank: `(?, ?, ...)` where its rank is unknown.

    Raises Mismatch("input-rank") for another rank, Undetermined for what is no tensor.
    """
    shape = tensor(input, name)
    if shape.dims is None:
        return Shape.of_rank(rank)
    if len(shape.dims) != rank:
        raise Mismatch(
            "input-rank",
            f"{name} needs {rank} dimensions, got {shape}",
            expected_rank=rank,
        )
    return shape


def tensor(input: Value, name: str) -> Shape:
    """The input as the shape of one tensor. Raises Mismatch("input-rank") for a list of tensors, Undetermined for what is none."""
    if isinstance(input, Shape):
        return input
    if isinstance(input, (list, tuple, dict)) and input:
        parts = input.values() if isinstance(input, dict) else input
        if all(isinstance(part, Shape) for part in parts):
            kind = "dict" if isinstance(input, dict) else "list"
            raise Mismatch("input-rank", f"{name} needs one tensor, got a {kind} of {len(input)}")
    raise Undetermined("an input that is not one tensor")


def opaque(input: Shape, rank: int) -> Shape:
    """What is left of an image-like tensor whose layout is unknown: its batch axis and its rank."""
    return Shape(input.batch, *[UNKNOWN] * (rank + 1))
