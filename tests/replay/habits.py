"""The ways in which a text is edited: each a generator that edits a `Typist`'s text and yields after every step that is worth a look."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence

from .typist import Typist

Habit = Callable[[Typist, str, random.Random, Sequence[str]], Iterator[None]]
"""Edits an open text, drawing from a generator and from other programs' texts."""

TOKENS = re.compile(r"\s*(?:\w+|\r\n|.|\n|\Z)", re.DOTALL)
SCRAPS = (
    "",
    "(",
    ")",
    "]",
    "{",
    "\n",
    "\r\n",
    "\r",
    "    ",
    "\t",
    '"""',
    "'",
    "#",
    "\\\n",
    "x = ",
    ":",
    ",",
    "é𝒙",
    "\f",
    "\u2028",
    "@",
)


def typing(typist: Typist, text: str, draw: random.Random, others: Sequence[str]) -> Iterator[None]:
    """Every prefix, token by token from the empty text; a look at each line's end."""
    typist.rewrite("")
    for token in TOKENS.findall(text):
        end = len(typist.text)
        typist.replace(end, end, token)
        if draw.random() < 0.02:
            typist.glance(draw)
        if "\n" in token:
            yield
    yield


def deleting_lines(typist: Typist, text: str, draw: random.Random, others: Sequence[str]) -> Iterator[None]:
    """Each line gone, and back."""
    start = 0
    for line in text.splitlines(keepends=True):
        typist.replace(start, start + len(line), "")
        yield
        typist.replace(start, start, line)
        if draw.random() < 0.1:
            yield
        start += len(line)


def cutting(typist: Typist, text: str, draw: random.Random, others: Sequence[str]) -> Iterator[None]:
    """Pieces of any size cut out anywhere and scraps put in, one upon the other."""
    for _ in range(max(10, len(text) // 400)):
        now = typist.text
        start = draw.randrange(len(now) + 1)
        size = draw.choice([0, 0, 1, 2, 5, 40, 400])
        typist.replace(start, min(len(now), start + size), draw.choice(SCRAPS))
        if draw.random() < 0.3:
            typist.glance(draw)
        yield
        if draw.random() < 0.1:
            typist.rewrite(text)


def pasting(typist: Typist, text: str, draw: random.Random, others: Sequence[str]) -> Iterator[None]:
    """Pieces of other programs put over pieces of this one."""
    for _ in range(max(5, len(text) // 1500)):
        other = draw.choice(others)
        first, last = sorted(draw.choices(range(len(other) + 1), k=2))
        now = typist.text
        start = draw.randrange(len(now) + 1)
        typist.replace(
            start, min(len(now), start + draw.choice([0, 0, 30, 300])), other[first : min(last, first + 3000)]
        )
        typist.glance(draw)
        yield
        if len(typist.text) > 3 * len(text) + 1000:
            typist.rewrite(text)


def undoing(typist: Typist, text: str, draw: random.Random, others: Sequence[str]) -> Iterator[None]:
    """Storms of edits taken back, and made again, faster than anyone can look."""
    for _ in range(4):
        history = [typist.text]
        for _ in range(draw.randrange(5, 40)):
            now = typist.text
            start = draw.randrange(len(now) + 1)
            typist.replace(start, min(len(now), start + draw.choice([0, 1, 3])), draw.choice(SCRAPS))
            history.append(typist.text)
        for before in [*reversed(history), *history, *reversed(history)]:
            if draw.random() < 0.5:
                typist.rewrite(before)
                typist.glance(draw)
        yield
        typist.rewrite(history[0])
        yield


def flipping(typist: Typist, text: str, draw: random.Random, others: Sequence[str]) -> Iterator[None]:
    """Line ends of all kinds, of the whole text and of single lines."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    for end in ("\r\n", "\n", "\r", "\n", "\r\n"):
        typist.rewrite(plain.replace("\n", end))
        yield
    for _ in range(max(5, len(text) // 2000)):
        ends = [match.span() for match in re.finditer(r"\r\n|\r|\n", typist.text)]
        if not ends:
            break
        typist.replace(*draw.choice(ends), draw.choice(["\n", "\r\n", "\r", ""]))
        yield
    typist.rewrite("\ufeff" + text)
    yield


HABITS: dict[str, Habit] = {
    "typing": typing,
    "deleting lines": deleting_lines,
    "cutting": cutting,
    "pasting": pasting,
    "undoing": undoing,
    "flipping line ends": flipping,
}
