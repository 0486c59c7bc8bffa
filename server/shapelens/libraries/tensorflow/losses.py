"""`tf.nn`'s losses and scores: one number for each row of predictions."""

from __future__ import annotations

from ...shapes import Mismatch, Shape, equal
from ...shapes.broadcasting import broadcast
from ...shapes.reshaping import reduce
from ...values import Value
from ..arrays.op import Op, family, unknowns


def sparse_entropy(op: Op, labels: Value, logits: Value) -> Value:
    """Labels `(...)` against logits `(..., classes)`: the labels' shape. Raises Mismatch for other ranks."""
    target, output = op.tensor(labels), op.tensor(logits)
    if output.shape.dims is None:
        return op.result([target, output], target.shape, output.dtype)
    rows = Shape(*output.shape.dims[:-1])
    if target.shape.dims is not None and equal(target.shape, rows) is False:
        raise Mismatch(
            "operand-shapes",
            f"labels must have the shape of the logits without the last axis, {rows}, got {target.shape}",
            argument="labels",
        )
    return op.result([target, output], rows, output.dtype)


def entropy(op: Op, labels: Value, logits: Value, axis: Value = -1) -> Value:
    """The class axis goes away. Raises Mismatch where labels and logits do not broadcast."""
    target, output = op.tensor(labels), op.tensor(logits)
    return op.result([target, output], reduce(broadcast(target.shape, output.shape), op.axis(axis)), output.dtype)


def elementwise(op: Op, labels: Value = None, logits: Value = None) -> Value:
    """One number for each element. Raises Mismatch where the shapes differ."""
    target, output = op.tensor(labels), op.tensor(logits)
    if equal(target.shape, output.shape) is False:
        raise Mismatch(
            "operand-shapes",
            f"logits and labels must have the same shape, got {output.shape} and {target.shape}",
            argument="logits",
        )
    return op.result([target, output], target.shape if output.shape.dims is None else output.shape, output.dtype)


def sequences(op: Op, labels: Value, logits: Value, time_major: Value = True) -> Value:
    """`ctc_loss`: `(batch,)`."""
    output = op.tensor(logits)
    batch = output.shape[1] if op.flag(time_major, "logits_time_major") else output.shape[0]
    return op.result([output], Shape(batch), "float32")


def hits(op: Op, targets: Value, predictions: Value) -> Value:
    """Whether each target is among the best: `(batch,)`."""
    tensors = [op.tensor(targets), op.tensor(predictions)]
    return op.result(tensors, tensors[0].shape, "bool")


def scalar(op: Op, x: Value) -> Value:
    """One number."""
    return op.result([op.tensor(x)], Shape(), "float32")


def categorical(op: Op, target: Value, output: Value, axis: Value = -1) -> Value:
    """Keras's cross-entropy function: the class axis goes away. Raises Mismatch for other ranks or shapes.

    Source: keras.src.ops.nn.CategoricalCrossentropy.
    """
    labels, predictions = op.tensor(target), op.tensor(output)
    _same_shape(labels.shape, predictions.shape)
    shape = predictions.shape if predictions.shape.dims is not None else labels.shape
    return op.result([labels, predictions], reduce(shape, op.axis(axis)), predictions.dtype)


def _same_shape(target: Shape, output: Shape) -> None:
    if equal(target, output) is False:
        raise Mismatch(
            "operand-shapes", f"target and output must have the same shape, got {target} and {output}", input=1
        )


def binary(op: Op, target: Value, output: Value) -> Value:
    """One number for each element. Raises Mismatch where the shapes differ."""
    labels, predictions = op.tensor(target), op.tensor(output)
    _same_shape(labels.shape, predictions.shape)
    return op.result([labels, predictions], predictions.shape, predictions.dtype)


def sparse_categorical(op: Op, target: Value, output: Value, axis: Value = -1) -> Value:
    """Labels `(...)`, also with a last axis of 1, against `(..., classes)`.

    Source: keras.src.ops.nn.SparseCategoricalCrossentropy.
    """
    labels, predictions = op.tensor(target), op.tensor(output)
    shape = labels.shape
    if shape.dims is None or predictions.shape.dims is None:
        return op.unknown([labels, predictions], predictions.dtype)
    if len(shape) == len(predictions.shape) and shape.last == 1:
        shape = Shape(*shape.dims[:-1])
    rows = reduce(predictions.shape, op.axis(axis))
    if equal(shape, rows) is False:
        raise Mismatch(
            "operand-shapes",
            f"target {labels.shape} does not fit output {predictions.shape} without its class axis",
            input=1,
        )
    return op.result([labels, predictions], rows, predictions.dtype)


family(sparse_entropy, "labels logits _name", "tensorflow.nn", "sparse_softmax_cross_entropy_with_logits")
family(entropy, "labels logits axis _name", "tensorflow.nn", "softmax_cross_entropy_with_logits")
family(elementwise, "labels logits _name", "tensorflow.nn", "sigmoid_cross_entropy_with_logits")
family(elementwise, "labels logits _pos_weight _name", "tensorflow.nn", "weighted_cross_entropy_with_logits")
family(sequences, "labels logits _label_length _logit_length logits_time_major>time_major _unique _blank_index _name", "tensorflow.nn",
       "ctc_loss")  # fmt: skip
family(hits, "targets predictions _k _name", "tensorflow.nn tensorflow.math", "in_top_k")
family(scalar, "t>x _name", "tensorflow.nn", "l2_loss")
family(scalar, "value>x _name", "tensorflow.nn tensorflow.math", "zero_fraction")
family(scalar, "per_example_loss>x _sample_weight _global_batch_size", "tensorflow.nn", "compute_average_loss")
family(scalar, "regularization_loss>x", "tensorflow.nn", "scale_regularization_loss")
unknowns("tensorflow.nn", "ctc_greedy_decoder ctc_beam_search_decoder sampled_softmax_loss nce_loss collapse_repeated "
         "fractional_max_pool fractional_avg_pool dilation2d erosion2d", "its result is rarely part of a model")  # fmt: skip

family(categorical, "target output _from_logits axis", "keras.ops keras.ops.nn", "categorical_crossentropy")
family(binary, "target output _from_logits", "keras.ops keras.ops.nn", "binary_crossentropy")
family(
    sparse_categorical, "target output _from_logits axis", "keras.ops keras.ops.nn", "sparse_categorical_crossentropy"
)
