"""What generators, PyDatasets and datasets yield, as far as Keras takes it for a batch: `(x,)`, `(x, y)` or `(x, y, sample_weight)`.

Source: keras.src.trainers.data_adapters (generator_data_adapter, py_dataset_adapter, data_adapter_utils).
"""

from __future__ import annotations

from ....interpreter import Context
from ....shapes import Symbolic
from ....values import ABSENT, YIELDED, DictValue, Instance, ListValue, Span, Tensor, Value
from ...structures import children, flatten, is_nested
from ...tensorflow.data import Dataset

DATA_TYPE = "data-type"


def is_generator(ctx: Context, value: Value) -> bool:
    """Whether a value is what a generator yields, and no list."""
    return isinstance(value, ListValue) and ctx.heap.get(value, YIELDED) is not ABSENT


def is_batch(ctx: Context, source: Value, batch: Value, span: Span | None) -> bool:
    """Whether Keras may take what a source yields; reports where it certainly does not."""
    problem = _problem(ctx, source, batch)
    if problem:
        ctx.report(DATA_TYPE, problem, span=span, argument="x")
    return not problem


def _problem(ctx: Context, source: Value, batch: Value) -> str:
    is_own = isinstance(source, Instance)
    if is_own and isinstance(batch, ListValue):
        batch = batch.items(ctx.heap)  # Keras makes a tuple of it
    elif is_generator(ctx, source) and isinstance(batch, (Tensor, ListValue, DictValue)):
        what = {Tensor: "an array", DictValue: "a dict"}.get(type(batch), "a list")
        return f"a generator must yield a tuple `(inputs, targets)`, and this one yields {what}"
    if not isinstance(batch, tuple):
        return ""
    if len(batch) > 3:
        return f"a batch is `(x, y)` or `(x, y, sample_weight)`, and this one has {len(batch)} parts: several inputs stand in a tuple of their own"
    if isinstance(source, Dataset):
        return ""
    for leaf in (leaf for part in batch for _, leaf in flatten(ctx, part)):
        if isinstance(leaf, (int, float, Symbolic)):
            return "a batch is made of arrays, and this one holds Python numbers: `np.array(...)` makes one"
    if any(_holds_list(ctx, part) for part in batch):
        return "a batch is made of arrays in tuples, and this one holds a list: `(a, b)` in place of `[a, b]`"
    return ""


def _holds_list(ctx: Context, value: Value) -> bool:
    if type(value) is ListValue:
        return True
    parts = children(ctx, value) if is_nested(value) else None
    return parts is not None and any(_holds_list(ctx, part) for part in parts.values())
