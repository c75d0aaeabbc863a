"""A webhook's receiver and a mail server that note what arrives, and misbehave when asked to."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any, Protocol


class Arrivals(Protocol):
    """Receives a report of what arrived, and decides how the receivers behave."""

    webhook: str
    mail_server: str

    def note_notice(self, notice: dict[str, Any]) -> None:
        """A notice arrived."""
        ...

    def note_mail(self) -> None:
        """A mail arrived."""
        ...


class WebhookReceiver(ThreadingHTTPServer):
    """Takes notices; it may hang or answer 503."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, arrivals: Arrivals) -> None:
        super().__init__(("127.0.0.1", 0), _WebhookHandler)
        self.arrivals = arrivals


class _WebhookHandler(BaseHTTPRequestHandler):
    server: WebhookReceiver

    def do_POST(self) -> None:
        notice = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        behaviour = self.server.arrivals.webhook
        if behaviour == "hangs":
            self.connection.recv(1)  # until the sender gives up and goes away
            return
        if behaviour == "works":
            self.server.arrivals.note_notice(notice)
        self.send_response(204 if behaviour == "works" else 503)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


class MailServer(ThreadingTCPServer):
    """Takes mails; it may be down."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, arrivals: Arrivals) -> None:
        super().__init__(("127.0.0.1", 0), _MailHandler)
        self.arrivals = arrivals


class _MailHandler(StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        if self.server.arrivals.mail_server == "down":
            self.wfile.write(b"421 not now\r\n")
            return
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline().strip().upper():
            if line.startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                self.server.arrivals.note_mail()
            self.wfile.write(b"221 bye\r\n" if line == b"QUIT" else b"250 fine\r\n")
            if line == b"QUIT":
                return
