"""Source text to top-level statements, whatever state it is in.

The text is cut into chunks, one for each top-level statement, that are parsed and interpreted on their own. Half-typed
code loses the lines that do not parse and nothing else.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Collection, Iterator

from ..values import Unit

MOST_REPAIRS = 40


class Chunk:
    """A top-level statement with the lines up to the next one.

    unit:       what positions in it are relative to
    statements: its tree (several where they share a line)
    lines:      how many lines of the file it covers
    is_broken:  whether lines were left out to make it parse
    """

    __slots__ = ("is_broken", "lines", "statements", "unit")

    def __init__(self, unit: Unit, statements: list[ast.stmt], is_broken: bool = False) -> None:
        self.unit = unit
        self.statements = statements
        self.lines = unit.text.count("\n")
        self.is_broken = is_broken


def split(path: str, text: str) -> list[Chunk]:
    """The chunks of a file; joined, their texts are the file's."""
    tree, blanked = parse(text)
    return _chunks(path, text, tree, blanked)


def _chunks(path: str, text: str, tree: ast.Module, blanked: Collection[int]) -> list[Chunk]:
    """The chunks of a tree. `blanked`: the numbers of the lines that had to be left out."""
    lines = _split_lines(text)
    starts: list[tuple[int, list[ast.stmt]]] = []
    for statement in tree.body:
        first = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", ()))])
        if starts and first <= (starts[-1][1][-1].end_lineno or 0):
            starts[-1][1].append(statement)
        else:
            starts.append((first, [statement]))
    if not starts:
        return [Chunk(Unit(path, text), [], bool(blanked))] if text else []
    starts[0] = (1, starts[0][1])
    ends = [first for first, _ in starts[1:]] + [len(lines) + 1]
    chunks = []
    for (first, statements), end in zip(starts, ends):
        for statement in statements:
            _shift(statement, 1 - first)
        is_broken = any(first <= line < end for line in blanked)
        chunks.append(Chunk(Unit(path, "".join(lines[first - 1 : end - 1])), statements, is_broken))
    return chunks


def parse_apart(path: str, text: str) -> list[Chunk]:
    """The chunks of a piece of a file; none where it does not parse on its own."""
    if not text.endswith("\n") or "\f" in text:
        return []
    try:
        tree = _parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return _chunks(path, text, tree, ()) if tree.body else []


def parse(text: str) -> tuple[ast.Module, set[int]]:
    """The tree of a text, and the numbers of the lines that had to be left out."""
    lines: list[str] | None = None
    blanked: set[int] = set()
    for attempt in range(MOST_REPAIRS):
        try:
            return _parse(text if lines is None else "".join(lines)), blanked
        except SyntaxError as error:
            lines = lines if lines is not None else _split_lines(text)
            line = _blank(lines, error, attempt)
            if line is None:
                break
            blanked.add(line)
        except (ValueError, RecursionError, MemoryError):
            break
    return ast.Module([], []), {1}


def _parse(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def _split_lines(text: str) -> list[str]:
    """Lines as Python counts them: a form feed ends none."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _blank(lines: list[str], error: SyntaxError, attempt: int) -> int | None:
    """Replaces the line at fault by a statement that does nothing; its number, None where there is none to replace."""
    for number in _suspects(lines, error):
        line = lines[number]
        body = line.strip()
        if body and body != "pass" and not body.startswith("#"):
            indent = line[: len(line) - len(line.lstrip())]
            is_body_wanted = body.endswith(":") and attempt < MOST_REPAIRS // 2
            lines[number] = f"{indent}if 1:\n" if is_body_wanted and _opens_block(lines, number) else f"{indent}pass\n"
            if body.startswith("if 1"):
                lines[number] = f"{indent}pass\n"
            return number + 1
    return None


def _suspects(lines: list[str], error: SyntaxError) -> Iterator[int]:
    """The lines to give up, the most likely first: the one that is named, then those before it."""
    number = min(max((error.lineno or 1) - 1, 0), len(lines) - 1)
    message = error.msg or ""
    if "expected an indented block" in message or "unindent" in message or "unexpected indent" in message:
        yield number
    for index in range(number, -1, -1):
        yield index
    for index in range(number + 1, len(lines)):
        yield index


def _opens_block(lines: list[str], number: int) -> bool:
    """Whether the next line with code is indented deeper, so that something must stand before it."""
    indent = len(lines[number]) - len(lines[number].lstrip())
    for line in lines[number + 1 :]:
        if line.strip() and not line.lstrip().startswith("#"):
            return len(line) - len(line.lstrip()) > indent
    return False


def _shift(statement: ast.stmt, lines: int) -> None:
    if lines:
        ast.increment_lineno(statement, lines)
