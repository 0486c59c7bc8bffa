"""One open file: its text, the interpreted state, and the newest analysis of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from itertools import accumulate
from pathlib import Path

from .. import libraries  # noqa: F401  (the libraries register themselves)
from ..interpreter.interpreter import Interpreter
from ..interpreter.pieces import begins
from ..values import ABSENT, Unit, Value
from .analysis import Analysis
from .assembling import Assembler
from .engine import Engine
from .grafting import grafted, matched
from .parsing import Chunk, split
from .retyping import retyped
from .settings import DEFAULTS, Settings
from .text import common_end, common_start
from .workspace import ALONE, Workspace


class Document:
    """A file under analysis. `update` takes each new text; `analysis` answers for the newest one.

    workspace: where the modules that it imports are found
    """

    def __init__(
        self,
        path: str,
        text: str = "",
        settings: Settings = DEFAULTS,
        workspace: Workspace = ALONE,
    ) -> None:
        self.path = path
        self.settings = settings
        self.workspace = workspace
        self.text = ""
        self.chunks: list[Chunk] = []
        self._touched: set[Unit] = set()
        """Those of chunks that were parsed since the last analysis."""
        self._analysis: Analysis | None = None
        self._assembler = Assembler(path)
        self._engine = self._new_engine()
        self.update(text)

    def _new_engine(self) -> Engine:
        self.modules = self.workspace.modules(self.path, self.settings.interpreter)
        return Engine(self.path, self.modules, self.settings.shapes)

    def update(self, text: str) -> None:
        """Takes a new text. Only the chunks that differ are parsed."""
        if text != self.text:
            text = normal(text)
            prefix, edited, suffix = rechunked(self.path, self.chunks, self.text, text)
            self._touched.update([chunk.unit for chunk in edited])
            self.chunks = [*prefix, *edited, *suffix]
            self.text = text
            self._analysis = None

    def reset(self, settings: Settings | None = None) -> None:
        """Forgets everything but the text: settings, or files that it imports, have changed."""
        self.settings = settings or self.settings
        self._engine = self._new_engine()
        self._analysis = None

    def analysis(self) -> Analysis:
        """The analysis of the newest text."""
        if self._analysis is None:
            self._engine.update(self.chunks)
            blocks, extra = self._engine.blocks, self._engine.uncalled.blocks
            self._analysis = self._assembler.analysis(self.text, blocks, extra, self._touched)
            self._touched = set()
        return self._analysis

    @property
    def interpreter(self) -> Interpreter:
        """The state after the newest analysis, for what asks live objects (a model's summary)."""
        return self._engine.interpreter

    def value_of(self, name: str) -> Value:
        """What a name of the module holds after the newest analysis; `ABSENT` if there is none."""
        return self._engine.scope.fields.get(name, ABSENT)

    @property
    def dependencies(self) -> set[Path]:
        """Files of the workspace that it imports."""
        return self.modules.loaded


def analyse(path: str, text: str, settings: Settings = DEFAULTS, workspace: Workspace = ALONE) -> Analysis:
    """The analysis of a text, from scratch."""
    return Document(path, text, settings, workspace).analysis()


def normal(text: str) -> str:
    """Text with `\\n` line ends and without a byte order mark."""
    text = text.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def rechunked(path: str, old: list[Chunk], before: str, text: str) -> tuple[list[Chunk], list[Chunk], list[Chunk]]:
    """The chunks of a text that was `before`: those that are the same at the beginning, what is between, and those at the end."""
    starts = [0, *accumulate([len(chunk.unit.text) for chunk in old])]
    begin = common_start(before, text)
    index = bisect_right(starts, begin) - 1
    typed = _typed_into(old, starts, index, before, text, begin)
    if typed is not None:
        return old[:index], _reused([old[index]], [typed]), old[index + 1 :]
    first = _first_different(old, starts, text, begin)
    at = starts[first]
    longer = len(text) - len(before)
    least = len(before) - common_end(before, text, min(len(before), len(text)) - at)
    last = bisect_left(starts, max(least, at), first)
    edited: list[Chunk] = []
    while starts[last] + longer != at:
        if starts[last] + longer < at:
            last += 1
        else:
            edited.append(next(split(path, text, at)))
            at += len(edited[-1].unit.text)
    return old[:first], _reused(old[first:last], edited), old[last:]


def _typed_into(old: list[Chunk], starts: list[int], index: int, before: str, text: str, begin: int) -> Chunk | None:
    """The chunk of that index with what was typed from `begin` on, if all of it stands within one statement in that chunk."""
    if index >= len(old) or any(chunk.is_open for chunk in old[:index]):
        return None
    end = len(before) - common_end(before, text, min(len(before), len(text)) - begin)
    if end >= starts[index + 1]:
        return None
    typed = text[begin : end + len(text) - len(before)]
    return retyped(old[index], begin - starts[index], end - starts[index], typed)


def _first_different(old: list[Chunk], starts: list[int], text: str, begin: int) -> int:
    """The index of the first chunk that may be another in a text that differs from `begin` on."""
    first = max(min(bisect_right(starts, begin), len(old)) - 1, 0)
    first = next((index for index in range(first) if old[index].is_open), first)
    while first and not begins(text, starts[first]):
        first -= 1
    return first


def _reused(old: list[Chunk], new: list[Chunk]) -> list[Chunk]:
    """The new chunks, with an old one in place of each that is equal, in order; what stands in place of another is grafted."""
    places: dict[str, deque[int]] = {}
    for index, chunk in enumerate(old):
        places.setdefault(chunk.unit.text, deque()).append(index)
    result: list[Chunk] = []
    begun, last = 0, -1
    """Where the new chunks begin, and the old ones end, that no equal one was found for yet."""
    for chunk in new:
        alike = places.get(chunk.unit.text)
        while alike and alike[0] <= last:
            alike.popleft()
        if alike:
            _graft(old[last + 1 : alike[0]], result, begun)
            last = alike.popleft()
            old[last].is_open = chunk.is_open
            result.append(old[last])
            begun = len(result)
        else:
            result.append(chunk)
    _graft(old[last + 1 :], result, begun)
    return result


def _graft(old: list[Chunk], result: list[Chunk], begun: int) -> None:
    """Gives the new chunks from `begun` on what they have in common with old ones."""
    for index, before in matched(old, result[begun:]):
        result[begun + index] = grafted(before, result[begun + index])
