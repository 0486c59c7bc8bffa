"""A call that is told from one like it leaves what it would have left if it had been executed."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from shapelens.analysis.analysis import Analysis
from shapelens.analysis.document import Document
from shapelens.features.hover import hover
from shapelens.interpreter import memory, precedents
from shapelens.interpreter.interpreter import Interpreter
from shapelens.interpreter.likeness import Likeness
from shapelens.interpreter.record import Record
from shapelens.interpreter.remembered import Call
from shapelens.shapes import Shape
from shapelens.values import Native, Tensor

sys.path.insert(0, str(Path(__file__).parents[1]))

from incremental import told

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
PAGES = sorted((ROOT / "tests" / "cases").rglob("*.md"))
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
NEVER = 1 << 40


def analysed(text: str, least: int, monkeypatch: pytest.MonkeyPatch) -> Analysis:
    """The analysis from scratch where calls of at least so many steps are told from others like them."""
    monkeypatch.setattr(precedents, "LARGE", least)
    monkeypatch.setattr(memory, "SMALL", min(least, 6))
    return Document("a.py", text).analysis()


def shown(analysis: Analysis) -> dict[object, object]:
    """What is told, and what a hover over every site shows: names, parameters and origins of the objects."""
    hovers = [hover(analysis, site.location.line, site.location.column + 1) for site in analysis.sites]
    return {**told(analysis), "hovers": hovers}


@pytest.mark.parametrize("page", [*PAGES, *EXAMPLES], ids=lambda page: f"{page.parent.name}-{page.stem}")
def test_it_makes_no_difference(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = page.read_text(encoding="utf-8")
    for program in BLOCK.findall(text) if page.suffix == ".md" else [text]:
        assert shown(analysed(program, 1, monkeypatch)) == shown(analysed(program, NEVER, monkeypatch))


STACK = """
import keras
from keras import layers

class Block(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.first = layers.Dense(2 * units, activation="relu")
        self.second = layers.Dense(units)
        self.norm = layers.LayerNormalization()
    def call(self, x):
        return self.norm(x + self.second(self.first(x)))

blocks = [Block(32) for _ in range(12)]
x = inputs = keras.Input((10, 32))
for block in blocks:
    x = block(x)
model = keras.Model(inputs, x)
total = model.count_params()
"""


def executed(text: str, least: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many calls of functions of the program were executed."""
    count = 0
    enter = precedents.Precedents._for_others

    def counted(*arguments: object) -> object:
        nonlocal count
        found = enter(*arguments)  # type: ignore[arg-type]
        count += found is not None
        return found

    monkeypatch.setattr(precedents.Precedents, "_for_others", counted)
    assert analysed(text, least, monkeypatch).findings == ()
    return count


def test_equal_blocks_are_executed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    # 11 of 12 constructions, and of the calls all but the first two: the second takes what a block made
    assert executed(STACK, precedents.LARGE, monkeypatch) >= 20


WIDTHS = """
import keras
from keras import layers

def block(width):
    def apply(inputs):
        x, skip = inputs
        x = layers.Dense(width)(x)
        x = layers.LayerNormalization()(x)
        return layers.Activation("relu")(x)
    return apply

inputs = keras.Input((10,))
x = layers.Dropout(0.1)(inputs)
for width in range(8, 88, 8):
    x = block(width)([x, inputs])
"""


def test_blocks_of_many_widths_find_their_own_after_an_edit(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    look = precedents.Precedents._for_others

    def counted(*arguments: object) -> object:
        found.append(look(*arguments))  # type: ignore[arg-type]
        return found[-1]

    document = Document("a.py", WIDTHS)
    document.analysis()
    monkeypatch.setattr(precedents.Precedents, "_for_others", counted)
    document.update(WIDTHS.replace("0.1", "0.2"))
    assert document.analysis().findings == ()
    assert sum(call is not None for call in found) >= 10


WRONG = """
import keras
from keras import layers

first = layers.Conv2D(8, 3)
second = layers.Conv2D(8, 3)

def use(layer, x):
    y = layers.Dense(4)(x)
    y = layers.Dense(8)(y)
    return layer(y)

x = keras.Input((10, 32))
use(first, x)
use(second, x)
"""


def test_what_is_amiss_is_told_of_the_own_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedents, "LARGE", 1)
    document = Document("a.py", WRONG)
    document.analysis()
    findings = [finding for block in document._engine.blocks for finding in block.findings]
    own = [document._engine.scope.fields[name] for name in ("first", "second")]
    assert [finding.facts["layer"] for finding in findings] == own
    assert [finding.related[-1].span for finding in findings] == [layer.span for layer in own]  # type: ignore[attr-defined]


VARIABLES = """
import keras
from keras import layers

class Block(layers.Layer):
    def __init__(self):
        super().__init__()
        self.scale = layers.Dense(8)
    def build(self, shape):
        self.index = keras.Variable(initializer=keras.ops.zeros((4, 4)), trainable=False, dtype="int32")
        self.scale.build(shape)
    def call(self, x):
        return self.scale(self.scale(x))

x = inputs = keras.Input((10, 8))
for block in [Block() for _ in range(4)]:
    x = block(x)
total = keras.Model(inputs, x).count_params()
"""


def test_a_variable_is_made_again_as_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    assert value_of("total", VARIABLES, monkeypatch) == 4 * (8 * 8 + 8 + 4 * 4)


def value_of(name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> object:
    found = []
    for least in (1, NEVER):
        monkeypatch.setattr(precedents, "LARGE", least)
        monkeypatch.setattr(memory, "SMALL", min(least, 6))
        document = Document("a.py", text)
        document.analysis()
        found.append(document._engine.scope.fields[name])
    assert found[0] == found[1]
    return found[0]


def test_every_block_has_variables_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    each = (32 * 64 + 64) + (64 * 32 + 32) + 2 * 32
    assert value_of("total", STACK, monkeypatch) == 12 * each


ALIASES = """
class Box:
    def __init__(self, n):
        self.n = n
        self.seen = []

def pour(a, b):
    a.n = a.n + 1
    b.n = b.n + 10
    a.seen.append(b.n)
    for _ in range(3):
        b.seen.append(a.n)
    return a.n + b.n + len(a.seen)

one, two, three = Box(1), Box(1), Box(1)
apart = pour(one, two)
same = pour(three, three)
again = pour(one, three)
answer = (apart, same, again, len(one.seen), len(two.seen), len(three.seen))
"""


def test_one_object_twice_is_not_two_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    scope: dict[str, object] = {}
    exec(ALIASES, scope)
    assert value_of("answer", ALIASES, monkeypatch) == scope["answer"]


CLOSURES = """
def counter(start):
    count = [start]
    def more(step):
        count[0] = count[0] + step
        return count[0]
    def both(step):
        return more(step) + more(step)
    return more, both

first, first_both = counter(0)
second, second_both = counter(0)
a = (first(1), first_both(2), first(3))
b = (second(1), second_both(2), second(3))
c = (first(1), second_both(2), first(3), first_both(2), second_both(2))
answer = (a, b, c)
"""


def test_a_closure_keeps_to_its_own_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    scope: dict[str, object] = {}
    exec(CLOSURES, scope)
    assert value_of("answer", CLOSURES, monkeypatch) == scope["answer"]


DEFAULTS = """
import keras
from keras import layers

def tower(x, kernel, shared=layers.Dense(4)):
    own = layers.Conv1D(8, kernel, padding="same")
    return shared(layers.GlobalAveragePooling1D()(own(x)))

a, b, c = keras.Input((9, 3)), keras.Input((9, 3)), keras.Input((9, 3))
model = keras.Model([a, b, c], [tower(a, 3), tower(b, 3), tower(c, 5)])
total = model.count_params()
"""


def test_what_two_calls_share_stays_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    conv = lambda kernel: kernel * 3 * 8 + 8  # noqa: E731
    assert value_of("total", DEFAULTS, monkeypatch) == 2 * conv(3) + conv(5) + 8 * 4 + 4


def test_a_tuple_that_holds_another_twice_and_so_on_is_walked_once() -> None:
    def doubled() -> tuple[object, ...]:
        whole: tuple[object, ...] = (Tensor(Shape(1)),)
        for _ in range(60):
            whole = (whole, whole)
        return whole

    old, new = doubled(), doubled()
    like = Likeness(0, (), None, lambda span: False)
    assert like.is_like(old, new)
    assert same_inside(like.image(old), new)


def same_inside(a: object, b: object) -> bool:
    while isinstance(a, tuple) and isinstance(b, tuple):
        a, b = a[0], b[0]
    return a is b


def test_what_nests_too_deeply_is_like_nothing() -> None:
    def nested() -> tuple[object, ...]:
        whole: tuple[object, ...] = (1,)
        for _ in range(100_000):
            whole = (whole, 1)
        return whole

    run = Interpreter("a.py")
    function = Native("kept", lambda ctx, *arguments: None)
    call = Call(("deep",), function, (nested(),), {}, ())
    call.told, call.steps = Record(), precedents.LARGE
    known = precedents.Precedents()
    known.add(("kind",), call, is_closed=True)
    assert known.like(run, ("kind",), ("deep",), function, (nested(),), {}) is None
    call.arguments = (1,)
    assert known.like(run, ("kind",), ("one",), function, (1,), {}) is not None


NOTHING = """
class Box:
    def __init__(self, inner):
        self.inner = inner

def use(box):
    total = 0
    for i in range(3):
        total = total + i
    if box.inner is None:
        return total
    return total + len(box.inner)

answer = (use(Box([1, 2])), use(Box(None)), use(Box([1, 2, 3])))
"""


def test_none_is_like_no_object(monkeypatch: pytest.MonkeyPatch) -> None:
    assert value_of("answer", NOTHING, monkeypatch) == (5, 3, 6)
