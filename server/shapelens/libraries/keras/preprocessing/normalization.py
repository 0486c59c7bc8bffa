"""Normalization: shifts and scales each feature."""

from __future__ import annotations

from typing import Any

from ....shapes import Mismatch, Shape, Structure, Undetermined
from ....values import Tensor, Value
from ..arguments import PLAIN, check_axes, invalid
from ..rule import Config, LayerRule, Weight, layer
from .vocabulary import adapt_and_build, learn


@layer("keras.layers.Normalization")
class Normalization(LayerRule):
    """Subtracts the mean and divides by the deviation, given or learned by `adapt`, of each element of the kept axes.

    Input shape:  any; the sizes of the axes in `axis` must be known
    Output shape: the same
    Weights:      mean and variance, of the kept axes' sizes, and a count; none where `mean` and `variance` are given
    Source: keras.layers.Normalization
    """

    methods = {"adapt": adapt_and_build, "finalize_state": learn}

    def check(self, config: Config) -> None:
        if config.values.get("axis") is not None:
            check_axes(config)
        mean, variance = config.values.get("mean"), config.values.get("variance")
        if (mean is None) != (variance is None) and _is_told(mean) and _is_told(variance):
            name = "variance" if variance is None else "mean"
            raise invalid(name, f"given, as `{'mean' if variance is None else 'variance'}` is", None)
        ours, theirs = _shape_of(mean), _shape_of(variance)
        if mean is None or ours is None or theirs is None:
            return
        if ours.is_static and theirs.is_static and ours != theirs:
            raise Mismatch(
                "invalid-argument",
                f"`mean` and `variance` must have the same shape, got {ours} and {theirs}",
                argument="variance",
            )
        axis = config.values.get("axis")
        kept = 0 if axis is None else len(axis) if isinstance(axis, tuple) else 1 if isinstance(axis, int) else None
        if kept is not None and ours.rank is not None and ours.rank > kept:
            raise Mismatch(
                "invalid-argument",
                f"`mean` of shape {ours} has more dimensions than `axis` names ({kept})",
                argument="mean",
            )

    def output(self, config: Config, input: Any) -> Structure:
        if not isinstance(input, Shape):
            raise Undetermined("an input that is not one tensor")
        kept = self._kept(config, input)
        mean = _shape_of(config.values.get("mean"))
        if kept is not None and mean is not None and mean.dims and len(mean.dims) <= len(kept):
            for axis, size in zip(kept[len(kept) - len(mean.dims) :], mean.dims):
                actual = input.known[axis]
                if isinstance(size, int) and isinstance(actual, int) and size not in (1, actual):
                    raise Mismatch(
                        "input-axis",
                        f"Normalization has a mean for {size} features, got {input}",
                        argument="mean",
                        axis=axis,
                        expected=size,
                    )
        return input

    def weights(self, config: Config, input: Any) -> list[Weight]:
        if config.values.get("mean") is not None:
            if not config.is_known("mean"):
                raise Undetermined("the argument mean")
            return []
        kept = self._kept(config, input) if isinstance(input, Shape) else None
        if kept is None:
            raise Undetermined("the kept axes")
        shape = Shape(*(input.known[axis] for axis in kept))
        return [
            Weight("mean", shape, trainable=False),
            Weight("variance", shape, trainable=False),
            Weight("count", Shape(), trainable=False),
        ]

    def _kept(self, config: Config, input: Shape) -> tuple[int, ...] | None:
        """The kept axes, sorted. Raises Mismatch where one is not there or is None."""
        if config.values.get("axis") is None:
            return ()
        axes = config.axes("axis")
        if input.dims is None:
            return None
        rank = len(input.dims)
        outside = next((axis for axis in axes if not -rank <= axis < rank), None)
        if outside is not None:
            raise Mismatch(
                "operand-shapes",
                f"`axis` {outside} is out of bounds for {input}",
                argument="axis",
                axis=outside,
                rank=rank,
            )
        kept = tuple(sorted(axis % rank for axis in axes))
        unsized = next((axis for axis in kept if input.dims[axis] is None), None)
        if unsized is not None:
            raise Mismatch(
                "undefined-dimension",
                f"Normalization keeps axis {unsized}, which must have a fixed size, got {input}",
                argument="axis",
                axis=unsized,
            )
        return kept


def _is_told(value: Value) -> bool:
    """Whether the value certainly is, or is not, None."""
    return isinstance(value, (*PLAIN, tuple, Tensor))


def _shape_of(value: Value) -> Shape | None:
    """The shape of a number, a nested tuple or an array; None where it is not known."""
    if isinstance(value, Tensor):
        return value.shape
    if isinstance(value, (int, float)):
        return Shape()
    if isinstance(value, tuple) and value:
        inner = {_shape_of(item) for item in value}
        shape = inner.pop() if len(inner) == 1 else None
        return Shape(len(value), *shape.dims) if shape is not None and shape.dims is not None else None
    return None
