"""Source text to top-level statements, whatever state it is in.

The text is cut into chunks, one for each top-level statement, that are parsed and interpreted on their own. Half-typed
code loses the lines that do not parse and nothing else.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from ..values import Unit

MOST_REPAIRS = 40


class Chunk:
    """A top-level statement with the lines up to the next one.

    unit:       what positions in it are relative to
    statements: its tree (several where they share a line)
    parsed:     the text of the tree: the unit's, but for lines that were left out to make it parse
    lines:      how many lines of the file it covers
    is_broken:  whether lines were left out
    versions:   the latest chunks of the same unit, by their text
    """

    __slots__ = ("is_broken", "lines", "parsed", "statements", "unit", "versions")

    def __init__(self, unit: Unit, statements: list[ast.stmt], parsed: str) -> None:
        self.unit = unit
        self.statements = statements
        self.parsed = parsed
        self.lines = unit.text.count("\n")
        self.is_broken = parsed != unit.text
        self.versions: dict[str, Chunk] = {}


def split(path: str, text: str) -> list[Chunk]:
    """The chunks of a file; joined, their texts are the file's."""
    tree, lines = parse(text)
    return _chunks(path, text, tree, lines)


def _chunks(path: str, text: str, tree: ast.Module, parsed: list[str] | None) -> list[Chunk]:
    """The chunks of a tree. `parsed`: the lines of which the tree is, if they are not the text's."""
    lines = _split_lines(text)
    starts: list[tuple[int, list[ast.stmt]]] = []
    for statement in tree.body:
        first = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", ()))])
        if starts and first <= (starts[-1][1][-1].end_lineno or 0):
            starts[-1][1].append(statement)
        else:
            starts.append((first, [statement]))
    if not starts:
        return [Chunk(Unit(path, text), [], text if parsed is None else "".join(parsed))] if text else []
    starts[0] = (1, starts[0][1])
    ends = [first for first, _ in starts[1:]] + [len(lines) + 1]
    chunks = []
    for (first, statements), end in zip(starts, ends):
        for statement in statements:
            _shift(statement, 1 - first)
        piece = "".join(lines[first - 1 : end - 1])
        chunks.append(Chunk(Unit(path, piece), statements, "".join(parsed[first - 1 : end - 1]) if parsed else piece))
    return chunks


def parse_apart(path: str, text: str) -> list[Chunk]:
    """The chunks of a piece of a file; none where it does not parse on its own."""
    if not text.endswith("\n") or "\f" in text:
        return []
    try:
        tree = _parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return _chunks(path, text, tree, None) if tree.body else []


def parse(text: str) -> tuple[ast.Module, list[str] | None]:
    """The tree of a text, and the lines of which it is where some of the text's had to be left out; no line where nothing helps."""
    lines: list[str] | None = None
    for attempt in range(MOST_REPAIRS):
        try:
            return _parse(text if lines is None else "".join(lines)), lines
        except SyntaxError as error:
            lines = lines if lines is not None else _split_lines(text)
            if not _blank(lines, error, attempt):
                break
        except (ValueError, RecursionError, MemoryError):
            break
    return ast.Module([], []), []


def _parse(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def _split_lines(text: str) -> list[str]:
    """Lines as Python counts them: a form feed ends none."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _blank(lines: list[str], error: SyntaxError, attempt: int) -> bool:
    """Replaces the line at fault by a statement that does nothing; whether there was one to replace."""
    for number in _suspects(lines, error):
        line = lines[number]
        body = line.strip()
        if body and body != "pass" and not body.startswith("#"):
            indent = line[: len(line) - len(line.lstrip())]
            is_body_wanted = body.endswith(":") and attempt < MOST_REPAIRS // 2
            lines[number] = f"{indent}if 1:\n" if is_body_wanted and _opens_block(lines, number) else f"{indent}pass\n"
            if body.startswith("if 1"):
                lines[number] = f"{indent}pass\n"
            return True
    return False


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
