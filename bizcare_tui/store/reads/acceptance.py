"""Read what people did with what the program found; threads that were erased are left out."""

from __future__ import annotations

import json

from sqlalchemy import ColumnElement, and_, select
from sqlmodel import col

from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.domain.verbs.kind import SetKind
from bizcare_tui.store.outbox import CHECKED_KEY
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.record_builder import select_fields
from bizcare_tui.store.report_records import CheckedReplyRecord, KindActRecord, WizardAnswersRecord
from bizcare_tui.store.tables import ActTable, History, InboxEntry, Reply, Thread, Wizard


def read_wizard_answers(reader: StoreReader) -> list[WizardAnswersRecord]:
    """Return the answers of all wizards in progress."""
    return reader.select(
        WizardAnswersRecord,
        select_fields(WizardAnswersRecord, Wizard).where(col(Wizard.account_id) == reader.account_id),
    )


def read_checked_replies(reader: StoreReader) -> list[CheckedReplyRecord]:
    """Return the replies about which the check found something, oldest first, except those undone."""
    replies = select(col(Reply.id), col(Reply.thread_id)).where(
        col(Reply.account_id) == reader.account_id, col(Reply.state) != ReplyState.DISCARDED
    )
    kept_ids = {reply_id for reply_id, _thread_id in reader.rows(replies)}
    # By the threads, because the history has no index for its kinds.
    entries = (
        select(col(History.payload))
        .join(Thread, _is_readable(History))
        .where(
            col(History.account_id) == reader.account_id,
            col(History.thread_id).in_(select(replies.subquery().c.thread_id)),
            col(History.kind) == "reply",
            col(History.payload).contains(f'"{CHECKED_KEY}"'),
        )
        .order_by(col(History.id))
    )
    checked = (_parse_checked(payload or "") for payload in reader.scalars(entries))
    return [record for reply_id, record in filter(None, checked) if reply_id in kept_ids]


def _parse_checked(payload: str) -> tuple[int, CheckedReplyRecord] | None:
    """Return the reply that an entry is about, and its findings; None if another program wrote the entry."""
    try:
        entry = json.loads(payload)
        checked = entry[CHECKED_KEY]
        shown, kept = (tuple(map(str, checked[name])) for name in ("shown", "kept"))
        return int(entry["reply"]), CheckedReplyRecord(shown, kept)
    except (ValueError, KeyError, TypeError):
        return None


def read_kind_acts(reader: StoreReader) -> list[KindActRecord]:
    """Return the acts that set a request type and are not undone, oldest first."""
    is_entry = and_(
        col(InboxEntry.account_id) == col(ActTable.account_id),
        col(InboxEntry.thread_id) == col(ActTable.thread_id),
    )
    return reader.select(
        KindActRecord,
        select_fields(KindActRecord, ActTable, InboxEntry)
        .select_from(ActTable)
        .join(InboxEntry, is_entry)
        .join(Thread, _is_readable(ActTable))
        .where(
            col(ActTable.account_id) == reader.account_id,
            col(ActTable.verb) == SetKind.verb,
            col(ActTable.undone_at).is_(None),
        )
        .order_by(col(ActTable.id)),
    )


def _is_readable(table: type[History | ActTable]) -> ColumnElement[bool]:
    """Return the condition that the thread of a row is not erased."""
    return and_(
        col(Thread.account_id) == col(table.account_id),
        col(Thread.id) == col(table.thread_id),
        col(Thread.erased_at).is_(None),
    )
