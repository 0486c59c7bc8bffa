"""The builtin classes (`int`, `str`, `list`, ...): calling them, and which class a value is of.

A builtin value stands for itself. An instance of a class of the program that derives from a builtin one (`class
Config(dict)`) keeps the builtin value in its field `HOST`; the methods that it inherits act on that.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps

from ...interpreter import Context
from ...interpreter.operators import COMPARISONS, DUNDERS
from ...interpreter.registry import OWN_NAMES, define, lookup, methods, named_class
from ...shapes import UNKNOWN, Shape, Symbolic
from ...values import (
    ABSENT,
    BoundMethod,
    Class,
    Decorated,
    DictValue,
    Function,
    Instance,
    Kind,
    ListValue,
    Module,
    Native,
    Partial,
    SetValue,
    Tensor,
    Value,
)
from .dicts import fill
from .numbers import Quotient
from .sets import make_set
from .support import (
    FAILURES,
    HOST,
    MAX_DIGITS,
    compute,
    items_or_none,
    number,
    plain,
    reason_of,
    refill,
    valued,
)

Implementation = Callable[..., Value]


def make_class(
    name: str,
    *bases: str,
    members: dict[str, Implementation] | None = None,
    properties: dict[str, Implementation] | None = None,
    statics: dict[str, Implementation] | None = None,
    class_methods: dict[str, Implementation] | None = None,
    aliases: tuple[str, ...] = (),
) -> Class:
    """Makes a library class of implementations and registers it."""
    namespace: dict[Hashable, Value] = {key: Native(f"{name}.{key}", f) for key, f in (members or {}).items()}
    for kind, table in (("property", properties), ("staticmethod", statics), ("classmethod", class_methods)):
        for key, implementation in (table or {}).items():
            namespace[key] = Decorated(kind, Native(f"{name}.{key}", implementation))
    cls = Class(None, name, tuple(named_class(base) for base in bases), namespace)
    for spelling in (name, *aliases):
        define(spelling, cls)
    return cls


def _builtin(name: str, make: Implementation, *bases: str, is_mutable: bool = False) -> Class:
    """A builtin class: calling it makes a host value; calling a subclass, an instance that holds one."""

    maker = Native(f"builtins.{name}", make)

    def construct(ctx: Context, cls: Value, /, *arguments: Value, **keywords: Value) -> Value:
        if cls is own or not isinstance(cls, Class):
            return ctx.call(maker, arguments, keywords)
        instance = ctx.instance(cls)
        ctx.heap.set(instance, HOST, make(ctx) if is_mutable else ctx.call(maker, arguments, keywords))
        return instance

    def initialize(ctx: Context, self: Value, /, *arguments: Value, **keywords: Value) -> None:
        host = ctx.heap.get(self, HOST) if isinstance(self, Instance) else self
        if isinstance(host, DictValue):
            fill(ctx, host, arguments[0] if arguments else (), keywords)
        elif isinstance(host, ListValue) and arguments:
            refill(ctx, host, items_or_none(ctx, arguments[0]), ctx.element(arguments[0]))

    own = make_class(f"builtins.{name}", *bases, members={"__new__": construct})
    if is_mutable:
        own.fields["__init__"] = Native(f"builtins.{name}.__init__", initialize)
    return own


def _new_object(ctx: Context, cls: Value = None, /, *arguments: Value, **keywords: Value) -> Value:
    return ctx.instance(cls) if isinstance(cls, Class) else ctx.unknown("an object")


def _nothing(ctx: Context, self: Value, /, *arguments: Value, **keywords: Value) -> None:
    """What `object.__init__` does."""


def _object_attribute(ctx: Context, self: Value, name: Value, /) -> Value:
    return ctx.attribute(self, name) if isinstance(name, str) else ctx.unknown("an attribute of unknown name")


def _object_set_attribute(ctx: Context, self: Value, name: Value, value: Value, /) -> None:
    if isinstance(self, Instance) and isinstance(name, str):
        ctx.heap.set(self, name, value)


OBJECT = make_class(
    "builtins.object",
    members={
        "__new__": _new_object,
        "__init__": _nothing,
        "__init_subclass__": _nothing,
        "__setattr__": _object_set_attribute,
        "__getattribute__": _object_attribute,
    },
)


def _new_type(ctx: Context, cls: Value, /, *arguments: Value, **keywords: Value) -> Value:
    """`type(value)`, or `type(name, bases, namespace)`: a new class."""
    if len(arguments) == 1:
        return class_of(arguments[0]) or ctx.unknown(f"the class of {reason_of(arguments[0])}")
    if len(arguments) == 3:
        name, bases, namespace = arguments
        if isinstance(name, str) and isinstance(bases, tuple) and isinstance(namespace, DictValue):
            fields = {key: ctx.heap.get(namespace, key) for key in ctx.heap.names(namespace)}
            return Class(ctx.heap, name, bases, fields, ctx.span)
    return ctx.unknown("a class made by type()")


TYPE = make_class("builtins.type", members={"__new__": _new_type})


def _int(ctx: Context, value: Value = 0, /, base: Value = 10) -> Value:
    """`int(...)`: an integer whatever the value, if not a known one."""
    value = number(value)
    if isinstance(value, Symbolic):
        return value
    if isinstance(value, Quotient):
        return value.truncated
    if isinstance(value, Instance) and (converted := ctx.find_attribute(value, "__int__")) is not ABSENT:
        return ctx.call(converted)
    if isinstance(value, (str, bytes)):
        return compute(ctx, int, value, base) if len(value) <= MAX_DIGITS else UNKNOWN
    if isinstance(value, (int, float)):
        try:
            return valued(ctx, int(value))
        except FAILURES:
            return ctx.unknown("int() of a number that is not finite")
    return UNKNOWN


def _float(ctx: Context, value: Value = 0.0, /) -> Value:
    value = number(value)
    if isinstance(value, (int, float, str)):
        return compute(ctx, float, value)
    if isinstance(value, Tensor) and value.shape.rank == 0 and value.kind is Kind.ARRAY:
        return Tensor(Shape(), Kind.ARRAY, "float64", ctx.span)
    return value if isinstance(value, Quotient) else ctx.unknown(f"float() of {reason_of(value)}")


def _bool(ctx: Context, value: Value = False, /) -> Value:
    verdict = ctx.truth(value)
    return ctx.unknown(f"the truth of {reason_of(value)}") if verdict is None else verdict


def text_of(ctx: Context, value: Value, conversion: Callable[[object], str] = str) -> Value:
    """`str(value)` or `repr(value)` of what is known."""
    value = number(value)
    if isinstance(value, Instance):
        for name in ("__str__", "__repr__") if conversion is str else ("__repr__",):
            method = ctx.find_attribute(value, name)
            if method is not ABSENT:
                return ctx.call(method)
        if HOST not in value.fields:
            return ctx.unknown(f"the text of a {value.cls.short_name}")
    known = plain(ctx, value)
    if isinstance(known, int) and known.bit_length() > MAX_DIGITS:
        return ctx.unknown("a very long number")
    try:
        return valued(ctx, conversion(known))
    except FAILURES:
        return ctx.unknown("a very long number")


def _str(ctx: Context, value: Value = "", /, *encoding: Value, **keywords: Value) -> Value:
    if encoding or keywords:
        return compute(ctx, str, value, *encoding, **keywords)
    return text_of(ctx, value)


def _list(ctx: Context, iterable: Value = (), /) -> Value:
    items = items_or_none(ctx, iterable)
    return ctx.list(None, ctx.element(iterable)) if items is None else ctx.list(items)


def _tuple(ctx: Context, iterable: Value = (), /) -> Value:
    items = items_or_none(ctx, iterable)
    return ctx.unknown(f"a tuple of unknown length: {reason_of(iterable)}") if items is None else items


def _set(ctx: Context, iterable: Value = (), /) -> Value:
    items = items_or_none(ctx, iterable)
    return make_set(ctx, items, ctx.element(iterable) if items is None else None)


def _dict(ctx: Context, source: Value = (), /, **keywords: Value) -> Value:
    result = ctx.dict({})
    fill(ctx, result, source, keywords)
    return result


def _range(ctx: Context, *bounds: Value) -> Value:
    """A Python range of known bounds; else an unknown number of unknown integers."""
    known = [number(bound) for bound in bounds]
    if all(isinstance(bound, int) for bound in known):
        try:
            return range(*known)  # type: ignore[call-overload]
        except FAILURES:
            return ctx.unknown("range() of these arguments")
    return ctx.list(None, UNKNOWN)


def _slice(ctx: Context, *parts: Value) -> Value:
    return slice(*parts) if 1 <= len(parts) <= 3 else ctx.unknown("slice() of these arguments")


def _from_keys(ctx: Context, cls: Value, keys: Value, value: Value = None, /) -> Value:
    result = ctx.dict({})
    known = items_or_none(ctx, keys)
    if known is None:
        result.open(ctx.heap)
    fill(ctx, result, tuple((key, value) for key in known or ()))
    return result


INT = _builtin("int", _int)
BOOL = _builtin("bool", _bool, "builtins.int")
FLOAT = _builtin("float", _float)
COMPLEX = _builtin("complex", lambda ctx, *parts: compute(ctx, complex, *parts))
STR = _builtin("str", _str)
BYTES = _builtin("bytes", lambda ctx, *parts, **keywords: ctx.unknown("bytes"))
BYTEARRAY = _builtin("bytearray", lambda ctx, *parts, **keywords: ctx.unknown("a bytearray"))
MEMORYVIEW = _builtin("memoryview", lambda ctx, *parts, **keywords: ctx.unknown("a memoryview"))
TUPLE = _builtin("tuple", _tuple)
LIST = _builtin("list", _list, is_mutable=True)
SET = _builtin("set", _set, is_mutable=True)
FROZENSET = _builtin("frozenset", _set)
DICT = _builtin("dict", _dict, is_mutable=True)
RANGE = _builtin("range", _range)
SLICE = _builtin("slice", _slice)
NONE_TYPE = make_class("types.NoneType")
ELLIPSIS_TYPE = make_class("types.EllipsisType")
FUNCTION = make_class("types.FunctionType", aliases=("types.LambdaType",))
METHOD = make_class("types.MethodType")
NATIVE_FUNCTION = make_class("types.BuiltinFunctionType", aliases=("types.BuiltinMethodType",))
MODULE = make_class("types.ModuleType")
DICT.fields["fromkeys"] = Decorated("classmethod", Native("builtins.dict.fromkeys", _from_keys))

HOSTS: dict[type, Class] = {
    bool: BOOL,
    int: INT,
    Symbolic: INT,
    float: FLOAT,
    Quotient: FLOAT,
    complex: COMPLEX,
    str: STR,
    bytes: BYTES,
    tuple: TUPLE,
    SetValue: SET,
    ListValue: LIST,
    DictValue: DICT,
    range: RANGE,
    slice: SLICE,
    type(None): NONE_TYPE,
    type(...): ELLIPSIS_TYPE,
    Function: FUNCTION,
    BoundMethod: METHOD,
    Native: NATIVE_FUNCTION,
    Module: MODULE,
    Class: TYPE,
}
"""The class of the values of a host type."""

TENSOR_CLASSES = {Kind.KERAS: "keras.KerasTensor", Kind.TENSOR: "tensorflow.Tensor", Kind.ARRAY: "numpy.ndarray"}


def class_of(value: Value) -> Class | None:
    """`type(value)`; None where it cannot be told."""
    if isinstance(value, Instance):
        return value.cls
    if isinstance(value, Tensor):
        if value.kind is Kind.ARRAY and value.shape.rank in (0, None):
            return None
        found = lookup(TENSOR_CLASSES[value.kind])
        return found if isinstance(found, Class) else None
    if isinstance(value, Partial):
        found = lookup("functools.partial")
        return found if isinstance(found, Class) else None
    return next((HOSTS[kind] for kind in type(value).__mro__ if kind in HOSTS), None)


def publish() -> None:
    """Makes the methods of host values reachable through their classes: `str.upper`, and `super().update` in a subclass."""
    for kind, cls in HOSTS.items():
        for name, value in methods(kind).items():
            if name not in cls.fields and name not in OWN_NAMES and kind not in (Symbolic, Quotient):
                cls.fields[name] = _unbound(kind, value)
    for kind in (int, float, complex, str, bytes, tuple, ListValue, SetValue, DictValue):
        cls = HOSTS[kind]
        for symbol, name in {**DUNDERS, **COMPARISONS}.items():
            cls.fields.setdefault(f"__{name}__", Native(f"{cls.name}.__{name}__", _operation(symbol)))


def _operation(symbol: str) -> Implementation:
    """An operator on instances that hold a builtin value."""

    def implementation(ctx: Context, self: Value, other: Value, /) -> Value:
        a, b = (ctx.heap.get(v, HOST, v) if isinstance(v, Instance) else v for v in (self, other))
        if isinstance(a, Instance):
            return ctx.unknown(f"{symbol} of a {a.cls.short_name}")
        return ctx.compare(symbol, a, b) if symbol in COMPARISONS else ctx.binary(symbol, a, b)

    return implementation


def _unbound(kind: type, value: Value) -> Value:
    if isinstance(value, Decorated):
        return Decorated(value.kind, _unbound(kind, value.function))
    if not isinstance(value, Native):
        return value
    implementation = value.implementation

    @wraps(implementation)
    def on_host(ctx: Context, self: Value, /, *arguments: Value, **keywords: Value) -> Value:
        if isinstance(self, Instance):
            self = ctx.heap.get(self, HOST)
        if not isinstance(self, kind):
            return ctx.unknown(f"{value.name} of something else")
        return implementation(ctx, self, *arguments, **keywords)

    return Native(value.name, on_host)
