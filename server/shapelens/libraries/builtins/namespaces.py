"""`globals()` and `sys.modules`: a module's names looked up by what a program computes (`globals()[kind](...)`)."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import define, function, method
from ...values import Module, Object, Unknown, Value


class Names(Object):
    """The dict of a module's global names."""

    __slots__ = ("module",)

    def __init__(self, module: Module) -> None:
        self.module = module


class Modules(Object):
    """`sys.modules`, of which only the module that asks is known."""

    __slots__ = ()


@function("builtins.globals")
def global_names(ctx: Context) -> Value:
    """The names of the module whose code is running."""
    module = ctx.module()
    return ctx.dict({}, is_open=True) if module is None else Names(module)


@method(Names, "__getitem__")
def name_of(ctx: Context, self: Names, name: Value) -> Value:
    """What a name of the module is bound to."""
    return ctx.attribute(self.module, name) if isinstance(name, str) else ctx.unknown("a global name")


@method(Names, "get", "setdefault")
def get(ctx: Context, self: Names, name: Value, default: Value = None) -> Value:
    """What a name is bound to, if it is."""
    if not isinstance(name, str):
        return ctx.unknown("a global name")
    found = ctx.attribute(self.module, name)
    return ctx.join(found, default) if isinstance(found, Unknown) else found


@method(Names, "__contains__")
def contains(ctx: Context, self: Names, name: Value) -> Value:
    """Whether a name is bound; that one is not can change later."""
    if isinstance(name, str) and not isinstance(ctx.attribute(self.module, name), Unknown):
        return True
    return ctx.unknown("whether a global name is bound")


@method(Names, "__setitem__")
def bind(ctx: Context, self: Names, name: Value, value: Value) -> None:
    """Binds a name."""
    if isinstance(name, str):
        ctx.set_attribute(self.module, name, value)


@method(Names, "keys", "values", "items", "copy")
def names(ctx: Context, self: Names) -> Value:
    """All names: which there are is not followed."""
    return ctx.list(None, ctx.unknown("a global name"))


@method(Names, "update", "pop")
def change(ctx: Context, self: Names, *_: Value, **__: Value) -> Value:
    """Changes that are not followed."""
    return ctx.unknown("a global name")


@method(Modules, "__getitem__")
def module_named(ctx: Context, self: Modules, name: Value) -> Value:
    """The module whose code is running, asked for by its own name."""
    module = ctx.module()
    return module if module is not None and name == module.name else ctx.unknown("sys.modules")


@method(Modules, "get")
def get_module(ctx: Context, self: Modules, name: Value, default: Value = None) -> Value:
    """The same."""
    return module_named(ctx, self, name)


define("sys.modules", Modules())
