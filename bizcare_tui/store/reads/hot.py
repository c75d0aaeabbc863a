"""The hand-written SQL of the reads that the first frame or a key press in the inbox waits for.

Importing sqlmodel takes 0.3 to 0.5 s of processor time and 30 MB, so these statements run on the database
driver alone. The times below are processor times without that import, in a store of 150 threads. All SQL text
is fixed here; values from outside are always bound, never part of the SQL.
"""

from __future__ import annotations

import threading
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from bizcare_tui.domain.counters import Counters
from bizcare_tui.domain.outbox import SOON, ReplyState
from bizcare_tui.domain.query_tree import Query
from bizcare_tui.domain.thread_status import GOALS_FROM, OBLIGATIONS_BELOW, RANK_OF_NO_DEBT
from bizcare_tui.store.batching import in_batches
from bizcare_tui.store.inbox_pager import InboxPage, InboxPosition, search_source
from bizcare_tui.store.query_compiler import CompiledQuery, compile_query
from bizcare_tui.store.query_conditions import UNREAD_CONDITION
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.records import (
    AccountRecord,
    InboxEntryRecord,
    ProductRecord,
    RankRecord,
    ReplyStateCountRecord,
)
from bizcare_tui.store.unix_time import from_optional_unix_seconds, from_unix_seconds, to_unix_seconds

_INBOX_ENTRIES = """
    SELECT e.*, t.order_id, t.product_id, t.website,
           e.last_message_id IS NOT NULL AND e.last_message_id > coalesce(r.message_id, 0)
           AND (u.at IS NULL OR e.updated_at > u.at OR e.owed IS NOT NULL) AS unread,
           EXISTS (SELECT 1 FROM draft d WHERE d.account_id = e.account_id AND d.person_id = p.id
                   AND d.thread_id = e.thread_id) AS has_draft,
           EXISTS (SELECT 1 FROM mention n JOIN act a ON a.id = n.act_id
                   WHERE n.account_id = e.account_id AND n.login = :login AND n.thread_id = e.thread_id
                   AND n.seen_at IS NULL AND a.undone_at IS NULL) AS mentioned,
           (SELECT o.state FROM reply o WHERE o.account_id = e.account_id AND o.thread_id = e.thread_id
            AND o.state NOT IN ('confirmed', 'discarded') ORDER BY o.id DESC LIMIT 1) AS reply_state
    FROM inbox_entry e
    JOIN thread t ON t.account_id = e.account_id AND t.id = e.thread_id
    LEFT JOIN person p ON p.login = :login
    LEFT JOIN read_mark r
      ON r.account_id = e.account_id AND r.person_id = p.id AND r.thread_id = e.thread_id
    LEFT JOIN read_until u ON u.account_id = e.account_id AND u.person_id = p.id
"""
_ORDER = "e.account_id, e.rank, e.thread_id"

# --- inbox rows, for the first frame and each moved screenful: 0.6 ms for 40 rows -------------------------


def read_first_inbox_entries(
    reader: StoreReader, query: Query, now: datetime, count: int
) -> list[InboxEntryRecord]:
    """Return the first inbox entries that match a query, next deadline first."""
    compiled = _compile(reader, query, now)
    with reader.translated_errors():
        return read_inbox_entries(reader, reader.new_pager(None).first(compiled, count))


def read_inbox_entries(reader: StoreReader, thread_ids: Iterable[int]) -> list[InboxEntryRecord]:
    """Return the inbox entries of these threads, in this order, without missing threads."""
    ids = list(thread_ids)
    found: dict[int, InboxEntryRecord] = {}
    for batch in in_batches(ids):
        values = _numbered(batch)
        names = ",".join(f":{name}" for name in values)
        statement = f"{_INBOX_ENTRIES} WHERE e.account_id = :account AND e.thread_id IN ({names})"
        found |= {record.thread_id: record for record in reader.fetch(InboxEntryRecord, statement, **values)}
    return [found[thread_id] for thread_id in ids if thread_id in found]


def _numbered(ids: Sequence[int]) -> dict[str, int]:
    """Return names of parameters with these ids: a power of two, the last id as often as it takes.

    The driver keeps the last hundred statements of each connection, 30 kB each. With the ids in its text, or
    another number of them each time, every read would add one.
    """
    count = 1 << (len(ids) - 1).bit_length()
    return {f"id_{index}": ids[min(index, len(ids) - 1)] for index in range(count)}


# --- lists of threads, at each letter of a query and for the next thread: 0.1 ms --------------------------


def read_thread_ids(
    reader: StoreReader, query: Query, now: datetime, at_most: int | None = None
) -> array[int]:
    """Return the ids of the threads that match a query, in inbox order."""
    compiled = _compile(reader, query, now)
    if at_most is not None:
        with reader.translated_errors():
            return array("q", reader.new_pager(None).top(compiled, at_most))
    statement = f"SELECT e.thread_id FROM inbox_entry e WHERE {compiled.where} ORDER BY {_ORDER}"
    return array("q", reader.first_values(statement, **compiled.values))


def read_inbox_pages(
    reader: StoreReader,
    query: Query,
    now: datetime,
    *,
    near: InboxPosition | None = None,
    best: bool = False,
    briefly: bool = False,
    stop: threading.Event | None = None,
) -> Iterator[InboxPage]:
    """Yield the ids of matching threads: first what is quickly found, then the complete list.

    Args:
        near: The position around which to read; None for the top of the list.
        best: Order by best match instead of inbox order.
        briefly: Read only a few rows of the top at first.
        stop: Setting this event ends the generator with `ReadingStopped`.
    """
    compiled = _compile(reader, query, now)
    with reader.translated_errors():
        yield from reader.new_pager(stop).lists(compiled, near=near, best=best, briefly=briefly)


def read_last_inbox_page(
    reader: StoreReader, query: Query, now: datetime, stop: threading.Event | None = None
) -> InboxPage | None:
    """Return the end of the list of matching threads, None if the complete list must be read for it."""
    compiled = _compile(reader, query, now)
    if compiled.words:
        return None
    with reader.translated_errors():
        return reader.new_pager(stop).last(compiled)


def find_inbox_position(reader: StoreReader, thread_id: int) -> InboxPosition | None:
    """Return the position of a thread in inbox order, None if there is no such thread."""
    found = reader.fetch_one(
        RankRecord,
        "SELECT thread_id, rank FROM inbox_entry WHERE account_id = :account AND thread_id = :id",
        id=thread_id,
    )
    return InboxPosition(found.rank, thread_id) if found else None


def find_next_thread(
    reader: StoreReader, query: Query, now: datetime, after: int | None, *, unread: bool = False
) -> int | None:
    """Return the next matching thread below the thread `after`, or else the first one from the top.

    With `unread`, only unread threads count.
    """
    compiled = _compile(reader, query, now)
    if unread:
        compiled = compiled.narrowed(UNREAD_CONDITION)
    here = find_inbox_position(reader, after) if after is not None else None
    with reader.translated_errors():
        pager = reader.new_pager(None)
        found = pager.first(compiled, 1, after=here) if here else []
        if not found:
            others = compiled.narrowed(f"e.thread_id <> {int(here.thread_id)}") if here else compiled
            found = pager.first(others, 1)
    return found[0] if found else None


# --- counts, at each letter of a query, and for the status line and the tabs: 0.1 ms ----------------------


def count_matching(reader: StoreReader, queries: Iterable[Query], now: datetime) -> dict[Query, int]:
    """Return how many threads match each of these queries."""
    return {query: _count(reader, query, now) for query in queries}


def _count(reader: StoreReader, query: Query, now: datetime) -> int:
    compiled = _compile(reader, query, now)
    counted = f"inbox_entry e WHERE {compiled.where}"
    if compiled.words:
        source = search_source(reader.database.is_postgresql)
        counted = f"{source} WHERE {compiled.words} AND {compiled.rest}"
    return reader.number(f"SELECT count(*) FROM {counted}", **compiled.values)


def count_quickly(reader: StoreReader, query: Query, now: datetime, at_most: int) -> int | None:
    """Return how many threads match a query, at most `at_most`; None if counting takes too long."""
    with reader.translated_errors():
        return reader.new_pager(None).count(_compile(reader, query, now), at_most)


def read_counters(reader: StoreReader, now: datetime, horizon: datetime) -> Counters:
    """Return how many threads owe something at `now`, by urgency, and what is due by the horizon."""
    found = reader.fetch_one(
        Counters,
        f"""SELECT count(CASE WHEN rank <= :now THEN 1 END) AS late,
                   count(CASE WHEN rank > :now AND rank < {OBLIGATIONS_BELOW} THEN 1 END) AS due,
                   count(CASE WHEN rank > :now AND rank <= :horizon THEN 1 END) AS soon_due,
                   max(CASE WHEN rank > :now AND rank <= :horizon THEN due_at END) AS due_before,
                   count(CASE WHEN rank >= {GOALS_FROM} AND rank - {GOALS_FROM} <= :now THEN 1 END)
                     AS missed,
                   count(CASE WHEN rank - {GOALS_FROM} > :now THEN 1 END) AS goals,
                   count(CASE WHEN rank - {GOALS_FROM} <= :now AND state <> 'closed'
                              AND snoozed_until > :now THEN 1 END) AS snoozed,
                   count(CASE WHEN rank - {GOALS_FROM} <= :now AND state = 'closed' THEN 1 END) AS closed
            FROM inbox_entry WHERE account_id = :account AND rank < {RANK_OF_NO_DEBT}""",
        now=to_unix_seconds(now),
        horizon=to_unix_seconds(horizon),
    )
    return found or Counters()


def read_upcoming_obligations(
    reader: StoreReader, now: datetime, until: datetime, at_most: int
) -> list[datetime]:
    """Return when obligations become late after `now`, up to `until`, the next one first."""
    statement = """SELECT rank FROM inbox_entry
                   WHERE account_id = :account AND rank > :now AND rank <= :until
                   ORDER BY account_id, rank, thread_id LIMIT :count"""
    values = {"now": to_unix_seconds(now), "until": to_unix_seconds(until), "count": at_most}
    return [from_unix_seconds(rank) for rank in reader.first_values(statement, **values)]


# --- values of query fields, completed while a query is typed: 0.1 ms -------------------------------------


def read_logins(reader: StoreReader) -> list[str]:
    """Return the logins of everyone who has used this store."""
    return list(reader.first_values("SELECT login FROM person ORDER BY login"))


def read_products(reader: StoreReader) -> list[ProductRecord]:
    """Return the seller's products, and those that only threads mention, ordered by name."""
    return reader.fetch(
        ProductRecord,
        """SELECT id, name FROM product WHERE account_id = :account
           UNION
           SELECT DISTINCT product_id, product_name FROM thread
           WHERE account_id = :account AND product_id IS NOT NULL
             AND product_id NOT IN (SELECT id FROM product WHERE account_id = :account)
           ORDER BY 2""",
    )


def read_tags(reader: StoreReader) -> list[str]:
    """Return all tags in use, the most used first."""
    used: Counter[str] = Counter()
    statement = "SELECT tags FROM inbox_entry WHERE account_id = :account AND tags <> ''"
    for tags in reader.first_values(statement):
        used.update(tags.split())
    return [tag for tag, _count in used.most_common()]


# --- the status line, before the first frame and every few seconds: 0.1 ms --------------------------------


def read_account(reader: StoreReader) -> AccountRecord | None:
    """Return the account, None before the first sync."""
    return reader.fetch_one(AccountRecord, "SELECT * FROM account")


def read_newest_message_time(reader: StoreReader) -> datetime | None:
    """Return the time of the newest message, None if there is none."""
    found = reader.first_values("SELECT max(at) FROM message WHERE account_id = :account")
    return from_optional_unix_seconds(next(found))


def count_unparsed(reader: StoreReader) -> int:
    """Return how many rows of the Seller API could not be parsed."""
    return reader.number("SELECT count(*) FROM unparsed_api_row WHERE erased_at IS NULL")


def count_replies_by_state(reader: StoreReader) -> dict[ReplyState, int]:
    """Return how many replies are in each state that is not final."""
    rows = reader.fetch(
        ReplyStateCountRecord,
        """SELECT state, count(*) AS replies FROM reply
           WHERE account_id = :account AND state NOT IN ('confirmed', 'discarded') GROUP BY state""",
    )
    return {row.state: row.replies for row in rows}


def count_lost_paragraphs(reader: StoreReader) -> int:
    """Return how many replies lost their paragraphs when they became a message."""
    return reader.number("SELECT count(*) FROM reply WHERE account_id = :account AND paragraphs_lost")


def read_pause_left(reader: StoreReader) -> float:
    """Return the seconds until the Marketplace may be called again, 0 if it may be called now."""
    from bizcare_tui.store.real_time import remaining_seconds

    account = read_account(reader)
    if account is None or not account.paused_until:
        return 0.0
    return remaining_seconds(account.paused_until, account.pause_seconds, reader.real_time())


def has_work_for_sender(reader: StoreReader, confirm_seconds: float) -> bool:
    """Return whether there is a reply to send or to look for.

    An instant that a wrong clock stored counts as due. During a pause that the Marketplace requested,
    there is nothing to do.
    """
    if read_pause_left(reader) > 0:
        return False
    found = reader.number(
        """SELECT EXISTS (SELECT 1 FROM reply WHERE account_id = :account AND state = 'queued'
                          AND (not_before <= :at + CASE WHEN error = '' THEN :soon ELSE 0 END
                               OR not_before > :at + wait_seconds))
               OR EXISTS (SELECT 1 FROM reply WHERE account_id = :account
                          AND state IN ('unconfirmed', 'unknown')
                          AND (read_back_after <= :at OR read_back_after > :at + :longest))""",
        at=reader.real_time(),
        soon=SOON,
        longest=confirm_seconds,
    )
    return bool(found)


def _compile(reader: StoreReader, query: Query, now: datetime) -> CompiledQuery:
    return compile_query(query, now, postgresql=reader.database.is_postgresql)
