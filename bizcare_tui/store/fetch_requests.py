"""Which threads have messages to fetch, and requests to fetch them again."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, text, update
from sqlmodel import Session, col, select

from bizcare_tui.store.batching import in_batches
from bizcare_tui.store.row_statements import ImportedRow
from bizcare_tui.store.tables import (
    Message,
    Thread,
)


def request_messages(session: Session, account_id: int, thread_ids: Iterable[int]) -> None:
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
    rows = session.connection().execute(_SELECT_WANTING, {"account": account_id, "quiet": quiet_before}).all()
    stored_counts = stored_message_counts(session, account_id, [key for key, _reported, _read_for in rows])
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


def stored_message_counts(session: Session, account_id: int, thread_ids: Iterable[int]) -> dict[int, int]:
    """Return the number of stored messages of these threads that are still listed; omit those without any."""
    counts: dict[int, int] = {}
    for batch in in_batches(sorted(thread_ids)):
        query = (
            select(Message.thread_id, func.count())
            .where(
                col(Message.account_id) == account_id,
                col(Message.thread_id).in_(batch),
                col(Message.gone_at).is_(None),
            )
            .group_by(col(Message.thread_id))
        )
        counts.update(session.exec(query).all())
    return counts


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
