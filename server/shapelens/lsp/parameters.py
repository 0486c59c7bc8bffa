"""What each message must hold for its handler to work. A message that does not is answered with `InvalidParams`, or left out.

Handlers read plain JSON values; with this they need no checks of their own, and what they raise is a mistake of ours.
"""

from __future__ import annotations

from typing import Any

INVALID_PARAMS = -32602


class Optional:
    """A member that may be missing or null."""

    def __init__(self, form: Any) -> None:
        self.form = form


ANY = object()
ID = (str, int)
POSITION = {"line": int, "character": int}
RANGE = {"start": POSITION, "end": POSITION}
DOCUMENT = {"textDocument": {"uri": str}}
VERSION = Optional(int)
ITEM = {"uri": str, "languageId": Optional(str), "version": VERSION, "text": str}
CHANGES = [{"text": str, "range": Optional(RANGE)}]
CELL = {"document": str}
FOLDERS = [{"uri": str}]

FORMS: dict[str, Any] = {
    "textDocument/didOpen": {"textDocument": ITEM},
    "textDocument/didChange": {"textDocument": {"uri": str, "version": VERSION}, "contentChanges": CHANGES},
    "textDocument/didClose": DOCUMENT,
    "textDocument/didSave": DOCUMENT,
    "notebookDocument/didOpen": {"notebookDocument": {"uri": str, "cells": [CELL]}, "cellTextDocuments": [ITEM]},
    "notebookDocument/didChange": {
        "notebookDocument": {"uri": str},
        "change": {
            "cells": Optional(
                {
                    "structure": Optional(
                        {
                            "array": Optional({"start": int, "deleteCount": int, "cells": Optional([CELL])}),
                            "didOpen": Optional([ITEM]),
                            "didClose": Optional([{"uri": str}]),
                        }
                    ),
                    "textContent": Optional([{"document": {"uri": str, "version": VERSION}, "changes": CHANGES}]),
                }
            )
        },
    },
    "notebookDocument/didClose": {"notebookDocument": {"uri": str}},
    "textDocument/diagnostic": {**DOCUMENT, "previousResultId": Optional(str)},
    "textDocument/hover": {**DOCUMENT, "position": POSITION},
    "textDocument/inlayHint": {**DOCUMENT, "range": Optional(RANGE)},
    "textDocument/codeLens": DOCUMENT,
    "textDocument/codeAction": {**DOCUMENT, "range": RANGE, "context": Optional({"only": Optional([str])})},
    "inlayHint/resolve": {"data": Optional({"uri": str, "line": int, "column": int})},
    "workspace/executeCommand": {"command": str, "arguments": Optional([{**DOCUMENT, "position": POSITION}])},
    "workspace/textDocumentContent": {"uri": str},
    "workspace/didChangeWatchedFiles": {"changes": [{"uri": str, "type": int}]},
    "workspace/didChangeWorkspaceFolders": {"event": {"added": Optional(FOLDERS), "removed": Optional(FOLDERS)}},
    "$/cancelRequest": {"id": ID},
}
"""By method. A dict is an object with at least these members, a list an array of such items, a type or a tuple of types a plain value."""


def problem(method: str, params: object) -> str | None:
    """What is wrong with a message's parameters; None if its handler can work with them."""
    return _problem(params, FORMS.get(method, ANY), "params")


def _problem(value: object, form: Any, place: str) -> str | None:
    if isinstance(form, Optional):
        return None if value is None else _problem(value, form.form, place)
    if isinstance(form, dict):
        if not isinstance(value, dict):
            return f"{place} must be an object"
        return _first(_problem(value.get(name), part, f"{place}.{name}") for name, part in form.items())
    if isinstance(form, list):
        if not isinstance(value, list):
            return f"{place} must be an array"
        return _first(_problem(item, form[0], f"{place}[{index}]") for index, item in enumerate(value))
    if form is ANY or (isinstance(value, form) and not isinstance(value, bool)):
        return None
    return f"{place} must be {' or '.join(_NAMES[kind] for kind in (form if isinstance(form, tuple) else (form,)))}"


_NAMES = {str: "a string", int: "an integer"}


def _first(problems: Any) -> str | None:
    return next((found for found in problems if found is not None), None)
