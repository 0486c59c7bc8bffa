"""Running a functional graph again, on other tensors than it was traced with.

Most of its calls are of built layers whose rule needs shapes alone: those are asked directly (`Direct`), without a call of the
interpreter. What is out of the ordinary (a layer of the program, a wrapper, a function, an input that does not fit) is called as usual.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from ...interpreter import Context
from ...shapes import Mismatch, Shape, Undetermined
from ...values import ABSENT, SHARED, Instance, Kind, ListValue, Native, Object, Span, Tensor, Value
from . import signatures
from .calling import PLAIN, further, keep
from .graph import Node, map_tensors, nodes_between, tensors_in
from .rule import Config, LayerRule, layer_config, rule_of
from .specification import check_spec

Call = Callable[[Value, tuple[Value, ...], dict[str, Value]], Value]
Known = dict[int, Tensor]


def replay(ctx: Context, inputs: Sequence[Tensor], outputs: Value, given: Sequence[Tensor], call: Call) -> Value:
    """What a graph answers for other tensors in place of its inputs. `call` calls one layer or operation."""
    known: Known = {id(old): new for old, new in zip(inputs, given)}
    span = ctx.span
    nodes = nodes_between(inputs, tensors_in(ctx, outputs))
    ctx.spend(len(nodes))

    def new(tensor: Tensor) -> Tensor:
        return known.get(id(tensor), tensor)

    for node in nodes:
        old_outputs = node.outputs
        if not node.inputs or all(id(output) in known for output in old_outputs):
            continue
        direct = node.direct
        if direct is None:
            direct = node.direct = _direct(ctx, node)
        answer = direct.answer(ctx, known, span) if isinstance(direct, Direct) else None
        if answer is not None:
            known[id(old_outputs[0])] = answer
            continue
        arguments = tuple(map_tensors(ctx, argument, new) for argument in node.arguments)
        keywords = {name: map_tensors(ctx, argument, new) for name, argument in node.keywords.items()}
        results = [] if node.is_refused else tensors_in(ctx, call(node.operation, arguments, keywords))
        for index, old in enumerate(old_outputs):
            fallback = Tensor(Shape.unknown(), Kind.TENSOR, old.dtype)
            known[id(old)] = results[index] if index < len(results) else fallback
    return map_tensors(ctx, outputs, new)


class Direct(Object):
    """A call of a layer that comes to nothing but what its rule answers for shapes.

    inputs:  the tensors that it was given, one (`form` is Tensor), or in a list or tuple
    more:    what `call` is given besides, the same at every call
    extra:   what of it `output` takes
    is_told: whether `output` is told if the call is traced
    """

    __slots__ = ("config", "extra", "form", "inputs", "is_told", "layer", "more", "rule")

    def __init__(self, layer: Instance, rule: LayerRule, config: Config, bound: dict[str, Any]) -> None:
        first, *more = bound.values()
        self.layer = layer
        self.rule = rule
        self.config = config
        self.form = type(first)
        self.inputs: tuple[Tensor, ...] = (first,) if isinstance(first, Tensor) else tuple(first)
        self.more = tuple(more)
        wanted = further(rule, "output")
        self.extra = {name: value for name, value in bound.items() if name in wanted}
        self.is_told = "is_symbolic" in wanted

    def answer(self, ctx: Context, known: Known, span: Span | None) -> Tensor | None:
        """The output for the tensors that take the place of the traced ones; None where the layer must be called to know."""
        heap, layer, config = ctx.heap, self.layer, self.config
        answers, spec = config.answers, heap.get(layer, "_spec")
        if heap.get(layer, "_config") is not config or answers is None:
            return None
        inputs = [known.get(id(old), old) for old in self.inputs]
        first: Any = inputs[0].shape
        asked: Hashable = first
        is_symbolic = inputs[0].kind is Kind.KERAS
        if self.form is not Tensor:
            first = self.form(tensor.shape for tensor in inputs)
            asked = (self.form, *first)
            is_symbolic = any(tensor.kind is Kind.KERAS for tensor in inputs)
        try:
            if answers.get(("spec", asked)) is not spec:
                check_spec(layer.cls.short_name, None if spec is ABSENT else spec, first)
                keep(answers, ("spec", asked), spec)
            key = ("output", asked, *self.more, is_symbolic)
            output = answers.get(key, ABSENT)
            if output is ABSENT:
                extra = {**self.extra, "is_symbolic": is_symbolic} if self.is_told else self.extra
                output = self.rule.output(config, first, **extra)
                keep(answers, key, output)
        except (Mismatch, Undetermined):
            return None  # it is called, so that it tells why
        if not isinstance(output, Shape):
            return None
        kind = Kind.KERAS if is_symbolic else Kind.TENSOR
        return Tensor(output, kind, self.rule.dtype(config, inputs[0].dtype), span)


INDIRECT = Object()
"""Stands for a call that must be made to know what comes out."""


def _direct(ctx: Context, node: Node) -> Object:
    layer, rule = node.operation, rule_of(node.operation)
    config = layer_config(layer)
    if not isinstance(layer, Instance) or rule is None or config is None or config.answers is None:
        return INDIRECT
    is_plain = len(node.outputs) == 1 and not node.is_refused and ctx.heap.get(layer, "_broken") is ABSENT
    if not is_plain or not _is_of_library(ctx, layer, rule) or ctx.heap.get(layer, "_built") is ABSENT:
        return INDIRECT
    signature = signatures.call(rule.name)
    if signature is None or not all(isinstance(argument, (Tensor, tuple, ListValue)) for argument in node.arguments):
        return INDIRECT
    try:
        bound = signature.bind(node.arguments, node.keywords)[0]
    except Mismatch:
        return INDIRECT
    (name, first), *more = bound.items()
    if isinstance(first, ListValue):
        first = list(first.items(ctx.heap) or ())
    tensors = (first,) if isinstance(first, Tensor) else first if isinstance(first, (list, tuple)) else ()
    are_all = len(tensors) == len(node.inputs) and all(a is b for a, b in zip(tensors, node.inputs))
    if not are_all or not all(type(value) in PLAIN for _, value in more):
        return INDIRECT
    return Direct(layer, rule, config, {name: first, **dict(more)})


def _is_of_library(ctx: Context, layer: Instance, rule: LayerRule) -> bool:
    """Whether what happens at a call of the layer is the rule's alone."""
    if any(cls.serial != SHARED for cls in layer.cls.mro) or type(rule).apply is not LayerRule.apply:
        return False
    found = layer.cls.lookup(ctx.heap, "call")
    if found is None or not isinstance(found[0], Native) or "call" in rule.methods or "__call__" in rule.methods:
        return False
    return found[0].name == f"{rule.name}.call"
