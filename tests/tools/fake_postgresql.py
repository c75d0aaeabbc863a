"""A server that speaks just enough of PostgreSQL's protocol to report a version."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
from types import TracebackType
from typing import Any


class FakePostgresql:
    """Listens on loopback, accepts every login, and answers every query with one text."""

    def __init__(self, version: str, parameters: dict[str, str]) -> None:
        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                _speak(self.request, version, parameters)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> FakePostgresql:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Its address, as the program is given it."""
        return f"postgresql://ana:p4ss@127.0.0.1:{self._server.server_address[1]}/desk"


def _speak(connection: Any, version: str, parameters: dict[str, str]) -> None:
    while True:
        (length,) = struct.unpack("!i", _exactly(connection, 4))
        (code,) = struct.unpack("!i", _exactly(connection, length - 4)[:4])
        if code == 196608:
            break
        connection.sendall(b"N")  # neither TLS nor GSSAPI
    greeting = _message(b"R", struct.pack("!i", 0))
    for name, value in parameters.items():
        greeting += _message(b"S", f"{name}\0{value}\0".encode())
    connection.sendall(greeting + _message(b"K", struct.pack("!ii", 7, 7)) + _message(b"Z", b"I"))
    text = version.encode()
    described = struct.pack("!h", 1) + b"version\0" + struct.pack("!ihihih", 0, 0, 25, -1, -1, 0)
    row = struct.pack("!hi", 1, len(text)) + text
    while kind := connection.recv(1):
        (length,) = struct.unpack("!i", _exactly(connection, 4))
        _exactly(connection, length - 4)
        if kind == b"X":
            return
        connection.sendall(
            _message(b"T", described)
            + _message(b"D", row)
            + _message(b"C", b"SELECT 1\0")
            + _message(b"Z", b"I")
        )


def _message(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("!i", len(content) + 4) + content


def _exactly(connection: socket.socket, count: int) -> bytes:
    content = b""
    while len(content) < count:
        part = connection.recv(count - len(content))
        if not part:
            raise ConnectionError
        content += part
    return content
