"""`typing`, `abc`, `types`: annotations are harmless, whatever is done with them."""

from __future__ import annotations

from collections.abc import Hashable

from ....interpreter import Context
from ....interpreter.registry import define, function, method
from ....values import BoundMethod, Class, Decorated, DictValue, Function, Native, Object, Value
from ..classes import BOOL, DICT, FLOAT, FROZENSET, INT, LIST, METHOD, SET, STR, TUPLE, TYPE, make_class
from ..functions import UnionType
from .collections import make_named_tuple


class Form(Object):
    """A special form: subscripted, called and combined it stays one."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


@method(Form, "__getitem__")
def subscript(ctx: Context, self: Form, index: Value) -> Value:
    """`Union[A, B]` is a union, `Optional[A]` one with None; anything else says nothing."""
    if self.name == "Union":
        return UnionType(index if isinstance(index, tuple) else (index,))
    return UnionType((index, None)) if self.name == "Optional" else self


method(Form, "__call__")(lambda ctx, self, *values, **settings: self)
method(Form, "__binary__")(lambda ctx, self, symbol, other, is_reflected: self)
method(Form, "__getattr__")(lambda ctx, self, name: self)

for _name in (
    *("Any", "Union", "Optional", "Literal", "Annotated", "ClassVar", "Final", "TypeAlias", "Concatenate", "Self"),
    *("NoReturn", "Never", "Required", "NotRequired", "TypeGuard", "Unpack", "LiteralString", "Text", "AnyStr"),
):
    define(f"typing.{_name}", Form(_name))
    define(f"typing_extensions.{_name}", Form(_name))
for _name in ("TypeVar", "ParamSpec", "TypeVarTuple", "NewType", "ForwardRef"):
    function(f"typing.{_name}", f"typing_extensions.{_name}")(
        lambda ctx, name=None, *rest, _name=_name, **settings: rest[0] if _name == "NewType" and rest else Form(_name)
    )
for _name, _class in {
    "List": LIST,
    "Tuple": TUPLE,
    "Dict": DICT,
    "Set": SET,
    "FrozenSet": FROZENSET,
    "Type": TYPE,
    "OrderedDict": DICT,
    "DefaultDict": DICT,
    "Counter": DICT,
    "Deque": LIST,
    "SupportsInt": INT,
    "SupportsFloat": FLOAT,
    "Bool": BOOL,
    "Str": STR,
}.items():
    define(f"typing.{_name}", _class)

make_class("typing.Generic")
make_class("typing.Protocol", "typing.Generic", aliases=("typing_extensions.Protocol",))
make_class("abc.ABC")
make_class("abc.ABCMeta", "builtins.type")


def _identity(ctx: Context, value: Value = None, /, *rest: Value, **settings: Value) -> Value:
    return value


function("typing.overload", "typing.final", "typing.runtime_checkable", "typing.no_type_check", "typing.override")(
    _identity
)
function("typing_extensions.override", "typing_extensions.final", "typing_extensions.runtime_checkable")(_identity)
function("abc.abstractmethod", "abc.update_abstractmethods", "typing.assert_type", "typing.reveal_type")(_identity)
function("abc.abstractproperty")(lambda ctx, function: Decorated("property", function))


@function("typing.cast")
def cast(ctx: Context, target: Value, value: Value, /) -> Value:
    """The value."""
    return value


@function("typing.dataclass_transform", "typing_extensions.deprecated", "typing_extensions.dataclass_transform")
def transparent(ctx: Context, *settings: Value, **keywords: Value) -> Value:
    """A decorator that changes nothing."""
    return Native("a decorator", _identity)


def _tuple_class_created(ctx: Context, cls: Value, /) -> Value:
    """`class Point(NamedTuple)`: the annotated names are the fields."""
    if not isinstance(cls, Class) or not cls.annotations:
        return cls
    defaults = {name: ctx.heap.get(cls, name) for name in cls.annotations if name in cls.fields}
    members: dict[Hashable, Value] = {key: value for key, value in cls.fields.items() if key not in cls.annotations}
    named = make_named_tuple(ctx, cls.name, cls.annotations, defaults, members)
    for value in members.values():
        if isinstance(value, Function):
            value.owner = named
    return named


def _functional_tuple(ctx: Context, cls: Value, name: Value, fields: Value = (), /, **keywords: Value) -> Value:
    """`NamedTuple("Point", [("x", int)])`."""
    pairs = [ctx.iterate(field) for field in ctx.iterate(fields)]
    names = tuple(str(pair[0]) for pair in pairs if pair)
    return make_named_tuple(ctx, str(name), names, {})


make_class("typing.NamedTuple", members={"__class_created__": _tuple_class_created, "__construct__": _functional_tuple})


def _typed_dict(ctx: Context, cls: Value, /, *source: Value, **keywords: Value) -> Value:
    """A typed dict is a dict."""
    return ctx.call(DICT, source, keywords)


make_class("typing.TypedDict", members={"__construct__": _typed_dict}, aliases=("typing_extensions.TypedDict",))


@function("typing.get_type_hints", "inspect.signature", "inspect.getfullargspec")
def described(ctx: Context, *values: Value, **settings: Value) -> Value:
    """Not followed."""
    return ctx.unknown("what a function's signature is")


def _namespace(ctx: Context, self: Value, /, *mappings: Value, **values: Value) -> None:
    for mapping in mappings:
        if isinstance(mapping, DictValue):
            values = {**{str(key): ctx.heap.get(mapping, key) for key in ctx.heap.names(mapping)}, **values}
    for name, value in values.items():
        ctx.set_attribute(self, name, value)


make_class("types.SimpleNamespace", members={"__init__": _namespace})
function("types.MappingProxyType")(_identity)


def _bound(ctx: Context, cls: Value, function: Value, receiver: Value, /) -> Value:
    """A function bound to an object."""
    return BoundMethod(function, receiver)


METHOD.fields["__new__"] = Native("types.MethodType", _bound)
