"""The functions beside the merging layers: `keras.layers.add([a, b])` makes a layer and calls it."""

from __future__ import annotations

from collections.abc import Callable

from ....interpreter.context import Context
from ....interpreter.registry import function, lookup
from ....shapes import Mismatch
from ....values import Value

CLASSES = {
    "add": "Add",
    "average": "Average",
    "concatenate": "Concatenate",
    "dot": "Dot",
    "maximum": "Maximum",
    "minimum": "Minimum",
    "multiply": "Multiply",
    "subtract": "Subtract",
}
"""The layer that each function makes."""

PARAMETERS = {"concatenate": ("inputs", "axis"), "dot": ("inputs", "axes")}
"""Those of each function that may be given by position; `inputs` alone for the others."""

DEFAULTS: dict[str, dict[str, Value]] = {"dot": {"axes": -1}}
"""What the function gives to the layer where the layer has no default."""


def _merging(name: str) -> Callable[..., Value]:
    def merge(ctx: Context, *arguments: Value, **keywords: Value) -> Value:
        parameters = PARAMETERS.get(name, ("inputs",))
        if len(arguments) > len(parameters):
            text = (
                f"{name} takes a list of tensors and {len(parameters)} positional argument{'s'[: len(parameters) - 1]}"
            )
            raise Mismatch("unknown-argument", f"{text}, got {len(arguments)}")
        given = {**DEFAULTS.get(name, {}), **dict(zip(parameters, arguments)), **keywords}
        inputs = given.pop("inputs", None)
        layer = ctx.call(lookup(f"keras.layers.{CLASSES[name]}"), (), given)
        return ctx.call(layer, (inputs,))

    return merge


for _name in CLASSES:
    function(f"keras.layers.{_name}")(_merging(_name))
