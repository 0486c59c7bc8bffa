"""Sets: distinct members in order of insertion; of unknown size where members cannot be told apart."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import method
from ...values import ListValue, SetValue, Unknown, Value
from .sequences import contains
from .support import is_key, items_or_none, join_items, refill, unlike


def make_set(ctx: Context, items: tuple[Value, ...] | None, item: Value = None) -> SetValue:
    """A set of the distinct values among items; of unknown size where some cannot be told apart."""
    if items is None:
        return SetValue(ctx.heap, None, item)
    if not all(map(is_key, items)):
        return SetValue(ctx.heap, None, join_items(ctx, items))
    return SetValue(ctx.heap, dict.fromkeys(items))


def _operand(ctx: Context, value: Value) -> dict[Value, None] | None:
    items = items_or_none(ctx, value)
    return dict.fromkeys(items) if items is not None and all(map(is_key, items)) else None


def _combine(ctx: Context, self: SetValue, symbol: str, others: tuple[Value, ...]) -> SetValue:
    members, operands = _operand(ctx, self), [_operand(ctx, other) for other in others]
    if members is None or None in operands:
        possible = [self, *others] if symbol in ("|", "^") else [self]
        return make_set(ctx, None, join_items(ctx, tuple(ctx.element(side) for side in possible)))
    for operand in operands:
        assert operand is not None
        if symbol == "|":
            members = {**members, **operand}
        elif symbol == "^":
            members = {key: None for key in {**members, **operand} if (key in members) != (key in operand)}
        else:
            members = {key: None for key in members if (key in operand) == (symbol == "&")}
    return make_set(ctx, tuple(members))


def _replace(ctx: Context, self: SetValue, result: SetValue) -> None:
    refill(ctx, self, result.items(ctx.heap), result.element)


for _name, _symbol in {"union": "|", "intersection": "&", "difference": "-", "symmetric_difference": "^"}.items():
    method(SetValue, _name)(lambda ctx, self, *others, _symbol=_symbol: _combine(ctx, self, _symbol, others))
for _name, _symbol in {
    "update": "|",
    "intersection_update": "&",
    "difference_update": "-",
    "symmetric_difference_update": "^",
}.items():
    method(SetValue, _name)(
        lambda ctx, self, *others, _symbol=_symbol: _replace(ctx, self, _combine(ctx, self, _symbol, others))
    )


def _in_place(ctx: Context, self: SetValue, symbol: str, other: Value) -> Value:
    _replace(ctx, self, _combine(ctx, self, symbol, (other,)))
    return self


for _name, _symbol in {"__ior__": "|", "__iand__": "&", "__isub__": "-", "__ixor__": "^"}.items():
    method(SetValue, _name)(lambda ctx, self, other, _symbol=_symbol: _in_place(ctx, self, _symbol, other))


@method(SetValue, "add")
def add(ctx: Context, self: SetValue, item: Value, /) -> None:
    """Adds a member."""
    _replace(ctx, self, _combine(ctx, self, "|", ((item,),)))


@method(SetValue, "discard", "remove")
def discard(ctx: Context, self: SetValue, item: Value, /) -> None:
    """Removes a member."""
    _replace(ctx, self, _combine(ctx, self, "-", ((item,),)))


@method(SetValue, "copy")
def copy_set(ctx: Context, self: SetValue) -> Value:
    """A new set of the same members."""
    return SetValue(ctx.heap, self.items(ctx.heap), self.element)


@method(SetValue, "pop")
def pop_member(ctx: Context, self: SetValue) -> Value:
    """Removes and answers an arbitrary member."""
    items = self.items(ctx.heap)
    if items is not None and len(items) == 1:
        refill(ctx, self, ())
        return items[0]
    item = ctx.element(self)
    refill(ctx, self, None, item)
    return item


def _subset(ctx: Context, a: Value, b: Value) -> Value:
    members, others = _operand(ctx, a), _operand(ctx, b)
    if members is None or others is None:
        return ctx.unknown("a comparison of sets")
    return members.keys() <= others.keys()


method(SetValue, "issubset")(lambda ctx, self, other: _subset(ctx, self, other))
method(SetValue, "issuperset")(lambda ctx, self, other: _subset(ctx, other, self))


@method(SetValue, "isdisjoint")
def is_disjoint(ctx: Context, self: SetValue, other: Value) -> Value:
    """Whether there is no common member."""
    common = _combine(ctx, self, "&", (other,)).items(ctx.heap)
    return ctx.unknown("a comparison of sets") if common is None else not common


@method(SetValue, "__binary__")
def set_arithmetic(ctx: Context, self: SetValue, symbol: str, other: Value, is_reflected: bool) -> Value:
    """`| & - ^`."""
    if symbol not in ("|", "&", "-", "^") or not isinstance(other, (ListValue, Unknown)):
        return NotImplemented
    if is_reflected:
        return _combine(ctx, make_set(ctx, items_or_none(ctx, other), ctx.element(other)), symbol, (self,))
    return _combine(ctx, self, symbol, (other,))


@method(SetValue, "__compare__")
def set_comparison(ctx: Context, self: SetValue, symbol: str, other: Value, is_reflected: bool) -> Value:
    """Equality and inclusion."""
    if not isinstance(other, SetValue):
        return unlike(symbol, other)
    a, b = (other, self) if is_reflected else (self, other)
    below, above = _subset(ctx, a, b), _subset(ctx, b, a)
    if not isinstance(below, bool) or not isinstance(above, bool):
        return ctx.unknown("a comparison of sets")
    return {
        "==": below and above,
        "!=": not (below and above),
        "<=": below,
        "<": below and not above,
        ">=": above,
        ">": above and not below,
    }[symbol]


@method(SetValue, "__contains__")
def has_member(ctx: Context, self: SetValue, item: Value) -> Value:
    """Whether a value is a member."""
    items = self.items(ctx.heap)
    return ctx.unknown("a set of unknown size") if items is None else contains(ctx, items, item)
