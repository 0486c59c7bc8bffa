"""Attribute lookup: Python's own order for instances and classes, the registry's tables for host values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..values import (
    ABSENT,
    BoundMethod,
    Choice,
    Class,
    Decorated,
    Deferred,
    Function,
    Instance,
    Module,
    Native,
    Partial,
    Scope,
    Super,
    Unknown,
    Value,
    is_hidden,
)
from . import registry
from .giving import give_away

if TYPE_CHECKING:
    from .interpreter import Interpreter


def find_attribute(run: Interpreter, value: Value, name: str) -> Value:
    """`value.name`; `ABSENT` if there is certainly none, Unknown if it cannot be told."""
    if isinstance(value, Instance):
        return _of_instance(run, value, name)
    if isinstance(value, Module):
        return _of_module(run, value, name)
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Class):
        return _of_class(run, value, name)
    if isinstance(value, Super):
        return _of_super(run, value, name)
    if isinstance(value, Choice):
        return run.join_all([find_attribute(run, alternative, name) for alternative in value.alternatives])
    if isinstance(value, (Function, Native, BoundMethod, Partial)):
        return _of_function(run, value, name)
    return _of_host(run, value, name)


def set_attribute(run: Interpreter, value: Value, name: str, new: Value) -> None:
    """`value.name = new`."""
    if isinstance(value, Instance):
        found = value.cls.lookup(run.heap, name)
        if found and isinstance(found[0], Decorated) and found[0].kind == "property":
            if found[0].setter is not None:
                run.call(found[0].setter, (value, new))
            else:
                run.heap.set(value, name, new)
            return
        setter = value.cls.lookup(run.heap, "__setattr__")
        if setter and isinstance(setter[0], Native):
            run.call(setter[0], (value, name, new))
            return
        run.heap.set(value, name, new)
    elif isinstance(value, Class):
        run.heap.set(value, name, new)
    elif isinstance(value, Module) and value.scope is not None:
        value.scope.bind(run.heap, name, new)
    elif isinstance(value, Module) and (globals_ := _globals(run)) is not None:
        # `tf.model = ...`: a library's module is shared by all programs, so the program keeps what it puts there
        run.heap.set(globals_, f"{registry.canonical(value.name)}.{name}", new)
    elif isinstance(value, Super):
        set_attribute(run, value.receiver, name, new)
    else:
        setter_of = registry.method_of(type(value), "__setattr__")
        if isinstance(setter_of, Native):
            run.call(setter_of, (value, name, new))


def _of_instance(run: Interpreter, instance: Instance, name: str) -> Value:
    found = instance.cls.lookup(run.heap, name)
    if found is not None and isinstance(found[0], Decorated) and found[0].kind == "property":
        own = run.heap.get(instance, name)
        return run.call(found[0].function, (instance,)) if own is ABSENT else own
    own = run.heap.get(instance, name)
    if own is not ABSENT:
        return own
    if found is not None:
        return bind(found[0], instance, instance.cls)
    if name == "__class__":
        return instance.cls
    if name == "__dict__":
        names = [name for name in run.heap.names(instance) if not is_hidden(name)]
        return run.dict({name: run.heap.get(instance, name) for name in names})
    fallback = instance.cls.lookup(run.heap, "__getattr__")
    if fallback is not None:
        return run.call(bind(fallback[0], instance, instance.cls), (name,))
    if instance.cls.has_unknown_base:
        if run.frame is not None and run.frame.receiver is not instance:
            give_away(run, (instance,))
        return run.unknown(f"the attribute {name} of {instance.cls.short_name}, whose base class is unknown")
    return ABSENT


def _of_class(run: Interpreter, cls: Class, name: str) -> Value:
    found = cls.lookup(run.heap, name)
    if found is not None:
        value = found[0]
        if isinstance(value, Decorated):
            if value.kind == "classmethod":
                return BoundMethod(value.function, cls)
            return value.function if value.kind == "staticmethod" else value
        return value
    if name in ("__name__", "__qualname__"):
        return cls.short_name
    if name == "__module__":
        return cls.name.rpartition(".")[0]
    if name == "__mro__":
        return cls.mro
    if name == "__bases__":
        return cls.bases
    if cls.has_unknown_base:
        return run.unknown(f"the attribute {name} of {cls.short_name}, whose base class is unknown")
    return ABSENT


def _of_super(run: Interpreter, value: Super, name: str) -> Value:
    receiver = value.receiver
    cls = receiver.cls if isinstance(receiver, Instance) else receiver if isinstance(receiver, Class) else None
    if cls is None or value.after not in cls.mro:
        return run.unknown("super() of an unknown object")
    for ancestor in cls.mro[cls.mro.index(value.after) + 1 :]:
        found = run.heap.get(ancestor, name)
        if found is not ABSENT:
            if isinstance(found, Decorated) and found.kind == "property":
                return run.call(found.function, (receiver,))
            return bind(found, receiver, cls)
    if cls.has_unknown_base:
        return run.unknown(f"{name} of an unknown base class")
    if name in ("__init__", "__init_subclass__", "__setattr__", "__post_init__"):
        return Native(f"object.{name}", _nothing)
    return ABSENT


def _nothing(ctx: object, *arguments: Value, **keywords: Value) -> Value:
    """What `object.__init__` does."""
    return None


def _of_module(run: Interpreter, module: Module, name: str) -> Value:
    if module.scope is None:
        value = registry.lookup(f"{module.name}.{name}")
        if value is ABSENT and (globals_ := _globals(run)) is not None:
            value = run.heap.get(globals_, f"{registry.canonical(module.name)}.{name}")
        if value is ABSENT and run.modules is not None and not registry.is_closed(f"{module.name}.{name}"):
            value = run.modules.load(run, f"{module.name}.{name}") or ABSENT
        return registry.member(module.name, name) if value is ABSENT else value
    value = module.scope.read(run.heap, name)
    if value is not ABSENT:
        return run.arrived(module.scope, name, value) if isinstance(value, Deferred) else value
    if name == "__name__":
        return module.name
    if run.modules is not None:
        submodule = run.modules.load(run, f"{module.name}.{name}")
        if submodule is not None:
            return submodule
        fallback = run.heap.get(module.scope, "__getattr__")
        if fallback is not ABSENT:
            return run.unknown(f"{module.name}.{name}")
    return run.unknown(f"{module.name}.{name} is not defined")


def _globals(run: Interpreter) -> Scope | None:
    """The scope of the module whose code is running."""
    scope = run.frame.scope if run.frame is not None else None
    while scope is not None and scope.parent is not None:
        scope = scope.parent
    return scope


def module(run: Interpreter) -> Module | None:
    """The module whose code is running."""
    scope = _globals(run)
    name = None if scope is None else scope.read(run.heap, "__name__")
    return None if scope is None else Module(name if isinstance(name, str) else "__main__", scope)


def _of_function(run: Interpreter, value: Value, name: str) -> Value:
    if name in ("__name__", "__qualname__"):
        inner = value.function if isinstance(value, (BoundMethod, Partial)) else value
        return str(getattr(inner, "name", "function")).rpartition(".")[2]
    if name == "__module__" and isinstance(value, Function):
        return value.module
    if isinstance(value, BoundMethod) and name == "__self__":
        return value.receiver
    if isinstance(value, BoundMethod) and name == "__func__":
        return value.function
    return _of_host(run, value, name, run.unknown(f"the attribute {name} of a function"))


def _of_host(run: Interpreter, value: Value, name: str, default: Value = ABSENT) -> Value:
    found = ABSENT if name in registry.OWN_NAMES else registry.method_of(type(value), name)
    if isinstance(found, Decorated):
        return run.call(found.function, (value,))
    if found is not ABSENT:
        return BoundMethod(found, value)
    fallback = registry.method_of(type(value), "__getattr__")
    if isinstance(fallback, Native):
        return run.call(fallback, (value, name))
    return default


def bind(value: Value, receiver: Value, cls: Class) -> Value:
    """What a class attribute becomes when it is read through an instance."""
    if isinstance(value, (Function, Native)):
        return BoundMethod(value, receiver)
    if isinstance(value, Decorated):
        return BoundMethod(value.function, cls) if value.kind == "classmethod" else value.function
    return value
