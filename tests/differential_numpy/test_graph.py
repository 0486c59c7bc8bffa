"""TensorFlow's functions in a graph, as a traced call has them: Shapelens's static shapes against real ones, None for None."""

from __future__ import annotations

from typing import Any

import pytest
from shapelens.findings import Severity
from shapelens.shapes import Shape
from shapelens.values import Kind, Tensor

from .running import REFUSED, by_library, executed, real_shape, shape_of

tf = pytest.importorskip("tensorflow")

SHAPES: dict[str, tuple[tuple[int | None, ...], str]] = {
    "x": ((None, 20, 64), "float32"),
    "y": ((None, 20, 64), "float32"),
    "image": ((None, 8, 9, 3), "float32"),
    "one": ((8, 9, 3), "float32"),
    "ids": ((None, 7), "int32"),
    "labels": ((None,), "int32"),
    "logits": ((None, 5), "float32"),
    "words": ((), "string"),
    "wave": ((None, 100), "float32"),
    "square": ((None, 4, 4), "float32"),
}

EXPRESSIONS = """
tf.reshape(x, (tf.shape(x)[0], -1, 8))
tf.reshape(x, (tf.shape(x)[0], 20, 8, 8))
tf.reshape(x, (-1, 8))
tf.reshape(x, (-1, 20, 8, 8))
tf.reshape(x, (tf.shape(x)[0], tf.shape(x)[1] * 64))
tf.reshape(x, tf.stack([tf.shape(x)[0], 10, -1]))
tf.reshape(x, tf.concat([tf.shape(x)[:1], [10, -1]], 0))
tf.reshape(x, tf.shape(x))
tf.reshape(x, (tf.shape(x)[0] * 20, 64))
tf.reshape(x, (7, -1))
tf.reshape(x, (3, 13))
tf.reshape(x, [tf.shape(x)[0], x.shape[1] // 2, 2, 64])
tf.zeros((tf.shape(x)[0], 5))
tf.zeros(tf.shape(x))
tf.zeros_like(x)
tf.ones([tf.shape(x)[0], x.shape[-1]])
tf.fill([tf.shape(x)[0], 4], 1.0)
tf.range(tf.shape(x)[0])
tf.range(tf.shape(x)[1])
tf.range(3, 10, 2)
tf.tile(tf.zeros((1, 5, 7)), [tf.shape(x)[0], 1, 1])
tf.tile(x, [2, 1, 1])
tf.tile(x, [1, 2])
tf.random.normal((tf.shape(x)[0], 3))
tf.random.normal(tf.shape(x))
tf.random.uniform((2, 3), maxval=5, dtype=tf.int32)
tf.broadcast_to(tf.zeros((1, 1, 64)), tf.shape(x))
tf.broadcast_to(tf.zeros((1, 1, 64)), [tf.shape(x)[0], 1, 64])
tf.shape(x)
tf.shape(x)[1]
tf.shape(x)[:2]
tf.rank(x)
tf.size(x)
x[:, -1]
x[:, None]
x[..., tf.newaxis, :]
x[:, ::2]
x[:, 1:-1, :5]
x[0]
x[:, 25]
x[0, 0, 0, 0]
x[:tf.shape(x)[0]]
x[:, :tf.shape(x)[1] // 2]
x + tf.zeros((3, 1, 1))
x + tf.zeros((3, 20, 64))
x + tf.zeros((21, 64))
x * y
x @ tf.zeros((64, 5))
x @ tf.zeros((63, 5))
x > 0
-x
tf.one_hot(ids, 10)
tf.one_hot(ids, tf.shape(x)[1])
tf.one_hot(labels, 10, axis=0)
tf.slice(x, [0, 0, 0], [-1, 5, 64])
tf.slice(x, [0, 0, 0], [tf.shape(x)[0], 5, 64])
tf.slice(x, [0, 0], [1, 1])
tf.gather(x, [0, 1, 2], axis=1)
tf.gather(x, ids)
tf.gather(x, ids, axis=1, batch_dims=1)
tf.gather_nd(x, tf.zeros((3, 2), tf.int32))
tf.boolean_mask(x, tf.zeros((20,), tf.bool), axis=1)
tf.math.top_k(x, 5)
tf.math.top_k(x, 65)
tf.repeat(x, 3, axis=1)
tf.repeat(x, 2, axis=0)
tf.split(x, 4, axis=-1)
tf.split(x, [10, -1], axis=1)
tf.split(x, 3, axis=1)
tf.unstack(x, axis=1)
tf.unstack(x, axis=0)
tf.stack([x, y], axis=1)
tf.stack([x, y[:, 1:]], axis=1)
tf.concat([x, y], axis=-1)
tf.concat([x, y[:, :3]], axis=1)
tf.concat([x, y[:, :3]], axis=2)
tf.concat([x, tf.zeros((2, 20, 64))], 0)
tf.matmul(x, y, transpose_b=True)
tf.matmul(x, y)
tf.linalg.matvec(x, tf.zeros((64,)))
tf.einsum('bij,bkj->bik', x, y)
tf.tensordot(x, tf.zeros((64, 3)), 1)
tf.tensordot(x, tf.zeros((64, 3)), [[2], [0]])
tf.pad(x, [[0, 1], [0, 1], [0, 0]])
tf.transpose(x, (0, 2, 1))
tf.transpose(x)
tf.transpose(x, (0, 1))
tf.expand_dims(x, -1)
tf.expand_dims(x, 5)
tf.squeeze(tf.expand_dims(x, 1), 1)
tf.squeeze(x, 1)
tf.reduce_mean(x, axis=1)
tf.reduce_mean(x, axis=[1, 2], keepdims=True)
tf.reduce_sum(x)
tf.reduce_max(x, -1)
tf.reduce_mean(x, axis=3)
tf.reduce_sum(x, axis=tf.constant(1))
tf.argmax(x, axis=-1)
tf.argmax(x)
tf.cumsum(x, axis=1)
tf.sort(x)
tf.norm(x, axis=-1)
tf.math.l2_normalize(x, axis=1)
tf.where(x > 0, x, 0.0)
tf.where(x > 0)
tf.clip_by_value(x, 0.0, 1.0)
tf.cast(ids, tf.float32)
tf.nn.softmax(x)
tf.nn.moments(x, [1])
tf.nn.conv2d(image, tf.zeros((3, 3, 3, 5)), 1, 'SAME')
tf.nn.conv2d(image, tf.zeros((3, 3, 3, 5)), [1, 2, 2, 1], 'VALID')
tf.nn.conv2d(image, tf.zeros((3, 3, 4, 5)), 1, 'SAME')
tf.nn.conv1d(x, tf.zeros((3, 64, 5)), 2, 'VALID')
tf.nn.depthwise_conv2d(image, tf.zeros((3, 3, 3, 2)), [1, 1, 1, 1], 'SAME')
tf.nn.separable_conv2d(image, tf.zeros((3, 3, 3, 2)), tf.zeros((1, 1, 6, 7)), [1, 1, 1, 1], 'SAME')
tf.nn.conv2d_transpose(image, tf.zeros((3, 3, 5, 3)), (2, 16, 18, 5), 2)
tf.nn.max_pool2d(image, 2, 2, 'VALID')
tf.nn.avg_pool2d(image, (3, 3), (2, 2), 'SAME')
tf.nn.depth_to_space(tf.zeros((2, 4, 5, 8)), 2)
tf.nn.space_to_depth(tf.zeros((2, 4, 6, 8)), 2)
tf.nn.bias_add(x, tf.zeros((64,)))
tf.nn.bias_add(x, tf.zeros((63,)))
tf.nn.embedding_lookup(tf.zeros((100, 16)), ids)
tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
tf.nn.softmax_cross_entropy_with_logits(labels=logits, logits=logits)
tf.nn.sigmoid_cross_entropy_with_logits(labels=logits, logits=logits)
tf.nn.l2_loss(x)
tf.image.resize(image, (4, 5))
tf.image.resize(image, (tf.shape(x)[1], tf.shape(x)[0]))
tf.image.resize(one, [4, 4])
tf.image.resize(x[0], [4, 4])
tf.image.resize_with_pad(image, 4, 5)
tf.image.resize_with_crop_or_pad(one, 4, 5)
tf.image.crop_to_bounding_box(image, 1, 1, 4, 5)
tf.image.pad_to_bounding_box(one, 1, 1, 10, 12)
tf.image.pad_to_bounding_box(one, 1, 1, 8, 12)
tf.image.central_crop(one, 0.5)
tf.image.random_crop(one, (4, 4, 3))
tf.image.random_flip_left_right(image)
tf.image.rgb_to_grayscale(image)
tf.image.grayscale_to_rgb(image[..., :1])
tf.image.rgb_to_hsv(image)
tf.image.adjust_brightness(image, 0.1)
tf.image.random_contrast(image, 0.1, 0.2)
tf.image.per_image_standardization(image)
tf.image.rot90(one)
tf.image.transpose(one)
tf.image.flip_up_down(one)
tf.image.extract_patches(image, [1, 3, 3, 1], [1, 2, 2, 1], [1, 1, 1, 1], 'VALID')
tf.image.sobel_edges(image)
tf.image.ssim(tf.zeros((2, 16, 16, 3)), tf.zeros((2, 16, 16, 3)), 1.0)
tf.image.psnr(image, image, 1.0)
tf.image.crop_and_resize(image, tf.zeros((5, 4)), tf.zeros((5,), tf.int32), (6, 7))
tf.image.convert_image_dtype(image, tf.float16)
tf.io.decode_jpeg(words, channels=3)
tf.io.decode_png(words)
tf.io.decode_image(words, channels=3, expand_animations=False)
tf.io.read_file(words)
tf.io.decode_raw(words, tf.uint8)
tf.audio.decode_wav(words, 1)
tf.strings.lower(words)
tf.strings.to_number(tf.constant(['1', '2']))
tf.strings.length(words)
tf.strings.join([words, words])
tf.strings.reduce_join(tf.constant(['1', '2']))
tf.strings.unicode_split(words, 'UTF-8')
tf.signal.stft(wave, 20, 5)
tf.signal.stft(wave, 20, 5, fft_length=64)
tf.signal.frame(wave, 20, 5)
tf.signal.rfft(wave)
tf.signal.linear_to_mel_weight_matrix(40, 129, 16000)
tf.linalg.inv(square)
tf.linalg.det(square)
tf.linalg.inv(x)
tf.linalg.eigh(square)
tf.linalg.svd(square)
tf.linalg.qr(x)
tf.linalg.diag(x)
tf.linalg.diag_part(square)
tf.linalg.trace(square)
tf.linalg.band_part(x, 0, -1)
tf.linalg.norm(x, axis=1)
tf.eye(4)
tf.eye(3, batch_shape=[2])
tf.linspace(0.0, 1.0, 7)
tf.meshgrid(tf.range(3), tf.range(4))
tf.constant([[1, 2], [3, 4]])
tf.constant(0, shape=(2, 3))
tf.convert_to_tensor([1.0, 2.0])
tf.sequence_mask(labels, 10)
tf.math.unsorted_segment_sum(tf.zeros((6, 3)), tf.zeros((6,), tf.int32), 4)
tf.math.confusion_matrix(labels, labels, num_classes=4)
tf.math.bincount(tf.constant([1, 2]))
tf.unique(labels)
tf.searchsorted(tf.zeros((5,)), tf.zeros((7,)))
tf.map_fn(lambda row: row * 2, x)
tf.map_fn(lambda row: tf.reduce_sum(row), x)
tf.vectorized_map(lambda row: row[:3], x)
tf.while_loop(lambda i: i < 3, lambda i: [i + 1], [tf.constant(0)])
tf.cond(tf.constant(True), lambda: x, lambda: y)
tf.stop_gradient(x)
tf.identity(x)
tf.add_n([x, y])
tf.maximum(x, 0.0)
tf.math.squared_difference(x, y)
tf.reverse(x, [1])
tf.roll(x, 1, axis=1)
tf.ensure_shape(x, (2, 20, 64))
tf.ensure_shape(x, (2, 21, 64))
tf.tensor_scatter_nd_update(x, tf.zeros((3, 1), tf.int32), tf.zeros((3, 20, 64)))
tf.scatter_nd(tf.zeros((3, 1), tf.int32), tf.zeros((3, 5)), (8, 5))
tf.histogram_fixed_width(logits, [0.0, 1.0], nbins=7)
x.shape
x.shape.as_list()
x.get_shape()
x.shape[1:]
len(x.shape)
x.shape.rank
tf.image.rot90(image)
tf.signal.fftshift(wave)
tf.signal.dct(wave)
tf.signal.dct(wave, n=40)
tf.signal.mfccs_from_log_mel_spectrograms(x)
tf.nn.atrous_conv2d(image, tf.ones((3, 3, 3, 16)), 2, "VALID")
tf.nn.max_pool_with_argmax(image, 2, 2, "VALID")
tf.linalg.adjoint(square)
tf.reverse_sequence(y, tf.ones((20,), tf.int32), seq_axis=2, batch_axis=1)
tf.nn.zero_fraction(x)
tf.math.nextafter(x, y)
""".strip().splitlines()

FORGOTTEN = {"tf.image.rot90(one)": ((9, 8, 3), (None, None, 3))}
"""Where the graph forgets sizes that are known when it runs: what Shapelens says, which is computed, and what the graph says."""


def ours_of(expression: str) -> Any:
    names = {name: Tensor(Shape(*dims), Kind.TENSOR, dtype) for name, (dims, dtype) in SHAPES.items()}
    run, scope = executed(f"import tensorflow as tf\nr = {expression}", **names)
    errors = [finding for finding in run.record.findings if finding.severity is Severity.ERROR]
    return REFUSED if errors else shape_of(run, scope.fields["r"])


def theirs_of(expression: str) -> Any:
    with tf.Graph().as_default():
        names = {name: tf.compat.v1.placeholder(dtype, dims) for name, (dims, dtype) in SHAPES.items()}
        try:
            value = eval(expression, {"tf": tf, **names})
        except Exception:
            return REFUSED
        return plain(value)


def plain(value: Any) -> Any:
    if isinstance(value, tf.TensorShape):
        return (value.rank,)
    if hasattr(value, "shape") and value.shape.rank is None:
        return "unknown rank"
    if isinstance(value, (list, tuple)) and value and any(hasattr(item, "shape") for item in value):
        return [plain(item) for item in value]
    return real_shape(value)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_static_shape_of(expression: str) -> None:
    ours, theirs = ours_of(expression), theirs_of(expression)
    if expression in FORGOTTEN:
        assert (ours, theirs) == FORGOTTEN[expression]
        assert ours == by_library(f"import tensorflow as tf\none = tf.zeros({SHAPES['one'][0]})\nr = {expression}")
        return
    assert _as_list(ours) == _as_list(theirs)


def _as_list(shape: Any) -> Any:
    return [tuple(shape)] if shape and isinstance(shape, tuple) else shape
