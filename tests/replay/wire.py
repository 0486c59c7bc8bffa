"""A client over stdio that never waits unless it is told to: it keeps what it is owed, what was logged, and what came late.

A thread reads, so a server that talks while the client talks cannot stall either of them.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).parents[2]
FOLDER = Path(tempfile.gettempdir())
COMMAND = (sys.executable, "-m", "shapelens", "server")
PATIENCE = 60.0
"""Seconds after which an answer counts as missing, unless the server had less than half of them of a busy machine's processor."""
LONGEST = 600.0
"""Seconds after which it does in any case."""


class Silence(AssertionError):
    """The server owes an answer and does not give it."""


class Deadline:
    """A time until which the server must have answered. It is put off while others keep the server from the processor."""

    def __init__(self, wire: Wire, patience: float, longest: float = LONGEST) -> None:
        self._wire = wire
        self._patience = patience
        self._longest = longest
        self._started = self._since = time.monotonic()
        self._used = wire.processor()

    @property
    def left(self) -> float:
        """Seconds to wait before `is_over` is asked."""
        return max(0.0, self._since + self._patience - time.monotonic())

    def is_over(self) -> bool:
        """Whether the server had its time; if not, it gets as much again."""
        self._since = time.monotonic()
        is_served = self._wire.processor() - self._used > self._patience / 2
        return is_served or self._since - self._started >= self._longest


class Wire:
    """One server process. `owed` are the requests without an answer yet, `latencies` the seconds that each answer took."""

    def __init__(
        self, command: Sequence[str] = COMMAND, environment: Mapping[str, str] | None = None, folder: Path = FOLDER
    ) -> None:
        self.errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            env={**os.environ, "PYTHONPATH": str(ROOT / "server"), **(environment or {})},
        )
        self.owed: dict[Any, float] = {}
        self.answers: dict[Any, dict[str, Any]] = {}
        self.logged: list[str] = []
        self.shown: list[str] = []
        self.published: dict[str, tuple[int | None, list[Any]]] = {}
        self.latencies: list[float] = []
        self.surplus: list[Any] = []
        """Answers that nobody asked for."""
        self.configuration: Any = None
        self._ids = 0
        self._arrived: queue.Queue[dict[str, Any] | None] = queue.Queue()
        threading.Thread(target=self._read, name="wire", daemon=True).start()

    # what a client does

    def initialize(self, capabilities: Any = None, **params: Any) -> dict[str, Any]:
        """The handshake; answers the server's `InitializeResult`."""
        asked = {"processId": os.getpid(), "rootUri": None, "capabilities": capabilities or {}, **params}
        result: dict[str, Any] = self.request("initialize", asked)["result"]
        self.notify("initialized", {})
        return result

    def request(self, method: str, params: Any, patience: float = PATIENCE) -> dict[str, Any]:
        """Asks and waits; the whole answer, a result or an error."""
        return self.answer(self.ask(method, params), patience)

    def ask(self, method: str, params: Any) -> int:
        """Asks and does not wait; the request's id."""
        self._ids += 1
        self.owed[self._ids] = time.monotonic()
        self.send({"id": self._ids, "method": method, "params": params})
        return self._ids

    def cancel(self, asked: int) -> None:
        """Says that an answer is not wanted any more. There must be one nevertheless."""
        self.notify("$/cancelRequest", {"id": asked})

    def answer(self, asked: Any, patience: float = PATIENCE) -> dict[str, Any]:
        """Waits for the answer to a request."""
        deadline = Deadline(self, patience)
        while asked not in self.answers:
            self.take(deadline)
        return self.answers.pop(asked)

    def shown_of(self, uri: str, version: int, patience: float = PATIENCE) -> list[Any]:
        """Waits for a document's diagnostics of a version (of any, from servers that do not say which).

        No longer than told, for a server may have been told to leave a file alone.
        """
        deadline = Deadline(self, patience, longest=patience)
        while uri not in self.published or self.published[uri][0] not in (None, version):
            self.take(deadline)
        return self.published.pop(uri)[1]

    def settle(self, patience: float = PATIENCE) -> None:
        """Waits until nothing is owed."""
        deadline = Deadline(self, patience)
        while self.owed:
            self.take(deadline)
        self.answers.clear()

    def notify(self, method: str, params: Any) -> None:
        self.send({"method": method, "params": params})

    def send(self, message: Mapping[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.raw(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def raw(self, data: bytes) -> None:
        """Writes bytes as they are."""
        stream = self.process.stdin
        assert stream is not None
        stream.write(data)
        stream.flush()

    def take(self, deadline: Deadline) -> None:
        """Takes in the next message of the server."""
        while True:
            try:
                message = self._arrived.get(timeout=deadline.left)
                break
            except queue.Empty:
                if deadline.is_over():
                    raise Silence(f"no answer to {sorted(map(str, self.owed))}; log: {self.trouble()}") from None
        if message is None:
            raise EOFError(f"the server ended with {self.process.wait(10)}: {self.trouble()}")
        method = message.get("method")
        if method is None:
            self._answered(message)
        elif "id" in message:
            of_settings = method == "workspace/configuration"
            result = [self.configuration for _ in message["params"]["items"]] if of_settings else None
            self.send({"id": message["id"], "result": result})
        elif method == "window/logMessage":
            self.logged.append(message["params"]["message"])
        elif method == "window/showMessage":
            self.shown.append(message["params"]["message"])
        elif method == "textDocument/publishDiagnostics":
            params = message["params"]
            self.published[params["uri"]] = (params.get("version"), params["diagnostics"])

    def _answered(self, message: dict[str, Any]) -> None:
        asked = message.get("id")
        if asked in self.owed:
            self.latencies.append(time.monotonic() - self.owed.pop(asked))
            self.answers[asked] = message
        else:
            self.surplus.append(message)

    def close(self) -> int:
        """Takes leave as the protocol wants it; the exit status."""
        self.settle()
        self.request("shutdown", None)
        self.notify("exit", None)
        status = self.process.wait(20)
        self._closed()
        return status

    def hang_up(self, patience: float = 10.0) -> int:
        """Is gone without a word; the exit status of the server, which must end by itself."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        status = self.process.wait(patience)
        self._closed()
        return status

    def kill(self) -> None:
        """Ends the server."""
        self.process.kill()
        self.process.wait()
        self._closed()

    def _closed(self) -> None:
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None and not stream.closed:
                stream.close()

    def trouble(self) -> str:
        """What the server wrote to standard error: warnings and tracebacks."""
        self.errors.seek(0)
        return self.errors.read().decode(errors="replace")

    def memory(self) -> tuple[float, float]:
        """Resident memory of the server and its peak, in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        now, peak = (int(status.partition(name)[2].split()[0]) / 1024 for name in ("VmRSS:", "VmHWM:"))
        return now, peak

    def processor(self) -> float:
        """Seconds of the processor that the server has used; none where the system does not tell."""
        try:
            used = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return float("inf")
        return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        try:
            while True:
                length = 0
                while line := stream.readline().strip():
                    name, _, value = line.partition(b":")
                    if name.lower() == b"content-length":
                        length = int(value)
                if not length:
                    break
                self._arrived.put(json.loads(stream.read(length)))
        except ValueError:
            pass  # closed under the reader
        self._arrived.put(None)
