"""Which reply is due, how long to wait for the next one, and what an interruption left behind."""

from __future__ import annotations

import pytest
from fixed_time import NOW
from small_store import add_rows, message, reply, thread
from sqlmodel import col, select
from wrong_clock import set_clock

from bizcare_tui.store.engine import Store
from bizcare_tui.store.outbox_queue import (
    mark_interrupted_unknown,
    mark_restored_unknown,
    next_due_reply,
    restart_overlong_waits,
    seconds_until_next_untried,
)
from bizcare_tui.store.real_time import real_time
from bizcare_tui.store.tables import Reply


def due(store: Store, account_id: int = 1) -> int | None:
    with store.transaction() as session:
        found = next_due_reply(session, account_id)
        return found.id if found else None


def real_seconds(store: Store) -> float:
    with store.transaction() as session:
        return real_time(session)


def states(store: Store) -> list[str]:
    with store.transaction() as session:
        return list(session.exec(select(Reply.state).order_by(col(Reply.id))))


def test_the_reply_that_was_queued_first_and_waits_no_longer_is_due(store: Store) -> None:
    assert due(store) is None
    later = real_seconds(store) + 600
    add_rows(store, reply(7, "held"), reply(7, not_before=later), reply(8), reply(9))
    assert due(store) == 3
    assert due(store, account_id=2) is None


@pytest.mark.parametrize("state", ["queued", "sending"])
def test_an_earlier_reply_to_the_same_thread_goes_first(store: Store, state: str) -> None:
    later = real_seconds(store) + 600
    add_rows(store, reply(7, state, not_before=later), reply(7))
    assert due(store) is None
    add_rows(store, reply(8))
    assert due(store) == 3


@pytest.mark.parametrize("state", ["held", "failed", "unknown", "confirmed", "discarded"])
def test_an_earlier_reply_that_is_not_on_its_way_delays_no_other(store: Store, state: str) -> None:
    add_rows(store, reply(7, state), reply(7))
    assert due(store) == 2


def test_the_next_wait_is_that_of_a_reply_without_a_failed_attempt(store: Store) -> None:
    def seconds() -> float | None:
        with store.transaction() as session:
            return seconds_until_next_untried(session, 1)

    now = real_seconds(store)
    add_rows(
        store, reply(7, not_before=now + 10, error="offline"), reply(7, not_before=now + 5), reply(8, "held")
    )
    assert seconds() is None
    add_rows(store, reply(9, not_before=now + 600), reply(10, not_before=now + 300))
    waiting = seconds()
    assert waiting is not None
    assert 240 < waiting <= 300


def test_waits_of_a_clock_that_was_ahead_begin_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, 86_400)
    ahead = real_seconds(store)
    add_rows(
        store, reply(7, not_before=ahead + 30, wait_seconds=30), reply(8, "unknown", read_back_after=ahead)
    )
    set_clock(monkeypatch, 0)
    now = real_seconds(store)
    add_rows(
        store, reply(9, not_before=now + 20, wait_seconds=30), reply(9, "unknown", read_back_after=now + 90)
    )
    with store.transaction() as session:
        restart_overlong_waits(session, 1, longest_look=120)
    with store.transaction() as session:
        first, second, third, fourth = session.exec(select(Reply).order_by(col(Reply.id))).all()
        assert now + 30 <= first.not_before < now + 60
        assert now <= second.read_back_after < now + 30
        assert (third.not_before, fourth.read_back_after) == (now + 20, now + 90)


def test_a_reply_whose_sending_was_interrupted_is_looked_for_and_not_sent_again(store: Store) -> None:
    add_rows(store, reply(7, "sending", known_message_id=0), reply(8), reply(9, "held"))
    with store.transaction() as session:
        lost = mark_interrupted_unknown(session, 1, NOW)
        assert [(each.id, each.may_have_arrived, each.error != "") for each in lost] == [(1, True, True)]
    assert states(store) == ["unknown", "queued", "held"]


def test_after_a_restore_everything_on_its_way_is_looked_for_first(store: Store) -> None:
    add_rows(store, thread(7), thread(8), message(7, 100, "It fails"))
    add_rows(store, reply(7), reply(8, "sending"), reply(9, "held"), reply(9, "confirmed"))
    with store.transaction() as session:
        assert mark_restored_unknown(session, 1, NOW) == 2
    assert states(store) == ["unknown", "unknown", "held", "confirmed"]
    with store.transaction() as session:
        assert session.get_one(Reply, 1).known_message_id == 1
        assert mark_restored_unknown(session, 1, NOW) == 0
    assert due(store) is None
