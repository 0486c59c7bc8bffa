"""The server as an editor sees it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from editing import Editor, range_of, told
from lsprotocol import types
from shapelens.lsp.uris import path_of

URI = "file:///work/case.py"

STACKED = """\
import keras
from keras import layers

inputs = keras.Input((20, 32))
x = layers.LSTM(64)(inputs)
y = layers.LSTM(32)(x)
"""
WRONG_RANK = (5, 4, 5, 22, "input-rank")
DENSE = """\
from keras import Input, layers
x = layers.Dense(5)(Input((3,)))
"""


async def test_initialize_says_what_it_can(editor: Editor) -> None:
    result = await editor.start()
    capabilities = result.capabilities
    assert capabilities.position_encoding == "utf-16"
    assert capabilities.text_document_sync == types.TextDocumentSyncOptions(
        open_close=True, change=types.TextDocumentSyncKind.Incremental, save=types.SaveOptions(include_text=False)
    )
    assert capabilities.hover_provider is True
    assert capabilities.inlay_hint_provider == types.InlayHintOptions(resolve_provider=True)
    assert capabilities.diagnostic_provider is None
    assert result.server_info is not None and result.server_info.name == "shapelens"


async def test_a_wrong_rank_is_underlined_at_the_layer(editor: Editor) -> None:
    await editor.start()
    (diagnostic,) = await editor.open(STACKED)
    assert told([diagnostic]) == [WRONG_RANK]
    assert diagnostic.severity == types.DiagnosticSeverity.Error
    assert diagnostic.source == "Shapelens"


async def test_it_goes_away_when_it_is_mended(editor: Editor) -> None:
    await editor.start()
    assert told(await editor.open(STACKED)) == [WRONG_RANK]
    mended = await editor.change(((4, 18, 4, 18), ", return_sequences=True"))
    assert mended == []
    assert await editor.hints() == [
        (3, 30, "(None, 20, 32)"),
        (4, 50, "(None, 20, 64)"),
        (5, 22, "(None, 32)"),
    ]


async def test_several_changes_in_one_message_apply_in_order(editor: Editor) -> None:
    await editor.start()
    await editor.open("")
    await editor.change((None, DENSE), ((1, 17, 1, 18), "7"), ((1, 0, 1, 1), "first"))
    assert await editor.hints() == [(1, 35, "(None, 3)"), (1, 36, "(None, 7)")]


async def test_half_typed_code_keeps_the_rest(editor: Editor) -> None:
    await editor.start()
    await editor.open(STACKED)
    await editor.change(((3, 0, 3, 0), "broken = layers.Dense(\n"))
    assert (4, 30, "(None, 20, 32)") in await editor.hints()
    assert told(await editor.change(((3, 0, 4, 0), ""))) == [WRONG_RANK]


async def test_hover_tells_shapes_parameters_and_weights(editor: Editor) -> None:
    await editor.start()
    await editor.open(DENSE)
    hover = await editor.hover(1, 14)
    assert hover is not None and isinstance(hover.contents, types.MarkupContent)
    assert hover.range == range_of(1, 4, 1, 32)
    for part in ("(None, 3) → (None, 5)", "20 parameters", "| kernel | `(3, 5)` |", "keras.layers.Dense"):
        assert part in hover.contents.value
    assert await editor.hover(0, 0) is None


async def test_a_hint_has_a_tooltip(editor: Editor) -> None:
    await editor.start()
    await editor.open(DENSE)
    params = types.InlayHintParams(types.TextDocumentIdentifier(URI), range_of(1, 0, 2, 0))
    hints = await editor.client.text_document_inlay_hint_async(params)
    assert hints is not None
    resolved = await editor.client.inlay_hint_resolve_async(hints[-1])
    assert isinstance(resolved.tooltip, types.MarkupContent)
    assert "20 parameters" in resolved.tooltip.value


@pytest.mark.parametrize(
    ("offered", "chosen", "start"),
    [
        (["utf-8", "utf-16"], "utf-16", 8),
        (["utf-8"], "utf-8", 10),
        (["utf-16", "utf-32"], "utf-32", 7),
        ([], "utf-16", 8),
    ],
)
async def test_positions_count_what_was_agreed(editor: Editor, offered: list[str], chosen: str, start: int) -> None:
    result = await editor.start(offered)
    assert result.capabilities.position_encoding == chosen
    diagnostics = await editor.open("from keras import layers\n'𝒙'; x = layers.Dense(0)\n")
    shift = start - 8
    assert told(diagnostics) == [(1, 23 + shift, 1, 24 + shift, "invalid-argument")]


async def test_windows_line_ends_a_tab_and_a_byte_order_mark(editor: Editor) -> None:
    await editor.start()
    text = "\ufefffrom keras import layers\r\nif True:\r\n\tlayers.Dense(0)\r\n"
    assert told(await editor.open(text)) == [(2, 14, 2, 15, "invalid-argument")]
    assert told(await editor.change(((2, 14, 2, 15), "8"))) == []
    assert told(await editor.change(((0, 0, 0, 0), "\r\n"))) == []


async def test_what_is_too_long_or_binary_is_declined_in_the_log(editor: Editor) -> None:
    await editor.start()
    assert await editor.open("x = 1\n" * 400_000) == []
    assert await editor.open("\0\1\2", "file:///work/binary.py") == []
    logged = [message.message for message in editor.client.log_messages]
    assert logged == [
        "/work/case.py is not analysed: it is too long to analyse: 2.4 MB, 2 MB at most",
        "/work/binary.py is not analysed: it is a binary file",
    ]
    assert await editor.hover(0, 0) is None


async def test_broken_settings_are_told_once_and_the_defaults_hold(editor: Editor) -> None:
    await editor.start(
        initialization_options={"ignore": 5, "severity": {"input-rank": "loud"}, "inlayHints": {"enabled": 3}}
    )
    assert told(await editor.open(STACKED)) == [WRONG_RANK]
    await editor.open(STACKED, "file:///work/other.py")
    assert sorted(message.message for message in editor.client.messages) == [
        "Shapelens: shapelens.ignore must be a list of rules, not 5; the default is used",
        "Shapelens: shapelens.inlayHints.enabled must be true or false, not 3; the default is used",
        "Shapelens: shapelens.severity.input-rank must be one of error, warning, information, hint, off, not 'loud'; "
        "the default is used",
    ]


async def test_settings_change_what_is_shown(editor: Editor) -> None:
    await editor.start(initialization_options={"severity": {"input-rank": "hint"}, "inlayHints": {"kinds": ["inputs"]}})
    (diagnostic,) = await editor.open(STACKED)
    assert diagnostic.severity == types.DiagnosticSeverity.Hint
    assert await editor.hints() == [(3, 30, "(None, 20, 32)")]
    settings = {"shapelens": {"ignore": ["input-rank"], "inlayHints": {"enabled": False}}}
    editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
    assert await editor.shown(URI) == []
    assert await editor.hints() == []


async def test_configuration_is_asked_for_where_the_client_has_it(editor: Editor) -> None:
    editor.client.set_configuration({"shapelens": {"ignore": ["input-rank"]}})
    workspace = types.WorkspaceClientCapabilities(configuration=True)
    await editor.start(capabilities={"workspace": workspace})
    await asyncio.sleep(0.3)
    assert await editor.open(STACKED) == []


MENDED = (4, 18, 4, 18, ", return_sequences=True")
SEQUENCE = """\
import keras
import numpy as np
from keras import layers

inputs = keras.Input((20, 32))
steps = layers.GRU(64, return_sequences=True)(inputs)
outputs = layers.Dense(10, activation="softmax")(steps)
model = keras.Model(inputs, outputs)
model.compile("adam", "categorical_crossentropy")
model.fit(np.zeros((10, 20, 32)), np.zeros((10, 10)))
"""


def edits_of(action: types.CodeAction, uri: str = URI) -> list[tuple[int, int, int, int, str]]:
    assert action.edit is not None and action.edit.changes is not None
    return [
        (e.range.start.line, e.range.start.character, e.range.end.line, e.range.end.character, e.new_text)
        for e in action.edit.changes[uri]
    ]


async def test_a_quick_fix_mends(editor: Editor) -> None:
    await editor.start()
    await editor.open(STACKED)
    action = (await editor.actions(5, 6, 5, 6))[0]
    assert (action.kind, action.is_preferred) == (types.CodeActionKind.QuickFix, True)
    assert [diagnostic.code for diagnostic in action.diagnostics or []] == ["input-rank"]
    assert edits_of(action) == [MENDED]
    line, character, end_line, end_character, text = MENDED
    assert await editor.change(((line, character, end_line, end_character), text)) == []
    assert [action for action in await editor.actions(5, 6, 5, 6) if action.kind == "quickfix"] == []


async def test_an_article_reader_is_offered_both_ways(editor: Editor) -> None:
    await editor.start()
    assert sorted(str(d.code) for d in await editor.open(SEQUENCE)) == ["labels-shape"]
    offers = [action for action in await editor.actions(6, 10, 6, 10) if action.kind == "quickfix"]
    titles = [action.title for action in offers]
    assert len(set(titles)) == len(titles)
    for name, shape in (("Flatten", "(None, 1280)"), ("GlobalAveragePooling1D", "(None, 64)")):
        (offer,) = [action for action in offers if f"Insert {name}()" in action.title]
        assert shape in offer.title
        assert {d.code for d in offer.diagnostics or []} == {"labels-shape"}


async def test_fix_all_applies_what_is_safe_if_asked(editor: Editor) -> None:
    await editor.start()
    await editor.open(STACKED.replace("\n", "\r\n"))
    (action,) = await editor.actions(0, 0, 0, 0, only=["source.fixAll"])
    assert (action.kind, edits_of(action)) == ("source.fixAll.shapelens", [MENDED])
    assert await editor.actions(5, 6, 5, 6, only=["refactor.inline"]) == []
    await editor.change((None, SEQUENCE))
    assert await editor.actions(0, 0, 0, 0, only=["source.fixAll.shapelens"]) == []


async def test_inserted_lines_end_as_the_files_own(editor: Editor) -> None:
    await editor.start()
    await editor.open(SEQUENCE.replace("\n", "\r\n"))
    offers = await editor.actions(6, 10, 6, 10)
    assert "Insert Flatten() → (None, 1280)" in [offer.title for offer in offers]
    assert all("\n" not in text.replace("\r\n", "") for offer in offers for *_, text in edits_of(offer))


HISTORY = """\
# How (None, 64) came about

1. **Input**, line 4: `keras.Input((20, 32))`
   → (None, 20, 32)

2. **LSTM**, line 5: `layers.LSTM(64)(inputs)`
   (None, 20, 32) → (None, 64)
   - the last of 20 steps (return_sequences=False)
   - units = 64
"""


@pytest.mark.parametrize("reads", [True, False])
async def test_how_a_shape_came_about_is_a_document(editor: Editor, reads: bool) -> None:
    window = types.WindowClientCapabilities(show_document=types.ShowDocumentClientCapabilities(support=True))
    content = types.TextDocumentContentClientCapabilities() if reads else None
    workspace = types.WorkspaceClientCapabilities(text_document_content=content)
    await editor.start(capabilities={"window": window, "workspace": workspace})
    await editor.open(STACKED)
    ((title, command),) = await editor.commands(4, 0, 4, 0)
    assert title == "Show how this shape came about"
    asked = types.ExecuteCommandParams(command["command"], command["arguments"])
    assert await editor.client.workspace_execute_command_async(asked) == HISTORY
    (uri,) = [shown.uri for shown in editor.client.shown_documents]
    if reads:
        params = types.TextDocumentContentParams(uri)
        told = await editor.client.workspace_text_document_content_async(params)
        assert (uri, told.text) == ("shapelens:/1/How%20%28None%2C%2064%29%20came%20about.md", HISTORY)
    else:
        assert Path(path_of(uri)).read_text("utf-8") == HISTORY


async def test_an_editor_that_shows_no_documents_is_offered_none(editor: Editor) -> None:
    await editor.start()
    await editor.open(STACKED)
    assert await editor.commands(4, 0, 4, 0) == []
    place = {"textDocument": {"uri": URI}, "position": {"line": 4, "character": 0}}
    for command, arguments, answer in (
        ("shapelens.showHistory", [place], HISTORY),
        ("shapelens.showHistory", [{**place, "position": {"line": 0, "character": 0}}], None),
        ("shapelens.showHistory", [], None),
        ("another", [place], None),
    ):
        asked = types.ExecuteCommandParams(command, arguments)
        assert await editor.client.workspace_execute_command_async(asked) == answer


async def test_a_comment_silences_a_finding(editor: Editor) -> None:
    await editor.start()
    assert await editor.open(STACKED.rstrip("\n") + "  # shapelens: ignore[input-rank]\n") == []


async def test_the_newest_text_wins(editor: Editor) -> None:
    await editor.start()
    await editor.open(DENSE)
    identifier = types.VersionedTextDocumentIdentifier(0, URI)
    for version in range(2, 60):
        identifier = types.VersionedTextDocumentIdentifier(version, URI)
        change = types.TextDocumentContentChangePartial(text=str(version % 9 + 1), range=range_of(1, 17, 1, 18))
        editor.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))
        editor.versions[URI] = version
    assert (1, 32, f"(None, {59 % 9 + 1})") in await editor.hints()
    await editor.shown(URI)


async def test_closing_clears(editor: Editor) -> None:
    await editor.start()
    await editor.open(STACKED)
    editor.client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(URI)))
    assert await editor.arrived(URI) == (None, [])
    assert await editor.hover(4, 5) is None


async def test_unknown_documents_and_methods_are_answered(editor: Editor) -> None:
    await editor.start()
    assert await editor.hints("file:///never/opened.py") == []
    assert await editor.hover(0, 0, "file:///never/opened.py") is None
    assert await editor.actions(0, 0, 0, 0, uri="untitled:nothing") == []
    editor.client.text_document_did_close(
        types.DidCloseTextDocumentParams(types.TextDocumentIdentifier("file:///x.py"))
    )
    with pytest.raises(Exception, match="Method Not Found"):
        await editor.client.text_document_completion_async(
            types.CompletionParams(types.TextDocumentIdentifier(URI), types.Position(0, 0))
        )


async def test_positions_outside_the_text_do_no_harm(editor: Editor) -> None:
    await editor.start()
    await editor.open(DENSE)
    assert await editor.hover(5000, 5000) is None
    await editor.change(((7000, 3, 8000, 1), "z = layers.Dense(2)(x)\n"))
    assert (2, 22, "(None, 2)") in await editor.hints()


async def test_a_client_that_only_pulls_is_answered(editor: Editor) -> None:
    client = editor.client
    pulling = types.TextDocumentClientCapabilities(diagnostic=types.DiagnosticClientCapabilities())
    result = await client.initialize_session(
        types.InitializeParams(capabilities=types.ClientCapabilities(text_document=pulling))
    )
    assert isinstance(result.capabilities.diagnostic_provider, types.DiagnosticOptions)
    item = types.TextDocumentItem(URI, types.LanguageKind.Python, 1, STACKED)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(URI))
    report: Any = await client.text_document_diagnostic_async(params)
    assert told(report.items) == [WRONG_RANK]
    params.previous_result_id = report.result_id
    again: Any = await client.text_document_diagnostic_async(params)
    assert again.kind == "unchanged"
    assert editor.published == {}


async def test_a_file_that_is_imported_is_read_as_it_is_typed(editor: Editor, tmp_path: Any) -> None:
    await editor.start()
    helper, user = (tmp_path / "helper.py").as_uri(), (tmp_path / "user.py").as_uri()
    (tmp_path / "helper.py").write_text("UNITS = 3\n")
    program = "from keras import Input, layers\nfrom helper import UNITS\nx = layers.Dense(UNITS)(Input((2,)))\n"
    await editor.open(program, user)
    assert (2, 36, "(None, 3)") in await editor.hints(user)
    await editor.open("UNITS = 3\n", helper)
    await editor.change(((0, 8, 0, 9), "9"), uri=helper)
    for _ in range(100):
        if (2, 36, "(None, 9)") in await editor.hints(user):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(await editor.hints(user))


async def test_settings_of_the_project_hold(editor: Editor, tmp_path: Any) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.shapelens]\nignore = ["input-rank"]\n')
    await editor.start()
    uri = (tmp_path / "case.py").as_uri()
    assert await editor.open(STACKED, uri) == []
    (tmp_path / "pyproject.toml").write_text("[tool.shapelens\n")
    event = types.FileEvent((tmp_path / "pyproject.toml").as_uri(), types.FileChangeType.Changed)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    assert told(await editor.shown(uri)) == [WRONG_RANK]
    (message,) = editor.client.messages
    assert message.message.startswith(f"Shapelens: {tmp_path / 'pyproject.toml'}: ")
    assert message.message.endswith("; the defaults are used")


async def test_a_long_analysis_reports_progress_and_blocks_nothing(editor: Editor) -> None:
    window = types.WindowClientCapabilities(work_done_progress=True)
    await editor.start(capabilities={"window": window})
    calls = "".join(
        f"def f{n}(n):\n    return f{n}(n - 1) + f{n}(n - 1) if n else 1\nf{n}({60 + n})\n" for n in range(8)
    )
    opening = asyncio.create_task(editor.open(calls))
    await editor.open(STACKED, "file:///work/quick.py")
    assert await asyncio.wait_for(editor.hover(0, 0), timeout=5) is None
    await opening
    for reports in editor.client.progress_reports.values():
        assert [report.kind for report in reports] == ["begin", "end"]
    assert editor.client.progress_reports


def cell(number: int) -> str:
    return f"vscode-notebook-cell:/work/book.ipynb#{number}"


async def test_the_cells_of_a_notebook_are_one_program(editor: Editor) -> None:
    await editor.start()
    texts = [
        "%matplotlib inline\nimport keras\nfrom keras import layers",
        "!pip install x\nx = keras.Input((5,))",
        "layers.LSTM(3)(x)",
    ]
    notebook = types.NotebookDocument(
        "file:///work/book.ipynb",
        "jupyter-notebook",
        1,
        [types.NotebookCell(types.NotebookCellKind.Code, cell(number)) for number in range(3)],
    )
    items = [types.TextDocumentItem(cell(n), types.LanguageKind.Python, 1, text) for n, text in enumerate(texts)]
    editor.client.notebook_document_did_open(types.DidOpenNotebookDocumentParams(notebook, items))
    for number in range(3):
        editor.versions[cell(number)] = 1
    assert told(await editor.shown(cell(2))) == [(0, 0, 0, 17, "input-rank")]
    assert await editor.hints(cell(1)) == [(1, 21, "(None, 5)")]
    change = types.NotebookDocumentChangeEvent(
        cells=types.NotebookDocumentCellChanges(
            text_content=[
                types.NotebookDocumentCellContentChanges(
                    types.VersionedTextDocumentIdentifier(2, cell(1)),
                    [types.TextDocumentContentChangePartial(text="9, 5", range=range_of(1, 17, 1, 19))],
                )
            ]
        )
    )
    identifier = types.VersionedNotebookDocumentIdentifier(2, "file:///work/book.ipynb")
    editor.client.notebook_document_did_change(types.DidChangeNotebookDocumentParams(identifier, change))
    assert await editor.shown(cell(2)) == []
    assert await editor.hints(cell(2)) == [(0, 17, "(None, 3)")]
