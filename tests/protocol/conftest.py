"""A server over stdio for each test, and a client that behaves as an editor does."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_lsp
from editing import Editor
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

SERVER = Path(__file__).parents[2] / "server"
COMMAND = [sys.executable, "-m", "shapelens", "server"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(SERVER), "PYTHONDONTWRITEBYTECODE": ""}


@pytest_lsp.fixture(config=ClientServerConfig(server_command=COMMAND, server_env=ENVIRONMENT))
async def client(lsp_client: LanguageClient) -> AsyncIterator[None]:
    lsp_client.published = {}  # type: ignore[attr-defined]
    del lsp_client.protocol.fm.features[types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS]  # it drops the version

    @lsp_client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def publish(ls: LanguageClient, params: types.PublishDiagnosticsParams) -> None:
        lsp_client.published[params.uri] = (params.version, list(params.diagnostics))  # type: ignore[attr-defined]

    yield
    await lsp_client.shutdown_session()


@pytest.fixture
def editor(client: LanguageClient) -> Editor:
    return Editor(client)
