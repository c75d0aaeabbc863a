"""Mailboxes: a real IMAP server over TLS, a Maildir, an mbox; nothing is changed there unless configured."""

from __future__ import annotations

import mailbox
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fixed_time import NOW
from imap_server import PASSWORD, USER, ImapServer, mail

from bizcare_tui.errors import BadSettings, BizcareError, KeyRejected, Offline
from bizcare_tui.marketplace.mailbox import open_mailbox
from bizcare_tui.marketplace.mailbox_interface import Mailbox
from bizcare_tui.marketplace.notification import Notification, NotificationPattern, read_notification

EXPECTED = NotificationPattern(("no-reply@addons.prestashop.com",), "[PrestaShop Addons]")
pytestmark = pytest.mark.sqlite


@pytest.fixture(scope="module")
def imap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImapServer]:
    server = ImapServer(tmp_path_factory.mktemp("imap"))
    yield server
    server.stop()


@pytest.fixture
def source(imap: ImapServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("SSL_CERT_FILE", str(imap.authority))
    yield f"imaps://{USER}@localhost:{imap.tls_port}/INBOX"
    with imap.box() as box:
        box.delete([each.uid for each in box.fetch(mark_seen=False) if each.uid])


def threads(box: Mailbox) -> list[int]:
    read = (read_notification(content, EXPECTED, NOW) for content in box.mails(EXPECTED, NOW))
    return sorted(each.thread_id for each in read if isinstance(each, Notification))


def subject(number: int) -> str:
    return f"[PrestaShop Addons] New message in thread {number}"


def test_imap_over_tls_gives_the_notifications_and_leaves_no_mark(imap: ImapServer, source: str) -> None:
    imap.deliver(mail(NOW, subject=subject(7), number=7))
    imap.deliver(mail(NOW, subject="lunch", sender="bo@nordlys.example", number=8))
    imap.deliver(mail(NOW, subject=subject(9), number=9))
    assert threads(open_mailbox(source, PASSWORD)) == [7, 9]
    with imap.box() as box:
        assert [each.flags for each in box.fetch(mark_seen=False)] == [(), (), ()] or not any(
            "\\Seen" in each.flags for each in box.fetch(mark_seen=False)
        )


def test_where_it_is_asked_what_was_read_is_marked_and_nothing_else(imap: ImapServer, source: str) -> None:
    imap.deliver(mail(NOW, subject=subject(7), number=7))
    imap.deliver(mail(NOW, subject="lunch", sender="bo@nordlys.example", number=8))
    imap.deliver(mail(NOW, subject=f"Re: {subject(9)}", sender="bo@nordlys.example", number=9))
    assert threads(open_mailbox(source, PASSWORD, mark_seen=True)) == [7]
    with imap.box() as box:
        seen = {each.subject: "\\Seen" in each.flags for each in box.fetch(mark_seen=False)}
    assert seen == {subject(7): True, "lunch": False, f"Re: {subject(9)}": False}


def test_the_server_says_when_mail_comes(imap: ImapServer, source: str) -> None:
    box = open_mailbox(source, PASSWORD)
    has_mail = threading.Event()
    stop = threading.Event()

    def wait() -> None:
        while not stop.is_set():
            if box.wait(stop):
                has_mail.set()
                return

    waiting = threading.Thread(target=wait)
    waiting.start()
    # A mail that comes before the waiting has begun is not reported: one more is sent until one is.
    for number in range(60):
        imap.deliver(mail(NOW, subject=subject(7), number=number))
        if has_mail.wait(2):
            break
    stop.set()
    waiting.join(60)
    assert has_mail.is_set()


def test_waiting_ends_when_it_is_stopped(imap: ImapServer, source: str) -> None:
    stop = threading.Event()
    waiting = threading.Thread(target=open_mailbox(source, PASSWORD).wait, args=(stop,))
    waiting.start()
    stop.set()
    waiting.join(60)
    assert not waiting.is_alive()


def test_an_error_of_the_server_is_reported_without_the_password(imap: ImapServer, source: str) -> None:
    with pytest.raises(KeyRejected) as refused:
        threads(open_mailbox(source, "a-wrong-password"))
    assert "a-wrong-password" not in str(refused.value)
    with pytest.raises(BadSettings, match="no folder"):
        threads(open_mailbox(source.replace("INBOX", "None%20such"), PASSWORD))
    with pytest.raises(Offline, match="cannot be read"):
        threads(open_mailbox("imaps://ana@127.0.0.1:1/INBOX", PASSWORD))
    with pytest.raises(BadSettings, match="no password"):
        open_mailbox(source, "")


def test_a_server_that_cannot_prove_who_it_is_gets_no_password(
    imap: ImapServer, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(Offline):
        threads(open_mailbox(source, PASSWORD))


def test_without_tls_only_on_this_machine(imap: ImapServer) -> None:
    imap.deliver(mail(NOW, subject=subject(5), number=5))
    assert 5 in threads(open_mailbox(f"imap://{USER}@127.0.0.1:{imap.port}/INBOX", PASSWORD))


class _WithoutImapTools:
    """Finds what Python would find, but that library."""

    def __init__(self, finders: Sequence[Any]) -> None:
        self._finders = list(finders)

    def find_spec(self, name: str, *place: Any) -> Any:
        if name == "imap_tools":
            return None
        found = (each.find_spec(name, *place) for each in self._finders)
        return next((spec for spec in found if spec is not None), None)


def test_without_the_library_of_imap_the_error_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "imap_tools"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [_WithoutImapTools(sys.meta_path)])
    with pytest.raises(BadSettings, match="additional library"):
        list(open_mailbox(f"imaps://{USER}@localhost/INBOX", PASSWORD).mails(EXPECTED, NOW))


def test_a_maildir_is_read_and_not_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bizcare_tui.marketplace.local_mailboxes._LOOK_SECONDS", 0.1)
    box = mailbox.Maildir(tmp_path / "Mail")
    box.add(mail(NOW, subject=subject(7)))
    box.add(mail(NOW, subject="lunch"))
    (tmp_path / "Mail/new/link").symlink_to("/etc/passwd")
    for folder in ("new", "cur", "tmp"):
        os.utime(tmp_path / "Mail" / folder, (1, 1))
    for file in (tmp_path / "Mail/new").iterdir():
        if not file.is_symlink():
            os.utime(file, (NOW.timestamp(), NOW.timestamp()))
    before = sorted(str(each) for each in (tmp_path / "Mail").rglob("*"))
    opened = open_mailbox(f"maildir:{tmp_path}/Mail", "")
    assert threads(opened) == [7]
    assert sorted(str(each) for each in (tmp_path / "Mail").rglob("*")) == before
    box.add(mail(NOW, subject=subject(8)))
    assert opened.wait(threading.Event())
    assert not opened.wait(threading.Event())


def test_an_mbox_is_read_and_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "mbox"
    box = mailbox.mbox(file)
    for number in (7, 8):
        box.add(mail(NOW, subject=subject(number), number=number))
    box.add(mail(NOW - timedelta(days=60), subject=subject(9), number=9))
    box.close()
    before = file.read_bytes()
    assert threads(open_mailbox(f"mbox:{file}", "")) == [7, 8]
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "source", ["maildir:/nonexistent", "mbox:/nonexistent", "mbox:/", "pop3://ana@host/"]
)
def test_an_invalid_mailbox_address_is_reported(source: str) -> None:
    with pytest.raises(BizcareError, match=r"mail_source|cannot be read"):
        threads(open_mailbox(source, PASSWORD))
