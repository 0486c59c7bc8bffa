"""What hover says of a layer or model: its arguments, weights, parameters, the arithmetic of its output, its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from ...shapes import Dim, Mismatch, Shape, Undetermined
from ...values import Heap, Instance, Value
from . import signatures
from .rule import Weight, layer_config, rule_of
from .weights import count


class Observed(Protocol):
    """The shapes of one observation."""

    @property
    def inputs(self) -> tuple[Shape, ...]: ...

    @property
    def outputs(self) -> tuple[Shape, ...]: ...


@dataclass(frozen=True, slots=True)
class LayerCard:
    """name: the layer's own; callee: its class; weights: name, shape, whether trainable; explanation: a line a dimension."""

    name: str
    callee: str
    arguments: dict[str, Value]
    weights: list[tuple[str, Shape, bool]]
    parameters: Dim
    explanation: list[str]
    documentation_url: str | None


def describe(subject: Value, observation: Observed) -> LayerCard | None:
    """The card of a layer as it was at an observation; None for what is no layer."""
    if not isinstance(subject, Instance):
        return None
    rule, config = rule_of(subject), layer_config(subject)
    given = {name: config.values[name] for name in sorted(config.given) if name in config.values} if config else {}
    weights = _weights(subject)
    name = subject.fields.get("_name")
    explanation: list[str] = []
    if rule is not None and config is not None and observation.inputs and observation.outputs:
        first: Any = list(observation.inputs) if rule.has_list_input else observation.inputs[0]
        try:
            explanation = rule.explain(config, first, observation.outputs[0])
        except (Mismatch, Undetermined, LookupError, TypeError, ValueError, AttributeError):
            explanation = []
    return LayerCard(
        name if isinstance(name, str) else "",
        subject.cls.name,
        given,
        [(weight.name, weight.shape, weight.trainable) for weight in weights],
        count(weights),
        explanation,
        _page(subject),
    )


def _weights(layer: Instance) -> list[Weight]:
    from ...interpreter import Interpreter
    from .weights import weights_of

    run = Interpreter("")
    run.heap = Heap()
    return weights_of(run, layer) or []


def _page(layer: Instance) -> str | None:
    return next((page for cls in layer.cls.mro if (page := signatures.documentation(cls.name))), None)
