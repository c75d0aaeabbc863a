"""Read what colleagues do: their presence, and what happened since this person's last visit."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlmodel import col

from bizcare_tui.domain.threads import Author
from bizcare_tui.store.presence_times import PRESENCE_TIMEOUT_SECONDS, latest_lock_expiry
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.real_time import CLOCK_SLACK_SECONDS
from bizcare_tui.store.record_builder import select_fields
from bizcare_tui.store.report_records import (
    ColleagueRecord,
    HistoryEventRecord,
    ThreadActivityRecord,
    VisitRecord,
)
from bizcare_tui.store.tables import (
    History,
    InboxEntry,
    LastVisit,
    Message,
    Person,
    ProgramPresence,
    ReplyLock,
)


def read_colleagues(reader: StoreReader) -> list[ColleagueRecord]:
    """Return the running programs of other persons."""
    now = reader.real_time()
    writes = exists().where(
        col(ReplyLock.account_id) == col(ProgramPresence.account_id),
        col(ReplyLock.session) == col(ProgramPresence.session),
        col(ReplyLock.thread_id) == col(ProgramPresence.thread_id),
        col(ReplyLock.expires_at) > now,
        col(ReplyLock.expires_at) <= latest_lock_expiry(now),
    )
    return reader.select(
        ColleagueRecord,
        select_fields(ColleagueRecord, ProgramPresence, Person, writes=writes)
        .join(Person, col(Person.id) == col(ProgramPresence.person_id))
        .where(
            col(ProgramPresence.account_id) == reader.account_id,
            col(ProgramPresence.seen_at) > now - PRESENCE_TIMEOUT_SECONDS,
            col(ProgramPresence.seen_at) <= now + CLOCK_SLACK_SECONDS,
            col(Person.login) != reader.login,
        )
        .order_by(col(Person.login), col(ProgramPresence.session)),
    )


def read_visit(reader: StoreReader) -> VisitRecord | None:
    """Return this person's last visit, None before the first one."""
    return reader.select_one(
        VisitRecord,
        select_fields(VisitRecord, LastVisit)
        .join(Person, col(Person.id) == col(LastVisit.person_id))
        .where(col(LastVisit.account_id) == reader.account_id, col(Person.login) == reader.login),
    )


def read_last_ids(reader: StoreReader) -> tuple[int, int]:
    """Return the ids of the last history entry and of the last message, 0 if there is none."""
    history = reader.scalar(select(func.max(col(History.id))))
    message = reader.scalar(select(func.max(col(Message.id))))
    return history or 0, message or 0


def read_history_events(reader: StoreReader, after: int, limit: int) -> list[HistoryEventRecord]:
    """Return history entries after this one, by other persons or by the program, newest first."""
    return reader.select(
        HistoryEventRecord,
        select_fields(HistoryEventRecord, History, Person, InboxEntry)
        .select_from(History)
        .join(Person, col(Person.id) == col(History.person_id), isouter=True)
        .join(InboxEntry, _is_entry_of(History), isouter=True)
        .where(
            col(History.account_id) == reader.account_id,
            col(History.id) > after,
            col(History.thread_id).is_not(None),
            or_(col(Person.login).is_(None), col(Person.login) != reader.login),
        )
        .order_by(col(History.id).desc())
        .limit(limit),
    )


def read_threads_written_since(reader: StoreReader, after: int, limit: int) -> list[ThreadActivityRecord]:
    """Return the threads in which customers wrote after the message with this id, latest first."""
    return reader.select(
        ThreadActivityRecord,
        select_fields(
            ThreadActivityRecord,
            Message,
            messages=func.count(),
            at=func.max(col(Message.at)),
            topic=func.max(col(InboxEntry.topic)),
        )
        .select_from(Message)
        .join(InboxEntry, _is_entry_of(Message), isouter=True)
        .where(
            col(Message.account_id) == reader.account_id,
            col(Message.id) > after,
            col(Message.author) == Author.CUSTOMER,
        )
        .group_by(col(Message.thread_id))
        .order_by(func.max(col(Message.at)).desc())
        .limit(limit),
    )


def _is_entry_of(table: type[History | Message]) -> ColumnElement[bool]:
    return and_(
        col(InboxEntry.account_id) == col(table.account_id), col(InboxEntry.thread_id) == col(table.thread_id)
    )
