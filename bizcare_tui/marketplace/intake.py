"""Turns rows of the Seller API into rows of the tables, and takes in the messages of a thread.

Instants are seconds since 1970.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bizcare_tui.domain.body import same_text_key
from bizcare_tui.domain.threads import Author
from bizcare_tui.marketplace.values import digest
from bizcare_tui.marketplace.wire import MessageRow, Page, ProductRow, SaleRow, ThreadRow
from bizcare_tui.store import incoming
from bizcare_tui.store.engine import Session
from bizcare_tui.store.incoming import Changes
from bizcare_tui.store.instants import maybe_seconds, seconds


def take_in_messages(
    session: Session, account_id: int, pages: Sequence[Page[MessageRow]], at: int
) -> tuple[Changes, int]:
    """Store pages of messages; what changed, and how many rows could not be read."""
    rows = [message_columns(row, at) for page in pages for row in page.rows if row.thread_id is not None]
    changes = incoming.store_messages(session, account_id, rows)
    unparsed = sum(keep_unparsed(session, account_id, "message", page, at) for page in pages)
    return changes, unparsed


def keep_unparsed(session: Session, account_id: int, kind: str, page: Page[Any], at: int) -> int:
    """Keep the rows of a page that could not be read; returns how many there were."""
    rows = (
        {
            "kind": kind,
            "digest": digest(kind, row.raw),
            "reason": row.reason,
            "raw": row.raw,
            "read_at": at,
        }
        for row in page.unparsed
    )
    return incoming.keep_unparsed(session, account_id, rows) if page.unparsed else 0


def thread_columns(row: ThreadRow, at: int) -> dict[str, Any]:
    """The columns of a thread, read at `at`."""
    columns = _columns(row, at, "date_add", "qualification")
    return {**columns, "added_at": maybe_seconds(row.date_add), "tag": row.qualification}


def message_columns(row: MessageRow, at: int) -> dict[str, Any]:
    """The columns of a message, read at `at`."""
    columns = _columns(row, at, "author_role", "author_name")
    return {
        **columns,
        "at": seconds(row.at),
        "links": json.dumps(row.links),
        "quoted": json.dumps(row.quoted),
        "attachments": None if row.attachments is None else json.dumps(row.attachments),
        "told_role": "" if row.author_role is Author.UNKNOWN else row.author_role.value,
        "told_name": row.author_name,
        "text_digest": digest(same_text_key(row.text)),
    }


def product_columns(row: ProductRow, at: int) -> dict[str, Any]:
    """The columns of a product, read at `at`."""
    return {**_columns(row, at), "price": None if row.price is None else str(row.price)}


def sale_columns(row: SaleRow, at: int) -> dict[str, Any]:
    """The columns of a sale, read at `at`."""
    columns = _columns(row, at, "product_type")
    return {
        **columns,
        "amount": None if row.amount is None else str(row.amount),
        "ordered_at": maybe_seconds(row.ordered_at),
    }


def _columns(row: Any, at: int, *others: str) -> dict[str, Any]:
    """The columns that carry the names of the row's own fields, and when it was read."""
    columns = {name: getattr(row, name) for name in row.__dataclass_fields__ if name not in others}
    return {**columns, "read_at": at}
