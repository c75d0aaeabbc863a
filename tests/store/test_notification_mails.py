"""Importing notification mails: each once, and replaced by what the Seller API reports."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

import pytest
from small_store import message, thread
from sqlmodel import col, select

from bizcare_tui.store.engine import Store
from bizcare_tui.store.notification_mails import (
    MAIL_FINGERPRINT_PREFIX,
    delete_mail_messages,
    import_mails,
    is_known_only_from_mail,
    mail_times,
)
from bizcare_tui.store.seals import SEALS_KEY
from bizcare_tui.store.tables import Account, History, Message, SubmissionMail, Thread
from bizcare_tui.store.unix_time import from_unix_seconds

AT = from_unix_seconds(100)


@dataclass(frozen=True)
class Mail:
    """A notification mail, of a customer's message unless it says otherwise."""

    key: str
    thread_id: int = 7
    at: datetime = AT
    subject: str = "It fails"
    text: str = "The module fails"


def read(store: Store, *mails: Mail) -> set[int]:
    with store.transaction() as session:
        return import_mails(session, 1, mails)


def texts(store: Store) -> list[tuple[int, str]]:
    with store.transaction() as session:
        query = select(Message.thread_id, Message.text).order_by(col(Message.id))
        return [(thread_id, text) for thread_id, text in session.exec(query)]


def test_a_mail_about_an_unknown_thread_creates_it_with_its_message(store: Store) -> None:
    assert read(store, Mail("a"), Mail("a", text="The same mail")) == {7}
    with store.transaction() as session:
        created = session.get_one(Thread, (1, 7))
        assert (created.topic, created.added_at, created.stale) == ("It fails", 100, True)
        assert is_known_only_from_mail(created)
    assert len(texts(store)) == 1


def test_a_mail_is_imported_once_however_often_it_is_read(store: Store) -> None:
    read(store, Mail("a"))
    assert read(store, Mail("a"), Mail("b", text="And again", at=from_unix_seconds(200))) == {7}
    assert read(store, Mail("a"), Mail("b")) == set()
    assert texts(store) == [(7, "The module fails"), (7, "And again")]
    with store.transaction() as session:
        assert mail_times(session, 1, [7, 8]) == {7: [100, 200]}
        assert mail_times(session, 2, [7]) == {}


def test_a_mail_about_a_listed_thread_only_has_its_messages_fetched(store: Store) -> None:
    with store.transaction() as session:
        session.add(thread(7, digest="listed", messages_read_for=3, stale=False))
    assert read(store, Mail("a")) == {7}
    assert texts(store) == []
    with store.transaction() as session:
        known = session.get_one(Thread, (1, 7))
        assert (known.topic, known.messages_read_for, known.stale) == ("Topic 7", None, True)


def test_a_mail_about_an_erased_thread_stores_no_text_again(store: Store) -> None:
    with store.transaction() as session:
        session.add(thread(7, erased_at=5, stale=False, messages_read_for=3))
    read(store, Mail("a"))
    assert texts(store) == []
    with store.transaction() as session:
        known = session.get_one(Thread, (1, 7))
        assert (known.stale, known.messages_read_for) == (False, 3)


@pytest.mark.parametrize(
    ("subject", "text", "topic", "body"),
    [("", "", "…", "…"), ("It fails", "", "It fails", "It fails"), ("", "Hello", "…", "Hello")],
)
def test_a_mail_that_lacks_a_text_still_creates_a_thread(
    store: Store, subject: str, text: str, topic: str, body: str
) -> None:
    read(store, Mail("a", subject=subject, text=text))
    assert texts(store) == [(7, body)]
    with store.transaction() as session:
        assert session.get_one(Thread, (1, 7)).topic == topic


def test_a_verdict_on_a_submission_belongs_to_no_thread(store: Store) -> None:
    verdict = Mail("v", thread_id=0, subject="Your module", text="was accepted")
    assert read(store, verdict, Mail("a")) == {7}
    assert read(store, verdict) == set()
    with store.transaction() as session:
        assert session.exec(select(SubmissionMail.subject, SubmissionMail.text)).all() == [
            ("Your module", "was accepted")
        ]
        assert session.exec(select(Thread.id)).all() == [7]


def test_only_the_messages_of_mails_are_deleted_and_their_seals_named(store: Store) -> None:
    read(store, Mail("a"), Mail("b", thread_id=8))
    with store.transaction() as session:
        session.add(message(7, 300, "from the API"))
        session.add(Account(api_url="https://other.example/", created_at=0))
        session.flush()
        fingerprint = MAIL_FINGERPRINT_PREFIX + "a"
        session.add(message(7, 300, "of another account", fingerprint=fingerprint, account_id=2))
    with store.transaction() as session:
        sealed = json.loads(session.exec(select(History.payload)).one() or "")[SEALS_KEY]["message"]
        assert [*sealed] == ["7:1", "8:2"]
        assert delete_mail_messages(session, 1, [7]) == ["7:1"]
        assert delete_mail_messages(session, 1, [7]) == []
    assert texts(store) == [(8, "The module fails"), (7, "from the API"), (7, "of another account")]
