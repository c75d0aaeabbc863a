"""Import rows of order lines, which have no ids of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy
from sqlalchemy import update
from sqlmodel import Session, col

from bizcare_tui.store.batching import in_batches
from bizcare_tui.store.row_statements import ImportedRow, ImportResult, insert_rows
from bizcare_tui.store.stale_threads import mark_orders_stale
from bizcare_tui.store.tables import (
    Sale,
    Thread,
)


def store_sales(session: Session, account_id: int, rows: Sequence[ImportedRow]) -> ImportResult:
    """Import order lines. The threads of changed orders become stale."""
    changes = _store_lines(session, account_id, rows)
    mark_orders_stale(session, account_id, sorted(changes.threads))
    if changes.threads:
        erase_raw_order_rows(session, account_id)
    changes.threads = set()
    return changes


def erase_raw_order_rows(session: Session, account_id: int) -> None:
    """Erase the raw rows of orders whose threads are all erased, because they may name the customer."""
    orders = sqlalchemy.select(col(Thread.order_id)).where(
        col(Thread.account_id) == account_id, col(Thread.order_id).is_not(None)
    )
    session.exec(
        update(Sale)
        .where(
            col(Sale.account_id) == account_id,
            col(Sale.raw) != "{}",
            col(Sale.order_id).in_(orders.where(col(Thread.erased_at).is_not(None))),
            col(Sale.order_id).not_in(orders.where(col(Thread.erased_at).is_(None))),
        )
        .values(raw="{}")
    )


def _store_lines(session: Session, account_id: int, rows: Sequence[ImportedRow]) -> ImportResult:
    columns = Sale.__table__.c  # type: ignore[attr-defined]
    names = ("order_id", "product_id", "line", "digest", "quantity_refunded", *_LINE_IDENTITY)
    query = sqlalchemy.select(*(columns[name] for name in names)).where(columns.account_id == account_id)
    reported: dict[tuple[int, int], list[ImportedRow]] = defaultdict(list)
    for row in rows:
        reported[row["order_id"], row["product_id"]].append(row)
    stored: dict[tuple[int, int], list[Any]] = defaultdict(list)
    # Only the orders of the page: an account has many more.
    for batch in in_batches(sorted({order_id for order_id, _product_id in reported})):
        of_orders = query.where(columns.order_id.in_(batch)).order_by(columns.line)
        for stored_line in session.connection().execute(of_orders).mappings():
            stored[stored_line["order_id"], stored_line["product_id"]].append(stored_line)
    fresh: list[ImportedRow] = []
    changed: list[ImportedRow] = []
    for key, lines in reported.items():
        next_line = max((stored_line["line"] for stored_line in stored[key]), default=-1) + 1
        for row, match in _matched_lines(lines, stored[key]):
            if match is None:
                fresh.append({**row, "account_id": account_id, "line": next_line})
                next_line += 1
            elif match["digest"] != row["digest"]:
                changed.append({**row, "line": match["line"], **_refund_columns(match, row)})
    insert_rows(session, Sale, fresh)
    for row in changed:
        where = [columns[name] == row[name] for name in ("order_id", "product_id", "line")]
        session.exec(update(Sale).where(columns.account_id == account_id, *where).values(**row))
    return ImportResult(len(fresh), len(changed), {row["order_id"] for row in (*fresh, *changed)})


# The columns that distinguish two lines of an order for the same product. A refund does not change them.
_LINE_IDENTITY = ("product_type", "product_name", "amount", "quantity")


def _matched_lines(
    rows: Sequence[ImportedRow], stored: Sequence[Any]
) -> Iterator[tuple[ImportedRow, Any | None]]:
    """Yield each order line with the stored line that it matches, or None.

    The best match is taken first: an equal digest, then equal facts, then an equal product type, then any
    line that is left.
    """
    unmatched, left = list(rows), list(stored)
    for names in (("digest",), _LINE_IDENTITY, ("product_type",), ()):
        still_unmatched: list[ImportedRow] = []
        for row in unmatched:
            match = next((line for line in left if all(line[name] == row[name] for name in names)), None)
            if match is None:
                still_unmatched.append(row)
            else:
                left.remove(match)
                yield row, match
        unmatched = still_unmatched
    yield from ((row, None) for row in unmatched)


def _refund_columns(before: Any, row: ImportedRow) -> dict[str, Any]:
    """Return the columns of a new refund: its time and the quantity refunded earlier; empty for none."""
    earlier = before["quantity_refunded"] or 0
    if (row["quantity_refunded"] or 0) <= earlier:
        return {}
    return {"refund_seen_at": row["read_at"], "refunded_earlier": earlier}
