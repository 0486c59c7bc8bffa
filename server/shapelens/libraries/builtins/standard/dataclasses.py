"""`dataclasses`: `__init__` made of the annotated fields, in order, those of base classes first."""

from __future__ import annotations

from ....interpreter import Context
from ....interpreter.registry import define, function
from ....shapes import Undetermined
from ....values import ABSENT, Class, DictValue, Instance, ListValue, Native, Object, Unknown, Value
from ..support import items_or_none

FIELDS = "__dataclass_fields__"


class Field(Object):
    """`dataclasses.field(...)`."""

    __slots__ = ("default", "factory", "is_keyword_only", "is_parameter")

    def __init__(
        self, default: Value = ABSENT, factory: Value = ABSENT, is_parameter: bool = True, is_keyword_only: bool = False
    ) -> None:
        self.default = default
        self.factory = factory
        self.is_parameter = is_parameter
        self.is_keyword_only = is_keyword_only

    def initial(self, ctx: Context) -> Value:
        """The value where none is given; `ABSENT` if one must be."""
        return self.default if self.factory is ABSENT else ctx.call(self.factory)


class KeywordOnly(Object):
    """The marker `_: KW_ONLY`."""

    __slots__ = ()


define("dataclasses.KW_ONLY", KeywordOnly())
define("dataclasses.MISSING", Unknown("dataclasses.MISSING"))


@function("dataclasses.field")
def field(ctx: Context, **settings: Value) -> Value:
    """A field with a default, a factory or neither."""
    return Field(
        settings.get("default", ABSENT),
        settings.get("default_factory", ABSENT),
        settings.get("init", True) is not False,
        settings.get("kw_only", False) is True,
    )


@function("dataclasses.dataclass")
def dataclass(ctx: Context, cls: Value = None, /, **settings: Value) -> Value:
    """The decorator, with or without arguments."""
    keyword_only = settings.get("kw_only", False) is True
    if cls is None:
        return Native("dataclasses.dataclass", lambda ctx, cls: _prepare(ctx, cls, keyword_only))
    return _prepare(ctx, cls, keyword_only)


def _prepare(ctx: Context, cls: Value, keyword_only: bool) -> Value:
    if not isinstance(cls, Class):
        return cls
    fields: dict[str, Field] = {}
    for base in reversed(cls.mro[1:]):
        inherited = base.fields.get(FIELDS)
        if isinstance(inherited, DictValue):
            fields.update(_fields_of(ctx, inherited))
    for name in cls.annotations:
        given = ctx.heap.get(cls, name)
        if given is ABSENT and name == "_":
            keyword_only = True
            continue
        own = given if isinstance(given, Field) else Field(given)
        own.is_keyword_only = own.is_keyword_only or keyword_only
        fields[name] = own
        if isinstance(given, Field):
            if own.default is ABSENT:
                ctx.heap.delete(cls, name)
            else:
                ctx.heap.set(cls, name, own.default)
    ctx.heap.set(cls, FIELDS, DictValue(ctx.heap, dict(fields.items())))
    positional = tuple(name for name, own in fields.items() if own.is_parameter and not own.is_keyword_only)
    ctx.heap.set(cls, "__match_args__", positional)
    for name, implementation in {"__init__": _initialize, "__eq__": _equal}.items():
        if name not in cls.fields:
            ctx.heap.set(cls, name, Native(f"{cls.name}.{name}", implementation))
    return cls


def _equal(ctx: Context, self: Value, other: Value, /) -> Value:
    """Field by field, of two instances of one class."""
    if not isinstance(self, Instance) or not isinstance(other, Instance):
        return ctx.unknown("a comparison") if isinstance(other, Unknown) else False
    if self.cls is not other.cls:
        return False
    names = _fields(ctx, self.cls)
    left, right = (tuple(ctx.attribute(side, name) for name in names) for side in (self, other))
    return ctx.compare("==", left, right)


def _fields_of(ctx: Context, value: Value) -> dict[str, Field]:
    if not isinstance(value, DictValue):
        return {}
    found = {str(name): ctx.heap.get(value, name) for name in ctx.heap.names(value)}
    return {name: item for name, item in found.items() if isinstance(item, Field)}


def _initialize(ctx: Context, self: Value, /, *arguments: Value, **keywords: Value) -> None:
    if not isinstance(self, Instance):
        return
    fields = _fields(ctx, self.cls)
    positional = [name for name, own in fields.items() if own.is_parameter and not own.is_keyword_only]
    given = {**dict(zip(positional, arguments)), **keywords}
    for name, own in fields.items():
        value = given[name] if name in given and own.is_parameter else own.initial(ctx)
        if value is ABSENT and own.is_parameter:
            value = ctx.unknown(f"the field {name} of {self.cls.short_name}")
        if value is not ABSENT:
            ctx.heap.set(self, name, value)
    after = self.cls.lookup(ctx.heap, "__post_init__")
    if after is not None:
        ctx.call(ctx.attribute(self, "__post_init__"))


def _fields(ctx: Context, cls: Class) -> dict[str, Field]:
    found = cls.lookup(ctx.heap, FIELDS)
    return {} if found is None else _fields_of(ctx, found[0])


@function("dataclasses.asdict")
def asdict(ctx: Context, instance: Value, **settings: Value) -> Value:
    """The fields as a dict, nested dataclasses too."""
    return _as_dict(ctx, instance) if isinstance(instance, Instance) else ctx.dict({}, is_open=True)


def _as_dict(ctx: Context, value: Value) -> Value:
    if isinstance(value, Instance) and (fields := _fields(ctx, value.cls)):
        return ctx.dict({name: _as_dict(ctx, ctx.attribute(value, name)) for name in fields})
    if isinstance(value, tuple):
        return tuple(_as_dict(ctx, item) for item in value)
    if type(value) is ListValue and (items := items_or_none(ctx, value)) is not None:
        return ctx.list([_as_dict(ctx, item) for item in items])
    return value


@function("dataclasses.astuple")
def astuple(ctx: Context, instance: Value, **settings: Value) -> Value:
    """The fields as a tuple."""
    if not isinstance(instance, Instance):
        raise Undetermined("dataclasses.astuple")
    return tuple(ctx.attribute(instance, name) for name in _fields(ctx, instance.cls))


@function("dataclasses.replace")
def replace(ctx: Context, instance: Value, /, **changes: Value) -> Value:
    """A copy with other values for some fields."""
    if not isinstance(instance, Instance):
        return ctx.unknown("dataclasses.replace")
    same = {name: ctx.attribute(instance, name) for name, own in _fields(ctx, instance.cls).items() if own.is_parameter}
    return ctx.call(instance.cls, (), {**same, **changes})


@function("dataclasses.fields")
def fields(ctx: Context, value: Value, /) -> Value:
    """The fields, of which the name and the default are known."""
    cls = value.cls if isinstance(value, Instance) else value
    if not isinstance(cls, Class):
        return ctx.unknown("dataclasses.fields")
    found: list[Value] = []
    for name, own in _fields(ctx, cls).items():
        instance = ctx.instance(FIELD)
        ctx.heap.set(instance, "name", name)
        ctx.heap.set(instance, "default", ctx.unknown("no default") if own.default is ABSENT else own.default)
        found.append(instance)
    return tuple(found)


@function("dataclasses.is_dataclass")
def is_dataclass(ctx: Context, value: Value, /) -> Value:
    """Whether a value or class has fields."""
    cls = value.cls if isinstance(value, Instance) else value
    return cls.lookup(ctx.heap, FIELDS) is not None if isinstance(cls, Class) else ctx.unknown("is_dataclass()")


FIELD = Class(None, "dataclasses.Field")
define("dataclasses.Field", FIELD)
