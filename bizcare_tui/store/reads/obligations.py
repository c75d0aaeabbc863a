"""Read obligations one by one, for focus mode."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import col

from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.thread_status import OBLIGATIONS_BELOW
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.record_builder import select_fields
from bizcare_tui.store.report_records import OwedRecord
from bizcare_tui.store.tables import InboxEntry, Reply
from bizcare_tui.store.unix_time import to_unix_seconds

_ON_ITS_WAY = (ReplyState.QUEUED, ReplyState.SENDING, ReplyState.UNCONFIRMED)


def read_obligations(
    reader: StoreReader, now: datetime, horizon: datetime, *, at_most: int
) -> list[OwedRecord]:
    """Return the obligations until the horizon that wait for a person now, in inbox order.

    Snoozed threads, and those with a reply on its way, are left out.
    """
    due = col(InboxEntry.rank) <= to_unix_seconds(horizon)
    return _read(reader, due, ~_is_set_aside(now), at_most=at_most)


def read_next_obligation(reader: StoreReader, now: datetime, horizon: datetime) -> OwedRecord | None:
    """Return the first obligation after the horizon that waits for a person then; None if there is none."""
    following = col(InboxEntry.rank).between(to_unix_seconds(horizon) + 1, OBLIGATIONS_BELOW - 1)
    return next(iter(_read(reader, following, ~_is_set_aside(now), at_most=1)), None)


def count_set_aside(reader: StoreReader, now: datetime, horizon: datetime) -> int:
    """Return how many obligations until the horizon are snoozed, or have a reply on its way."""
    return (
        reader.scalar(
            select(func.count())
            .select_from(InboxEntry)
            .where(
                col(InboxEntry.account_id) == reader.account_id,
                col(InboxEntry.rank) <= to_unix_seconds(horizon),
                _is_set_aside(now),
            )
        )
        or 0
    )


def _read(reader: StoreReader, *conditions: ColumnElement[Any], at_most: int) -> list[OwedRecord]:
    return reader.select(
        OwedRecord,
        select_fields(OwedRecord, InboxEntry)
        .where(col(InboxEntry.account_id) == reader.account_id, *conditions)
        .order_by(col(InboxEntry.rank), col(InboxEntry.thread_id))
        .limit(at_most),
    )


def _is_set_aside(now: datetime) -> ColumnElement[bool]:
    reply_is_on_its_way = (
        select(col(Reply.id))
        .where(
            col(Reply.account_id) == col(InboxEntry.account_id),
            col(Reply.thread_id) == col(InboxEntry.thread_id),
            col(Reply.state).in_(_ON_ITS_WAY),
        )
        .correlate(InboxEntry)
        .exists()
    )
    is_snoozed = func.coalesce(col(InboxEntry.snoozed_until), 0) > to_unix_seconds(now)
    return or_(is_snoozed, reply_is_on_its_way)
