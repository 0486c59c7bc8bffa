"""Running a functional graph again, on other tensors than it was traced with.

Most of its calls are of built layers whose rule needs shapes alone: those are asked directly (`Direct`), without a call of the
interpreter. What is out of the ordinary (a layer of the program, a wrapper, a function, an input that does not fit) is called as usual.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from operator import is_
from typing import Any

from ...interpreter import Context
from ...shapes import Mismatch, Shape, Structure, Undetermined
from ...values import ABSENT, SHARED, Instance, Kind, ListValue, Native, Object, Span, Tensor, Value
from . import signatures
from .calling import PLAIN, answers_for, further, keep
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
        direct = direct_of(ctx, node)
        answer = direct.answer(ctx, known, span) if direct is not None else None
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

    parts:   what `call` is given: tensors, lists and tuples of tensors, and what is the same at every call
    inputs:  the tensors among them
    wanted:  which of them `output` takes besides the first, by name
    is_told: whether `output` is told if the call is traced
    may_change: whether the configuration may become another one. A layer's specification cannot: it is built.
    """

    __slots__ = ("config", "inputs", "is_single", "is_told", "layer", "may_change", "more", "parts", "rule", "wanted")

    def __init__(
        self, layer: Instance, rule: LayerRule, config: Config, bound: dict[str, Any], inputs: tuple[Tensor, ...]
    ) -> None:
        self.layer = layer
        self.rule = rule
        self.config = config
        self.inputs = inputs
        self.parts = tuple(bound.values())
        self.is_single = len(inputs) == 1 and self.parts[0] is inputs[0]
        self.more = self.parts[1:]
        wanted = further(rule, "output")
        self.wanted = [(index, name) for index, name in enumerate(bound) if name in wanted]
        self.is_told = "is_symbolic" in wanted
        self.may_change = "adapt" in rule.methods

    def answer(self, ctx: Context, known: Known, span: Span | None) -> Tensor | None:
        """The output for the tensors that take the place of the traced ones; None where the layer must be called to know."""
        config, layer, first = self.config, self.layer, self.inputs[0]
        answers, fields = config.answers, layer.fields
        if fields.get("_config") is not config or answers is None:
            return None
        first = known.get(id(first), first)
        key: Hashable
        if self.is_single:
            is_symbolic = first.kind is Kind.KERAS
            key = first.shape, self.more, is_symbolic, first.dtype
        else:
            inputs = [known.get(id(old), old) for old in self.inputs]
            is_symbolic = any(tensor.kind is Kind.KERAS for tensor in inputs)
            key = self._asked([tensor.shape for tensor in inputs]), is_symbolic, first.dtype
        found = answers.get(key)
        if found is None or found[0] is not fields.get("_spec", ABSENT):
            shapes = [known.get(id(old), old).shape for old in self.inputs]
            output = self.structure(ctx, shapes, is_symbolic)
            if not isinstance(output, Shape):
                return None
            found = fields.get("_spec", ABSENT), output, self.rule.dtype(config, first.dtype)
            keep(answers, key, found)
        if self.may_change:
            ctx.heap.get(layer, "_config")
        return Tensor(found[1], Kind.KERAS if is_symbolic else Kind.TENSOR, found[2], span)

    def structure(self, ctx: Context, shapes: list[Shape], is_symbolic: bool) -> Structure:
        """The shapes of what comes out for inputs of these shapes; None where the layer must be called to know."""
        layer, config = self.layer, self.config
        if ctx.heap.get(layer, "_config") is not config:
            return None
        asked: tuple[Hashable, ...] = (shapes[0], *self.more) if self.is_single else self._asked(shapes)
        try:
            check_spec(layer.cls.short_name, ctx.heap.get(layer, "_spec", None), _plain(asked[0]))
            known = answers_for(config, (*asked, is_symbolic))
            if "output" not in known:
                extra = {name: _plain(asked[index]) for index, name in self.wanted}
                if self.is_told:
                    extra["is_symbolic"] = is_symbolic
                known["output"] = self.rule.output(config, _plain(asked[0]), **extra)
        except (Mismatch, Undetermined):
            return None  # it is called, so that it tells why
        output: Structure = known["output"]
        return output

    def _asked(self, shapes: list[Shape]) -> tuple[Hashable, ...]:
        """What `call` is given, tensors as shapes; a list of shapes in a `_Listed`."""
        rest = iter(shapes)
        return tuple(
            next(rest)
            if isinstance(part, Tensor)
            else _Listed(next(rest) for _ in part)
            if isinstance(part, list)
            else tuple(next(rest) for _ in part)
            if isinstance(part, tuple)
            else part
            for part in self.parts
        )


class _Listed(tuple[Shape, ...]):
    """The shapes in a list, as something that can be looked up."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Listed) and super().__eq__(other)

    __hash__ = tuple.__hash__


def _plain(shapes: Any) -> Any:
    """A call's argument as rules see it."""
    return list(shapes) if isinstance(shapes, _Listed) else shapes


INDIRECT = Object()
"""Stands for a call that must be made to know what comes out."""


def direct_of(ctx: Context, node: Node) -> Direct | None:
    """How a node is answered without a call; None where it must be called."""
    found = node.direct
    if found is None:
        found = node.direct = _direct(ctx, node)
    return found if isinstance(found, Direct) else None


def _direct(ctx: Context, node: Node) -> Object:
    layer, rule = node.operation, rule_of(node.operation)
    config = layer_config(layer)
    if not isinstance(layer, Instance) or rule is None or config is None or config.answers is None:
        return INDIRECT
    is_plain = not node.is_refused and ctx.heap.get(layer, "_broken") is ABSENT
    if not is_plain or not _is_of_library(ctx, layer, rule) or ctx.heap.get(layer, "_built") is ABSENT:
        return INDIRECT
    signature = signatures.call(rule.name)
    if signature is None or not all(isinstance(argument, (Tensor, tuple, ListValue)) for argument in node.arguments):
        return INDIRECT
    try:
        bound: dict[str, Any] = signature.bind(node.arguments, node.keywords)[0]
    except Mismatch:
        return INDIRECT
    tensors: list[Value] = []
    for name, part in bound.items():
        if isinstance(part, (tuple, ListValue)):
            items = list(part.items(ctx.heap) or ()) if isinstance(part, ListValue) else part
            bound[name] = items
            tensors.extend(items)
        elif isinstance(part, Tensor):
            tensors.append(part)
        elif type(part) not in PLAIN:
            return INDIRECT
    if len(tensors) != len(node.inputs) or not all(map(is_, tensors, node.inputs)) or not _is_first(bound, tensors):
        return INDIRECT
    return Direct(layer, rule, config, bound, node.inputs)


def _is_first(bound: dict[str, Any], tensors: list[Value]) -> bool:
    """Whether the first argument is, or holds, the first tensor."""
    first = next(iter(bound.values()))
    return bool(first) and (first[0] if isinstance(first, (list, tuple)) else first) is tensors[0]


def _is_of_library(ctx: Context, layer: Instance, rule: LayerRule) -> bool:
    """Whether what happens at a call of the layer is the rule's alone."""
    if any(cls.serial != SHARED for cls in layer.cls.mro) or type(rule).apply is not LayerRule.apply:
        return False
    found = layer.cls.lookup(ctx.heap, "call")
    if found is None or not isinstance(found[0], Native) or "call" in rule.methods or "__call__" in rule.methods:
        return False
    return found[0].name == f"{rule.name}.call"
