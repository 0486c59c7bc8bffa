"""Programs that would never end, fill the memory or overflow the stack: each is answered soon, at little cost. See `fuzz/hostile.py`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzz.hostile import MEBIBYTES, PROGRAMS, SECONDS, cost


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_is_answered_soon(name: str) -> None:
    spent = cost(PROGRAMS[name])
    assert spent.wrong == []
    assert spent.seconds < SECONDS
    assert spent.keystroke < SECONDS
    assert spent.mebibytes < MEBIBYTES
