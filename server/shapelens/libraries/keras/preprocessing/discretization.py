"""Discretization: numbers to the bins that they fall into."""

from __future__ import annotations

from typing import Any

from ....shapes import UNKNOWN, Dim, Structure
from ....values import Tensor
from ..arguments import PLAIN, invalid
from ..rule import Config, LayerRule, layer
from .encoding import check_mode, check_sparse, encoded, is_given, one_hot, one_tensor, output_mode
from .vocabulary import learn


@layer("keras.layers.Discretization")
class Discretization(LayerRule):
    """Bins numbers at the boundaries, given or learned by `adapt`.

    Input shape:  any
    Output shape: int: the same; one_hot (..., bins); multi_hot and count: without axis 1, (..., bins)
    Source: keras.layers.Discretization
    """

    methods = {"adapt": learn, "finalize_state": learn, "reset_state": learn, "update_state": learn}

    def check(self, config: Config) -> None:
        check_sparse(config)
        check_mode(config, ("int", "one_hot", "multi_hot", "count"))
        bins, boundaries = config.values.get("num_bins"), config.values.get("bin_boundaries")
        if isinstance(bins, PLAIN) and bins is not None and not (isinstance(bins, (int, float)) and bins >= 0):
            raise invalid("num_bins", "an integer from 0 up", bins)
        if isinstance(bins, float) and config.values.get("output_mode") != "int" and boundaries is None:
            raise invalid("num_bins", "an integer from 0 up", bins)
        if isinstance(bins, int) and is_given(boundaries):
            raise invalid("num_bins", "None where `bin_boundaries` are given", bins)
        if isinstance(boundaries, (bool, int, float)) and config.values.get("output_mode") != "int":
            raise invalid("bin_boundaries", "a list of numbers", boundaries)
        if bins is None and boundaries is None:
            raise invalid("bin_boundaries", "given, or `num_bins`", None)

    def output(self, config: Config, input: Any) -> Structure:
        shape, mode, depth = one_tensor(input), output_mode(config), bin_count(config)
        return one_hot(shape, depth) if mode == "one_hot" else encoded(shape, mode, depth)

    def dtype(self, config: Config, input: str | None) -> str | None:
        mode = config.values.get("output_mode")
        return "int32" if mode == "int" else super().dtype(config, input) if isinstance(mode, str) else None


def bin_count(config: Config) -> Dim:
    """The number of bins."""
    boundaries = config.values.get("bin_boundaries")
    if boundaries is None:
        return config.size("num_bins")
    if isinstance(boundaries, tuple):
        return len(boundaries) + 1
    if isinstance(boundaries, Tensor) and boundaries.shape.rank == 1 and isinstance(boundaries.shape[0], int):
        return boundaries.shape[0] + 1
    return UNKNOWN
