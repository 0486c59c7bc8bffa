"""A statement that is parsed without what stands around it: its chunk has the tree that parsing all of it gives, or is not answered at all."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapelens
from shapelens.analysis.parsing import Chunk, split
from shapelens.analysis.retyping import retyped

SOURCES = sorted(Path(shapelens.__file__).parent.rglob("*.py"))
TYPED = [
    "",
    "",
    "1",
    "7",
    "x",
    " ",
    "    ",
    "(",
    ")",
    "[]",
    "'",
    '"',
    '"""',
    "#",
    ":",
    ";",
    "\\",
    "=",
    ",",
    "é",
    "@",
    "else:",
    "\n",
    "if x: y",
    "f'{x}'",
]


def whole(chunks: list[Chunk]) -> list[tuple[str, str]]:
    """The text and the tree of each chunk, with where everything stands."""
    return [(chunk.unit.text, ast.dump(ast.Module(chunk.statements, []), include_attributes=True)) for chunk in chunks]


def edits(text: str, rng: random.Random, count: int) -> Iterator[tuple[int, int, str]]:
    for _ in range(count):
        start = rng.randrange(len(text))
        yield start, min(start + rng.choice([0, 0, 1, 1, 2, 5]), len(text)), rng.choice(TYPED)


@pytest.mark.parametrize("seed", range(4))
def test_it_is_what_parsing_the_whole_chunk_gives(seed: int) -> None:
    rng = random.Random(seed)
    answered = tried = 0
    for source in rng.sample(SOURCES, 30):
        text = source.read_text()
        chunks = list(split(str(source), text))
        for chunk in (one for one in chunks if one.lines > 3):
            before = whole([chunk])
            for start, end, typed in edits(chunk.unit.text, rng, 12):
                new = retyped(chunk, start, end, typed)
                tried += 1
                if new is not None:
                    answered += 1
                    edited = chunk.unit.text[:start] + typed + chunk.unit.text[end:]
                    assert whole([new]) == whole(list(split(str(source), edited))), (chunk.unit.text, start, end, typed)
                    assert whole([chunk]) == before
    assert answered > tried / 10


CLASS = """\
class Block(Layer):
    @staticmethod
    def make(units):
        if units > 1: units = 2
        elif units > 0: units = 3
        if units: \\
            units = 4
        first = 1; second = 2
        for turn in range(3):
            try:
                total = (1 +
                    2)
            except ValueError:
                total = 0
            else:
                total = 1  # a comment
        return total

    def last(self):
        return 5
"""

STAYS = {
    "a number": ("return 5", "return 55"),
    "a name in a continued line": ("                    2)", "                    2 * 3)"),
    "a decorator": ("@staticmethod", "@classmethod"),
    "the head of a loop": ("range(3)", "range(30)"),
    "a statement on the line of its condition": ("units = 2", "units = 22"),
    "what an exception leads to": ("total = 0", "total = 10"),
    "a comment": ("# a comment", "# another"),
}
PARSED_WHOLE = {
    "one more statement": ("return 5", "return 5; x = 1"),
    "one of two in a line": ("second = 2", "second = 3"),
    "an indentation": ("        return 5", "            return 5"),
    "a bracket that is left open": ("return 5", "return (5"),
    "a string that is left open": ("return 5", "return '''5"),
    "a line that goes on": ("return total", "return total \\"),
    "a further line": ("return 5", "x = 1\n        return 5"),
    "a head that becomes a comment": ("for turn", "# for turn"),
    "an `elif` that becomes an `if`": ("elif units", "if units"),
    "what follows a line that goes on": ("units = 4", "with units: pass"),
    "the head of the class": ("Block(Layer)", "Blocks(Layer)"),
}


@pytest.mark.parametrize("name", STAYS)
def test_what_stays_within_a_statement(name: str) -> None:
    chunk, start, (old, new) = next(split("a.py", CLASS)), CLASS.index(STAYS[name][0]), STAYS[name]
    made = retyped(chunk, start, start + len(old), new)
    assert made is not None
    assert whole([made]) == whole([next(split("a.py", CLASS.replace(old, new, 1)))])
    assert made.statements[0] is not chunk.statements[0]


@pytest.mark.parametrize("name", PARSED_WHOLE)
def test_what_may_change_more(name: str) -> None:
    chunk, start, (old, new) = next(split("a.py", CLASS)), CLASS.index(PARSED_WHOLE[name][0]), PARSED_WHOLE[name]
    assert retyped(chunk, start, start + len(old), new) is None
