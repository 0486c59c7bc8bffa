"""Layers of Keras that Shapelens has no rule for: the answers of real Keras, which is never waited for."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from shapelens.analysis.document import analyse
from shapelens.interpreter import registry
from shapelens.libraries.keras.asked import answered_by
from shapelens.lsp.judge import Judge
from shapelens.oracle import KerasError, LayerQuestion, Outcome, Tensor, Verdict

PROGRAM = """
import keras
from keras import layers

x = keras.Input((20, 64))
y = layers.Brandnew(8, rate=0.5, name="b")(x)
z = layers.Dense(3)(y)
"""


@pytest.fixture
def judge() -> Iterator[Judge]:
    found = Judge(Path(sys.executable))
    yield found
    found.close()


def outputs(judge: Judge, text: str = PROGRAM) -> list[str]:
    """What each call makes, and the codes of the findings."""
    with answered_by(judge):
        analysis = analyse("case.py", text)
    calls = [site for site in analysis.sites if site.kind == "call"]
    return [str(site.observations[0].outputs[0]) for site in calls] + [finding.code for finding in analysis.findings]


def told(monkeypatch: pytest.MonkeyPatch, judge: Judge, verdict: Verdict) -> None:
    """Has Keras's answer there already."""
    monkeypatch.setattr(judge._oracle, "known", lambda question: verdict)


def test_what_is_not_known_is_asked_and_left_open(judge: Judge) -> None:
    assert outputs(judge) == ["?", "?"]
    kwargs = {"rate": 0.5, "name": "b"}
    assert judge.take() == (LayerQuestion("keras.layers.Brandnew", (8,), kwargs, Tensor((None, 20, 64))),)
    assert judge.take() == ()


def test_what_keras_answered_is_believed(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch, judge, Verdict(symbolic=Outcome(True, Tensor((None, 7, 8))), weights=(), parameters=0))
    assert outputs(judge) == ["(None, 7, 8)", "(None, 7, 3)"]


def test_what_keras_refused_is_an_error(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = Outcome(False, error=KerasError("ValueError", "rank 2 is needed", "call"))
    told(monkeypatch, judge, Verdict(symbolic=refused))
    assert outputs(judge) == ["?", "?", "library-raises"]


def test_a_question_with_something_unknown_is_not_asked(judge: Judge) -> None:
    outputs(judge, PROGRAM.replace("Brandnew(8", "Brandnew(unheard_of()"))
    assert judge.take() == ()


def test_without_a_listener_it_is_unknown() -> None:
    analysis = analyse("case.py", PROGRAM)
    assert analysis.findings == ()
    assert [str(site.observations[0].outputs[0]) for site in analysis.sites if site.kind == "call"] == ["?", "?"]


def test_a_name_that_is_no_class_stays_unknown(judge: Judge) -> None:
    assert outputs(judge, PROGRAM.replace("Brandnew", "brandnew")) == ["?"]
    assert judge.take() == ()


def test_the_installed_keras_answers(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("keras")
    monkeypatch.delitem(registry._values, "keras.layers.RepeatVector")  # as if it were newer than Shapelens
    text = PROGRAM.replace("(20, 64)", "(64,)").replace('Brandnew(8, rate=0.5, name="b")', "RepeatVector(5)")
    assert outputs(judge, text) == ["?", "?"]
    answered = threading.Event()
    judge.ask(judge.take(), answered.set)
    assert answered.wait(240)
    assert outputs(judge, text) == ["(None, 5, 64)", "(None, 5, 3)"]
    assert judge.take() == ()
