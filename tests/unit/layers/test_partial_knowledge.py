"""What a rule says of a half-known layer holds for every layer that it may be.

Each layer below is asked twice: as it stands, and with some of its arguments and sizes hidden behind an unknown value or a symbol. The
second answer may say less. It may not contradict the first, and what was accepted may not become an error.
"""

from __future__ import annotations

import inspect
from typing import Any

import pytest
import shapelens.libraries.keras  # noqa: F401
from hypothesis import given, settings
from hypothesis import strategies as st
from shapelens.libraries.keras import signatures
from shapelens.libraries.keras.rule import RULES, Config
from shapelens.shapes import UNKNOWN, Mismatch, Shape, Symbolic, Undetermined, symbol
from shapelens.shapes.dim import FloorDiv
from shapelens.values import Unknown

IMAGE, STEPS, VOLUME = (None, 12, 9, 6), (None, 12, 6), (None, 7, 8, 9, 4)
LAYERS: list[tuple[str, dict[str, Any], Any]] = [
    ("Conv1D", {"filters": 4, "kernel_size": 3, "padding": "causal", "dilation_rate": 2}, STEPS),
    ("Conv2D", {"filters": 4, "kernel_size": (3, 2), "strides": 2, "groups": 2}, IMAGE),
    ("Conv2D", {"filters": 4, "kernel_size": 3, "padding": "same", "data_format": "channels_first"}, IMAGE),
    ("Conv3D", {"filters": 4, "kernel_size": 2}, VOLUME),
    ("Conv2DTranspose", {"filters": 4, "kernel_size": 3, "strides": 2, "padding": "same"}, IMAGE),
    ("Conv2DTranspose", {"filters": 4, "kernel_size": 3, "strides": (2, 3), "output_padding": 1}, IMAGE),
    ("DepthwiseConv2D", {"kernel_size": 3, "depth_multiplier": 2}, IMAGE),
    ("SeparableConv1D", {"filters": 5, "kernel_size": 3, "use_bias": False}, STEPS),
    ("MaxPooling2D", {"pool_size": 2, "strides": (1, 3)}, IMAGE),
    ("AveragePooling3D", {"pool_size": 2, "padding": "same"}, VOLUME),
    ("GlobalMaxPooling2D", {"keepdims": True}, IMAGE),
    ("AdaptiveAveragePooling2D", {"output_size": (3, 2)}, IMAGE),
    ("Flatten", {}, IMAGE),
    ("Reshape", {"target_shape": (-1, 4)}, IMAGE),
    ("Reshape", {"target_shape": (3, 24)}, STEPS),
    ("Permute", {"dims": (2, 1)}, STEPS),
    ("RepeatVector", {"n": 3}, (None, 6)),
    ("Cropping2D", {"cropping": ((1, 2), (3, 0))}, IMAGE),
    ("ZeroPadding2D", {"padding": (1, 2)}, IMAGE),
    ("UpSampling2D", {"size": (2, 3)}, IMAGE),
    ("Add", {}, [IMAGE, (None, 1, 6), (None, 6)]),
    ("Concatenate", {"axis": 1}, [STEPS, (None, 3, 6)]),
    ("Dot", {"axes": (2, 1)}, [STEPS, (None, 6, 3)]),
    ("BatchNormalization", {"axis": 1, "scale": False}, IMAGE),
    ("GroupNormalization", {"groups": 3}, IMAGE),
    ("LayerNormalization", {"axis": (1, 2)}, STEPS),
    ("RMSNormalization", {}, STEPS),
    ("UnitNormalization", {"axis": 1}, STEPS),
    ("Dropout", {"rate": 0.5}, STEPS),
    ("PReLU", {"shared_axes": (1,)}, STEPS),
    ("Softmax", {"axis": 1}, STEPS),
    ("Dense", {"units": 8, "activation": "relu", "lora_rank": 2}, STEPS),
    ("Embedding", {"input_dim": 20, "output_dim": 8}, (None, 12)),
    ("ReversibleEmbedding", {"input_dim": 20, "output_dim": 8, "tie_weights": False}, (None, 12)),
    ("EinsumDense", {"equation": "abc,cde->abde", "output_shape": (None, 2, 5), "bias_axes": "de"}, STEPS),
    ("EinsumDense", {"equation": "...x,xy->...y", "output_shape": 5}, IMAGE),
]


def arguments(name: str, given: dict[str, Any]) -> dict[str, Any]:
    signature = signatures.constructor(f"keras.layers.{name}")
    assert signature is not None
    defaults = {p.name: p.default for p in signature.parameters if p.has_default and not p.kind.startswith("*")}
    values = {**defaults, "dtype": None, **given}
    return {**values, "data_format": values.get("data_format") or "channels_last"}


def answer(name: str, values: dict[str, Any], input: Any, is_symbolic: bool) -> tuple[Any, Any]:
    """The output and the weights; None for what cannot be told. Raises Mismatch."""
    rule, config = RULES[f"keras.layers.{name}"], Config(values)
    rule.check(config)
    found: list[Any] = []
    traced = {"is_symbolic": is_symbolic} if "is_symbolic" in inspect.signature(rule.output).parameters else {}
    for ask in (lambda: rule.output(config, input, **traced), lambda: rule.weights(config, input)):
        try:
            found.append(ask())
        except Undetermined:
            found.append(None)
    if found[0] is not None:
        rule.explain(config, input, found[0])
    return found[0], found[1]


class Hiding:
    """Hides numbers, and remembers what its symbols stand for."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data
        self.meant: dict[str, int] = {}

    def chance(self) -> bool:
        return self.data.draw(st.integers(0, 3)) == 0

    def dim(self, dim: int | None) -> Any:
        if not self.chance():
            return dim
        if dim is None or dim < 1 or self.chance():
            return UNKNOWN
        name = f"s{len(self.meant)}"
        self.meant[name] = dim
        return symbol(name)

    def argument(self, value: Any) -> Any:
        if self.data.draw(st.integers(0, 7)) == 0:
            return Unknown("hidden")
        if isinstance(value, tuple):
            return tuple(self.argument(item) for item in value)
        return self.dim(value) if isinstance(value, int) and not isinstance(value, bool) and value > 0 else value

    def input(self, shape: Any) -> Any:
        if isinstance(shape, list):
            return [self.input(part) for part in shape]
        return Shape.unknown() if self.chance() and self.chance() else Shape(*map(self.dim, shape))

    def value(self, dim: Any) -> Any:
        """The number that a dimension stands for; `UNKNOWN` for none."""
        if not isinstance(dim, Symbolic) or dim.is_unknown:
            return dim
        total = 0
        for factors, coefficient in dim.terms:
            for factor in factors:
                coefficient *= self.quotient(factor) if isinstance(factor, FloorDiv) else self.meant[factor]
            total += coefficient
        return total

    def quotient(self, division: FloorDiv) -> int:
        return int(self.value(division.numerator) // self.value(division.denominator))

    def agrees(self, partial: Any, full: Any) -> bool:
        """Whether nothing that is known of the one is otherwise in the other."""
        if partial is None or full is None:
            return True
        if partial.dims is None:
            return True
        pairs = [(self.value(a), b) for a, b in zip(partial.dims, full.dims)]
        return len(partial.dims) == len(full.dims) and all(a in (UNKNOWN, b) for a, b in pairs)


def shapes(shape: Any) -> Any:
    return [Shape(*part) for part in shape] if isinstance(shape, list) else Shape(*shape)


@pytest.mark.parametrize(
    ("name", "given_", "shape"), LAYERS, ids=[f"{name}-{at}" for at, (name, *_) in enumerate(LAYERS)]
)
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_what_is_said_of_a_half_known_layer_holds(
    name: str, given_: dict[str, Any], shape: Any, data: st.DataObject
) -> None:
    values, is_symbolic = arguments(name, given_), data.draw(st.booleans())
    output, weights = answer(name, values, shapes(shape), is_symbolic)
    hiding = Hiding(data)
    hidden = {key: hiding.argument(value) for key, value in values.items()}
    partial, some = answer(name, hidden, hiding.input(shape), is_symbolic)
    assert hiding.agrees(partial, output)
    if some is not None:
        assert [weight.name for weight in some] == [weight.name for weight in weights]
        assert all(hiding.agrees(a.shape, b.shape) for a, b in zip(some, weights))


@pytest.mark.parametrize(
    ("name", "given_", "shape"), LAYERS, ids=[f"{name}-{at}" for at, (name, *_) in enumerate(LAYERS)]
)
def test_a_layer_of_which_nothing_is_known_is_no_error(name: str, given_: dict[str, Any], shape: Any) -> None:
    nothing = {key: Unknown("hidden") for key in arguments(name, given_)}
    unknown = [Shape.unknown() for _ in shape] if isinstance(shape, list) else Shape.unknown()
    try:
        answer(name, nothing, unknown, True)
    except Mismatch as mismatch:
        pytest.fail(mismatch.problem)


def test_ranks_are_known_where_keras_fixes_them() -> None:
    values = {key: Unknown("hidden") for key in arguments("Conv2D", {"filters": 1, "kernel_size": 1})}
    assert answer("Conv2D", values, Shape.unknown(), True)[0] == Shape.of_rank(4)
    assert answer("Conv2D", values, Shape(None, 8, 8, 3), True)[0] == Shape(None, UNKNOWN, UNKNOWN, UNKNOWN)
    assert answer("Dense", arguments("Dense", {"units": Unknown("x")}), Shape(None, 5), True)[0] == Shape(None, UNKNOWN)
    assert answer("Flatten", arguments("Flatten", {}), Shape.unknown(), True)[0] == Shape.of_rank(2)
