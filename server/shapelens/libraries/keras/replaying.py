"""Running a functional graph again, on other tensors than it was traced with.

Most of its calls are of built layers whose rule needs shapes alone: those are asked directly (`Direct`), without a call of the
interpreter. What is out of the ordinary (a layer of the program, a wrapper, a function, an input that does not fit) is called as usual.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import cache
from operator import is_
from typing import Any

from ...interpreter import Context
from ...shapes import Mismatch, Shape, Structure, Undetermined
from ...values import ABSENT, SHARED, Class, Instance, Kind, ListValue, Native, Object, Span, Tensor, Value
from . import signatures
from .calling import PLAIN, answers_for, further, keep
from .graph import Node, map_tensors, nodes_between, tensors_in
from .masks import replayed_mask
from .rule import RULES, Config, LayerRule, changed_layers, layer_config
from .signatures import Signature
from .specification import check_spec

Call = Callable[[Value, tuple[Value, ...], dict[str, Value]], Value]
Known = dict[int, Tensor]


def replay(ctx: Context, inputs: Sequence[Tensor], outputs: Value, given: Sequence[Tensor], call: Call) -> Value:
    """What a graph answers for other tensors in place of its inputs. `call` calls one layer or operation."""
    known: Known = {id(old): new for old, new in zip(inputs, given)}
    span = ctx.span
    nodes = nodes_between(inputs, tensors_in(ctx, outputs))
    ctx.spend(len(nodes))
    changed_layers(ctx)  # `Direct` looks at their configuration without a record

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
        keywords |= replayed_mask(ctx, node, arguments)
        results = [] if node.is_refused else tensors_in(ctx, call(node.operation, arguments, keywords))
        for index, old in enumerate(old_outputs):
            fallback = Tensor(Shape.unknown(), Kind.TENSOR, old.dtype)
            known[id(old)] = results[index] if index < len(results) else fallback
    return map_tensors(ctx, outputs, new)


class Sort:
    """What calls of layers of one library class have in common, where they come to nothing but what the class's rule answers.

    names:      of the parameters of `call`; defaults: of those after the first, if all of them have one that can be looked up
    wanted:     which of them `output` takes besides the first: position and name
    is_told:    whether `output` is told if the call is traced
    may_change: whether a layer's configuration may become another one. Its specification cannot: it is built.
    """

    __slots__ = ("defaults", "is_told", "may_change", "names", "rule", "signature", "wanted")

    def __init__(self, rule: LayerRule, signature: Signature) -> None:
        self.rule = rule
        self.signature = signature
        self.names = signature.names
        rest = [parameter for parameter in signature.parameters if parameter.name in signature.names[1:]]
        are_plain = all(parameter.has_default and type(parameter.default) in PLAIN for parameter in rest)
        self.defaults = tuple(parameter.default for parameter in rest) if are_plain and self.names else None
        wanted = further(rule, "output")
        self.wanted = [(index, name) for index, name in enumerate(self.names) if name in wanted]
        self.is_told = "is_symbolic" in wanted
        self.may_change = "adapt" in rule.methods


class Direct(Object):
    """A call of a layer that comes to nothing but what its rule answers for shapes.

    parts:  what `call` is given: tensors, lists and tuples of tensors, and what is the same at every call
    inputs: the tensors among them
    """

    __slots__ = ("config", "inputs", "is_single", "layer", "more", "parts", "rule", "sort")

    def __init__(
        self, layer: Instance, config: Config, sort: Sort, parts: tuple[Any, ...], inputs: tuple[Tensor, ...]
    ) -> None:
        self.layer = layer
        self.rule = sort.rule
        self.config = config
        self.sort = sort
        self.inputs = inputs
        self.parts = parts
        self.is_single = len(inputs) == 1 and parts[0] is inputs[0]
        self.more = parts[1:]

    def answer(self, ctx: Context, known: Known, span: Span | None) -> Tensor | None:
        """The output for the tensors that take the place of the traced ones; None where the layer must be called to know."""
        config, layer, first = self.config, self.layer, self.inputs[0]
        answers, fields = config.answers, layer.fields
        if layer_config(layer) is not config or answers is None:
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
        if self.sort.may_change:
            ctx.heap.get(layer, "_config")
        return Tensor(found[1], Kind.KERAS if is_symbolic else Kind.TENSOR, found[2], span)

    def structure(self, ctx: Context, shapes: list[Shape], is_symbolic: bool) -> Structure:
        """The shapes of what comes out for inputs of these shapes; None where the layer must be called to know."""
        layer, config = self.layer, self.config
        ctx.heap.get(layer, "_config")
        if layer_config(layer) is not config:
            return None
        asked: tuple[Hashable, ...] = (shapes[0], *self.more) if self.is_single else self._asked(shapes)
        try:
            check_spec(layer.cls.short_name, ctx.heap.get(layer, "_spec", None), _plain(asked[0]))
            known = answers_for(config, (*asked, is_symbolic))
            if "output" not in known:
                extra = {name: _plain(asked[index]) for index, name in self.sort.wanted}
                if self.sort.is_told:
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
    if found is None or (isinstance(found, Direct) and layer_config(found.layer) is not found.config):
        found = node.direct = _direct(ctx, node)
    return found if isinstance(found, Direct) else None


def _direct(ctx: Context, node: Node) -> Object:
    layer, arguments = node.operation, node.arguments
    config = layer_config(layer)
    if not isinstance(layer, Instance) or config is None or config.answers is None or node.is_refused:
        return INDIRECT
    sort = _sort_of(layer.cls) if layer.cls.serial == SHARED else None
    heap = ctx.heap
    if sort is None or heap.get(layer, "_broken") is not ABSENT or heap.get(layer, "_built") is ABSENT:
        return INDIRECT
    if sort.defaults is not None and len(arguments) == 1 and not node.keywords and isinstance(arguments[0], Tensor):
        return Direct(layer, config, sort, (arguments[0], *sort.defaults), node.inputs)
    if not all(isinstance(argument, (Tensor, tuple, ListValue)) for argument in arguments):
        return INDIRECT
    try:
        bound: dict[str, Any] = sort.signature.bind(arguments, node.keywords)[0]
    except Mismatch:
        return INDIRECT
    tensors: list[Value] = []
    for name, part in bound.items():
        if isinstance(part, (tuple, ListValue)):
            items = list(part.items(heap) or ()) if isinstance(part, ListValue) else part
            bound[name] = items
            tensors.extend(items)
        elif isinstance(part, Tensor):
            tensors.append(part)
        elif type(part) not in PLAIN:
            return INDIRECT
    are_all = len(tensors) == len(node.inputs) and all(map(is_, tensors, node.inputs)) and _is_first(bound, tensors)
    if not are_all or tuple(bound) != sort.names:
        return INDIRECT
    return Direct(layer, config, sort, tuple(bound.values()), node.inputs)


def _is_first(bound: dict[str, Any], tensors: list[Value]) -> bool:
    """Whether the first argument is, or holds, the first tensor."""
    first = next(iter(bound.values()))
    return bool(first) and (first[0] if isinstance(first, (list, tuple)) else first) is tensors[0]


@cache
def _sort_of(cls: Class) -> Sort | None:
    """What is common to calls of a library's class; None where they are not the rule's alone."""
    rule = next((RULES[base.name] for base in cls.mro if base.name in RULES), None)
    signature = None if rule is None else signatures.call(rule.name)
    if rule is None or signature is None or type(rule).apply is not LayerRule.apply:
        return None
    if any(base.serial != SHARED for base in cls.mro) or "call" in rule.methods or "__call__" in rule.methods:
        return None
    method = next((base.fields["call"] for base in cls.mro if "call" in base.fields), None)
    return Sort(rule, signature) if isinstance(method, Native) and method.name == f"{rule.name}.call" else None
