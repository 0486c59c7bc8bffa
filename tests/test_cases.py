"""Every program of tests/cases, by Shapelens and by real Keras: neither may see anything that the case does not say."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from markdown_cases import Program, programs
from shapelens.analysis.analysis import Analysis
from shapelens.analysis.document import Document, analyse
from shapelens.analysis.settings import DEFAULTS
from shapelens.features.diagnostics import diagnostics
from shapelens.features.fix_all import applied_to
from shapelens.features.wording import shapes_text
from shapelens.fixes import fixes_for

PROGRAMS = programs()
SECONDS = 120.0


def named(chosen: list[Program]) -> Any:
    return pytest.mark.parametrize("program", chosen, ids=map(str, chosen))


@named(PROGRAMS)
def test_shapelens_sees_what_the_case_says(program: Program) -> None:
    analysis = analyse("case.py", program.code)
    found = [(d.location.line, d.severity, d.code) for d in diagnostics(analysis, DEFAULTS)]
    messages = "\n".join(f"{d.location.line}: {d.code}: {d.message}" for d in diagnostics(analysis, DEFAULTS))
    assert {line: seen_on(analysis, line) for line in program.shapes} == program.shapes, messages
    assert sorted(found) == sorted(program.findings), messages


@named([program for program in PROGRAMS if program.fixes])
def test_a_fix_makes_what_the_case_says(program: Program) -> None:
    document = Document("case.py", program.code, DEFAULTS)
    analysis = document.analysis()
    offered = {
        (d.location.line, fix.title): fix
        for d in diagnostics(analysis, DEFAULTS)
        if d.finding is not None
        for fix in fixes_for(document, analysis, d.finding)
    }
    assert set(program.fixes) <= set(offered)
    mended = [applied_to(program.code, offered[place].edits) for place in program.fixes]
    assert list(map(without_blank_lines, mended[: len(program.fixed)])) == list(map(without_blank_lines, program.fixed))


@named([program for program in PROGRAMS if program.runs])
def test_keras_does_what_the_case_says(program: Program, keras: Callable[[Program], Any]) -> None:
    answer = keras(program)
    errors = [line for line, severity, _ in program.findings if severity == "error"]
    if not errors:
        assert answer["errors"] == []
    else:
        raised = [last for _, last, *_ in answer["errors"]]
        assert raised, "Keras raises nothing"
        assert min(raised) >= min(errors), answer["errors"]
        assert max(raised) >= max(errors), answer["errors"]
    recorded = {int(line): shapes for line, shapes in answer["shapes"].items()}
    assert {line: recorded.get(line) for line in program.shapes} == program.shapes, answer["errors"]


def without_blank_lines(code: str) -> str:
    return "\n".join(line for line in code.split("\n") if line.strip())


def seen_on(analysis: Analysis, line: int) -> list[str]:
    """The distinct outputs of the assignment, or else of the outermost site, that ends on a line."""
    assigned = [entry.shapes for entry in analysis.assignments if entry.location.end_line == line]
    sites = [site for site in analysis.sites if site.location.end_line == line]
    if assigned:
        structures = [(shape,) for shape in assigned[-1]]
    elif sites:
        widest = min(sites, key=lambda site: (site.location.line, site.location.column, -site.location.end_column))
        structures = [seen.outputs for seen in widest.observations]
    else:
        structures = []
    return list(dict.fromkeys(map(shapes_text, structures)))


class Worker:
    """A process that has real Keras; another takes its place where it takes too long."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None

    def ask(self, program: Program) -> Any:
        if self.process is None:
            command = [sys.executable, str(Path(__file__).parent / "keras_worker.py")]
            pipe = subprocess.PIPE
            self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)
        assert self.process.stdin is not None and self.process.stdout is not None
        watchdog = threading.Timer(SECONDS, self.process.kill)
        watchdog.start()
        try:
            self.process.stdin.write(json.dumps({"code": program.code, "lines": list(program.shapes)}) + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        finally:
            watchdog.cancel()
        if not answer:
            self.close()
            raise TimeoutError(f"Keras did not end within {SECONDS} s, or died")
        return json.loads(answer)

    def close(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@pytest.fixture(scope="session")
def keras() -> Iterator[Callable[[Program], Any]]:
    """Asks real Keras about a program."""
    worker = Worker()
    yield worker.ask
    worker.close()
