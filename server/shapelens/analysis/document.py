"""One open file: its text, the interpreted state, and the newest analysis of it."""

from __future__ import annotations

from pathlib import Path

from .. import libraries  # noqa: F401  (the libraries register themselves)
from ..interpreter.interpreter import Interpreter
from ..values import ABSENT, Value
from .analysis import Analysis
from .assembling import Assembler
from .engine import Engine
from .grafting import grafted
from .parsing import Chunk, parse_chunk, split
from .settings import DEFAULTS, Settings
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
        self._analysis: Analysis | None = None
        self._assembler = Assembler(path)
        self._engine = self._new_engine()
        self.update(text)

    def _new_engine(self) -> Engine:
        self.modules = self.workspace.modules(self.path, self.settings.interpreter)
        return Engine(self.path, self.modules)

    def update(self, text: str) -> None:
        """Takes a new text. Only the chunks that differ are parsed."""
        if text != self.text:
            text = normal(text)
            self.chunks = rechunked(self.path, self.chunks, text)
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
            runs = self._engine.update(self.chunks)
            self._analysis = self._assembler.analysis(self.text, self.chunks, runs)
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


def rechunked(path: str, old: list[Chunk], text: str) -> list[Chunk]:
    """The chunks of a new text, keeping those whose text is the same at either end."""
    prefix, start = 0, 0
    while prefix < len(old) and text.startswith(old[prefix].unit.text, start) and not old[prefix].is_broken:
        start += len(old[prefix].unit.text)
        prefix += 1
    suffix, end = len(old), len(text)
    while suffix > prefix:
        piece = old[suffix - 1].unit.text
        if end - len(piece) < start or not text.endswith(piece, start, end) or old[suffix - 1].is_broken:
            break
        end -= len(piece)
        suffix -= 1
    if start == end:
        return [*old[:prefix], *old[suffix:]]
    if prefix == len(old) and prefix and end > start:
        # Text was added at the very end: the last statement may go on.
        prefix -= 1
        start -= len(old[prefix].unit.text)
    if prefix or suffix < len(old):
        edited = parse_chunk(path, text[start:end]) if end < len(text) or text.endswith("\n") else None
        if edited is not None and edited.statements and not _may_join(text[start:end]):
            if suffix - prefix == 1:
                edited = grafted(old[prefix], edited)
            return [*old[:prefix], edited, *old[suffix:]]
    chunks = split(path, text)
    return _reused(old, chunks)


def _may_join(text: str) -> bool:
    """Whether the first line of a chunk may belong to the statement before it."""
    return text[:1] in " \t\f" or "\x0c" in text


def _reused(old: list[Chunk], new: list[Chunk]) -> list[Chunk]:
    """The new chunks, with an old one in place of each that is equal, at either end."""
    result = list(new)
    prefix = 0
    while prefix < min(len(old), len(new)) and _equal(old[prefix], new[prefix]):
        result[prefix] = old[prefix]
        prefix += 1
    suffix = 0
    while suffix < min(len(old), len(new)) - prefix and _equal(old[-1 - suffix], new[-1 - suffix]):
        result[len(new) - 1 - suffix] = old[-1 - suffix]
        suffix += 1
    return result


def _equal(a: Chunk, b: Chunk) -> bool:
    return a.unit.text == b.unit.text and not a.is_broken and not b.is_broken
