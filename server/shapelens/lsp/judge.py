"""Real Keras in the background of the editor: answers for layers that Shapelens has no rule for. Nobody ever waits for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ..oracle import LayerQuestion, Oracle, Verdict
from ..oracle.questions import written


class Judge:
    """Collects the questions of an analysis, and asks each once, in the oracle's own thread.

    `known`, `want` and `take` belong to the worker's thread, `ask` and `close` to the event loop's.
    """

    def __init__(self, interpreter: Path) -> None:
        self._oracle = Oracle(interpreter)
        self._wanted: list[LayerQuestion] = []
        self._asked: set[str] = set()

    def known(self, question: LayerQuestion) -> Verdict | None:
        """The answer to a question that was asked before; None where there is none (yet)."""
        return self._oracle.known(question)

    def want(self, question: LayerQuestion) -> None:
        """Takes a question that is to be asked."""
        self._wanted.append(question)

    def take(self) -> tuple[LayerQuestion, ...]:
        """What was wanted since the last time."""
        wanted, self._wanted = self._wanted, []
        return tuple(wanted)

    def ask(self, questions: Sequence[LayerQuestion], then: Callable[[], None]) -> None:
        """Asks what was never asked before. `then` is called, in another thread, for each answer that tells something."""
        for question in questions:
            line = written(question)
            if line not in self._asked:
                self._asked.add(line)
                self._oracle.request(question, lambda verdict: then() if verdict.accepted is not None else None)

    def close(self) -> None:
        """Ends the oracle's process."""
        self._oracle.close()
