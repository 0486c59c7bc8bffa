"""A language client over stdio that does nothing but measure: no converter, no event loop, one message after the other."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

PATIENCE = 60.0
"""Seconds after which a server that tells nothing of a file is ended."""
CAPABILITIES = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {"publishDiagnostics": {"versionSupport": True}, "hover": {}, "inlayHint": {}},
    "workspace": {},
}


class Client:
    """One server process. Times are in milliseconds."""

    def __init__(self, command: Sequence[str], folder: Path, environment: dict[str, str] | None = None) -> None:
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **(environment or {})},
        )
        assert self.process.stdin is not None and self.process.stdout is not None
        self.stdin: BinaryIO = self.process.stdin  # type: ignore[assignment]
        self.stdout: BinaryIO = self.process.stdout  # type: ignore[assignment]
        self.ids = 0
        self.version = 0
        self.folder = folder

    def initialize(self) -> float:
        """The time from the start of the process to its answer."""
        root = self.folder.as_uri()
        folders = [{"uri": root, "name": self.folder.name}]
        params = {"processId": os.getpid(), "rootUri": root, "workspaceFolders": folders, "capabilities": CAPABILITIES}
        self.request("initialize", params)
        taken = self.since(self.started)
        self.notify("initialized", {})
        return taken

    def open(self, path: Path, text: str) -> float:
        """The time from didOpen to the first diagnostics of the file."""
        self.uri = path.as_uri()
        self.version = 1
        start = time.perf_counter()
        item = {"uri": self.uri, "languageId": "python", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        watchdog = threading.Timer(PATIENCE, self.process.kill)  # a server may be told to leave a file alone
        watchdog.start()
        self.diagnostics()
        watchdog.cancel()
        return self.since(start)

    def edit(self, line: int, character: int, end: int, text: str) -> float:
        """The time from didChange to the diagnostics that answer it."""
        self.version += 1
        place = {"start": {"line": line, "character": character}, "end": {"line": line, "character": end}}
        start = time.perf_counter()
        self.notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": self.uri, "version": self.version},
                "contentChanges": [{"range": place, "text": text}],
            },
        )
        self.diagnostics()
        return self.since(start)

    def ask(self, method: str, **params: Any) -> float:
        """The time of a request about the open file."""
        start = time.perf_counter()
        self.request(method, {"textDocument": {"uri": self.uri}, **params})
        return self.since(start)

    def diagnostics(self) -> Any:
        """Waits for the diagnostics of the newest version (of any, from servers that do not say which)."""
        while True:
            message = self.receive()
            if message.get("method") == "textDocument/publishDiagnostics":
                params = message["params"]
                if params["uri"] == self.uri and params.get("version") in (None, self.version):
                    return params["diagnostics"]

    def memory(self) -> float:
        """Resident memory and its peak, in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def close(self) -> None:
        self.request("shutdown", None)
        self.notify("exit", None)
        self.process.wait(timeout=20)

    def request(self, method: str, params: Any) -> Any:
        self.ids += 1
        self.send({"id": self.ids, "method": method, "params": params})
        while True:
            message = self.receive()
            if message.get("id") == self.ids and "method" not in message:
                return message.get("result")

    def notify(self, method: str, params: Any) -> None:
        self.send({"method": method, "params": params})

    def send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.stdin.flush()

    def receive(self) -> Any:
        """The next message; requests of the server are answered with null on the way."""
        length = 0
        while line := self.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            raise EOFError(f"the server ended with {self.process.wait()}")
        message = json.loads(self.stdout.read(length))
        if "method" in message and "id" in message:
            result: Any = [None] if message["method"] == "workspace/configuration" else None
            self.send({"id": message["id"], "result": result})
        return message

    @staticmethod
    def since(start: float) -> float:
        return (time.perf_counter() - start) * 1000
