"""`keras.ops`: what neither NumPy nor TensorFlow has in common with it. The rest is in `libraries/arrays`.

`scripts/keras_coverage.py` prints how many of its names have a rule.
"""

from __future__ import annotations

import re

from ....interpreter import Context
from ....interpreter.registry import alias, define, function, lookup
from ....shapes import UNKNOWN, Mismatch, Shape, arithmetic, product
from ....values import Kind, Tensor, Value
from ... import arrays
from ...arrays import convert, dtypes
from ...arrays.elements import DYNAMIC
from ...arrays.op import Op, family, run, unknowns
from ...tensorflow import losses

alias("keras.ops.numpy", "keras.ops")
alias("keras.ops.core", "keras.ops")
alias("keras.ops.math", "keras.ops")


@function("keras.ops.shape")
def shape(ctx: Context, x: Value) -> Value:
    """The sizes as a tuple: None of a KerasTensor stays None, in a traced call it is a tensor that only the graph knows."""
    tensor = convert.tensor_of(ctx, x)
    if tensor.shape.dims is None:
        return ctx.unknown("the shape of a tensor of unknown rank")
    if tensor.kind is Kind.KERAS:
        return tensor.shape.dims
    return tuple(
        Tensor(Shape(), Kind.TENSOR, "int32", ctx.span, data=DYNAMIC) if dim is None else dim
        for dim in tensor.shape.dims
    )


@function("keras.ops.ndim")
def ndim(ctx: Context, x: Value) -> Value:
    """The number of axes."""
    rank = convert.tensor_of(ctx, x).shape.rank
    return UNKNOWN if rank is None else rank


@function("keras.ops.dtype")
def dtype(ctx: Context, x: Value) -> Value:
    """The dtype's name."""
    return convert.tensor_of(ctx, x).dtype or ctx.unknown("the dtype of a tensor")


@function("keras.ops.is_tensor")
def is_tensor(ctx: Context, x: Value) -> Value:
    """Whether it is a tensor of the backend; a KerasTensor and an array are none."""
    return x.kind is Kind.TENSOR if isinstance(x, Tensor) else ctx.unknown("whether it is a tensor")


@function("keras.ops.convert_to_numpy")
def convert_to_numpy(ctx: Context, x: Value) -> Value:
    """The same elements as a NumPy array."""
    tensor = convert.tensor_of(ctx, x)
    return Tensor(tensor.shape, Kind.ARRAY, tensor.dtype, ctx.span, data=tensor.data, classes=tensor.classes)


def in_top_k(op: Op, targets: Value, predictions: Value) -> Value:
    """Whether each target is among the best. Source: keras.src.ops.math.InTopK."""
    tensors = [op.tensor(targets), op.tensor(predictions)]
    return op.result(tensors, tensors[0].shape, "bool")


def ctc_loss(op: Op, target: Value, output: Value, target_length: Value, output_length: Value) -> Value:
    """`(batch,)`. Raises Mismatch where the batch sizes differ. Source: keras.src.ops.nn.CTCLoss."""
    tensors = [op.tensor(value) for value in (target, output, target_length, output_length)]
    batches = [tensor.shape[0] for tensor in tensors if tensor.shape.known]
    known = {size for size in batches if isinstance(size, int)}
    if len(known) > 1:
        raise Mismatch("operand-shapes", f"ctc_loss gets batches of {' and '.join(map(str, sorted(known)))}")
    return op.result(tensors, Shape(tensors[0].shape[0]), tensors[1].dtype)


def ctc_decode(op: Op, inputs: Value, strategy: Value = "greedy", top_paths: Value = 1) -> Value:
    """`(decoded, scores)`: `(paths, batch, steps)` and `(batch, paths)`. Source: keras.src.ops.nn.CTCDecode."""
    tensor = op.tensor(inputs)
    paths = 1 if strategy == "greedy" else convert.dim_of(top_paths)
    batch, steps = tensor.shape[0], tensor.shape[1]
    return (
        op.result([tensor], Shape(paths, batch, steps), "int32"),
        op.result([tensor], Shape(batch, paths), tensor.dtype if dtypes.is_float(tensor.dtype) else "float32"),
    )


@function("keras.ops.rearrange")
def rearrange(ctx: Context, tensor: Value, pattern: Value, **lengths: Value) -> Value:
    """Axes in another order, split or merged, as a pattern says: `b (h p) c -> (b p) h c` with `p=2`.

    Source: keras.src.ops.einops.Rearrange.
    """

    def rule(op: Op, x: Value, pattern: Value) -> Value:
        source = op.tensor(x)
        left, arrow, right = convert.text_of(pattern, "pattern").partition("->")
        axes, wanted = (re.findall(r"\w+|\(.*?\)", side) for side in (left, right))
        if source.shape.dims is None or not arrow or len(axes) != len(source.shape):
            return op.result([source], Shape.unknown(), source.dtype)
        sizes = {name: convert.dim_of(length) for name, length in lengths.items()}
        for axis, dim in zip(axes, source.shape.dims):
            names = re.findall(r"\w+", axis)
            inferred = [name for name in names if name not in sizes]
            rest = arithmetic("//", dim, product([sizes[name] for name in names if name in sizes]))
            sizes.update(dict.fromkeys(inferred, UNKNOWN) if len(inferred) > 1 else dict.fromkeys(inferred, rest))
        groups = [[sizes.get(name, UNKNOWN) for name in re.findall(r"\w+", axis)] for axis in wanted]
        return op.result([source], Shape(*map(product, groups)), source.dtype)

    return run(ctx, "keras.ops.rearrange", rule, {"x": tensor, "pattern": pattern}, {})


_NN = "keras.ops keras.ops.nn"
family(in_top_k, "targets predictions _k", "keras.ops", "in_top_k")
family(ctc_loss, "target output target_length output_length _mask_index", _NN, "ctc_loss")
family(
    ctc_decode, "inputs _sequence_lengths strategy _beam_width top_paths _merge_repeated _mask_index", _NN, "ctc_decode"
)
define("keras.ops.psnr", lookup("keras.ops.nn.psnr"))

unknowns("keras.ops keras.ops.linalg", "jvp", "it differentiates a function whose result is not followed")

__all__ = ["arrays", "losses"]
