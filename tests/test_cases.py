"""Every program of tests/cases, by Shapelens and by real Keras: neither may see anything that the case does not say."""

from __future__ import annotations

import json
import subprocess
import sys
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


@pytest.fixture(scope="session")
def keras() -> Iterator[Callable[[Program], Any]]:
    """Asks a worker process that has real Keras."""
    worker = subprocess.Popen(
        [sys.executable, str(Path(__file__).parent / "keras_worker.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert worker.stdin is not None and worker.stdout is not None

    def ask(program: Program) -> Any:
        assert worker.stdin is not None and worker.stdout is not None
        worker.stdin.write(json.dumps({"code": program.code, "lines": list(program.shapes)}) + "\n")
        worker.stdin.flush()
        return json.loads(worker.stdout.readline())

    yield ask
    worker.stdin.close()
    worker.wait(timeout=30)
