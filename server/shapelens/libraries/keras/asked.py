"""Layers of the installed Keras that Shapelens has no rule for: what real Keras said of the same call before is believed.

A name of `keras.layers` that nothing defines, and that is written as a class is, becomes such a layer. Its call is a question to the oracle; here
nobody waits for the answer. Who listens (`answered_by`: the editor's session) is told what was asked, and analyses again once the
answer is known. Without a listener, and until then, the output is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

from ...interpreter import Context
from ...interpreter.registry import define, fallback
from ...oracle import LayerQuestion, Made, Verdict
from ...oracle import Tensor as OracleTensor
from ...shapes import Mismatch, Shape, Structure, Undetermined
from ...values import Class, DictValue, Instance, ListValue, Native, Tensor, Value
from .construction import construct_base
from .conversion import to_tensors
from .graph import tensors_in
from .layer import Layer
from .rule import Weight, layer_config, rule_of


class Listener(Protocol):
    """Who knows answers of real Keras, and takes questions."""

    def known(self, question: LayerQuestion) -> Verdict | None:
        """The answer to a question that was asked before; None where it is not there. Never waits."""

    def want(self, question: LayerQuestion) -> None:
        """Takes a question whose answer was needed."""


_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def answered_by(listener: Listener) -> Iterator[None]:
    """While it lasts, calls of layers without a rule are answered by that listener."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


class CannotAsk(Exception):
    """Something in the call is not known, or is the program's own."""


def asked(ctx: Context, value: Value) -> Any:
    """A value as the oracle takes it. Raises CannotAsk for what is not known or is the program's own."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Tensor):
        return OracleTensor(known_dims(value.shape), value.dtype or "float32")
    if isinstance(value, tuple):
        return tuple(asked(ctx, item) for item in value)
    if isinstance(value, ListValue) and (items := value.items(ctx.heap)) is not None:
        return [asked(ctx, item) for item in items]
    if isinstance(value, DictValue) and not value.is_open and not tensors_in(ctx, value):
        return {str(key): asked(ctx, ctx.heap.get(value, key)) for key in ctx.heap.names(value)}
    rule, config = rule_of(value), layer_config(value)
    if isinstance(value, Instance) and rule is not None and config is not None and value.cls.name == rule.name:
        return Made(rule.name, (), {name: asked(ctx, inner) for name, inner in config.values.items()})
    raise CannotAsk


def known_dims(shape: Shape) -> tuple[int | None, ...]:
    """The dimensions of a shape without unknowns and symbols. Raises CannotAsk for another."""
    if shape.dims is None or not all(dim is None or isinstance(dim, int) for dim in shape.dims):
        raise CannotAsk
    return tuple(dim if isinstance(dim, int) else None for dim in shape.dims)


def _class_of(name: str) -> Value | None:
    """The class that stands for an unknown name of `keras.layers`; None where the name is not written like a class's."""
    if not name.rpartition(".")[2][:1].isupper():
        return None
    cls = Class(
        None,
        name,
        (Layer,),
        {"__init__": Native(f"{name}.__init__", _construct), "call": Native(f"{name}.call", _call)},
    )
    define(name, cls)
    return cls


def _construct(ctx: Context, layer: Instance, /, *arguments: Value, **keywords: Value) -> Value:
    named: dict[Hashable, Value] = {str(name): value for name, value in keywords.items()}
    ctx.heap.set(layer, "_asked", (arguments, ctx.dict(named)))
    own = {name: value for name, value in keywords.items() if name in ("name", "trainable", "dtype")}
    construct_base(ctx, layer, own)
    return None


def _call(ctx: Context, layer: Instance, /, *arguments: Value, **keywords: Value) -> Value:
    """What Keras answered. Raises Mismatch where it refused, Undetermined where it was not asked yet or cannot be."""
    listener, given = _listener.get(), ctx.heap.get(layer, "_asked")
    reason = f"Shapelens has no rule for {layer.cls.name}"
    if listener is None or not isinstance(given, tuple) or len(arguments) != 1 or not tensors_in(ctx, arguments[0]):
        raise Undetermined(reason)
    positional, named = given
    assert isinstance(positional, tuple) and isinstance(named, DictValue)
    try:
        question = LayerQuestion(
            layer.cls.name,
            tuple(asked(ctx, value) for value in positional),
            {str(name): asked(ctx, ctx.heap.get(named, name)) for name in ctx.heap.names(named)},
            asked(ctx, arguments[0]),
            {name: asked(ctx, value) for name, value in keywords.items()},
        )
    except CannotAsk:
        raise Undetermined(reason) from None
    verdict = listener.known(question)
    if verdict is None:
        listener.want(question)
        raise Undetermined(f"{reason}; the installed Keras is being asked")
    if verdict.accepted is False and verdict.error is not None:
        raise Mismatch("library-raises", f"{layer.cls.short_name}: {' '.join(verdict.error.message.split())[:200]}")
    if verdict.accepted is None:
        raise Undetermined(reason)
    weights = tuple(Weight(weight.name, Shape(*weight.shape), weight.trainable) for weight in verdict.weights or ())
    ctx.heap.set(layer, "_weights", weights if verdict.weights is not None else None)
    ctx.heap.set(layer, "_built", True)
    dtypes: list[str] = []
    outputs = _structure(verdict.outputs, dtypes.append)
    return to_tensors(ctx, outputs, dtypes[0] if len(set(dtypes)) == 1 else None)


def _structure(outputs: Any, seen: Callable[[str], None]) -> Structure:
    """The oracle's tensors as shapes, in the same structure; `seen` is told each dtype."""
    if isinstance(outputs, OracleTensor):
        seen(outputs.dtype)
        return Shape.unknown() if outputs.shape is None else Shape(*outputs.shape)
    if isinstance(outputs, dict):
        return {key: _structure(item, seen) for key, item in outputs.items()}
    if isinstance(outputs, tuple):
        return tuple(_structure(item, seen) for item in outputs)
    if isinstance(outputs, list):
        return [_structure(item, seen) for item in outputs]
    return Shape.unknown()


fallback("keras.layers", _class_of)

__all__ = ["CannotAsk", "Listener", "answered_by", "asked", "known_dims"]
