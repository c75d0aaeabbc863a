"""Find messages that were parsed by earlier rules, and replace their texts with newly parsed ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, func, select

from bizcare_tui.store import seals
from bizcare_tui.store.stale_threads import mark_stale
from bizcare_tui.store.tables import InboxEntry, Message


@dataclass(frozen=True, slots=True)
class OutdatedMessage:
    """A message parsed by earlier rules, with its API row (JSON, "{}" if there is none)."""

    id: int
    thread_id: int
    raw: str


def outdated_messages(
    session: Session, account_id: int, parser_version: int, limit: int
) -> list[OutdatedMessage]:
    """Return up to `limit` messages that were parsed by rules older than `parser_version`, ordered by id."""
    query = (
        select(Message.id, Message.thread_id, Message.raw)
        .where(col(Message.account_id) == account_id, col(Message.parser_version) < parser_version)
        .order_by(col(Message.id))
        .limit(limit)
    )
    return [
        OutdatedMessage(message_id, thread_id, raw)
        for message_id, thread_id, raw in session.exec(query)
        if message_id is not None
    ]


def replace_parsed_texts(
    session: Session,
    account_id: int,
    messages: Sequence[OutdatedMessage],
    columns: Mapping[int, Mapping[str, Any]],
    parser_version: int,
) -> None:
    """Store newly parsed texts, mark messages as parsed by these rules, and their threads as stale.

    Args:
        columns: The new column values by message id; a message without an entry keeps its text. All entries
            must have the same columns.
        parser_version: The number of the current parsing rules.
    """
    changes = [{"key": message_id, **values} for message_id, values in columns.items()]
    if changes:
        table = Message.__table__  # type: ignore[attr-defined]
        names = [name for name in changes[0] if name != "key"]
        statement = update(table).where(table.c.id == bindparam("key"))
        session.connection().execute(statement.values({name: bindparam(name) for name in names}), changes)
    if changes:
        _seal(session, account_id, list(columns))
    ids = [message.id for message in messages]
    session.exec(update(Message).where(col(Message.id).in_(ids)).values(parser_version=parser_version))
    threads = sorted({message.thread_id for message in messages})
    mark_stale(session, account_id, threads)
    # A detected language is normally kept until a message arrives; clear it, so that it is detected again.
    session.exec(
        update(InboxEntry)
        .where(col(InboxEntry.account_id) == account_id, col(InboxEntry.thread_id).in_(threads))
        .values(language="")
    )


def _seal(session: Session, account_id: int, message_ids: Sequence[int]) -> None:
    """Seal messages whose text was parsed again, dated with the latest time at which one was fetched."""
    at = session.exec(select(func.max(Message.read_at)).where(col(Message.id).in_(message_ids))).one()
    message_seals = seals.seals_by_key(session, "message", message_ids)
    seals.append_seals(session, account_id, at or 0, message_seals, seals.MESSAGES_KIND)
