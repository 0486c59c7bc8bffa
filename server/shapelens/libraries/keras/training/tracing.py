"""What TensorFlow remembers of the data that a training function was traced for.

For data of other sizes and the same dtypes it traces again, with whatever differs left open (`reduce_retracing`): an axis of
another size becomes None, and labels of another rank come without any rank, which Keras's losses refuse.
Source: keras.src.backend.tensorflow.trainer.make_train_function, tf.function's `reduce_retracing`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

from ....interpreter import Context
from ....values import ABSENT, Instance, Span, Tensor, Value
from ...structures import flatten
from .data import Batch
from .inputs import report_data

LABELS_SHAPE = "labels-shape"
TRACED = "traced"
SIGNATURE = "traced signature"
RANKS = "traced ranks"
STEPS = ("train_step", "test_step", "predict_step")


def forget_traces(ctx: Context, model: Instance) -> None:
    """`compile` makes new functions."""
    for step in STEPS:
        ctx.heap.set(model, (TRACED, step), False)
        ctx.heap.set(model, (SIGNATURE, step), ())
        ctx.heap.set(model, (RANKS, step), ())


def is_traced(ctx: Context, model: Instance, step: str) -> bool:
    """Whether a step ran before: for data of other sizes TensorFlow then traces it again with these sizes left open,
    so that Keras compares nothing."""
    return ctx.heap.get(model, (TRACED, step)) is True


def set_traced(ctx: Context, model: Instance, step: str) -> None:
    ctx.heap.set(model, (TRACED, step), True)


def inputs_keep_rank(ctx: Context, model: Instance, batch: Batch, step: str, span: Span | None) -> bool:
    """Whether the features have the rank that the step of a functional model was traced for; reports where they certainly do not.

    Those of another rank come without any, and then the model cannot compare them with its inputs, whether they fit or not.
    """
    now = _leaves(batch, {"x": flatten(ctx, batch.x)})
    before = ctx.heap.get(model, (RANKS, step))
    if not isinstance(before, tuple) or not before:
        ctx.heap.set(model, (RANKS, step), now or ())
        return True
    if now is None or [leaf[:3] for leaf in now] != [leaf[:3] for leaf in before]:
        return True
    differing = next((index for index, leaf in enumerate(now) if leaf[3] != before[index][3]), None)
    if differing is None:
        return True
    tensor = list(flatten(ctx, batch.x))[differing][1]
    rank, old = now[differing][3], before[differing][3]
    told = (
        f"data of {_axes(rank)} after data of {_axes(old)}: traced for both, they come without a rank, and the model cannot "
        f"compare them with its input; give data of one rank"
    )
    report_data(ctx, model, tensor, differing, span, told)
    return False


def labels_keep_rank(ctx: Context, model: Instance, batch: Batch, step: str, span: Span | None) -> bool:
    """Whether the labels have the rank that the step was traced for; reports where they certainly do not."""
    now = _signature(ctx, batch)
    before = ctx.heap.get(model, (SIGNATURE, step))
    if not isinstance(before, tuple) or not before:
        ctx.heap.set(model, (SIGNATURE, step), now or ())
        return True
    if now is None or [leaf[:3] for leaf in now] != [leaf[:3] for leaf in before]:
        return True
    for (part, _, _, rank), (_, _, _, old) in zip(now, before):
        if part == "x" and rank != old:
            return True
        if part == "y" and rank != old:
            ctx.report(
                LABELS_SHAPE,
                f"labels of {_axes(rank)} after labels of {_axes(old)}: traced for both, they come without a rank, and the loss "
                f"cannot compare them; give labels of one rank, or compile again",
                span=span,
                model=model,
                argument="y",
            )
            return False
    return True


def _signature(ctx: Context, batch: Batch) -> tuple[tuple[str, object, str, int], ...] | None:
    """Part, path, dtype and rank of each tensor of a batch; None where one of them is not known."""
    parts: dict[str, Value] = {"x": batch.x, "y": batch.y, "weight": batch.weight}
    return _leaves(batch, {name: flatten(ctx, part) for name, part in parts.items() if part is not None})


def _leaves(
    batch: Batch, parts: Mapping[str, Iterable[tuple[Hashable, Value]]]
) -> tuple[tuple[str, object, str, int], ...] | None:
    leaves: list[tuple[str, object, str, int]] = []
    for name, part in parts.items():
        for path, leaf in part:
            if not isinstance(leaf, Tensor) or leaf.dtype is None or leaf.shape.rank is None:
                return None
            is_cast = batch.is_array and batch.packed is ABSENT and leaf.dtype.startswith("float")
            leaves.append((name, path, "float32" if is_cast else leaf.dtype, leaf.shape.rank))
    return tuple(leaves)


def _axes(rank: int | None) -> str:
    return "one axis" if rank == 1 else f"{rank} axes"
