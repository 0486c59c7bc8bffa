"""Each metric against real Keras: drawn shapes of labels and predictions; where Keras raises we say so, and nowhere else."""

from __future__ import annotations

import os
from functools import cache

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
keras = pytest.importorskip("keras")
import numpy as np  # noqa: E402
from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from shapelens.libraries.keras.losses.shapes import Outcome  # noqa: E402
from shapelens.libraries.keras.metrics.shapes import NAMES, check_metric  # noqa: E402
from shapelens.shapes import Shape  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")
DRAWS = int(os.environ.get("SHAPELENS_DRAWS", "60"))
"""Pairs of shapes for each metric."""
METRICS = ["accuracy", *sorted(NAMES)]
ARGUMENTS = {
    "SensitivityAtSpecificity": (0.5,),
    "SpecificityAtSensitivity": (0.5,),
    "PrecisionAtRecall": (0.5,),
    "RecallAtPrecision": (0.5,),
    "MeanIoU": (3,),
    "IoU": (3, [0]),
    "OneHotIoU": (3, [0]),
    "OneHotMeanIoU": (3,),
}
axes = st.lists(st.sampled_from((1, 2, 3)), max_size=3)


@cache
def input_model() -> keras.Model:
    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])


def keras_accepts(name: str, y_true: tuple[int, ...], y_pred: tuple[int, ...]) -> bool:
    metric = name if name == "accuracy" else getattr(keras.metrics, name)(*ARGUMENTS.get(name, ()))
    model = input_model()
    model.compile(metrics=[metric])
    labels, predictions = np.zeros(y_true, "float32"), np.full(y_pred, 0.5, "float32")
    try:
        model.compute_metrics(
            None, keras.ops.convert_to_tensor(labels), keras.ops.convert_to_tensor(predictions), sample_weight=None
        )
    except Exception:
        return False
    return True


@pytest.mark.parametrize("name", METRICS)
@settings(max_examples=DRAWS, deadline=None, database=None, derandomize=True)
@given(batch=st.sampled_from((2, 3)), labels=axes, predictions=axes)
def test_what_keras_rejects_is_rejected_and_nothing_else(
    name: str, batch: int, labels: list[int], predictions: list[int]
) -> None:
    y_true, y_pred = (batch, *labels), (batch, *predictions)
    verdict = check_metric(name, Shape(*y_true), Shape(*y_pred))
    if verdict.outcome is not Outcome.UNKNOWN:
        assert (verdict.outcome is not Outcome.REJECTS) is keras_accepts(name, y_true, y_pred)
