"""Reading what was announced, and what still has to be."""

from __future__ import annotations

from small_store import ANA, BEA, entry, message, small_store

from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.store.database import Database
from bizcare_tui.store.reads import notices
from bizcare_tui.store.tables import DeadlineNotification, EventProgress, QueuedEvent, Reply


def event(person_id: int, attempts: int, reply_id: int | None = None) -> QueuedEvent:
    return QueuedEvent(
        account_id=1, person_id=person_id, channel="hook", event="reply_problem", thread_id=7,
        reply_id=reply_id, state="held", at=0, attempts=attempts,
    )  # fmt: skip


def test_events_of_this_person_come_with_the_fewest_attempts_first(place: Database) -> None:
    reply = Reply(
        account_id=1, person_id=ANA, thread_id=7, state="failed", text="", queued_at=0, not_before=0.0,
        error="No",
    )  # fmt: skip
    with small_store(place, entry(7), reply, event(ANA, 2, 1), event(BEA, 0), event(ANA, 1)) as reader:
        found = [
            (each.id, each.reply_state, each.error, each.topic) for each in notices.read_queued_events(reader)
        ]
    assert found == [(3, None, None, "Topic 7"), (1, ReplyState.FAILED, "No", "Topic 7")]


def test_events_are_unchecked_until_the_last_message_was(place: Database) -> None:
    with small_store(place, message(7, 1, "New")) as reader:
        assert notices.has_unchecked_events(reader)
    checked = EventProgress(account_id=1, person_id=ANA, message_id=1, history_id=0)
    with small_store(place, checked) as reader:
        assert not notices.has_unchecked_events(reader)


def test_notifications_are_those_of_this_person(place: Database) -> None:
    rows = [
        DeadlineNotification(
            account_id=1,
            person_id=person_id,
            channel="mail",
            thread_id=7,
            due_at=9,
            lead=60,
            attempts=person_id,
        )
        for person_id in (ANA, BEA)
    ]
    with small_store(place, *rows) as reader:
        assert [each.attempts for each in notices.read_deadline_notifications(reader)] == [ANA]
