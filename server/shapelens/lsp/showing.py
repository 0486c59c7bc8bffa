"""Documents that the server makes and the editor shows: read from the server by editors that can, from a temporary file by others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

    from .session import Server

SCHEME = "shapelens"
SHOW_HISTORY = "shapelens.showHistory"
"""The command: one argument, a `TextDocumentPositionParams`. Its result is the document's text."""
MOST_DOCUMENTS = 20
"""So many of the documents shown last are kept."""


class Documents:
    """The texts of the documents that were shown, by URI."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._count = 0
        self._folder: TemporaryDirectory[str] | None = None

    def add(self, title: str, text: str) -> str:
        """Keeps a text; answers its URI."""
        self._count += 1
        uri = f"{SCHEME}:/{self._count}/{quote(file_name(title))}"
        self._texts[uri] = text
        while len(self._texts) > MOST_DOCUMENTS:
            del self._texts[next(iter(self._texts))]
        return uri

    def text(self, uri: str) -> str:
        """The text at a URI, however the editor quotes it; empty for one that is not kept any more."""
        return next((text for known, text in self._texts.items() if unquote(known) == unquote(uri)), "")

    def write(self, title: str, text: str) -> str:
        """Writes a text to a temporary file; answers its URI."""
        from tempfile import TemporaryDirectory

        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="shapelens-")
        self._count += 1
        folder = Path(self._folder.name, str(self._count))
        folder.mkdir()
        file = folder / file_name(title)
        file.write_text(text, "utf-8")
        return file.as_uri()

    def close(self) -> None:
        """Deletes the temporary files."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def file_name(title: str) -> str:
    """A title as every system takes it for a file."""
    return re.sub(r"[^\w(), .-]", "_", title) + ".md"


def can_show(ls: Server) -> bool:
    """Whether the editor shows a document when it is told to."""
    return bool(ls.can("window", "showDocument", "support"))


async def show_history(ls: Server, params: Any) -> str | None:
    """Shows how the tensor at a position came about; answers the text. None where there is none."""
    from ..features.history import document, history

    found = await ls.view(params, patience=5)
    place = found[1].place(found[0], params["position"]) if found is not None else None
    if found is None or place is None:
        return None
    told = history(found[1].finished.analysis, *place)
    if told is None:
        return None
    text = document(told)
    if can_show(ls):
        is_read_from_here = ls.can("workspace", "textDocumentContent") is not None
        uri = (ls.documents.add if is_read_from_here else ls.documents.write)(told.title, text)
        await ls.request("window/showDocument", {"uri": uri, "takeFocus": True})
    return text
