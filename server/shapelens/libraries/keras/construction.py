"""Constructing a layer: what `Layer.__init__` takes, and the `__init__` of a class that has a rule."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from ...interpreter import Context
from ...shapes import Mismatch, Undetermined
from ...values import ABSENT, Class, Instance, Kind, ListValue, Tensor, Unknown, Value
from . import legacy, signatures
from .arguments import check_base, check_names, check_python_numbers, is_numpy_number
from .config import data_format_of
from .conversion import flat
from .naming import enroll
from .reports import told_facts, with_name
from .rule import CHANGED, LAYER, Config, LayerRule, changed_layers, layer_config

BASE_ARGUMENTS = signatures.constructor("keras.layers.Layer")
BASE_KEYS = ("activity_regularizer", "trainable", "dtype", "autocast", "name")


def construct_base(ctx: Context, layer: Instance, keywords: dict[str, Value]) -> None:
    """What `Layer.__init__` does with the arguments that every layer takes. Reports unknown ones."""
    known = {"activity_regularizer", "trainable", "dtype", "autocast", "name", "input_shape", "input_dim", "**"}
    unknown = [name for name, value in keywords.items() if name not in known and not is_doubted(keywords, value)]
    if keywords.get("input_dim") is not None and isinstance(keywords["input_dim"], int) and "input_shape" in keywords:
        unknown.append("input_shape")  # Keras takes one of them only
    if unknown:
        raise Mismatch(
            "unknown-argument",
            f"{layer.cls.short_name} has no argument `{unknown[0]}`",
            argument=unknown[0],
            name=unknown[0],
            layer=layer,
        )
    check_base(keywords)
    give_base(ctx, layer, keywords)


def is_doubted(keywords: dict[str, Value], value: Value) -> bool:
    """Whether a keyword may not be given at all: it comes of a `**` of which not everything is known."""
    return "**" in keywords and isinstance(value, Unknown)


def give_base(ctx: Context, layer: Instance, keywords: dict[str, Value]) -> None:
    """Gives a layer the checked arguments that every layer takes."""
    ctx.heap.set(layer, "_base", tuple((key, value) for key, value in keywords.items() if key != "**"))
    name = keywords.get("name")
    if name is not None:
        ctx.heap.set(layer, "_name", name)
    if "trainable" in keywords:
        ctx.heap.set(layer, "trainable", keywords["trainable"])
    enroll(ctx, layer)


MOST_CONFIGURATIONS = 64
"""Different arguments of one class that are remembered."""
PLAIN = frozenset([type(None), bool, int, float, str])
"""Types of arguments that are the same wherever they stand."""


def plain_key(arguments: tuple[Value, ...], keywords: dict[str, Value], *more: Value) -> Hashable | None:
    """What is the same for two constructions with the same plain arguments; None where an argument is of another kind."""
    values = (*arguments, *keywords.values(), *more)
    kinds = tuple(map(type, values))
    for value, kind in zip(values, kinds):
        if kind not in PLAIN and not (
            kind is tuple and isinstance(value, tuple) and all(type(i) is int for i in value)
        ):
            return None
    return (values, kinds, len(arguments), *keywords)


def set_later(rule: LayerRule) -> Callable[..., Value]:
    """The `__setattr__` of a class whose calls look at attributes that the constructor set."""

    def assign(ctx: Context, layer: Instance, name: str, value: Value) -> Value:
        ctx.heap.set(layer, name, value)
        ctx.heap.get(layer, CHANGED)
        config = layer_config(layer)
        if config is not None and name in rule.settable:
            ctx.heap.set(layer, CHANGED, rule.resolve(ctx, config.with_values(**{name: flat(ctx, value)})))
            before = changed_layers(ctx)
            if ctx.heap.get(layer, "_calls") is not ABSENT and not any(layer is one for one in before):
                ctx.heap.set(ctx.heap.settings, CHANGED, (*before, layer))
        return None

    return assign


def construct_with_rule(rule: LayerRule) -> Callable[..., Value]:
    """The `__init__` of a class that has a rule. What plain arguments come to is remembered once they were found right."""
    remembered: dict[Hashable, tuple[dict[str, Value], Config]] = {}

    def initialize(ctx: Context, layer: Instance, /, *arguments: Value, **keywords: Value) -> Value:
        key = plain_key(arguments, keywords, data_format_of(ctx))
        known = None if key is None else remembered.get(key)
        if known is not None:
            give_base(ctx, layer, known[0])
            ctx.heap.set(layer, "_config", rule.resolve(ctx, known[1]))
            return None
        base = configure(ctx, layer, arguments, keywords)
        config = layer_config(layer)
        if key is not None and base is not None and config is not None:
            if len(remembered) >= MOST_CONFIGURATIONS:
                remembered.clear()
            remembered[key] = base, config
        return None

    def configure(
        ctx: Context, layer: Instance, arguments: tuple[Value, ...], keywords: dict[str, Value]
    ) -> dict[str, Value] | None:
        """Binds and checks the arguments; answers those that every layer takes, None where something is wrong."""
        signature = signatures.constructor(rule.name)
        assert signature is not None
        try:
            refuse_tensor(layer, arguments)
            if not rule.ignores_keywords:
                legacy.check_keywords(rule.label, keywords, {*signature.names, *rule.keywords})
            values, rest = signature.bind(arguments, keywords, layer.cls.short_name)
            extra = {key: default for key, default in rule.keywords.items() if key not in values}
            values.update({key: rest.pop(key, default) for key, default in extra.items()})
            rest = {} if rule.ignores_keywords else rest
            own = {**rest, **{key: values.pop(key) for key in BASE_KEYS if key in values}}
            construct_base(ctx, layer, own)
        except Mismatch as mismatch:
            ctx.report_mismatch(mismatch, callee=rule.name)
            ctx.heap.set(layer, "_broken", True)
            enroll(ctx, layer)
            return None
        values["dtype"] = own.get("dtype")
        plain = {name: flat(ctx, value) for name, value in values.items()}
        numpy = {name: value for name, value in values.items() if is_numpy_number(value)}
        if plain.get("data_format", ABSENT) is None:
            plain["data_format"] = data_format_of(ctx) or "channels_last"
        lists = frozenset(name for name, value in values.items() if isinstance(value, ListValue))
        config = Config(plain, frozenset(keywords), lists)
        ctx.heap.set(layer, "_config", config)
        try:
            check_names(config)
            check_python_numbers(rule.label, numpy)
            rule.check(config)
            ctx.heap.set(layer, "_config", rule.resolve(ctx, config))
            return own
        except Mismatch as mismatch:
            ctx.report(
                mismatch.code,
                with_name(layer.cls.short_name, mismatch.problem),
                span=ctx.argument_span(mismatch.argument or "") or position_span(ctx, rule, mismatch.argument),
                **told_facts(mismatch, layer=layer, argument=mismatch.argument),
            )
            ctx.heap.set(layer, "_broken", True)
        except Undetermined:
            pass
        return None

    return initialize


def refuse_tensor(layer: Instance, arguments: tuple[Value, ...]) -> None:
    """Raises Mismatch where a tensor stands where the constructor's arguments do: `Flatten(x)` for `Flatten()(x)`."""
    if arguments and isinstance(arguments[0], Tensor) and arguments[0].kind is Kind.KERAS:
        name = layer.cls.short_name
        raise Mismatch(
            "invalid-argument",
            f"{name} is constructed with a tensor: the layer is called on it, `{name}()(x)`",
            value=arguments[0],
            wanted="call",
        )


def refuse_layers(ctx: Context, layer: Instance, arguments: tuple[Value, ...]) -> None:
    """Raises Mismatch where a layer (or its class) is given in place of its output, unless Keras did not even construct it.

    Source: keras.layers.Layer.__call__.
    """
    for argument in arguments:
        cls = argument.cls if isinstance(argument, Instance) else argument
        if isinstance(argument, tuple):
            refuse_layers(ctx, layer, argument)
        elif isinstance(argument, Instance) and ctx.heap.get(argument, "_broken") is True:
            raise Undetermined(f"{argument.cls.short_name} could not be constructed")
        elif isinstance(cls, Class) and cls.is_subclass(LAYER):
            raise Mismatch(
                "invalid-argument",
                f"{layer.cls.short_name} is called on a layer, {cls.short_name}, that was not called itself",
                value=argument,
                wanted="call",
            )


def position_span(ctx: Context, rule: LayerRule, argument: str | None) -> Any:
    """Where a constructor's argument stands if it was given by position."""
    signature = signatures.constructor(rule.name)
    names = signature.names if signature else ()
    return ctx.argument_span(names.index(argument)) if argument in names else None
