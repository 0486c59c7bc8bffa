"""What real Keras answers through the oracle."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from shapelens.oracle import (
    FunctionQuestion,
    KerasError,
    LayerQuestion,
    LossQuestion,
    Made,
    Named,
    Oracle,
    Tensor,
    Verdict,
    Weight,
)

from .conftest import KERAS_PYTHON


def layer(
    name: str, *args: Any, inputs: Any, call: dict[str, Any] | None = None, eager: bool = False, **kwargs: Any
) -> LayerQuestion:
    return LayerQuestion(f"keras.layers.{name}", args, kwargs, inputs, call or {}, eager)


def test_a_layer_has_outputs_weights_and_parameters(keras_oracle: Oracle) -> None:
    verdict = keras_oracle.ask(layer("Dense", 3, inputs=Tensor((None, 20, 4)), eager=True))
    assert verdict.accepted is True
    assert verdict.outputs == Tensor((None, 20, 3))
    assert verdict.eager is not None and verdict.eager.outputs == Tensor((2, 20, 3))
    assert verdict.weights == (
        Weight("kernel", (4, 3), "float32", True),
        Weight("bias", (3,), "float32", True),
    )
    assert verdict.parameters == 15


def test_a_rejected_constructor_tells_the_error_and_where(keras_oracle: Oracle) -> None:
    verdict = keras_oracle.ask(layer("Dense", 0, inputs=Tensor((None, 4))))
    message = "Received an invalid value for `units`, expected a positive integer. Received: units=0"
    assert verdict.error == KerasError("ValueError", message, "construct")
    assert (verdict.accepted, verdict.outputs, verdict.parameters) == (False, None, None)


def test_a_rejected_input_tells_the_error_and_where(keras_oracle: Oracle) -> None:
    verdict = keras_oracle.ask(layer("LSTM", 4, inputs=Tensor((None, 15))))
    assert verdict.error is not None
    assert (verdict.error.type, verdict.error.stage) == ("ValueError", "call")
    assert "expected ndim=3, found ndim=2. Full shape received: (None, 15)" in verdict.error.message


@pytest.mark.parametrize(
    ("question", "outputs"),
    [
        (layer("Add", inputs=[Tensor((None, 4)), Tensor((None, 4))]), Tensor((None, 4))),
        (layer("Bidirectional", Made("keras.layers.GRU", (4,)), inputs=Tensor((None, 7, 3))), Tensor((None, 8))),
        (
            layer("RNN", [Made("keras.layers.LSTMCell", (4,))], return_state=True, inputs=Tensor((None, 7, 3))),
            (Tensor((None, 4)), [Tensor((None, 4)), Tensor((None, 4))]),
        ),
        (
            layer("MultiHeadAttention", 2, 3, inputs=Tensor((None, 7, 5)), call={"value": Tensor((None, 9, 6))}),
            Tensor((None, 7, 5)),
        ),
        (layer("Lambda", Named("keras.ops.square"), inputs=Tensor((None, 5))), Tensor((None, 5))),
        (layer("Reshape", (2, -1), inputs=Tensor((None, 6))), Tensor((None, 2, 3))),
        (LayerQuestion("keras.layers.InputLayer", kwargs={"shape": (3,)}), Tensor((None, 3))),
        (
            layer("MixUp", inputs={"images": Tensor((None, 8, 8, 3)), "labels": Tensor((None, 10))}),
            {"images": Tensor((None, 8, 8, 3)), "labels": Tensor((None, 10))},
        ),
        (
            layer("StringLookup", vocabulary=["a", "b"], inputs=Tensor((None,), "string")),
            Tensor((None,), "int64"),
        ),
        (
            LayerQuestion("keras.layers.Conv2D", (4, 3), {}, Tensor((None, 3, 9, 9)), data_format="channels_first"),
            Tensor((None, 4, 7, 7)),
        ),
    ],
    ids=lambda value: value.name if isinstance(value, LayerQuestion) else "",
)
def test_every_form_of_input_and_argument(keras_oracle: Oracle, question: LayerQuestion, outputs: Any) -> None:
    assert keras_oracle.ask(question).outputs == outputs


@pytest.mark.parametrize(
    ("question", "accepted", "outputs"),
    [
        (FunctionQuestion("keras.ops.matmul", (Tensor((None, 3)), Tensor((3, 4)))), True, Tensor((None, 4))),
        (FunctionQuestion("keras.ops.matmul", (Tensor((None, 3)), Tensor((5, 4)))), False, None),
        (
            FunctionQuestion("tensorflow.nn.conv2d", (Tensor((None, 8, 8, 3)), Tensor((3, 3, 3, 4)), 1, "SAME")),
            True,
            Tensor((None, 8, 8, 4)),
        ),
        (FunctionQuestion("numpy.zeros", ((3, 4),)), True, Tensor((3, 4), "float64")),
        (FunctionQuestion("numpy.concatenate", ([Tensor((2, 3)), Tensor((4, 3))],)), True, Tensor((6, 3))),
        (FunctionQuestion("keras.utils.to_categorical", (Tensor((5,)), 4)), True, Tensor((5, 4), "float64")),
    ],
    ids=lambda value: value.name if isinstance(value, FunctionQuestion) else "",
)
def test_functions(keras_oracle: Oracle, question: FunctionQuestion, accepted: bool, outputs: Any) -> None:
    verdict = keras_oracle.ask(question)
    assert (verdict.accepted, verdict.outputs) == (accepted, outputs)


@pytest.mark.parametrize(
    ("name", "y_true", "y_pred", "accepted"),
    [
        ("mse", (None, 1), (None, 20, 1), True),
        ("categorical_crossentropy", (None, 10), (None, 20, 10), False),
        ("sparse_categorical_crossentropy", (None,), (None, 20, 10), False),
        ("sparse_categorical_crossentropy", (None, 1), (None, 10), True),
        ("keras.losses.BinaryCrossentropy", (None,), (None, 1), True),
        ("keras.losses.binary_crossentropy", (None, 2), (None, 1), False),
    ],
)
def test_losses(keras_oracle: Oracle, name: str, y_true: Any, y_pred: Any, accepted: bool) -> None:
    assert keras_oracle.ask(LossQuestion(name, Tensor(y_true), Tensor(y_pred))).accepted is accepted


@pytest.mark.parametrize(
    "name",
    [
        *("keras.layers.TFSMLayer", "keras.layers.Nonsense", "keras.saving.load_model", "os.remove", "numpy.load"),
        *("numpy.lib.npyio.load", "tensorflow.io.write_file", "keras.layers.__class__", "tensorflow.py_function"),
    ],
)
def test_a_name_that_may_not_be_called_is_refused(keras_oracle: Oracle, name: str) -> None:
    question: Any = LayerQuestion(name, inputs=Tensor((None, 3)))
    asked: Any = FunctionQuestion(name, (Tensor((3,)),), eager=True)
    for verdict in keras_oracle.ask_all([question, asked]):
        assert verdict.accepted is None
        assert verdict.reason is not None and name in verdict.reason


def test_a_value_without_a_written_form_is_refused_without_asking() -> None:
    verdict = Oracle(Path("never started")).ask(layer("Dense", object(), inputs=Tensor((None, 3))))
    assert verdict == Verdict(reason="object cannot be sent to the oracle")


def test_large_weights_are_counted_and_not_allocated(keras_oracle: Oracle) -> None:
    started = time.monotonic()
    huge = layer("Embedding", 2_000_000_000, 1000, inputs=Tensor((None, 7), "int32"), eager=True)
    verdict = keras_oracle.ask(huge)
    assert (verdict.outputs, verdict.parameters) == (Tensor((None, 7, 1000)), 2_000_000_000_000)
    assert verdict.eager is not None and verdict.eager.reason == "too large to run"
    assert time.monotonic() - started < 5


def test_a_large_input_is_refused(keras_oracle: Oracle) -> None:
    verdict = keras_oracle.ask(layer("Flatten", inputs=Tensor((2, 100_000, 100_000))))
    assert (verdict.accepted, verdict.reason) == (None, "an input has more than 50000000 elements")


def test_asking_in_batches_gives_the_same_as_one_by_one(keras_oracle: Oracle) -> None:
    questions = [layer("Conv1D", n, k, inputs=Tensor((None, 9, 2))) for n in range(1, 40) for k in (1, 3, 10)]
    together = Oracle(KERAS_PYTHON)
    try:
        verdicts = together.ask_all(questions)
    finally:
        together.close()
    assert [(v.accepted, v.outputs) for v in verdicts] == [
        (v.accepted, v.outputs) for v in map(keras_oracle.ask, questions)
    ]
    assert [v.accepted for v in verdicts] == [True, True, False] * 39


def test_no_file_of_the_workspace_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = tmp_path / "imported"
    for name in ("keras", "tensorflow", "sitecustomize", "json", "numpy", "questions"):
        (tmp_path / f"{name}.py").write_text(f"open({str(mark)!r}, 'a').write('{name} ')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "keras.py"))
    with Oracle(KERAS_PYTHON) as oracle:
        assert oracle.ask(layer("Dense", 3, inputs=Tensor((None, 4)))).accepted is True
    assert not mark.exists()
