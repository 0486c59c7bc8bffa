"""What each loss does with shapes of labels and predictions, where the batch is of unknown size too."""

from __future__ import annotations

import pytest
from shapelens.libraries.keras.losses.shapes import BATCH, Outcome, check_loss, loss_name
from shapelens.libraries.keras.metrics.shapes import accuracy_name, check_metric, metric_name
from shapelens.shapes import UNKNOWN, Shape

ACCEPTS, BROADCASTS, REJECTS = Outcome.ACCEPTS, Outcome.BROADCASTS, Outcome.REJECTS
CATEGORICAL, SPARSE = "categorical_crossentropy", "sparse_categorical_crossentropy"


@pytest.mark.parametrize(
    ("name", "labels", "predictions", "outcome"),
    [
        (CATEGORICAL, (32, 10), (32, 10), ACCEPTS),
        (CATEGORICAL, (32,), (32, 10), REJECTS),
        (CATEGORICAL, (32, 1), (32, 10), REJECTS),
        (CATEGORICAL, (32, 10), (32, 20, 10), REJECTS),
        (CATEGORICAL, (32, None), (32, 10), ACCEPTS),
        (CATEGORICAL, (32, UNKNOWN), (32, 10), Outcome.UNKNOWN),
        (SPARSE, (32,), (32, 10), ACCEPTS),
        (SPARSE, (32, 1), (32, 10), ACCEPTS),
        (SPARSE, (32, 10), (32, 10), REJECTS),
        (SPARSE, (32, 20), (32, 10), REJECTS),
        (SPARSE, (32, 20), (32, 20, 10), ACCEPTS),
        (SPARSE, (32, 20, 1), (32, 20, 10), ACCEPTS),
        ("binary_crossentropy", (32,), (32, 1), ACCEPTS),
        ("binary_crossentropy", (32,), (32, 2), REJECTS),
        ("mean_squared_error", (32,), (32, 1), ACCEPTS),
        ("mean_squared_error", (32, 20), (32, 20, 1), ACCEPTS),
        ("mean_squared_error", (32, 1), (32, 20, 1), BROADCASTS),
        ("mean_squared_error", (32,), (32, 20, 1), BROADCASTS),
        ("mean_squared_error", (32, 4), (32, 1), BROADCASTS),
        ("mean_squared_error", (32,), (32, 3), REJECTS),
        ("mean_squared_error", (3,), (3, 3), BROADCASTS),
        ("ctc", (32, 9), (32, 50, 28), ACCEPTS),
        ("ctc", (32,), (32, 50, 28), REJECTS),
        ("circle", (32,), (32, 8), Outcome.UNKNOWN),
    ],
)
def test_a_loss_of_a_batch(name: str, labels: tuple[int, ...], predictions: tuple[int, ...], outcome: Outcome) -> None:
    assert check_loss(name, Shape(*labels), Shape(*predictions)).outcome is outcome


def test_an_unknown_rank_tells_nothing() -> None:
    assert check_loss("mean_squared_error", Shape.unknown(), Shape(32, 1)).outcome is Outcome.UNKNOWN


def test_what_depends_on_the_size_of_the_batch_is_not_certain() -> None:
    verdict = check_loss("mean_squared_error", Shape(BATCH), Shape(BATCH, 3))
    assert (verdict.outcome, verdict.is_certain) == (REJECTS, False)
    certain = check_loss("mean_squared_error", Shape(BATCH, 2), Shape(BATCH, 3))
    assert (certain.outcome, certain.is_certain) == (REJECTS, True)


def test_a_broadcast_knows_the_shape_that_is_computed() -> None:
    verdict = check_loss("mean_squared_error", Shape(BATCH), Shape(BATCH, 20, 1))
    assert verdict.computed == Shape(BATCH, 20, BATCH)


def test_sample_weights_must_fit_the_values_of_the_loss() -> None:
    assert check_loss("mean_squared_error", Shape(32, 4), Shape(32, 4), Shape(32)).outcome is ACCEPTS
    assert check_loss("mean_squared_error", Shape(32, 4), Shape(32, 4), Shape(32, 4)).outcome is REJECTS


def test_names_are_those_of_keras() -> None:
    assert loss_name("mse") == loss_name("MSE") == loss_name("MeanSquaredError") == "mean_squared_error"
    assert loss_name("bce") == "binary_crossentropy"
    assert loss_name("something") is None
    assert metric_name("acc") == "accuracy"
    assert metric_name("AUC") == "AUC"


def test_accuracy_stands_for_the_one_that_fits() -> None:
    assert accuracy_name(Shape(32), Shape(32, 1)) == "binary_accuracy"
    assert accuracy_name(Shape(32), Shape(32, 10)) == "sparse_categorical_accuracy"
    assert accuracy_name(Shape(32, 10), Shape(32, 10)) == "categorical_accuracy"
    assert check_metric("accuracy", Shape(32), Shape(32, 10)).outcome is ACCEPTS
    assert check_metric("Precision", Shape(32), Shape(32, 10)).outcome is REJECTS
