"""Importing threads: which changed, which are missing, and the cover that they had before."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import col, select

from bizcare_tui.store.engine import Store
from bizcare_tui.store.row_writer import mark_missing, store_threads
from bizcare_tui.store.tables import CoverReading, Thread


def thread(number: int = 7, **changed: Any) -> dict[str, Any]:
    columns = {
        "id": number, "topic": "It fails", "product_name": "A module", "product_id": 3, "nb_messages": None,
        "prestashop_version": "8.1.0", "order_id": 9, "website": "", "days_left": 12, "cover_reported": True,
        "quantity": 1, "customer_digest": "", "raw": "{}", "digest": "a", "read_at": 1, "added_at": 1,
        "tag": "aftersale",
    }  # fmt: skip
    return {**columns, **changed}


@pytest.fixture
def inbox(store: Store) -> Store:
    """A store with the thread 7."""
    with store.transaction() as session:
        store_threads(session, 1, [thread()])
    return store


def test_only_a_thread_that_changed_becomes_stale(inbox: Store) -> None:
    with inbox.transaction() as session:
        store_threads(session, 1, [thread(8)])
        for each in session.exec(select(Thread)):
            each.stale = False
    with inbox.transaction() as session:
        changes = store_threads(session, 1, [thread(), thread(8, digest="b", topic="New"), thread(9)])
        assert (changes.new, changes.changed, changes.threads) == (1, 1, {8, 9})
    with inbox.transaction() as session:
        assert set(session.exec(select(Thread.id).where(col(Thread.stale)))) == {8, 9}


def test_a_missing_thread_is_kept_and_returns(inbox: Store) -> None:
    def missing_since() -> int | None:
        with inbox.transaction() as session:
            found = session.get(Thread, (1, 7))
            assert found is not None
            return found.missing_since

    for at in (5, 6):
        with inbox.transaction() as session:
            mark_missing(session, 1, seen=set(), at=at)
        assert missing_since() == 5
    with inbox.transaction() as session:
        assert store_threads(session, 1, [thread()]).changed == 0
    assert missing_since() is None


DAY = 86_400


def test_the_cover_is_kept_before_it_changes_by_more_than_passing_days(inbox: Store) -> None:
    reported = [(10, 10), (20, 0), (30, 355), (40, 345), (50, None)]
    with inbox.transaction() as session:
        for number, (day, left) in enumerate(reported):
            store_threads(session, 1, [thread(digest=str(number), read_at=day * DAY, days_left=left)])
        kept = session.exec(
            select(CoverReading.at, CoverReading.days_left).order_by(col(CoverReading.at))
        ).all()
    # At the renewal the reading before it, and at the end the last one with days.
    assert [(at // DAY, left) for at, left in kept][-2:] == [(20, 0), (40, 345)]
