"""Tuners: making one builds the model for the default hyperparameters, a search builds and trains it for others."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import define, library_class, lookup
from ...values import ABSENT, BoundMethod, Class, Function, Instance, Native, Partial, Value
from ..arrays.inert import inert
from .hyperparameters import parameters

HYPER_MODEL = "keras_tuner.HyperModel"
TUNER = "keras_tuner.Tuner"
FUNCTIONS = (Function, Native, Partial, BoundMethod)


@library_class(HYPER_MODEL)
class HyperModel:
    """keras_tuner.HyperModel: subclasses have a `build(hp)`."""

    def __init__(ctx: Context, self: Instance, name: Value = None, tunable: Value = True) -> Value:
        return None


@library_class("keras_tuner.FunctionModel", HYPER_MODEL)
class FunctionModel:
    """A function that builds a model, as a hypermodel."""

    def __init__(ctx: Context, self: Instance, function: Value) -> Value:
        ctx.heap.set(self, "function", function)
        return None

    def build(ctx: Context, self: Instance, hp: Value) -> Value:
        return ctx.call(ctx.heap.get(self, "function"), (hp,))


@library_class(TUNER)
class Tuner:
    """keras_tuner.Tuner, and those that search in other ways. Source: keras_tuner.engine.base_tuner."""

    def __init__(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        """Builds the model once for the default values, as KerasTuner does; and once for any, to keep what a search finds."""
        hypermodel = keywords.get("hypermodel", arguments[0] if arguments else None)
        if isinstance(hypermodel, FUNCTIONS):
            hypermodel = ctx.call(lookup("keras_tuner.FunctionModel"), (hypermodel,))
        ctx.heap.set(self, "hypermodel", hypermodel)
        defaults, any_values = keywords.get("hyperparameters"), parameters(ctx, is_open=True)
        defaults = parameters(ctx, is_open=False) if defaults is None else defaults
        ctx.heap.set(self, "_default", _built(ctx, hypermodel, defaults))
        ctx.heap.set(self, "_defaults", defaults)
        ctx.heap.set(self, "_best", _built(ctx, hypermodel, any_values))
        ctx.heap.set(self, "_values", any_values)
        return None

    def search(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        """Trains a model with what `fit` takes."""
        hypermodel, model = ctx.heap.get(self, "hypermodel"), ctx.heap.get(self, "_default")
        own = hypermodel.cls.lookup(ctx.heap, "fit") if isinstance(hypermodel, Instance) else None
        if own is not None:
            ctx.call(ctx.attribute(hypermodel, "fit"), (ctx.heap.get(self, "_defaults"), model, *arguments), keywords)
        elif isinstance(model, Instance):
            ctx.call(ctx.attribute(model, "fit"), arguments, keywords)
        return None

    def get_best_models(ctx: Context, self: Instance, num_models: Value = 1) -> Value:
        """Models for some values."""
        best = ctx.heap.get(self, "_best", None)
        return ctx.list((best,) * num_models if isinstance(num_models, int) and num_models < 64 else None, best)

    def get_best_hyperparameters(ctx: Context, self: Instance, num_trials: Value = 1) -> Value:
        """Some values."""
        best = ctx.heap.get(self, "_values", None)
        return ctx.list((best,) * num_trials if isinstance(num_trials, int) and num_trials < 64 else None, best)

    def search_space_summary(ctx: Context, self: Instance, *_: Value, **__: Value) -> Value:
        return None

    results_summary = search_space_summary
    reload = search_space_summary
    save = search_space_summary


def _built(ctx: Context, hypermodel: Value, values: Value) -> Value:
    """The model that a hypermodel builds for these values."""
    build = ctx.find_attribute(hypermodel, "build") if isinstance(hypermodel, Instance) else ABSENT
    return ctx.unknown("a tuned model") if build is ABSENT else ctx.call(build, (values,))


for _name in ("RandomSearch", "BayesianOptimization", "Hyperband", "GridSearch"):
    _tuner = library_class(f"keras_tuner.{_name}", TUNER)(type(_name, (), {"__doc__": f"keras_tuner.{_name}."}))
    assert isinstance(_tuner, Class)
    define(f"keras_tuner.tuners.{_name}", _tuner)
define("keras_tuner.engine.base_tuner.Tuner", lookup(TUNER))
define("keras_tuner.engine.hypermodel.HyperModel", lookup(HYPER_MODEL))
inert("keras_tuner", "Objective Oracle")
