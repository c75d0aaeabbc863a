"""Read the messages whose author is unknown."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, case, func, literal, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from bizcare_tui.domain.threads import Author, Qualification, State
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.record_builder import select_fields
from bizcare_tui.store.report_records import UnattributedRecord
from bizcare_tui.store.tables import InboxEntry, Message, Thread

# How many characters at the end of a message are read: its ending, and enough above it to recognise it.
TEXT_END = 1_500


def read_unattributed(reader: StoreReader, at_most: int) -> list[UnattributedRecord]:
    """Return the messages of unknown author in open threads: those of running clocks first, then the newest.

    Notices and erased messages are left out.
    """
    statement = (
        select_fields(
            UnattributedRecord,
            Message,
            InboxEntry,
            text=_text_end(),
            automatic=func.coalesce(col(Message.automatic), False),
            customer=case(
                (col(InboxEntry.customer) != "", col(InboxEntry.customer)), else_=col(InboxEntry.shop)
            ),
            customer_key=case(
                (col(Thread.customer_digest) != "", col(Thread.customer_digest)), else_=col(Thread.website)
            ),
            last_answer_at=_last_answer_at(),
        )
        .select_from(Message)
        .join(
            InboxEntry,
            and_(
                col(InboxEntry.account_id) == col(Message.account_id),
                col(InboxEntry.thread_id) == col(Message.thread_id),
            ),
        )
        .join(
            Thread,
            and_(col(Thread.account_id) == col(Message.account_id), col(Thread.id) == col(Message.thread_id)),
        )
        .where(*_conditions(reader.account_id))
        .order_by(col(InboxEntry.owed).is_(None), col(Message.at).desc(), col(Message.id).desc())
        .limit(at_most)
    )
    return reader.select(UnattributedRecord, statement)


def count_unattributed(reader: StoreReader) -> int:
    """Return how many messages of unknown author are in open threads."""
    statement = (
        select(func.count())
        .select_from(Message)
        .join(
            InboxEntry,
            and_(
                col(InboxEntry.account_id) == col(Message.account_id),
                col(InboxEntry.thread_id) == col(Message.thread_id),
            ),
        )
        .where(*_conditions(reader.account_id))
    )
    return reader.scalar(statement) or 0


def _conditions(account_id: int | None) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Message.account_id) == account_id,
        col(Message.author) == Author.UNKNOWN,
        col(Message.erased_at).is_(None),
        col(InboxEntry.state) != State.CLOSED,
        col(InboxEntry.qualification) != Qualification.NOTICE,
    )


def _text_end() -> ColumnElement[str]:
    length = func.length(col(Message.text))
    start = case((length > TEXT_END, length - (TEXT_END - 1)), else_=literal(1))
    return func.substr(col(Message.text), start)


def _last_answer_at() -> ColumnElement[int | None]:
    answer = aliased(Message)
    return (
        select(func.max(col(answer.at)))
        .where(
            col(answer.account_id) == col(Message.account_id),
            col(answer.thread_id) == col(Message.thread_id),
            col(answer.author) == Author.SELLER,
            ~func.coalesce(col(answer.automatic), False),
        )
        .correlate(Message)
        .scalar_subquery()
    )
