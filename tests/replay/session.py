"""A replay: programs edited by every habit through one server, with looks that must be answered and comparisons that must agree."""

from __future__ import annotations

import hashlib
import random
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .habits import HABITS
from .typist import Judge, Typist, differences

FOLDER = Path(tempfile.gettempdir())


@dataclass
class Tally:
    """What a replay did, by habit, and what it found wrong."""

    programs: Counter[str] = field(default_factory=Counter)
    edits: Counter[str] = field(default_factory=Counter)
    looks: Counter[str] = field(default_factory=Counter)
    comparisons: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        for name in ("programs", "edits", "looks", "comparisons", "seconds"):
            getattr(self, name).update(getattr(other, name))
        self.wrong += other.wrong


def replay(typist: Typist, judge: Judge, habit: str, name: str, text: str, others: Sequence[str], every: int) -> Tally:
    """Edits one program by one habit. A look is waited for at each step; each `every`th, and the end, is compared.

    The same arguments give the same edits.
    """
    tally = Tally()
    seed = hashlib.sha256(f"{habit} {name} {text}".encode()).hexdigest()
    draw = random.Random(seed)
    path = FOLDER / f"replay_{seed[:12]}.py"
    started, before = time.monotonic(), typist.edits
    typist.open(path, text)

    def compare() -> None:
        tally.comparisons[habit] += 1
        found, wanted = typist.look(), judge.look(path, typist.text)
        tally.wrong += [f"{habit} {name}: {line}\n{typist.text}" for line in differences(found, wanted)]

    step = 0
    for step, _ in enumerate(HABITS[habit](typist, text, draw, others), 1):
        typist.look()
        if step % every == 0:
            compare()
    if not step or step % every:
        compare()
    typist.wire.settle()
    typist.shut()
    tally.programs[habit] = 1
    tally.looks[habit] = step
    tally.edits[habit] = typist.edits - before
    tally.seconds[habit] = int(time.monotonic() - started)
    return tally
