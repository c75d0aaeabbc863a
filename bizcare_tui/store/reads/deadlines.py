"""Read deadlines: what is owed, settled clocks, delivered notices, and what the statistics count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select, union_all
from sqlmodel import col

from bizcare_tui.domain.threads import Author, Qualification
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.record_builder import select_fields
from bizcare_tui.store.report_records import ClockStatusRecord, OwedRecord, RequestRecord
from bizcare_tui.store.tables import ClockStatus, Decision, InboxEntry, Message, Person, Reply
from bizcare_tui.store.unix_time import from_optional_unix_seconds, from_unix_seconds, to_unix_seconds


def read_owed(reader: StoreReader) -> list[OwedRecord]:
    """Return what is owed in every thread that owes something, in inbox order."""
    return reader.select(
        OwedRecord,
        select_fields(OwedRecord, InboxEntry)
        .where(col(InboxEntry.account_id) == reader.account_id, col(InboxEntry.owed).is_not(None))
        .order_by(col(InboxEntry.rank), col(InboxEntry.thread_id)),
    )


def read_clock_statuses(reader: StoreReader, thread_id: int) -> list[ClockStatusRecord]:
    """Return the settled clocks of a thread other than the first-answer clock, ordered by start."""
    return reader.select(
        ClockStatusRecord,
        select_fields(ClockStatusRecord, ClockStatus)
        .where(col(ClockStatus.account_id) == reader.account_id, col(ClockStatus.thread_id) == thread_id)
        .order_by(col(ClockStatus.start), col(ClockStatus.clock)),
    )


def read_request_times(reader: StoreReader, since: datetime) -> list[datetime]:
    """Return the times of the first and later requests that started a clock."""
    at = to_unix_seconds(since)
    times = union_all(
        select(col(InboxEntry.first_start).label("at")).where(
            col(InboxEntry.account_id) == reader.account_id,
            col(InboxEntry.first_start) >= at,
            col(InboxEntry.qualification) != Qualification.NOTICE,
        ),
        select(col(ClockStatus.start)).where(
            col(ClockStatus.account_id) == reader.account_id,
            col(ClockStatus.clock) == "follow_up",
            col(ClockStatus.start) >= at,
        ),
    ).subquery()
    return [from_unix_seconds(each) for each in reader.scalars(select(times.c.at))]


def oldest_message_at(reader: StoreReader) -> datetime | None:
    """Return the time of the oldest known message."""
    oldest = select(func.min(col(InboxEntry.received_at))).where(
        col(InboxEntry.account_id) == reader.account_id
    )
    return from_optional_unix_seconds(reader.scalar(oldest))


def read_answer_times(reader: StoreReader, since: datetime) -> list[datetime]:
    """Return the times of the seller's own, not automatic messages."""
    statement = select(col(Message.at)).where(
        col(Message.account_id) == reader.account_id,
        col(Message.author) == Author.SELLER,
        col(Message.at) >= to_unix_seconds(since),
        ~func.coalesce(col(Message.automatic), False),
    )
    return [from_unix_seconds(each) for each in reader.scalars(statement)]


def read_requests(reader: StoreReader) -> Iterator[RequestRecord]:
    """Yield every request with its outcome, for the statistics."""
    person = (
        select(col(Person.login))
        .select_from(Message)
        .join(Reply, col(Reply.message_id) == col(Message.id))
        .join(Person, col(Person.id) == col(Reply.person_id))
        .where(
            col(Message.account_id) == col(InboxEntry.account_id),
            col(Message.thread_id) == col(InboxEntry.thread_id),
            col(Message.at) == col(InboxEntry.first_at),
        )
        .correlate(InboxEntry)
        .limit(1)
        .scalar_subquery()
    )
    grounds = (
        select(col(Decision.grounds))
        .where(
            col(Decision.account_id) == col(InboxEntry.account_id),
            col(Decision.thread_id) == col(InboxEntry.thread_id),
            col(Decision.kind) == "rejection",
        )
        .correlate(InboxEntry)
        .order_by(col(Decision.id).desc())
        .limit(1)
        .scalar_subquery()
    )
    return reader.iterate(
        RequestRecord,
        select_fields(RequestRecord, InboxEntry, person=person, grounds=grounds).where(
            col(InboxEntry.account_id) == reader.account_id,
            col(InboxEntry.qualification) != Qualification.NOTICE,
        ),
    )
