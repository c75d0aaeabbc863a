"""Read what was announced to this person, and what still has to be."""

from __future__ import annotations

from sqlalchemy import and_, func, select
from sqlmodel import col

from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.record_builder import select_fields
from bizcare_tui.store.report_records import DeadlineNotificationRecord, QueuedEventRecord
from bizcare_tui.store.tables import (
    DeadlineNotification,
    EventProgress,
    History,
    InboxEntry,
    Message,
    Person,
    QueuedEvent,
    Reply,
)


def read_deadline_notifications(reader: StoreReader) -> list[DeadlineNotificationRecord]:
    """Return this person's deadline notifications by channel, delivered or only tried."""
    return reader.select(
        DeadlineNotificationRecord,
        select_fields(DeadlineNotificationRecord, DeadlineNotification)
        .join(Person, col(Person.id) == col(DeadlineNotification.person_id))
        .where(col(DeadlineNotification.account_id) == reader.account_id, col(Person.login) == reader.login),
    )


def has_unchecked_events(reader: StoreReader) -> bool:
    """Return whether there are messages or history entries not yet checked for events of this person."""
    last_message = select(func.max(col(Message.id))).where(col(Message.account_id) == reader.account_id)
    last_entry = select(func.max(col(History.id))).where(col(History.account_id) == reader.account_id)
    is_checked = (
        select(func.count())
        .select_from(EventProgress)
        .join(Person, col(Person.id) == col(EventProgress.person_id))
        .where(
            col(EventProgress.account_id) == reader.account_id,
            col(Person.login) == reader.login,
            col(EventProgress.message_id) == func.coalesce(last_message.scalar_subquery(), 0),
            col(EventProgress.history_id) == func.coalesce(last_entry.scalar_subquery(), 0),
        )
    )
    return not reader.scalar(is_checked)


def read_queued_events(reader: StoreReader) -> list[QueuedEventRecord]:
    """Return the events to deliver to this person, those with the fewest attempts first."""
    is_reply = and_(
        col(Reply.account_id) == col(QueuedEvent.account_id), col(Reply.id) == col(QueuedEvent.reply_id)
    )
    is_entry = and_(
        col(InboxEntry.account_id) == col(QueuedEvent.account_id),
        col(InboxEntry.thread_id) == col(QueuedEvent.thread_id),
    )
    return reader.select(
        QueuedEventRecord,
        select_fields(QueuedEventRecord, QueuedEvent, Reply, InboxEntry, reply_state=col(Reply.state))
        .select_from(QueuedEvent)
        .join(Person, col(Person.id) == col(QueuedEvent.person_id))
        .join(Reply, is_reply, isouter=True)
        .join(InboxEntry, is_entry, isouter=True)
        .where(col(QueuedEvent.account_id) == reader.account_id, col(Person.login) == reader.login)
        .order_by(col(QueuedEvent.attempts), col(QueuedEvent.id)),
    )
