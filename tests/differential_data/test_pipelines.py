"""`element_spec` and length of tf.data pipelines: what Shapelens says, and what TensorFlow says when they run."""

from __future__ import annotations

import os

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
tf = pytest.importorskip("tensorflow")

from shapelens.analysis.document import Document  # noqa: E402
from shapelens.interpreter import Context  # noqa: E402
from shapelens.libraries.structures import children  # noqa: E402
from shapelens.libraries.tensorflow.data import Dataset  # noqa: E402
from shapelens.shapes import UNKNOWN  # noqa: E402
from shapelens.values import DictValue, Tensor, Value  # noqa: E402

HEADER = """
import numpy as np
import keras
import tensorflow as tf
from tensorflow.data import Dataset

x = np.zeros((70, 28, 28), "float32")
y = np.arange(70) % 10
"""

PIPELINES = [
    "Dataset.from_tensor_slices(x)",
    "Dataset.from_tensor_slices((x, y)).batch(16)",
    "Dataset.from_tensor_slices((x, y)).batch(16, drop_remainder=True)",
    "Dataset.from_tensor_slices((x, y)).shuffle(70).batch(32).prefetch(tf.data.AUTOTUNE)",
    "Dataset.from_tensor_slices({'image': x, 'label': y}).batch(7)",
    "Dataset.from_tensor_slices(({'a': x, 'b': y}, y)).batch(7).cache()",
    "Dataset.from_tensors((x, y))",
    "Dataset.from_tensor_slices((x, y)).map(lambda a, b: (tf.expand_dims(a, -1), tf.one_hot(b, 10))).batch(8)",
    "Dataset.from_tensor_slices((x, y)).batch(8).map(lambda a, b: (a[..., tf.newaxis] / 255.0, b), num_parallel_calls=4)",
    "Dataset.from_tensor_slices(x).map(lambda a: {'in': a, 'out': tf.reduce_mean(a)})",
    "Dataset.from_tensor_slices((x, y)).map(lambda a, b: a)",
    "Dataset.from_tensor_slices(x).map(lambda a: (a, a))",
    "Dataset.from_tensor_slices(x).map(lambda a: tf.reshape(a, (784,))).batch(5).unbatch()",
    "Dataset.from_tensor_slices((x, y)).batch(8).batch(2)",
    "Dataset.from_tensor_slices((x, y)).batch(8).unbatch().batch(4, drop_remainder=True)",
    "Dataset.from_tensor_slices((x, y)).repeat().batch(4)",
    "Dataset.from_tensor_slices((x, y)).repeat(3).take(100).skip(10)",
    "Dataset.range(10)",
    "Dataset.range(3, 20, 4).batch(2)",
    "Dataset.range(10).window(5, shift=1, drop_remainder=True).flat_map(lambda w: w.batch(5))",
    "Dataset.range(10).window(5, shift=1, drop_remainder=True).flat_map(lambda w: w.batch(5, drop_remainder=True))",
    "Dataset.zip((Dataset.from_tensor_slices(x), Dataset.range(40))).batch(4)",
    "Dataset.zip(Dataset.from_tensor_slices(x), Dataset.from_tensor_slices(y))",
    "Dataset.from_tensor_slices((x, y)).enumerate().map(lambda i, p: p[0])",
    "Dataset.from_tensor_slices(x).concatenate(Dataset.from_tensor_slices(x[:, :28]))",
    "Dataset.from_tensor_slices(x).batch(8).concatenate(Dataset.from_tensor_slices(x).batch(8, drop_remainder=True))",
    "Dataset.from_tensor_slices((x, y)).filter(lambda a, b: b > 3).batch(2)",
    "Dataset.from_tensor_slices((x, y)).padded_batch(4, padded_shapes=([30, None], []))",
    "Dataset.from_tensor_slices(x).padded_batch(4, drop_remainder=True)",
    "Dataset.from_generator(lambda: iter([]), output_signature=(tf.TensorSpec((None, 4), tf.float32), tf.TensorSpec((), tf.int32)))",
    "Dataset.from_generator(lambda: iter([]), output_types=(tf.float32, tf.int64), output_shapes=((5,), ()))",
    "Dataset.from_generator(lambda: iter([]), output_types=tf.float32)",
    "Dataset.from_tensor_slices(y).interleave(lambda v: Dataset.from_tensors(v).repeat(2), cycle_length=2)",
    "Dataset.from_tensor_slices([[1.0, 2.0], [3.0, 4.0]])",
    "Dataset.from_tensor_slices(([1, 2, 3], ['a', 'b', 'c'])).batch(2)",
    "Dataset.from_tensor_slices((x, y)).apply(lambda d: d.batch(9))",
    "Dataset.sample_from_datasets([Dataset.from_tensor_slices(x), Dataset.from_tensor_slices(x)])",
    "Dataset.from_tensor_slices((x, y)).shard(2, 0).batch(3)",
    "keras.utils.timeseries_dataset_from_array(x, y, sequence_length=6, batch_size=8)",
    "keras.utils.timeseries_dataset_from_array(x, None, sequence_length=6, batch_size=None)",
    "keras.utils.split_dataset((x, y), left_size=0.8)[0]",
    "Dataset.from_tensor_slices((tf.zeros((8, 4)), tf.zeros((8, 1)))).map(lambda a, b: (a, b, 1.0))",
    "Dataset.from_tensor_slices((x, y)).batch(8).map(lambda a, b: ((a, a), b))",
    "Dataset.from_tensor_slices(x).batch(8).map(lambda a: tf.image.resize(a[..., None], (14, 14)))",
]


def described(value: object) -> object:
    """A real spec as plain values."""
    if isinstance(value, dict):
        return {key: described(part) for key, part in value.items()}
    if isinstance(value, (tuple, list)):
        return tuple(described(part) for part in value)
    return (None if value.shape.rank is None else tuple(value.shape), value.dtype.name)  # type: ignore[attr-defined]


def seen(ctx: Context, value: Value) -> object:
    """Our element as the same plain values."""
    if isinstance(value, Tensor):
        return (value.shape.dims, value.dtype)
    parts = children(ctx, value)
    assert parts is not None, value
    if isinstance(value, DictValue):
        return {str(key): seen(ctx, part) for key, part in parts.items()}
    return tuple(seen(ctx, part) for part in parts.values())


@pytest.mark.parametrize("pipeline", PIPELINES)
def test_element_spec_and_length_are_those_of_tensorflow(pipeline: str) -> None:
    program = f"{HEADER}\nds = {pipeline}\n"
    namespace: dict[str, object] = {}
    exec(program, namespace)
    real = namespace["ds"]
    document = Document("pipeline.py", program)
    document.analysis()
    engine = document._engine
    dataset = engine.scope.fields["ds"]
    assert isinstance(dataset, Dataset)
    assert seen(engine.interpreter, dataset.element) == described(real.element_spec)  # type: ignore[attr-defined]
    count = int(real.cardinality())  # type: ignore[attr-defined]
    if count == tf.data.INFINITE_CARDINALITY:
        assert dataset.is_infinite
    elif dataset.length != UNKNOWN and count >= 0:
        assert dataset.length == count
