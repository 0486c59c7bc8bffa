"""Arguments of `fit` and its kin that are of a kind which Keras does not take. Source: keras.src.trainers.data_adapters."""

from __future__ import annotations

from ....interpreter import Context
from ....values import BoundMethod, Class, Function, Instance, Kind, ListValue, Tensor, Value
from ...tensorflow.data import Dataset
from .arguments import Arguments
from .data import is_plain
from .yielded import is_generator

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
    is_yielded = is_generator(ctx, x)
    if is_own or is_yielded or isinstance(x, Dataset):
        wrong = next((name for name in ("y", "sample_weight", "validation_split") if _is_given(given[name])), None)
        if wrong is not None:
            source = "generator" if is_yielded else "dataset"
            what = "needs arrays" if wrong == "validation_split" else f"belongs into the {source}"
            ctx.report(DATA_TYPE, f"`{wrong}` {what}, and `x` is a {source}", span=given.span(wrong), argument=wrong)
        return wrong is not None
    labels = given["y"] if "y" in given.names else None
    if isinstance(labels, Tensor) and labels.kind is Kind.ARRAY and labels.dtype in ("string", "object"):
        told = "`y` holds strings or objects; Keras takes numbers: a class number for each name, or one-hot rows"
        ctx.report(DATA_TYPE, told, span=given.span("y"), argument="y")
        return True
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


def _is_given(value: Value) -> bool:
    return isinstance(value, (Tensor, Dataset, ListValue)) or (isinstance(value, (int, float, tuple)) and bool(value))
