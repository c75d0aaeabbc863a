"""Mail is sent only to a server whose certificate was checked, and every failure is a sentence."""

from __future__ import annotations

import email
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email.policy import default
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer

import pytest
from smtp_server import SmtpServer

from bizcare_tui.desk import smtp
from bizcare_tui.desk.smtp import send_mail
from bizcare_tui.errors import BadSettings, BizcareError, Offline
from bizcare_tui.settings import Settings

AT = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)
Serve = Callable[..., SmtpServer]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts servers that end with the test."""
    servers = []

    def start(*arguments: object, **options: object) -> SmtpServer:
        servers.append(SmtpServer(tmp_path, *arguments, **options))  # type: ignore[arg-type]
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def settings(server: SmtpServer, **changes: object) -> Settings:
    values: dict[str, object] = {
        "notify_mail": "tom@nordlys.example", "smtp_host": "localhost", "smtp_port": server.port,
        "smtp_user": "tom", "smtp_ca_file": str(server.authority),
    }  # fmt: skip
    return Settings(**{**values, **changes})  # type: ignore[arg-type]


def send(wanted: Settings, stop: threading.Event | None = None) -> None:
    send_mail(wanted, "bizcare: 2 due", "Due in 1 h 30\n", at=AT, message_id="<1@nordlys.example>", stop=stop)


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIZCARE_SMTP_PASSWORD", "s3cret-word")


@pytest.mark.parametrize("implicit", [False, True])
def test_a_mail_goes_to_a_server_whose_certificate_is_good(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, implicit: bool
) -> None:
    server = serve(implicit=implicit)
    if implicit:
        monkeypatch.setattr(smtp, "IMPLICIT_TLS_PORT", server.port)
    send(settings(server))
    assert server.secrets == [b"\0tom\0s3cret-word"]
    mail = email.message_from_string(server.mails[0], policy=default)
    assert mail["Date"].datetime == AT
    assert mail["Message-ID"] == "<1@nordlys.example>"
    assert mail["To"] == mail["From"] == "tom@nordlys.example"


@pytest.mark.parametrize("implicit", [False, True])
@pytest.mark.parametrize("wrong", ["authority", "name"])
def test_no_password_and_no_mail_goes_to_a_server_whose_certificate_is_not_good(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, implicit: bool, wrong: str
) -> None:
    server = serve("evil.example" if wrong == "name" else "localhost", implicit=implicit)
    if implicit:
        monkeypatch.setattr(smtp, "IMPLICIT_TLS_PORT", server.port)
    ca_file = "" if wrong == "authority" else str(server.authority)
    with pytest.raises(Offline, match="certificate of the mail server localhost was rejected"):
        send(settings(server, smtp_ca_file=ca_file))
    assert not server.secrets
    assert not server.mails
    assert not [line for line in server.commands if line.startswith(("AUTH", "MAIL", "DATA"))]


def test_no_password_goes_to_a_server_without_encryption(serve: Serve) -> None:
    server = serve(offers_starttls=False)
    with pytest.raises(Offline, match="only sent over an encrypted connection"):
        send(settings(server))
    assert not server.secrets
    assert not server.mails


def test_without_a_user_a_mail_is_handed_over_as_it_is(serve: Serve) -> None:
    server = serve(offers_starttls=False)
    send(settings(server, smtp_user="", smtp_ca_file=""))
    assert len(server.mails) == 1
    assert server.secrets == []


@pytest.mark.parametrize("word", ["contraseña", "p€ss", "密码"])
def test_a_password_beyond_ascii_is_sent_as_utf_8(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    monkeypatch.setenv("BIZCARE_SMTP_PASSWORD", word)
    server = serve()
    send(settings(server))
    assert server.secrets == [f"\0tom\0{word}".encode()]
    assert len(server.mails) == 1


@pytest.mark.parametrize("word", ["s3cret-word", "contraseña"])
def test_a_refused_password_is_reported_without_the_password(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    monkeypatch.setenv("BIZCARE_SMTP_PASSWORD", word)
    server = serve()
    server.answers["AUTH"] = b"535 no"
    with pytest.raises(Offline, match=r"rejected the user or the password \(535\)") as caught:
        send(settings(server))
    assert word not in str(caught.value)
    assert "tom" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    ["ana@[::1", "ana@", "@x", "a b@x.example", "ana@x.example\nBcc: eve@x.example", "<>", "ana", "\udcff@x"],
)
@pytest.mark.parametrize("setting", ["notify_mail", "mail_from"])
def test_an_address_that_cannot_be_used_is_named(serve: Serve, setting: str, address: str) -> None:
    server = serve()
    with pytest.raises(BadSettings, match=setting):
        send(settings(server, **{setting: address}))
    assert server.mails == []


@pytest.mark.parametrize("host", ["a..b", "x" * 70 + ".example", "nowhere.invalid", "\udcff", "a\0b", ""])
def test_a_host_that_cannot_be_reached_is_a_sentence(serve: Serve, host: str) -> None:
    with pytest.raises(BizcareError):
        send(settings(serve(), smtp_host=host, smtp_port=1))


@pytest.mark.parametrize("file", ["/nowhere.pem", "/etc/hostname", "a\0b"])
def test_a_file_of_certificates_that_cannot_be_used_is_named(serve: Serve, file: str) -> None:
    with pytest.raises(BadSettings, match="smtp_ca_file"):
        send(settings(serve(), smtp_ca_file=file))


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("BANNER", b"554 no"), ("BANNER", b"\xff\xfe\r\n\0"), ("EHLO", b"500 what"), ("MAIL", b"451 later"),
        ("RCPT", b"550 nobody"), ("DATA", b"554 no"), ("END", b"552 full"), ("STARTTLS", b"454 later"),
        ("AUTH", b"x" * 20_000),
    ],
)  # fmt: skip
def test_whatever_a_server_answers_is_a_sentence(serve: Serve, word: str, answer: bytes) -> None:
    server = serve()
    server.answers[word] = answer
    with pytest.raises(Offline, match="localhost"):
        send(settings(server))
    assert server.mails == []


def test_a_mail_that_was_accepted_is_sent_whatever_the_farewell(serve: Serve) -> None:
    server = serve()
    server.answers["QUIT"] = b"500 stay"
    send(settings(server))
    assert len(server.mails) == 1


def test_a_server_that_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch, serve: Serve) -> None:
    is_over = threading.Event()

    class Drip(BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                while not is_over.wait(0.02):
                    self.request.sendall(b"2")

    monkeypatch.setattr(smtp, "SMTP_TIMEOUT_SECONDS", 0.5)
    with ThreadingTCPServer(("127.0.0.1", 0), Drip) as dripping:
        threading.Thread(target=dripping.serve_forever, daemon=True).start()
        with pytest.raises(Offline):
            send(settings(serve(), smtp_port=dripping.server_address[1]))
        is_over.set()
        dripping.shutdown()


def test_a_stop_ends_a_mail_that_hangs(serve: Serve) -> None:
    server, stop, hangs = serve(), threading.Event(), threading.Event()

    def hang(word: str) -> None:
        if word == "MAIL":
            stop.set()
            hangs.wait(60)

    server.before_answer = hang
    with pytest.raises(Offline):
        send(settings(server), stop)
    assert server.mails == []
    hangs.set()
