"""Messages that no client should send: each request is answered, nothing is logged as an error of ours, and the server stays well."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzz.messages import TEXT, URI
from fuzz.storm import storm
from replay.wire import Wire

DOCUMENT = {"uri": URI}
INVALID_PARAMS, METHOD_NOT_FOUND, INVALID_REQUEST, NOT_INITIALIZED = -32602, -32601, -32600, -32002


@pytest.mark.parametrize("seed", [1, 2])
def test_a_storm_of_malformed_messages_does_no_harm(seed: int) -> None:
    assert storm(seed, 1200).total() > 1200


@pytest.mark.parametrize(
    ("method", "params", "code", "message"),
    [
        ("textDocument/hover", None, INVALID_PARAMS, "params must be an object"),
        ("textDocument/hover", [], INVALID_PARAMS, "params must be an object"),
        ("textDocument/hover", {"textDocument": 5}, INVALID_PARAMS, "params.textDocument must be an object"),
        ("textDocument/hover", {"textDocument": DOCUMENT}, INVALID_PARAMS, "params.position must be an object"),
        (
            "textDocument/inlayHint",
            {"textDocument": {"uri": 7}},
            INVALID_PARAMS,
            "params.textDocument.uri must be a string",
        ),
        ("textDocument/codeAction", {"textDocument": DOCUMENT}, INVALID_PARAMS, "params.range must be an object"),
        ("no/such", None, METHOD_NOT_FOUND, "Method Not Found: no/such"),
        ("initialize", {}, INVALID_REQUEST, "initialize was called before"),
    ],
)
def test_a_malformed_request_is_told_what_is_wrong(method: str, params: Any, code: int, message: str) -> None:
    wire = Wire()
    wire.initialize()
    assert wire.request(method, params)["error"] == {"code": code, "message": message}
    assert wire.close() == 0


def test_a_malformed_notification_is_passed_over_and_logged_once() -> None:
    wire = Wire()
    wire.initialize()
    for _ in range(3):
        wire.notify("textDocument/didOpen", {"textDocument": {"uri": URI}})
    assert (
        wire.request("textDocument/hover", {"textDocument": DOCUMENT, "position": {"line": 0, "character": 0}})[
            "result"
        ]
        is None
    )
    assert wire.logged == ["textDocument/didOpen was passed over: params.textDocument.text must be a string"]
    assert wire.close() == 0


def test_a_message_too_long_to_be_true_is_refused_and_the_next_is_read() -> None:
    wire = Wire()
    wire.initialize()
    size = 65 << 20
    wire.raw(b"Content-Length: %d\r\n\r\n" % size)
    for _ in range(65):
        wire.raw(b" " * (1 << 20))
    item = {"uri": URI, "languageId": "python", "version": 1, "text": TEXT}
    wire.notify("textDocument/didOpen", {"textDocument": item})
    assert len(wire.request("textDocument/diagnostic", {"textDocument": item})["result"]["items"]) == 1
    assert wire.memory()[1] < 250
    assert wire.close() == 0


def test_a_request_is_answered_though_it_was_cancelled() -> None:
    wire = Wire()
    wire.initialize()
    item = {"uri": URI, "languageId": "python", "version": 1, "text": TEXT}
    wire.notify("textDocument/didOpen", {"textDocument": item})
    asked = [wire.ask("textDocument/diagnostic", {"textDocument": item}) for _ in range(20)]
    for number in asked:
        wire.cancel(number)
    codes = {wire.answer(number).get("error", {}).get("code", 0) for number in asked}
    assert codes <= {0, -32800}
    assert wire.close() == 0


def test_the_server_ends_with_its_client() -> None:
    wire = Wire()
    wire.initialize()
    assert wire.hang_up() == 1


def test_the_server_ends_with_a_client_that_never_spoke() -> None:
    assert Wire().hang_up() == 1


def test_requests_before_initialize_and_after_shutdown_are_refused() -> None:
    wire = Wire()
    assert wire.request("textDocument/hover", {})["error"]["code"] == NOT_INITIALIZED
    wire.notify("textDocument/didOpen", {"textDocument": {"uri": URI, "text": TEXT}})
    wire.initialize()
    wire.request("shutdown", None)
    assert wire.request("textDocument/hover", {})["error"]["code"] == INVALID_REQUEST
    assert wire.request("shutdown", None)["error"]["code"] == INVALID_REQUEST
    wire.notify("exit", None)
    assert wire.process.wait(10) == 0
