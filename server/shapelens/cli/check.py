"""`shapelens check`: reports what Keras would reject, or mends it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from ..analysis.settings import Settings
from ..analysis.text import Unreadable
from .cache import Cache, prune
from .files import python_files
from .options import settings_options
from .running import complain, run, settings_of, source, workspace

LEVELS = {"error": 3, "warning": 2, "information": 1, "hint": 0}


@dataclass(frozen=True, slots=True)
class Report:
    """One file: its diagnostics in the JSON form of the contract (DESIGN.md), and the text with what a fix changed.

    held_back: how many of the findings only an unsafe fix would mend
    unread:    the lines that do not parse
    """

    diagnostics: list[dict[str, Any]]
    before: str
    after: str
    applied: list[str]
    held_back: int = 0
    unread: tuple[int, ...] = ()


@click.command("check")
@click.argument("paths", nargs=-1, required=True)
@click.option(
    "--output-format", "--format", "form", type=click.Choice(["text", "json", "sarif", "github"]), default="text"
)
@click.option(
    "--fail-on",
    type=click.Choice(list(LEVELS)),
    default="warning",
    help="The least severity that makes the exit status 1.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option("--fix", "mend", is_flag=True, help="Apply safe fixes to the files.")
@click.option("--unsafe-fixes", is_flag=True, help="Apply fixes that change what the program computes, too.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--no-cache", is_flag=True, help="Analyse every file, whatever is known from earlier runs.")
@settings_options
def command(
    paths: tuple[str, ...],
    form: str,
    fail_on: str,
    exit_zero: bool,
    mend: bool,
    unsafe_fixes: bool,
    diff: bool,
    no_cache: bool,
    settings: Settings,
) -> None:
    """Report what Keras would reject in files and folders (- for standard input)."""
    named = dict(python_files(paths))
    with_fixes = form == "json"
    reports: dict[str, Report] = {} if no_cache or mend or diff else _known(named, settings, with_fixes)
    job = partial(report, given=settings, mend=mend or diff, unsafe=unsafe_fixes, with_fixes=with_fixes)
    failed = False
    for path, result in run(job, [path for path in named if path not in reports], "Checking"):
        if isinstance(result, Unreadable):
            complain(f"{path}: {result}")
            failed = failed or named[path]
        else:
            reports[path] = result
            _tell_unread(path, result)
    reports = {path: reports[path] for path in named if path in reports}
    if diff:
        _show_differences(reports)
    elif mend:
        failed = not _write(reports) or failed
    if not diff:
        _show(form, reports)
    _tell_held_back(sum(report.held_back for report in reports.values()))
    found = any(LEVELS[d["severity"]] >= LEVELS[fail_on] for r in reports.values() for d in r.diagnostics)
    raise SystemExit(2 if failed else 1 if found and not exit_zero else 0)


def _known(paths: Iterable[str], given: Settings, with_fixes: bool) -> dict[str, Report]:
    """The reports of those files that have not changed since an earlier run."""
    prune()
    reports: dict[str, Report] = {}
    told: set[str] = set()
    for path in paths:
        with suppress(Unreadable):
            text = "" if path == "-" else source(path)
            found = _cache(path, settings_of(path, given, told), with_fixes).get(text) if text else None
            if found is not None:
                reports[path] = Report(found, text, text, [])
    return reports


def _cache(path: str, settings: Settings, with_fixes: bool) -> Cache:
    return Cache(path, settings, f"fixes {with_fixes}", [Path.cwd()])


def report(path: str, given: Settings, mend: bool, unsafe: bool, with_fixes: bool) -> Report:
    """Analyses (and mends) one file. Raises Unreadable."""
    from ..analysis.document import Document
    from ..features.diagnostics import diagnostics
    from ..features.fix_all import MENDED, fix_all
    from ..fixes import finished, fixes_for
    from .forms import diagnostic_form

    before = after = source(path)
    settings = settings_of(path, given, set())
    applied: list[str] = []
    if mend:
        document = Document(path, before, settings, workspace())
        fixed = finished(fix_all(document, before, settings, unsafe=unsafe))
        after = fixed.text
        applied = [f"{path}:{d.location.line}: {fix.title} [{d.code}]" for d, fix in fixed.applied]
    document = Document(path, after, settings, workspace())
    analysis = document.analysis()
    shown = diagnostics(analysis, settings)
    offers = [fixes_for(document, analysis, d.finding) if (with_fixes or mend) and d.finding else [] for d in shown]
    forms = [diagnostic_form(d, fixes if with_fixes else []) for d, fixes in zip(shown, offers)]
    held_back = sum(bool(fixes) and d.severity in MENDED for d, fixes in zip(shown, offers)) if mend else 0
    unread = tuple(analysis.unfinished)
    if path != "-" and not mend and not unread:
        _cache(path, settings, with_fixes).put(after, document, forms)
    return Report(forms, before, after, applied, held_back, unread)


def _show(form: str, reports: dict[str, Report]) -> None:
    from . import forms

    diagnostics = [diagnostic for report in reports.values() for diagnostic in report.diagnostics]
    if form == "text":
        from .text_output import show_diagnostics

        show_diagnostics(diagnostics, {path: report.after for path, report in reports.items()}, len(reports))
    elif form == "github":
        for diagnostic in diagnostics:
            click.echo(forms.github_line(diagnostic))
    else:
        click.echo(forms.json_text(diagnostics if form == "json" else forms.sarif(diagnostics)))


def _tell_unread(path: str, report: Report) -> None:
    if report.unread:
        more = f", nor do {len(report.unread) - 1} other lines" if len(report.unread) > 1 else ""
        complain(f"{path}:{report.unread[0]}: this line does not parse{more}; what stands there is not judged")


def _tell_held_back(count: int) -> None:
    if count:
        findings = "1 finding has a fix" if count == 1 else f"{count} findings have a fix"
        click.echo(f"{findings} that changes what the program computes: apply it with --unsafe-fixes", err=True)


def _show_differences(reports: dict[str, Report]) -> None:
    import difflib

    for path, report in reports.items():
        before, after = report.before.splitlines(keepends=True), report.after.splitlines(keepends=True)
        for line in difflib.unified_diff(before, after, path, path):
            click.echo(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n", nl=False)


def _write(reports: dict[str, Report]) -> bool:
    """Writes what was mended; whether all of it could be."""
    is_written = True
    for path, report in list(reports.items()):
        if report.after == report.before:
            continue
        if path == "-":
            click.echo(report.after, nl=False)
        elif _rewrite(path, report):
            for line in report.applied:
                click.echo(line, err=True)
        else:
            reports[path] = replace(report, after=report.before)
            is_written = False
    return is_written


def _replace(path: Path, data: bytes) -> None:
    """Writes a file beside and puts it in the place of the old one, which stays whole if the disk is full."""
    import shutil
    import tempfile

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        shutil.copymode(path, name)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _rewrite(path: str, report: Report) -> bool:
    """Writes a mended file in the encoding that it had, unless it has changed meanwhile."""

    from ..analysis.text import encoded, read

    try:
        original = read(path)
        if original.removeprefix("\ufeff") != report.before.removeprefix("\f").removeprefix("\ufeff"):
            complain(f"{path}: it has changed meanwhile and is left as it is")
            return False
        _replace(Path(path).resolve(), encoded(original, report.after))
    except (OSError, Unreadable) as error:
        complain(f"{path}: {error}")
        return False
    return True


__all__: Sequence[str] = ["Report", "command", "report"]
