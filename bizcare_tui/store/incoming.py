"""Takes in what the Marketplace said, a page at a time; nothing that a person said of it is touched.

Rows are mappings from the columns of a table to values; instants are seconds since 1970.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from typing import Any

import sqlalchemy
from sqlalchemy import bindparam, func, insert, text, update
from sqlmodel import Session, SQLModel, col, select

from bizcare_tui.store import notified
from bizcare_tui.store.tables import CoverReading, Message, Product, Sale, Thread, Unparsed

Row = Mapping[str, Any]
_AT_ONCE = 500
_SAME_TERM_DAYS = 2
ERASED = "[…]"
"""Stands for a text that was erased."""
ERASED_OF_THREAD: Row = {"topic": ERASED, "website": "", "customer_digest": "", "raw": "{}"}
"""What of a thread is about a person, erased."""


@dataclass(slots=True)
class Changes:
    """How many rows were new, and how many had changed."""

    new: int = 0
    changed: int = 0
    threads: set[int] = field(default_factory=set)

    def __iadd__(self, other: Changes) -> Changes:
        self.new += other.new
        self.changed += other.changed
        self.threads |= other.threads
        return self


def store_threads(session: Session, account_id: int, rows: Sequence[Row]) -> Changes:
    """Take in a page of threads; a thread seen again after it was missing is no longer."""
    unique = {row["id"]: row for row in rows}
    columns: Any = (
        Thread.id,
        Thread.digest,
        Thread.missing_since,
        Thread.days_left,
        Thread.cover_told,
        Thread.read_at,
        Thread.erased_at,
    )
    known: dict[int, Any] = {
        row[0]: row
        for batch in _batches(unique)
        for row in session.exec(
            select(*columns).where(col(Thread.account_id) == account_id, col(Thread.id).in_(batch))
        )
    }
    fresh = [row for key, row in unique.items() if key not in known]
    changed = [row for key, row in unique.items() if key in known and known[key].digest != row["digest"]]
    returned = [key for key, was in known.items() if was.missing_since is not None]
    _keep_cover(session, account_id, [(known[row["id"]], row) for row in changed])
    _insert(session, Thread, ({**row, "account_id": account_id, "stale": True} for row in fresh))
    for erased in (False, True):
        told = [row for row in changed if (known[row["id"]].erased_at is not None) is erased]
        without = ERASED_OF_THREAD if erased else {}
        _update(session, Thread, account_id, "id", ({**row, **without, "stale": True} for row in told))
    for batch in _batches(returned):
        session.exec(
            update(Thread)
            .where(col(Thread.account_id) == account_id, col(Thread.id).in_(batch))
            .values(missing_since=None)
        )
    touched = {row["id"] for row in (*fresh, *changed)}
    return Changes(len(fresh), len(changed), touched)


def _keep_cover(session: Session, account_id: int, changed: Sequence[tuple[Any, Row]]) -> None:
    """Keep what was told of the cover before it changed otherwise than by the passing of days."""
    readings = [
        {"account_id": account_id, "thread_id": was.id, "at": was.read_at, "days_left": was.days_left}
        for was, row in changed
        if was.cover_told and was.read_at < row["read_at"] and _is_another_term(was, row)
    ]
    _insert(session, CoverReading, readings)


def _is_another_term(was: Any, row: Row) -> bool:
    """Whether the cover now told ends on another day than the one told before, a day or two apart."""
    if was.days_left is None or row["days_left"] is None:
        return bool(was.days_left != row["days_left"])
    passed = (row["read_at"] - was.read_at) / 86_400
    return bool(abs(was.days_left - passed - row["days_left"]) > _SAME_TERM_DAYS)


def mark_missing(session: Session, account_id: int, seen: set[int], at: int) -> None:
    """Note which threads a complete listing no longer held. They are kept."""
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
    for batch in _batches(missing):
        session.exec(
            update(Thread)
            .where(col(Thread.account_id) == account_id, col(Thread.id).in_(batch))
            .values(missing_since=at)
        )


def store_messages(session: Session, account_id: int, rows: Sequence[Row]) -> Changes:
    """Take in messages of any threads that the store knows; rows of other threads are passed over.

    A row is the same as a stored one by its remote id, or else by time and text and its occurrence
    among such within these rows: so a page read twice adds nothing, and identical messages stay apart.
    """
    by_thread: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_thread[row["thread_id"]].append(row)
    known = {
        key
        for batch in _batches(by_thread)
        for key in session.exec(
            select(Thread.id).where(col(Thread.account_id) == account_id, col(Thread.id).in_(batch))
        )
    }
    stored = _stored_messages(session, account_id, known)
    fresh: list[Row] = []
    changed: list[Row] = []
    touched: set[int] = set()
    for thread_id in known:
        for row, match in _matched(by_thread[thread_id], stored[thread_id]):
            if match is None:
                fresh.append({**row, "account_id": account_id})
            elif match.erased:
                continue
            elif match.digest != row["digest"] or (match.remote_id is None and row["remote_id"] is not None):
                changed.append({**row, "id": match.id})
            else:
                continue
            touched.add(thread_id)
    fresh.sort(key=lambda row: (row["at"], row["remote_id"] or 0))
    _insert(session, Message, fresh)
    for batch in _batches({row["thread_id"] for row in fresh}):
        notified.forget_stubs(session, account_id, batch)
    _update(session, Message, account_id, "id", changed)
    _set_stale(session, account_id, touched)
    return Changes(len(fresh), len(changed), touched)


def store_products(session: Session, account_id: int, rows: Sequence[Row]) -> Changes:
    """Take in the seller's products."""
    return _upsert(session, Product, account_id, ("id",), rows)


def store_sales(session: Session, account_id: int, rows: Sequence[Row]) -> Changes:
    """Take in orders; the threads of those that changed are worked out again."""
    changes = _upsert(session, Sale, account_id, ("order_id", "product_id"), rows)
    for batch in _batches(changes.threads):
        session.exec(
            update(Thread)
            .where(col(Thread.account_id) == account_id, col(Thread.order_id).in_(batch))
            .values(stale=True)
        )
    changes.threads = set()
    return changes


def keep_unparsed(session: Session, account_id: int, rows: Iterable[Row]) -> int:
    """Keep rows that could not be read, each once; returns how many there were."""
    unique = {row["digest"]: row for row in rows}
    known = set(
        session.exec(
            select(Unparsed.digest).where(
                col(Unparsed.account_id) == account_id, col(Unparsed.digest).in_(list(unique))
            )
        )
    )
    _insert(
        session,
        Unparsed,
        ({**row, "account_id": account_id} for digest, row in unique.items() if digest not in known),
    )
    return len(unique)


@dataclass(frozen=True, slots=True)
class Wanting:
    """A thread whose messages have to be read: how many were told, are stored, and are yet to come.

    Where none are `missing`, all its messages have to be read again.
    """

    thread_id: int
    told: int | None
    stored: int
    missing: int


def threads_wanting_messages(session: Session, account_id: int, quiet_before: int) -> list[Wanting]:
    """The threads with messages to read: the told count is not the one they were last read for.

    Where no count is told, a thread is read again as long as it moved after `quiet_before`. One that only a
    mail told of is not asked for: whoever sends mail could name one that there is not.
    """
    counted = messages_stored(session, account_id)
    rows = session.connection().execute(_WANTING, {"account": account_id, "quiet": quiet_before})
    return [_wanting(key, told, counted.get(key, 0), read_for) for key, told, read_for in rows]


_WANTING = text(
    """SELECT id, nb_messages, messages_read_for FROM thread
       WHERE account_id = :account AND digest <> ''
         AND (messages_read_for IS NULL OR nb_messages IS NULL OR messages_read_for <> nb_messages)
         AND (nb_messages IS NOT NULL OR messages_read_for IS NULL OR EXISTS (
              SELECT 1 FROM inbox_entry e
              WHERE e.account_id = thread.account_id AND e.thread_id = thread.id AND e.updated_at > :quiet))
       ORDER BY id"""
)


def _wanting(key: int, told: int | None, stored: int, read_for: int | None) -> Wanting:
    # More may be stored than were ever told: an edited message without an id is kept beside its first text.
    had = stored if read_for is None or read_for < 0 else read_for
    return Wanting(key, told, stored, max((told or 0) - had, 0))


def messages_stored(session: Session, account_id: int) -> dict[int, int]:
    """How many messages of each thread are stored; threads without any are left out."""
    query = (
        select(Message.thread_id, func.count())
        .where(col(Message.account_id) == account_id)
        .group_by(col(Message.thread_id))
    )
    return dict(session.exec(query).all())


def messages_told(session: Session, account_id: int) -> int:
    """How many messages there should be in all, one for a thread of which no count is told."""
    told = func.coalesce(func.sum(func.coalesce(Thread.nb_messages, 1)), 0)
    return int(session.exec(select(told).where(col(Thread.account_id) == account_id)).one())


def forget_messages_read(session: Session, account_id: int) -> None:
    """Have the messages of every thread read again."""
    session.exec(update(Thread).where(col(Thread.account_id) == account_id).values(messages_read_for=None))


def messages_were_read(session: Session, account_id: int, thread_ids: Iterable[int]) -> None:
    """Note that all messages of these threads, as many as were told, have been read."""
    for batch in _batches(thread_ids):
        session.exec(
            update(Thread)
            .where(col(Thread.account_id) == account_id, col(Thread.id).in_(batch))
            .values(messages_read_for=func.coalesce(Thread.nb_messages, -1))
        )


def _stored_messages(
    session: Session, account_id: int, thread_ids: set[int]
) -> dict[int, list[_StoredMessage]]:
    stored: dict[int, list[_StoredMessage]] = defaultdict(list)
    columns = (
        Message.id,
        Message.thread_id,
        Message.remote_id,
        Message.fingerprint,
        Message.occurrence,
        Message.digest,
        Message.erased_at,
    )
    for batch in _batches(thread_ids):
        query = select(*columns).where(  # type: ignore[call-overload]
            col(Message.account_id) == account_id, col(Message.thread_id).in_(batch)
        )
        for row in session.exec(query):
            stored[row.thread_id].append(
                _StoredMessage(
                    row.id,
                    row.remote_id,
                    row.fingerprint,
                    row.occurrence,
                    row.digest,
                    row.erased_at is not None,
                )
            )
    return stored


@dataclass(frozen=True, slots=True)
class _StoredMessage:
    id: int
    remote_id: int | None
    fingerprint: str
    occurrence: int
    digest: str
    erased: bool


def _matched(
    rows: Sequence[Row], stored: Sequence[_StoredMessage]
) -> Iterator[tuple[Row, _StoredMessage | None]]:
    """Each row, once, with the stored message that it is, and its occurrence filled in."""
    by_remote = {message.remote_id: message for message in stored if message.remote_id is not None}
    by_text = {(message.fingerprint, message.occurrence): message for message in stored}
    seen_remote: set[int] = set()
    taken: set[int] = set()
    count: dict[str, int] = {}
    for row in rows:
        remote_id, fingerprint = row["remote_id"], row["fingerprint"]
        if remote_id is not None:
            if remote_id in seen_remote:
                continue
            seen_remote.add(remote_id)
        match = by_remote.get(remote_id) if remote_id is not None else None
        occurrence = match.occurrence if match else count.get(fingerprint, 0)
        while match is None and (alike := by_text.get((fingerprint, occurrence))) is not None:
            # The same text at the same time: the same message, unless ids tell them apart.
            told_apart = remote_id is not None and alike.remote_id not in (None, remote_id)
            if not told_apart and alike.id not in taken:
                match = alike
            else:
                occurrence += 1
        if match is not None:
            taken.add(match.id)
        count[fingerprint] = max(count.get(fingerprint, 0), occurrence + 1)
        yield {**row, "occurrence": occurrence}, match


def _set_stale(session: Session, account_id: int, thread_ids: Iterable[int]) -> None:
    for batch in _batches(thread_ids):
        session.exec(
            update(Thread)
            .where(col(Thread.account_id) == account_id, col(Thread.id).in_(batch))
            .values(stale=True)
        )


def _upsert(
    session: Session, table: type[SQLModel], account_id: int, key: tuple[str, ...], rows: Sequence[Row]
) -> Changes:
    """Insert or update rows by a small key; `threads` holds the first parts of the keys touched."""
    columns = table.__table__.c  # type: ignore[attr-defined]
    named = [columns[name] for name in (*key, "digest")]
    stored = session.connection().execute(sqlalchemy.select(*named).where(columns.account_id == account_id))
    known = {tuple(row[:-1]): row[-1] for row in stored}
    unique = {tuple(row[name] for name in key): row for row in rows}
    fresh = [{**row, "account_id": account_id} for each, row in unique.items() if each not in known]
    changed = [row for each, row in unique.items() if each in known and known[each] != row["digest"]]
    _insert(session, table, fresh)
    for name_row in changed:
        where = [columns[name] == name_row[name] for name in key]
        session.exec(update(table).where(columns.account_id == account_id, *where).values(**name_row))
    return Changes(len(fresh), len(changed), {row[key[0]] for row in (*fresh, *changed)})


def _insert(session: Session, table: type[SQLModel], rows: Iterable[Row]) -> None:
    """Insert rows that all have the same columns; those they lack get their defaults.

    The statement is compiled by hand and given tuples: rows as mappings take the library twice as long.
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


def _update(session: Session, table: type[SQLModel], account_id: int, key: str, rows: Iterable[Row]) -> None:
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


def _batches(keys: Iterable[int]) -> Iterator[list[int]]:
    remaining = iter(sorted(keys))
    while batch := list(islice(remaining, _AT_ONCE)):
        yield batch
