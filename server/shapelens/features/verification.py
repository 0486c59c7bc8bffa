"""What `shapelens verify` asks real Keras: each layer call of a program, as a question without any of the program's code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..analysis.analysis import Location
from ..analysis.document import Document
from ..interpreter import Context
from ..libraries.keras import signatures
from ..libraries.keras.graph import producer
from ..libraries.keras.rule import layer_config, rule_of
from ..libraries.keras.weights import count, weights_of
from ..oracle import LayerQuestion, Verdict
from ..oracle import Tensor as OracleTensor
from ..shapes import Dim, Shape
from ..values import Instance, Tensor, Value
from .questions import CannotAsk, asked, known_dims


@dataclass(frozen=True, slots=True)
class Claim:
    """What Shapelens says of one call, and the question that tests it."""

    location: Location
    callee: str
    question: LayerQuestion
    outputs: tuple[Shape, ...]
    parameters: Dim


def claims(document: Document) -> tuple[list[Claim], int]:
    """The calls that can be put to Keras, and how many cannot: those with something unknown, or of the program's own classes."""
    ctx = document.interpreter
    made: list[Claim] = []
    others = 0
    for site in document.analysis().sites:
        if site.kind not in ("call", "element", "add"):
            continue
        try:
            layer = site.subjects[-1] if site.subjects else None
            made.append(_claim(ctx, site.location, layer, site.result))
        except CannotAsk:
            others += 1
    return made, others


def differences(claim: Claim, verdict: Verdict) -> list[str]:
    """What Keras says otherwise."""
    if verdict.accepted is False:
        error = verdict.error
        return [f"Keras rejects it: {' '.join(error.message.split())[:300]}" if error else "Keras rejects it"]
    found: list[str] = []
    outputs = _flat(verdict.outputs)
    if verdict.accepted and outputs != [shape.dims for shape in claim.outputs]:
        shapes = [Shape.unknown() if dims is None else Shape(*dims) for dims in outputs]
        ours, theirs = (", ".join(map(str, side)) for side in (claim.outputs, shapes))
        found.append(f"Shapelens says {ours}, Keras {theirs}")
    if verdict.parameters is not None and isinstance(claim.parameters, int) and verdict.parameters != claim.parameters:
        found.append(f"Shapelens counts {claim.parameters:,} parameters, Keras {verdict.parameters:,}")
    return found


def _claim(ctx: Context, location: Location, layer: Value, result: Value) -> Claim:
    rule, config = rule_of(layer), layer_config(layer)
    node = producer(result) if isinstance(result, Tensor) else None
    if not isinstance(layer, Instance) or rule is None or config is None or node is None or node.operation is not layer:
        raise CannotAsk
    if layer.cls.name != rule.name:
        raise CannotAsk
    call = signatures.call(rule.name)
    names = call.names if call is not None else ()
    inputs = asked(ctx, node.arguments[0]) if node.arguments else None
    keywords = dict(zip(names[1:], node.arguments[1:])) | node.keywords
    question = LayerQuestion(
        rule.name,
        kwargs={name: asked(ctx, value) for name, value in config.values.items()},
        inputs=inputs,
        call_kwargs={name: asked(ctx, value) for name, value in keywords.items() if value is not None},
    )
    outputs = tuple(tensor.shape for tensor in node.outputs)
    for shape in outputs:
        known_dims(shape)
    return Claim(location, rule.name, question, outputs, count(weights_of(ctx, layer)))


def _flat(outputs: Any) -> list[tuple[int | None, ...] | None]:
    if isinstance(outputs, OracleTensor):
        return [outputs.shape]
    if isinstance(outputs, dict):
        return [shape for key in sorted(outputs) for shape in _flat(outputs[key])]
    if isinstance(outputs, (list, tuple)):
        return [shape for item in outputs for shape in _flat(item)]
    return []
