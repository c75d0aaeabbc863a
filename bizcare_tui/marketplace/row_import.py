"""Convert Seller API rows to table columns (instants as epoch seconds), and store a thread's messages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bizcare_tui.domain.body import READING, same_text_key
from bizcare_tui.domain.threads import Author
from bizcare_tui.marketplace.row_values import canonical_json, compute_digest, parse_id
from bizcare_tui.marketplace.wire import (
    THREAD_ID_FIELDS,
    MessageRow,
    ProductRow,
    RowPage,
    SaleRow,
    ThreadRow,
)
from bizcare_tui.store import message_rows, row_writer
from bizcare_tui.store.engine import Session
from bizcare_tui.store.row_statements import ImportResult
from bizcare_tui.store.unix_time import to_optional_unix_seconds, to_unix_seconds


def import_messages(
    session: Session, account_id: int, pages: Sequence[RowPage[MessageRow]], at: int
) -> tuple[ImportResult, int]:
    """Store pages of messages; return what changed, and how many rows could not be parsed.

    Args:
        at: when the pages were read.
    """
    changes = message_rows.store_messages(session, account_id, _message_rows(pages, at))
    return changes, sum(store_unparsed_rows(session, account_id, "message", page, at) for page in pages)


def import_threads(
    session: Session, account_id: int, threads: Mapping[int, Sequence[RowPage[MessageRow]]], at: int
) -> tuple[ImportResult, int]:
    """Store the pages of all messages of some threads; return the same as `import_messages`."""
    rows = [row for pages in threads.values() for row in _message_rows(pages, at)]
    complete = [thread_id for thread_id, pages in threads.items() if not any(page.unparsed for page in pages)]
    changes = message_rows.store_messages(session, account_id, rows, whole=complete)
    unparsed = sum(
        store_unparsed_rows(session, account_id, "message", page, at, thread_id=thread_id)
        for thread_id, pages in threads.items()
        for page in pages
    )
    return changes, unparsed


def _message_rows(pages: Sequence[RowPage[MessageRow]], at: int) -> list[dict[str, Any]]:
    return [message_columns(row, at) for page in pages for row in page.rows if row.thread_id is not None]


def store_unparsed_rows(
    session: Session, account_id: int, kind: str, page: RowPage[Any], at: int, *, thread_id: int | None = None
) -> int:
    """Store the rows of a page that could not be parsed; return how many there were.

    A row that was read with the messages of a thread is stored with that thread's id.
    """
    rows = []
    for row in page.unparsed:
        raw, thread = _with_thread_id(row.raw, kind, thread_id)
        rows.append(
            {
                "kind": kind,
                "digest": compute_digest(kind, raw),
                "reason": row.reason,
                "raw": raw,
                "read_at": at,
                "thread_id": thread,
            }
        )
    return row_writer.store_unparsed(session, account_id, rows) if rows else 0


def _with_thread_id(raw: str, kind: str, thread_id: int | None) -> tuple[str, int | None]:
    """Return the row with its thread's id, and that id.

    The row is the same whether it was read with its thread or with the messages of all threads.
    """
    row = json.loads(raw)
    if not isinstance(row, dict):
        return raw, thread_id
    numbers = THREAD_ID_FIELDS if kind == "thread" else THREAD_ID_FIELDS[:2]
    own = parse_id(row, *numbers) or thread_id
    if own is None or kind not in ("thread", "message"):
        return raw, None
    excluded = {name: value for name, value in row.items() if name not in numbers}
    return canonical_json({**excluded, THREAD_ID_FIELDS[0]: own}), own


def thread_columns(row: ThreadRow, at: int) -> dict[str, Any]:
    """Return the columns of a thread that was read at `at`."""
    columns = _columns(row, at, "date_add", "qualification")
    return {**columns, "added_at": to_optional_unix_seconds(row.date_add), "tag": row.qualification}


def message_columns(row: MessageRow, at: int) -> dict[str, Any]:
    """Return the columns of a message that was read at `at`."""
    columns = _columns(row, at, "author_role", "author_name")
    return {
        **columns,
        "at": to_unix_seconds(row.at),
        "links": json.dumps(row.links),
        "quoted": json.dumps(row.quoted),
        "attachments": None if row.attachments is None else json.dumps(row.attachments),
        "reported_role": "" if row.author_role is Author.UNKNOWN else row.author_role.value,
        "reported_name": row.author_name,
        "text_digest": compute_digest(same_text_key(row.text)),
        "parser_version": READING,
    }


def product_columns(row: ProductRow, at: int) -> dict[str, Any]:
    """Return the columns of a product that was read at `at`."""
    return {**_columns(row, at), "price": None if row.price is None else str(row.price)}


def sale_columns(row: SaleRow, at: int) -> dict[str, Any]:
    """Return the columns of a sale that was read at `at`."""
    return {
        **_columns(row, at),
        "amount": None if row.amount is None else str(row.amount),
        "ordered_at": to_optional_unix_seconds(row.ordered_at),
    }


def _columns(row: Any, at: int, *excluded: str) -> dict[str, Any]:
    """Return the columns named like the fields of the row, without `excluded`, and the time of reading."""
    columns = {name: getattr(row, name) for name in row.__dataclass_fields__ if name not in excluded}
    return {**columns, "read_at": at}
