"""What the server answers: each of the protocol's messages, and the one function that it stands for."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from .. import __version__
from . import messages, showing
from .configuration import capability
from .documents import Notebook, OpenFile
from .positions import negotiated
from .session import Server

SERVER = Server()


@SERVER.feature("initialize")
def initialize(ls: Server, params: Any) -> dict[str, Any]:
    ls.protocol.is_initialized = True
    ls.capabilities = params.get("capabilities") if isinstance(params, Mapping) else {}
    ls.encoding = negotiated(ls.can("general", "positionEncodings"))
    ls.configuration.set_editor(capability(params, "initializationOptions"))
    ls.change_folders(capability(params, "workspaceFolders") or _root(params), [])
    asyncio.get_running_loop().call_soon(ls.preload)  # once this is answered
    capabilities: dict[str, Any] = {
        "positionEncoding": ls.encoding,
        "textDocumentSync": {"openClose": True, "change": 2, "save": {"includeText": False}},
        "notebookDocumentSync": {"notebookSelector": [{"notebook": "*", "cells": [{"language": "python"}]}]},
        "hoverProvider": True,
        "inlayHintProvider": {"resolveProvider": True},
        "codeActionProvider": {"codeActionKinds": ["quickfix", messages.REFACTOR, messages.FIX_ALL]},
        "codeLensProvider": {},
        "executeCommandProvider": {"commands": [showing.SHOW_HISTORY]},
        "workspace": {
            "workspaceFolders": {"supported": True, "changeNotifications": True},
            "textDocumentContent": {"schemes": [showing.SCHEME]},
        },
    }
    if ls.pulls:
        options = {"identifier": "shapelens", "interFileDependencies": True, "workspaceDiagnostics": False}
        capabilities["diagnosticProvider"] = options
    return {"capabilities": capabilities, "serverInfo": {"name": "shapelens", "version": __version__}}


@SERVER.feature("initialized")
async def initialized(ls: Server, params: Any) -> None:
    ls.tell_problems()
    if ls.can("workspace", "didChangeWatchedFiles", "dynamicRegistration"):
        watchers = [{"globPattern": "**/pyproject.toml"}, {"globPattern": "**/*.py"}]
        method = "workspace/didChangeWatchedFiles"
        registration = {"id": "watch", "method": method, "registerOptions": {"watchers": watchers}}
        await ls.request("client/registerCapability", {"registrations": [registration]})
    if ls.can("workspace", "configuration"):
        await ls.pull_configuration()


@SERVER.feature("shutdown")
def shutdown(ls: Server, params: Any) -> None:
    ls.end_judges()
    ls.documents.close()
    ls.protocol.close()


@SERVER.feature("exit")
def exit(ls: Server, params: Any) -> None:
    ls.end()


# documents


@SERVER.feature("textDocument/didOpen")
def did_open(ls: Server, params: Any) -> None:
    document = params["textDocument"]
    ls.close(document["uri"])
    ls.open(OpenFile(document["uri"], document["text"], document.get("version")))


@SERVER.feature("textDocument/didChange")
def did_change(ls: Server, params: Any) -> None:
    uri = params["textDocument"]["uri"]
    if (file := ls.files.get(uri)) is not None:
        file.change(uri, params["contentChanges"], params["textDocument"].get("version"), ls.encoding)
        ls.analyse(file)
        ls.edited(file.path)


@SERVER.feature("textDocument/didClose")
def did_close(ls: Server, params: Any) -> None:
    ls.close(params["textDocument"]["uri"])


@SERVER.feature("textDocument/didSave")
def did_save(ls: Server, params: Any) -> None:
    ls.changed_on_disk([(params["textDocument"]["uri"], 2)])


@SERVER.feature("notebookDocument/didOpen")
def notebook_did_open(ls: Server, params: Any) -> None:
    uri = params["notebookDocument"]["uri"]
    ls.close(uri)
    notebook = Notebook(uri)
    for cell in params["cellTextDocuments"]:
        notebook.add(cell)
    notebook.arrange([cell["document"] for cell in params["notebookDocument"]["cells"]])
    ls.open(notebook)


@SERVER.feature("notebookDocument/didChange")
def notebook_did_change(ls: Server, params: Any) -> None:
    notebook = ls.files.get(params["notebookDocument"]["uri"])
    if isinstance(notebook, Notebook):
        for uri in notebook.rearrange(params["change"].get("cells") or {}, ls.encoding):
            ls.forget_document(notebook, uri)
        for uri in notebook.uris:
            ls.files[uri] = notebook
        ls.analyse(notebook)


@SERVER.feature("notebookDocument/didClose")
def notebook_did_close(ls: Server, params: Any) -> None:
    ls.close(params["notebookDocument"]["uri"])


# features


@SERVER.feature("textDocument/diagnostic")
async def diagnostic(ls: Server, params: Any) -> dict[str, Any]:
    found = await ls.view(params, patience=30)
    if found is None:
        return {"kind": "full", "items": []}
    uri, view = found
    result = str(view.finished.state.generation)
    if params.get("previousResultId") == result:
        return {"kind": "unchanged", "resultId": result}
    return {"kind": "full", "resultId": result, "items": messages.diagnostics(view).get(uri, [])}


@SERVER.feature("textDocument/hover")
async def hover(ls: Server, params: Any) -> dict[str, Any] | None:
    from ..features.hover import hover

    found = await ls.view(params)
    place = found[1].place(found[0], params["position"]) if found else None
    if found is None or place is None:
        return None
    shown = hover(found[1].finished.analysis, *place)
    return messages.hover(shown, found[1]) if shown else None


@SERVER.feature("textDocument/inlayHint")
async def inlay_hint(ls: Server, params: Any) -> list[dict[str, Any]]:
    from ..features.inlay_hints import inlay_hints

    found = await ls.view(params)
    if found is None:
        return []
    uri, view = found
    first, last = view.lines(uri, params.get("range"))
    hints = inlay_hints(view.finished.analysis, view.finished.state.settings.hints, first, last)
    return messages.inlay_hints(hints, uri, view)


@SERVER.feature("inlayHint/resolve")
def inlay_hint_resolve(ls: Server, params: Any) -> Any:
    from ..features.inlay_hints import tooltip

    data = params.get("data")
    file = ls.files.get(data["uri"]) if data else None
    if file is not None and file.finished is not None:
        text = tooltip(file.finished.analysis, data["line"], data["column"])
        if text:
            return {**params, "tooltip": {"kind": "markdown", "value": text}}
    return params


@SERVER.feature("textDocument/codeLens")
async def code_lens(ls: Server, params: Any) -> list[dict[str, Any]]:
    from ..features.code_lens import code_lenses

    found = await ls.view(params)
    return messages.code_lenses(code_lenses(found[1].finished.analysis), *found) if found else []


@SERVER.feature("textDocument/codeAction")
async def code_action(ls: Server, params: Any) -> list[dict[str, Any]]:
    from .actions import actions

    found = await ls.view(params, patience=5)
    return await actions(ls, *found, params) if found else []


@SERVER.feature("workspace/executeCommand")
async def execute_command(ls: Server, params: Any) -> str | None:
    given = params.get("arguments")
    return await showing.show_history(ls, given[0]) if params["command"] == showing.SHOW_HISTORY and given else None


@SERVER.feature("workspace/textDocumentContent")
def text_document_content(ls: Server, params: Any) -> dict[str, str]:
    return {"text": ls.documents.text(params["uri"])}


# workspace


@SERVER.feature("workspace/didChangeConfiguration")
async def did_change_configuration(ls: Server, params: Any) -> None:
    if ls.can("workspace", "configuration"):
        await ls.pull_configuration()
        return
    settings = params.get("settings") if isinstance(params, Mapping) else None
    ls.configuration.set_editor(settings.get("shapelens") if isinstance(settings, Mapping) else settings)
    ls.reanalyse(is_forced=False)


@SERVER.feature("workspace/didChangeWatchedFiles")
def did_change_watched_files(ls: Server, params: Any) -> None:
    ls.changed_on_disk([(change["uri"], change["type"]) for change in params["changes"]])


@SERVER.feature("workspace/didChangeWorkspaceFolders")
async def did_change_workspace_folders(ls: Server, params: Any) -> None:
    ls.change_folders(params["event"].get("added"), params["event"].get("removed"))
    if ls.can("workspace", "configuration"):
        await ls.pull_configuration()
    else:
        ls.reanalyse()


def _root(params: Any) -> list[dict[str, str]]:
    """The root of a client without workspace folders."""
    root = capability(params, "rootUri")
    return [{"uri": root}] if isinstance(root, str) else []
