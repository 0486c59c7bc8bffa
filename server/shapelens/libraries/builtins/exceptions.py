"""The builtin exceptions: a class each, in Python's own hierarchy."""

from __future__ import annotations

import builtins

from ...interpreter import Context
from ...values import Instance, Value
from .classes import make_class


def _initialize(ctx: Context, self: Value, /, *arguments: Value, **keywords: Value) -> None:
    if isinstance(self, Instance):
        ctx.heap.set(self, "args", arguments)


def _text(ctx: Context, self: Value, /) -> Value:
    arguments = ctx.heap.get(self, "args") if isinstance(self, Instance) else ()
    if isinstance(arguments, tuple) and len(arguments) == 1 and isinstance(arguments[0], str):
        return arguments[0]
    return ctx.unknown("the text of an exception")


def _with_traceback(ctx: Context, self: Value, traceback: Value, /) -> Value:
    return self


make_class(
    "builtins.BaseException",
    members={"__init__": _initialize, "__str__": _text, "with_traceback": _with_traceback},
)


def _define(exception: type[BaseException]) -> None:
    for subclass in exception.__subclasses__():
        if subclass.__module__ == "builtins":
            make_class(f"builtins.{subclass.__name__}", f"builtins.{exception.__name__}")
            _define(subclass)


_define(builtins.BaseException)
make_class("builtins.EnvironmentError", "builtins.OSError")
make_class("builtins.IOError", "builtins.OSError")
