"""Layers of Keras that Shapelens has no rule for: the answers of real Keras, which is never waited for."""

from __future__ import annotations

import threading

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


class Answers:
    """A listener that knows one answer, or none."""

    def __init__(self, verdict: Verdict | None) -> None:
        self.verdict = verdict
        self.wanted: list[LayerQuestion] = []

    def known(self, question: LayerQuestion) -> Verdict | None:
        return self.verdict

    def want(self, question: LayerQuestion) -> None:
        self.wanted.append(question)


def outputs(answers: Answers, text: str = PROGRAM) -> list[str]:
    with answered_by(answers):
        analysis = analyse("case.py", text)
    calls = [site for site in analysis.sites if site.kind == "call"]
    return [str(site.observations[0].outputs[0]) for site in calls] + [finding.code for finding in analysis.findings]


def test_what_is_not_known_is_asked_and_left_open() -> None:
    answers = Answers(None)
    assert outputs(answers) == ["?", "?"]
    kwargs = {"rate": 0.5, "name": "b"}
    assert answers.wanted == [LayerQuestion("keras.layers.Brandnew", (8,), kwargs, Tensor((None, 20, 64)))]


def test_what_keras_answered_is_believed() -> None:
    said = Verdict(symbolic=Outcome(True, Tensor((None, 7, 8))), weights=(), parameters=0)
    assert outputs(Answers(said)) == ["(None, 7, 8)", "(None, 7, 3)"]


def test_what_keras_refused_is_an_error() -> None:
    said = Verdict(symbolic=Outcome(False, error=KerasError("ValueError", "rank 2 is needed", "call")))
    assert outputs(Answers(said)) == ["?", "?", "library-raises"]


def test_a_question_with_something_unknown_is_not_asked() -> None:
    answers = Answers(None)
    outputs(answers, PROGRAM.replace("Brandnew(8", "Brandnew(unheard_of()"))
    assert answers.wanted == []


def test_nobody_listens() -> None:
    analysis = analyse("case.py", PROGRAM)
    assert analysis.findings == ()


def test_a_name_that_is_no_class_stays_unknown() -> None:
    answers = Answers(None)
    assert outputs(answers, PROGRAM.replace("Brandnew", "brandnew")) == ["?"]


def test_the_editor_is_told_once_keras_has_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys
    from pathlib import Path

    pytest.importorskip("keras")
    monkeypatch.delitem(registry._values, "keras.layers.RepeatVector")  # as if it were newer than Shapelens
    text = PROGRAM.replace("x = keras.Input((20, 64))", "x = keras.Input((64,))").replace(
        'Brandnew(8, rate=0.5, name="b")', "RepeatVector(5)"
    )
    judge, answered = Judge(Path(sys.executable)), threading.Event()
    try:
        with answered_by(judge):
            analyse("case.py", text)
        questions = judge.take()
        assert len(questions) == 1
        judge.ask(questions, answered.set)
        assert answered.wait(240)
        with answered_by(judge):
            analysis = analyse("case.py", text)
        assert judge.take() == ()
    finally:
        judge.close()
    calls = [site for site in analysis.sites if site.kind == "call"]
    assert [str(site.observations[0].outputs[0]) for site in calls] == ["(None, 5, 64)", "(None, 5, 3)"]
