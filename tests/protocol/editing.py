"""An editor as the protocol tests use it: it types, and looks."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Sequence
from typing import Any

from lsprotocol import types
from pytest_lsp import LanguageClient


class Editor:
    """What a test does with a server: types, and looks."""

    def __init__(self, client: LanguageClient) -> None:
        self.client = client
        self.result: types.InitializeResult | None = None
        self.versions: dict[str, int] = {}

    async def start(self, encodings: list[str] | None = None, **more: Any) -> types.InitializeResult:
        capabilities = types.ClientCapabilities(
            general=types.GeneralClientCapabilities(
                position_encodings=[types.PositionEncodingKind(e) for e in encodings] if encodings else None
            ),
            text_document=types.TextDocumentClientCapabilities(
                publish_diagnostics=types.PublishDiagnosticsClientCapabilities(version_support=True)
            ),
            **more.pop("capabilities", {}),
        )
        self.result = await self.client.initialize_session(types.InitializeParams(capabilities=capabilities, **more))
        return self.result

    async def open(self, text: str, uri: str = "file:///work/case.py") -> list[types.Diagnostic]:
        self.versions[uri] = 1
        self.client.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, types.LanguageKind.Python, 1, text))
        )
        return await self.shown(uri)

    async def change(
        self, *changes: tuple[tuple[int, int, int, int] | None, str], uri: str = "file:///work/case.py"
    ) -> list[types.Diagnostic]:
        """Sends changes: each a range (line, character, line, character), or None for the whole text, and the new text."""
        self.versions[uri] += 1
        events: list[types.TextDocumentContentChangeEvent] = [
            types.TextDocumentContentChangeWholeDocument(text)
            if place is None
            else types.TextDocumentContentChangePartial(text=text, range=range_of(*place))
            for place, text in changes
        ]
        identifier = types.VersionedTextDocumentIdentifier(self.versions[uri], uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, events))
        return await self.shown(uri)

    async def shown(self, uri: str) -> list[types.Diagnostic]:
        """The diagnostics of the newest version of a document."""
        async with asyncio.timeout(20):
            while True:
                version, diagnostics = await self.arrived(uri)
                if version == self.versions[uri]:
                    return diagnostics

    async def arrived(self, uri: str) -> tuple[int | None, list[types.Diagnostic]]:
        """The version and diagnostics that were published for a document next, or have been since this was last asked."""
        async with asyncio.timeout(20):
            while uri not in self.published:
                await asyncio.sleep(0.002)
        return self.published.pop(uri)

    @property
    def published(self) -> dict[str, tuple[int | None, list[types.Diagnostic]]]:
        return self.client.published  # type: ignore[attr-defined, no-any-return]

    async def hints(self, uri: str = "file:///work/case.py") -> list[tuple[int, int, str]]:
        """Line, character and label of each inlay hint."""
        found = await self.client.text_document_inlay_hint_async(
            types.InlayHintParams(types.TextDocumentIdentifier(uri), range_of(0, 0, 10_000, 0))
        )
        return [(hint.position.line, hint.position.character, str(hint.label)) for hint in found or []]

    async def hover(self, line: int, character: int, uri: str = "file:///work/case.py") -> types.Hover | None:
        return await self.client.text_document_hover_async(
            types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(line, character))
        )

    async def actions(
        self, *place: int, only: list[str] | None = None, uri: str = "file:///work/case.py"
    ) -> list[types.CodeAction]:
        found = await self._offers(place, only, uri)
        return [action for action in found if isinstance(action, types.CodeAction)]

    async def commands(self, *place: int, uri: str = "file:///work/case.py") -> list[tuple[str, Any]]:
        """The title and command of each action that is carried out by the server."""
        # lsprotocol takes an action with a command for the command, and the command's object for its name.
        found = [offer for offer in await self._offers(place, None, uri) if isinstance(offer, types.Command)]
        return [(offer.title, ast.literal_eval(offer.command)) for offer in found]

    async def _offers(
        self, place: tuple[int, ...], only: list[str] | None, uri: str
    ) -> Sequence[types.CodeAction | types.Command]:
        context = types.CodeActionContext([], only=only)  # type: ignore[arg-type]
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), range_of(*place), context)
        return await self.client.text_document_code_action_async(params) or []


def range_of(line: int, character: int, end_line: int, end_character: int) -> types.Range:
    return types.Range(types.Position(line, character), types.Position(end_line, end_character))


def told(diagnostics: list[types.Diagnostic]) -> list[tuple[Any, ...]]:
    """Line, character, end line, end character and code of each diagnostic."""
    return [
        (d.range.start.line, d.range.start.character, d.range.end.line, d.range.end.character, d.code)
        for d in diagnostics
    ]
