"""Mark threads stale, so that their derived data are computed again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, text, update
from sqlmodel import Session, col, select

from bizcare_tui.domain.thread_status import FIX_ENDING_OUTCOMES
from bizcare_tui.store.batching import in_batches
from bizcare_tui.store.tables import InboxEntry, Thread
from bizcare_tui.store.unix_time import to_unix_seconds


def mark_stale(session: Session, account_id: int, thread_ids: Iterable[int]) -> None:
    """Mark these threads stale."""
    for batch in in_batches(thread_ids):
        _mark(session, account_id, col(Thread.id).in_(batch))


def mark_stale_with_defects(session: Session, account_id: int, thread_ids: Iterable[int]) -> None:
    """Mark these threads stale, and the threads about the same defects."""
    for batch in in_batches(dict.fromkeys(thread_ids)):
        defects = select(InboxEntry.defect_id).where(
            col(InboxEntry.account_id) == account_id, col(InboxEntry.thread_id).in_(batch)
        )
        about_same_defects = select(InboxEntry.thread_id).where(
            col(InboxEntry.account_id) == account_id, col(InboxEntry.defect_id).in_(defects)
        )
        _mark(session, account_id, col(Thread.id).in_(batch) | col(Thread.id).in_(about_same_defects))


def mark_orders_stale(session: Session, account_id: int, order_ids: Iterable[int]) -> None:
    """Mark the threads of these orders stale."""
    for batch in in_batches(order_ids):
        _mark(session, account_id, col(Thread.order_id).in_(batch))


def mark_defect_stale(session: Session, account_id: int, defect_id: int) -> None:
    """Mark the requests about a defect stale."""
    about = select(InboxEntry.thread_id).where(
        col(InboxEntry.account_id) == account_id, col(InboxEntry.defect_id) == defect_id
    )
    _mark(session, account_id, col(Thread.id).in_(about))


def mark_all_stale(session: Session, account_id: int) -> None:
    """Mark every thread stale, because the baseline or the accepted signatures changed."""
    _mark(session, account_id)


def mark_lapsed_stale(session: Session, account_id: int, now: datetime) -> int:
    """Mark threads stale that passed a deadline since they were computed; return how many there are."""
    lapsed = session.connection().execute(
        _LAPSED_THREADS, {"account": account_id, "now": to_unix_seconds(now)}
    )
    ids = [thread_id for (thread_id,) in lapsed]
    mark_stale(session, account_id, ids)
    return len(ids)


def _mark(session: Session, account_id: int, *conditions: Any) -> None:
    session.exec(update(Thread).where(col(Thread.account_id) == account_id, *conditions).values(stale=True))


_LAPSED_THREADS = text(
    """
    SELECT thread_id FROM inbox_entry e
    WHERE account_id = :account AND scored AND first_at IS NULL AND settled_status IS NULL
      AND first_due <= :now
    UNION
    SELECT thread_id FROM inbox_entry e
    WHERE account_id = :account AND follow_up_due <= :now AND first_at IS NOT NULL
      AND qualification <> 'notice' AND NOT EXISTS (
        SELECT 1 FROM clock_status c WHERE c.account_id = e.account_id AND c.thread_id = e.thread_id
          AND c.clock = 'follow_up' AND c.due = e.follow_up_due AND c.status IS NOT NULL)
    UNION
    SELECT thread_id FROM inbox_entry e
    WHERE account_id = :account AND fix_at IS NULL AND fix_due < :now
      AND coalesce(outcome, '') NOT IN :fix_ending
      AND fix_start >= coalesce((SELECT baseline_at FROM account WHERE id = :account), 0) AND NOT EXISTS (
        SELECT 1 FROM clock_status c WHERE c.account_id = e.account_id AND c.thread_id = e.thread_id
          AND c.clock = 'fix' AND c.start = e.fix_start AND c.status IS NOT NULL)
    """
).bindparams(bindparam("fix_ending", FIX_ENDING_OUTCOMES, expanding=True))
