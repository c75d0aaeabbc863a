"""Seals: digests of stored rows in the history, which show when a row was changed afterwards.

The payload of a history entry may contain `seals`: by table and key, the digest of the row as it was written
then, or null for a row that the program removed. The last seal of a row counts. The hash chain of the history
covers the seals, so changing a row requires a new chain, which an anchor reveals.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, Table, select
from sqlmodel import Session, SQLModel

from bizcare_tui.store import history
from bizcare_tui.store.batching import in_batches
from bizcare_tui.store.tables import Message

SEALS_KEY = "seals"
"""The name of the seals in a payload: `{table: {key: digest or null}}`."""

UPGRADE_KIND = "upgrade"
"""The kind of entry that seals rows stored before seals existed; they are verified only from then on."""

MESSAGES_KIND = "messages"
"""The kind of entry that seals messages as they were fetched."""

_ROWS_AT_ONCE = 500

# For each table, the columns that the program never changes silently. Derived columns are not sealed, as they
# can be recomputed. The first column is the key of the table.
SEALED_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "message": (
        "id",
        "thread_id",
        "remote_id",
        "at",
        "text",
        "attachments",
        "reported_role",
        "reported_name",
        "raw",
    ),
    "reply": ("id", "person_id", "thread_id", "text", "override_reason", "queued_at"),
    "reply_file": ("reply_id", "name", "media_type", "content"),
    "evidence_file": ("digest", "name", "media_type", "content"),
    "act": ("id", "person_id", "thread_id", "verb", "content", "at"),
    "shop_correction": ("id", "thread_id", "order_id", "product_id", "website", "source", "person_id", "at"),
    "declared_range": ("id", "product_id", "since", "least", "most", "holes", "source", "person_id"),
    "defect": ("id", "title", "product_id", "person_id", "at"),
    "defect_step": ("id", "defect_id", "step", "content", "person_id", "at", "undone_at", "undone_by"),
    "absence": ("id", "person_id", "first_day", "last_day", "added_by", "removed_by", "removed_at"),
    "signature": ("text", "person_id", "at"),
    "refund_watch": (
        "decision_id",
        "thread_id",
        "order_id",
        "product_id",
        "refunded_before",
        "quantity",
        "agreed_at",
    ),
}

_TABLES_OF_FILES = frozenset({"reply_file", "evidence_file"})
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

Seals = dict[str, dict[str, str | None]]


def sealed_table(name: str) -> Table:
    """Return a sealed table by its name."""
    table: Table = Message.metadata.tables[name]
    return table


def seal_key(name: str, row: Mapping[Any, Any]) -> str:
    """Return the key of a row within the seals of its table; for a message, it includes the thread id."""
    key = str(row[SEALED_COLUMNS[name][0]])
    return f"{row['thread_id']}:{key}" if name == "message" else key


def row_digest(name: str, row: Mapping[Any, Any]) -> str:
    """Return the digest of a row's sealed columns; it is the same on every database."""
    return _digest(name, [row[column] for column in SEALED_COLUMNS[name]])


def _digest(name: str, values: Sequence[Any]) -> str:
    """Return the digest of a row from the values of its sealed columns, in their order."""
    if name in _TABLES_OF_FILES:
        values = [hashlib.sha256(each).hexdigest() if isinstance(each, bytes) else each for each in values]
    text = _ENCODER.encode([name, *values])
    # Half the digest is enough: nobody can find a collision in 128 bits, and there is one seal per message.
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]


def seal_records(*records: SQLModel) -> Seals:
    """Return the seals of records as they are in memory, whatever the database has stored."""
    seals: Seals = {}
    for record in records:
        name = str(record.__tablename__)
        row = {column: getattr(record, column) for column in SEALED_COLUMNS[name]}
        seals.setdefault(name, {})[seal_key(name, row)] = row_digest(name, row)
    return seals


def seals_of_rows(session: Session, name: str, where: Any) -> Seals:
    """Return the seals of the rows of a table that match a condition, as they are stored now."""
    session.flush()
    rows = session.connection().execute(_sealed_columns(name, where))
    if name == "message":  # the key of `seal_key`, without a mapping for each of a page of messages
        return {name: {f"{row[1]}:{row[0]}": _digest(name, row) for row in rows}}
    return {name: {str(row[0]): _digest(name, row) for row in rows}}


def seals_by_key(session: Session, name: str, keys: Iterable[Any]) -> Seals:
    """Return the seals of the rows with these values in the first sealed column."""
    column = sealed_table(name).c[SEALED_COLUMNS[name][0]]
    found: dict[str, str | None] = {}
    for batch in in_batches(keys):
        found |= seals_of_rows(session, name, column.in_(batch)).get(name, {})
    return {name: found}


def sealed_rows(session: Session, name: str, where: Any = None) -> Iterator[Mapping[Any, Any]]:
    """Yield the sealed columns of rows in the order of their keys, read in batches."""
    query = _sealed_columns(name, where)
    with session.connection().execute(query, execution_options={"yield_per": _ROWS_AT_ONCE}) as result:
        yield from result.mappings()


def _sealed_columns(name: str, where: Any) -> Select[Any]:
    table = sealed_table(name)
    query = select(*(table.c[column] for column in SEALED_COLUMNS[name])).order_by(
        table.c[SEALED_COLUMNS[name][0]]
    )
    return query if where is None else query.where(where)


def merge_seals(*parts: Seals) -> Seals:
    """Return several mappings of seals merged into one, without empty tables."""
    together: Seals = {}
    for part in parts:
        for name, seals in part.items():
            if seals:
                together.setdefault(name, {}).update(seals)
    return together


def removal_seals(name: str, keys: Iterable[str]) -> Seals:
    """Return the null seals of rows that the program removed."""
    return {name: dict.fromkeys(keys)}


def append_seals(session: Session, account_id: int, at: int, seals: Seals, kind: str, **payload: Any) -> None:
    """Append a history entry with these seals, unless there are none."""
    if seals := merge_seals(seals):
        history.append_entry(
            session, account_id=account_id, at=at, kind=kind, payload={**payload, SEALS_KEY: seals}
        )


def last_message_id(session: Session) -> int:
    """Return the highest id of a stored message, 0 if there is none."""
    table = sealed_table("message")
    last = session.connection().execute(select(table.c.id).order_by(table.c.id.desc()).limit(1)).scalar()
    return last or 0


def seal_messages(
    session: Session,
    account_id: int,
    at: int,
    *,
    after: int | None,
    changed: Sequence[int],
    forgotten: Sequence[str],
) -> None:
    """Append an entry that seals new and changed messages, and records the removed ones.

    Args:
        after: Messages with a higher id are new; None if there are no new ones.
        changed: The ids of the changed messages.
        forgotten: The seal keys of the removed messages.
    """
    new_seals = (
        {} if after is None else seals_of_rows(session, "message", sealed_table("message").c.id > after)
    )
    changed_seals = seals_by_key(session, "message", changed)
    append_seals(
        session,
        account_id,
        at,
        merge_seals(removal_seals("message", forgotten), changed_seals, new_seals),
        MESSAGES_KIND,
    )
