"""An IMAP server with TLS, and notification mail for it."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

import trustme
from imap_tools import BaseMailBox, MailBoxUnencrypted

USER, PASSWORD = "ana", "s3cret-mail-word"
SENDER = "PrestaShop Addons <no-reply@addons.prestashop.com>"
SUBJECT = "[PrestaShop Addons] New message in thread 216039"


def mail(
    at: datetime, *, subject: str = SUBJECT, sender: str = SENDER, text: str = "You have a new message.",
    number: int = 1, more: str = "",
) -> bytes:  # fmt: skip
    """A mail as it is sent."""
    return (
        f"From: {sender}\r\nTo: ana@nordlys.example\r\nSubject: {subject}\r\nDate: {format_datetime(at)}\r\n"
        f"Message-ID: <{number}@addons.prestashop.com>\r\n{more}"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n"
    ).encode()


class ImapServer:
    """A server on this machine with one user and an empty INBOX; encrypted on `tls_port`.

    Args:
        folder: for its certificate.
    """

    def __init__(self, folder: Path) -> None:
        self.port = _free_port()
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from pymap.main import main; main()", "--host", "127.0.0.1",
             "--port", str(self.port), "--no-tls", "dict", "--demo-user", USER, "--demo-password", PASSWORD],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )  # fmt: skip
        self._wait()
        authority = trustme.CA()
        self.authority = folder / "authority.pem"
        authority.cert_pem.write_to_path(self.authority)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(self._context)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.tls_port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def box(self) -> BaseMailBox:
        """The mailbox, to put mail in and look at its flags."""
        return MailBoxUnencrypted("127.0.0.1", self.port).login(USER, PASSWORD)

    def deliver(self, content: bytes) -> None:
        """Put a mail into INBOX."""
        with self.box() as box:
            box.append(content, "INBOX")

    def stop(self) -> None:
        """End it."""
        self._listener.close()
        self._process.kill()
        self._process.wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                assert time.monotonic() < deadline
                assert self._process.poll() is None
                time.sleep(0.05)
            else:
                return

    def _accept(self) -> None:
        while True:
            try:
                plain, _address = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(plain,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        """Carry bytes between a client over TLS and the server."""
        try:
            with (
                self._context.wrap_socket(plain, server_side=True) as client,
                socket.create_connection(("127.0.0.1", self.port)) as server,
            ):
                back = threading.Thread(target=_carry, args=(server, client), daemon=True)
                back.start()
                _carry(client, server)
                back.join(5)
        except OSError:
            return


def _carry(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
