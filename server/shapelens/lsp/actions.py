"""Code actions: fixes and refactorings at the cursor, and `source.fixAll.shapelens` where it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..analysis.text import analysable, difference
from . import messages, positions
from .documents import Notebook
from .views import View

if TYPE_CHECKING:
    from ..features.code_actions import CodeAction
    from .session import Server


async def actions(ls: Server, uri: str, view: View, params: Any) -> list[dict[str, Any]]:
    """The `CodeAction`s of a range. Fixes are tried out before they are offered, so this runs in the worker's thread."""
    only = (params.get("context") or {}).get("only")
    versioned = bool(ls.can("workspace", "workspaceEdit", "documentChanges"))
    found: list[dict[str, Any]] = []
    if _wanted("quickfix", only) or _wanted(messages.REFACTOR, only):
        first, last = view.place(uri, params["range"]["start"]), view.place(uri, params["range"]["end"])
        if first is not None and last is not None:
            for offer in await ls.worker.run(lambda: _offers(view, first, last)):
                action = messages.code_action(offer, view, versioned)
                if action is not None and _wanted(action["kind"], only):
                    found.append(action)
    if only and _wanted(messages.FIX_ALL, only) and not isinstance(view.file, Notebook):
        edit = await _fix_all(ls, uri, view, versioned)
        if edit is not None:
            found.append({"title": "Fix all of Shapelens's findings", "kind": messages.FIX_ALL, "edit": edit})
    return found


def _wanted(kind: str, only: list[str] | None) -> bool:
    """Whether a client that wants only some kinds (and theirs) wants this one. `quickfix` covers `quickfix.x`."""
    return not only or any(kind == wide or kind.startswith(wide + ".") or not wide for wide in only)


def _offers(view: View, first: tuple[int, int], last: tuple[int, int]) -> list[CodeAction]:
    from ..features.code_actions import code_actions

    file = view.file
    if file.engine is None or file.engine_state is not view.finished.state:
        return []  # somebody typed on; the client asks again
    return code_actions(file.engine, view.finished.analysis, view.finished.diagnostics, first, last)


async def _fix_all(ls: Server, uri: str, view: View, versioned: bool) -> dict[str, Any] | None:
    from ..analysis.document import Document
    from ..features.fix_all import Fixed, fix_all

    state = view.finished.state
    content = state.text.content

    def mend() -> Fixed:
        document = Document(view.file.path, analysable(content), state.settings, ls.workspace())
        return fix_all(document, content, state.settings, unsafe=False)

    fixed = await ls.worker.run(mend)
    if fixed.text == content or view.file.state is not state:
        return None
    change = difference(content, fixed.text)
    places = [state.text.place(offset) for offset in (change.start, change.end)]
    start, end = (positions.position(state.text, line + 1, column + 1, ls.encoding) for line, column in places)
    edits = [{"range": {"start": start, "end": end}, "newText": change.content}]
    return messages.document_edits({uri: edits}, view, versioned)
