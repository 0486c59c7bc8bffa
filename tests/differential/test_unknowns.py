"""Not knowing something must not make an answer wrong: no Keras here, only Shapelens against itself.

Of each drawn question that Shapelens accepts, arguments and dimensions are hidden. What is then said must still be open to the first
answer: no rejection, and no dimension with another size.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from shapelens.libraries.keras.judge import predict
from shapelens.oracle import LayerQuestion, Tensor
from shapelens.shapes import UNKNOWN, symbol
from shapelens.values import Unknown

from .families import LAYERS
from .judging import drawn

DRAWS = 60
HIDDEN = 4
"""How often each question is asked with something hidden."""


@pytest.mark.parametrize("name", sorted(LAYERS))
def test_what_is_hidden_stays_open(name: str) -> None:
    chance = random.Random(name)
    wrong: list[str] = []
    for question in drawn(name, DRAWS, None):
        told = answer(question)
        if told.accepted is not True:
            continue
        for _ in range(HIDDEN):
            hidden = with_hidden(question, chance)
            said = answer(hidden)
            if said.accepted is False or not is_open_to(said.outputs, told.outputs):
                wrong.append(f"{hidden}\n      {said}\n      though {told}")
    assert not wrong, f"{len(wrong)} answers\n  " + "\n  ".join(wrong[:6])


def answer(question: LayerQuestion) -> Any:
    return predict(question.name, question.args, question.kwargs, question.inputs, question.call_kwargs)


def with_hidden(question: LayerQuestion, chance: random.Random) -> LayerQuestion:
    """The question with some of its arguments and dimensions made unknown, or symbols."""

    def argument(name: str, value: Any) -> Any:
        if chance.random() < 0.8:
            return value
        is_size = isinstance(value, int) and not isinstance(value, bool) and value > 0
        return symbol(name) if is_size and chance.random() < 0.5 else Unknown(name)

    def dimension(size: Any) -> Any:
        if size is None or chance.random() < 0.7:
            return size
        return UNKNOWN if chance.random() < 0.6 else symbol(f"n{size}")

    def tensor(value: Any) -> Any:
        if isinstance(value, Tensor):
            shape = None if value.shape is None or chance.random() < 0.05 else tuple(map(dimension, value.shape))
            return Tensor(shape, value.dtype)
        if isinstance(value, (list, tuple)):
            return type(value)(map(tensor, value))
        return {key: tensor(item) for key, item in value.items()} if isinstance(value, dict) else value

    return replace(
        question,
        args=tuple(argument(f"a{at}", value) for at, value in enumerate(question.args)),
        kwargs={name: argument(name, value) for name, value in question.kwargs.items()},
        inputs=tensor(question.inputs),
        call_kwargs={name: tensor(value) for name, value in question.call_kwargs.items()},
    )


def is_open_to(said: Any, told: Any) -> bool:
    """Whether a structure of shapes leaves room for another: equal where it is a number or None, anything elsewhere."""
    if not isinstance(said, (list, tuple, dict)) or not isinstance(told, (list, tuple, dict)):
        return True
    if isinstance(said, dict) or isinstance(told, dict):
        same = isinstance(said, dict) and isinstance(told, dict) and said.keys() == told.keys()
        return same and all(is_open_to(said[key], told[key]) for key in said)
    if len(said) != len(told):
        return False
    return all(is_open_to(a, b) if isinstance(a, (list, tuple, dict)) else _admits(a, b) for a, b in zip(said, told))


def _admits(said: Any, told: Any) -> bool:
    return said == told or not (isinstance(said, int) or said is None) or not (isinstance(told, int) or told is None)
