"""The connection to one editor: JSON-RPC over standard input and output on pygls's protocol, with plain JSON values as parameters.

Nothing that arrives ends the server but `exit` and the end of its input. What a handler raises is answered as an error, and logged once.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from types import NoneType, SimpleNamespace
from typing import Any, BinaryIO

from .lean import import_pygls
from .parameters import INVALID_PARAMS, problem

import_pygls()

from pygls.exceptions import JsonRpcException  # noqa: E402
from pygls.io_ import StdoutWriter  # noqa: E402
from pygls.protocol import (  # noqa: E402
    JsonRPCNotification,
    JsonRPCProtocol,
    JsonRPCRequestMessage,
    JsonRPCResponseMessage,
)
from pygls.server import JsonRPCServer  # noqa: E402

logger = logging.getLogger(__name__)

NOT_INITIALIZED = -32002
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
PARSE_ERROR = -32700
LONGEST_MESSAGE = 64 << 20


class Protocol(JsonRPCProtocol):
    """pygls's dispatch and cancellation over dicts as they came from JSON."""

    is_initialized = False
    _server: Connection

    def structure_message(self, data: dict[str, Any]) -> Any:
        """A message object of a JSON object; anything else as it is."""
        if data.get("jsonrpc") != self.VERSION or not isinstance(data.get("id"), (str, int, NoneType)):
            return data
        method = data.get("method")
        if isinstance(method, str):
            if "id" in data:
                return JsonRPCRequestMessage(data["id"], method, self.VERSION, data.get("params"))
            return JsonRPCNotification(method, self.VERSION, data.get("params"))
        if "error" in data:
            error = data["error"] if isinstance(data["error"], dict) else {}
            told = SimpleNamespace(
                code=error.get("code", 0), message=str(error.get("message", "")), data=error.get("data")
            )
            return SimpleNamespace(id=data.get("id"), jsonrpc=self.VERSION, error=told)
        if "id" in data:
            return JsonRPCResponseMessage(data["id"], self.VERSION, data.get("result"))
        return data

    def handle_message(self, message: Any) -> None:
        """Delegates to a handler, or answers why not."""
        if isinstance(message, JsonRPCRequestMessage):
            refusal = self._refusal(message.method, message.params)
            if refusal is not None:
                self.refuse(message.id, *refusal)
                return
        elif isinstance(message, JsonRPCNotification):
            if message.method != "exit" and not self.is_initialized:
                return
            wrong = problem(message.method, message.params)
            if wrong is not None:
                self._server.log_once(f"{message.method} was passed over: {wrong}")
                return
        elif isinstance(message, (JsonRPCResponseMessage, SimpleNamespace)):
            self._handle_response(message.id, getattr(message, "result", None), getattr(message, "error", None))
            return
        else:
            self.refuse(None, INVALID_REQUEST, "not a JSON-RPC message")
            return
        super().handle_message(message)

    def refuse(self, msg_id: Any, code: int, problem: str) -> None:
        """Answers a request with an error."""
        self._send_data({"jsonrpc": self.VERSION, "id": msg_id, "error": {"code": code, "message": problem}})

    def _refusal(self, method: str, params: Any) -> tuple[int, str] | None:
        if self._shutdown:
            return INVALID_REQUEST, "the server is shutting down"
        if self.is_initialized == (method == "initialize"):
            return (
                (INVALID_REQUEST, "initialize was called before")
                if self.is_initialized
                else (NOT_INITIALIZED, "initialize has not been called")
            )
        if method not in self.fm.features:
            return METHOD_NOT_FOUND, f"Method Not Found: {method}"
        wrong = problem(method, params)
        return None if wrong is None else (INVALID_PARAMS, wrong)

    def close(self) -> None:
        """Ends what is under way: no request is served from here on."""
        current = self.msg_id
        for msg_id, future in list(self._request_futures.items()):
            if msg_id != current and not future.done():
                future.cancel()
        self._shutdown = True

    @property
    def is_closed(self) -> bool:
        return bool(self._shutdown)

    def _handle_cancel_notification(self, msg_id: Any) -> None:
        future = self._request_futures.get(msg_id)
        if future is not None:
            future.cancel()

    def _handle_notification(self, method_name: str, params: Any) -> None:
        if method_name == "$/cancelRequest":
            self._handle_cancel_notification(params["id"])
        elif method_name in self.fm.features:
            super()._handle_notification(method_name, params)

    def _serialize_message(self, data: Any) -> dict[str, Any]:
        fields = {attribute.name: getattr(data, attribute.name) for attribute in data.__attrs_attrs__}
        if fields.get("params", ...) is None or fields.get("data", ...) is None:
            fields = {name: value for name, value in fields.items() if name not in ("params", "data")}
        return fields


class Connection(JsonRPCServer):
    """A JSON-RPC server on standard input and output. `feature` registers handlers."""

    protocol: Protocol

    def __init__(self) -> None:
        super().__init__(Protocol, lambda: None, max_workers=1)  # type: ignore[arg-type, return-value]
        self.exit_code = 1
        self._told: set[str] = set()
        self._ended: asyncio.Event | None = None

    def serve(self, stdin: BinaryIO | None = None, stdout: BinaryIO | None = None) -> int:
        """Serves until the client says `exit` or is gone; answers the exit status."""
        writer = StdoutWriter(stdout or sys.stdout.buffer)
        sys.stdout = sys.stderr  # what anything prints by mistake must not reach the client
        self.protocol.set_writer(writer)
        with suppress(BrokenPipeError, KeyboardInterrupt):
            asyncio.run(self._serve(stdin or sys.stdin.buffer))
        self.stopped()
        return self.exit_code

    def end(self) -> None:
        """Leaves `serve` after the message that is being handled."""
        self.exit_code = 0 if self.protocol.is_closed else 1
        if self._ended is not None:
            self._ended.set()

    def started(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called once, before the first message."""

    def stopped(self) -> None:
        """Called once, after the last message."""

    async def _serve(self, stdin: BinaryIO) -> None:
        loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        self.started(loop)
        reader = _Reader(stdin)
        threading.Thread(target=reader.run, args=(loop, self._received), name="reader", daemon=True).start()
        await self._ended.wait()

    def _received(self, body: bytes | None) -> None:
        if body is None:
            self.end()
            return
        if self._ended is not None and self._ended.is_set():
            return
        try:
            message = json.loads(body)
        except (ValueError, RecursionError) as error:
            self.protocol.refuse(None, PARSE_ERROR, f"not JSON: {error}")
            return
        try:
            for item in message if isinstance(message, list) else [message]:
                self.protocol.handle_message(self.protocol.structure_message(item) if isinstance(item, dict) else item)
        except BrokenPipeError:
            self.end()
        except Exception as error:
            logger.exception("a message could not be handled")
            self._report_server_error(error, JsonRpcException)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Logs to standard error and, once for each different error, to the client."""
        text = f"{type(error).__name__}: {error}"
        logger.error("%s", text, exc_info=error)
        if text not in self._told and len(self._told) < 100:
            self._told.add(text)
            self.log(f"An internal error, please report it: {text}", 1)

    def log(self, message: str, kind: int = 3) -> None:
        """Writes to the client's log. `kind`: 1 error, 2 warning, 3 information."""
        self.notify("window/logMessage", {"type": kind, "message": message})

    def log_once(self, message: str) -> None:
        """Writes to the client's log what was not written before."""
        if message not in self._told and len(self._told) < 1000:
            self._told.add(message)
            self.log(message)

    def show(self, message: str, kind: int = 2) -> None:
        """Shows a message to the person, once."""
        if message not in self._told:
            self._told.add(message)
            self.notify("window/showMessage", {"type": kind, "message": f"Shapelens: {message}"})

    def notify(self, method: str, params: Any) -> None:
        """Sends a notification."""
        self.protocol.notify(method, params)

    async def request(self, method: str, params: Any = None) -> Any:
        """Sends a request and answers its result; None where the client answers with an error."""
        try:
            return await self.protocol.send_request_async(method, params)
        except (JsonRpcException, asyncio.CancelledError):
            return None


class _Reader:
    """Reads messages from a file descriptor. Unbuffered, so that no lock is held when the process ends under a waiting read."""

    def __init__(self, stdin: BinaryIO) -> None:
        self.descriptor = stdin.fileno()
        self.buffer = bytearray()

    def run(self, loop: asyncio.AbstractEventLoop, received: Callable[[bytes | None], None]) -> None:
        """Hands each message's body to the loop, and None at the end of the input. Runs in a thread of its own."""
        with suppress(RuntimeError):  # the loop is closed: the server has ended
            with suppress(OSError):
                while (body := self.message()) is not None:
                    loop.call_soon_threadsafe(received, body)
            loop.call_soon_threadsafe(received, None)

    def message(self) -> bytes | None:
        """The next message's body; None at the end of the input. Lines that are no header are passed over."""
        length = 0
        while (header := self.line()) is not None:
            if header.strip():
                name, _, value = header.partition(b":")
                if name.strip().lower().endswith(b"content-length") and value.strip().isdigit():
                    length = int(value)
            elif length > LONGEST_MESSAGE:
                return b"too long" if self.skip(length) else None
            elif length:
                return self.exactly(length)
        return None

    def line(self) -> bytes | None:
        while (end := self.buffer.find(b"\n")) < 0:
            if not self.more():
                return None
            if len(self.buffer) > LONGEST_MESSAGE:
                self.buffer.clear()
        line = bytes(self.buffer[: end + 1])
        del self.buffer[: end + 1]
        return line

    def exactly(self, length: int) -> bytes | None:
        while len(self.buffer) < length:
            if not self.more():
                return None
        body = bytes(self.buffer[:length])
        del self.buffer[:length]
        return body

    def skip(self, length: int) -> bool:
        while length > len(self.buffer):
            length -= len(self.buffer)
            self.buffer.clear()
            if not self.more():
                return False
        del self.buffer[:length]
        return True

    def more(self) -> bool:
        piece = os.read(self.descriptor, 1 << 16)
        self.buffer += piece
        return bool(piece)
