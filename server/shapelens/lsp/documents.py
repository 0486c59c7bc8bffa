"""Open files and notebooks: their newest text, what is being analysed, and the newest finished analysis.

The text lives in the event loop's thread, the engine (`analysis.Document`) in the worker's; they exchange immutable values only.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..analysis.settings import DEFAULTS, Settings
from ..analysis.text import Text, Unreadable, analysable
from .positions import offset_of
from .uris import path_of

if TYPE_CHECKING:
    from ..analysis.analysis import Analysis
    from ..analysis.document import Document
    from ..features.diagnostics import Diagnostic
    from ..oracle import LayerQuestion


@dataclass(frozen=True, slots=True)
class State:
    """What there is to analyse. `generation` grows with every change of text, settings or imported files."""

    generation: int
    text: Text
    settings: Settings


@dataclass(frozen=True, slots=True)
class Finished:
    """A state and what its analysis found.

    dependencies: the paths of the workspace's files that it imports
    questions:    what real Keras is to be asked about layers without a rule
    """

    state: State
    analysis: Analysis
    diagnostics: list[Diagnostic]
    dependencies: frozenset[str]
    questions: tuple[LayerQuestion, ...] = ()


class OpenFile:
    """One program: an open file. See `Notebook` for one in several cells."""

    def __init__(self, uri: str, content: str, version: int | None) -> None:
        self.uri = uri
        self.path = path_of(uri)
        self.versions: dict[str, int | None] = {uri: version}
        self.state = State(0, Text(content), DEFAULTS)
        self.finished: Finished | None = None
        self.declined: str | None = None
        """Why the text is not analysed, if it is not."""
        self.engine: Document | None = None
        """Belongs to the worker's thread, as do the next two."""
        self.engine_state: State | None = None
        """What the engine has analysed last."""
        self.engine_is_stale = False
        """Whether the engine must start anew: an imported file or a setting has changed."""
        self.reported: dict[str, object] = {}
        """What was published last for each document."""
        self._waiting: list[asyncio.Future[None]] = []

    @property
    def uris(self) -> list[str]:
        """The documents that make up the program, in order."""
        return [self.uri]

    @property
    def is_settled(self) -> bool:
        """Whether the newest state is analysed (or declined)."""
        return self.declined is not None or (
            self.finished is not None and self.finished.state.generation == self.state.generation
        )

    def change(self, uri: str, changes: Iterable[Any], version: int | None, encoding: str) -> None:
        """Applies the protocol's changes, in order."""
        text = self.text_of(uri)
        for change in changes:
            text = _changed(text, change, encoding)
        self.versions[uri] = version
        self.replace_text(uri, text)

    def replace_text(self, uri: str, text: Text) -> None:
        """Exchanges the text of one document of the program."""
        self.renew(text)

    def renew(self, text: Text | None = None, settings: Settings | None = None) -> None:
        """Starts a new generation with another text or settings, or because of imported files."""
        self.state = State(self.state.generation + 1, text or self.state.text, settings or self.state.settings)
        try:
            analysable(self.state.text.content)
            self.declined = None
        except Unreadable as error:
            self.declined = str(error)
            self.finished = None

    def text_of(self, uri: str) -> Text:
        """The newest text of one document of the program."""
        return self.state.text

    def first_line(self, uri: str) -> int:
        """The 0-based line of the program on which a document starts."""
        return 0

    def document_at(self, line: int) -> tuple[str, int]:
        """The document that holds a 1-based line of the program, and the line in it."""
        return self.uri, line

    def finish(self, finished: Finished) -> bool:
        """Takes an analysis in; whether it is of the newest state."""
        if self.declined is not None:
            return False
        if self.finished is None or finished.state.generation > self.finished.state.generation:
            self.finished = finished
        if self.is_settled:
            self.release()
        return finished.state.generation == self.state.generation

    def release(self) -> None:
        """Lets go of all who wait."""
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    async def settled(self, seconds: float) -> bool:
        """Waits until the newest state is analysed, at most so long; whether it is."""
        if not self.is_settled:
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(future)
            await asyncio.wait([future], timeout=seconds)
        return self.is_settled


class Notebook(OpenFile):
    """A notebook: its Python cells, in order, are one program."""

    def __init__(self, uri: str) -> None:
        super().__init__(uri, "", None)
        self.versions = {}
        self.cells: list[str] = []
        self.texts: dict[str, Text] = {}
        self._starts: list[int] = []
        self._order: list[str] = []
        """All cells, those in other languages among them."""

    @property
    def uris(self) -> list[str]:
        return self.cells

    def add(self, document: Any) -> None:
        """Takes a cell's `TextDocumentItem` in. Cells in other languages have no part in the program."""
        if document.get("languageId") == "python":
            self.texts[document["uri"]] = Text(document["text"])
            self.versions[document["uri"]] = document.get("version")

    def rearrange(self, cells: Mapping[str, Any], encoding: str) -> list[str]:
        """Applies the protocol's changes of cells; answers the documents that are gone."""
        structure = cells.get("structure") or {}
        for document in structure.get("didOpen") or ():
            self.add(document)
        gone = [document["uri"] for document in structure.get("didClose") or ()]
        for content in cells.get("textContent") or ():
            uri = content["document"]["uri"]
            if uri in self.texts:
                text = self.texts[uri]
                for change in content["changes"]:
                    text = _changed(text, change, encoding)
                self.texts[uri] = text
                self.versions[uri] = content["document"].get("version")
        if "array" in structure:
            array = structure["array"]
            order = list(self._order)
            new = [cell["document"] for cell in array.get("cells") or ()]
            order[array["start"] : array["start"] + array["deleteCount"]] = new
            self._order = order
        for uri in gone:
            self.texts.pop(uri, None)
            self.versions.pop(uri, None)
        self.arrange(self._order)
        return gone

    def arrange(self, cells: Sequence[str]) -> None:
        """Sets which cells there are, in order; those with a text in Python are the program."""
        self._order = list(cells)
        self.cells = [uri for uri in cells if uri in self.texts]
        self._join()

    def replace_text(self, uri: str, text: Text) -> None:
        self.texts[uri] = text
        self._join()

    def text_of(self, uri: str) -> Text:
        return self.texts.get(uri) or Text("")

    def first_line(self, uri: str) -> int:
        return self._starts[self.cells.index(uri)] if uri in self.cells else 0

    def document_at(self, line: int) -> tuple[str, int]:
        for uri, start in zip(reversed(self.cells), reversed(self._starts)):
            if line > start:
                return uri, line - start
        return self.uri, line

    def _join(self) -> None:
        self._starts = []
        lines = 0
        contents: list[str] = []
        for uri in self.cells:
            self._starts.append(lines)
            contents.append(without_magics(self.texts[uri].content))
            lines += self.texts[uri].line_count
        self.renew(Text("\n".join(contents)))


_MAGIC = re.compile(r"^([ \t]*)([%!?][^\r\n]*|[\w.]+\?{1,2}(?=[ \t]*$))", re.MULTILINE)


def without_magics(content: str) -> str:
    """A cell's text with IPython's own lines (`%magic`, `!shell`, `name?`) made into Python of the same length that does nothing."""
    if content.lstrip().startswith("%%") and not content.lstrip().startswith(("%%time", "%%capture")):
        return re.sub(r"^[^\r\n]", "#", content, flags=re.MULTILINE)
    return _MAGIC.sub(lambda match: match[1] + _nothing(match[2]), content)


def _nothing(magic: str) -> str:
    return "pass#"[: len(magic)] + magic[5:] if len(magic) >= 4 else "0" + "#" * (len(magic) - 1)


def _changed(text: Text, change: Any, encoding: str) -> Text:
    place = change.get("range")
    if place is None:
        return Text(change["text"])
    first, last = sorted(offset_of(text, place[end], encoding) for end in ("start", "end"))
    return text.replaced(first, last, change["text"])


def in_folder(path: str, folder: str) -> bool:
    """Whether a file is in a folder or below it."""
    try:
        return Path(path).is_relative_to(folder)
    except ValueError:
        return False
