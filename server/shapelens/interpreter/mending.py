"""The tree of a statement that is being typed: as much of it as Python can read.

The parser names a line; of the ways to mend it, the first is taken that lets it get further. What is open is closed, so that the arguments that are already there
count. What cannot be read becomes a name that nobody has bound: nothing is known of its value, and nothing is found at it. Lines are never added or
moved, and what stands before a repair stays in its column.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

from .pieces import OPENING, TOKEN, missing, pieces, unbalanced

MOST_READ = 400_000
"""Characters that the parser is given to mend one statement, some 40 ms; what is not mended by then is left out whole."""
LEAST_READ = 1_000
"""What a trial costs besides."""
MOST_SUSPECTS = 4
"""Lines of code before the named one that are tried."""
UNFINISHED = "an_unfinished_line"
"""The name in place of what cannot be read."""

OPENED = re.compile(r"on line (\d+)")
BRACKETS = re.compile(r"^unmatched|was never closed|^unterminated|does not match opening")
MISMATCH = re.compile(r"closing parenthesis '(.)' does not match opening parenthesis")
ASSIGNMENT = re.compile(r"(\s*[A-Za-z_][\w.]*(?:\s*,\s*[A-Za-z_][\w.]*)*\s*)=(?!=)")
WORD = re.compile(r"\s*([a-z]*)")

HEADERS = {
    "if": f"if {UNFINISHED}:",
    "elif": f"elif {UNFINISHED}:",
    "else": "else:",
    "while": f"while {UNFINISHED}:",
    "try": "try:",
    "except": "except Exception:",
    "finally": "finally:",
    "def": "if 0:",
    "async": "if 0:",
    "class": "if 0:",
}
"""What opens a block in place of a header that cannot be read, by its first word; else it is `if 1:`."""

Repair = tuple[int, str]
"""The index of a line, and what takes its place."""


def parse(text: str) -> tuple[list[ast.stmt], str]:
    """The statements in a text, and the text of which they are: the same, but for mended lines. No statement where nothing helps."""
    try:
        return statements_in(text), text
    except SyntaxError as error:
        return _mended(_lines(text), error)
    except (ValueError, RecursionError, MemoryError):
        return [], _blank(text)


def tree(text: str) -> ast.Module:
    """The tree of a file of which some statement does not parse."""
    module, line = ast.Module([], []), 0
    for piece in pieces(text):
        part = text[piece.start : piece.end]
        for statement in parse(part)[0]:
            module.body.append(ast.increment_lineno(statement, line))
        line += part.count("\n")
    return module


def _mended(lines: list[str], error: SyntaxError) -> tuple[list[ast.stmt], str]:
    read = 0
    while read < MOST_READ:
        furthest: tuple[list[str], SyntaxError] | None = None
        for number, line in _repairs(lines, error):
            trial = [*lines[:number], line if lines[number].endswith("\n") else line.rstrip("\n"), *lines[number + 1 :]]
            text = "".join(trial)
            read += len(text) + LEAST_READ
            try:
                return statements_in(text), text
            except SyntaxError as failure:
                if furthest is None or _reach(failure) > _reach(furthest[1]):
                    furthest = trial, failure
            except (ValueError, RecursionError, MemoryError):
                break
        if furthest is None:
            break
        lines, error = furthest
    return [], _blank("".join(lines))


def statements_in(text: str) -> list[ast.stmt]:
    """The statements of a text that can be read. Raises what `ast.parse` does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text).body


def _lines(text: str) -> list[str]:
    """Lines as Python counts them: a form feed ends none."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _blank(text: str) -> str:
    return "\n" * text.count("\n")


def _line(error: SyntaxError) -> int:
    return error.lineno or 0


def _reach(error: SyntaxError) -> tuple[bool, int]:
    """How far the parser got: it looks at all brackets and strings before it tells of anything else."""
    return BRACKETS.search(error.msg or "") is None, _line(error)


# -------------------------------------------------------------------- repairs
def _repairs(lines: list[str], error: SyntaxError) -> Iterator[Repair]:
    """The ways to mend what the parser says, the one that keeps most first."""
    number = min(max(_line(error) - 1, 0), len(lines) - 1)
    column = (error.offset or 1) - 1
    message = error.msg or ""
    line = lines[number]
    opened = OPENED.search(message)
    header = min(int(opened[1]), len(lines)) - 1 if opened else number
    brackets = unbalanced("".join(lines))
    if "expected an indented block" in message:
        yield _with_body(lines, header, number)
    elif "indent" in message:
        yield from _with_header(lines, number)
    elif "'except' or 'finally'" in message:
        yield from _without_try(lines, number)
    elif message == "expected ':'":
        yield number, _ended(line, ":")
    mismatch = MISMATCH.match(message)
    if mismatch:
        wanted = missing("".join(lines[header:number]) + line[:column])
        yield number, line[:column] + wanted.partition(mismatch[1])[0] + line[column:]
        yield header, _opening(lines[header], OPENING[mismatch[1]])
    if brackets.closed is not None:
        yield from _opened(lines, brackets.closed, brackets.unopened)
    left_open = number if brackets.left_open is None else brackets.left_open
    yield from _closed(lines, left_open)
    loops = (index for index in range(number, len(lines)) if lines[index].rstrip().endswith(":"))
    loop = next(loops, number) if "comprehension" in message else number
    for suspect in dict.fromkeys([left_open, loop, number, *_before(lines, number)[:MOST_SUSPECTS]]):
        yield from _instead(lines, suspect)


def _closed(lines: list[str], number: int) -> Iterator[Repair]:
    """What a line leaves open is closed: after the deeper lines below it, or at its own end. What it assigns may be another when it is finished."""
    assignment = ASSIGNMENT.match(lines[number])
    last = number
    for index in range(number + 1, len(lines)):
        if _is_code(lines[index]):
            if len(_indent(lines[index])) <= len(_indent(lines[number])):
                break
            last = index
    for end in dict.fromkeys([last, number]):
        closers = missing("".join(lines[number : end + 1]))
        if closers and assignment:
            yield end, _ended(lines[end], f"{closers}; {assignment[1].strip()} = {UNFINISHED}")
        if closers:
            yield end, _ended(lines[end], closers)
            yield end, _ended(lines[end], closers + ",")


def _opened(lines: list[str], number: int, opener: str) -> Iterator[Repair]:
    """What a line closes is opened: by the nearest line above that is not deeper."""
    depth = len(_indent(lines[number]))
    opening = next((index for index in _before(lines, number) if len(_indent(lines[index])) <= depth), None)
    if opening is not None:
        if lines[number].rstrip().endswith(":"):
            yield opening, f"{_indent(lines[opening])}def {UNFINISHED}{opener}\n"
        yield opening, _ended(lines[opening], opener)
        yield opening, _ended(lines[opening], ";" + opener)
        yield opening, _opening(lines[opening], opener)


def _opening(line: str, opener: str) -> str:
    """What opens a bracket in place of a line that cannot be read."""
    assignment = ASSIGNMENT.match(line)
    return f"{assignment[1]}= {opener}\n" if assignment else f"{_indent(line)}{opener}\n"


def _with_body(lines: list[str], header: int, number: int) -> Repair:
    """A block without a body gets one that does nothing: on the empty line below its header, or behind it."""
    is_below = number > header and _is_code(lines[number]) and _indent(lines[number]) <= _indent(lines[header])
    if is_below or not _is_code(lines[number]):
        number = next(iter(_before(lines, number)), number)
    if number + 1 < len(lines) and not _is_code(lines[number + 1]):
        return number + 1, f"{_indent(lines[header])}    pass\n"
    return number, _ended(lines[number], " pass")


def _with_header(lines: list[str], number: int) -> Iterator[Repair]:
    """Lines that are deeper than what is above them: in a block with a header on the empty line above, or each moved."""
    line, depth = lines[number], len(_indent(lines[number]))
    before = _before(lines, number)
    outer = next((_indent(lines[i]) for i in before if len(_indent(lines[i])) < depth), "")
    if number and not _is_code(lines[number - 1]):
        yield number - 1, f"{outer}if 1:\n"
    if before:
        yield number, _moved(line, _indent(lines[before[0]]))
        yield before[0], _moved(lines[before[0]], _indent(line))
        yield number, _moved(line, outer)
    yield number, _moved(line, "")


def _without_try(lines: list[str], number: int) -> Iterator[Repair]:
    """A `try` that handles nothing yet."""
    for index in _before(lines, number):
        if WORD.match(lines[index])[1] == "try":  # type: ignore[index]
            yield index, f"{_indent(lines[index])}if 1:\n"
            break


def _instead(lines: list[str], number: int) -> Iterator[Repair]:
    """What may stand in place of a line that cannot be read."""
    line, indent = lines[number], _indent(lines[number])
    if not _is_code(line):
        return
    if UNFINISHED not in line and line.strip() != "pass":
        if missing("".join(lines[:number])):
            yield number, f"{indent}*{UNFINISHED},\n"
            yield number, f"{indent}**{UNFINISHED},\n"
            yield number, "\n"
        assignment = ASSIGNMENT.match(line)
        if _opens_block(lines, number):
            word = WORD.match(line)[1]  # type: ignore[index]
            yield number, f"{indent}{HEADERS.get(word, 'if 1:')}\n"
        elif assignment:
            yield number, f"{assignment[1]}= {UNFINISHED}\n"
        yield number, f"{indent}pass\n"
    yield number, "\n"


# -------------------------------------------------------------------- lines
def _ended(line: str, addition: str) -> str:
    """A line with something behind its code; before the colon that ends a header, where it closes something."""
    code = line.rstrip()
    for token in TOKEN.finditer(line):
        if token[0].startswith("#"):
            code = line[: token.start()].rstrip()
    is_header = code.endswith(":") and addition[0] in ")]}\"'"
    return f"{code[:-1]}{addition}:\n" if is_header else f"{code}{addition}\n"


def _moved(line: str, indent: str) -> str:
    """A line with another indentation. All but its first word stay in their columns where that is possible."""
    word = line.lstrip()
    first = re.match(r"\w*", word)[0]  # type: ignore[index]
    return f"{indent}{first}{' ' * (len(_indent(line)) - len(indent))}{word[len(first) :]}"


def _before(lines: list[str], number: int) -> list[int]:
    """The lines of code before one, the nearest first."""
    return [index for index in range(number - 1, -1, -1) if _is_code(lines[index])]


def _is_code(line: str) -> bool:
    body = line.strip()
    return bool(body) and not body.startswith("#")


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _opens_block(lines: list[str], number: int) -> bool:
    """Whether the next line with code is indented deeper, so that something must stand before it."""
    following = next((line for line in lines[number + 1 :] if _is_code(line)), "")
    return len(_indent(following)) > len(_indent(lines[number]))
