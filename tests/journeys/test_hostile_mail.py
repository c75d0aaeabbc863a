"""Hostile mail: what cannot be read is named, and the next mail is read.

`BIZCARE_MAILS=20000 pytest tests/journeys/test_hostile_mail.py` tries more of them than the suite does.
"""

from __future__ import annotations

import mailbox
import os
import socket
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from fixed_time import NOW
from imap_server import PASSWORD, USER, ImapServer, mail

from bizcare_tui.desk.notification_mail import read_notifications
from bizcare_tui.errors import BadSettings, Interrupted
from bizcare_tui.marketplace import notification
from bizcare_tui.marketplace.mailbox import open_mailbox
from bizcare_tui.marketplace.mailbox_interface import Mailbox
from bizcare_tui.marketplace.notification import (
    Mail,
    Notification,
    NotificationPattern,
    UnusedMail,
    UnusedReason,
    read_notification,
)
from bizcare_tui.settings import Settings

pytestmark = pytest.mark.sqlite

EXPECTED = NotificationPattern(("no-reply@addons.prestashop.com",), "[PrestaShop Addons]")
MAILS = int(os.environ.get("BIZCARE_MAILS", "300"))

_BODY = b"Content-Type: text/plain; charset=utf-8\r\n\r\nYou have a new message."


def subject(number: int) -> str:
    return f"[PrestaShop Addons] New message in thread {number}"


def with_body(head: bytes, body: bytes = b"") -> bytes:
    return mail(NOW).replace(_BODY, head + b"\r\n\r\n" + body)


def nested(levels: int) -> bytes:
    return b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(levels)
    )


SAMPLES = [
    mail(NOW),
    mail(NOW, subject="=?utf-8?B?W1ByZXN0YVNob3AgQWRkb25zXSBOdWV2byBtZW5zYWplIG7CuiA3?="),
    with_body(
        b"Content-Type: multipart/alternative; boundary=b",
        b"--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\n"
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\na=F1o\r\n--b\r\n"
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nPGI+YTwvYj4=\r\n"
        b"--b--\r\n",
    ),
    with_body(b"Content-Type: message/rfc822", mail(NOW, number=2)),
    mail(NOW, more="Authentication-Results: mx; dkim=pass (a (b) c) header.i=@x.example; dmarc=pass\r\n"),
]
_PIECES = (
    b"\xe9", b"\x00", b"=?\xe9?q?buy?=", b"=?utf-8?b?", b"?=", b"charset*=\xe9''%e9", b"\r\n", b"\r\n\r\n",
    b"\n ", b";", b'"', b"(", b"<", b"@", b"boundary=", b"--b", b"multipart/mixed", b"message/rfc822",
    b"Content-Transfer-Encoding: ", b"base64", b"=", b"9" * 40, b"%00", b"\xff\xfe", b"Content-Type: ", b"[",
)  # fmt: skip


def mutated(chance: Random) -> bytes:
    """One of the samples with some bytes changed, taken out, doubled, or others put in."""
    content = bytearray(chance.choice(SAMPLES))
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(content))
        match chance.randrange(4):
            case 0:
                content[at] = chance.randrange(256)
            case 1:
                del content[at : at + chance.randint(1, 30)]
            case 2:
                content[at:at] = chance.choice(_PIECES)
            case _:
                content[at:at] = content[at : at + chance.randint(1, 200)]
        content = content or bytearray(b"x")
    return bytes(content)


def test_whatever_a_mail_is_made_of_it_is_read_or_named_and_nothing_fails() -> None:
    chance = Random(7)
    for _ in range(MAILS):
        found = read_notification(Mail(mutated(chance)), EXPECTED, NOW)
        assert found is None or isinstance(found, Notification | UnusedMail)


@pytest.mark.parametrize(
    "content",
    [
        with_body(nested(3_000)),
        mail(NOW, more="X-A: b\r\n" * 5_000),
        mail(NOW, sender="(" * 100_000),
    ],
)
def test_a_mail_that_cannot_be_read_is_named_by_its_message_id(content: bytes) -> None:
    found = read_notification(Mail(content, name="UID 45"), EXPECTED, NOW)
    assert found == UnusedMail(UnusedReason.UNREADABLE, "<1@addons.prestashop.com>")


@pytest.mark.parametrize(
    "error", [RecursionError, MemoryError, UnicodeError, KeyError, RuntimeError, ZeroDivisionError]
)
def test_whatever_breaks_in_reading_one_it_is_named(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def breaks(*_args: object) -> object:
        raise error

    monkeypatch.setattr(notification, "visible_text", breaks)
    content = mail(NOW).replace(b"Message-ID: <1@addons.prestashop.com>\r\n", b"")
    found = read_notification(Mail(content, name="UID 45"), EXPECTED, NOW)
    assert found == UnusedMail(UnusedReason.UNREADABLE, "UID 45")
    # One of a stranger is no notification, whatever it is.
    stranger = content.replace(b"addons.prestashop.com", b"example.org").replace(b"[PrestaShop", b"[Other")
    assert read_notification(Mail(stranger), EXPECTED, NOW) is None


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Type: text/plain; a=" + b'"\\' * 100_000,
        b"Content-Type: text/plain" + b"".join(b"; a*%d=x" % n for n in range(50_000)),
        b"Content-Type: text/plain\r\nAuthentication-Results: " + b"(" * 300_000,
        b"Content-Type: text/plain\r\nX-Y: " + b"=?a?q?" * 100_000,
    ],
)
def test_headers_without_bounds_are_read_as_far_as_they_say_something(head: bytes) -> None:
    assert isinstance(read_notification(Mail(with_body(head, b"Hola")), EXPECTED, NOW), Notification)


# --- where they lie --------------------------------------------------------------------------------


def read(box: Mailbox) -> tuple[list[int], list[tuple[str, str]]]:
    used, unused = read_notifications(box, Settings(), NOW)
    return sorted(each.thread_id for each in used), sorted((each.reason.value, each.name) for each in unused)


def test_a_file_that_cannot_be_read_is_one_mail_of_a_maildir(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = mailbox.Maildir(tmp_path / "Mail")
    for number in (7, 8):
        box.add(mail(NOW, subject=subject(number), number=number))
    new = tmp_path / "Mail/new"
    (new / "far").write_bytes(mail(NOW, subject=subject(9), number=9))
    (new / "closed").write_bytes(mail(NOW))
    os.mkfifo(new / "pipe")
    for file in new.iterdir():
        os.utime(file, (NOW.timestamp(), NOW.timestamp()))
    os.utime(new / "far", (2**40, 2**40))
    really = os.open

    def refuses(path: object, *args: int, **more: int) -> int:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return really(path, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", refuses)
    assert read(open_mailbox(f"maildir:{tmp_path}/Mail", "")) == ([7, 8, 9], [("unreadable", "closed")])


def test_a_mail_that_cannot_be_read_is_one_mail_of_an_mbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = mailbox.mbox(tmp_path / "mbox")
    for number in (7, 8, 9):
        box.add(mail(NOW, subject=subject(number), number=number))
    box.add(with_body(b"Content-Type: text/plain", b"a" * 5_000_000))
    box.close()
    really = mailbox.mbox.get_file

    def breaks(self: mailbox.mbox, key: str, from_: bool = False) -> object:
        if int(key) == 1:
            raise ValueError(key)
        return really(self, key, from_)

    monkeypatch.setattr(mailbox.mbox, "get_file", breaks)
    opened = open_mailbox(f"mbox:{tmp_path}/mbox", "")
    assert read(opened) == ([7, 9, 216039], [("unreadable", "mail 2")])
    assert max(len(each.content) for each in opened.mails(EXPECTED, NOW)) <= notification.MAX_MAIL_BYTES


def test_hostile_mail_over_imap_costs_itself_alone(tmp_path: Path) -> None:
    server = ImapServer(tmp_path)
    try:
        for content in (
            mail(NOW, subject=subject(7), number=7),
            mail(NOW).replace(b"Subject: ", b"Subject: =?\xe9?q?buy?= "),
            mail(NOW, number=3, more="X-A: b\r\n" * 5_000),
            with_body(b"Content-Type: text/plain", b"a" * 3_000_000),
            mail(NOW, subject=subject(9), number=9),
        ):
            server.deliver(content)
        opened = open_mailbox(f"imap://{USER}@127.0.0.1:{server.port}/INBOX", PASSWORD)
        used, unused = read(opened)
        assert {7, 9} <= set(used)
        assert all(reason == "unreadable" for reason, _name in unused)
        assert max(len(each.content) for each in opened.mails(EXPECTED, NOW)) <= notification.MAX_MAIL_BYTES
    finally:
        server.stop()


@pytest.mark.parametrize("greeting", [b"", b"* OK ready\r\n", b"* OK rea"])
def test_a_stop_ends_the_waiting_for_a_mail_server(greeting: bytes) -> None:
    stop, reached = threading.Event(), threading.Event()

    def serve(listener: socket.socket) -> None:
        connection, _address = listener.accept()
        with connection, suppress(OSError):
            connection.sendall(greeting)
            reached.set()
            while connection.recv(1024):
                pass

    def look() -> None:
        opened = open_mailbox(f"imap://{USER}@127.0.0.1:{listener.getsockname()[1]}/INBOX", PASSWORD)
        try:
            list(opened.mails(EXPECTED, NOW, stop))
        except Exception as error:
            raised.append(error)

    raised: list[Exception] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, args=(listener,), daemon=True).start()
        looking = threading.Thread(target=look)
        looking.start()
        assert reached.wait(60)
        stop.set()
        looking.join(60)
    assert [type(error) for error in raised] == [Interrupted]


@pytest.mark.parametrize("source", ["imaps://u@h[/INBOX", "imaps://u@h:99999999/INBOX", "imaps://u@h:x/"])
def test_an_address_that_is_none_is_a_setting_that_is_wrong(source: str) -> None:
    with pytest.raises(BadSettings):
        open_mailbox(source, PASSWORD)


def test_a_time_that_no_calendar_has_is_no_time() -> None:
    assert read_notification(Mail(mail(NOW), datetime(9999, 1, 1, tzinfo=UTC)), EXPECTED, NOW) is not None
