"""Code actions: fixes and refactorings at the cursor, and `source.fixAll.shapelens` where it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from ..analysis.text import analysable, difference
from . import messages, positions
from .documents import Notebook
from .showing import SHOW_HISTORY, can_show
from .views import View

if TYPE_CHECKING:
    from ..features.code_actions import CodeAction
    from ..features.fix_all import Fixed
    from ..fixes import Steps
    from .session import Server

Answer = TypeVar("Answer")


async def actions(ls: Server, uri: str, view: View, params: Any) -> list[dict[str, Any]]:
    """The `CodeAction`s of a range. Fixes are tried out before they are offered: in the worker's thread, where what is typed goes first."""
    only = (params.get("context") or {}).get("only")
    versioned = bool(ls.can("workspace", "workspaceEdit", "documentChanges"))
    found: list[dict[str, Any]] = []
    if _wanted("quickfix", only) or _wanted(messages.REFACTOR, only):
        first, last = view.place(uri, params["range"]["start"]), view.place(uri, params["range"]["end"])
        if first is not None and last is not None:
            for offer in await ls.worker.run(_offers(ls, view, first, last)):
                action = messages.code_action(offer, view, versioned)
                if action is not None and _wanted(action["kind"], only):
                    found.append(action)
    if _wanted(messages.REFACTOR, only) and can_show(ls):
        found += _shows_history(uri, view, params["range"]["start"])
    if only and _wanted(messages.FIX_ALL, only) and not isinstance(view.file, Notebook):
        edit = await _fix_all(ls, uri, view, versioned)
        if edit is not None:
            found.append({"title": "Fix all of Shapelens's findings", "kind": messages.FIX_ALL, "edit": edit})
    return found


def _wanted(kind: str, only: list[str] | None) -> bool:
    """Whether a client that wants only some kinds (and theirs) wants this one. `quickfix` covers `quickfix.x`."""
    return not only or any(kind == wide or kind.startswith(wide + ".") or not wide for wide in only)


def _shows_history(uri: str, view: View, position: Any) -> list[dict[str, Any]]:
    """The action that shows how the tensor at a position came about, if there is one whose shape is known."""
    from ..features.history import tensor_at

    place = view.place(uri, position)
    if place is None or tensor_at(view.finished.analysis, *place) is None:
        return []
    title = "Show how this shape came about"
    arguments = [{"textDocument": {"uri": uri}, "position": position}]
    command = {"title": title, "command": SHOW_HISTORY, "arguments": arguments}
    return [{"title": title, "kind": messages.REFACTOR, "command": command}]


def _offers(ls: Server, view: View, first: tuple[int, int], last: tuple[int, int]) -> Steps[list[CodeAction]]:
    from ..features.code_actions import code_actions

    file, finished = view.file, view.finished
    if file.engine is None or file.engine_state is not finished.state:
        return []  # somebody typed on; the client asks again
    found = code_actions(file.engine, finished.analysis, finished.diagnostics, first, last)
    return (yield from _while_it_stands(ls, view, found)) or []


def _while_it_stands(ls: Server, view: View, steps: Steps[Answer]) -> Steps[Answer | None]:
    """Takes the steps as long as the text is the one that they are about."""
    from ..libraries.keras.asked import answered_by

    file, state = view.file, view.finished.state
    judge = ls.judge(state.settings)
    while file.engine_state is state:
        try:
            with answered_by(judge):
                next(steps)
        except StopIteration as end:
            answer: Answer = end.value
            return answer
        finally:
            judge.take()  # texts that are only tried are no reason to ask real Keras
        yield
    return None


async def _fix_all(ls: Server, uri: str, view: View, versioned: bool) -> dict[str, Any] | None:
    state = view.finished.state
    content = state.text.content

    def mended() -> Steps[Fixed]:
        from ..analysis.document import Document
        from ..features.fix_all import fix_all

        document = Document(view.file.path, analysable(content), state.settings, ls.workspace())
        return (yield from fix_all(document, content, state.settings, unsafe=False))

    fixed = await ls.worker.run(_while_it_stands(ls, view, mended()))
    if fixed is None or fixed.text == content or view.file.state is not state:
        return None
    change = difference(content, fixed.text)
    places = [state.text.place(offset) for offset in (change.start, change.end)]
    start, end = (positions.position(state.text, line + 1, column + 1, ls.encoding) for line, column in places)
    edits = [{"range": {"start": start, "end": end}, "newText": change.content}]
    return messages.document_edits({uri: edits}, view, versioned)
