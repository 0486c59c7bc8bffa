"""Programs typed as people type them: nothing is logged as an error, no request stays open, and the end is as from scratch."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
sys.path.insert(0, str(Path(__file__).parents[1]))

from markdown_cases import programs

from client import Client

ROOT = Path(__file__).parents[2]
FOLDER = Path("/tmp")


class Typist(Client):
    """A client that keeps what the server logs."""

    def __init__(self) -> None:
        environment = {"PYTHONPATH": str(ROOT / "server"), "PYTHONDONTWRITEBYTECODE": ""}
        super().__init__([sys.executable, "-m", "shapelens", "server"], FOLDER, environment)
        self.logged: list[str] = []
        self.initialize()

    def receive(self) -> Any:
        message = super().receive()
        if message.get("method") == "window/logMessage":
            self.logged.append(message["params"]["message"])
        return message

    def change(self, *changes: dict[str, Any]) -> None:
        self.version += 1
        document = {"uri": self.uri, "version": self.version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": list(changes)})

    def everything(self) -> list[Any]:
        """Diagnostics, hints and lenses of the open file, once it is analysed."""
        document = {"uri": self.uri}
        diagnostics = self.request("textDocument/diagnostic", {"textDocument": document})["items"]
        whole = {"start": {"line": 0, "character": 0}, "end": {"line": 100_000, "character": 0}}
        hints = self.request("textDocument/inlayHint", {"textDocument": document, "range": whole})
        return [
            diagnostics,
            [(hint["position"], hint["label"]) for hint in hints],
            self.request("textDocument/codeLens", {"textDocument": document}),
        ]


@pytest.fixture(scope="module")
def typist() -> Iterator[Typist]:
    typist = Typist()
    yield typist
    typist.close()
    assert typist.logged == []
    assert typist.process.returncode == 0


def fresh(typist: Typist, name: str, text: str) -> list[Any]:
    """What the server says of a text that it has never seen."""
    typist.open(FOLDER / name, text)
    found = typist.everything()
    typist.notify("textDocument/didClose", {"textDocument": {"uri": typist.uri}})
    return found


def test_every_case_typed_piece_by_piece_ends_as_from_scratch(typist: Typist) -> None:
    for number, program in enumerate(programs()):
        wanted = fresh(typist, f"whole{number}.py", program.code)
        typist.open(FOLDER / f"typed{number}.py", "")
        for index, line in enumerate(program.code.split("\n")):
            pieces = [line[: len(line) // 2], line[len(line) // 2 :], "\n"]
            column = 0
            for piece in pieces:
                place = {"line": index, "character": column}
                typist.change({"range": {"start": place, "end": place}, "text": piece})
                column += len(piece)
            place = {"line": index, "character": len(line) // 3}
            typist.request("textDocument/hover", {"textDocument": {"uri": typist.uri}, "position": place})
        end = program.code.count("\n") + 1
        last = {"start": {"line": end - 1, "character": 0}, "end": {"line": end, "character": 0}}
        typist.change({"range": last, "text": ""})
        assert relabelled(typist.everything()) == relabelled(wanted), str(program)
        typist.notify("textDocument/didClose", {"textDocument": {"uri": typist.uri}})


def test_random_cuts_pastes_and_undos_end_as_from_scratch(typist: Typist) -> None:
    chance = random.Random(8)
    cases = [program.code for program in programs()]
    for number in range(12):
        text = chance.choice(cases)
        typist.open(FOLDER / f"random{number}.py", text)
        history = [text]
        for _ in range(25):
            text = history[-1]
            start = chance.randrange(len(text) + 1)
            end = min(len(text), start + chance.choice([0, 0, 1, 5, 40]))
            piece = chance.choice(["", "(", "\n", "    ", '"""', "\r\n", "x = ", chance.choice(cases)[:60], ")", "é𝒙"])
            new = text[:start] + piece + text[end:]
            if chance.random() < 0.2 and len(history) > 1:
                history.pop()
                new = history[-1]
            typist.change({"text": new})
            history.append(new)
        ended = typist.everything()
        typist.notify("textDocument/didClose", {"textDocument": {"uri": typist.uri}})
        assert relabelled(ended) == relabelled(fresh(typist, f"again{number}.py", history[-1])), history[-1]


def relabelled(found: Any) -> Any:
    """The same with every document's name made equal."""
    if isinstance(found, dict):
        return {key: "" if key == "uri" else relabelled(value) for key, value in found.items()}
    return [relabelled(item) for item in found] if isinstance(found, (list, tuple)) else found


@pytest.mark.parametrize(
    "message",
    [
        {"id": 1_000_001, "method": "textDocument/hover"},
        {"id": 1_000_001, "method": "textDocument/hover", "params": []},
        {"id": 1_000_001, "method": "textDocument/hover", "params": {"textDocument": 5, "position": None}},
        {"id": 1_000_001, "method": "textDocument/inlayHint", "params": {"textDocument": {"uri": 7}}},
        {"id": 1_000_001, "method": "textDocument/codeAction", "params": {"textDocument": {"uri": "file:///tmp/m.py"}}},
        {"id": 1_000_001, "method": "textDocument/hover", "params": {"textDocument": {"uri": "file:///tmp/m.py"}}},
        {"id": 1_000_001, "method": "no/such"},
        {"id": "text", "method": "inlayHint/resolve", "params": {"data": {"uri": "file:///tmp/m.py", "line": "x"}}},
        {"id": 1_000_001, "method": "initialize", "params": {}},
    ],
)
def test_malformed_requests_are_answered(message: dict[str, Any]) -> None:
    typist = Typist()
    typist.open(FOLDER / "m.py", "x = 1\n")
    typist.send(message)
    while typist.receive().get("id") != message["id"]:
        pass
    assert typist.everything()[1:] == [[], []]
    typist.close()
    assert typist.process.returncode == 0


def test_malformed_notifications_do_no_harm() -> None:
    typist = Typist()
    typist.open(FOLDER / "m.py", "x = 1\n")
    uri = {"uri": typist.uri, "version": 2}
    for method, params in [
        ("textDocument/didChange", None),
        (
            "textDocument/didChange",
            {"textDocument": uri, "contentChanges": [{"range": 5, "text": "y"}, 7, {"text": 3}]},
        ),
        ("textDocument/didChange", {"textDocument": uri, "contentChanges": [{"range": {}, "text": "y"}]}),
        ("textDocument/didOpen", {"textDocument": {"uri": "file:///tmp/n.py"}}),
        ("textDocument/didClose", {}),
        ("notebookDocument/didOpen", {}),
        ("notebookDocument/didChange", {"notebookDocument": {"uri": typist.uri}, "change": {}}),
        ("workspace/didChangeConfiguration", None),
        ("workspace/didChangeWatchedFiles", {}),
        ("$/cancelRequest", {"id": 12345}),
        ("$/unknown", {}),
        ("unknown/notification", []),
    ]:
        typist.notify(method, params)
    typist.stdin.write(b"Content-Length: nonsense\r\n\r\nContent-Length: 3\r\n\r\n{{{")
    typist.stdin.write(b"Content-Length: 2\r\n\r\n[]Content-Length: 4\r\n\r\nnull")
    typist.version = 3
    assert typist.edit(0, 4, 5, "2") > 0
    typist.close()
    assert typist.process.returncode == 0


def test_the_server_ends_with_its_client() -> None:
    typist = Typist()
    typist.stdin.close()
    assert typist.process.wait(timeout=10) == 1


def test_requests_before_initialize_and_after_shutdown_are_refused() -> None:
    environment = {"PYTHONPATH": str(ROOT / "server"), "PYTHONDONTWRITEBYTECODE": ""}
    client = Client([sys.executable, "-m", "shapelens", "server"], FOLDER, environment)
    client.send({"id": 1, "method": "textDocument/hover", "params": {}})
    assert client.receive()["error"]["code"] == -32002
    client.initialize()
    client.request("shutdown", None)
    client.send({"id": 9, "method": "textDocument/hover", "params": {}})
    assert client.receive()["error"]["code"] == -32600
    client.notify("exit", None)
    assert client.process.wait(timeout=10) == 0
