"""Builtin functions on single values: arithmetic, text, attributes, classes, and what has no effect on shapes."""

from __future__ import annotations

from collections.abc import Iterator

from ...interpreter import Context
from ...interpreter.registry import define, function, method
from ...shapes import UNKNOWN, Symbolic
from ...values import (
    ABSENT,
    CONSTANTS,
    BoundMethod,
    Choice,
    Class,
    Decorated,
    DictValue,
    Function,
    Instance,
    ListValue,
    Module,
    Native,
    Partial,
    SetValue,
    Super,
    Tensor,
    Unknown,
    Value,
)
from .classes import OBJECT, class_of, make_class, text_of
from .numbers import Quotient
from .support import compute, number

define("builtins.Ellipsis", ...)
define("builtins.NotImplemented", Unknown("NotImplemented"))
define("builtins.__debug__", True)


@function("builtins.abs", "operator.abs")
def absolute(ctx: Context, value: Value, /) -> Value:
    """The magnitude of a number; a tensor's elementwise."""
    value = number(value)
    if isinstance(value, Symbolic):
        return UNKNOWN
    if isinstance(value, (int, float, complex)):
        return compute(ctx, abs, value)
    own = ctx.find_attribute(value, "__abs__")
    return ctx.unknown("the magnitude of an unknown number") if own is ABSENT else ctx.call(own)


@function("builtins.round")
def round_(ctx: Context, value: Value, digits: Value = None, /) -> Value:
    """A rounded number: an integer if no digits are asked for."""
    value, digits = number(value), number(digits)
    if isinstance(value, Symbolic):
        return value
    if isinstance(value, (int, float)):
        return compute(ctx, round, value) if digits is None else compute(ctx, round, value, digits)
    if isinstance(value, Instance) and (own := ctx.find_attribute(value, "__round__")) is not ABSENT:
        return ctx.call(own)
    return UNKNOWN if digits is None and isinstance(value, Quotient) else ctx.unknown("a rounded unknown number")


@function("builtins.pow", "operator.pow")
def power(ctx: Context, base: Value, exponent: Value, modulus: Value = None) -> Value:
    """`base ** exponent`."""
    return ctx.binary("**", base, exponent) if modulus is None else compute(ctx, pow, base, exponent, modulus)


@function("builtins.divmod")
def divide(ctx: Context, a: Value, b: Value, /) -> Value:
    """Quotient and remainder."""
    return (ctx.binary("//", a, b), ctx.binary("%", a, b))


for _name, _function in {"chr": chr, "ord": ord, "bin": bin, "hex": hex, "oct": oct}.items():
    function(f"builtins.{_name}")(lambda ctx, value, /, _function=_function: compute(ctx, _function, value))


@function("builtins.repr", "builtins.ascii")
def representation(ctx: Context, value: Value, /) -> Value:
    """The text of a constant."""
    return text_of(ctx, value, repr)


@function("builtins.format")
def format_(ctx: Context, value: Value, spec: Value = "", /) -> Value:
    """A formatted value."""
    return (
        ctx.call(ctx.attribute("{:" + spec + "}", "format"), (value,)) if isinstance(spec, str) else ctx.unknown("text")
    )


@function("builtins.hash", "builtins.id")
def identity(ctx: Context, value: Value, /) -> Value:
    """Some integer."""
    return UNKNOWN


@function("builtins.print", "builtins.breakpoint")
def print_(ctx: Context, *values: Value, **settings: Value) -> None:
    """Tells nothing to the program."""


@function("builtins.input")
def input_(ctx: Context, prompt: Value = "", /) -> Value:
    """What a person types."""
    return ctx.unknown("what is typed")


@function("builtins.open", "io.open")
def open_(ctx: Context, file: Value, *settings: Value, **keywords: Value) -> Value:
    """An open file: its contents are not known."""
    return ctx.unknown("the contents of a file")


for _name in ("eval", "exec", "compile", "__import__"):
    function(f"builtins.{_name}")(lambda ctx, *values, _name=_name, **keywords: ctx.unknown(f"{_name}()"))


@function("builtins.hasattr")
def has_attribute(ctx: Context, value: Value, name: Value, /) -> Value:
    """Whether there is an attribute."""
    if isinstance(value, (Unknown, Choice)) or not isinstance(name, str):
        return ctx.unknown("hasattr() of an unknown value")
    if (real := example(value)) is not None:
        return hasattr(real, name)
    found = ctx.find_attribute(value, name)
    if found is ABSENT:
        return ctx.unknown(f"whether there is {name}") if may_have_more(value) else False
    if isinstance(found, Unknown) and may_have_more(value):
        return ctx.unknown(f"whether there is {name}")
    return True


EXAMPLES: dict[type, object] = {SetValue: set(), ListValue: [], DictValue: {}, Symbolic: 0, Quotient: 0.0}


def example(value: Value) -> object:
    """A plain Python object with the same attributes as a builtin value; None for anything else."""
    if isinstance(value, (*CONSTANTS, tuple, range, slice)):
        return value
    return EXAMPLES.get(type(value))


def may_have_more(value: Value) -> bool:
    """Whether a value may have attributes that are not known: modules, tensors, and what derives from a library's class."""
    if isinstance(value, (Module, Tensor)):
        return True
    cls = value.cls if isinstance(value, Instance) else value
    if not isinstance(cls, Class):
        return False
    is_library = any(ancestor.span is None and not ancestor.name.startswith(COMPLETE) for ancestor in cls.mro)
    return is_library or cls.has_unknown_base


COMPLETE = ("builtins.", "types.", "enum.", "abc.", "typing.", "contextlib.", "collections.", "argparse.Namespace")
"""Library classes of which every attribute is known."""


@function("builtins.getattr")
def get_attribute(ctx: Context, value: Value, name: Value, default: Value = ABSENT, /) -> Value:
    """`value.name`, or the default where there is certainly no such attribute."""
    if not isinstance(name, str):
        return ctx.unknown("an attribute of unknown name")
    found = ctx.find_attribute(value, name)
    if found is not ABSENT:
        return found
    if default is ABSENT:
        return ctx.attribute(value, name)
    return ctx.unknown(f"whether there is {name}") if may_have_more(value) else default


@function("builtins.setattr")
def set_attribute(ctx: Context, value: Value, name: Value, new: Value, /) -> None:
    """`value.name = new`."""
    if isinstance(name, str):
        ctx.set_attribute(value, name, new)


@function("builtins.delattr")
def delete_attribute(ctx: Context, value: Value, name: Value, /) -> None:
    """`del value.name`."""
    if isinstance(value, Instance) and isinstance(name, str):
        ctx.heap.delete(value, name)


@function("builtins.vars")
def variables(ctx: Context, value: Value = ABSENT, /) -> Value:
    """An instance's attributes as a dict."""
    if isinstance(value, Instance):
        return ctx.attribute(value, "__dict__")
    return ctx.dict({}, is_open=True)


@function("builtins.locals")
def names_in_scope(ctx: Context) -> Value:
    """A dict of which nothing is known."""
    return ctx.dict({}, is_open=True)


@function("builtins.dir")
def directory(ctx: Context, value: Value = None, /) -> Value:
    """Some names."""
    return ctx.list(None, ctx.unknown("an attribute's name"))


@function("builtins.callable")
def is_callable(ctx: Context, value: Value, /) -> Value:
    """Whether a value can be called."""
    if isinstance(value, (Unknown, Choice)):
        return ctx.unknown("whether an unknown value can be called")
    if isinstance(value, (Function, Native, BoundMethod, Partial, Class)):
        return True
    return ctx.find_attribute(value, "__call__") is not ABSENT


MEMBERS: dict[str, tuple[str, ...]] = {
    "Iterable": ("list", "tuple", "dict", "set", "frozenset", "str", "bytes", "range"),
    "Collection": ("list", "tuple", "dict", "set", "frozenset", "str", "bytes", "range"),
    "Sized": ("list", "tuple", "dict", "set", "frozenset", "str", "bytes", "range"),
    "Container": ("list", "tuple", "dict", "set", "frozenset", "str", "bytes", "range"),
    "Sequence": ("list", "tuple", "str", "bytes", "range"),
    "MutableSequence": ("list",),
    "Mapping": ("dict",),
    "MutableMapping": ("dict",),
    "Set": ("set", "frozenset"),
    "MutableSet": ("set",),
    "Hashable": ("tuple", "frozenset", "str", "bytes", "range", "int", "bool", "float", "complex"),
    "Callable": ("type",),
    "Number": ("int", "bool", "float", "complex"),
    "Complex": ("int", "bool", "float", "complex"),
    "Real": ("int", "bool", "float"),
    "Rational": ("int", "bool"),
    "Integral": ("int", "bool"),
}
"""The builtin classes that count as subclasses of an abstract one (`collections.abc`, `numbers`)."""


def is_instance_of(ctx: Context, cls: Class | None, target: Value) -> bool | None:
    """Whether a class is, or derives from, a class or one of several; None where it cannot be told."""
    verdicts = [_derives(cls, candidate) for candidate in _flattened(target)]
    return True if True in verdicts else None if None in verdicts else False


def _flattened(target: Value) -> Iterator[Value]:
    if isinstance(target, tuple):
        for candidate in target:
            yield from _flattened(candidate)
    elif isinstance(target, (UnionType, Choice)):
        for candidate in target.alternatives:
            yield from _flattened(candidate)
    else:
        yield target


def _derives(cls: Class | None, target: Value) -> bool | None:
    if target is OBJECT:
        return True
    if target is None and cls is not None:
        return cls.name == "types.NoneType"
    if cls is None or not isinstance(target, Class):
        return None
    if target in cls.mro or cls.is_subclass(target.name):
        return True
    if cls.has_unknown_base:
        return None
    package, _, name = target.name.rpartition(".")
    if package in ("collections.abc", "numbers", "typing"):
        if any(ancestor.name == f"builtins.{member}" for ancestor in cls.mro for member in MEMBERS.get(name, ())):
            return True
        if not cls.name.startswith(("builtins.", "types.")):
            return None
    return bool(cls.name == "types.FunctionType" and name == "Callable")


class UnionType(Choice):
    """`A | B` of classes."""

    __slots__ = ()


@function("builtins.isinstance")
def is_instance(ctx: Context, value: Value, target: Value, /) -> Value:
    """Whether a value is an instance of a class or of one of several."""
    if isinstance(value, Choice):
        verdicts = {is_instance_of(ctx, class_of(alternative), target) for alternative in value.alternatives}
        verdict = verdicts.pop() if len(verdicts) == 1 else None
    else:
        verdict = is_instance_of(ctx, class_of(value), target)
    return ctx.unknown("isinstance() of an unknown value") if verdict is None else verdict


@function("builtins.issubclass")
def is_subclass(ctx: Context, cls: Value, target: Value, /) -> Value:
    """Whether a class derives from another or from one of several."""
    verdict = is_instance_of(ctx, cls, target) if isinstance(cls, Class) else None
    return ctx.unknown("issubclass() of an unknown class") if verdict is None else verdict


@function("builtins.super")
def super_(ctx: Context, cls: Value = None, receiver: Value = None, /) -> Value:
    """`super(cls, self)`; the interpreter itself handles `super()`."""
    return Super(receiver, cls) if isinstance(cls, Class) else ctx.unknown("super() of an unknown class")


@method(Class, "__binary__")
def class_union(ctx: Context, self: Class, symbol: str, other: Value, is_reflected: bool) -> Value:
    """`A | B`, a type."""
    return UnionType((self, other)) if symbol == "|" else NotImplemented


method(UnionType, "__binary__")(
    lambda ctx, self, symbol, other, is_reflected: UnionType((self, other)) if symbol == "|" else NotImplemented
)


def _property(ctx: Context, getter: Value = None, setter: Value = None, *rest: Value, **keywords: Value) -> Value:
    return Decorated("property", keywords.get("fget", getter), keywords.get("fset", setter))


function("builtins.property")(_property)
for _kind in ("staticmethod", "classmethod"):
    function(f"builtins.{_kind}")(lambda ctx, function, /, _kind=_kind: Decorated(_kind, function))


@method(Decorated, "setter")
def with_setter(ctx: Context, self: Decorated, setter: Value) -> Value:
    """`@name.setter`."""
    return Decorated(self.kind, self.function, setter)


@method(Decorated, "getter")
def with_getter(ctx: Context, self: Decorated, getter: Value) -> Value:
    """`@name.getter`."""
    return Decorated(self.kind, getter, self.setter)


@method(Decorated, "deleter")
def with_deleter(ctx: Context, self: Decorated, deleter: Value) -> Value:
    """`@name.deleter`: deleting is not followed."""
    return self


for _name in ("Iterable", "Callable", "Sized", "Container", "Hashable", "Collection", "Sequence", "MutableSequence"):
    make_class(f"collections.abc.{_name}", aliases=(f"typing.{_name}",))
for _name in ("Mapping", "MutableMapping", "Set", "MutableSet", "Iterator", "Generator", "Awaitable", "Coroutine"):
    make_class(f"collections.abc.{_name}", aliases=(f"typing.{_name}",))
for _name in ("Number", "Complex", "Real", "Rational", "Integral"):
    make_class(f"numbers.{_name}")
