"""Checking an input against an `InputSpec`, as keras.src.layers.input_spec.assert_input_compatibility does."""

from __future__ import annotations

from typing import Any

from ...shapes import Mismatch, Shape, leaves, same
from .rule import InputSpec

AXES = {
    3: "(batch, steps, features)",
    4: "(batch, height, width, channels)",
    5: "(batch, depth, height, width, channels)",
}


def check_spec(name: str, spec: Any, inputs: Any) -> None:
    """Raises Mismatch("input-rank" or "input-axis") where an input certainly does not fit."""
    if not isinstance(spec, InputSpec):
        return
    for index, shape in enumerate(leaves(inputs)):
        if shape.dims is None:
            continue
        _check_rank(name, spec, shape, index)
        for axis, size in spec.axes.items():
            if -len(shape) <= axis < len(shape) and same(shape[axis], size) is False:
                raise Mismatch(
                    "input-axis",
                    f"{name} was built for {size} on axis {axis}, got {shape}",
                    input=index,
                    axis=axis,
                    expected=size,
                    received=shape,
                    is_built=True,
                )


def _check_rank(name: str, spec: InputSpec, shape: Shape, index: int) -> None:
    rank = len(shape)
    facts: dict[str, Any] = {
        "received": shape,
        "expected_rank": spec.rank,
        "min_rank": spec.min_rank,
        "max_rank": spec.max_rank,
    }
    needed = None
    if spec.rank is not None and rank != spec.rank:
        needed = f"{spec.rank} dimensions{f' {AXES[spec.rank]}' if spec.rank in AXES else ''}"
    elif spec.min_rank is not None and rank < spec.min_rank:
        needed = f"at least {spec.min_rank} dimensions"
    elif spec.max_rank is not None and rank > spec.max_rank:
        needed = f"at most {spec.max_rank} dimensions"
    if needed is not None:
        raise Mismatch("input-rank", f"{name} needs {needed}, got {shape}", input=index, **facts)
