"""The arithmetic that a hover shows, line by line, and the dtypes that layers answer."""

from __future__ import annotations

from typing import Any

import pytest
import shapelens.libraries.keras  # noqa: F401
from shapelens.libraries.keras import signatures
from shapelens.libraries.keras.rule import RULES, Config
from shapelens.shapes import Shape

IMAGE = Shape(None, 28, 20, 3)


def configured(name: str, given: dict[str, Any]) -> Config:
    signature = signatures.constructor(f"keras.layers.{name}")
    assert signature is not None
    defaults = {p.name: p.default for p in signature.parameters if p.has_default and not p.kind.startswith("*")}
    return Config({**defaults, "dtype": None, "data_format": "channels_last", **given})


@pytest.mark.parametrize(
    ("name", "given", "input", "lines"),
    [
        (
            "Conv2D",
            {"filters": 8, "kernel_size": 3},
            IMAGE,
            ["height: (28 - 3)/1 + 1 = 26", "width: (20 - 3)/1 + 1 = 18"],
        ),
        (
            "Conv2D",
            {"filters": 8, "kernel_size": (3, 5), "strides": 2, "padding": "same"},
            IMAGE,
            ["height: ceil(28/2) = 14", "width: ceil(20/2) = 10"],
        ),
        (
            "Conv1D",
            {"filters": 8, "kernel_size": 3, "dilation_rate": 4},
            Shape(None, 20, 2),
            ["steps: (20 - 9)/1 + 1 = 12"],
        ),
        ("Conv1D", {"filters": 8, "kernel_size": 3}, Shape(None, None, 2), []),
        (
            "Conv2DTranspose",
            {"filters": 8, "kernel_size": 4, "strides": 2},
            IMAGE,
            ["height: (28 - 1)*2 + max(4, 2) = 58", "width: (20 - 1)*2 + max(4, 2) = 42"],
        ),
        ("MaxPooling2D", {"pool_size": 3}, IMAGE, ["height: (28 - 3)/3 + 1 = 9", "width: (20 - 3)/3 + 1 = 6"]),
        ("Flatten", {}, IMAGE, ["28 * 20 * 3 = 1680"]),
        ("Reshape", {"target_shape": (4, -1, 3)}, IMAGE, ["-1: 1680 / (4 * 3) = 140"]),
        ("Cropping2D", {"cropping": ((1, 2), (0, 3))}, IMAGE, ["height: 28 - 1 - 2 = 25", "width: 20 - 0 - 3 = 17"]),
        ("ZeroPadding2D", {"padding": 1}, IMAGE, ["height: 1 + 28 + 1 = 30", "width: 1 + 20 + 1 = 22"]),
        ("UpSampling2D", {"size": (2, 3)}, IMAGE, ["height: 28 * 2 = 56", "width: 20 * 3 = 60"]),
        ("Concatenate", {"axis": -1}, [IMAGE, IMAGE], ["axis -1: 3 + 3 = 6"]),
    ],
)
def test_arithmetic(name: str, given: dict[str, Any], input: Any, lines: list[str]) -> None:
    rule, config = RULES[f"keras.layers.{name}"], configured(name, given)
    assert rule.explain(config, input, rule.output(config, input)) == lines


@pytest.mark.parametrize(
    ("name", "given", "input", "output"),
    [
        ("Dense", {"units": 1}, "float32", "float32"),
        ("Dense", {"units": 1, "dtype": "mixed_float16"}, "float32", "float16"),
        ("Embedding", {"input_dim": 1, "output_dim": 1}, "int32", "float32"),
        ("Flatten", {}, "int32", "int32"),
        ("Flatten", {"dtype": "float64"}, "float32", "float64"),
        ("Reshape", {"target_shape": (1,)}, "uint8", "uint8"),
        ("Identity", {}, "string", "string"),
        ("MaxPooling2D", {}, "int32", "float32"),
        ("Permute", {"dims": (1,)}, None, None),
    ],
)
def test_dtype(name: str, given: dict[str, Any], input: str | None, output: str | None) -> None:
    assert RULES[f"keras.layers.{name}"].dtype(configured(name, given), input) == output
