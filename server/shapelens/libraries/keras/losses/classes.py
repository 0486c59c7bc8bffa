"""`keras.losses`: the classes and functions, called with labels and predictions."""

from __future__ import annotations

from typing import Any

from ....interpreter import Context
from ....interpreter.registry import function, library_class
from ....shapes import Mismatch, Shape, Undetermined
from ....values import ABSENT, Instance, Kind, ListValue, Tensor, Value
from ...arrays.convert import tensor_of
from .shapes import CLASSES, NAMES, Outcome, Verdict, call_function, check_loss

PARAMETERS = {
    "BinaryCrossentropy": "from_logits label_smoothing axis reduction name dtype",
    "BinaryFocalCrossentropy": "apply_class_balancing alpha gamma from_logits label_smoothing axis reduction name dtype",
    "CategoricalCrossentropy": "from_logits label_smoothing axis reduction name dtype",
    "CategoricalFocalCrossentropy": "alpha gamma from_logits label_smoothing axis reduction name dtype",
    "CategoricalGeneralizedCrossEntropy": "q reduction name dtype",
    "Circle": "gamma margin remove_diagonal reduction name dtype",
    "CosineSimilarity": "axis reduction name dtype",
    "Dice": "reduction name axis dtype",
    "Huber": "delta reduction name dtype",
    "SparseCategoricalCrossentropy": "from_logits ignore_class reduction axis name dtype",
    "Tversky": "alpha beta reduction name axis dtype",
    "Loss": "name reduction dtype",
}
"""The constructors' parameters in order, where they are not `reduction name dtype`."""


@library_class("keras.losses.Loss", aliases=("keras.Loss",))
class Loss:
    """The base of all losses, the program's own among them."""

    def __init__(ctx: Context, self: Instance, *arguments: Value, **keywords: Value) -> Value:
        names = PARAMETERS.get(self.cls.short_name, "reduction name dtype").split()
        if self.cls.short_name not in CLASSES:
            names = PARAMETERS["Loss"].split()
        given = {**dict(zip(names, arguments)), **keywords}
        given.setdefault("reduction", "sum_over_batch_size")
        for name, value in given.items():
            ctx.heap.set(self, name, value)
        return None

    def __call__(ctx: Context, self: Instance, y_true: Value, y_pred: Value, sample_weight: Value = None) -> Value:
        """The reduced loss: a scalar, or a value for each sample without a reduction."""
        true, pred = tensor_of(ctx, y_true), tensor_of(ctx, y_pred)
        kind = Kind.KERAS if Kind.KERAS in (true.kind, pred.kind) else Kind.TENSOR
        name = CLASSES.get(self.cls.short_name) if self.cls.name.startswith("keras.losses.") else None
        if name is None:
            own = ctx.call(ctx.attribute(self, "call"), (y_true, y_pred))
            values = own.shape if isinstance(own, Tensor) else Shape.unknown()
        else:
            weight = tensor_of(ctx, sample_weight).shape if sample_weight is not None else None
            verdict = check_loss(name, true.shape, pred.shape, weight)
            values = tell(ctx, name, verdict, true, pred)
        reduction = ctx.heap.get(self, "reduction")
        if reduction is ABSENT:
            reduction = "sum_over_batch_size"
        shape = Shape()
        if reduction in (None, "none"):
            shape = values
        elif not isinstance(reduction, str):
            shape = Shape.unknown()
        return Tensor(shape, kind, "float32", ctx.span)

    def call(ctx: Context, self: Instance, y_true: Value, y_pred: Value) -> Value:
        """The loss's value for each sample."""
        name = CLASSES.get(self.cls.short_name)
        if name is None:
            raise Undetermined(f"{self.cls.short_name} has no `call`")
        return _function(ctx, name, y_true, y_pred)

    def get_config(ctx: Context, self: Instance) -> Value:
        return ctx.dict({}, is_open=True)


for _name in CLASSES:
    library_class(f"keras.losses.{_name}", "keras.losses.Loss")(type(_name, (), {"__doc__": f"keras.losses.{_name}."}))


def tell(ctx: Context, name: str, verdict: Verdict, y_true: Tensor, y_pred: Tensor) -> Shape:
    """The shape of a loss's values. Raises Mismatch("labels-shape") where it rejects; warns where it broadcasts."""
    given = f"labels {y_true.shape} and predictions {y_pred.shape}"
    facts: dict[str, Any] = {"labels": y_true.shape, "predictions": y_pred.shape, "loss": name, "tensor": y_pred}
    if verdict.outcome is Outcome.REJECTS:
        raise Mismatch("labels-shape", f"{name}: {verdict.problem}, got {given}", input=1, **facts)
    if verdict.outcome is Outcome.BROADCASTS:
        ctx.report("silent-broadcast", f"{name}: {given} are broadcast to {verdict.computed}", related=(), **facts)
    return verdict.values


def _function(ctx: Context, name: str, y_true: Value, y_pred: Value) -> Value:
    true, pred = tensor_of(ctx, y_true), tensor_of(ctx, y_pred)
    kind = Kind.KERAS if Kind.KERAS in (true.kind, pred.kind) else Kind.TENSOR
    values = tell(ctx, name, call_function(name, true.shape, pred.shape), true, pred)
    return Tensor(values, kind, "float32", ctx.span)


_SPELLINGS = {
    "mean_squared_error": "mse MSE",
    "mean_absolute_error": "mae MAE",
    "mean_absolute_percentage_error": "mape MAPE",
    "mean_squared_logarithmic_error": "msle MSLE",
    "kl_divergence": "kld KLD kullback_leibler_divergence",
    "log_cosh": "logcosh",
}


def _register(name: str) -> None:
    spellings = [name, *_SPELLINGS.get(name, "").split()]

    def loss(ctx: Context, y_true: Value, y_pred: Value, *_: Value, **__: Value) -> Value:
        return _function(ctx, name, y_true, y_pred)

    loss.__doc__ = f"keras.losses.{name}: a value for each sample."
    function(*[f"keras.{package}.{spelling}" for package in ("losses", "metrics") for spelling in spellings])(loss)


for _name in NAMES:
    _register(_name)


@function("keras.losses.get", "keras.losses.deserialize")
def get(ctx: Context, identifier: Value, *_: Value) -> Value:
    """The loss of that name; anything else as it is."""
    return identifier if not isinstance(identifier, (str, ListValue)) else ctx.unknown("a loss by name")
