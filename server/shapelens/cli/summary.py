"""`shapelens summary`: Keras's own summary table of each model in a file, which is read, not run."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import click

from ..analysis.text import Unreadable
from ..shapes import Dim
from .options import settings_options
from .running import complain, deep, settings_of, source, workspace

if TYPE_CHECKING:
    from ..analysis.settings import Settings
    from ..features.summary import Summary

UNITS = ("B", "KB", "MB", "GB", "TB", "PB")
BYTES = 4
"""Of a float32 parameter."""


@click.command("summary")
@click.argument("path")
@click.option("--name", help="Only the model of that name.")
@settings_options
def command(path: str, name: str | None, settings: Settings) -> None:
    """Print the summary of the models in a file, as Keras would (- for standard input)."""
    try:
        text = source(path)
    except Unreadable as error:
        complain(f"{path}: {error}")
        raise SystemExit(2) from None
    found = deep(lambda: _summaries(path, text, settings))
    shown = [summary for summary in found if name is None or summary.name == name]
    for summary in shown:
        _show(summary)
    if not shown:
        complain(f"{path}: no model{'' if name is None else f' called {name!r}'} is constructed here")
        raise SystemExit(1)


def _summaries(path: str, text: str, given: Settings) -> list[Summary]:
    from ..analysis.document import Document
    from ..features.summary import summaries

    return summaries(Document(path, text, settings_of(path, given, set()), workspace()))


def _show(summary: Summary) -> None:
    """Prints a table of the widths that Keras gives it."""
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

    from ..features.summary import total

    header = ["Layer (type)", "Output Shape", "Param #", "Connected to"]
    positions, width = ([0.45, 0.80, 1.0], 88) if summary.is_linear else ([0.3, 0.56, 0.74, 1.0], 108)
    width = min(width, shutil.get_terminal_size().columns - 4)
    ends = [int(position * width) for position in positions]
    widths = [end - start for start, end in zip([0, *ends], ends)]
    columns = [
        Column(title, justify="right" if title == "Param #" else "left", width=size)
        for title, size in zip(header, widths)
    ]
    table = Table(*columns, width=width, show_lines=True)
    for row in summary.rows:
        cells = [f"{row.name} ({row.kind})", row.output, row.parameters, row.connections]
        table.add_row(*[Text(cell) for cell in cells[: len(columns)]])
    console = Console(highlight=False)
    console.print(Text(f'Model: "{summary.name}"', style="bold"))
    console.print(table)
    counts = {"Total": total(summary), "Trainable": summary.trainable, "Non-trainable": summary.non_trainable}
    for title, number in counts.items():
        console.print(Text.assemble((f" {title} params: ", "bold"), _sized(number)))


def _sized(number: Dim) -> str:
    """A number of parameters and the memory that they take."""
    from ..features.summary import number_text

    if not isinstance(number, int):
        return number_text(number)
    size = float(number * BYTES)
    unit = 0
    while size >= 1024 and unit < len(UNITS) - 1:
        size /= 1024
        unit += 1
    return f"{number:,} ({size:.2f} {UNITS[unit]})"
