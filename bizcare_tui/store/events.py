"""Queue events for the programs and notification channels of a person until they are delivered."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session, col, delete, func, select

from bizcare_tui.domain.outbox import NEEDS_A_PERSON, ReplyState
from bizcare_tui.store import delivery_claims
from bizcare_tui.store.people import get_person
from bizcare_tui.store.tables import EventProgress, History, Message, QueuedEvent, Reply

RETENTION_SECONDS = 7 * 86400
"""Seconds after which an undelivered event is dropped, because it is no longer news."""


class Event(StrEnum):
    """The kinds of events. The value is the name that a program receives."""

    NEW_THREAD = "new_thread"
    CONFIRMED = "confirmed"
    REPLY_PROBLEM = "reply_problem"


@dataclass(frozen=True, slots=True)
class _NewEvent:
    event: Event
    thread_id: int
    reply_id: int | None = None
    state: str = ""


def queue_events(session: Session, account_id: int, channels: Mapping[Event, Sequence[str]], at: int) -> None:
    """Queue the events since the last call for the current person, once for each channel of an event.

    The first call for a person queues only the replies that need a person now, because all threads and
    confirmed replies are old news.

    Args:
        channels: the channels on which each event is delivered.
        at: the present time in seconds since 1970.
    """
    person = get_person(session)
    assert person.id is not None
    last = EventProgress(
        account_id=account_id,
        person_id=person.id,
        message_id=_max_id(session, select(func.max(Message.id)).where(Message.account_id == account_id)),
        history_id=_max_id(session, select(func.max(History.id)).where(History.account_id == account_id)),
    )
    before = session.get(EventProgress, (account_id, person.id))
    if before is None:
        happened = _reply_problems(session, account_id)
        session.add(last)
    else:
        new = _new_threads(session, account_id, before.message_id)
        happened = [
            *(_NewEvent(Event.NEW_THREAD, thread_id) for thread_id in new),
            *_reply_events(session, account_id, before.history_id),
        ]
        before.message_id, before.history_id = last.message_id, last.history_id
        session.add(before)
    for_person = (col(QueuedEvent.account_id) == account_id) & (col(QueuedEvent.person_id) == person.id)
    session.exec(delete(QueuedEvent).where(for_person, col(QueuedEvent.at) < at - RETENTION_SECONDS))
    queued = {
        (each.channel, each.reply_id, each.state)
        for each in session.exec(
            select(QueuedEvent).where(for_person, col(QueuedEvent.reply_id).is_not(None))
        )
    }
    for each in dict.fromkeys(happened):
        for channel in channels[each.event]:
            if (channel, each.reply_id, each.state) not in queued:
                session.add(
                    QueuedEvent(
                        account_id=account_id, person_id=person.id, channel=channel, event=each.event.value,
                        thread_id=each.thread_id, reply_id=each.reply_id, state=each.state, at=at,
                    )
                )  # fmt: skip


def claim_event(session: Session, event_id: int) -> bool:
    """Claim an event for delivery; return False if it is gone or another program is delivering it."""
    row = session.get(QueuedEvent, event_id)
    if row is None or delivery_claims.is_claimed(session, row):
        return False
    delivery_claims.claim(session, row)
    return True


def drop_events(session: Session, event_ids: Collection[int]) -> None:
    """Remove events from the queue: they were delivered, or are no longer news."""
    session.exec(delete(QueuedEvent).where(col(QueuedEvent.id).in_(event_ids)))


def release_event(session: Session, event_id: int) -> None:
    """Release the claim on an event after a failed attempt, so that it is tried again."""
    row = session.get(QueuedEvent, event_id)
    if row is not None:
        delivery_claims.release(session, row)


def _max_id(session: Session, query: object) -> int:
    return int(session.connection().execute(query).scalar_one() or 0)  # type: ignore[call-overload]


def _new_threads(session: Session, account_id: int, after: int) -> list[int]:
    """Return the threads whose messages all have numbers above `after`."""
    with_new_messages = select(Message.thread_id).where(
        col(Message.account_id) == account_id, col(Message.id) > after
    )
    known = select(Message.thread_id).where(
        col(Message.account_id) == account_id,
        col(Message.id) <= after,
        col(Message.thread_id).in_(with_new_messages),
    )
    return sorted(set(session.exec(with_new_messages).all()) - set(session.exec(known).all()))


def _reply_events(session: Session, account_id: int, after: int) -> Iterable[_NewEvent]:
    rows = session.exec(
        select(History.thread_id, History.payload)
        .where(col(History.account_id) == account_id, col(History.id) > after, col(History.kind) == "reply")
        .order_by(col(History.id))
    ).all()
    problems = set(_reply_problems(session, account_id))
    for thread_id, payload in rows:
        entry = _parse_entry(payload)
        if thread_id is None or entry is None:
            continue
        reply_id, state = entry
        problem = _NewEvent(Event.REPLY_PROBLEM, thread_id, reply_id, state)
        if state == ReplyState.CONFIRMED.value:
            yield _NewEvent(Event.CONFIRMED, thread_id, reply_id, state)
        elif problem in problems:
            yield problem


def _parse_entry(payload: str | None) -> tuple[int, str] | None:
    """Return the reply number and its state from a history payload; None if it was erased or is damaged."""
    try:
        entry = json.loads(payload or "")
        return int(entry["reply"]), str(entry["state"])
    except (ValueError, TypeError, KeyError):
        return None


def _reply_problems(session: Session, account_id: int) -> list[_NewEvent]:
    """Return an event for each reply that needs a person now."""
    rows = session.exec(
        select(Reply.thread_id, Reply.id, Reply.state)
        .where(col(Reply.account_id) == account_id, col(Reply.state).in_(NEEDS_A_PERSON))
        .order_by(col(Reply.id))
    )
    return [_NewEvent(Event.REPLY_PROBLEM, *row) for row in rows]
