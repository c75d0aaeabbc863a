"""Which threads become stale: exactly those whose derived data may have changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fixed_time import NOW
from small_store import add_rows, entry, thread
from sqlmodel import Session, col, select, update

from bizcare_tui.store import batching
from bizcare_tui.store.engine import Store
from bizcare_tui.store.stale_threads import (
    mark_all_stale,
    mark_defect_stale,
    mark_lapsed_stale,
    mark_orders_stale,
    mark_stale,
    mark_stale_with_defects,
)
from bizcare_tui.store.tables import Account, ClockStatus, Thread
from bizcare_tui.store.unix_time import to_unix_seconds

SECONDS = to_unix_seconds(NOW)
FIX = {"first_at": 1, "fix_start": SECONDS - 900, "fix_due": SECONDS - 1}
FOLLOW_UP = {"first_at": 1, "follow_up_due": SECONDS}
OPEN = {"first_due": SECONDS}


@pytest.fixture
def desk(store: Store) -> Store:
    """A store with four fresh threads, of which 7 and 8 are about one defect, and one of another account."""
    for number, order, defect in ((7, 90, 5), (8, 91, 5), (9, 90, 6), (10, None, None)):
        answered = {"first_at": 1, "first_due": SECONDS - 1}
        add_rows(
            store, thread(number, order_id=order, stale=False), entry(number, defect_id=defect, **answered)
        )
    other = {"account_id": 2, "order_id": 90, "stale": False}
    add_rows(store, Account(api_url="https://other.example/", created_at=0))
    add_rows(store, Thread(**{**thread(7).model_dump(), **other}))
    return store


def stale(store: Store) -> list[int]:
    """Return the stale threads of the account; none of the other account may be stale."""
    with store.transaction() as session:
        assert session.get_one(Thread, (2, 7)).stale is False
        return list(session.exec(select(Thread.id).where(col(Thread.stale)).order_by(col(Thread.id))))


@pytest.mark.parametrize(
    ("mark", "threads"),
    [
        (lambda session: mark_stale(session, 1, (number for number in (8, 10, 99))), [8, 10]),
        (lambda session: mark_stale(session, 1, []), []),
        (lambda session: mark_stale_with_defects(session, 1, [7]), [7, 8]),
        (lambda session: mark_stale_with_defects(session, 1, [10, 10]), [10]),
        (lambda session: mark_orders_stale(session, 1, [90, 92]), [7, 9]),
        (lambda session: mark_defect_stale(session, 1, 5), [7, 8]),
        (lambda session: mark_all_stale(session, 1), [7, 8, 9, 10]),
    ],
)
def test_each_change_makes_its_threads_stale(
    desk: Store, mark: Callable[[Session], None], threads: list[int]
) -> None:
    with desk.transaction() as session:
        mark(session)
    assert stale(desk) == threads


def test_more_threads_than_fit_into_one_statement_become_stale(
    desk: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batching, "BATCH_SIZE", 2)
    with desk.transaction() as session:
        mark_stale(session, 1, [7, 97, 98, 99, 10])
        mark_orders_stale(session, 1, [92, 93, 91])
    assert stale(desk) == [7, 8, 10]


@pytest.mark.parametrize(
    ("values", "has_lapsed"),
    [
        pytest.param(OPEN, True, id="a first answer is due now"),
        pytest.param({"first_due": SECONDS + 1}, False, id="a first answer is due later"),
        pytest.param({**OPEN, "scored": False}, False, id="a first answer that does not count"),
        pytest.param({**OPEN, "settled_status": "late"}, False, id="a first answer that is settled"),
        pytest.param(FOLLOW_UP, True, id="a follow-up is due now"),
        pytest.param({**FOLLOW_UP, "follow_up_due": SECONDS + 1}, False, id="a follow-up is due later"),
        pytest.param({**FOLLOW_UP, "qualification": "notice"}, False, id="a notice has no follow-up"),
        pytest.param({**FOLLOW_UP, "first_at": None, "scored": False}, False, id="no answer came before"),
        pytest.param(FIX, True, id="a fix is late"),
        pytest.param({**FIX, "fix_due": SECONDS}, False, id="a fix is due now"),
        pytest.param({**FIX, "fix_at": 5}, False, id="a fix was delivered"),
        pytest.param({**FIX, "outcome": "rejected"}, False, id="a fix that a rejection ended"),
        pytest.param({**FIX, "outcome": "answered"}, True, id="a fix that is late in a closed thread"),
        pytest.param({**FIX, "fix_start": SECONDS - 1001}, False, id="a fix from before the baseline"),
    ],
)
def test_a_thread_becomes_stale_when_its_deadline_has_passed(
    store: Store, values: dict[str, Any], has_lapsed: bool
) -> None:
    add_rows(store, thread(7, stale=False), entry(7, **values))
    with store.transaction() as session:
        session.exec(update(Account).values(baseline_at=SECONDS - 1000))
    with store.transaction() as session:
        assert mark_lapsed_stale(session, 1, NOW) == has_lapsed
        assert session.exec(select(Thread.stale)).one() is has_lapsed


@pytest.mark.parametrize(
    ("clock", "values", "start"), [("follow_up", FOLLOW_UP, 0), ("fix", FIX, FIX["fix_start"])]
)
@pytest.mark.parametrize(("status", "has_lapsed"), [("late", False), (None, True)])
def test_a_settled_clock_does_not_lapse_again(
    store: Store, clock: str, values: dict[str, Any], start: int, status: str | None, has_lapsed: bool
) -> None:
    settled = ClockStatus(
        account_id=1, thread_id=7, clock=clock, start=start, due=SECONDS, first_status="late", status=status
    )
    add_rows(store, thread(7, stale=False), entry(7, **values), settled)
    with store.transaction() as session:
        assert mark_lapsed_stale(session, 1, NOW + timedelta(seconds=1)) == has_lapsed
