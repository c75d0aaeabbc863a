"""Importing messages: which are the same, which are new, and what no page may change."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from small_store import thread
from sqlmodel import col, select

from bizcare_tui.domain.verbs.author import SetAuthor
from bizcare_tui.store import acts
from bizcare_tui.store.engine import Store
from bizcare_tui.store.message_rows import store_messages
from bizcare_tui.store.seals import SEALS_KEY
from bizcare_tui.store.tables import History, Message, MessageRevision


def message(text: str, *, at: int = 100, remote_id: int | None = None, **changed: Any) -> dict[str, Any]:
    columns = {
        "thread_id": 7, "remote_id": remote_id, "fingerprint": f"{at} {text}", "text_digest": text, "at": at,
        "text": text, "links": "[]", "quoted": "[]", "attachments": None,
        "reported_role": "", "reported_name": "", "raw": "{}",
        "digest": f"{remote_id} {at} {text}", "read_at": 1,
    }  # fmt: skip
    return {**columns, **changed}


class Inbox:
    """A store with one thread, and what is in it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        with self.store.transaction() as session:
            session.add(thread(7))

    def import_rows(self, *rows: dict[str, Any]) -> tuple[int, int]:
        """Import rows; return how many were new, and how many had changed."""
        with self.store.transaction() as session:
            changes = store_messages(session, 1, rows)
            return changes.new, changes.changed

    def messages(self) -> list[tuple[str, int | None, int]]:
        """Return text, remote id and occurrence of each message, in the order they were stored."""
        with self.store.transaction() as session:
            return [
                (each.text, each.remote_id, each.occurrence)
                for each in session.exec(select(Message).order_by(col(Message.id)))
            ]


@pytest.fixture
def inbox(store: Store) -> Inbox:
    return Inbox(store)


def test_a_page_imported_twice_adds_nothing(inbox: Inbox) -> None:
    page = [message("one", at=1), message("two", at=2, remote_id=22), message("one", at=1)]
    assert inbox.import_rows(*page) == (3, 0)
    assert inbox.import_rows(*page) == (0, 0)
    assert inbox.messages() == [("one", None, 0), ("one", None, 1), ("two", 22, 0)]


def test_equal_texts_with_different_ids_are_different_messages(inbox: Inbox) -> None:
    assert inbox.import_rows(message("hi", remote_id=1), message("hi", remote_id=2)) == (2, 0)
    assert inbox.import_rows(message("hi", remote_id=2), message("hi", remote_id=2)) == (0, 0)
    assert inbox.messages() == [("hi", 1, 0), ("hi", 2, 1)]


def test_an_edited_message_with_an_id_is_changed_in_place(inbox: Inbox) -> None:
    inbox.import_rows(message("befor", remote_id=1))
    assert inbox.import_rows(message("before", remote_id=1)) == (0, 1)
    assert inbox.messages() == [("before", 1, 0)]


def test_a_possible_edit_without_an_id_waits_for_the_complete_thread(inbox: Inbox) -> None:
    inbox.import_rows(message("befor"))
    with inbox.store.transaction() as session:
        changes = store_messages(session, 1, [message("before")])
        assert (changes.new, changes.changed, changes.held) == (0, 0, {7})
    with inbox.store.transaction() as session:
        changes = store_messages(session, 1, [message("before"), message("new", at=200)], whole={7})
        assert (changes.new, changes.changed, changes.held) == (1, 1, set())
        assert [each.text for each in session.exec(select(MessageRevision))] == ["befor"]
    assert [text for text, _, _ in inbox.messages()] == ["before", "new"]


def test_only_a_complete_thread_shows_that_a_message_is_gone(inbox: Inbox) -> None:
    inbox.import_rows(message("one", at=1), message("two", at=2))
    inbox.import_rows(message("two", at=2))
    with inbox.store.transaction() as session:
        assert [each.gone_at for each in session.exec(select(Message))] == [None, None]
        store_messages(session, 1, [message("two", at=2, read_at=9)], whole={7})
    with inbox.store.transaction() as session:
        assert [each.gone_at for each in session.exec(select(Message).order_by(col(Message.id)))] == [9, None]


def test_an_id_that_is_reported_later_is_added_to_its_message(inbox: Inbox) -> None:
    inbox.import_rows(message("hi"), message("hi"))
    assert inbox.import_rows(message("hi", remote_id=1), message("hi", remote_id=2)) == (0, 2)
    assert inbox.messages() == [("hi", 1, 0), ("hi", 2, 1)]


def test_an_id_that_is_no_longer_reported_adds_no_message(inbox: Inbox) -> None:
    inbox.import_rows(message("hi", remote_id=1), message("ho", remote_id=2))
    inbox.import_rows(message("hi"), message("ho"))
    assert [text for text, _, _ in inbox.messages()] == ["hi", "ho"]


def test_equal_texts_on_two_pages_are_two_messages_once_both_are_on_one(inbox: Inbox) -> None:
    assert inbox.import_rows(message("hi")) == (1, 0)
    assert inbox.import_rows(message("hi")) == (0, 0)
    assert inbox.import_rows(message("hi"), message("hi")) == (1, 0)


def test_messages_of_unknown_threads_are_ignored(inbox: Inbox) -> None:
    assert inbox.import_rows(message("hi", thread_id=8)) == (0, 0)
    assert inbox.messages() == []


def test_messages_are_stored_in_the_order_of_time_however_a_page_is_sorted(inbox: Inbox) -> None:
    inbox.import_rows(message("three", at=3), message("one", at=1), message("two", at=2))
    assert [text for text, _, _ in inbox.messages()] == ["one", "two", "three"]


def test_an_author_set_by_a_person_is_kept_when_the_message_changes(inbox: Inbox) -> None:
    inbox.import_rows(message("befor", remote_id=1))
    with inbox.store.transaction() as session:
        acts.record_acts(session, 1, [(7, SetAuthor(1, "seller"))], now=datetime(2026, 11, 26, tzinfo=UTC))
    inbox.import_rows(message("before", remote_id=1))
    with inbox.store.transaction() as session:
        changed = session.get(Message, 1)
        assert changed is not None
        assert changed.text == "before"
        assert acts.triage_by_thread(session, 1, [7])[7].authors == {1: ("seller", None)}


def test_an_erased_message_is_not_stored_again(inbox: Inbox) -> None:
    inbox.import_rows(message("personal", remote_id=1))
    with inbox.store.transaction() as session:
        erased = session.get_one(Message, 1)
        erased.text, erased.erased_at = "[…]", 5
    assert inbox.import_rows(message("personal", remote_id=1, digest="another")) == (0, 0)
    assert inbox.messages() == [("[…]", 1, 0)]


def test_a_message_of_a_mail_is_replaced_by_the_one_that_the_api_reports(inbox: Inbox) -> None:
    with inbox.store.transaction() as session:
        session.add(Message(account_id=1, **message("from the mail", fingerprint="mail:key")))
    assert inbox.import_rows(message("from the API")) == (1, 0)
    assert inbox.messages() == [("from the API", None, 0)]


def test_new_and_changed_messages_are_sealed(inbox: Inbox) -> None:
    inbox.import_rows(message("befor", remote_id=1))
    inbox.import_rows(message("before", remote_id=1), message("new", at=200, remote_id=2))
    with inbox.store.transaction() as session:
        payloads = session.exec(select(History.payload).order_by(col(History.id))).all()
        assert [[*json.loads(payload or "")[SEALS_KEY]["message"]] for payload in payloads] == [
            ["7:1"],
            ["7:1", "7:2"],
        ]
