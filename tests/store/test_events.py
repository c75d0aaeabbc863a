"""Queueing events for a person until they are delivered."""

from __future__ import annotations

import pytest
from fixed_time import NOW
from logins import LogIn
from small_store import add_rows, message, thread
from sqlmodel import Session, col, select

from bizcare_tui.domain.outbox import Transition
from bizcare_tui.store import delivery_claims, events, history, outbox, reply_transitions
from bizcare_tui.store.engine import Store
from bizcare_tui.store.events import Event
from bizcare_tui.store.tables import History, QueuedEvent, Reply

CHANNELS = {
    Event.NEW_THREAD: ["mail", "webhook"],
    Event.CONFIRMED: ["mail"],
    Event.REPLY_PROBLEM: ["mail"],
}
AT = int(NOW.timestamp())


@pytest.fixture(autouse=True)
def threads(store: Store) -> None:
    add_rows(store, thread(7), thread(8), message(7, 1, "Old"))


def queue(store: Store, at: int = AT) -> None:
    with store.transaction() as session:
        events.queue_events(session, 1, CHANNELS, at)


def queued(store: Store) -> list[tuple[str, str, int]]:
    query = select(QueuedEvent).order_by(col(QueuedEvent.id))
    with store.transaction() as session:
        return [(row.channel, row.event, row.thread_id) for row in session.exec(query)]


def new_reply(session: Session, *ways: Transition) -> Reply:
    reply = outbox.queue_reply(session, 1, 7, "Try this", base_message_id=1, wait_seconds=0, now=NOW)
    move(session, reply, *ways)
    return reply


def move(session: Session, reply: Reply, *ways: Transition) -> None:
    for way in ways:
        reply_transitions.apply_transition(session, reply, way, NOW)


def test_what_was_there_before_the_first_call_is_no_news(store: Store) -> None:
    with store.transaction() as session:
        new_reply(session, Transition.BEGIN, Transition.ACCEPTED, Transition.SEEN)
        new_reply(session, Transition.BEGIN, Transition.REFUSED)
    queue(store)
    assert queued(store) == [("mail", "reply_problem", 7)]


def test_a_thread_is_new_by_its_first_message_alone(store: Store) -> None:
    queue(store)
    add_rows(store, message(7, 2, "Later"), message(8, 2, "First"), message(8, 3, "Second"))
    queue(store)
    queue(store)
    assert queued(store) == [("mail", "new_thread", 8), ("webhook", "new_thread", 8)]


def test_a_problem_that_is_solved_before_it_is_queued_is_no_event(store: Store) -> None:
    queue(store)
    with store.transaction() as session:
        reply = new_reply(session, Transition.BEGIN, Transition.REFUSED)
        move(session, reply, Transition.SEND, Transition.BEGIN, Transition.ACCEPTED, Transition.SEEN)
        new_reply(session, Transition.BEGIN, Transition.LOST)
    queue(store)
    assert sorted(queued(store)) == [("mail", "confirmed", 7), ("mail", "reply_problem", 7)]


def test_an_event_that_waits_is_not_queued_twice(store: Store) -> None:
    queue(store)
    with store.transaction() as session:
        reply = new_reply(session, Transition.BEGIN, Transition.REFUSED)
    queue(store)
    with store.transaction() as session:
        reply = session.exec(select(Reply)).one()
        move(session, reply, Transition.SEND, Transition.BEGIN, Transition.REFUSED)
    queue(store)
    assert queued(store) == [("mail", "reply_problem", 7)]


@pytest.mark.parametrize("payload", [None, "", "[]", "null", '{"reply": "x"}', '{"reply": 1}'])
def test_an_entry_that_cannot_be_read_is_passed_over(store: Store, payload: str | None) -> None:
    queue(store)
    with store.transaction() as session:
        history.append_entry(session, account_id=1, at=AT, kind="reply", payload={}, thread_id=7)
        session.exec(select(History).where(History.kind == "reply")).one().payload = payload
    with store.transaction() as session:
        new_reply(session, Transition.BEGIN, Transition.LOST)
    queue(store)
    assert queued(store) == [("mail", "reply_problem", 7)]


def test_each_person_has_a_queue_of_their_own(store: Store, log_in: LogIn) -> None:
    queue(store)
    add_rows(store, message(8, 2, "First"))
    log_in("bea")
    queue(store)
    assert queued(store) == []
    log_in("ana")
    queue(store)
    assert len(queued(store)) == 2


def test_an_event_that_waited_a_week_is_dropped(store: Store) -> None:
    queue(store)
    add_rows(store, message(8, 2, "First"))
    queue(store)
    queue(store, AT + events.RETENTION_SECONDS)
    assert len(queued(store)) == 2
    queue(store, AT + events.RETENTION_SECONDS + 1)
    assert queued(store) == []


def test_an_event_is_delivered_by_one_program_and_again_after_a_failure(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(store)
    add_rows(store, message(8, 2, "First"))
    queue(store)
    monkeypatch.setattr(delivery_claims, "current_process_name", lambda: "elsewhere 1 1")
    with store.transaction() as session:
        assert events.claim_event(session, 1)
        assert not events.claim_event(session, 1)
        events.release_event(session, 1)
        assert events.claim_event(session, 1)
        events.drop_events(session, [1, 99])
        assert not events.claim_event(session, 1)
        events.release_event(session, 1)
    assert queued(store) == [("webhook", "new_thread", 8)]
