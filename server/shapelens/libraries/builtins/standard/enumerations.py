"""`enum`: each constant in the body of an Enum class becomes a member with a name and a value."""

from __future__ import annotations

from ....interpreter import Context
from ....interpreter.registry import function, method
from ....shapes import UNKNOWN, Undetermined
from ....values import ABSENT, Class, Decorated, Function, Instance, Native, Object, Unknown, Value
from ..classes import make_class
from ..support import HOST, equals, is_integer

MEMBERS = "_member_names_"


class Auto(Object):
    """`enum.auto()`, until the class gives it a number."""

    __slots__ = ()


@function("enum.auto")
def auto(ctx: Context) -> Value:
    """The next number."""
    return Auto()


function("enum.unique", "enum.verify")(lambda ctx, cls: cls)


def _created(ctx: Context, cls: Value, /) -> Value:
    """Makes members of the constants in the class's body."""
    if not isinstance(cls, Class):
        return cls
    inherited = cls.lookup(ctx.heap, MEMBERS)
    names: list[str] = list(inherited[0]) if inherited and isinstance(inherited[0], tuple) else []
    last: Value = 0
    for name in list(cls.fields):
        value = ctx.heap.get(cls, name)
        if not isinstance(name, str) or name.startswith("_") or isinstance(value, (Function, Native, Decorated, Class)):
            continue
        if isinstance(value, Auto):
            value = _automatic(ctx, cls, name, last)
        last = value
        ctx.heap.set(cls, name, _member(ctx, cls, name, value))
        names.append(name)
    ctx.heap.set(cls, MEMBERS, tuple(names))
    ctx.heap.set(cls, "__construct__", Native("enum.Enum.__call__", _by_value))
    return cls


def _automatic(ctx: Context, cls: Class, name: str, last: Value) -> Value:
    if cls.is_subclass("enum.StrEnum"):
        return name.lower()
    if cls.is_subclass("enum.Flag"):
        return last * 2 if isinstance(last, int) and last else 1
    return last + 1 if isinstance(last, int) else UNKNOWN


def _member(ctx: Context, cls: Class, name: str, value: Value) -> Instance:
    member = ctx.instance(cls)
    ctx.heap.set(member, "name", name)
    ctx.heap.set(member, "value", value)
    ctx.heap.set(member, "_value_", value)
    if any(base.name in ("builtins.int", "builtins.str", "builtins.float", "builtins.tuple") for base in cls.mro):
        ctx.heap.set(member, HOST, value)
    initializer = cls.fields.get("__init__")
    if isinstance(initializer, Function):
        ctx.call(initializer, (member, *(value if isinstance(value, tuple) else (value,))))
    return member


def members_of(ctx: Context, cls: Class) -> tuple[Value, ...] | None:
    """The members of an Enum class, in order; None of another class."""
    names = cls.lookup(ctx.heap, MEMBERS)
    if names is None or not isinstance(names[0], tuple):
        return None
    return tuple(ctx.heap.get(cls, name) for name in names[0])


def _by_value(ctx: Context, cls: Value, value: Value = None, /, *rest: Value, **keywords: Value) -> Value:
    """`Color(1)`: the member of that value."""
    members = members_of(ctx, cls) if isinstance(cls, Class) else None
    for member in members or ():
        if member is value or (isinstance(member, Instance) and equals(ctx, ctx.heap.get(member, "value"), value)):
            return member
    return ctx.unknown("a member of an Enum")


def _by_name(ctx: Context, cls: Value, name: Value, /) -> Value:
    """`Color["RED"]`."""
    found = ctx.heap.get(cls, name) if isinstance(cls, Class) and isinstance(name, str) else ABSENT
    return ctx.unknown("a member of an Enum") if found is ABSENT else found


@method(Class, "__iter__")
def iterate(ctx: Context, self: Class) -> tuple[Value, ...]:
    """The members. Raises Undetermined for a class that is no Enum."""
    members = members_of(ctx, self)
    if members is None:
        raise Undetermined(f"iteration over {self.short_name}")
    return members


@method(Class, "__len__")
def length(ctx: Context, self: Class) -> Value:
    """The number of members."""
    members = members_of(ctx, self)
    return UNKNOWN if members is None else len(members)


@method(Class, "__contains__")
def contains(ctx: Context, self: Class, item: Value) -> Value:
    """Whether a value is a member."""
    members = members_of(ctx, self)
    if members is None or isinstance(item, Unknown):
        return ctx.unknown("a member of an Enum")
    return any(member is item for member in members)


def _equal(ctx: Context, self: Value, other: Value, /) -> Value:
    """By identity; by value for members that are integers or strings as well."""
    if self is other:
        return True
    if isinstance(self, Instance) and HOST in self.fields:
        if isinstance(other, Instance) and HOST in other.fields:
            other = ctx.heap.get(other, HOST)
        return ctx.compare("==", ctx.heap.get(self, HOST), other)
    return ctx.unknown("a comparison") if isinstance(other, Unknown) else False


def _unequal(ctx: Context, self: Value, other: Value, /) -> Value:
    verdict = ctx.truth(_equal(ctx, self, other))
    return ctx.unknown("a comparison") if verdict is None else not verdict


def _text(ctx: Context, self: Value, /) -> Value:
    if isinstance(self, Instance):
        value = ctx.heap.get(self, "value")
        if self.cls.is_subclass("enum.StrEnum") or (self.cls.is_subclass("enum.IntEnum") and is_integer(value)):
            return ctx.call(ctx.attribute("{}", "format"), (value,))
        return f"{self.cls.short_name}.{ctx.heap.get(self, 'name')}"
    return ctx.unknown("the text of a member of an Enum")


make_class(
    "enum.Enum",
    members={"__eq__": _equal, "__ne__": _unequal, "__str__": _text, "__class_created__": _created},
    class_methods={"__class_getitem__": _by_name},
)
make_class("enum.IntEnum", "builtins.int", "enum.Enum")
make_class("enum.StrEnum", "builtins.str", "enum.Enum")
make_class("enum.Flag", "enum.Enum")
make_class("enum.IntFlag", "builtins.int", "enum.Flag")
