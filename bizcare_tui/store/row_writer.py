"""Import rows of the Marketplace into the store, a page at a time, without touching the acts of people."""

# Rows are mappings from the columns of a table to values. Times are in seconds since 1970.

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

import sqlalchemy
from sqlalchemy import bindparam, func, insert, text, update
from sqlmodel import Session, SQLModel, col, select

from bizcare_tui.store import notification_mails, seals
from bizcare_tui.store.batching import in_batches
from bizcare_tui.store.message_matching import StoredMessage, match_complete_thread, match_partial_thread
from bizcare_tui.store.stale_threads import mark_orders_stale, mark_stale
from bizcare_tui.store.tables import (
    CoverReading,
    Message,
    MessageRevision,
    Product,
    Sale,
    Thread,
    UnparsedApiRow,
)

ImportedRow = Mapping[str, Any]
_SAME_TERM_DAYS = 2
ERASED_TEXT = "[…]"
"""Replaces an erased text."""
ERASED_THREAD_COLUMNS: ImportedRow = {"topic": ERASED_TEXT, "website": "", "customer_digest": "", "raw": "{}"}
"""The columns of a thread with personal data, with the values that they have after an erasure."""


@dataclass(slots=True)
class ImportResult:
    """The result of an import.

    `new` and `changed` are numbers of rows, and `threads` the threads they belong to. All messages of the
    threads in `held` must be fetched again, because some of their rows could not be matched and were not
    stored.
    """

    new: int = 0
    changed: int = 0
    threads: set[int] = field(default_factory=set)
    held: set[int] = field(default_factory=set)

    def __iadd__(self, other: ImportResult) -> ImportResult:
        self.new += other.new
        self.changed += other.changed
        self.threads |= other.threads
        self.held |= other.held
        return self


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
    _insert(session, Thread, ({**row, "account_id": account_id, "stale": True} for row in fresh))
    for erased in (False, True):
        selected = [row for row in changed if (known[row["id"]].erased_at is not None) is erased]
        overrides = ERASED_THREAD_COLUMNS if erased else {}
        _update(session, Thread, account_id, "id", ({**row, **overrides, "stale": True} for row in selected))
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
    _insert(session, CoverReading, readings)


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


def store_messages(
    session: Session, account_id: int, rows: Sequence[ImportedRow], *, whole: Collection[int] = ()
) -> ImportResult:
    """Import messages of threads that are in the store; rows of unknown threads are ignored.

    A row matches a stored message by its remote id, or else by its time, its text, and its position among
    equal rows of this import. So a page that is read twice adds nothing, and identical messages remain
    separate.

    Args:
        whole: the threads of which `rows` contains all messages. Only for these threads edited messages are
            updated, and missing messages marked as gone. In other threads, a row that may be an edited
            message is not stored; such threads are returned as `held`, and are to be fetched completely.
    """
    by_thread: dict[int, list[ImportedRow]] = defaultdict(list)
    for row in rows:
        by_thread[row["thread_id"]].append(row)
    known: dict[int, int | None] = {
        key: reported_count
        for batch in in_batches(sorted(by_thread.keys() | set(whole)))
        for key, reported_count in session.exec(
            select(Thread.id, Thread.nb_messages).where(
                col(Thread.account_id) == account_id, col(Thread.id).in_(batch)
            )
        )
    }
    stored = _stored_messages(session, account_id, set(known))
    fresh: list[ImportedRow] = []
    changed: list[ImportedRow] = []
    touched: set[int] = set()
    held: set[int] = set()
    gone: list[int] = []
    returned: list[int] = []
    for thread_id, reported_count in known.items():
        # With fewer rows than the reported number of messages, the rows are not all messages of the thread.
        if thread_id in whole and len(by_thread[thread_id]) >= (reported_count or 0):
            pairs, missing = match_complete_thread(by_thread[thread_id], stored[thread_id])
            gone += [message.id for message in missing if not message.is_gone]
        else:
            pairs, is_held = match_partial_thread(by_thread[thread_id], stored[thread_id], reported_count)
            held |= {thread_id} if is_held else set()
        for row, match in pairs:
            if match is None:
                fresh.append({**row, "account_id": account_id})
                touched.add(thread_id)
                continue
            returned += [match.id] if match.is_gone else []
            if match.is_erased or not _is_changed(row, match):
                continue
            changed.append({**row, "id": match.id})
            touched.add(thread_id)
    fresh.sort(key=lambda row: (row["at"], row["remote_id"] or 0))
    last = seals.last_message_id(session) if fresh else 0
    _keep_revisions(session, account_id, changed)
    _insert(session, Message, fresh)
    forgotten = [
        key
        for batch in in_batches(sorted({row["thread_id"] for row in fresh}))
        for key in notification_mails.delete_mail_messages(session, account_id, batch)
    ]
    _update(session, Message, account_id, "id", changed)
    if fresh or changed:
        at = max(row["read_at"] for row in (*fresh, *changed))
        ids = [row["id"] for row in changed]
        after = last if fresh else None
        seals.seal_messages(session, account_id, at, after=after, changed=ids, forgotten=forgotten)
    _set_gone(session, gone, rows[0]["read_at"] if rows else None)
    _set_gone(session, returned, None)
    _request_messages(session, account_id, held)
    mark_stale(session, account_id, sorted(touched))
    return ImportResult(len(fresh), len(changed), touched, held)


def _is_changed(row: ImportedRow, match: StoredMessage) -> bool:
    is_id_new = row["remote_id"] is not None and row["remote_id"] != match.remote_id
    return match.digest != row["digest"] or is_id_new


def _keep_revisions(session: Session, account_id: int, changed: Sequence[ImportedRow]) -> None:
    """Store the earlier texts of edited messages."""
    rows = {row["id"]: row for row in changed}
    earlier: list[ImportedRow] = []
    for batch in in_batches(sorted(rows)):
        query = select(Message.id, Message.thread_id, Message.text, Message.text_digest).where(
            col(Message.id).in_(batch)
        )
        earlier += [
            {
                "account_id": account_id, "thread_id": thread_id, "message_id": key, "text": old_text,
                "replaced_at": rows[key]["read_at"],
            }
            for key, thread_id, old_text, old_digest in session.exec(query)
            if key is not None and old_digest != rows[key]["text_digest"]
        ]  # fmt: skip
    _insert(session, MessageRevision, earlier)


def _set_gone(session: Session, message_ids: Sequence[int], at: int | None) -> None:
    for batch in in_batches(sorted(message_ids)):
        session.exec(update(Message).where(col(Message.id).in_(batch)).values(gone_at=at))


def _request_messages(session: Session, account_id: int, thread_ids: Iterable[int]) -> None:
    """Mark these threads, so that the next sync fetches all their messages again."""
    for batch in in_batches(sorted(thread_ids)):
        session.exec(
            update(Thread)
            .where(col(Thread.account_id) == account_id, col(Thread.id).in_(batch))
            .values(messages_read_for=None)
        )


def request_changed_threads(
    session: Session, account_id: int, rows: Sequence[ImportedRow], since: int | None
) -> set[int]:
    """Request all messages of the threads whose newest messages are not the stored ones; return the threads.

    A difference that remained after a thread was fetched again does not request its messages a second time.

    Args:
        rows: the newest messages of all threads, complete since `since`.
        since: rows up to this time are not compared; None compares all rows, which are then all messages.
    """
    texts: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        if row["thread_id"] is not None and (since is None or row["at"] > since):
            texts[row["thread_id"]].append(row["fingerprint"])
    differing: dict[int, str] = {}
    for batch in in_batches(sorted(texts)):
        stored: dict[int, list[str]] = defaultdict(list)
        query = select(Message.thread_id, Message.fingerprint).where(
            col(Message.account_id) == account_id,
            col(Message.thread_id).in_(batch),
            col(Message.at) > (-1 << 60 if since is None else since),
            col(Message.gone_at).is_(None),
        )
        for thread_id, fingerprint in session.exec(query):
            stored[thread_id].append(fingerprint)
        threads = session.exec(
            select(Thread.id, Thread.newest_messages_digest).where(
                col(Thread.account_id) == account_id,
                col(Thread.id).in_(batch),
                col(Thread.messages_read_for) == func.coalesce(Thread.nb_messages, -1),
            )
        )
        for thread_id, seen_before in threads:
            seen = hashlib.sha256("\n".join(sorted(texts[thread_id])).encode()).hexdigest()
            if sorted(texts[thread_id]) != sorted(stored[thread_id]) and seen != seen_before:
                differing[thread_id] = seen
    for thread_id, seen in differing.items():
        session.exec(
            update(Thread)
            .where(col(Thread.account_id) == account_id, col(Thread.id) == thread_id)
            .values(messages_read_for=None, newest_messages_digest=seen)
        )
    return set(differing)


def store_products(session: Session, account_id: int, rows: Sequence[ImportedRow]) -> ImportResult:
    """Import the seller's products."""
    return _upsert(session, Product, account_id, ("id",), rows)


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
    stored: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for stored_line in session.connection().execute(query.order_by(columns.line)).mappings():
        stored[stored_line["order_id"], stored_line["product_id"]].append(stored_line)
    reported: dict[tuple[int, int], list[ImportedRow]] = defaultdict(list)
    for row in rows:
        reported[row["order_id"], row["product_id"]].append(row)
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
    _insert(session, Sale, fresh)
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


def store_unparsed(session: Session, account_id: int, rows: Iterable[ImportedRow]) -> int:
    """Store API rows that could not be parsed, each once; return how many of them were not erased before."""
    unique = {row["digest"]: row for row in rows}
    query = select(UnparsedApiRow.digest, UnparsedApiRow.erased_at).where(
        col(UnparsedApiRow.account_id) == account_id, col(UnparsedApiRow.digest).in_(list(unique))
    )
    known = dict(session.exec(query).all())
    _insert(
        session,
        UnparsedApiRow,
        ({**row, "account_id": account_id} for digest, row in unique.items() if digest not in known),
    )
    return sum(known.get(digest) is None for digest in unique)


@dataclass(frozen=True, slots=True)
class PendingMessages:
    """A thread whose messages must be fetched.

    `reported` is the number of messages that the API reports, None if it reports none. `stored` is the
    number in the store, and `missing` the number of messages to come. When `missing` is 0, all messages of
    the thread must be fetched again.
    """

    thread_id: int
    reported: int | None
    stored: int
    missing: int


def threads_to_fetch(session: Session, account_id: int, quiet_before: int) -> list[PendingMessages]:
    """Return the threads whose reported number of messages differs from the one at their last fetch.

    A thread that is only known from a notification mail is left out: the sender of a mail could name a thread
    that does not exist.

    Args:
        quiet_before: a thread without a reported number of messages is fetched again while its last activity
            is after this time.
    """
    stored_counts = stored_message_counts(session, account_id)
    rows = session.connection().execute(_SELECT_WANTING, {"account": account_id, "quiet": quiet_before})
    return [_wanting(key, reported, stored_counts.get(key, 0), read_for) for key, reported, read_for in rows]


_SELECT_WANTING = text(
    """SELECT id, nb_messages, messages_read_for FROM thread
       WHERE account_id = :account AND digest <> ''
         AND (messages_read_for IS NULL OR nb_messages IS NULL OR messages_read_for <> nb_messages)
         AND (nb_messages IS NOT NULL OR messages_read_for IS NULL OR EXISTS (
              SELECT 1 FROM inbox_entry e
              WHERE e.account_id = thread.account_id AND e.thread_id = thread.id AND e.updated_at > :quiet))
       ORDER BY id"""
)


def _wanting(key: int, reported: int | None, stored: int, read_for: int | None) -> PendingMessages:
    # More messages may be stored than were ever reported: an edited message without an id is stored as a
    # second message beside the first one.
    fetched = stored if read_for is None or read_for < 0 else read_for
    return PendingMessages(key, reported, stored, max((reported or 0) - fetched, 0))


def stored_message_counts(session: Session, account_id: int) -> dict[int, int]:
    """Return the number of stored messages of each thread that are still listed; omit threads without any."""
    query = (
        select(Message.thread_id, func.count())
        .where(col(Message.account_id) == account_id, col(Message.gone_at).is_(None))
        .group_by(col(Message.thread_id))
    )
    return dict(session.exec(query).all())


def has_messages(session: Session, account_id: int) -> bool:
    """Return whether any message from the API is stored."""
    query = select(Message.id).where(col(Message.account_id) == account_id, col(Message.digest) != "")
    return session.exec(query.limit(1)).first() is not None


def reported_message_count(session: Session, account_id: int) -> int:
    """Return the reported number of all messages; a thread without a reported number counts as one."""
    reported = func.coalesce(func.sum(func.coalesce(Thread.nb_messages, 1)), 0)
    return int(session.exec(select(reported).where(col(Thread.account_id) == account_id)).one())


def request_all_messages(session: Session, account_id: int) -> None:
    """Mark all threads, so that the next sync fetches all their messages again."""
    session.exec(update(Thread).where(col(Thread.account_id) == account_id).values(messages_read_for=None))


def mark_messages_fetched(session: Session, account_id: int, thread_ids: Iterable[int]) -> None:
    """Record that all reported messages of these threads have been fetched."""
    for batch in in_batches(sorted(thread_ids)):
        session.exec(
            update(Thread)
            .where(col(Thread.account_id) == account_id, col(Thread.id).in_(batch))
            .values(messages_read_for=func.coalesce(Thread.nb_messages, -1))
        )


def _stored_messages(
    session: Session, account_id: int, thread_ids: set[int]
) -> dict[int, list[StoredMessage]]:
    stored: dict[int, list[StoredMessage]] = defaultdict(list)
    columns = (
        Message.id,
        Message.thread_id,
        Message.remote_id,
        Message.fingerprint,
        Message.occurrence,
        Message.digest,
        Message.at,
        Message.erased_at,
        Message.gone_at,
    )
    for batch in in_batches(sorted(thread_ids)):
        query = select(*columns).where(  # type: ignore[call-overload]
            col(Message.account_id) == account_id,
            col(Message.thread_id).in_(batch),
            ~col(Message.fingerprint).startswith(notification_mails.MAIL_FINGERPRINT_PREFIX),
        )
        for row in session.exec(query.order_by(col(Message.id))):
            stored[row.thread_id].append(
                StoredMessage(
                    row.id,
                    row.remote_id,
                    row.fingerprint,
                    row.occurrence,
                    row.digest,
                    row.at,
                    is_erased=row.erased_at is not None,
                    is_gone=row.gone_at is not None,
                )
            )
    return stored


def _upsert(
    session: Session,
    table: type[SQLModel],
    account_id: int,
    key: tuple[str, ...],
    rows: Sequence[ImportedRow],
) -> ImportResult:
    """Insert or update rows by a key of a few columns.

    In the result, `threads` contains the values of the first key column of the new and changed rows.
    """
    columns = table.__table__.c  # type: ignore[attr-defined]
    named = [columns[name] for name in (*key, "digest")]
    stored = session.connection().execute(sqlalchemy.select(*named).where(columns.account_id == account_id))
    known = {tuple(row[:-1]): row[-1] for row in stored}
    unique = {tuple(row[name] for name in key): row for row in rows}
    fresh = [{**row, "account_id": account_id} for each, row in unique.items() if each not in known]
    changed = [row for each, row in unique.items() if each in known and known[each] != row["digest"]]
    _insert(session, table, fresh)
    for row in changed:
        where = [columns[name] == row[name] for name in key]
        session.exec(update(table).where(columns.account_id == account_id, *where).values(**row))
    return ImportResult(len(fresh), len(changed), {row[key[0]] for row in (*fresh, *changed)})


def _insert(session: Session, table: type[SQLModel], rows: Iterable[ImportedRow]) -> None:
    """Insert rows that all have the same columns; other columns get their default values.

    The statement is compiled here and executed with tuples, because SQLAlchemy takes twice as long with
    mappings.
    """
    values = list(rows)
    if not values:
        return
    connection = session.connection()
    columns = table.__table__.c  # type: ignore[attr-defined]
    statement = insert(table).compile(dialect=connection.dialect, column_keys=[*values[0]])
    names = statement.positiontup or list(statement.params)
    defaults = {name: columns[name].default.arg for name in names if name not in values[0]}
    if statement.positiontup is None:
        connection.exec_driver_sql(str(statement), [{**defaults, **row} for row in values])
        return
    pick = itemgetter(*names)
    connection.exec_driver_sql(str(statement), [pick({**defaults, **row}) for row in values])


def _update(
    session: Session, table: type[SQLModel], account_id: int, key: str, rows: Iterable[ImportedRow]
) -> None:
    values = [{**row, "key_": row[key]} for row in rows]
    if not values:
        return
    columns = table.__table__.c  # type: ignore[attr-defined]
    set_: dict[str, Any] = {
        name: bindparam(name) for name in values[0] if name not in (key, "key_", "account_id")
    }
    session.connection().execute(
        update(table).where(columns.account_id == account_id, columns[key] == bindparam("key_")).values(set_),
        values,
    )
