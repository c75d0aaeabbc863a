"""Compute the derived state of stale threads: message authors, clocks, what is owed, and the inbox entry.

Everything can be recomputed from the API data and the acts of the persons at the desk. Only the first status
of a clock is written once and never changed; its later changes are in the history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from bizcare_tui.domain.authorship import (
    SellerIdentity,
)
from bizcare_tui.store import (
    clocks,
    defects,
    indexing,
    search,
    stale_threads,
)
from bizcare_tui.store.attribution import (
    AuthorFacts,
    DerivationSettings,
    determine_authors,
    set_authors,
    store_authors,
)
from bizcare_tui.store.derivation import derive_statuses, read_derivations
from bizcare_tui.store.derived_message import DerivedMessage
from bizcare_tui.store.derived_thread import (
    ThreadDerivation,
    other_clocks,
)
from bizcare_tui.store.engine import Store
from bizcare_tui.store.first_answer_status import settle_first_answer
from bizcare_tui.store.inbox_columns import reported_columns
from bizcare_tui.store.row_statements import insert_rows
from bizcare_tui.store.tables import Account, InboxEntry, Signature, Thread
from bizcare_tui.store.unix_time import (
    from_optional_unix_seconds,
)

BATCH_SIZE = 500


def derivation_settings(
    session: Session, account: Account, seller_names: tuple[str, ...]
) -> DerivationSettings:
    """Return these settings from the accepted signatures and the configured seller names."""
    assert account.id is not None
    signatures = session.exec(select(Signature.text).where(Signature.account_id == account.id))
    return DerivationSettings(
        account.id,
        from_optional_unix_seconds(account.baseline_at),
        SellerIdentity(seller_names, tuple(signatures)),
    )


def recompute_stale(
    session: Session, desk: DerivationSettings, now: datetime, cause: str, *, with_words: bool = True
) -> int:
    """Recompute up to `BATCH_SIZE` stale threads, and return how many there were.

    Args:
        cause: The reason recorded in the history if the status of a settled clock changes.
        with_words: Also update the full-text index.
    """
    threads = session.exec(
        select(Thread)
        .where(col(Thread.account_id) == desk.account_id, col(Thread.stale))
        .order_by(col(Thread.id))
        .limit(BATCH_SIZE)
    ).all()
    if threads:
        _compute(session, desk, threads, now, cause, with_words=with_words)
    return len(threads)


def recompute_all_stale(
    transaction: Callable[[], AbstractContextManager[Session]],
    account_id: int,
    seller_names: tuple[str, ...],
    now: Callable[[], datetime],
    cause: str,
) -> Iterator[int]:
    """Recompute all stale threads, a batch in each transaction; yield the number done so far."""
    done = 0
    while True:
        with transaction() as session:
            account = session.get(Account, account_id)
            assert account is not None
            count = recompute_stale(
                session, derivation_settings(session, account, seller_names), now(), cause
            )
        if count == 0:
            return
        done += count
        yield done


def find_differing_threads(store: Store, seller_names: tuple[str, ...], now: datetime) -> list[int]:
    """Return the threads whose stored inbox entry differs from a newly computed one.

    Nothing is changed. Stale threads are left out.
    """
    with store.transaction() as session:
        before = _inbox_entries(session)
        waiting = set(session.exec(select(Thread.id).where(col(Thread.stale))))
        for account in session.exec(select(Account)).all():
            assert account.id is not None
            desk = derivation_settings(session, account, seller_names)
            stale_threads.mark_all_stale(session, account.id)
            while recompute_stale(session, desk, now, "looked through", with_words=False):
                session.flush()
        after = _inbox_entries(session)
        session.rollback()
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    return sorted(thread_id for _account, thread_id in changed if thread_id not in waiting)


_NOT_COMPARED = ("first_status", "settled_status", "search_id", "words_key")


def _inbox_entries(session: Session) -> dict[tuple[int, int], tuple[Any, ...]]:
    table = InboxEntry.__table__  # type: ignore[attr-defined]
    # The statuses are not compared: the next sync records deadlines that have passed meanwhile.
    columns = [column for column in table.c if column.name not in _NOT_COMPARED]
    rows = session.connection().execute(sa_select(*columns)).mappings()
    return {(row["account_id"], row["thread_id"]): tuple(row.values()) for row in rows}


def _compute(
    session: Session,
    desk: DerivationSettings,
    threads: Sequence[Thread],
    now: datetime,
    cause: str,
    *,
    with_words: bool,
) -> None:
    ids = [thread.id for thread in threads]
    before = _previous_entries(session, desk.account_id, ids)
    changed: list[DerivedMessage] = []

    def attribute(session: Session, desk: DerivationSettings, about: AuthorFacts) -> Sequence[DerivedMessage]:
        changed.extend(set_authors(about.messages, determine_authors(session, desk, about)))
        return about.messages

    worked = read_derivations(session, desk, threads, attribute)
    store_authors(session, changed)
    # Also the defects they were linked to before: another request may be their earliest one now.
    previous_defect_ids = {entry.defect_id for entry in before.values() if entry.defect_id is not None}
    entries, running = [], {}
    for each, fix, status in derive_statuses(session, desk, worked):
        thread_id = each.thread.id
        entry = {"account_id": desk.account_id, **reported_columns(each, before.get(thread_id)), **status}
        entry["fix_line"] = each.line
        settle_first_answer(session, entry, before.get(thread_id), now, cause)
        entries.append(entry)
        running[thread_id] = other_clocks(desk.baseline, each, fix)
    clocks.record_clock_statuses(session, desk.account_id, running, now=now, cause=cause)
    session.flush()
    _index_words(session, worked, entries, before, with_words=with_words)
    session.exec(
        delete(InboxEntry).where(
            col(InboxEntry.account_id) == desk.account_id, col(InboxEntry.thread_id).in_(ids)
        )
    )
    insert_rows(session, InboxEntry, entries)
    session.exec(
        update(Thread)
        .where(col(Thread.account_id) == desk.account_id, col(Thread.id).in_(ids))
        .values(stale=False)
    )
    defect_ids = {each.triage.defect for each in worked if each.triage.defect is not None}
    defects.mark_outdated_requests_stale(session, desk.account_id, sorted(defect_ids | previous_defect_ids))
    session.expunge_all()


def _previous_entries(session: Session, account_id: int, thread_ids: Sequence[int]) -> dict[int, Any]:
    """Return the previously computed columns of these threads that are still needed, by thread id."""
    columns = InboxEntry.__table__.c  # type: ignore[attr-defined]
    query = sa_select(
        columns.thread_id, columns.first_status, columns.settled_status, columns.defect_id, columns.state,
        columns.first_start, columns.first_at, columns.obligation,
        columns.language, columns.last_message_id, columns.search_id, columns.words_key,
    ).where(columns.account_id == account_id, columns.thread_id.in_(thread_ids))  # fmt: skip
    return {row.thread_id: row for row in session.connection().execute(query)}


def _index_words(
    session: Session,
    worked: Sequence[ThreadDerivation],
    entries: Sequence[dict[str, Any]],
    before: Mapping[int, Any],
    *,
    with_words: bool,
) -> None:
    """Update the full-text entries of these threads, and their `search_id` and `words_key`."""
    known = {thread_id: (row.search_id, row.words_key) for thread_id, row in before.items()}
    texts = (
        [_words_entry(each, entry) for each, entry in zip(worked, entries, strict=True)] if with_words else []
    )
    numbers = search.write_entries(session.connection(), texts, known)
    keys = {text.thread_id: text.key for text in texts}
    for entry in entries:
        thread_id = entry["thread_id"]
        search_id, key = known.get(thread_id, (None, None))
        entry["search_id"], entry["words_key"] = numbers.get(thread_id, search_id), keys.get(thread_id, key)


def _words_entry(each: ThreadDerivation, entry: Mapping[str, Any]) -> search.SearchEntry:
    """Return the full-text entry of a thread."""
    searched = SimpleNamespace(**entry, website=each.thread.website, order_id=each.thread.order_id)
    texts = indexing.search_texts(
        searched,
        (note.text for note in each.triage.notes),
        (message.text for message in reversed(each.messages)),
    )
    return search.SearchEntry.of(entry["thread_id"], entry["updated_at"], texts)
