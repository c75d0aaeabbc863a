"""Read the replies of the outbox, and the texts that a new reply is compared with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, and_, literal, or_, select, union_all
from sqlmodel import col

from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.threads import Author
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.record_builder import select_fields
from bizcare_tui.store.report_records import (
    CustomerRecord,
    OutboxRecord,
    OwnTextRecord,
    ReplyFileRecord,
)
from bizcare_tui.store.tables import Decision, InboxEntry, Message, Person, Reply, ReplyFile

_FINAL = (ReplyState.CONFIRMED, ReplyState.DISCARDED)


def read_replies(reader: StoreReader, *, unfinished: bool = False) -> list[OutboxRecord]:
    """Return the replies of the outbox, newest first; with `unfinished`, those in no final state."""
    statement = _replies(reader).order_by(col(Reply.id).desc())
    if unfinished:
        statement = statement.where(col(Reply.state).not_in(_FINAL))
    return reader.select(OutboxRecord, statement)


def read_reply(reader: StoreReader, reply_id: int) -> OutboxRecord | None:
    """Return a reply of the outbox, None if there is none with this id."""
    return reader.select_one(OutboxRecord, _replies(reader).where(col(Reply.id) == reply_id))


def _replies(reader: StoreReader) -> Select[*tuple[Any, ...]]:
    is_entry = and_(
        col(InboxEntry.account_id) == col(Reply.account_id), col(InboxEntry.thread_id) == col(Reply.thread_id)
    )
    decision = select(col(Decision.kind)).where(col(Decision.reply_id) == col(Reply.id)).scalar_subquery()
    return (
        select_fields(OutboxRecord, Reply, Person, InboxEntry, file=col(ReplyFile.name), decision=decision)
        .select_from(Reply)
        .join(Person, col(Person.id) == col(Reply.person_id))
        .join(InboxEntry, is_entry, isouter=True)
        .join(ReplyFile, col(ReplyFile.reply_id) == col(Reply.id), isouter=True)
        .where(col(Reply.account_id) == reader.account_id)
    )


def read_reply_files(reader: StoreReader, thread_id: int) -> list[ReplyFileRecord]:
    """Return the files attached to replies to a thread."""
    return reader.select(
        ReplyFileRecord,
        select_fields(ReplyFileRecord, ReplyFile)
        .join(Reply, col(Reply.id) == col(ReplyFile.reply_id))
        .where(col(Reply.account_id) == reader.account_id, col(Reply.thread_id) == thread_id)
        .order_by(col(ReplyFile.reply_id)),
    )


def read_own_texts(reader: StoreReader, after: int = 0) -> Iterator[OwnTextRecord]:
    """Yield the seller's messages after this one, and the unfinished replies."""
    texts = union_all(
        select(col(Message.id), col(Message.thread_id), col(Message.text)).where(
            col(Message.account_id) == reader.account_id,
            col(Message.author) == Author.SELLER,
            col(Message.id) > after,
        ),
        select(literal(0), col(Reply.thread_id), col(Reply.text)).where(
            col(Reply.account_id) == reader.account_id, col(Reply.state).not_in(_FINAL)
        ),
    ).subquery()
    return reader.iterate(OwnTextRecord, select(*texts.c))


def read_customers(reader: StoreReader) -> Iterator[CustomerRecord]:
    """Yield the threads that have a customer or a shop."""
    return reader.iterate(
        CustomerRecord,
        select_fields(CustomerRecord, InboxEntry).where(
            col(InboxEntry.account_id) == reader.account_id,
            or_(col(InboxEntry.customer) != "", col(InboxEntry.shop) != ""),
        ),
    )
