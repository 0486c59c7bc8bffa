"""Loops and recursion that do the same again and again are followed until that is certain, and no further."""

from __future__ import annotations

from textwrap import dedent

from shapelens.analysis.document import Document

SETUP = """
import numpy as np
import keras
from keras import layers

x = keras.Input((4,))
"""


def analysed(program: str) -> Document:
    document = Document("loops.py", SETUP + dedent(program))
    document.analysis()
    return document


def shapes(document: Document, callee: str) -> list[str]:
    return [
        str(o.outputs[0])
        for site in document.analysis().sites
        if site.callee == callee
        for o in site.observations
        if o.outputs
    ]


TRAINING = """
    model = keras.Sequential([layers.Dense(8), layers.Dense(2)])
    checkpoint = object()

    def train_step(batch):
        return keras.ops.mean(model(batch))

    for epoch in range({epochs}):
        for step in range(100):
            loss = train_step(keras.ops.zeros((16, 4)))
            if step % 20 == 0:
                print(step, loss)
        if epoch % 10 == 0:
            print(checkpoint, epoch)
"""


def test_a_long_training_costs_what_a_short_one_does() -> None:
    short, long = analysed(TRAINING.format(epochs=6)), analysed(TRAINING.format(epochs=200))
    assert long.interpreter.steps <= 1.5 * short.interpreter.steps
    assert shapes(long, "keras.Sequential") == shapes(short, "keras.Sequential") == ["(16, 2)"]


def test_a_turn_that_differs_is_not_left_out() -> None:
    document = analysed("""
        y = x
        for i in range(30):
            if i == 20:
                y = layers.Dense(7)(y)
        z = layers.Dropout(0.5)(y)
    """)
    assert shapes(document, "keras.layers.Dropout") == ["(None, 7)"]


def test_what_only_some_turns_tell_is_told() -> None:
    document = analysed("""
        for i in range(30):
            layers.Dense(i + 1)(x)
    """)
    assert shapes(document, "keras.layers.Dense") == [f"(None, {units})" for units in range(1, 31)]


RECURSION = """
    grammar = [[("a", 1), ("b", 0)], [("c", 1), ("d", None)]]

    def generate(rules):
        state, out = 0, []
        while state is not None:
            index = np.random.randint(len(rules[state]))
            part, state = rules[state][index]
            if isinstance(part, list):
                part = generate(part)
            if np.random.rand() > 0.5:
                part = generate(rules)
            out.append(part)
        return out

    text = generate(grammar)
"""


def test_a_recursion_that_may_or_may_not_go_on_ends() -> None:
    document = analysed(RECURSION)
    assert document.analysis().notes == ()
    assert document.interpreter.steps < 10_000


def test_a_recursion_that_is_certain_is_followed() -> None:
    document = analysed("""
        def halve(y, depth):
            if depth == 0:
                return y
            return halve(layers.Dense(2 ** depth)(y), depth - 1)

        if np.random.rand() > 0.5:
            z = layers.Dropout(0.5)(halve(x, 10))
    """)
    assert shapes(document, "keras.layers.Dropout") == ["(None, 2)"]


def test_a_recursion_over_the_parts_of_a_list_is_certain() -> None:
    document = analysed("""
        def build(y, spec):
            if isinstance(spec, int):
                return layers.Dense(spec)(y)
            for part in spec:
                y = build(y, part)
            return y

        z = layers.Dropout(0.5)(build(x, [1, [2, [3, [4, [5, [6, 7]]]]]]))
    """)
    assert shapes(document, "keras.layers.Dropout") == ["(None, 7)"]
