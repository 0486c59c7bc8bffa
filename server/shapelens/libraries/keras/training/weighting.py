"""Weights of classes, samples and losses against the labels and the losses that they go with."""

from __future__ import annotations

from ....interpreter import Context
from ....shapes import Shape
from ....values import DictValue, Function, Instance, Kind, ListValue, Native, Tensor, Value
from ...structures import children, leaves
from ..functional import is_functional, is_sequential, model_outputs
from .arguments import Arguments

INVALID = "invalid-argument"
OUTPUT_COUNT = "output-count"


def weights_fit(ctx: Context, given: Arguments) -> bool:
    """Whether `class_weight` is a dict, and the only weights there are, and `sample_weight` made like the labels; reports it otherwise.

    Source: keras.src.trainers.data_adapters.data_adapter_utils.class_weight_to_sample_weights, ArrayDataAdapter.
    """
    weights = given["class_weight"]
    problem = ""
    if isinstance(weights, (str, int, float, ListValue, Tensor)):
        problem = "`class_weight` must be a dict from classes to numbers: `{0: 1.0, 1: 2.0}`"
    elif isinstance(weights, DictValue) and isinstance(given["sample_weight"], Tensor):
        problem = "`class_weight` and `sample_weight` cannot be given both"
    elif isinstance(weights, DictValue) and isinstance(given["y"], (DictValue, tuple, ListValue)):
        problem = "`class_weight` goes with a model of one output; `sample_weight` takes weights for each"
    else:
        problem = _structure_problem(ctx, given["y"], given["sample_weight"])
        if problem:
            ctx.report(OUTPUT_COUNT, problem, span=given.span("sample_weight"), argument="sample_weight")
            return False
    if problem:
        ctx.report(INVALID, problem, span=given.span("class_weight"), argument="class_weight")
    return not problem


def weights_of_samples(ctx: Context, given: Arguments) -> Value:
    """`sample_weight`, or the weights that `class_weight` makes of the labels: one for each sample.

    Source: keras.src.trainers.data_adapters.data_adapter_utils.class_weight_to_sample_weights.
    """
    y = given["y"]
    if not isinstance(given["class_weight"], DictValue) or not isinstance(y, Tensor) or not y.shape.rank:
        return given["sample_weight"]
    return Tensor(Shape(y.shape.batch), Kind.ARRAY, "float32")


def _structure_problem(ctx: Context, y: Value, weights: Value) -> str:
    """Weights of samples for several outputs stand in the structure of the labels. Source: ArrayDataAdapter.__init__."""
    labels, parts = children(ctx, y), children(ctx, weights)
    if labels is None or parts is None or not any(isinstance(leaf, Tensor) for leaf in leaves(ctx, y)):
        return ""
    kinds = {DictValue: "a dict", ListValue: "a list", tuple: "a tuple"}
    if type(y) is not type(weights):
        first, second = (kinds.get(type(one), "another structure") for one in (y, weights))
        return f"the labels stand in {first} and the weights in {second}: Keras wants weights for each output, in the same structure"
    if len(labels) != len(parts):
        return f"the labels are for {len(labels)} outputs, the weights for {len(parts)}"
    return ""


def check_loss_weights(ctx: Context, model: Instance, given: Arguments) -> None:
    """`loss_weights` are numbers, one for each loss. Source: keras.src.trainers.compile_utils.CompileLoss.build."""
    weights, loss = given["loss_weights"], given["loss"]
    if weights is None or not model.cls.name.startswith("keras."):
        return
    values = leaves(ctx, weights)
    code, problem = OUTPUT_COUNT, ""
    if any(isinstance(value, str) or _is_metric(value) for value in values):
        code, problem = INVALID, "`loss_weights` (the third argument) are numbers; metrics are given as `metrics=`"
    else:
        problem = _count_problem(ctx, model, loss, weights)
    if problem:
        ctx.report(code, problem, span=given.span("loss_weights"), argument="loss_weights", names=values)


def _is_metric(value: Value) -> bool:
    return isinstance(value, Instance) and value.cls.is_subclass("keras.metrics.Metric")


def _count_problem(ctx: Context, model: Instance, loss: Value, weights: Value) -> str:
    parts = children(ctx, weights)
    if parts is None:
        return ""
    losses = children(ctx, loss)
    if losses is None:
        if isinstance(loss, (str, Function, Native, Instance)) and len(parts) != 1:
            return f"there is one loss for all outputs, and weights for {len(parts)}: Keras wants a list of losses"
        return ""
    is_named = (
        is_functional(ctx, model)
        and not is_sequential(model)
        and isinstance(model_outputs(ctx, model), (ListValue, tuple))
    )
    if isinstance(loss, DictValue) and isinstance(weights, DictValue) and is_named:
        missing = [key for key in losses if key not in parts]
        return f"there is no weight for the loss of {missing[0]!r}" if missing else ""
    if len(losses) != len(parts) and all(
        not isinstance(part, (DictValue, tuple, ListValue)) for part in losses.values()
    ):
        return f"there are {len(losses)} losses, and weights for {len(parts)}"
    return ""
