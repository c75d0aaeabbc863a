"""Storing the outcomes of follow-up and fix clocks: the first one for good, the present one beside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from fixed_time import NOW
from small_store import add_rows, thread
from sqlmodel import col, select

from bizcare_tui.domain.clock import FollowUp
from bizcare_tui.domain.fixes import FixClock, fix_clock
from bizcare_tui.store import clocks
from bizcare_tui.store.engine import Store
from bizcare_tui.store.tables import ClockStatus, History

HOUR = timedelta(hours=1)
START = NOW - 2 * HOUR


def follow_up(at: datetime | None = None, start: datetime = START) -> FollowUp:
    """Return a clock that is due an hour after its start."""
    return FollowUp(start, start + HOUR, at)


def record(store: Store, *running: FollowUp | FixClock, now: datetime = NOW, thread_id: int = 7) -> None:
    given: dict[int, Sequence[FollowUp | FixClock]] = {thread_id: running}
    with store.transaction() as session:
        clocks.record_clock_statuses(session, 1, given, now=now, cause="sync")


def statuses(store: Store) -> list[tuple[str, str, str | None, int | None]]:
    """Return the kind, the first and the present status, and the end of each stored clock."""
    query = select(ClockStatus).order_by(col(ClockStatus.start), col(ClockStatus.clock))
    with store.transaction() as session:
        return [(row.clock, row.first_status, row.status, row.at) for row in session.exec(query)]


def entries(store: Store) -> list[tuple[str, str | None, int | None]]:
    with store.transaction() as session:
        rows = [(row.kind, json.loads(row.payload or "")) for row in session.exec(select(History))]
    return [(kind, payload["status"], payload["answered"]) for kind, payload in rows]


def test_a_clock_is_stored_once_it_is_final(store: Store) -> None:
    add_rows(store, thread(7))
    record(store, follow_up(), now=START + HOUR - timedelta(seconds=1))
    assert (statuses(store), entries(store)) == ([], [])
    record(store, follow_up(), now=START + HOUR)
    record(store, follow_up(), now=START + 2 * HOUR)
    assert statuses(store) == [("follow_up", "missed", "missed", None)]
    assert entries(store) == [("follow_up", "missed", None)]


def test_the_first_status_stays_when_a_message_that_came_late_changes_it(store: Store) -> None:
    add_rows(store, thread(7))
    in_time = START + HOUR / 2
    record(store, follow_up())
    record(store, follow_up(in_time))
    assert statuses(store) == [("follow_up", "missed", "met", int(in_time.timestamp()))]
    assert [status for _kind, status, _at in entries(store)] == ["missed", "met"]


def test_a_late_answer_is_recorded_though_it_stays_missed(store: Store) -> None:
    add_rows(store, thread(7))
    record(store, follow_up())
    record(store, follow_up(NOW))
    assert statuses(store) == [("follow_up", "missed", "missed", int(NOW.timestamp()))]
    assert len(entries(store)) == 2


def test_a_clock_that_ends_has_no_status_and_may_run_again(store: Store) -> None:
    add_rows(store, thread(7))
    record(store, follow_up())
    record(store)
    record(store)
    assert statuses(store) == [("follow_up", "missed", None, None)]
    record(store, follow_up())
    assert statuses(store) == [("follow_up", "missed", "missed", None)]
    assert [status for _kind, status, _at in entries(store)] == ["missed", None, "missed"]


def test_two_clocks_that_start_together_are_kept_apart(store: Store) -> None:
    add_rows(store, thread(7))
    published = START + timedelta(days=2)
    record(store, follow_up(), fix_clock(START, published))
    assert statuses(store) == [
        ("fix", "met", "met", int(published.timestamp())),
        ("follow_up", "missed", "missed", None),
    ]


def test_clocks_of_threads_that_are_not_recorded_now_stay(store: Store) -> None:
    add_rows(store, thread(7), thread(8))
    record(store, follow_up(), thread_id=7)
    record(store, thread_id=8)
    assert statuses(store) == [("follow_up", "missed", "missed", None)]
