"""An analysis that was reached by edits equals the one from scratch, whatever the edits."""

from __future__ import annotations

import ast
import gc
import importlib.util
import os
import random
import re
import sys
from pathlib import Path

import pytest
from shapelens.analysis.document import Document, analyse
from shapelens.analysis.workspace import Workspace
from shapelens.interpreter.memory import GENERATION

sys.path.insert(0, str(Path(__file__).parents[1]))

from incremental import edits, told

ROOT = Path(__file__).parents[2]
EDITS = int(os.environ.get("SHAPELENS_EDITS", "40"))
"""Random edits of each program."""
COMPARED = int(os.environ.get("SHAPELENS_COMPARED", "8"))
"""One edit of so many is compared with an analysis from scratch: what goes wrong stays wrong until its statement is edited again."""


LONGEST = 1_000
"""Lines of a program that is edited here."""


def programs() -> dict[str, str]:
    """Programs to edit: the examples, those of `tests/programs`, Keras's own applications, and the cases of each folder joined."""
    keras = importlib.util.find_spec("keras")
    assert keras is not None and keras.origin is not None
    applications = Path(keras.origin).parent / "src" / "applications"
    written = [*sorted((ROOT / "examples").glob("*.py")), *sorted((ROOT / "tests" / "programs").glob("*.py"))]
    files = [*written, *sorted(applications.glob("[!_]*[!t].py"))]
    texts = {str(file): file.read_text(encoding="utf-8") for file in files}
    texts = {path: text for path, text in texts.items() if text.count("\n") <= LONGEST}
    for folder in sorted((ROOT / "tests" / "cases").iterdir()):
        blocks = [BLOCK.findall(page.read_text(encoding="utf-8")) for page in sorted(folder.glob("*.md"))]
        text = "\n".join(block for page in blocks for block in page)
        if text:
            texts[f"{folder.name}.py"] = "\n".join(text.split("\n")[:400]) + "\n"
    return texts


BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)
PROGRAMS = programs()


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: Path(path).stem)
def test_edits_equal_from_scratch(path: str) -> None:
    text = PROGRAMS[path]
    workspace = Workspace()
    document = Document(path, text, workspace=workspace)
    document.analysis()
    seed = random.Random(Path(path).stem).randrange(1 << 30)
    for number, changed in enumerate(edits(text, seed=seed, count=EDITS), 1):
        document.update(changed)
        analysis = document.analysis()
        if number % COMPARED == 0:
            assert told(analysis) == told(analyse(path, changed, workspace=workspace)), f"after edit {number}"


def test_a_comment_edit_keeps_every_run() -> None:
    text = "import keras\nx = keras.Input((4,))\ny = keras.layers.Dense(3)(x)\n"
    document = Document("a.py", text)
    before = told(document.analysis())
    document.update(text.replace("y =", "# a comment\ny ="))
    after = told(document.analysis())
    assert [entry[1:] for entry in after["sites"]] == [entry[1:] for entry in before["sites"]]
    assert [entry[0].line for entry in after["sites"]] == [
        entry[0].line + (entry[0].line > 2) for entry in before["sites"]
    ]


METHODS = """
class A:
    def first(self):
        return f"{1}"

    def second(self):
        return 2

    def third(self):
        return 3
"""


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ("return 2", "return 5", [True, False, True]),
        ("return 2", "return (5", [True, False, True]),
        ("return 2", "return 2  # a comment", [True, True, True]),
        ("return 2", "x = 5\n        return x", [True, False, False]),
        ("return 2", "return 2\n\ndef f():\n    return 1", [True, True]),
        ("A:", "A:\n", [False, False, False]),
        ("A:", "B:", [True, True, True]),
        ('f"{1}"', 'f"{2}"', [False, True, True]),
    ],
)
def test_methods_that_an_edit_does_not_touch_keep_their_nodes(before: str, after: str, kept: list[bool]) -> None:
    document = Document("case.py", METHODS)
    old = document.chunks[0].statements[0]
    document.update(METHODS.replace(before, after))
    new = document.chunks[0].statements[0]
    assert isinstance(old, ast.ClassDef) and isinstance(new, ast.ClassDef)
    assert [a is b for a, b in zip(old.body, new.body)] == kept


LOOKS = """
def costly(n):
    x = [n]
    for i in range(15):
        x = [x, x]
    return [str(x) == str(n)]

def several(*numbers):
    for n in numbers:
        last = costly(n)
    return last

y = several(0, 1)
"""


def test_a_call_that_is_repeated_costs_what_it_cost() -> None:
    document = Document("case.py", LOOKS)
    assert document.analysis().notes == ()
    edited = LOOKS.replace("(0, 1)", "(0, 1, 2, 3)")
    document.update(edited)
    assert document.analysis().notes == analyse("case.py", edited).notes != ()


TYPED = """
import keras
from keras import layers

def sizes(filters, factor):
    new = filters * factor
    if new % 2:
        new = new + 1
    for step in range(3):
        new = new + step
    return new

def block(x, filters):
    last = x
    for factor in range(1, 4):
        last = layers.Dense(sizes(filters, factor))(last)
        channels(last)
    return last

def channels(x):
    shape = x.shape
    count = 1
    for size in shape[1:]:
        count = count * size
    return count

x = keras.Input((8,))
for filters in (4, 6):
    x = block(x, filters)
model = keras.Model(x, x)
"""


def test_typing_for_long_keeps_nothing_of_what_was_typed() -> None:
    """Objects are counted after whole generations of remembered calls; what is remembered grows to a bound and is forgotten, so the least counts."""
    document = Document("case.py", TYPED)
    alive = []
    for number in range(12 * GENERATION):
        document.update(TYPED.replace("(4, 6)", f"({number + 1}, {number + 3})"))
        document.analysis()
        if (number + 1) % GENERATION == 0:
            gc.collect()
            alive.append(len(gc.get_objects()))
    assert min(alive[8:]) < 1.01 * min(alive[4:8])


DELETED = """
import keras

class Sizes:
    width = 8

sizes = Sizes()
{}
del sizes.width
x = keras.layers.Dense(sizes.width)(keras.Input((2,)))
"""


def test_a_deletion_depends_on_what_it_deletes() -> None:
    document = Document("case.py", DELETED.format("sizes.width = 3y = 4"))
    document.analysis()
    edited = DELETED.format("sizes.width = 3\ny = 4")
    document.update(edited)
    assert told(document.analysis()) == told(analyse("case.py", edited))


TAKEN = """
import keras

class Box:
    def __init__(self):
        self.a, self.b, self.c = 1, 2, 3
        self.d = 4
        self.units = 5

def make():
    box = Box()
    box.a = 3
    box.b = 3
    return box

if True:
    box = make()
    box.units = 7
x = keras.Input((box.units,))
def grow():
    box.units = box.units + 1
grow()
y = keras.Input((box.units,))
"""


def test_what_is_made_of_an_object_that_is_taken_over_counts() -> None:
    document = Document("case.py", TAKEN)
    document.analysis()
    text = TAKEN
    for old, new in [
        ("units = 7", "units = 8"),
        ("units + 1", "units + 2"),
        ("box.a = 3", "box.a = 4"),
        ("= 8", "= 9"),
    ]:
        text = text.replace(old, new)
        document.update(text)
        assert told(document.analysis()) == told(analyse("case.py", text))


LATER = """
import keras

class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.last = keras.layers.Dense(width)

    def call(self, x):
        return self.last(x)

width = 3
size = 4
net = Net()
x = keras.Input((size,))
y = net(x)
net.width = width
width = 5
z = keras.Input((net.width,))
net.width = 8
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("size = 4", "size = width"),
        ("size = 4", "size = 6; width = 7"),
        ("size = 4", "size = 6; net = 1"),
        ("net.width = width", "net.width = width + 1"),
        ("width = 3\n", "width = 6\n"),
        ("width = 5\n", ""),
        ("width = 3\n", "width = 3\nif width == 5:\n    width = 6\n"),
        ("z = keras", "width = width + 1\nz = keras"),
    ],
)
def test_a_statement_does_not_see_what_later_ones_do(old: str, new: str) -> None:
    document = Document("case.py", LATER)
    document.analysis()
    for text in (LATER.replace(old, new), LATER):
        document.update(text)
        assert told(document.analysis()) == told(analyse("case.py", text))


COMPILED = """
import keras
from keras import layers

class Block(layers.Layer):
    def __init__(self):
        super().__init__()
        self.scale = keras.Variable(keras.ops.ones((3,)))

first = keras.Sequential([keras.Input((8,)), layers.Dense(8)])
second = Block()
size = 16
first.compile(keras.optimizers.Adam(size), "mse")
first.fit(keras.ops.ones((32, 8)), keras.ops.ones((32, 8)))
second.width = size
print(second.count_params() * size)
"""


def test_what_a_library_keeps_of_an_object_has_no_order() -> None:
    """Where an earlier and a later statement write to one object, an edit is no reason to analyse from scratch: nobody asks in which order."""
    document = Document("a.py", COMPILED)
    document.analysis()
    engine = document._engine
    for size in ("17", "18", "16"):
        text = COMPILED.replace("16", size)
        document.update(text)
        assert told(document.analysis()) == told(analyse("a.py", text))
    assert document._engine is engine


TURNS = """
import keras

x = keras.Input((4,))
last = 1

for i in range(50):
    keras.ops.relu(x)
    last = 1
"""


def test_a_loop_that_looks_for_its_fixed_point_reads_what_it_overwrites() -> None:
    document = Document("case.py", TURNS)
    for text in (TURNS, TURNS.replace("last = 1\n\n", "last = 2\n\n"), TURNS):
        document.update(text)
        assert told(document.analysis()) == told(analyse("case.py", text))


def test_an_analysis_tells_the_same_when_it_is_asked_late() -> None:
    path = next(path for path in PROGRAMS if path.endswith("stages_by_config.py"))
    document = Document(path, PROGRAMS[path])
    analyses = {}
    for text in edits(PROGRAMS[path], seed=3, count=15):
        document.update(text)
        analyses[text] = document.analysis()
    for text, analysis in sorted(analyses.items(), key=lambda entry: hash(entry[0])):
        assert told(analysis) == told(analyse(path, text))


def test_what_is_told_of_some_lines_is_told_of_the_file() -> None:
    path = next(path for path in PROGRAMS if path.endswith("pair_embeddings.py"))
    text = PROGRAMS[path].rstrip("\n")
    analysis = analyse(path, text)
    found = {
        site
        for line in range(text.count("\n") + 1)
        for told, _, _ in analysis.told(line + 1, line + 1)
        for site in told
    }
    assert found == set(analysis.sites)
    last = analyse("case.py", "import keras\n\nx = keras.Input((3,))")
    assert [site.location.line for told, _, _ in last.told(3, 3) for site in told] == [3]
