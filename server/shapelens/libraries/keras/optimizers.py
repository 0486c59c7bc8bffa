"""`keras.optimizers`: opaque to shapes, but their methods are called in training loops."""

from __future__ import annotations

from ...interpreter import Context
from ...interpreter.registry import function, library_class, prop
from ...shapes import Shape
from ...values import Instance, Kind, Tensor, Value

NAMES = (
    "Adadelta Adafactor Adagrad Adam AdamW Adamax Ftrl Lamb Lion LossScaleOptimizer MultiOptimizer Muon Nadam RMSprop SGD "
    "ScheduleFreeAdamW"
)
SCHEDULES = "CosineDecay CosineDecayRestarts ExponentialDecay InverseTimeDecay PiecewiseConstantDecay PolynomialDecay"


@library_class("keras.optimizers.Optimizer", aliases=("keras.Optimizer", "keras.optimizers.legacy.Optimizer"))
class Optimizer:
    """The base of all optimizers."""

    def __init__(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        rate = keywords.get("learning_rate", keywords.get("lr", arguments[0] if arguments else 0.001))
        ctx.heap.set(self, "learning_rate", rate)
        return None

    def nothing(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        return None

    apply_gradients = apply = build = minimize = finalize_variable_values = assign = nothing

    def unchanged(ctx: Context, self: Instance, loss: Value) -> Value:
        return loss

    scale_loss = get_scaled_loss = get_unscaled_gradients = unchanged

    def get_config(ctx: Context, self: Instance) -> Value:
        return ctx.dict({}, is_open=True)

    @prop
    def iterations(ctx: Context, self: Instance) -> Value:
        return Tensor(Shape(), Kind.TENSOR, "int64", ctx.span)

    @prop
    def variables(ctx: Context, self: Instance) -> Value:
        return ctx.list(None, ctx.unknown("a variable of an optimizer"))


for _name in NAMES.split():
    library_class(
        f"keras.optimizers.{_name}", "keras.optimizers.Optimizer", aliases=(f"keras.optimizers.legacy.{_name}",)
    )(type(_name, (), {}))


@library_class("keras.optimizers.schedules.LearningRateSchedule")
class LearningRateSchedule:
    """The base of all schedules."""

    def __init__(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        return None

    def __call__(ctx: Context, self: Instance, step: Value) -> Value:
        return Tensor(Shape(), Kind.TENSOR, "float32", ctx.span)

    def get_config(ctx: Context, self: Instance) -> Value:
        return ctx.dict({}, is_open=True)


for _name in SCHEDULES.split():
    library_class(f"keras.optimizers.schedules.{_name}", "keras.optimizers.schedules.LearningRateSchedule")(
        type(_name, (), {})
    )


@function("keras.optimizers.get", "keras.optimizers.deserialize")
def get(ctx: Context, identifier: Value, *_: Value) -> Value:
    """The optimizer of that name; anything else as it is."""
    return ctx.unknown("an optimizer by name") if isinstance(identifier, str) else identifier
