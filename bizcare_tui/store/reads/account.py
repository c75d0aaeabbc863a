"""Read what the baseline depends on, confirmed pages, and rows that could not be parsed."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlmodel import col

from bizcare_tui.domain.thread_status import Owed
from bizcare_tui.domain.threads import Author, Qualification, State
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.record_builder import select_fields
from bizcare_tui.store.report_records import OpenRequestRecord, UnparsedRecord
from bizcare_tui.store.tables import (
    InboxEntry,
    Message,
    Thread,
    UnparsedApiRow,
)

# How many characters at the end of a message are searched for a signature.
_ENDING_LENGTH = 400


def read_open_requests(reader: StoreReader) -> list[OpenRequestRecord]:
    """Return the threads that owe an obligation, or would owe a first answer if the request were scored."""
    is_open = and_(
        col(InboxEntry.first_at).is_(None), col(InboxEntry.obligation), col(InboxEntry.state) != State.CLOSED
    )
    is_other = func.coalesce(col(InboxEntry.owed).in_((Owed.FIX, Owed.REFUND)), False)
    return reader.select(
        OpenRequestRecord,
        select_fields(OpenRequestRecord, InboxEntry, is_open=is_open, is_other=is_other).where(
            col(InboxEntry.account_id) == reader.account_id,
            col(InboxEntry.qualification) != Qualification.NOTICE,
            or_(is_open, is_other),
        ),
    )


def count_unscored(reader: StoreReader) -> int:
    """Return how many threads are not scored because they are from before the baseline."""
    statement = select(func.count()).where(
        ~col(InboxEntry.scored), col(InboxEntry.qualification) != Qualification.NOTICE
    )
    return reader.scalar(statement) or 0


def read_endings(reader: StoreReader) -> Iterator[tuple[int, str, bool]]:
    """Yield each message's thread, end of text, and whether a customer wrote it, to find signatures.

    The author of the first message of a thread counts as a customer, and so does everyone whom the author
    field, a mail or a person identifies as one.
    """
    position = func.row_number().over(
        partition_by=col(Message.thread_id),
        order_by=(col(Message.at), col(Message.remote_id).nulls_first(), col(Message.id)),
    )
    is_customers = or_(col(Message.author).in_((Author.CUSTOMER, Author.MARKETPLACE)), position == 1)
    statement = select(col(Message.thread_id), _ending(), is_customers)
    return ((thread_id, text, bool(customers)) for thread_id, text, customers in reader.rows(statement))


def read_thread_customers(reader: StoreReader) -> dict[int, str]:
    """Return who opened each thread, if known: the customer, or else the shop."""
    statement = select(col(Thread.id), col(Thread.customer_digest), col(Thread.website)).where(
        or_(col(Thread.customer_digest) != "", col(Thread.website) != "")
    )
    return {thread_id: digest or website for thread_id, digest, website in reader.rows(statement)}


def read_unattributed_endings(reader: StoreReader) -> Iterator[tuple[int, str]]:
    """Yield thread and end of text of messages by unknown authors that may answer an open request."""
    is_in_thread = and_(
        col(InboxEntry.account_id) == col(Message.account_id),
        col(InboxEntry.thread_id) == col(Message.thread_id),
    )
    statement = (
        select(col(Message.thread_id), _ending())
        .join(InboxEntry, is_in_thread)
        .where(
            col(Message.account_id) == reader.account_id,
            col(Message.author) == Author.UNKNOWN,
            col(Message.at) > col(InboxEntry.first_start),
            ~func.coalesce(col(Message.automatic), False),
            col(InboxEntry.first_at).is_(None),
            col(InboxEntry.obligation),
            col(InboxEntry.state) != State.CLOSED,
        )
    )
    return ((thread_id, text) for thread_id, text in reader.rows(statement))


def _ending() -> ColumnElement[str]:
    """Return the end of a message's text, where its signature is."""
    length = func.length(col(Message.text))
    start = case((length > _ENDING_LENGTH, length - (_ENDING_LENGTH - 1)), else_=literal(1))
    return func.substr(col(Message.text), start)


def read_unparsed(reader: StoreReader) -> list[UnparsedRecord]:
    """Return the API rows that could not be parsed, newest first."""
    return reader.select(
        UnparsedRecord,
        select_fields(UnparsedRecord, UnparsedApiRow)
        .where(col(UnparsedApiRow.erased_at).is_(None))
        .order_by(col(UnparsedApiRow.read_at).desc(), col(UnparsedApiRow.digest)),
    )
