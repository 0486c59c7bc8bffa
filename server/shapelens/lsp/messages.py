"""Results of the features as the protocol's JSON values. Each function names the LSP type that it makes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..analysis.text import newline_of
from .views import View, edit

if TYPE_CHECKING:
    from ..features.code_actions import CodeAction
    from ..features.code_lens import CodeLens
    from ..features.diagnostics import Diagnostic
    from ..features.hover import Hover
    from ..features.inlay_hints import InlayHint
    from ..fixes import Edit

SEVERITIES = {"error": 1, "warning": 2, "information": 3, "hint": 4}
REFACTOR = "refactor.rewrite"
FIX_ALL = "source.fixAll.shapelens"


def diagnostic(shown: Diagnostic, view: View) -> tuple[str, dict[str, Any]] | None:
    """The document and the `Diagnostic` in it."""
    place = view.range(shown.location)
    if place is None:
        return None
    uri, where = place
    value: dict[str, Any] = {
        "range": where,
        "severity": SEVERITIES[shown.severity],
        "code": shown.code,
        "codeDescription": {"href": shown.url},
        "source": "Shapelens",
        "message": shown.message,
    }
    related = [
        {"location": {"uri": place[0], "range": place[1]}, "message": entry.message}
        for entry in shown.related
        if (place := view.range(entry.location)) is not None
    ]
    if related:
        value["relatedInformation"] = related
    return uri, value


def diagnostics(view: View) -> dict[str, list[dict[str, Any]]]:
    """The `Diagnostic`s of each document of a program."""
    found: dict[str, list[dict[str, Any]]] = {uri: [] for uri in view.file.uris}
    for shown in view.finished.diagnostics:
        entry = diagnostic(shown, view)
        if entry is not None:
            found.setdefault(entry[0], []).append(entry[1])
    return found


def hover(shown: Hover, view: View) -> dict[str, Any]:
    """A `Hover`."""
    value: dict[str, Any] = {"contents": {"kind": "markdown", "value": shown.markdown}}
    place = view.range(shown.location)
    if place is not None:
        value["range"] = place[1]
    return value


def inlay_hints(hints: Sequence[InlayHint], uri: str, view: View) -> list[dict[str, Any]]:
    """The `InlayHint`s of one document; `data` tells `inlayHint/resolve` where to look."""
    values: list[dict[str, Any]] = []
    for hint in hints:
        place = view.position(hint.line, hint.column)
        if place is not None and place[0] == uri:
            data = {"uri": uri, "line": hint.line, "column": hint.column}
            values.append({"position": place[1], "label": hint.label, "kind": 1, "paddingLeft": True, "data": data})
    return values


def code_lenses(lenses: Sequence[CodeLens], uri: str, view: View) -> list[dict[str, Any]]:
    """The `CodeLens`es of one document."""
    places = [(lens, view.range(lens.location)) for lens in lenses]
    return [
        {"range": place[1], "command": {"title": lens.title, "command": ""}}
        for lens, place in places
        if place is not None and place[0] == uri
    ]


def code_action(offer: CodeAction, view: View, versioned: bool) -> dict[str, Any] | None:
    """A `CodeAction`, with its edit."""
    edit = workspace_edit(offer.fix.edits, view, versioned)
    if edit is None:
        return None
    value: dict[str, Any] = {"title": offer.fix.title, "kind": REFACTOR, "edit": edit}
    if offer.diagnostics:
        value["kind"] = "quickfix"
        entries = [diagnostic(shown, view) for shown in offer.diagnostics]
        value["diagnostics"] = [entry[1] for entry in entries if entry is not None]
        if offer.fix.is_preferred:
            value["isPreferred"] = True
    return value


def workspace_edit(edits: Sequence[Edit], view: View, versioned: bool) -> dict[str, Any] | None:
    """A `WorkspaceEdit`; with document versions for clients that know them. None where it cannot be made in the documents as they are."""
    changes: dict[str, list[dict[str, Any]]] = {}
    for one in edits:
        found = edit(view, one.location, one.content)
        if found is None:
            return None
        uri, where, content = found
        text = content.replace("\n", newline_of(view.file.text_of(uri).content))
        changes.setdefault(uri, []).append({"range": where, "newText": text})
    return document_edits(changes, view, versioned)


def document_edits(changes: dict[str, list[dict[str, Any]]], view: View, versioned: bool) -> dict[str, Any]:
    """A `WorkspaceEdit` of `TextEdit`s by document."""
    if not versioned:
        return {"changes": changes}
    return {
        "documentChanges": [
            {"textDocument": {"uri": uri, "version": view.file.versions.get(uri)}, "edits": edits}
            for uri, edits in changes.items()
        ]
    }
