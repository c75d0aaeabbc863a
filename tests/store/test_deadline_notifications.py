"""Which deadline notifications a person has, on which channel."""

from __future__ import annotations

import pytest
from logins import LogIn
from small_store import add_rows, thread
from sqlmodel import select

from bizcare_tui.domain.alerts import Key
from bizcare_tui.store import deadline_notifications as notifications
from bizcare_tui.store import delivery_claims
from bizcare_tui.store.engine import Store
from bizcare_tui.store.tables import DeadlineNotification

DUE = 1_000_000
FIRST, SECOND = (7, DUE, 1_800), (8, DUE, 1_800)


@pytest.fixture(autouse=True)
def threads(store: Store) -> None:
    add_rows(store, thread(7), thread(8))


def claim(store: Store, *keys: Key, channel: str = "mail") -> bool:
    with store.transaction() as session:
        return notifications.claim_notification(session, 1, channel, keys)


def deliver(store: Store, *keys: Key, at: int = DUE, channel: str = "mail") -> None:
    with store.transaction() as session:
        notifications.record_delivery(session, 1, channel, keys, at)


def test_a_delivered_notification_is_never_claimed_again(store: Store) -> None:
    assert claim(store, FIRST)
    deliver(store, FIRST)
    assert not claim(store, FIRST)
    assert claim(store, FIRST, SECOND), "one of the two is new"


def test_each_channel_and_each_person_has_the_notification_once(store: Store, log_in: LogIn) -> None:
    claim(store, FIRST)
    deliver(store, FIRST)
    assert claim(store, FIRST, channel="webhook")
    log_in("bea")
    assert claim(store, FIRST)


def test_a_notification_that_another_program_is_delivering_is_left_to_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery_claims, "current_process_name", lambda: "elsewhere 1 1")
    assert claim(store, FIRST)
    assert not claim(store, FIRST, SECOND), "not even in part"


def test_a_failed_delivery_is_counted_and_can_be_tried_at_once(store: Store) -> None:
    claim(store, FIRST, SECOND)
    deliver(store, SECOND)
    with store.transaction() as session:
        notifications.record_failed_delivery(session, 1, "mail", [FIRST, SECOND])
    with store.transaction() as session:
        rows = {row.thread_id: (row.attempts, row.at) for row in session.exec(select(DeadlineNotification))}
    assert rows == {7: (1, None), 8: (0, DUE)}
    assert claim(store, FIRST)


def test_records_are_deleted_when_their_deadline_is_a_week_ago(store: Store) -> None:
    deliver(store, FIRST)
    deliver(store, SECOND, at=DUE + notifications.RETENTION_SECONDS)
    with store.transaction() as session:
        assert len(session.exec(select(DeadlineNotification)).all()) == 2
    deliver(store, (8, DUE * 2, 0), at=DUE + notifications.RETENTION_SECONDS + 1)
    with store.transaction() as session:
        assert [row.due_at for row in session.exec(select(DeadlineNotification))] == [DUE * 2]
