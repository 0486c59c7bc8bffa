"""Programs typed as people type them: nothing is logged as an error, no request stays open, and the end is as from scratch.

`make replay` does the same at length.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from markdown_cases import programs
from replay.habits import HABITS
from replay.session import Tally, replay
from replay.typist import Judge, Typist

ENCODINGS = ("utf-8", "utf-16", "utf-32")
SHARE = {"typing": 9, "deleting lines": 23, "cutting": 17, "pasting": 13, "undoing": 29, "flipping line ends": 19}
"""Of so many cases one is replayed here."""


@pytest.mark.parametrize(("number", "habit"), list(enumerate(HABITS)))
def test_cases_edited_end_as_from_scratch(number: int, habit: str) -> None:
    every = programs()
    others = [program.code for program in every]
    encoding = ENCODINGS[number % len(ENCODINGS)]
    typist, judge = Typist(encoding), Judge(encoding)
    total = Tally()
    for program in every[number :: SHARE[habit]]:
        total.add(replay(typist, judge, habit, str(program), program.code, others, every=50))
    typist.close()
    judge.close()
    assert total.wrong == []
    assert total.edits[habit] > 100
