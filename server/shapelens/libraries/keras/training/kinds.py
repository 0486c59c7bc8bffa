"""Arguments of `fit` and its kin that are of a kind which Keras does not take. Source: keras.src.trainers.data_adapters."""

from __future__ import annotations

from ....interpreter import Context
from ....values import BoundMethod, Class, DictValue, Function, Instance, ListValue, Tensor, Value
from ...tensorflow.data import Dataset
from .arguments import Arguments
from .data import is_plain

DATA_TYPE = "data-type"


def has_plain(ctx: Context, given: Arguments) -> bool:
    """Whether arguments are of a kind that Keras does not take: Python numbers, functions, labels beside a dataset; reports it."""
    x = given["x"]
    if isinstance(x, (Function, BoundMethod, Class)):
        what = "a class" if isinstance(x, Class) else "a function"
        told = f"`x` is {what}, not what it answers: call it"
        ctx.report(DATA_TYPE, told, span=given.span("x"), argument="x")
        return True
    is_own = isinstance(x, Instance) and x.cls.is_subclass("keras.utils.PyDataset")
    if is_own or isinstance(x, Dataset):
        wrong = next((name for name in ("y", "sample_weight", "validation_split") if _is_given(given[name])), None)
        if wrong is not None:
            what = "needs arrays" if wrong == "validation_split" else "belongs into the dataset"
            ctx.report(DATA_TYPE, f"`{wrong}` {what}, and `x` is a dataset", span=given.span(wrong), argument=wrong)
        return wrong is not None
    for name in ("x", "y", "sample_weight"):
        if name in given.names and is_plain(ctx, given[name]):
            ctx.report(
                DATA_TYPE,
                f"`{name}` holds Python numbers; Keras takes arrays: `np.array(...)` makes one",
                span=given.span(name),
                argument=name,
            )
            return True
    return False


def weights_fit(ctx: Context, given: Arguments) -> bool:
    """Whether `class_weight` is a dict, and the only weights there are; reports it otherwise.

    Source: keras.src.trainers.data_adapters.data_adapter_utils.class_weight_to_sample_weights, ArrayDataAdapter.
    """
    weights = given["class_weight"]
    problem = ""
    if isinstance(weights, (str, int, float, ListValue, Tensor)):
        problem = "`class_weight` must be a dict from classes to numbers: `{0: 1.0, 1: 2.0}`"
    elif isinstance(weights, DictValue) and isinstance(given["sample_weight"], Tensor):
        problem = "`class_weight` and `sample_weight` cannot be given both"
    elif (
        isinstance(weights, DictValue) and isinstance(given["x"], Tensor) and isinstance(given["y"], (DictValue, tuple))
    ):
        problem = "`class_weight` goes with a model of one output; `sample_weight` takes weights for each"
    if problem:
        ctx.report("invalid-argument", problem, span=given.span("class_weight"), argument="class_weight")
    return not problem


def _is_given(value: Value) -> bool:
    return isinstance(value, Tensor) or (isinstance(value, (int, float)) and bool(value))
