"""Taking in messages: which are the same, which are new, and what no page may touch."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from bizcare_tui.domain.verbs.author import SetAuthor
from bizcare_tui.store import acts
from bizcare_tui.store.database import Database
from bizcare_tui.store.engine import Store
from bizcare_tui.store.message_rows import store_messages
from bizcare_tui.store.people import get_account
from bizcare_tui.store.row_writer import mark_missing, store_threads
from bizcare_tui.store.tables import CoverReading, Message, MessageRevision, Thread


def thread(number: int = 7, **changed: Any) -> dict[str, Any]:
    columns = {
        "id": number, "topic": "It fails", "product_name": "A module", "product_id": 3, "nb_messages": None,
        "prestashop_version": "8.1.0", "order_id": 9, "website": "", "days_left": 12, "cover_reported": True,
        "quantity": 1, "customer_digest": "", "raw": "{}", "digest": "a", "read_at": 1, "added_at": 1,
        "tag": "aftersale",
    }  # fmt: skip
    return {**columns, **changed}


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

    def __init__(self, place: Database) -> None:
        self.store = Store(place)
        with self.store.transaction() as session:
            get_account(session, "https://example.org/", 0)
            store_threads(session, 1, [thread()])

    def take_in(self, *rows: dict[str, Any]) -> tuple[int, int]:
        """How many rows were new, and how many had changed."""
        with self.store.transaction() as session:
            changes = store_messages(session, 1, rows)
            return changes.new, changes.changed

    def messages(self) -> list[tuple[str, int | None, int]]:
        """Text, remote id and occurrence, in the order they were stored."""
        with self.store.transaction() as session:
            return [
                (each.text, each.remote_id, each.occurrence)
                for each in session.exec(select(Message).order_by(col(Message.id)))
            ]


@pytest.fixture
def inbox(place: Database) -> Inbox:
    return Inbox(place)


def test_a_page_taken_in_twice_adds_nothing(inbox: Inbox) -> None:
    page = [message("one", at=1), message("two", at=2, remote_id=22), message("one", at=1)]
    assert inbox.take_in(*page) == (3, 0)
    assert inbox.take_in(*page) == (0, 0)
    assert inbox.messages() == [("one", None, 0), ("one", None, 1), ("two", 22, 0)]


def test_ids_tell_the_same_text_apart_and_one_id_is_one_message(inbox: Inbox) -> None:
    assert inbox.take_in(message("hi", remote_id=1), message("hi", remote_id=2)) == (2, 0)
    assert inbox.take_in(message("hi", remote_id=2), message("hi", remote_id=2)) == (0, 0)
    assert inbox.messages() == [("hi", 1, 0), ("hi", 2, 1)]


def test_an_edited_message_with_an_id_is_changed_in_place(inbox: Inbox) -> None:
    inbox.take_in(message("befor", remote_id=1))
    assert inbox.take_in(message("before", remote_id=1)) == (0, 1)
    assert inbox.messages() == [("before", 1, 0)]


def test_what_may_be_an_edited_message_without_an_id_waits_for_the_whole_thread(inbox: Inbox) -> None:
    inbox.take_in(message("befor"))
    with inbox.store.transaction() as session:
        changes = store_messages(session, 1, [message("before")])
        assert (changes.new, changes.changed, changes.held) == (0, 0, {7})
    with inbox.store.transaction() as session:
        changes = store_messages(session, 1, [message("before"), message("new", at=200)], whole={7})
        assert (changes.new, changes.changed, changes.held) == (1, 1, set())
        assert [each.text for each in session.exec(select(MessageRevision))] == ["befor"]
    assert [text for text, _, _ in inbox.messages()] == ["before", "new"]


def test_a_page_of_some_messages_takes_nothing_away(inbox: Inbox) -> None:
    inbox.take_in(message("one", at=1), message("two", at=2))
    inbox.take_in(message("two", at=2))
    with inbox.store.transaction() as session:
        assert [each.gone_at for each in session.exec(select(Message))] == [None, None]
        store_messages(session, 1, [message("two", at=2, read_at=9)], whole={7})
    with inbox.store.transaction() as session:
        assert [each.gone_at for each in session.exec(select(Message).order_by(col(Message.id)))] == [9, None]


def test_an_id_that_is_told_later_is_given_to_the_message_it_is_of(inbox: Inbox) -> None:
    inbox.take_in(message("hi"), message("hi"))
    assert inbox.take_in(message("hi", remote_id=1), message("hi", remote_id=2)) == (0, 2)
    assert inbox.messages() == [("hi", 1, 0), ("hi", 2, 1)]


def test_an_id_that_is_told_no_longer_adds_nothing(inbox: Inbox) -> None:
    inbox.take_in(message("hi", remote_id=1), message("ho", remote_id=2))
    inbox.take_in(message("hi"), message("ho"))
    assert [text for text, _, _ in inbox.messages()] == ["hi", "ho"]


def test_the_same_text_twice_on_two_pages_is_found_when_read_together(inbox: Inbox) -> None:
    assert inbox.take_in(message("hi")) == (1, 0)
    assert inbox.take_in(message("hi")) == (0, 0)
    assert inbox.take_in(message("hi"), message("hi")) == (1, 0)


def test_messages_of_threads_that_are_not_known_are_passed_over(inbox: Inbox) -> None:
    assert inbox.take_in(message("hi", thread_id=8)) == (0, 0)
    assert inbox.messages() == []


def test_messages_come_in_the_order_of_time_however_a_page_is_sorted(inbox: Inbox) -> None:
    inbox.take_in(message("three", at=3), message("one", at=1), message("two", at=2))
    assert [text for text, _, _ in inbox.messages()] == ["one", "two", "three"]


def test_what_a_person_said_of_a_message_survives_its_change(inbox: Inbox) -> None:
    inbox.take_in(message("befor", remote_id=1))
    with inbox.store.transaction() as session:
        acts.record_acts(session, 1, [(7, SetAuthor(1, "seller"))], now=datetime(2026, 11, 26, tzinfo=UTC))
    inbox.take_in(message("before", remote_id=1))
    with inbox.store.transaction() as session:
        changed = session.get(Message, 1)
        assert changed is not None
        assert changed.text == "before"
        assert acts.triage_by_thread(session, 1, [7])[7].authors == {1: ("seller", None)}


def test_only_a_thread_that_changed_is_to_be_worked_out_again(inbox: Inbox) -> None:
    with inbox.store.transaction() as session:
        store_threads(session, 1, [thread(8)])
        for each in session.exec(select(Thread)):
            each.stale = False
    with inbox.store.transaction() as session:
        changes = store_threads(session, 1, [thread(), thread(8, digest="b", topic="New"), thread(9)])
        assert (changes.new, changes.changed, changes.threads) == (1, 1, {8, 9})
    with inbox.store.transaction() as session:
        assert set(session.exec(select(Thread.id).where(col(Thread.stale)))) == {8, 9}


def test_a_missing_thread_is_kept_and_returns(inbox: Inbox) -> None:
    def missing_since() -> int | None:
        with inbox.store.transaction() as session:
            found = session.get(Thread, (1, 7))
            assert found is not None
            return found.missing_since

    for at in (5, 6):
        with inbox.store.transaction() as session:
            mark_missing(session, 1, seen=set(), at=at)
        assert missing_since() == 5
    with inbox.store.transaction() as session:
        assert store_threads(session, 1, [thread()]).changed == 0
    assert missing_since() is None


DAY = 86_400


def test_the_cover_is_kept_before_it_changes_by_more_than_passing_days(inbox: Inbox) -> None:
    reported = [(10, 10), (20, 0), (30, 355), (40, 345), (50, None)]
    with inbox.store.transaction() as session:
        for number, (day, left) in enumerate(reported):
            store_threads(session, 1, [thread(digest=str(number), read_at=day * DAY, days_left=left)])
        kept = session.exec(
            select(CoverReading.at, CoverReading.days_left).order_by(col(CoverReading.at))
        ).all()
    # At the renewal the reading before it, and at the end the last one with days.
    assert [(at // DAY, left) for at, left in kept][-2:] == [(20, 0), (40, 345)]
