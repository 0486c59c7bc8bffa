"""Pipeline: preprocessing layers one after another."""

from __future__ import annotations

from typing import Any

from ....interpreter.context import Context
from ....shapes import Structure, Undetermined
from ....values import ABSENT, DictValue, Instance, Tensor, Value
from .. import signatures
from ..arguments import PLAIN, invalid
from ..calling import call_layer
from ..conversion import traced
from ..rule import RULES, Config, LayerRule, Weight, layer, layer_config, rule_of


@layer("keras.layers.Pipeline")
class Pipeline(LayerRule):
    """Applies each layer to what the one before answers.

    Input shape:  that of the first layer
    Output shape: that of the last layer
    Source: keras.layers.Pipeline
    """

    def output(self, config: Config, input: Any) -> Structure:
        structure: Structure = input
        for rule, inner in _parts(config):
            structure = rule.output(inner, structure)
        return structure

    def weights(self, config: Config, input: Any) -> list[Weight]:
        found: list[Weight] = []
        for rule, inner in _parts(config):
            found += rule.weights(inner, input)
            input = rule.output(inner, input)
        return found

    def apply(self, ctx: Context, layer: Value, config: Config, arguments: dict[str, Value]) -> Value:
        """Calls each layer, so that the program's own may be among them."""
        layers, training = config.values.get("layers"), arguments.get("training")
        if layers == () or isinstance(layers, PLAIN):
            raise invalid("layers", "a list of layers", layers)
        if not isinstance(layers, tuple):
            return ABSENT
        value = traced(ctx, arguments.get("inputs"))
        if not isinstance(value, (Tensor, DictValue)):
            raise Undetermined("several inputs, which the first layer may stack")
        for part in layers:
            keywords: dict[str, Value] = (
                {"training": training} if isinstance(training, bool) and takes_training(part) else {}
            )
            value = call_layer(ctx, part, (value,), keywords)
        return value


def takes_training(layer: Value) -> bool:
    """Whether Keras's own layer has a `training` argument in its call."""
    signature = signatures.call(layer.cls.name) if isinstance(layer, Instance) and layer.cls.name in RULES else None
    return signature is not None and "training" in signature.names


def _parts(config: Config) -> list[tuple[LayerRule, Config]]:
    """The rule and the configuration of each layer. Raises Undetermined where one has none."""
    layers = config.values.get("layers")
    found: list[tuple[LayerRule, Config]] = []
    for part in layers if isinstance(layers, tuple) else ():
        rule = rule_of(part)
        inner = None if rule is None else layer_config(part)
        if rule is None or inner is None or not isinstance(part, Instance) or part.cls.name not in RULES:
            raise Undetermined("a layer without a rule")
        found.append((rule, inner))
    if not found:
        raise Undetermined("the layers")
    return found
