"""Draws the questions about a layer, asks Keras and Shapelens, and compares.

While Keras works on one layer's questions in its own process, the next layer's are drawn.
"""

from __future__ import annotations

import itertools
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

from hypothesis import HealthCheck, Phase, find, given, seed, settings
from shapelens.oracle import LayerQuestion, Oracle, Verdict

from .comparing import Comparison, compared
from .families import LAYERS
from .known import reason_for
from .subject import predict

EAGER_EVERY = 25
"""One question in so many is also run on real zeros."""


class Judge:
    """Judges one layer after another, in the order of `names`."""

    def __init__(self, oracle: Oracle, draws: int, number: int | None, names: list[str]) -> None:
        self.oracle = oracle
        self.draws = draws
        self.number = number
        self._following = dict(itertools.pairwise(names))
        self._asked: dict[str, tuple[list[LayerQuestion], Future[list[Verdict]]]] = {}
        self._pool = ThreadPoolExecutor(max_workers=1)

    def comparisons(self, name: str) -> list[Comparison]:
        """Every question about the layer, compared."""
        self._ask(name)
        if name in self._following:
            self._ask(self._following[name])
        questions, future = self._asked[name]
        pairs = list(zip(questions, future.result()))
        found = [compared(question, predict(question), verdict) for question, verdict in pairs]
        return self._second_opinions(found)

    def smallest(self, name: str) -> Comparison:
        """The smallest disagreement about the layer, by Hypothesis's shrinking. Slow."""
        calm = settings(max_examples=2000, database=None, derandomize=True, deadline=None)
        question = find(LAYERS[name], lambda question: self._judged(question).kind == "wrong", settings=calm)
        return self._judged(question)

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)

    def _judged(self, question: LayerQuestion) -> Comparison:
        return self._second_opinions([compared(question, predict(question), self.oracle.ask(question))])[0]

    def _ask(self, name: str) -> None:
        if name not in self._asked:
            questions = drawn(name, self.draws, self.number)
            self._asked[name] = questions, self._pool.submit(self.oracle.ask_all, questions)

    def _second_opinions(self, found: list[Comparison]) -> list[Comparison]:
        """Where Shapelens seems wrong Keras is asked to run too: it may differ from itself, or be known to be wrong."""
        doubtful = [at for at, one in enumerate(found) if one.kind == "wrong" and not one.question.eager]
        asked = [replace(found[at].question, eager=True) for at in doubtful]
        for at, question, verdict in zip(doubtful, asked, self.oracle.ask_all(asked)):
            if verdict.accepted is not None:
                found[at] = compared(question, found[at].prediction, verdict)
        return [replace(one, kind="known") if one.kind == "wrong" and reason_for(one) else one for one in found]


def drawn(name: str, draws: int, number: int | None = None) -> list[LayerQuestion]:
    """The questions about a layer: always the same ones, or others for each `number`."""
    questions: list[LayerQuestion] = []

    @settings(
        max_examples=draws,
        derandomize=number is None,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(LAYERS[name])
    def collect(question: LayerQuestion) -> None:
        questions.append(question)

    if number is not None:
        collect = seed(number)(collect)
    collect()
    return [replace(q, eager=True) if at % EAGER_EVERY == EAGER_EVERY - 1 else q for at, q in enumerate(questions)]
