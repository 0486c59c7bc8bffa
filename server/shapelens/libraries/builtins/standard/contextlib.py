"""`contextlib`: context managers made of generators, and those that do nothing."""

from __future__ import annotations

from ....interpreter import Context
from ....interpreter.registry import function
from ....values import ABSENT, Instance, Native, Value
from ..classes import make_class
from ..iteration import next_

RESULT = "enter_result"


def _enter(ctx: Context, self: Value, /) -> Value:
    return ctx.heap.get(self, RESULT, self) if isinstance(self, Instance) else self


def _exit(ctx: Context, self: Value, /, *error: Value) -> Value:
    return None


def _initialize(ctx: Context, self: Value, /, result: Value = None, *rest: Value, **settings: Value) -> None:
    if isinstance(self, Instance):
        ctx.heap.set(self, RESULT, result)


def _as_decorator(ctx: Context, self: Value, function: Value, /) -> Value:
    return function


_MANAGER = {"__init__": _initialize, "__enter__": _enter, "__exit__": _exit}
NULL = make_class("contextlib.nullcontext", members=_MANAGER)
make_class("contextlib.closing", members=_MANAGER)
for _name in ("suppress", "redirect_stdout", "redirect_stderr", "chdir"):
    make_class(f"contextlib.{_name}", members=_MANAGER)
make_class("contextlib.AbstractContextManager", members={"__enter__": lambda ctx, self, /: self, "__exit__": _exit})
make_class("contextlib.ContextDecorator", members={"__call__": _as_decorator})


def _call_of(ctx: Context, self: Value) -> tuple[Value, tuple[Value, ...], dict[str, Value]]:
    """The generator function of a manager, and what it was called with."""
    call = ctx.heap.get(self, CALL) if isinstance(self, Instance) else None
    assert isinstance(call, tuple)
    generator, arguments, keywords = call
    return generator, arguments, dict(keywords)


def _around(ctx: Context, self: Value, inside: Value, /) -> None:
    """Does `inside` in place of the `yield`."""
    ctx.call_around(*_call_of(ctx, self), lambda value: _do(ctx, inside, value))


def _do(ctx: Context, action: Value, value: Value) -> None:
    ctx.call(action, (value,))


def _enter_generated(ctx: Context, self: Value, /) -> Value:
    """Entered otherwise than by `with`: what the generator yields first."""
    generator, arguments, keywords = _call_of(ctx, self)
    return next_(ctx, ctx.call(generator, arguments, keywords), None)


CALL = "generator call"
GENERATED = make_class(
    "contextlib._GeneratorContextManager",
    members={"__enter__": _enter_generated, "__exit__": _exit, "__around__": _around, "__call__": _as_decorator},
)


@function("contextlib.contextmanager", "contextlib.asynccontextmanager")
def contextmanager(ctx: Context, generator: Value, /) -> Value:
    """A function whose `with` block is given what the generator yields first."""

    def make(ctx: Context, /, *arguments: Value, **keywords: Value) -> Value:
        manager = ctx.call(GENERATED)
        assert isinstance(manager, Instance)
        ctx.heap.set(manager, CALL, (generator, arguments, tuple(keywords.items())))
        return manager

    return Native("a context manager", make)


def _enter_context(ctx: Context, self: Value, manager: Value, /) -> Value:
    enter = ctx.find_attribute(manager, "__enter__")
    return ctx.unknown("what a context manager gives") if enter is ABSENT else ctx.call(enter)


def _same(ctx: Context, self: Value, value: Value = None, /, *rest: Value, **keywords: Value) -> Value:
    return value


make_class(
    "contextlib.ExitStack",
    members={
        "__enter__": lambda ctx, self, /: self,
        "__exit__": _exit,
        "enter_context": _enter_context,
        "push": _same,
        "callback": _same,
        "close": _exit,
    },
)
