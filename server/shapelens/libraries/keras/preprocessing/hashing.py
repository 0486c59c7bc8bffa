"""Hashing and HashedCrossing: anything to one of so many bins."""

from __future__ import annotations

from typing import Any

from ....shapes import Mismatch, Shape, Structure, Undetermined, equal
from ..arguments import PLAIN, invalid
from ..rule import Config, LayerRule, layer
from .encoding import check_mode, check_sparse, encoded, one_tensor, output_mode, without_last


@layer("keras.layers.Hashing")
class Hashing(LayerRule):
    """Hashes each element.

    Input shape:  any
    Output shape: int: the same; otherwise (..., num_bins) in place of the last axis. Run, one_hot keeps a last axis that is not 1.
    Source: keras.layers.Hashing
    """

    def check(self, config: Config) -> None:
        bins = config.values.get("num_bins")
        if isinstance(bins, (*PLAIN, tuple)) and not (isinstance(bins, (int, float)) and bins > 0):
            raise invalid("num_bins", "a positive integer", bins)
        if isinstance(bins, float) and config.values.get("output_mode") != "int":
            raise invalid("num_bins", "a positive integer", bins)
        check_mode(config, ("int", "one_hot", "multi_hot", "count"))
        check_sparse(config)
        dtype = config.values.get("dtype")
        if config.values.get("output_mode") == "int" and isinstance(dtype, str) and dtype not in ("int32", "int64"):
            raise invalid("dtype", 'int32 or int64 where output_mode is "int"', dtype)
        check_salt(config)

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        shape, mode, depth = one_tensor(input), output_mode(config), config.size("num_bins")
        if mode == "int":
            return shape
        return without_last(shape, depth) if is_symbolic else encoded(shape, mode, depth)

    def dtype(self, config: Config, input: str | None) -> str | None:
        return _dtype(config)


@layer("keras.layers.HashedCrossing")
class HashedCrossing(LayerRule):
    """Hashes pairs of elements.

    Input shape:  two tensors of one shape: (), (batch,) or (batch, 1)
    Output shape: int: the same; one_hot (batch, num_bins)
    Source: keras.layers.HashedCrossing
    """

    has_list_input = True
    ignores_keywords = True

    def check(self, config: Config) -> None:
        check_mode(config, ("int", "one_hot"))
        bins, mode = config.values.get("num_bins"), config.values.get("output_mode")
        is_size = isinstance(bins, int) and bins >= 0
        if mode == "one_hot" and isinstance(bins, (*PLAIN, tuple)) and not is_size and bins is not None:
            raise invalid("num_bins", "an integer from 0 up", bins)

    def output(self, config: Config, input: Any, is_symbolic: bool = True) -> Structure:
        first = self._first(input, is_symbolic)
        mode, depth = output_mode(config), config.size("num_bins")
        answer = first
        if mode != "int":
            answer = encoded(first, mode, depth)
        if first.rank is not None and (
            first.rank > 2 or (first.rank == 2 and isinstance(first.last, int) and first.last != 1)
        ):
            raise Mismatch(
                "input-rank",
                f"HashedCrossing needs inputs of shape (), (batch,) or (batch, 1), got {first}",
                max_rank=2,
                output=answer,
            )
        if first.dims == () and is_symbolic:
            raise Mismatch("input-rank", "HashedCrossing needs inputs with a batch axis", min_rank=1)
        return answer

    def _first(self, input: Any, is_symbolic: bool) -> Shape:
        if isinstance(input, Shape):
            raise Mismatch(
                "invalid-argument", f"HashedCrossing needs two tensors, got one of shape {input}", argument="inputs"
            )
        if not isinstance(input, (list, tuple)) or not all(isinstance(shape, Shape) for shape in input):
            raise Undetermined("the inputs of HashedCrossing")
        if len(input) < 2 or (is_symbolic and len(input) != 2):
            raise Mismatch("invalid-argument", f"HashedCrossing needs two tensors, got {len(input)}", argument="inputs")
        first: Shape = input[0]
        for index, other in enumerate(input[1:], 1):
            a, b = first.last, other.last
            is_other = (
                is_symbolic and (a is None or isinstance(a, int)) and (b is None or isinstance(b, int)) and a != b
            )
            if is_other or equal(first, other) is False:
                raise Mismatch(
                    "merge-shapes", f"HashedCrossing needs inputs of one shape, got {first} and {other}", input=index
                )
        return first

    def dtype(self, config: Config, input: str | None) -> str | None:
        return _dtype(config)


def _dtype(config: Config) -> str | None:
    """int64 for bins, float32 for encodings, unless the program says otherwise."""
    dtype, mode = config.values.get("dtype"), config.values.get("output_mode")
    if dtype is None and isinstance(mode, str):
        return "int64" if mode == "int" else "float32"
    return dtype if isinstance(dtype, str) else None


def check_salt(config: Config) -> None:
    """`salt` is None, an integer or two of them."""
    salt = config.values.get("salt")
    is_pair = isinstance(salt, tuple) and len(salt) == 2
    if salt is not None and isinstance(salt, (*PLAIN, tuple)) and not isinstance(salt, int) and not is_pair:
        raise invalid("salt", "an integer or a pair of integers", salt)
