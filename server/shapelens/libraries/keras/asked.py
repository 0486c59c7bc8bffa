"""Layers of the installed Keras that Shapelens has no rule for: what real Keras said of the same call before is believed.

A name of `keras.layers` that nothing defines, and that is written as a class is, becomes such a layer. Its call is put to whoever listens
(`answered_by`: the editor's session), who answers from what is known already and may find out the rest for the next analysis. Without
a listener, and until then, the output is unknown.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

from ...interpreter import Context
from ...interpreter.registry import define, fallback
from ...shapes import Mismatch, Structure, Undetermined
from ...values import Class, DictValue, Instance, Native, Value
from .construction import construct_base
from .conversion import to_tensors
from .graph import tensors_in
from .layer import Layer
from .rule import Weight


@dataclass(frozen=True, slots=True)
class Call:
    """`name(*arguments, **keywords)(inputs, **call_keywords)`."""

    name: str
    arguments: tuple[Value, ...]
    keywords: dict[str, Value]
    inputs: Value
    call_keywords: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Answer:
    """What real Keras said: `error` where it refused, else the outputs, their dtype if they have one in common, and the variables."""

    outputs: Structure = None
    dtype: str | None = None
    weights: tuple[Weight, ...] | None = None
    error: str | None = None


class Listener(Protocol):
    """Who knows answers of real Keras. None: it does not, or not yet. Never waits."""

    def answer(self, ctx: Context, call: Call) -> Answer | None: ...


_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def answered_by(listener: Listener) -> Iterator[None]:
    """While it lasts, calls of layers without a rule are answered by that listener."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def _class_of(name: str) -> Value | None:
    """The class that stands for an unknown name of `keras.layers`; None where the name is not written like a class's."""
    if not name.rpartition(".")[2][:1].isupper():
        return None
    namespace: dict[Hashable, Value] = {
        "__init__": Native(f"{name}.__init__", _construct),
        "call": Native(f"{name}.call", _call),
    }
    cls = Class(None, name, (Layer,), namespace)
    define(name, cls)
    return cls


def _construct(ctx: Context, layer: Instance, /, *arguments: Value, **keywords: Value) -> Value:
    named: dict[Hashable, Value] = {str(name): value for name, value in keywords.items()}
    ctx.heap.set(layer, "_asked", (arguments, ctx.dict(named)))
    construct_base(ctx, layer, {name: keywords[name] for name in ("name", "trainable", "dtype") if name in keywords})
    return None


def _call(ctx: Context, layer: Instance, /, *arguments: Value, **keywords: Value) -> Value:
    """What Keras answered. Raises Mismatch where it refused, Undetermined where that is not known."""
    listener, given = _listener.get(), ctx.heap.get(layer, "_asked")
    answer = None
    if listener is not None and isinstance(given, tuple) and len(arguments) == 1 and tensors_in(ctx, arguments[0]):
        positional, named = given
        assert isinstance(positional, tuple) and isinstance(named, DictValue)
        constructed = {str(name): ctx.heap.get(named, name) for name in ctx.heap.names(named)}
        answer = listener.answer(ctx, Call(layer.cls.name, positional, constructed, arguments[0], keywords))
    if answer is None:
        raise Undetermined(f"Shapelens has no rule for {layer.cls.name}")
    if answer.error is not None:
        raise Mismatch("library-raises", f"{layer.cls.short_name}: {answer.error}")
    ctx.heap.set(layer, "_weights", answer.weights)
    ctx.heap.set(layer, "_built", True)
    return to_tensors(ctx, answer.outputs, answer.dtype)


fallback("keras.layers", _class_of)
