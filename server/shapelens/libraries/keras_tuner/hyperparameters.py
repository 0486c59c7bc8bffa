"""`keras_tuner.HyperParameters`: each asks for a value by name. A program's own object answers the defaults; one of a trial any value.

Source: keras_tuner.HyperParameters, whose object outside of a trial has the default values.
"""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import define, library_class, lookup
from ...shapes import UNKNOWN, symbol
from ...values import ABSENT, Instance, Value

NAME = "keras_tuner.HyperParameters"
IS_OPEN = "_is_open"


def parameters(ctx: Context, is_open: bool) -> Value:
    """The hyperparameters with their default values; with any values, those of some trial, if `is_open`."""
    made = ctx.call(lookup(NAME))
    if isinstance(made, Instance) and is_open:
        ctx.heap.set(made, IS_OPEN, True)
    return made


def value_of(ctx: Context, self: Instance, name: Value, default: Value, of_trial: Value) -> Value:
    """What a hyperparameter is: the same at every call with that name."""
    known = ctx.heap.get(self, ("value", name)) if isinstance(name, str) else ABSENT
    if known is not ABSENT:
        return known
    value = of_trial if ctx.heap.get(self, IS_OPEN) is True else default
    if isinstance(name, str):
        ctx.heap.set(self, ("value", name), value)
    return value


@library_class(NAME)
class HyperParameters:
    """keras_tuner.HyperParameters."""

    def Int(
        ctx: Context,
        self: Instance,
        name: Value,
        min_value: Value,
        max_value: Value,
        step: Value = None,
        sampling: Value = "linear",
        default: Value = None,
        **_: Value,
    ) -> Value:
        """The default, else the least; of a trial an integer of that name."""
        is_plain = isinstance(name, str) and name.isidentifier()
        trial = symbol(name) if isinstance(name, str) and is_plain else UNKNOWN
        return value_of(ctx, self, name, min_value if default is None else default, trial)

    def Float(
        ctx: Context,
        self: Instance,
        name: Value,
        min_value: Value,
        max_value: Value,
        step: Value = None,
        sampling: Value = "linear",
        default: Value = None,
        **_: Value,
    ) -> Value:
        """The default, else the least; of a trial some number."""
        trial = ctx.unknown("a hyperparameter")
        return value_of(ctx, self, name, min_value if default is None else default, trial)

    def Choice(
        ctx: Context,
        self: Instance,
        name: Value,
        values: Value,
        ordered: Value = None,
        default: Value = None,
        **_: Value,
    ) -> Value:
        """The default, else the first; of a trial one of the values."""
        items = ctx.iterate(values)
        if not items:
            return ctx.unknown("a hyperparameter")
        trial = items[0]
        for item in items[1:]:
            trial = ctx.join(trial, item)
        return value_of(ctx, self, name, items[0] if default is None else default, trial)

    def Boolean(ctx: Context, self: Instance, name: Value, default: Value = False, **_: Value) -> Value:
        """The default; of a trial either."""
        return value_of(ctx, self, name, default, ctx.unknown("a hyperparameter"))

    def Fixed(ctx: Context, self: Instance, name: Value, value: Value, **_: Value) -> Value:
        """The value."""
        return value_of(ctx, self, name, value, value)

    def get(ctx: Context, self: Instance, name: Value) -> Value:
        """What was asked for before."""
        known = ctx.heap.get(self, ("value", name)) if isinstance(name, str) else ABSENT
        return ctx.unknown("a hyperparameter") if known is ABSENT else known

    __getitem__ = get

    def conditional_scope(ctx: Context, self: Instance, *_: Value) -> Value:
        return ctx.unknown("a scope")

    def copy(ctx: Context, self: Instance) -> Value:
        return self


for _place in ("engine.hyperparameters", "hyperparameters"):
    define(f"keras_tuner.{_place}.HyperParameters", lookup(NAME))
