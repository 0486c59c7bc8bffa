"""`shapelens verify`: asks real Keras about each layer call of a file. The file is not run; Keras sees arguments and shapes alone."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..analysis.settings import project_file
from ..analysis.text import Unreadable
from .files import python_files
from .options import settings_options
from .running import complain, deep, settings_of, source, workspace

if TYPE_CHECKING:
    from ..analysis.settings import Settings
    from ..features.verification import Claim


@click.command("verify")
@click.argument("paths", nargs=-1, required=True)
@settings_options
def command(paths: tuple[str, ...], settings: Settings) -> None:
    """Compare Shapelens with real Keras, call by call (- for standard input)."""
    from ..features.verification import differences
    from ..oracle import Oracle

    status = 0
    for path, _ in python_files(paths):
        try:
            text = source(path)
        except Unreadable as error:
            complain(f"{path}: {error}")
            status = 2
            continue
        of_file = settings_of(path, settings, set())
        if settings.interpreter is None and of_file.interpreter and _comes_with(path, of_file.interpreter):
            complain(
                f"{path}: {of_file.interpreter} comes with the project and is not started unless --interpreter names it"
            )
            raise SystemExit(2)
        found, others = deep(lambda path=path, text=text, of_file=of_file: _claims(path, text, of_file))  # type: ignore[misc]
        with Oracle(Path(of_file.interpreter or sys.executable)) as oracle:
            verdicts = oracle.ask_all([claim.question for claim in found])
        missing = next((verdict.reason for verdict in verdicts if not verdict.available), None)
        if missing is not None:
            complain(f"{path}: no Keras to ask: {missing}")
            raise SystemExit(2)
        wrong = 0
        for claim, verdict in zip(found, verdicts):
            for difference in differences(claim, verdict):
                wrong += 1
                place = claim.location
                click.echo(f"{path}:{place.line}:{place.column}: {claim.callee}: {difference}")
        told = sum(verdict.accepted is not None for verdict in verdicts)
        click.echo(
            f"{path}: {told} calls compared with Keras, {wrong} differences, {others + len(found) - told} not comparable"
        )
        status = status or int(wrong > 0)
    raise SystemExit(status)


def _comes_with(path: str, interpreter: str) -> bool:
    """Whether a program that pyproject.toml names as the interpreter is itself a file of the project, and so could be anything.

    The Python of a virtual environment is a link to one outside.
    """
    project = project_file(Path(path).absolute())
    return project is not None and Path(interpreter).resolve().is_relative_to(project.parent.resolve())


def _claims(path: str, text: str, settings: Settings) -> tuple[list[Claim], int]:
    from ..analysis.document import Document
    from ..features.verification import claims

    return claims(Document(path, text, settings, workspace()))
