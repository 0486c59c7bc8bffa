"""What is printed for people: findings with the lines that they are about, shapes in columns; in colour on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from ..analysis.text import Text

COLOURS = {"error": "bold red", "warning": "bold yellow", "information": "bold blue", "hint": "bold cyan"}

Piece = tuple[str, str]
"""A text and its style; an empty style is plain."""


def show(pieces: Sequence[Piece]) -> None:
    """Prints a line of pieces: plain text, or in colour on a terminal."""
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.text import Text as Styled

        Console(highlight=False, soft_wrap=True).print(Styled.assemble(*pieces))
    else:
        print("".join(text for text, _ in pieces))


def show_diagnostics(diagnostics: Sequence[dict[str, Any]], sources: Mapping[str, str], files: int) -> None:
    """Every diagnostic with its source line and related places, and a last line that counts them."""
    texts = {path: Text(source) for path, source in sources.items()}
    for diagnostic in diagnostics:
        _show_diagnostic(diagnostic, texts.get(diagnostic["filename"]))
    counts = [
        f"{count} {name}{'' if count == 1 or name == 'information' else 's'}"
        for name in COLOURS
        if (count := sum(d["severity"] == name for d in diagnostics))
    ]
    show([(f"{', '.join(counts) if counts else 'Nothing found'} in {files} file{'' if files == 1 else 's'}", "bold")])


def _show_diagnostic(diagnostic: dict[str, Any], text: Text | None) -> None:
    colour = COLOURS[diagnostic["severity"]]
    show(
        [
            (_place(diagnostic), "bold"),
            (": ", ""),
            (f"{diagnostic['severity']}[{diagnostic['code']}]", colour),
            (f" {diagnostic['message']}", "bold"),
        ]
    )
    if text is not None:
        _show_excerpt(text, diagnostic, colour)
    for entry in diagnostic["related"]:
        show([("  = ", "blue"), (f"{_place(entry)}: {entry['message']}", "")])
    for fix in diagnostic["fixes"]:
        show(
            [("  = ", "blue"), (f"fix: {fix['title']}", "green"), ("" if fix["safety"] == "safe" else " (unsafe)", "")]
        )
    show([("", "")])


def _show_excerpt(text: Text, diagnostic: dict[str, Any], colour: str) -> None:
    """The line on which a finding starts, underlined to its end or the line's."""
    start, end = diagnostic["location"], diagnostic["end_location"]
    line = text.line(start["row"] - 1)
    stop = end["column"] - 1 if end["row"] == start["row"] else len(line)
    before = "".join("\t" if letter == "\t" else " " for letter in line[: start["column"] - 1])
    number = str(start["row"])
    gutter = " " * len(number)
    show([(f"{gutter} |", "blue")])
    show([(f"{number} | ", "blue"), (line, "")])
    show([(f"{gutter} | ", "blue"), (before, ""), ("^" * max(stop - len(before), 1), colour)])


def _place(entry: dict[str, Any]) -> str:
    return f"{entry['filename']}:{entry['location']['row']}:{entry['location']['column']}"
