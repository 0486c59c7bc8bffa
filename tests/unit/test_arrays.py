"""What functions of arrays answer beyond their shape: elements that fold, dtypes, bounds of labels, dynamic sizes, structures."""

from __future__ import annotations

from typing import Any

import pytest
from interpreting import executed
from shapelens.shapes import Shape, Symbolic, symbol
from shapelens.values import Kind, ListValue, Tensor

NAMES = "import numpy as np\nimport tensorflow as tf\nimport keras\nfrom keras import ops\n"


def value(expression: str, **names: Any) -> Any:
    """The value of an expression in the interpreter."""
    run, scope = executed(f"{NAMES}r = {expression}", **names)
    result = scope.fields["r"]
    return list(result.items(run.heap) or ()) if type(result) is ListValue else result


def findings(expression: str, **names: Any) -> list[str]:
    run, _ = executed(f"{NAMES}r = {expression}", **names)
    return [finding.code for finding in run.record.findings]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("int(np.prod((3, 4, 5)))", 60),
        ("np.prod(np.zeros((2, 7)).shape)", 14),
        ("int(np.ceil(100 / 32))", 4),
        ("np.sqrt(64)", 8.0),
        ("int(np.log2(256))", 8),
        ("list(np.arange(3))", [0, 1, 2]),
        ("np.array([1, 2, 3]).sum()", 6),
        ("np.array([[1, 2], [3, 4]])[1, 0]", 3),
        ("np.array([4, 5, 6])[-1]", 6),
        ("len(np.unique([3, 3, 1]))", 2),
        ("np.max([1, 5, 2])", 5),
        ("np.cumsum([1, 2, 3]).tolist()", [1, 3, 6]),
        ("(np.arange(4) * 2).tolist()", [0, 2, 4, 6]),
        ("tf.constant([2, 3])[0].numpy()", 2),
        ("np.array([2, 3]).astype('float32').tolist()", [2.0, 3.0]),
        ("np.float32(3)", 3.0),
        ("np.int32(7.9)", 7),
        ("np.zeros((3, 4)).size", 12),
        ("np.zeros((3, 4)).ndim", 2),
        ("len(np.zeros((3, 4)))", 3),
        ("np.concatenate([[1, 2], [3]]).tolist()", [1, 2, 3]),
        ("np.mean([1, 2, 3])", 2.0),
        ("np.argmax([1, 9, 3])", 1),
        ("tuple(int(n) for n in np.array([8, 16]))", (8, 16)),
        ("np.shape([[1, 2, 3]])", (1, 3)),
        ("ops.shape(np.zeros((2, 3)))", (2, 3)),
        ("keras.backend.int_shape(keras.Input((3,)))", (None, 3)),
        ("keras.Input((3, None)).shape", (None, 3, None)),
        ("np.newaxis", None),
        ("np.array(3).item()", 3),
        ("5 in np.arange(10)", True),
        ("bool(np.array(0))", False),
        ("np.linspace(0, 1, 3).tolist()", [0, 0.5, 1.0]),
    ],
)
def test_folds(expression: str, expected: Any) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "dtype"),
    [
        ("np.zeros(3)", "float64"),
        ("np.arange(3)", "int64"),
        ("np.array([1.5])", "float64"),
        ("np.zeros(3, dtype='float32') + 1", "float32"),
        ("np.zeros(3, dtype=np.float32) * np.zeros(3)", "float64"),
        ("np.arange(3) / 2", "float64"),
        ("np.arange(3) > 1", "bool"),
        ("np.zeros(3).astype(int)", "int64"),
        ("tf.zeros(3)", "float32"),
        ("tf.constant([1, 2])", "int32"),
        ("tf.cast(tf.zeros(3), tf.int64)", "int64"),
        ("tf.argmax(tf.zeros((3, 4)), axis=1)", "int64"),
        ("ops.zeros(3)", "float32"),
        ("ops.argmax(ops.zeros((3, 4)), axis=1)", "int32"),
        ("ops.one_hot(ops.array([1, 2]), 3)", "float32"),
        ("ops.cast(ops.zeros(3), 'bool')", "bool"),
        ("np.random.randint(0, 5, size=3)", "int64"),
        ("tf.image.decode_png(tf.io.read_file('a.png'))", "uint8"),
    ],
)
def test_dtypes(expression: str, dtype: str) -> None:
    assert value(expression).dtype == dtype


@pytest.mark.parametrize(
    ("expression", "classes"),
    [
        ("np.random.randint(0, 10, size=100)", 10),
        ("np.random.randint(10, size=(100, 1))", 10),
        ("np.expand_dims(np.random.randint(0, 10, size=100), -1)", 10),
        ("np.random.default_rng(0).integers(0, 4, size=100)[:50]", 4),
        ("np.argmax(np.zeros((100, 7)), axis=1)", 7),
        ("tf.random.uniform((100,), maxval=5, dtype=tf.int32)", 5),
        ("np.random.choice(6, size=100).reshape(-1, 1).astype('float32')", 6),
        ("np.random.choice([0, 1], size=100)", 2),
        ("np.random.choice(['a', 'b', 'c'], size=100)", 3),
        ("np.random.choice([0, 5], size=100)", None),
    ],
)
def test_the_bound_of_labels_is_remembered(expression: str, classes: int | None) -> None:
    assert value(expression).classes == classes


def test_symbols_flow_through() -> None:
    n = symbol("n")
    x = Tensor(Shape(n, 28, 28), Kind.ARRAY, "float64")
    assert value("x.reshape(len(x), -1)", x=x).shape == Shape(n, 784)
    assert value("x.reshape(-1, 784)", x=x).shape == Shape(n, 784)
    assert value("np.zeros((x.shape[0] // 2, 3))", x=x).shape == Shape(n // 2, 3)
    assert value("x[1:]", x=x).shape == Shape(n - 1, 28, 28)
    assert value("np.concatenate([x, x])", x=x).shape == Shape(2 * n, 28, 28)
    assert isinstance(value("x.size", x=x), Symbolic)


def test_a_dynamic_size_is_none_in_what_is_made_of_it() -> None:
    x = Tensor(Shape(None, 20, 64), Kind.TENSOR, "float32")
    assert value("tf.reshape(x, (tf.shape(x)[0], -1, 8))", x=x).shape == Shape(None, None, 8)
    assert value("tf.zeros((tf.shape(x)[0] * 2, tf.shape(x)[1] // 2))", x=x).shape == Shape(None, 10)
    assert value("ops.reshape(x, (ops.shape(x)[0], ops.shape(x)[1] * 64))", x=x).shape == Shape(None, 1280)
    assert value("tf.tile(tf.zeros((1, 5)), tf.stack([tf.shape(x)[0], 1]))", x=x).shape == Shape(None, 5)
    assert value("ops.zeros((x.shape[0], 3))", x=x).shape == Shape(None, 3)


def test_what_nothing_is_known_of_is_never_a_finding() -> None:
    x = Tensor(Shape.unknown(), Kind.ARRAY)
    for expression in (
        "x.reshape(3, 4)",
        "x @ x",
        "x + np.zeros((3, 4))",
        "np.concatenate([x, np.zeros(3)])",
        "x[0, 1, 2]",
    ):
        assert findings(expression, x=x) == []


def test_a_view_of_unknown_shape_takes_the_shape_that_it_is_given() -> None:
    assert value("np.load('a.npy')").__class__.__name__ == "Unknown"
    assert value("np.asarray(np.load('a.npy')).reshape(10, 28)").shape == Shape(10, 28)


def test_the_pieces_of_a_split_are_one_call_of_a_functional_graph() -> None:
    run, scope = executed(
        NAMES
        + "x = keras.Input((20, 64))\na, b = ops.split(x, 2, axis=-1)\nm = keras.Model(x, [b, a[:, 0]])\nr = m(np.zeros((5, 20, 64)))"
    )
    result = scope.fields["r"]
    assert isinstance(result, ListValue)
    assert [tensor.shape for tensor in result.items(run.heap) or () if isinstance(tensor, Tensor)] == [
        Shape(5, 20, 32),
        Shape(5, 32),
    ]


def test_settings_of_keras_hold_from_where_they_are_made() -> None:
    text = NAMES + (
        "before = keras.config.image_data_format()\n"
        "keras.config.set_image_data_format('channels_first')\n"
        "after = keras.backend.image_data_format()\n"
        "x = ops.max_pool(keras.Input((3, 32, 48)), 2)\n"
    )
    _, scope = executed(text)
    assert (scope.fields["before"], scope.fields["after"]) == ("channels_last", "channels_first")
    assert isinstance(scope.fields["x"], Tensor) and scope.fields["x"].shape == Shape(None, 3, 16, 24)


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("np.zeros((3, 4)).reshape(5)", "reshape-size"),
        ("np.zeros((3, 4)) + np.zeros(3)", "operand-shapes"),
        ("np.zeros((3, 4))[5]", "operand-shapes"),
        ("np.zeros((3, 4))[0, 0, 0]", "operand-shapes"),
        ("np.zeros((3, 4)).sum(axis=2)", "operand-shapes"),
        ("np.zeros((3, -1))", "invalid-argument"),
        ("tf.nn.relu(keras.Input((3,)))", "keras-tensor-in-tf"),
        ("keras.backend.mean(keras.Input((3,)))", "keras-tensor-in-tf"),
        ("keras.Input((3,))[1:]", "operand-shapes"),
        ("ops.reshape(keras.Input((12, 50)), (-1, 12, 8, 6))", "reshape-batch"),
    ],
)
def test_certain_mismatches(expression: str, code: str) -> None:
    assert findings(expression) == [code]
