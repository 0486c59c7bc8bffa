"""What categorical encoding does to a shape, common to CategoryEncoding, Discretization, Hashing, the lookups and TextVectorization."""

from __future__ import annotations

from typing import Any

from ....shapes import Dim, Shape, Undetermined, same
from ....values import Choice, Unknown, Value
from ..arguments import PLAIN, invalid
from ..rule import Config

OLD_MODES = {"binary": "multi_hot", "tf-idf": "tf_idf"}
"""Spellings of `output_mode` that Keras still reads."""


def output_mode(config: Config) -> str:
    """The output mode in its present spelling. Raises Undetermined where it is not known."""
    mode = config.text("output_mode")
    return OLD_MODES.get(mode, mode)


def check_mode(config: Config, allowed: tuple[str, ...]) -> None:
    """`output_mode` must be one of those."""
    mode = config.values.get("output_mode")
    spelled = OLD_MODES.get(mode, mode) if isinstance(mode, str) else mode
    if isinstance(mode, (*PLAIN, tuple)) and spelled not in allowed:
        raise invalid("output_mode", " or ".join(map(repr, allowed)), mode)


def is_given(value: Value) -> bool:
    """Whether the value is certainly not None."""
    return value is not None and not isinstance(value, (Unknown, Choice))


def check_sparse(config: Config) -> None:
    """`sparse=True` does not go with `output_mode="int"`."""
    if config.values.get("sparse") is True and config.values.get("output_mode") == "int":
        raise invalid("sparse", 'False where output_mode is "int"', True)


def check_choice(config: Config, argument: str, choices: tuple[Value, ...]) -> None:
    """The argument, where it is a constant, must be one of the choices."""
    value = config.values.get(argument)
    if isinstance(value, (*PLAIN, tuple)) and value not in choices:
        raise invalid(argument, " or ".join(map(repr, choices)), value)


def one_tensor(input: Any) -> Shape:
    """The input as one tensor's shape; of a string or number `()`, of a list of such its own. Raises Undetermined."""
    if isinstance(input, Shape):
        return input
    if isinstance(input, (str, int, float)):
        return Shape()
    if isinstance(input, (list, tuple)) and input:
        inner = {one_tensor(item) for item in input}
        if len(inner) == 1:
            (shape,) = inner
            if shape.dims is not None and not any(isinstance(item, Shape) for item in input):
                return Shape(len(input), *shape.dims)
    raise Undetermined("the input")


def one_hot(input: Shape, depth: Dim) -> Shape:
    """One axis more, or a last axis of 1 replaced: (..., depth)."""
    if input.dims is None:
        return input
    if len(input.dims) > 1 and input.last is not None:
        is_single = same(input.last, 1)
        if is_single is None:
            return Shape.unknown()
        if is_single:
            return Shape(*input.dims[:-1], depth)
    return Shape(*input.dims, depth)


def without_last(input: Shape, depth: Dim) -> Shape:
    """The last axis replaced: (..., depth)."""
    return input if input.dims is None else Shape(*input.dims[:-1], depth)


def encoded(input: Shape, mode: str, depth: Dim) -> Shape:
    """What really comes out, whatever the layer's symbolic shape says.

    int: the input. one_hot: (..., depth), a scalar counts as (1,). multi_hot, count, tf_idf: (depth,) of (n,), else axis 1 goes and
    `depth` comes last. Source: keras.src.utils.numerical_utils.encode_categorical_inputs.
    """
    if input.dims is None or mode == "int":
        return input
    if mode == "one_hot":
        return one_hot(input if input.dims else Shape(1), depth)
    if len(input.dims) < 2:
        return Shape(depth)
    return Shape(input.dims[0], *input.dims[2:], depth)
