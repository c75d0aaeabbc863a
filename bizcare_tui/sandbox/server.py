"""The HTTP server of the sandbox: the Seller API on loopback."""

from __future__ import annotations

import json
import secrets
import socket
import sys
from collections import Counter
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from bizcare_tui.sandbox.api import ApiRequest, CallRejected, ReceivedReply, SandboxApi
from bizcare_tui.sandbox.faults import Fault, FaultKind, Faults
from bizcare_tui.sandbox.forms import read_form
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.releases import RELEASES

LOOPBACK = "127.0.0.1"
_ROOT = "/request/"
_RELEASES = "/prestashop"
_LARGEST_BODY = 64 * 1024 * 1024
_WEB_PAGE = b"<!DOCTYPE html><html><head><title>Maintenance</title></head><body>Back soon.</body></html>"


class Sandbox:
    """A Seller API server on loopback.

    It also serves PrestaShop's list of releases at `releases_url`, without a key and without counting.

    `calls` counts the requests by path after `/request/`, and `replies` lists the replies received. While
    the server runs, rows may be added to `market`, and `faults` may be replaced.

    Args:
        market: the account to serve.
        key: the accepted API key; a random one if omitted.
        faults: the faults to produce.
        port: the port to listen on; 0 for any free one.

    Raises:
        OSError: the port is not available.
    """

    def __init__(
        self, market: Market, key: str | None = None, *, faults: Faults | None = None, port: int = 0
    ) -> None:
        self.key = key or f"demo-{secrets.token_hex(8)}"
        self.faults = faults or Faults()
        self.calls: Counter[str] = Counter()
        self.stopping = Event()
        self._counting = Lock()
        self._server = _SandboxServer(self, port)
        self.releases_url = f"http://{LOOPBACK}:{self._server.server_address[1]}{_RELEASES}"
        self.url = f"http://{LOOPBACK}:{self._server.server_address[1]}{_ROOT}"
        self.api = SandboxApi(market, self.url)
        self._thread: Thread | None = None

    @property
    def market(self) -> Market:
        """The account that is served."""
        return self.api.market

    @property
    def replies(self) -> list[ReceivedReply]:
        """The replies that clients sent, in the order of receipt."""
        return self.api.replies

    def start(self) -> Self:
        """Start serving in background threads."""
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), name="sandbox", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and release the port."""
        self.stopping.set()
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._thread = None
        self._server.close_connections()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def count(self, path: str) -> None:
        """Count a call."""
        with self._counting:
            self.calls[path] += 1


class _SandboxServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, sandbox: Sandbox, port: int) -> None:
        self.sandbox = sandbox
        self._open: set[socket.socket] = set()
        super().__init__((LOOPBACK, port), _SandboxHandler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        """Close the connections that clients keep open, so that no call is answered after the end."""
        for connection in [*self._open]:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore a client that disconnects; report other errors as usual."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _SandboxHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "bizcare-sandbox"
    sys_version = ""
    disable_nagle_algorithm = True
    # Headers and body are sent in one write, so that no client waits for a delayed acknowledgement.
    wbufsize = -1
    server: _SandboxServer

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing, because a path may contain the key."""

    def _serve(self) -> None:
        sandbox = self.server.sandbox
        body = self._body()
        if body is None:
            return
        address = urlsplit(self.path)
        if address.path == _RELEASES:
            self._send(200, json.dumps(RELEASES).encode())
            return
        request = ApiRequest(
            method=self.command,
            path=address.path.removeprefix(_ROOT).strip("/"),
            query=dict(parse_qsl(address.query, keep_blank_values=True)),
            form=read_form(self.headers.get("Content-Type", ""), body),
        )
        sandbox.count(request.path)
        fault = sandbox.faults.next()
        if fault is None or not self._produce(fault, request):
            self._send(*self._answer(request))

    def _answer(self, request: ApiRequest) -> tuple[int, bytes]:
        sandbox = self.server.sandbox
        try:
            if not urlsplit(self.path).path.startswith(_ROOT):
                raise CallRejected(404, f"The calls are under {_ROOT}.")
            if request.key != sandbox.key:
                raise CallRejected(401, "The key is missing or wrong.")
            payload = sandbox.api.answer(request)
        except CallRejected as refused:
            return refused.status, _json({"success": False, "error": str(refused)})
        return 200, _json(payload)

    def _produce(self, fault: Fault, request: ApiRequest) -> bool:
        """Produce a fault; return whether the call was thereby dealt with."""
        match fault.kind:
            case FaultKind.CLOSE_BEFORE:
                self._drop()
            case FaultKind.CLOSE_AFTER:
                self._answer(request)
                self._drop()
            case FaultKind.LATE:
                answer = self._answer(request)
                self.server.sandbox.stopping.wait(fault.seconds)
                self._send(*answer)
            case FaultKind.TOO_MANY:
                self._send(429, _json({"error": "Too many requests"}), retry_after=fault.seconds)
            case FaultKind.FAILURE:
                self._send(500, _json({"error": "Internal server error"}))
            case FaultKind.HTML:
                self._send(200, _WEB_PAGE, content_type="text/html; charset=utf-8")
            case FaultKind.TRUNCATED:
                status, body = self._answer(request)
                self._send(status, body[: len(body) // 2])
            case FaultKind.ERROR:
                self._send(200, _json({"success": False, "error": "The service cannot be used right now"}))
            case FaultKind.DRIFT:
                answer = self._answer(request)
                self.server.sandbox.api.drift(request)
                self._send(*answer)
        return True

    def _body(self) -> bytes | None:
        """Return the request body, or None if it is not acceptable and an error was sent instead."""
        if "chunked" in self.headers.get("Transfer-Encoding", "").casefold():
            return self._chunks()
        header = self.headers.get("Content-Length", "0")
        length = int(header) if header.isascii() and header.isdigit() else -1
        if 0 <= length <= _LARGEST_BODY:
            return self._complete(self.rfile.read(length), length)
        self._reject(400 if length < 0 else 413)
        return None

    def _chunks(self) -> bytes | None:
        body = bytearray()
        while True:
            try:
                length = int(self.rfile.readline(64).partition(b";")[0], 16)
            except ValueError:
                self._reject(400)
                return None
            if not 0 <= length <= _LARGEST_BODY - len(body):
                self._reject(413)
                return None
            chunk = self._complete(self.rfile.read(length), length)
            if chunk is None:
                return None
            body += chunk
            self.rfile.readline(8)
            if length == 0:
                return bytes(body)

    def _complete(self, read: bytes, length: int) -> bytes | None:
        # A client that disconnects while sending gets no answer.
        if len(read) == length:
            return read
        self.close_connection = True
        return None

    def _reject(self, status: int) -> None:
        self.close_connection = True
        self._send(status, _json({"success": False, "error": HTTPStatus(status).phrase}))

    def _drop(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _send(
        self,
        status: int,
        body: bytes,
        *,
        content_type: str = "application/json",
        retry_after: float | None = None,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        if retry_after is not None:
            self.send_header("Retry-After", f"{retry_after:g}")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)


def _json(payload: dict[str, Any]) -> bytes:
    return json.dumps(payload).encode()
