"""When Shapelens and Keras count as agreeing."""

from __future__ import annotations

from typing import Any

import pytest
from shapelens.oracle import KerasError, LayerQuestion, Outcome, Tensor, Verdict

from .comparing import compared, shapes, shown
from .subject import Prediction

QUESTION = LayerQuestion("keras.layers.Dense", (3,), {"use_bias": False}, Tensor((None, 4)))
REJECTED = Outcome(False, error=KerasError("ValueError", "no", "call"))


def accepted(*shape: Any) -> Outcome:
    return Outcome(True, Tensor(shape))


@pytest.mark.parametrize(
    ("prediction", "verdict", "kind"),
    [
        (Prediction(True, (None, 3), 12), Verdict(symbolic=accepted(None, 3), parameters=12), "equal"),
        (Prediction(True, [(None, 3)], 12), Verdict(symbolic=accepted(None, 3), parameters=12), "equal"),
        (Prediction(True, (2, 3), 12), Verdict(symbolic=accepted(None, 3), parameters=12), "wrong"),
        (Prediction(True, (None, 4), 12), Verdict(symbolic=accepted(None, 3), parameters=12), "wrong"),
        (Prediction(True, (None, 3, 1), 12), Verdict(symbolic=accepted(None, 3), parameters=12), "wrong"),
        (Prediction(True, (None, 3), 15), Verdict(symbolic=accepted(None, 3), parameters=12), "wrong"),
        (Prediction(True, (None, 3), None), Verdict(symbolic=accepted(None, 3), parameters=12), "unknown"),
        (Prediction(True, (None, "?"), 12), Verdict(symbolic=accepted(None, 3), parameters=12), "unknown"),
        (Prediction(True, "?", 12), Verdict(symbolic=accepted(None, 3), parameters=12), "unknown"),
        (Prediction(None), Verdict(symbolic=accepted(None, 3)), "unknown"),
        (Prediction(None, has_raised=True), Verdict(symbolic=accepted(None, 3)), "wrong"),
        (Prediction(False), Verdict(symbolic=accepted(None, 3)), "wrong"),
        (Prediction(True, (None, 3)), Verdict(symbolic=REJECTED), "wrong"),
        (Prediction(False), Verdict(symbolic=REJECTED), "rejected"),
        (Prediction(False), Verdict(symbolic=accepted(None, 3), eager=REJECTED), "rejected"),
        (Prediction(True, (None, 4)), Verdict(symbolic=accepted(None, 3), eager=accepted(2, 4)), "equal"),
        (Prediction(True, (None, 3)), Verdict(reason="no answer within 20 seconds"), "unknown"),
    ],
)
def test_agreement(prediction: Prediction, verdict: Verdict, kind: str) -> None:
    assert compared(QUESTION, prediction, verdict).kind == kind


def test_shapes_of_a_structure() -> None:
    structure = {"b": [Tensor((1, 2)), None], "a": ((None, 3), (4,)), "c": "?"}
    assert shapes(structure) == [(None, 3), (4,), (1, 2), None]
    assert shapes(()) == [()]


def test_a_question_is_shown_as_it_would_be_typed() -> None:
    assert shown(QUESTION) == "Dense(3, use_bias=False)((None, 4))"
