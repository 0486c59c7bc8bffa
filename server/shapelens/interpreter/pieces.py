"""Where the statements of a file begin and end, found without its grammar: for a text of which some statement does not parse.

A statement begins where a line begins with code and no bracket or string is open. Whoever types leaves brackets open: one that nothing closes
ends its statement at the next line that begins with code. Where a piece ends depends on nothing that stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

TOKEN = re.compile(
    r"""
    \#[^\n]*
    | \"\"\"(?:\\.|[^\\])*?(?:\"\"\"|\Z) | '''(?:\\.|[^\\])*?(?:'''|\Z)
    | "(?:\\.|[^"\\\n])*"? | '(?:\\.|[^'\\\n])*'?
    | [()\[\]{}] | \\\n | \n
    """,
    re.VERBOSE | re.DOTALL,
)
"""What tells where a statement ends: comments, strings (perhaps not closed), brackets, and ends of lines."""
START = re.compile(r"(?=[^\s#)\]}])(?!(?:else|elif|except|finally)\b)")
"""Where a line may begin a statement: with code that does not go on with a block or close a bracket."""
NEXT_START = re.compile(rf"(?<=\n){START.pattern}")
STATEMENT = re.compile(r"(?:def|class|import|while|with|try|return|raise|assert|del|global|pass)\b")
"""What stands in no bracket: where a line begins with it, a bracket before was left open."""
CLOSING = {"(": ")", "[": "]", "{": "}"}
OPENING = {closer: opener for opener, closer in CLOSING.items()}
MARGIN = re.compile(r"[ \t]*")


class Piece(NamedTuple):
    """A statement with the lines up to the next one. `is_open`: whether it has a bracket or a string that nothing closes."""

    start: int
    end: int
    is_open: bool


def pieces(text: str, start: int = 0) -> Iterator[Piece]:
    """The pieces of a text from `start`, where one begins."""
    while start < len(text):
        piece = _piece(text, start)
        yield piece
        start = piece.end


def begins(text: str, start: int) -> bool:
    """Whether a line that begins there begins a statement."""
    return START.match(text, start) is not None


def _piece(text: str, start: int) -> Piece:
    if not begins(text, start):  # comments and blank lines before the first statement
        first = NEXT_START.search(text, start)
        if first is None:
            return Piece(start, len(text), False)
        return Piece(start, _piece(text, first.start())[1], False)
    depth = 0
    is_decorated = text[start] == "@"
    for token in TOKEN.finditer(text, start):
        mark = token[0]
        if mark in CLOSING:
            depth += 1
        elif mark in ")]}":
            depth = max(depth - 1, 0)
        elif mark == "\n":
            end = token.end()
            if depth and STATEMENT.match(text, end):
                break
            if not depth and begins(text, end):
                if not is_decorated:
                    return Piece(start, end, False)
                is_decorated = text[end] == "@"
        elif token.end() == len(text) and is_endless(mark):
            depth = 1
            break
    else:
        if not depth:
            return Piece(start, len(text), False)
    after = NEXT_START.search(text, start + 1)
    return Piece(start, len(text) if after is None else after.start(), True)


def is_endless(mark: str) -> bool:
    """Whether a token is a string that is not closed."""
    quote = mark[:3] if mark[:3] in ('"""', "'''") else mark[:1]
    return quote[:1] in ("'", '"') and (len(mark) < 2 * len(quote) or not mark.endswith(quote))


def missing(text: str) -> str:
    """What would close the strings and brackets that a text leaves open."""
    closers: list[str] = []
    for token in TOKEN.finditer(text):
        mark = token[0]
        if mark in CLOSING:
            closers.append(CLOSING[mark])
        elif mark in ")]}":
            if closers:
                closers.pop()
        elif is_endless(mark):
            closers.append(mark[:3] if mark[:3] in ('"""', "'''") else mark[0])
    return "".join(reversed(closers))


class Unbalanced(NamedTuple):
    """Brackets without their other half, by the indentation of lines: what is in a bracket is deeper than the line that opens it.

    left_open: the line that leaves one open, counted from 0
    closed:    the line that closes one that no line opens
    unopened:  the bracket that would open it
    """

    left_open: int | None = None
    closed: int | None = None
    unopened: str = ""


def unbalanced(text: str) -> Unbalanced:
    """The first brackets of a piece without their other half."""
    opened: list[tuple[int, int]] = []
    """Of each open bracket the line, and that line's depth."""
    line, depth = 0, len(MARGIN.match(text)[0])  # type: ignore[index]
    for token in TOKEN.finditer(text):
        mark = token[0]
        if mark in CLOSING:
            opened.append((line, depth))
        elif mark in ")]}":
            if not opened:
                return Unbalanced(None, line, OPENING[mark])
            opened.pop()
        line += mark.count("\n")
        if mark.endswith("\n"):
            margin = MARGIN.match(text, token.end())
            assert margin is not None
            depth, following = len(margin[0]), text[margin.end() : margin.end() + 1]
            if not opened or not following or following in "#\n":
                continue
            if depth < opened[-1][1] or (depth == opened[-1][1] and following not in OPENING):
                return Unbalanced(opened[-1][0])
            if following in OPENING and depth > opened[-1][1]:
                return Unbalanced(None, line, OPENING[following])
    return Unbalanced(opened[-1][0] if opened else None)
