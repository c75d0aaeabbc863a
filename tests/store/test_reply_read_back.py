"""Finding sent replies in their threads: the right message, once, and only a newer one."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from fixed_time import NOW
from small_store import ANA, BEA, add_rows, message, reply, thread
from sqlmodel import col, select

from bizcare_tui.store.engine import Store
from bizcare_tui.store.real_time import real_time
from bizcare_tui.store.reply_read_back import (
    confirm_seen_replies,
    count_new_messages,
    last_message_id,
    replies_to_look_for,
)
from bizcare_tui.store.tables import Account, Message, Reply, Thread

SENT = {"known_message_id": 1, "accepted_at": 50.0, "attempts": 1}


def posted(text: str, at: int = 200, thread_id: int = 7) -> Message:
    return message(thread_id, at, text, raw=json.dumps({"message": text}))


@pytest.fixture
def threads(store: Store) -> Store:
    """A store with the threads 7 and 8, and the message 1 of a customer in thread 7."""
    add_rows(store, thread(7, stale=False), thread(8, stale=False), posted("It fails", 100))
    return store


def confirmed(store: Store, thread_id: int | None = None) -> Sequence[tuple[int | None, int | None]]:
    """Confirm what has appeared; return the ids of these replies and of their messages."""
    with store.transaction() as session:
        found = confirm_seen_replies(session, 1, NOW, thread_id)
        return [(each.id, each.message_id) for each in found]


def test_a_reply_is_confirmed_by_its_message_and_its_thread_becomes_stale(threads: Store) -> None:
    add_rows(threads, reply(7, "unconfirmed", **SENT), posted("An <b>answer</b>", 200))
    assert confirmed(threads) == [(1, 2)]
    with threads.transaction() as session:
        found = session.get_one(Reply, 1)
        assert (found.state, found.confirmed_at, found.paragraphs_lost) == ("confirmed", 200, False)
        assert session.exec(select(Thread.id).where(col(Thread.stale))).all() == [7]
    assert confirmed(threads) == []


@pytest.mark.parametrize(("text", "thread_id"), [("Another answer", 7), ("An answer", 8)])
def test_a_message_with_another_text_or_in_another_thread_is_not_the_reply(
    threads: Store, text: str, thread_id: int
) -> None:
    add_rows(threads, reply(7, "unknown", **SENT), posted(text, 200, thread_id))
    assert confirmed(threads) == []


def test_a_message_from_before_the_call_is_not_the_reply(threads: Store) -> None:
    add_rows(threads, posted("An answer", 150), reply(7, "unconfirmed", **{**SENT, "known_message_id": 2}))
    assert confirmed(threads) == []
    add_rows(threads, reply(8, "unknown", known_message_id=None), posted("An answer", 300, thread_id=8))
    assert confirmed(threads) == []


def test_one_message_confirms_one_reply_that_surely_arrived_first(threads: Store) -> None:
    add_rows(threads, reply(7, "unknown", **SENT), reply(7, "unconfirmed", **SENT), posted("An answer"))
    assert confirmed(threads) == [(2, 2)]
    assert confirmed(threads) == []
    add_rows(threads, posted("An answer", 300))
    assert confirmed(threads) == [(1, 3)]


def test_a_search_may_be_limited_to_one_thread(threads: Store) -> None:
    add_rows(threads, reply(7, "unknown", **SENT), reply(8, "unknown", **SENT))
    add_rows(threads, posted("An answer"), posted("An answer", 200, thread_id=8))
    assert confirmed(threads, 8) == [(2, 3)]
    assert confirmed(threads) == [(1, 2)]


@pytest.mark.parametrize(("attempts", "is_lost"), [(1, True), (0, False)])
def test_lost_paragraphs_are_noticed_unless_a_person_pasted_the_reply(
    threads: Store, attempts: int, is_lost: bool
) -> None:
    text = "Hello,\n\nit is repaired.\n\nAna"
    add_rows(threads, reply(7, "unconfirmed", text=text, **{**SENT, "attempts": attempts}))
    add_rows(threads, posted("Hello, it is repaired. Ana"))
    assert confirmed(threads) == [(1, 2)]
    with threads.transaction() as session:
        assert session.get_one(Reply, 1).paragraphs_lost is is_lost


def test_only_sent_replies_whose_time_has_come_are_looked_for(threads: Store) -> None:
    with threads.transaction() as session:
        later = real_time(session) + 600
    add_rows(
        threads,
        reply(7, "unconfirmed"),
        reply(7, "unknown", read_back_after=later),
        reply(7, "queued"),
        reply(7, "confirmed"),
        reply(8, "unknown"),
    )
    with threads.transaction() as session:
        assert [each.id for each in replies_to_look_for(session, 1)] == [1, 5]
        assert replies_to_look_for(session, 2) == []


def test_new_messages_are_counted_without_those_of_the_writer(threads: Store) -> None:
    add_rows(threads, posted("from Ana", 200), posted("from Bea", 300), posted("elsewhere", 300, thread_id=8))
    add_rows(threads, reply(7, "confirmed", message_id=2), reply(7, "confirmed", person_id=BEA, message_id=3))
    with threads.transaction() as session:
        counts = {
            person: count_new_messages(session, reply(7, person_id=person, base_message_id=1))
            for person in (ANA, BEA)
        }
        assert counts == {ANA: 1, BEA: 1}
        assert count_new_messages(session, reply(7, base_message_id=0)) == 2
        assert count_new_messages(session, reply(7, base_message_id=3)) == 0


def test_the_last_message_is_that_of_the_thread_and_account(threads: Store) -> None:
    add_rows(threads, Account(api_url="https://other.example/", created_at=0))
    add_rows(threads, message(7, 300, "of another account", account_id=2))
    with threads.transaction() as session:
        ids = [last_message_id(session, *key) for key in ((1, 7), (1, 8), (2, 7), (3, 7))]
        assert ids == [1, 0, 2, 0]
