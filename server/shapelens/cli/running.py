"""Runs a job over files: in a thread with a deep stack, in several processes where there are many, with a progress bar where it takes long."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

import click

from ..analysis.deep import start_deep
from ..analysis.settings import Settings, merged, project_file, project_settings
from ..analysis.text import MOST_BYTES, Unreadable, analysable, decoded, read

if TYPE_CHECKING:
    from rich.progress import Progress

    from ..analysis.workspace import Workspace

Result = TypeVar("Result")

FEW = 8
"""So many files are faster in one process than the start of others."""
PATIENCE = 1.0
"""Seconds before a progress bar appears."""


def source(path: str) -> str:
    """The text of a file as it is analysed; `-` is standard input. Raises Unreadable."""
    return analysable(decoded(sys.stdin.buffer.read(MOST_BYTES + 1)) if path == "-" else read(path))


def settings_of(path: str, given: Settings, told: set[str]) -> Settings:
    """The settings of a file: its project's, and what the command line gives. Problems are printed once."""
    file = project_file(Path(path).absolute())
    if file is None:
        return given
    project, problems = project_settings(file)
    for problem in problems:
        if problem not in told:
            told.add(problem)
            complain(problem)
    return merged(project, given)


@cache
def workspace() -> Workspace:
    """Where imports are looked for: a file's own folder and the one that the command runs in. Packages are read once a process."""
    from ..analysis.workspace import Workspace

    return Workspace([Path.cwd()])


def complain(problem: str) -> None:
    """One line on standard error."""
    click.echo(f"shapelens: {problem}", err=True)


def run(job: Callable[[str], Result], paths: Sequence[str], what: str) -> Iterator[tuple[str, Result | Unreadable]]:
    """The job's result for each path, in order. Jobs and results must be picklable."""
    workers = min(os.cpu_count() or 1, 8, len(paths) // FEW + 1)
    bar = _Bar(len(paths), what)
    try:
        if workers < 2:
            yield from bar.over(_each(job, paths))
        else:
            with ProcessPoolExecutor(workers, initializer=_log_like, initargs=(_log_level(),)) as pool:
                results = pool.map(_Guarded(job), paths, chunksize=max(1, min(8, len(paths) // (workers * 4))))
                yield from bar.over(zip(paths, results))
    finally:
        bar.close()


def _log_level() -> int:
    return logging.getLogger("shapelens").level


def _log_like(level: int) -> None:
    """Makes a process log as its parent does."""
    logging.getLogger("shapelens").setLevel(level)


class _Guarded(Generic[Result]):
    """A job that answers `Unreadable` in place of raising it, on a deep stack."""

    def __init__(self, job: Callable[[str], Result]) -> None:
        self.job = job

    def __call__(self, path: str) -> Result | Unreadable:
        try:
            return deep(lambda: self.job(path))
        except Unreadable as error:
            return Unreadable(str(error))


def deep(job: Callable[[], Result]) -> Result:
    """Runs a job in a thread that can recurse deeply."""
    results: list[Result] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            results.append(job())
        except BaseException as error:
            errors.append(error)

    start_deep(work).join()
    if errors:
        raise errors[0]
    return results[0]


def _each(job: Callable[[str], Result], paths: Sequence[str]) -> Iterator[tuple[str, Result | Unreadable]]:
    guarded = _Guarded(job)
    return ((path, guarded(path)) for path in paths)


class _Bar:
    """A progress bar on standard error, if that is a terminal and it takes longer than a second."""

    def __init__(self, total: int, what: str) -> None:
        self.total = total
        self.what = what
        self.start = time.monotonic()
        self._progress: Progress | None = None

    def over(self, items: Iterator[tuple[str, Result]]) -> Iterator[tuple[str, Result]]:
        """The items, counted as they come."""
        for done, item in enumerate(items, 1):
            self._show(done)
            yield item

    def close(self) -> None:
        if self._progress is not None:
            self._progress.stop()

    def _show(self, done: int) -> None:
        if self._progress is None and sys.stderr.isatty() and time.monotonic() - self.start > PATIENCE:
            from rich.console import Console
            from rich.progress import Progress

            progress = Progress(console=Console(stderr=True), transient=True)
            self._task = progress.add_task(self.what, total=self.total)
            progress.start()
            self._progress = progress
        if self._progress is not None:
            self._progress.update(self._task, completed=done)
