"""Wrapper, and what every layer that holds another has in common."""

from __future__ import annotations

from typing import Any

from ....shapes import Mismatch, Structure, Undetermined
from ....values import Class, Instance, Value
from ..arguments import PLAIN, invalid
from ..rule import RULES, Config, LayerRule, Weight, layer, layer_config, rule_of


class WrapperRule(LayerRule):
    """A layer that holds another one in its argument `layer`."""

    def check(self, config: Config) -> None:
        """Source: keras.layers.Wrapper.__init__."""
        value = config.values.get("layer")
        if isinstance(value, Class):
            raise Mismatch(
                "invalid-argument",
                f"`layer` must be a layer, got the class {value.short_name}: it must be called, `{value.short_name}(...)`",
                argument="layer",
                value=value.short_name,
            )
        if isinstance(value, (*PLAIN, tuple)):
            raise invalid("layer", "a layer", value)

    def is_plain(self, layer: Value) -> bool:
        """Whether the layer is Keras's own and its rule needs nothing but shapes."""
        rule = RULES.get(layer.cls.name) if isinstance(layer, Instance) else None
        return rule is not None and type(rule).apply is LayerRule.apply


@layer("keras.layers.Wrapper")
class Wrapper(WrapperRule):
    """The base of the program's own wrappers. It has no `call`.

    Weights: those of the wrapped layer
    Source: keras.layers.Wrapper
    """

    def output(self, config: Config, input: Any) -> Structure:
        raise Mismatch(
            "invalid-argument", "a Wrapper has no `call`: it is the base of wrappers that do", argument="layer"
        )

    def weights(self, config: Config, input: Any) -> list[Weight]:
        rule, inner = wrapped(config)
        return rule.weights(inner, input)


def wrapped(config: Config) -> tuple[LayerRule, Config]:
    """The rule and the configuration of the wrapped layer. Raises Undetermined for a layer of the program."""
    value = config.values.get("layer")
    rule = rule_of(value)
    inner = None if rule is None else layer_config(value)
    if rule is None or inner is None or not isinstance(value, Instance) or value.cls.name not in RULES:
        raise Undetermined("a layer without a rule")
    return rule, inner
