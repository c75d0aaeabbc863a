"""Notifications and events: each on its channel and for its person, claimed by nobody at first."""

from __future__ import annotations

from typing import Any

import pytest
from small_store import ANA, BEA, add_rows

from bizcare_tui.errors import StoreProblem
from bizcare_tui.store.engine import Store
from bizcare_tui.store.tables import DeadlineNotification, EventProgress, QueuedEvent


def notification(**values: Any) -> DeadlineNotification:
    defaults = {"account_id": 1, "person_id": ANA, "channel": "mail", "thread_id": 7, "due_at": 9, "lead": 60}
    return DeadlineNotification(**{**defaults, **values})


def event(**values: Any) -> QueuedEvent:
    defaults = {"account_id": 1, "person_id": ANA, "channel": "mail", "event": "confirmed", "thread_id": 7}
    return QueuedEvent(**{**defaults, "at": 5, **values})


@pytest.mark.parametrize(
    "other", [{"person_id": BEA}, {"channel": "hook"}, {"thread_id": 8}, {"due_at": 10}, {"lead": 0}]
)
def test_a_deadline_is_notified_once_for_each_person_channel_and_lead(
    store: Store, other: dict[str, Any]
) -> None:
    add_rows(store, notification(), notification(**other))
    with pytest.raises(StoreProblem):
        add_rows(store, notification())


@pytest.mark.parametrize("made", [notification, event])
def test_a_delivery_begins_without_attempts_and_claimed_by_nobody(store: Store, made: Any) -> None:
    add_rows(store, made())
    with store.transaction() as session:
        row = session.merge(made())
        session.flush()
        assert (row.attempts, row.claimed_until, row.holder) == (0, 0.0, "")


@pytest.mark.parametrize("made", [notification, event])
def test_a_delivery_is_for_an_existing_person_of_an_existing_account(store: Store, made: Any) -> None:
    for wrong in ({"person_id": 9}, {"account_id": 9}):
        with pytest.raises(StoreProblem):
            add_rows(store, made(**wrong))


def test_equal_events_are_all_delivered(store: Store) -> None:
    first, second = event(), event()
    add_rows(store, first, second)
    with store.transaction() as session:
        assert [session.get_one(QueuedEvent, number).id for number in (1, 2)] == [1, 2]


def test_a_person_has_one_progress(store: Store) -> None:
    def progress(person_id: int) -> EventProgress:
        return EventProgress(account_id=1, person_id=person_id, message_id=1, history_id=1)

    add_rows(store, progress(ANA), progress(BEA))
    with pytest.raises(StoreProblem):
        add_rows(store, progress(ANA))
