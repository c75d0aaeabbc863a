"""A real SMTP server with TLS that records what it receives and can misbehave."""

from __future__ import annotations

import base64
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer

import trustme


class _Listener(ThreadingTCPServer):
    daemon_threads = True
    # A receiver that hangs must not hold the end of a test.
    block_on_close = False


class SmtpServer:
    """A server on this machine; `commands` are the lines it was sent, `mails` what it accepted.

    Args:
        folder: for the certificate of its authority, `authority`.
        name: the name in its certificate.
        implicit: whether TLS begins with the first byte.
        offers_starttls: whether it can be asked for TLS.
    """

    def __init__(
        self, folder: Path, name: str = "localhost", *, implicit: bool = False, offers_starttls: bool = True
    ) -> None:
        self.commands: list[str] = []
        self.mails: list[str] = []
        self.secrets: list[bytes] = []
        # What it answers to a command or the end of a mail, by its first word; for tests that break it.
        self.answers: dict[str, bytes] = {}
        self.before_answer: Callable[[str], None] = lambda _word: None
        authority = trustme.CA()
        self.authority = folder / "authority.pem"
        authority.cert_pem.write_to_path(self.authority)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(self.context)
        self.implicit, self.offers_starttls = implicit, offers_starttls
        this = self

        class Handler(StreamRequestHandler):
            def handle(self) -> None:
                conversation = _Conversation(this, self)
                with suppress(OSError, ValueError):
                    conversation.run()
                conversation.close()

        self._listener = _Listener(("127.0.0.1", 0), Handler)
        self.port = int(self._listener.server_address[1])
        threading.Thread(target=self._listener.serve_forever, daemon=True).start()

    def settings(self) -> str:
        """The settings that name it, without a user."""
        return f'notify_mail = "tom@nordlys.example"\nsmtp_host = "localhost"\nsmtp_port = {self.port}\n'

    def stop(self) -> None:
        """End it."""
        self._listener.shutdown()
        self._listener.server_close()


class _Conversation:
    """What is said over one connection."""

    def __init__(self, server: SmtpServer, handler: StreamRequestHandler) -> None:
        self._server = server
        self._connection = handler.connection

    def close(self) -> None:
        """Let go of the connection, which TLS has made another."""
        self._connection.close()

    def run(self) -> None:
        """Answer until it is over."""
        if self._server.implicit:
            self._connection = self._server.context.wrap_socket(self._connection, server_side=True)
        self._lines = self._connection.makefile("rb")
        self._answer("BANNER", b"220 here")
        while line := self._lines.readline():
            text = line.decode("utf-8", "replace").strip()
            self._server.commands.append(text)
            word = text.partition(" ")[0].upper()
            match word:
                case "EHLO":
                    extras = b"250-STARTTLS\r\n" if self._server.offers_starttls else b""
                    self._answer(word, b"250-here\r\n" + extras + b"250 AUTH PLAIN LOGIN")
                case "STARTTLS":
                    self._answer(word, b"220 go on")
                    self._lines.close()
                    self._connection = self._server.context.wrap_socket(self._connection, server_side=True)
                    self._lines = self._connection.makefile("rb")
                case "AUTH":
                    self._server.secrets.append(base64.b64decode(text.split(" ")[2]))
                    self._answer(word, b"235 welcome")
                case "DATA":
                    self._answer(word, b"354 go on")
                    mail = self._content()
                    if mail is None:
                        return
                    if "END" not in self._server.answers:
                        self._server.mails.append(mail)
                    self._answer("END", b"250 accepted")
                case "QUIT":
                    self._answer(word, b"221 bye")
                    return
                case _:
                    self._answer(word, b"250 fine")

    def _content(self) -> str | None:
        """A mail up to its end; None where the client left before that."""
        mail = ""
        while line := self._lines.readline().decode():
            if line == ".\r\n":
                return mail
            mail += line
        return None

    def _answer(self, word: str, usual: bytes) -> None:
        self._server.before_answer(word)
        self._connection.sendall(self._server.answers.get(word, usual) + b"\r\n")
