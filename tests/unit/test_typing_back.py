"""Whoever types back gets what was there, without waiting for it: the runs of then are put back."""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path

import pytest
from shapelens.analysis.document import Document, analyse
from shapelens.analysis.engine import Engine
from shapelens.analysis.uncalled import Uncalled

sys.path.insert(0, str(Path(__file__).parents[1]))

from incremental import told

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.py")) + sorted((ROOT / "tests" / "programs").glob("*.py"))
NUMBER = re.compile(r"(?<=[(=\s,])\d+(?=[,)\s])")

PROGRAM = """
import keras
from keras import layers

class Block(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.inner = layers.Dense(2 * units)
        self.outer = layers.Dense(units)
    def call(self, x):
        return x + self.outer(self.inner(x))

def build(units=32):
    inputs = keras.Input((10, units))
    x = Block(units)(inputs)
    return keras.Model(inputs, layers.Dense(1)(x))

model = build()
model.compile("adam", "mse")
y = model(keras.ops.zeros((4, 10, 32)))
total = model.count_params()
"""


def executed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that are executed from now on."""
    texts: list[str] = []
    execute = Engine._execute

    def noted(self: Engine, chunk, spare):  # type: ignore[no-untyped-def]
        texts.append(chunk.unit.text.strip())
        return execute(self, chunk, spare)

    monkeypatch.setattr(Engine, "_execute", noted)
    return texts


def test_typing_back_executes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    document = Document("a.py", PROGRAM)
    first, total = told(document.analysis()), document.value_of("total")
    other = PROGRAM.replace("2 * units", "3 * units")
    document.update(other)
    second = told(document.analysis())
    assert second == told(analyse("a.py", other)) != first
    assert document.value_of("total") != total
    texts = executed(monkeypatch)
    for _ in range(2):
        document.update(PROGRAM)
        assert told(document.analysis()) == first
        assert document.value_of("total") == total
        document.update(other)
        assert told(document.analysis()) == second
    assert texts == []


UNCALLED = """
import keras
from keras import layers

def block(x, units):
    return layers.Dense(2 * units)(x)

class Small(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.inner = layers.Dense(units)
    def call(self, x):
        return block(self.inner(x), 7)

def first(units=32):
    return block(keras.Input((10,)), units)

def second(units=8):
    return layers.Dense(units)(keras.Input((20,)))
"""


def test_functions_that_nobody_calls_are_tried_once_for_each_text(monkeypatch: pytest.MonkeyPatch) -> None:
    document = Document("a.py", UNCALLED)
    first = told(document.analysis())
    tried: list[str] = []
    run = Uncalled._run

    def noted(self: Uncalled, chunk, *rest):  # type: ignore[no-untyped-def]
        tried.append(chunk.unit.text.strip().split("(")[0])
        return run(self, chunk, *rest)

    monkeypatch.setattr(Uncalled, "_run", noted)
    other = UNCALLED.replace("2 * units", "3 * units")
    document.update(other)
    second = told(document.analysis())
    assert second == told(analyse("a.py", other)) != first
    tried.clear()
    for _ in range(2):
        document.update(UNCALLED)
        assert told(document.analysis()) == first
        document.update(other)
        assert told(document.analysis()) == second
    assert tried == []
    document.update(other.replace("units=8", "units=9"))
    document.analysis()
    assert tried == ["def second"]


def test_a_half_typed_number_and_back_executes_what_it_changed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    document = Document("a.py", PROGRAM)
    before = told(document.analysis())
    texts = executed(monkeypatch)
    for text in (PROGRAM.replace("units=32", "units=321"), PROGRAM, PROGRAM.replace("units=32", "units=321"), PROGRAM):
        document.update(text)
        document.analysis()
    assert told(document.analysis()) == before
    assert len(texts) == len(set(texts)), "each statement once, for the new number"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_to_and_fro_equals_from_scratch(path: Path) -> None:
    draw = random.Random(path.stem)
    texts = [path.read_text(encoding="utf-8")]
    document = Document(str(path), texts[0])
    document.analysis()
    for _ in range(24):
        text = texts[-1]
        if draw.random() < 0.5:
            text = draw.choice(texts[-5:])
        elif matches := list(NUMBER.finditer(text)):
            match = draw.choice(matches)
            text = text[: match.start()] + str(draw.choice([1, 3, 8, 17, 64])) + text[match.end() :]
        texts.append(text)
        document.update(text)
        assert told(document.analysis()) == told(analyse(str(path), text))
