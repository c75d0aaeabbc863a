"""Notification mail: its thread is fetched at once, or begun where it is unknown."""

from __future__ import annotations

import mailbox
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from fixed_time import NOW
from imap_server import mail
from purchase_desk import wire_time

from bizcare_tui.cli.json.threads import thread_json
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.doctor import run_checks
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.watch_tasks import open_watch
from bizcare_tui.domain.clock import answer_due, iso
from bizcare_tui.domain.threads import Author, AuthorSource
from bizcare_tui.errors import BizcareError
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.quirks import Quirks
from bizcare_tui.sandbox.server import Sandbox


def subject(number: int) -> str:
    return f"[PrestaShop Addons] New message in thread {number}"


@pytest.fixture
def account(database: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """A thread of a customer who wrote twice, and nobody says who wrote."""
    made = Market.given(
        threads=[{
            "id_community_thread": 5, "topic": "The cart fails", "id_product": 9, "name": "ShopFast",
            "id_order": 50, "qualification": "aftersale", "date_add": wire_time(NOW - timedelta(hours=9)),
            "versionps": "8.1.6", "quantity": "1", "website": "https://www.costa.example",
        }],
        sales=[], quirks=Quirks(authors=False),
    )  # fmt: skip
    made.add_message(5, "It is empty", at=NOW - timedelta(hours=9))
    made.add_message(5, "It still is", at=NOW - timedelta(hours=2))
    mailbox.mbox(tmp_path / "mbox").close()
    home.mkdir(mode=0o700, exist_ok=True)
    (home / "config.toml").write_text(f'mail_source = "mbox:{tmp_path}/mbox"\n')
    monkeypatch.setenv("BIZCARE_NOW", NOW.isoformat())
    with Sandbox(made) as running:
        monkeypatch.setenv("BIZCARE_API_URL", running.url)
        monkeypatch.setenv("BIZCARE_API_KEY", running.key)
        yield running


def deliver(tmp_path: Path, content: bytes) -> None:
    box = mailbox.mbox(tmp_path / "mbox")
    box.add(content)
    box.close()


def sync(desk: Desk) -> dict[str, object]:
    mail_read = desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)["mail"]
    assert isinstance(mail_read, dict)
    return mail_read


def test_a_message_that_a_mail_announced_is_the_customers(account: Sandbox, tmp_path: Path) -> None:
    desk = Desk()
    sync(desk)
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    assert desk.conversations.conversation(5).messages[1].author is Author.UNKNOWN
    deliver(tmp_path, mail(NOW - timedelta(hours=2) + timedelta(minutes=1), subject=subject(5)))
    assert sync(desk) == {"threads": 1, "problem": "", "unused": {}}
    message = desk.conversations.conversation(5).messages[1]
    assert (message.author, message.author_by) == (Author.CUSTOMER, AuthorSource.MAIL)
    assert sync(desk) == {"threads": 0, "problem": "", "unused": {}}  # each mail once


def test_an_unknown_thread_is_created_from_the_mail_and_replaced_by_what_the_api_reports(
    account: Sandbox, tmp_path: Path
) -> None:
    desk = Desk()
    sync(desk)
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    deliver(tmp_path, mail(NOW - timedelta(minutes=5), subject=subject(77), text="My shop is down", number=2))
    sync(desk)
    line = thread_json(desk, 77)
    assert "New message in thread 77" in line["topic"]
    assert [each["text"] for each in line["messages"]] == ["My shop is down"]
    assert line["messages"][0]["author"] == "customer"
    assert list(desk.inbox.thread_ids(parse_query("down"))) == [77]
    account.market.add_thread({
        "id_community_thread": 77, "topic": "Shop down", "id_product": 9, "name": "ShopFast", "id_order": 51,
        "qualification": "aftersale", "date_add": wire_time(NOW - timedelta(minutes=6)), "versionps": "8.1.6",
        "quantity": "1", "website": "https://www.nueva.example",
    })  # fmt: skip
    account.market.add_message(77, "My shop is down since noon", at=NOW - timedelta(minutes=6))
    sync(desk)
    line = thread_json(desk, 77)
    assert line["topic"] == "Shop down"
    assert [each["text"] for each in line["messages"]] == ["My shop is down since noon"]
    assert not desk.decisions.verify([]).problems
    assert {finding.check: finding.ok for finding in run_checks(desk.session.paths)}["deadlines"]


def test_a_thread_known_from_mail_alone_needs_an_answer_until_the_api_reports_its_kind(
    account: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk()
    sync(desk)
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    deliver(tmp_path, mail(NOW - timedelta(hours=5), subject=subject(77), text="My shop is down", number=2))
    deliver(tmp_path, mail(NOW - timedelta(hours=4), subject=subject(77), text="Hello?", number=3))
    sync(desk)
    line = thread_json(desk, 77)
    assert [each["text"] for each in line["messages"]] == ["My shop is down", "Hello?"]
    assert (line["qualification"], line["owed"]) == ("unknown", "first_answer")
    assert line["first_answer"]["obligation"]
    assert line["first_answer"]["due"] == iso(answer_due(NOW - timedelta(hours=5)))
    assert 77 not in desk.inbox.thread_ids(parse_query("is:notice"))
    desk.verbs.tag([77], "seen")
    assert thread_json(desk, 77)["qualification"] == "unknown"
    monkeypatch.setenv("BIZCARE_NOW", (answer_due(NOW) + timedelta(days=1)).isoformat())
    assert desk.statistics.counters().late >= 1
    assert thread_json(desk, 77)["first_answer"]["status"] == "late"


def test_a_notification_that_is_not_used_is_counted_and_named(account: Sandbox, tmp_path: Path) -> None:
    desk = Desk()
    forged = "Authentication-Results: mx; dkim=fail; dmarc=fail\r\n"
    deliver(tmp_path, mail(NOW, subject=subject(88), text="ring me", number=4, more=forged))
    assert sync(desk)["unused"] == {"forged": 1}
    finding = next(each for each in run_checks(desk.session.paths) if each.check == "mail_unused")
    assert "dmarc=fail" in finding.text
    assert "<4@addons.prestashop.com>" in finding.detail
    assert "88" in finding.detail
    assert "ring" not in finding.text + finding.detail


def test_mail_that_cannot_be_read_keeps_nobody_from_syncing(account: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "mbox").unlink()
    desk = Desk()
    problem = sync(desk)["problem"]
    assert "cannot be read" in str(problem)
    assert list(desk.inbox.thread_ids(parse_query(""))) == [5]
    assert not {finding.check: finding.ok for finding in run_checks(desk.session.paths)}["mail"]


def test_watch_reacts_to_mail_at_once(
    account: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bizcare_tui.marketplace.local_mailboxes._LOOK_SECONDS", 0.1)
    stop, news = threading.Event(), threading.Event()
    open_watch(Desk()).wait_for_mail(stop, news.set)
    time.sleep(0.2)
    deliver(tmp_path, mail(NOW, subject=subject(5)))
    assert news.wait(30)
    stop.set()


@pytest.mark.sqlite
def test_a_mail_has_its_thread_read_at_once_whatever_the_interval(
    account: Sandbox, home: Path, tmp_path: Path
) -> None:
    with (home / "config.toml").open("a") as settings:
        settings.write("sync_interval = 86400\n")
    watching = subprocess.Popen(
        [sys.executable, "-m", "bizcare_tui", "watch"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until(lambda: len(thread_json(Desk(), 5)["messages"]) == 2)
        account.market.add_message(5, "And now the shop is down", at=NOW - timedelta(minutes=1))
        deliver(tmp_path, mail(NOW, subject=subject(5), number=3))
        until(lambda: len(thread_json(Desk(), 5)["messages"]) == 3)
    finally:
        watching.terminate()
        assert watching.wait(30) == 0


def until(true: Callable[[], bool]) -> None:
    """Wait for what another process does."""
    deadline = time.monotonic() + 60
    while True:
        with suppress(BizcareError):
            if true():
                return
        assert time.monotonic() < deadline
        time.sleep(0.1)
