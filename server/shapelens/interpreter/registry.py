"""What libraries tell the interpreter: functions, classes, constants, and the methods of values.

A library module registers itself when it is imported, with these decorators; the interpreter looks names up and knows nothing else of it.
Every implementation takes the `Context` first and values after it. It may raise `Mismatch` (a certain error: becomes a
finding) and `Undetermined` (the answer is unknown); anything it does not understand it answers with `Unknown`.

    @function("numpy.zeros")
    def zeros(ctx, shape, dtype="float64"): ...

    @method(Tensor, "numpy")
    def to_numpy(ctx, tensor): ...

    @attribute(Tensor, "shape")
    def shape_of(ctx, tensor): ...

    @library_class("keras.Model", "keras.Layer")
    class Model:
        def compile(ctx, self, optimizer="rmsprop", loss=None, **kwargs): ...
        @prop
        def inputs(ctx, self): ...

Methods by these names stand for syntax on values that are not instances of an interpreted class: `__binary__(ctx, self, operator,
other, is_reflected)`, `__unary__(ctx, self, operator)`, `__compare__(ctx, self, operator, other, is_reflected)`, `__getitem__(ctx, self, index)`,
`__setitem__(ctx, self, index, value)`, `__delitem__`, `__iter__(ctx, self)` (a tuple of values; raises Undetermined), `__element__(ctx, self)` (what each item is
like, where the length is unknown), `__len__`, `__bool__` (a bool, or Unknown), `__contains__(ctx, self, item)`, `__call__`, `__getattr__(ctx, self, name)`.
Operators are spelled as in source: `+ - * / // % ** @ << >> & | ^`, `== != < <= > >=`, `- + ~`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Hashable, Iterator
from typing import Any, TypeVar

from ..values import ABSENT, Class, Decorated, Module, Native, Unknown, Value

Implementation = TypeVar("Implementation", bound=Callable[..., Any])

LIBRARIES: dict[str, tuple[str, ...]] = {}
"""The first part of an import's name, and the modules of `shapelens.libraries` that define what it holds."""

OWN_NAMES = frozenset({"__binary__", "__unary__", "__compare__", "__element__"})
"""Those of the names above that Python does not have: no program can reach them as attributes."""

STAND_INS: dict[str, str] = {}
"""Packages that may not be installed, and the module of `shapelens.libraries` that stands in for them: names that begin with `~`."""

_values: dict[str, Value] = {}
_modules: set[str] = set()
_aliases: dict[str, str] = {}
_fallbacks: dict[str, Callable[[str], Value | None]] = {}
_canonical: dict[str, str] = {}
MOST_SPELLINGS = 20_000
_methods: dict[type, dict[str, Value]] = {}
_loaded: set[str] = set()
_readable: set[str] = set()


def function(*names: str) -> Callable[[Implementation], Implementation]:
    """Registers an implementation under each canonical dotted name (`keras.ops.reshape`)."""

    def register(implementation: Implementation) -> Implementation:
        for name in names:
            define(name, Native(name, implementation))
        return implementation

    return register


def define(name: str, value: Value) -> None:
    """Registers a value under a canonical dotted name; its parents become modules."""
    _values[name] = value
    parent = name.rpartition(".")[0]
    while parent and parent not in _modules:
        _modules.add(parent)
        parent = parent.rpartition(".")[0]


def alias(name: str, canonical: str) -> None:
    """Makes `name`, and every name below it, another spelling of `canonical` (`tensorflow.keras` of `keras`)."""
    _aliases[name] = canonical
    _canonical.clear()
    parent = name.rpartition(".")[0]
    while parent:
        _modules.add(parent)
        parent = parent.rpartition(".")[0]


def fallback(module: str, find: Callable[[str], Value | None]) -> None:
    """Lets `find` say what a name directly below a library's module is that is not registered; None where it cannot either."""
    _fallbacks[module] = find


def read_source(*names: str) -> None:
    """Lets modules at and below these names be read from the installed package, although the library is a known one."""
    _readable.update(names)


def stand_in(name: str) -> Module | None:
    """The module that stands in for one of a package that is not installed; None if nothing does."""
    name = canonical(name)
    module = next((module for start, module in STAND_INS.items() if f"{name}.".startswith(f"{start}.")), None)
    if module is None:
        return None
    load("keras")
    importlib.import_module(module)
    value = lookup(f"~{name}")
    return value if isinstance(value, Module) else None


def is_closed(name: str) -> bool:
    """Whether a name belongs to a known library whose source is not read."""
    load(canonical(name))
    name = canonical(name)
    if name.partition(".")[0] not in LIBRARIES:
        return False
    return not any(name == start or name.startswith(start + ".") for start in _readable)


def is_reserved(name: str) -> bool:
    """Whether a name is a known library's that no file of the workspace may stand in for."""
    return name.partition(".")[0] in ("builtins", "keras", "tensorflow", "numpy") and is_closed(name)


def method(kind: type, *names: str) -> Callable[[Implementation], Implementation]:
    """Registers a method of the values of one host type (`Tensor`, `ListValue`, `str`), or the syntax it stands for."""

    def register(implementation: Implementation) -> Implementation:
        for name in names:
            _methods.setdefault(kind, {})[name] = Native(f"{kind.__name__}.{name}", implementation)
        return implementation

    return register


def attribute(kind: type, *names: str) -> Callable[[Implementation], Implementation]:
    """Registers a computed attribute of the values of one host type."""

    def register(implementation: Implementation) -> Implementation:
        for name in names:
            value = Decorated("property", Native(f"{kind.__name__}.{name}", implementation))
            _methods.setdefault(kind, {})[name] = value
        return implementation

    return register


def prop(implementation: Callable[..., Value]) -> Decorated:
    """A computed attribute in the body of a `library_class`."""
    return Decorated("property", Native(implementation.__name__, implementation))


def library_class(name: str, *bases: str, aliases: tuple[str, ...] = ()) -> Callable[[type], Class]:
    """Makes a library's `Class` of a Python class whose functions are its natives, and registers it."""

    def register(body: type) -> Class:
        namespace: dict[Hashable, Value] = {}
        for key, value in vars(body).items():
            if isinstance(value, staticmethod):
                namespace[key] = Decorated("staticmethod", Native(f"{name}.{key}", value.__func__))
            elif isinstance(value, classmethod):
                namespace[key] = Decorated("classmethod", Native(f"{name}.{key}", value.__func__))
            elif callable(value) and key not in ("__class__",):
                namespace[key] = Native(f"{name}.{key}", value)
            elif isinstance(value, (Decorated, Native)) or not key.startswith("__"):
                namespace[key] = value
        cls = Class(None, name, tuple(named_class(base) for base in bases), namespace)
        for spelling in (name, *aliases):
            define(spelling, cls)
        return cls

    return register


def named_class(name: str) -> Class:
    """The registered class of that name. KeyError if there is none: a mistake in a library module."""
    value = _values[name]
    if not isinstance(value, Class):
        raise KeyError(name)
    return value


def canonical(name: str) -> str:
    """The canonical spelling: the longest aliased prefix replaced, as often as needed."""
    known = _canonical.get(name)
    if known is None:
        if len(_canonical) > MOST_SPELLINGS:
            _canonical.clear()
        known = _canonical[name] = _replaced(name)
    return known


def _replaced(name: str) -> str:
    for _ in range(8):
        parts = name.split(".")
        for count in range(len(parts), 0, -1):
            target = _aliases.get(".".join(parts[:count]))
            if target is not None:
                name = ".".join([target, *parts[count:]])
                break
        else:
            return name
    return name


def load(name: str) -> bool:
    """Imports the library modules for a dotted import name; whether there is such a library."""
    package = name.partition(".")[0]
    modules = LIBRARIES.get(package)
    if modules is None:
        return False
    if package not in _loaded:
        _loaded.add(package)
        for module in modules:
            importlib.import_module(module)
    return True


def lookup(name: str) -> Value:
    """The value or module of a dotted name in any spelling; `ABSENT` if the library does not define it."""
    name = canonical(name)
    load(name)
    name = canonical(name)
    if name in _values:
        return _values[name]
    return Module(name) if name in _modules else ABSENT


def member(module: str, name: str) -> Value:
    """What `module.name` is; `Unknown` where a library does not define it."""
    value = lookup(f"{module}.{name}")
    if value is not ABSENT:
        return value
    full, find = f"{canonical(module)}.{name}", _fallbacks.get(canonical(module))
    found = None if find is None else find(full)
    if found is None and full.startswith("~"):
        return Unknown(f"{full[1:]} is not installed")
    return Unknown(f"{full} is not known to Shapelens") if found is None else found


def names(prefix: str) -> Iterator[str]:
    """The registered names directly under a module (for `import *`)."""
    start = canonical(prefix) + "."
    return (name[len(start) :] for name in list(_values) if name.startswith(start) and "." not in name[len(start) :])


def method_of(kind: type, name: str) -> Value:
    """The method or attribute of a host type, by its Python resolution order; `ABSENT` if there is none."""
    for cls in kind.__mro__:
        table = _methods.get(cls)
        if table is not None and name in table:
            return table[name]
    return ABSENT


def methods(kind: type) -> dict[str, Value]:
    """What is registered for the values of one host type itself."""
    return dict(_methods.get(kind, {}))
