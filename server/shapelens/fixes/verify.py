"""Tries candidates: each is applied in memory and analysed; what is offered mends its finding and brings no new one."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from typing import TypeAlias
from weakref import WeakKeyDictionary

from ..analysis.analysis import Analysis
from ..analysis.document import Document
from ..analysis.text import Replacement, Text
from ..findings import Finding
from .candidates import CANDIDATES
from .case import Case
from .edits import Candidate, Fix, applied, edits_of, overlap
from .spelling import Spelling
from .steps import Steps
from .syntax import Program

MOST_CANDIDATES = 16
"""So many candidates of a finding are tried."""
MOST_FIXES = 5
"""So many fixes of a finding are offered."""
MOST_OTHERS = 3
"""So many other errors are looked at, where no candidate leaves the program without any."""
MOST_FOLLOWING = 8
"""So many candidates of what a candidate leaves are tried."""
MOST_STEPS = 5
"""A fix may be put together of so many."""
MOST_SECONDS = 1.2
"""No further candidate is tried after that time of computing."""

PROBLEMS = ("error", "warning")


Problem: TypeAlias = "tuple[str, str, int]"
"""A finding by rule, message and the offset at which it stood before the edits."""


class Places:
    """Where the findings of an edited text stood before the edits."""

    def __init__(self, analysis: Analysis, replacements: Sequence[Replacement]) -> None:
        self._analysis = analysis
        self._lines = Text(analysis.text)
        self._pieces = sorted(replacements, key=lambda piece: (piece.start, piece.end))

    def problem(self, finding: Finding) -> Problem:
        location = self._analysis.location(finding.span)
        if location is None:
            return finding.code, finding.message, -1
        offset = self._lines.offset(location.line - 1, location.column - 1)
        return finding.code, finding.message, self._before(offset)

    def _before(self, offset: int) -> int:
        shift = 0
        for piece in self._pieces:
            if offset < piece.start + shift:
                break
            if offset < piece.start + shift + len(piece.content):
                return piece.start
            shift += len(piece.content) - (piece.end - piece.start)
        return offset - shift


@dataclass(frozen=True)
class Verified:
    """A candidate that holds. `order` compares: the better come first."""

    title: str
    text: str
    safety: str
    replacements: tuple[Replacement, ...]
    order: tuple[float, ...]


class Bench:
    """A copy of a document on which edited texts are analysed. What stands before an edit is not interpreted again."""

    def __init__(self, document: Document) -> None:
        self._copy = Document(document.path, document.text, document.settings, document.workspace)
        self._settings = document.settings

    def analysis(self, text: str) -> Analysis:
        self._copy.update(text)
        return self._copy.analysis()

    def problems(self, analysis: Analysis, replacements: Sequence[Replacement] = ()) -> Counter[Problem]:
        """The errors and warnings of a text that came of these replacements."""
        where = Places(analysis, replacements)
        return Counter(where.problem(f) for f in analysis.findings if self.severity(f) in PROBLEMS)

    def severity(self, finding: Finding) -> str:
        return self._settings.severity_of(finding.code, finding.severity.value)


_BENCHES: WeakKeyDictionary[Document, Bench] = WeakKeyDictionary()


def bench_of(document: Document) -> Bench:
    """The bench of a document, kept as long as the document."""
    bench = _BENCHES.get(document)
    if bench is None or bench._settings is not document.settings:
        bench = _BENCHES[document] = Bench(document)
    return bench


class Search:
    """The search for the fixes of one finding."""

    def __init__(self, document: Document, analysis: Analysis, finding: Finding) -> None:
        self.bench = bench_of(document)
        # Positions and values must be those of the bench's own interpretation only for follow-up steps.
        self.text = analysis.text
        self.analysis = analysis
        self.finding = finding
        self.before = self.bench.problems(analysis)
        self.target = Places(analysis, ()).problem(finding)
        self.unknown = unknown_outputs(analysis)
        self.bench.analysis(self.text)  # the first time it is whole, and the time for trials is not for that
        self.until = time.thread_time() + MOST_SECONDS
        self.seen: set[str] = {self.text}
        self.has_clean = False
        """Whether a candidate was found that leaves no problem at all."""

    def fixes(self) -> Steps[list[Fix]]:
        """The verified fixes, the best first."""
        found = []
        for entry in self._tried():
            if entry is not None:
                found.append(entry)
            yield
        found.sort(key=lambda entry: entry.order)
        found = [entry for entry in found if entry.order[0] == found[0].order[0]]
        offers = []
        titles = Counter(entry.title for entry in found[:MOST_FIXES])
        for index, entry in enumerate(found[:MOST_FIXES]):
            edits = edits_of(self.analysis.path, self.text, entry.replacements)
            title = entry.title if titles[entry.title] == 1 else f"{entry.title} in line {edits[0].location.line}"
            offers.append(Fix(title, entry.safety, index == 0, edits))
        return offers

    def _tried(self) -> Iterator[Verified | None]:
        """What every trial came to: a fix, or None."""
        later: list[tuple[int, Candidate, str]] = []
        count = 0
        for index, entry, text in self._trials(self.analysis, self.finding, MOST_CANDIDATES):
            analysis = self.bench.analysis(text)
            verified = self._judge(entry, text, analysis, index, 1)
            if verified is not None:
                count += not entry.is_fallback
            elif self._is_step(analysis, entry):
                later.append((index, entry, text))
            yield verified
        yield from self._of_others()
        direct = count > 0
        for index, entry, text in later[:5]:
            if direct or count >= 3:
                return
            for verified in self._continued(entry, text, index, 2):
                yield verified
                if verified is not None:
                    count += 1
                    break

    def _trials(self, analysis: Analysis, finding: Finding, most: int) -> Iterator[tuple[int, Candidate, str]]:
        """The candidates of a finding that make a program not seen before, with their number and text, while there is time."""
        for index, entry in enumerate(islice(candidates(analysis, finding), most)):
            if time.thread_time() > self.until:
                return
            text = edited(analysis.text, entry)
            if text is not None and text not in self.seen:
                self.seen.add(text)
                yield index, entry, text

    def _of_others(self) -> Iterator[Verified | None]:
        """What mends another problem and this one with it: two findings may come of one mistake."""
        others = [f for f in self.analysis.findings if self.bench.severity(f) == "error" and f is not self.finding]
        for other in others[:MOST_OTHERS] if not self.has_clean else ():
            for index, entry, text in self._trials(self.analysis, other, MOST_CANDIDATES):
                verified = self._judge(entry, text, self.bench.analysis(text), MOST_CANDIDATES + index, 1)
                yield verified if verified is not None and not verified.order[0] else None

    def _judge(self, entry: Candidate, text: str, analysis: Analysis, index: int, steps: int) -> Verified | None:
        """The candidate, if its finding is gone and nothing new has come."""
        after = self.bench.problems(analysis, entry.replacements)
        if not self._is_gone(analysis, entry) or after - self.before:
            return None
        if self._loses(analysis):
            return None
        hints = sum(f.code in ("dense-on-sequence", "surplus-axis") for f in analysis.findings)
        unresolved = max(len(analysis.unresolved) - len(self.analysis.unresolved), 0)
        self.has_clean = self.has_clean or not after
        order = (
            float(after.total()),
            float(unresolved),
            float(steps + 9 * entry.is_fallback),
            float(hints),
            float(index),
        )
        title = entry.title
        if "{shape}" in title:
            shape = shape_at(self.text, entry, analysis)
            title = title.replace("{shape}", shape) if shape else title.replace(" → {shape}", "")
        return Verified(title, text, entry.safety, entry.replacements, order)

    def _is_gone(self, analysis: Analysis, entry: Candidate) -> bool:
        where = Places(analysis, entry.replacements)
        return all(where.problem(f) != self.target for f in analysis.findings if f.code == self.finding.code)

    def _loses(self, analysis: Analysis) -> bool:
        """Whether the edited text is understood less than the text was."""
        return unknown_outputs(analysis) > self.unknown or breaks(self.analysis, analysis)

    def _is_step(self, analysis: Analysis, entry: Candidate) -> bool:
        """Whether a candidate mends its finding and one other problem stands in the way."""
        after = self.bench.problems(analysis, entry.replacements)
        is_mended = self._is_gone(analysis, entry) and not breaks(self.analysis, analysis)
        return is_mended and 1 <= (after - self.before).total() <= 2

    def _continued(self, entry: Candidate, text: str, index: int, steps: int) -> Iterator[Verified | None]:
        """A candidate together with what mends the problem that it leaves."""
        analysis = self.bench.analysis(text)
        where = Places(analysis, entry.replacements)
        left = (f for f in analysis.findings if self.bench.severity(f) in PROBLEMS)
        problem = next((f for f in left if where.problem(f) not in self.before), None)
        if problem is None:
            return
        for _, following, longer in self._trials(analysis, problem, MOST_FOLLOWING):
            both = joined(self.text, longer, entry, following)
            result = self.bench.analysis(longer)
            verified = self._judge(both, longer, result, index, steps)
            yield verified
            if verified is None and steps < MOST_STEPS and _are_alike(entry, following) and self._is_step(result, both):
                for verified in self._continued(both, longer, index, steps + 1):
                    yield verified
                    if verified is not None:
                        return
            if verified is not None:
                return


def _are_alike(first: Candidate, second: Candidate) -> bool:
    """Whether two steps do the same in two places, so that more of them may follow."""
    are_functions = "ops." in first.title and "ops." in second.title
    return first.title == second.title or (are_functions and first.title[:4] == second.title[:4] == "Use ")


def candidates(analysis: Analysis, finding: Finding) -> Iterator[Candidate]:
    """What may mend a finding."""
    program = program_of(analysis)
    case = Case(analysis, finding, program, Spelling(program))
    for generator in CANDIDATES.get(finding.code, ()):
        yield from generator(case)


_LAST: list[Program] = []


def program_of(analysis: Analysis) -> Program:
    """The syntax of an analysed file; the last one is kept."""
    if not _LAST or _LAST[0].analysis is not analysis:
        _LAST[:] = [Program(analysis)]
    return _LAST[0]


def edited(text: str, entry: Candidate) -> str | None:
    """The text with a candidate applied; None where its replacements touch each other."""
    return None if overlap(entry.replacements) else applied(text, entry.replacements)


def breaks(before: Analysis, after: Analysis) -> bool:
    """Whether a text is no program any more."""
    return after.is_broken and not before.is_broken


def joined(text: str, longer: str, first: Candidate, second: Candidate) -> Candidate:
    """Two candidates, one after the other, as one."""
    same_place = all(entry.title.startswith("Declare the input") for entry in (first, second))
    title = second.title if same_place or first.title == second.title else f"{first.title}; {second.title}"
    safety = first.safety if first.safety == second.safety else "unsafe"
    return Candidate(title.replace(" → {shape}", ""), tuple(differences(text, longer)), safety)


def differences(old: str, new: str) -> Iterator[Replacement]:
    """What makes `new` of `old`, line by line, each piece as small as it can be."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line))
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if b - a == d - c:
            for i in range(b - a):
                yield from _narrow(starts[a + i], before[a + i], after[c + i])
        else:
            yield Replacement(starts[a], starts[b], "".join(after[c:d]))


def _narrow(start: int, old: str, new: str) -> Iterator[Replacement]:
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    if first < len(old) - last or first < len(new) - last:
        yield Replacement(start + first, start + len(old) - last, new[first : len(new) - last])


def unknown_outputs(analysis: Analysis) -> int:
    """How many sites answer a tensor of which not even the rank is known."""
    return sum(
        any(shape.rank is None for shape in site.observations[-1].outputs)
        for site in analysis.sites
        if site.observations
    )


def shape_at(text: str, entry: Candidate, analysis: Analysis) -> str:
    """The shape that comes out of the layer at the last replacement of a candidate."""
    pieces = sorted(entry.replacements, key=lambda r: (r.start, r.end))
    shift, ranges = 0, []
    for piece in pieces:
        ranges.append((piece.start + shift, piece.start + shift + len(piece.content)))
        shift += len(piece.content) - (piece.end - piece.start)
    new = applied(text, pieces)
    lines = [0]
    for line in new.split("\n"):
        lines.append(lines[-1] + len(line) + 1)
    best: tuple[int, str] | None = None
    for site in analysis.sites:
        if site.kind not in ("call", "element", "add", "op") or not site.observations:
            continue
        begin = lines[site.location.line - 1] + site.location.column - 1
        end = lines[site.location.end_line - 1] + site.location.end_column - 1
        outputs = site.observations[-1].outputs
        for low, high in ranges:
            if high > low and len(outputs) == 1 and (begin <= low < end or low <= begin < high):
                size = end - begin
                if best is None or size < best[0]:
                    best = (size, str(outputs[0]))
    return best[1] if best is not None else ""
