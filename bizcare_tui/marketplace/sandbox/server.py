"""The sandbox: the Seller API on loopback, over real sockets."""

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

from bizcare_tui.marketplace.sandbox.api import Api, Refused, Reply, Request
from bizcare_tui.marketplace.sandbox.faults import Fault, Faults, Kind
from bizcare_tui.marketplace.sandbox.forms import read_form
from bizcare_tui.marketplace.sandbox.market import Market

LOOPBACK = "127.0.0.1"
_ROOT = "/request/"
_LARGEST_BODY = 64 * 1024 * 1024
_WEB_PAGE = b"<!DOCTYPE html><html><head><title>Maintenance</title></head><body>Back soon.</body></html>"


class Sandbox:
    """A Seller API of its own on loopback.

    `calls` counts the requests by path after `/request/`, `replies` lists what was sent. `market`
    may be added to, and `faults` replaced, while it runs.

    Args:
        market: the account to serve.
        key: the key it accepts; a made-up one unless told.
        faults: how it misbehaves.
        port: 0 for a free one.

    Raises:
        OSError: the port cannot be had.
    """

    def __init__(
        self, market: Market, key: str | None = None, *, faults: Faults | None = None, port: int = 0
    ) -> None:
        self.key = key or f"demo-{secrets.token_hex(8)}"
        self.faults = faults or Faults()
        self.calls: Counter[str] = Counter()
        self.stopping = Event()
        self._counting = Lock()
        self._server = _Server(self, port)
        self.url = f"http://{LOOPBACK}:{self._server.server_address[1]}{_ROOT}"
        self.api = Api(market, self.url)
        self._thread: Thread | None = None

    @property
    def market(self) -> Market:
        """The account served."""
        return self.api.market

    @property
    def replies(self) -> list[Reply]:
        """What clients sent, in the order in which it was taken."""
        return self.api.replies

    def start(self) -> Self:
        """Begins to serve, in threads of its own."""
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), name="sandbox", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Ends serving and lets go of the port."""
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
        """Counts a call."""
        with self._counting:
            self.calls[path] += 1


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, sandbox: Sandbox, port: int) -> None:
        self.sandbox = sandbox
        self._open: set[socket.socket] = set()
        super().__init__((LOOPBACK, port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        """Closes the connections that clients keep open, so that nobody is answered after the end."""
        for connection in [*self._open]:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no news; anything else is told as usual."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "bizcare-sandbox"
    sys_version = ""
    disable_nagle_algorithm = True
    # Head and body leave in one write, so that no client waits for a delayed acknowledgement.
    wbufsize = -1
    server: _Server

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged: a path can hold the key."""

    def _serve(self) -> None:
        sandbox = self.server.sandbox
        body = self._body()
        if body is None:
            return
        address = urlsplit(self.path)
        request = Request(
            method=self.command,
            path=address.path.removeprefix(_ROOT).strip("/"),
            query=dict(parse_qsl(address.query, keep_blank_values=True)),
            form=read_form(self.headers.get("Content-Type", ""), body),
        )
        sandbox.count(request.path)
        fault = sandbox.faults.next()
        if fault is None or not self._misbehave(fault, request):
            self._send(*self._answer(request))

    def _answer(self, request: Request) -> tuple[int, bytes]:
        sandbox = self.server.sandbox
        try:
            if not urlsplit(self.path).path.startswith(_ROOT):
                raise Refused(404, f"The calls are under {_ROOT}.")
            if request.key != sandbox.key:
                raise Refused(401, "The key is missing or wrong.")
            payload = sandbox.api.answer(request)
        except Refused as refused:
            return refused.status, _json({"success": False, "error": str(refused)})
        return 200, _json(payload)

    def _misbehave(self, fault: Fault, request: Request) -> bool:
        """Does what the fault says; False when the call is to be answered as usual all the same."""
        match fault.kind:
            case Kind.CLOSE_BEFORE:
                self._drop()
            case Kind.CLOSE_AFTER:
                self._answer(request)
                self._drop()
            case Kind.LATE:
                answer = self._answer(request)
                self.server.sandbox.stopping.wait(fault.seconds)
                self._send(*answer)
            case Kind.TOO_MANY:
                self._send(429, _json({"error": "Too many requests"}), retry_after=fault.seconds)
            case Kind.FAILURE:
                self._send(500, _json({"error": "Internal server error"}))
            case Kind.HTML:
                self._send(200, _WEB_PAGE, content_type="text/html; charset=utf-8")
            case Kind.TRUNCATED:
                status, body = self._answer(request)
                self._send(status, body[: len(body) // 2])
            case Kind.ERROR:
                self._send(200, _json({"success": False, "error": "The service cannot be used right now"}))
            case Kind.DRIFT:
                answer = self._answer(request)
                self.server.sandbox.api.drift(request)
                self._send(*answer)
        return True

    def _body(self) -> bytes | None:
        """The body, or None when it cannot be taken and was answered so."""
        if "chunked" in self.headers.get("Transfer-Encoding", "").casefold():
            return self._chunks()
        told = self.headers.get("Content-Length", "0")
        length = int(told) if told.isascii() and told.isdigit() else -1
        if 0 <= length <= _LARGEST_BODY:
            return self._whole(self.rfile.read(length), length)
        self._turn_away(400 if length < 0 else 413)
        return None

    def _chunks(self) -> bytes | None:
        body = bytearray()
        while True:
            try:
                length = int(self.rfile.readline(64).partition(b";")[0], 16)
            except ValueError:
                self._turn_away(400)
                return None
            if not 0 <= length <= _LARGEST_BODY - len(body):
                self._turn_away(413)
                return None
            chunk = self._whole(self.rfile.read(length), length)
            if chunk is None:
                return None
            body += chunk
            self.rfile.readline(8)
            if length == 0:
                return bytes(body)

    def _whole(self, read: bytes, length: int) -> bytes | None:
        # A client that died while it was sending has not asked for anything.
        if len(read) == length:
            return read
        self.close_connection = True
        return None

    def _turn_away(self, status: int) -> None:
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
