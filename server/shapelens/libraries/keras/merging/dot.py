"""Dot."""

from __future__ import annotations

from typing import Any

from ....shapes import UNKNOWN, Mismatch, Shape, Structure, same
from ..arguments import PLAIN, invalid
from ..rule import Config, LayerRule, layer
from .elementwise import several


@layer("keras.layers.Dot")
class Dot(LayerRule):
    """The sums of products over one axis of each of two tensors, sample by sample.

    Input shape:  two shapes of equal sizes on their axes
    Output shape: the first without its axis, then the second without its batch axis and its axis; (batch, 1) for vectors
    Keras compares the axes when it builds, None against a size included; it looks at the batch axis only when it computes.
    Source: keras.layers.Dot, keras.src.layers.merging.dot.batch_dot
    """

    has_list_input = True

    def check(self, config: Config) -> None:
        value = config.values.get("axes")
        if isinstance(value, PLAIN) and not isinstance(value, int):
            raise invalid("axes", "an integer or two integers", value)
        if isinstance(value, tuple) and (
            len(value) != 2 or any(isinstance(axis, (*PLAIN, tuple)) and not isinstance(axis, int) for axis in value)
        ):
            raise invalid("axes", "an integer or two integers", value)

    def output(self, config: Config, input: Any) -> Structure:
        left, right = several(input, self.label, 2)
        value = config.values.get("axes")
        axes = value if isinstance(value, tuple) else (value, value)
        if left.is_unknown or right.is_unknown:
            return Shape.unknown()
        if isinstance(value, int) and value < 0 and len(left) and len(right):
            axes = (value % len(left), value % len(right))
        a, b = _index(axes[0], left), _index(axes[1], right)
        if a is None or b is None:
            return Shape(left.batch, *[UNKNOWN] * max(len(left) + len(right) - 4, 1))
        _compare(left, right, a, b)
        rest = [dim for axis, dim in enumerate(left) if axis != a]
        others = [dim for axis, dim in enumerate(right) if axis != b][1:]
        dims = [*rest, *others]
        output = Shape(*dims, *([1] if len(dims) == 1 else []))
        _check_computed(left, right, a, b, output)
        return output


def _index(axis: object, shape: Shape) -> int | None:
    """The axis counted from the start; None where it is not known."""
    if not isinstance(axis, int):
        return None
    if not -len(shape) <= axis < len(shape):
        raise Mismatch(
            "merge-shapes", f"Dot has no axis {axis} in an input of shape {shape}", argument="axes", axis=axis
        )
    return axis % len(shape)


def _compare(left: Shape, right: Shape, a: int, b: int) -> None:
    x, y = left[a], right[b]
    is_none_against_size = (x is None and isinstance(y, int)) or (y is None and isinstance(x, int))
    if same(x, y) is False or is_none_against_size:
        raise Mismatch(
            "merge-shapes",
            f"Dot needs equal sizes on the axes {a} of {left} and {b} of {right}, got {x} and {y}",
            argument="axes",
            input=1,
            left=left,
            right=right,
        )


def _check_computed(left: Shape, right: Shape, a: int, b: int, output: Shape) -> None:
    """What Keras rejects only when it computes."""
    problem = None
    if 0 in (a, b):
        problem = "Dot cannot sum over the batch axis"
    elif len(left) < 2 or len(right) < 2:
        problem = f"Dot needs at least 2 dimensions, got {left} and {right}"
    elif same(left.batch, right.batch) is False:
        problem = f"Dot needs inputs of one batch size, got {left} and {right}"
    if problem:
        raise Mismatch("merge-shapes", problem, argument="axes", input=1, output=output)
