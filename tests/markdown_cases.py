"""The Markdown cases of tests/cases: their programs, and what their trailing comments expect.

`# shape: (None, 5)`       what comes out at the outermost call (or of the assignment) that ends on this line; `a | b` for several
`# error: [code]`          a finding that starts on this line; also `# warning:` and `# information:`. No other finding may be there.
`# fix: title`             the finding on this line offers this fix; the next ```python block with the word `fixed` is its result

Such a comment on a line of its own belongs to the last line of code above it.

A block's words: `no-run` (only Shapelens reads it), `fixed` (the result of the fix before), `declared` (its `# shape:` comments are
for Shapelens to believe, not to test), `ignored` (not a program).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

CASES = Path(__file__).parent / "cases"
KINDS = ("error", "warning", "information")

_COMMENT = re.compile(
    r"\s*#\s*(shape|error|warning|information|fix):\s*(.*?)\s*(?=#\s*(?:shape|error|warning|information|fix):|$)"
)
_FENCE = re.compile(r"^(\s*)```\s*(\w*)\s*(.*?)\s*$")


@dataclass(frozen=True)
class Program:
    """One block. `code` has no expectation comments any more; lines are the same."""

    path: Path
    line: int
    title: str
    words: frozenset[str]
    code: str
    shapes: dict[int, list[str]] = field(default_factory=dict)
    findings: list[tuple[int, str, str]] = field(default_factory=list)
    fixes: list[tuple[int, str]] = field(default_factory=list)
    fixed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.path.relative_to(CASES).as_posix()}:{self.line} {self.title}"

    @property
    def runs(self) -> bool:
        """Whether real Keras runs it too."""
        return "no-run" not in self.words


def programs(folder: Path = CASES) -> list[Program]:
    """Every program of every case, in order."""
    return [program for path in sorted(folder.rglob("*.md")) for program in programs_in(path)]


def programs_in(path: Path) -> list[Program]:
    """The programs of one file. The result of a fix is a program too."""
    found: list[Program] = []
    last: Program | None = None
    for line, title, words, source in _blocks(path):
        if "ignored" in words:
            continue
        program = _program(path, line, title, words, source)
        if "fixed" in words and last is not None:
            last.fixed.append(program.code)
        else:
            last = program
        found.append(program)
    return found


def _blocks(path: Path) -> Iterator[tuple[int, str, frozenset[str], str]]:
    title = path.stem
    lines = path.read_text(encoding="utf-8").split("\n")
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if line.startswith("#"):
            title = line.lstrip("# ")
        opening = _FENCE.match(line)
        if opening is None:
            continue
        start = number
        while number < len(lines) and not lines[number].strip().startswith("```"):
            number += 1
        if opening[2] == "python":
            source = "\n".join(text.removeprefix(opening[1]) for text in lines[start:number]) + "\n"
            yield start + 1, title, frozenset(opening[3].split()), source
        number += 1


def _program(path: Path, first: int, title: str, words: frozenset[str], source: str) -> Program:
    program = Program(path, first, title, words, _without_comments(source, "declared" in words))
    number = 0
    for index, line in enumerate(source.split("\n"), 1):
        if not line.lstrip().startswith("#"):
            number = index
        for kind, text in _COMMENT.findall(line):
            if kind == "shape" and "declared" not in words:
                program.shapes[number] = [part.strip() for part in text.split(" | ")]
            elif kind == "fix":
                program.fixes.append((number, text))
            elif kind in KINDS:
                for code in re.findall(r"[\w-]+", text[text.find("[") : text.find("]")]):
                    program.findings.append((number, kind, code))
    return program


def _without_comments(source: str, keeps_shapes: bool) -> str:
    def blank(match: re.Match[str]) -> str:
        return match[0] if keeps_shapes and match[1] == "shape" else ""

    return "\n".join(_COMMENT.sub(blank, line).rstrip() for line in source.split("\n"))
