"""Protocol messages as no client should send them, drawn by a seed from well-formed ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

URI = "file:///tmp/fuzzed.py"
BOOK = "file:///tmp/fuzzed.ipynb"
TEXT = "from keras import Input, layers\nx = layers.Dense(5)(Input((3,)))\ny = layers.LSTM(2)(x)\n"

_DOCUMENT = {"uri": URI}
_RANGE = {"start": {"line": 1, "character": 4}, "end": {"line": 1, "character": 9}}
_ITEM = {"uri": URI, "languageId": "python", "version": 1, "text": TEXT}
_CELLS = [{**_ITEM, "uri": f"vscode-notebook-cell:/tmp/fuzzed.ipynb#{n}", "text": "import keras\n"} for n in range(3)]
_EDIT = {"range": _RANGE, "text": "é𝒙"}

NOTIFICATIONS: dict[str, Any] = {
    "textDocument/didOpen": {"textDocument": _ITEM},
    "textDocument/didChange": {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [_EDIT, {"text": TEXT}]},
    "textDocument/didClose": {"textDocument": _DOCUMENT},
    "textDocument/didSave": {"textDocument": _DOCUMENT},
    "notebookDocument/didOpen": {
        "notebookDocument": {"uri": BOOK, "version": 1, "cells": [{"kind": 2, "document": c["uri"]} for c in _CELLS]},
        "cellTextDocuments": _CELLS,
    },
    "notebookDocument/didChange": {
        "notebookDocument": {"uri": BOOK, "version": 2},
        "change": {
            "cells": {
                "structure": {
                    "array": {"start": 1, "deleteCount": 1, "cells": [{"kind": 2, "document": "untitled:new"}]},
                    "didOpen": [{**_ITEM, "uri": "untitled:new"}],
                    "didClose": [{"uri": _CELLS[1]["uri"]}],
                },
                "textContent": [{"document": {"uri": _CELLS[0]["uri"], "version": 2}, "changes": [_EDIT]}],
            }
        },
    },
    "notebookDocument/didClose": {"notebookDocument": {"uri": BOOK}, "cellTextDocuments": _CELLS},
    "workspace/didChangeConfiguration": {
        "settings": {"shapelens": {"ignore": ["input-rank"], "severity": {}, "inlayHints": {"kinds": ["calls"]}}}
    },
    "workspace/didChangeWatchedFiles": {"changes": [{"uri": "file:///tmp/pyproject.toml", "type": 2}]},
    "workspace/didChangeWorkspaceFolders": {
        "event": {"added": [{"uri": "file:///tmp/a", "name": "a"}], "removed": [{"uri": "file:///tmp/a", "name": "a"}]}
    },
    "$/cancelRequest": {"id": 1},
    "$/setTrace": {"value": "verbose"},
    "initialized": {},
    "no/such": {"a": 1},
}
REQUESTS: dict[str, Any] = {
    "textDocument/hover": {"textDocument": _DOCUMENT, "position": _RANGE["start"]},
    "textDocument/inlayHint": {"textDocument": _DOCUMENT, "range": _RANGE},
    "textDocument/codeLens": {"textDocument": _DOCUMENT},
    "textDocument/codeAction": {"textDocument": _DOCUMENT, "range": _RANGE, "context": {"diagnostics": [], "only": []}},
    "textDocument/diagnostic": {"textDocument": _DOCUMENT, "previousResultId": "1"},
    "inlayHint/resolve": {
        "position": _RANGE["start"],
        "label": "(None, 5)",
        "data": {"uri": URI, "line": 2, "column": 32},
    },
    "initialize": {"processId": None, "rootUri": None, "capabilities": {}},
    "textDocument/completion": {"textDocument": _DOCUMENT, "position": _RANGE["start"]},
}

_DEEP: Any = []
for _ in range(400):
    _DEEP = [_DEEP]
ODDITIES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 3, 2**31, 2**63, -(2**63), 10**40, 1.5, -0.0, 1e308),
    *("", "x", "0", "\ud800", "a\0b", "é𝒙\u2028\f", "9" * 5000, "x" * 200_000, "\r\r\n", "\ufeff"),
    *([], {}, [[]], [None], {"": {}}, [{}], _DEEP, {"jsonrpc": "2.0", "method": "exit"}, {"uri": URI}),
    *("file:", "file://", "file:///tmp/%00.py", "file:///" + "a/" * 3000, "untitled:Untitled-1", "http://[x", "%"),
    *(URI, BOOK, _CELLS[0]["uri"], _RANGE, _RANGE["start"], _ITEM, TEXT, "[" * 3000, "x = 10**10**9\n"),
)


def messages(seed: int, count: int) -> Iterator[dict[str, Any]]:
    """Requests (without ids) and notifications, most of them with one or more members damaged."""
    draw = random.Random(seed)
    methods = {**NOTIFICATIONS, **REQUESTS}
    names = list(methods)
    for _ in range(count):
        method = draw.choice(names)
        params = methods[method]
        for _ in range(draw.choice([0, 1, 1, 1, 2, 4])):
            params = _damaged(params, draw)
        yield {"method": method, "params": params}


def _damaged(value: Any, draw: random.Random) -> Any:
    """The value with one part, at any depth, exchanged, left out, doubled or added."""
    if isinstance(value, dict) and value and draw.random() < 0.85:
        name = draw.choice(list(value))
        change = draw.random()
        if change < 0.1:
            return {key: part for key, part in value.items() if key != name}
        if change < 0.15:
            return {**value, draw.choice(["range", "version", "extra", ""]): draw.choice(ODDITIES)}
        return {**value, name: _damaged(value[name], draw)}
    if isinstance(value, list) and value and draw.random() < 0.7:
        index = draw.randrange(len(value))
        if draw.random() < 0.2:
            return [*value, *value]
        return [*value[:index], _damaged(value[index], draw), *value[index + 1 :]]
    return draw.choice(ODDITIES)


def noise(draw: random.Random) -> bytes:
    """Bytes that are no message, or only nearly one; a well-formed message may follow them."""
    pieces = (
        b"Content-Length: nonsense\r\n\r\n",
        b"Content-Length: 3\r\n\r\n{{{",
        b"Content-Length: 2\r\n\r\n[]",
        b"Content-Length: 4\r\n\r\nnull",
        b"Content-Length: 0\r\n\r\n",
        b"Content-Length: -5\r\n\r\n",
        b"content-length:   2  \r\nX: y\r\n\r\n{}",
        b"\r\n\r\n\n\n",
        b"\xff\xfe\0\0 garbage without a colon\r\n",
        b'Content-Length: 19\r\n\r\n{"jsonrpc":"2.0",1}',
        b'Content-Length: 32\r\n\r\n{"jsonrpc":"2.0","id":[],"x":""}',
        b"Content-Length: 1\r\n\r\n\xff",
        b"Content-Length: 6000\r\n\r\n" + b"[" * 6000,
        b"Content-Length: 6000\r\n\r\n" + b"9" * 6000,
        b'Content-Length: 54\r\n\r\n{"jsonrpc":"2.0","id":{},"method":"textDocument/hover"}'[:-1],
        b'Content-Length: 38\r\n\r\n{"jsonrpc":"2.0","id":"x","result":null}'[:-2],
    )
    return draw.choice(pieces)
