"""Import rows of threads and products into the store, without touching the acts of people.

Rows are mappings from the columns of a table to values. Times are in seconds since 1970.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from bizcare_tui.store.batching import in_batches
from bizcare_tui.store.row_statements import ImportedRow, ImportResult, insert_rows, update_rows, upsert_rows
from bizcare_tui.store.tables import (
    CoverReading,
    Product,
    Thread,
    UnparsedApiRow,
)

_SAME_TERM_DAYS = 2
ERASED_TEXT = "[…]"
"""Replaces an erased text."""
ERASED_THREAD_COLUMNS: ImportedRow = {"topic": ERASED_TEXT, "website": "", "customer_digest": "", "raw": "{}"}
"""The columns of a thread with personal data, with the values that they have after an erasure."""


def store_threads(session: Session, account_id: int, rows: Sequence[ImportedRow]) -> ImportResult:
    """Import a page of threads. A thread that was marked missing and is listed again is no longer missing."""
    unique = {row["id"]: row for row in rows}
    columns: Any = (
        Thread.id,
        Thread.digest,
        Thread.missing_since,
        Thread.days_left,
        Thread.cover_reported,
        Thread.read_at,
        Thread.erased_at,
    )
    known: dict[int, Any] = {
        row[0]: row
        for batch in in_batches(sorted(unique))
        for row in session.exec(
            select(*columns).where(col(Thread.account_id) == account_id, col(Thread.id).in_(batch))
        )
    }
    fresh = [row for key, row in unique.items() if key not in known]
    changed = [row for key, row in unique.items() if key in known and known[key].digest != row["digest"]]
    returned = [key for key, before in known.items() if before.missing_since is not None]
    _keep_cover(session, account_id, [(known[row["id"]], row) for row in changed])
    insert_rows(session, Thread, ({**row, "account_id": account_id, "stale": True} for row in fresh))
    for erased in (False, True):
        selected = [row for row in changed if (known[row["id"]].erased_at is not None) is erased]
        overrides = ERASED_THREAD_COLUMNS if erased else {}
        update_rows(
            session, Thread, account_id, "id", ({**row, **overrides, "stale": True} for row in selected)
        )
    for batch in in_batches(sorted(returned)):
        session.exec(
            update(Thread)
            .where(col(Thread.account_id) == account_id, col(Thread.id).in_(batch))
            .values(missing_since=None)
        )
    touched = {row["id"] for row in (*fresh, *changed)}
    return ImportResult(len(fresh), len(changed), touched)


def _keep_cover(session: Session, account_id: int, changed: Sequence[tuple[Any, ImportedRow]]) -> None:
    """Store the earlier reading of the support cover when it changed other than by days that passed."""
    readings = [
        {
            "account_id": account_id,
            "thread_id": before.id,
            "at": before.read_at,
            "days_left": before.days_left,
        }
        for before, row in changed
        if before.cover_reported and before.read_at < row["read_at"] and _is_another_term(before, row)
    ]
    insert_rows(session, CoverReading, readings)


def _is_another_term(before: Any, row: ImportedRow) -> bool:
    """Return whether the reported cover ends on another day than before; two days apart count as the same."""
    if before.days_left is None or row["days_left"] is None:
        return bool(before.days_left != row["days_left"])
    passed = (row["read_at"] - before.read_at) / 86_400
    return bool(abs(before.days_left - passed - row["days_left"]) > _SAME_TERM_DAYS)


def mark_missing(session: Session, account_id: int, seen: set[int], at: int) -> None:
    """Mark the threads that a complete listing no longer contains as missing. They are kept in the store.

    Args:
        seen: the numbers of all threads of the listing.
        at: the time of the listing.
    """
    missing = (
        set(
            session.exec(
                select(Thread.id).where(
                    col(Thread.account_id) == account_id, col(Thread.missing_since).is_(None)
                )
            )
        )
        - seen
    )
    for batch in in_batches(sorted(missing)):
        session.exec(
            update(Thread)
            .where(col(Thread.account_id) == account_id, col(Thread.id).in_(batch))
            .values(missing_since=at)
        )


def store_products(session: Session, account_id: int, rows: Sequence[ImportedRow]) -> ImportResult:
    """Import the seller's products."""
    return upsert_rows(session, Product, account_id, ("id",), rows)


def store_unparsed(session: Session, account_id: int, rows: Iterable[ImportedRow]) -> int:
    """Store API rows that could not be parsed, each once; return how many of them were not erased before."""
    unique = {row["digest"]: row for row in rows}
    query = select(UnparsedApiRow.digest, UnparsedApiRow.erased_at).where(
        col(UnparsedApiRow.account_id) == account_id, col(UnparsedApiRow.digest).in_(list(unique))
    )
    known = dict(session.exec(query).all())
    insert_rows(
        session,
        UnparsedApiRow,
        ({**row, "account_id": account_id} for digest, row in unique.items() if digest not in known),
    )
    return sum(known.get(digest) is None for digest in unique)
