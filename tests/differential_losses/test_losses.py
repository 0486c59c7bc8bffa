"""Each loss against real Keras: drawn shapes of labels and predictions; both accept or both reject.

The question goes through `compile` and `compute_loss`, as `fit` asks it, not to the loss function alone.
"""

from __future__ import annotations

import itertools
import os
from functools import cache

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
keras = pytest.importorskip("keras")
import numpy as np  # noqa: E402
from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from shapelens.libraries.keras.losses.shapes import CLASSES, NAMES, Outcome, check_loss  # noqa: E402
from shapelens.shapes import Shape  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")
DRAWS = int(os.environ.get("SHAPELENS_DRAWS", "120"))
"""Pairs of shapes for each loss."""
LOSSES = sorted(NAMES - {"ctc", "circle"})
BATCHES = (2, 3)
axes = st.lists(st.sampled_from((1, 2, 3)), max_size=3)


@cache
def model_of(name: str) -> keras.Model:
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    loss = {function: cls for cls, function in CLASSES.items()}[name]
    model.compile(loss=getattr(keras.losses, loss)())
    return model


def keras_accepts(
    name: str, y_true: tuple[int, ...], y_pred: tuple[int, ...], weight: tuple[int, ...] | None = None
) -> bool:
    labels = np.zeros(y_true, "int32" if "sparse" in name or "generalized" in name else "float32")
    predictions = np.full(y_pred, 0.5, "float32")
    try:
        model_of(name).compute_loss(
            y=keras.ops.convert_to_tensor(labels),
            y_pred=keras.ops.convert_to_tensor(predictions),
            sample_weight=None if weight is None else np.ones(weight, "float32"),
        )
    except Exception:
        return False
    return True


@pytest.mark.parametrize("name", LOSSES)
@settings(max_examples=DRAWS, deadline=None, database=None, derandomize=True)
@given(batch=st.sampled_from(BATCHES), labels=axes, predictions=axes)
def test_both_accept_or_both_reject(name: str, batch: int, labels: list[int], predictions: list[int]) -> None:
    y_true, y_pred = (batch, *labels), (batch, *predictions)
    verdict = check_loss(name, Shape(*y_true), Shape(*y_pred))
    assert verdict.outcome is not Outcome.UNKNOWN
    assert (verdict.outcome is not Outcome.REJECTS) is keras_accepts(name, y_true, y_pred)


@pytest.mark.parametrize("name", ["mean_squared_error", "categorical_crossentropy", "sparse_categorical_crossentropy"])
@settings(max_examples=DRAWS, deadline=None, database=None, derandomize=True)
@given(batch=st.sampled_from(BATCHES), labels=axes, predictions=axes, weight=axes)
def test_sample_weights_fit_or_do_not(
    name: str, batch: int, labels: list[int], predictions: list[int], weight: list[int]
) -> None:
    y_true, y_pred, w = (batch, *labels), (batch, *predictions), (batch, *weight)
    verdict = check_loss(name, Shape(*y_true), Shape(*y_pred), Shape(*w))
    assert (verdict.outcome is not Outcome.REJECTS) is keras_accepts(name, y_true, y_pred, w)


@pytest.mark.parametrize("name", ["mean_squared_error", "huber", "poisson"])
def test_what_is_said_to_broadcast_has_that_many_values(name: str) -> None:
    function = getattr(keras.losses, name)
    for y_true, y_pred in itertools.product([(2,), (2, 1), (2, 3), (2, 3, 1)], repeat=2):
        verdict = check_loss(name, Shape(*y_true), Shape(*y_pred))
        if verdict.outcome is Outcome.BROADCASTS and name != "poisson":
            values = function(np.ones(y_true, "float32"), np.ones(y_pred, "float32"))
            assert verdict.values == Shape(*values.shape)
            assert verdict.computed.rank == len(values.shape) + 1
