"""Real Keras in the background of the editor: answers for layers that Shapelens has no rule for. Nobody ever waits for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ..features.questions import CannotAsk, asked
from ..interpreter import Context
from ..libraries.keras.asked import Answer, Call
from ..libraries.keras.rule import Weight
from ..oracle import LayerQuestion, Oracle, Tensor, Verdict
from ..oracle.questions import written
from ..shapes import Shape, Structure


class Judge:
    """Collects the questions of an analysis, and asks each once, in the oracle's own thread.

    `answer` and `take` belong to the worker's thread, `ask` and `close` to the event loop's.
    """

    def __init__(self, interpreter: Path) -> None:
        self._oracle = Oracle(interpreter)
        self._wanted: list[LayerQuestion] = []
        self._asked: set[str] = set()

    def answer(self, ctx: Context, call: Call) -> Answer | None:
        """What Keras said of that call before. None where it was not asked (then it will be), cannot be, or said nothing."""
        try:
            question = LayerQuestion(
                call.name,
                tuple(asked(ctx, value) for value in call.arguments),
                {name: asked(ctx, value) for name, value in call.keywords.items()},
                asked(ctx, call.inputs),
                {name: asked(ctx, value) for name, value in call.call_keywords.items()},
            )
        except CannotAsk:
            return None
        verdict = self._oracle.known(question)
        if verdict is None:
            self._wanted.append(question)
            return None
        return answer_of(verdict)

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


def answer_of(verdict: Verdict) -> Answer | None:
    """A verdict in the libraries' own terms; None where it tells nothing."""
    if verdict.accepted is None:
        return None
    if not verdict.accepted:
        return Answer(error=" ".join(verdict.error.message.split())[:200] if verdict.error else "Keras raises")
    weights = None
    if verdict.weights is not None:
        weights = tuple(Weight(weight.name, Shape(*weight.shape), weight.trainable) for weight in verdict.weights)
    dtypes: list[str] = []
    outputs = _shapes(verdict.outputs, dtypes)
    return Answer(outputs, dtypes[0] if len(set(dtypes)) == 1 else None, weights)


def _shapes(outputs: Any, dtypes: list[str]) -> Structure:
    """The oracle's tensors as shapes, in the same structure; their dtypes go to the list."""
    if isinstance(outputs, Tensor):
        dtypes.append(outputs.dtype)
        return Shape.unknown() if outputs.shape is None else Shape(*outputs.shape)
    if isinstance(outputs, dict):
        return {key: _shapes(item, dtypes) for key, item in outputs.items()}
    if isinstance(outputs, tuple):
        return tuple(_shapes(item, dtypes) for item in outputs)
    if isinstance(outputs, list):
        return [_shapes(item, dtypes) for item in outputs]
    return Shape.unknown()
