"""Values without a shape of their own: what answers nothing, context managers, and namespaces whose members are functions."""

from __future__ import annotations

from collections.abc import Callable

from ...interpreter import Context
from ...interpreter.registry import define, lookup, method
from ...values import ABSENT, Native, Object, Value


class Inert(Object):
    """An object that only is handed around (a strategy, a summary writer, a seed): its methods answer None or itself."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"Inert({self.name})"


class Source(Object):
    """An object whose methods are the functions registered below a name (`numpy.random.Generator`)."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


def silent(modules: str, names: str) -> None:
    """Registers functions that answer None and change no shape."""
    for module in modules.split():
        for name in names.split():
            define(f"{module}.{name}", Native(f"{module}.{name}", lambda ctx, *arguments, **keywords: None))


def inert(modules: str, names: str) -> None:
    """Registers classes or functions that answer an `Inert`."""
    for module in modules.split():
        for name in names.split():
            full = f"{module}.{name}"
            define(full, Native(full, _maker(full)))


def _maker(full: str) -> Callable[..., Value]:
    def make(ctx: Context, *arguments: Value, **keywords: Value) -> Value:
        return Inert(full)

    return make


def source(name: str, *makers: str) -> None:
    """Registers functions that answer a `Source` of the functions below `name`."""
    for maker in makers:
        define(maker, Native(maker, lambda ctx, *arguments, **keywords: Source(name)))


@method(Source, "__getattr__")
def member(ctx: Context, self: Source, name: str) -> Value:
    """The function of that name."""
    found = lookup(f"{self.name}.{name}")
    return ctx.unknown(f"{self.name}.{name}") if found is ABSENT else found


@method(Inert, "__enter__")
def enter(ctx: Context, self: Inert) -> Value:
    """The manager itself."""
    return self


@method(Inert, "__exit__")
def leave(ctx: Context, self: Inert, *_: Value) -> Value:
    return None


@method(Inert, "__call__")
def call(ctx: Context, self: Inert, *arguments: Value, **_: Value) -> Value:
    """As a decorator it changes nothing."""
    if len(arguments) == 1 and not isinstance(arguments[0], (str, int, float)):
        return arguments[0]
    return ctx.unknown(f"what {self.name} answers")


@method(Inert, "scope", "as_default", "stop_recording", "name_scope")
def manager(ctx: Context, self: Inert, *_: Value, **__: Value) -> Value:
    """A context manager."""
    return self


@method(Inert, "run", "experimental_run_v2")
def run(ctx: Context, self: Inert, function: Value, args: Value = (), kwargs: Value = None, **_: Value) -> Value:
    """`strategy.run(function, args=...)` calls the function."""
    arguments = args if isinstance(args, tuple) else ctx.iterate(args)
    return ctx.call(function, arguments)


@method(Inert, "__getattr__")
def anything(ctx: Context, self: Inert, name: str) -> Value:
    return ctx.unknown(f"{self.name}'s {name}")
