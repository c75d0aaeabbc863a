"""Reads for the screens, through the database driver alone, so that the first frame does not wait."""

from __future__ import annotations

import json
import threading
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from bizcare_tui.domain.counters import Counters
from bizcare_tui.domain.outbox import SOON
from bizcare_tui.domain.query_tree import Query
from bizcare_tui.domain.thread_status import GOALS_FROM, OBLIGATIONS_BELOW, RANK_OF_NO_DEBT
from bizcare_tui.store.database import Connection, Database, DatabaseRow
from bizcare_tui.store.inbox_pager import InboxPage, InboxPager, InboxPosition, search_source
from bizcare_tui.store.query_compiler import UNREAD_CONDITION, CompiledQuery, compile_query
from bizcare_tui.store.record_builder import build_records
from bizcare_tui.store.unix_time import from_optional_unix_seconds, to_unix_seconds

if TYPE_CHECKING:
    from sqlalchemy import Engine, Result, Select

    from bizcare_tui.domain.purchases import Purchase
    from bizcare_tui.store.presence import ReplyLockHolder

R = TypeVar("R")
T = TypeVar("T")

INBOX_ROW_QUERY = """
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
# All SQL text is fixed here; values from outside are always bound, never part of the SQL.
_ORDER = "e.account_id, e.rank, e.thread_id"
# The end of a message's text, where its signature is.
_TAIL = "substr(m.text, CASE WHEN length(m.text) > 400 THEN length(m.text) - 399 ELSE 1 END)"
_UNFINISHED = "o.state NOT IN ('confirmed', 'discarded')"
_REPLY = """
    SELECT o.*, p.login, e.topic, e.customer, f.name AS file
    FROM reply o
    JOIN person p ON p.id = o.person_id
    LEFT JOIN inbox_entry e ON e.account_id = o.account_id AND e.thread_id = o.thread_id
    LEFT JOIN reply_file f ON f.reply_id = o.id
    WHERE o.account_id = :account
"""


class StoreReader:
    """Reads the store on behalf of the person with this login.

    Every thread of the program has its own connection, which is read-only.

    Raises:
        StoreProblem: The store cannot be read. Every method may raise it.
    """

    def __init__(self, place: Database, login: str) -> None:
        self.place = place
        self._login = login
        self._local = threading.local()
        # There is one account per store; all indexes begin with it, so every query must name it.
        self._account: int | None = None
        self._engine_lock = threading.Lock()

    # --- statements over the driver, in `store.reads.hot` ------------------------------------------------

    def fetch(self, record: type[R], statement: str, **values: object) -> list[R]:
        """Run a statement over the driver; return its rows as records, by column name.

        The statement can name the parameters `:account` and `:login`, besides its `values`.
        """
        with self._translate_errors():
            cursor = self._connection().execute(statement, self._common_values() | values)
            names = tuple(column[0] for column in cursor.description)
            return list(build_records(record, names, cursor))

    def fetch_one(self, record: type[R], statement: str, **values: object) -> R | None:
        """Run a statement over the driver; return its first row as a record, None without rows."""
        return next(iter(self.fetch(record, statement, **values)), None)

    def first_values(self, statement: str, **values: object) -> Iterator[Any]:
        """Run a statement over the driver; yield the first value of every row."""
        with self._translate_errors():
            yield from self._connection().firsts(statement, self._common_values() | values)

    # --- statements of SQLAlchemy, in `store.reads` -----------------------------------------------------

    @property
    def account_id(self) -> int | None:
        """The id of the account, None before the first sync."""
        with self._translate_errors():
            return self._find_account()

    @property
    def login(self) -> str:
        """The login of the person for whom the store is read."""
        return self._login

    def select(self, record: type[R], statement: Select[tuple[Any, ...]]) -> list[R]:
        """Run a statement that `select_fields` built; return its rows as records."""
        with self._results(statement) as result:
            return list(build_records(record, tuple(result.keys()), result))

    def select_one(self, record: type[R], statement: Select[tuple[Any, ...]]) -> R | None:
        """Run a statement that `select_fields` built; return its first row as a record, None without rows."""
        return next(iter(self.select(record, statement.limit(1))), None)

    def scalars(self, statement: Select[tuple[T]]) -> list[T]:
        """Run a statement that selects one expression; return its values."""
        with self._results(statement) as result:
            return list(result.scalars())

    def scalar(self, statement: Select[tuple[T]]) -> T | None:
        """Run a statement that selects one expression; return its first value, None without rows."""
        return next(iter(self.scalars(statement.limit(1))), None)

    @contextmanager
    def _results(self, statement: Select[Any]) -> Iterator[Result[Any]]:
        from sqlalchemy.exc import DBAPIError

        try:
            with self._engine.connect() as connection:
                yield connection.execute(statement)
        except DBAPIError as error:
            raise self.place.problem(error.orig or error) from error

    @property
    def _engine(self) -> Engine:
        with self._engine_lock:
            return self._new_engine

    @cached_property
    def _new_engine(self) -> Engine:
        return self.place.engine(writes=False).execution_options(is_short=True)

    def first_inbox_rows(self, query: Query, now: datetime, count: int) -> list[DatabaseRow]:
        """Return the first inbox rows that match a query, next deadline first."""
        compiled = self._compile(query, now)
        statement = f"{INBOX_ROW_QUERY} WHERE {compiled.walked} ORDER BY {_ORDER} LIMIT :count"
        return self._all(statement, count=count, **compiled.values)

    def entries(self, thread_ids: Iterable[int]) -> list[DatabaseRow]:
        """Return the inbox rows of these threads, in this order, without missing threads."""
        ids = list(thread_ids)
        found: dict[int, DatabaseRow] = {}
        for start in range(0, len(ids), 500):
            numbers = ",".join(str(int(thread_id)) for thread_id in ids[start : start + 500])
            rows = self._all(
                f"{INBOX_ROW_QUERY} WHERE e.account_id = :account AND e.thread_id IN ({numbers})"
            )
            found |= {row["thread_id"]: row for row in rows}
        return [found[thread_id] for thread_id in ids if thread_id in found]

    def owing_first_answer(self, thread_ids: Sequence[int]) -> set[int]:
        """Return those of these threads that owe a first answer, even if they owe something else earlier."""
        found: set[int] = set()
        for start in range(0, len(thread_ids), 500):
            numbers = ",".join(str(int(thread_id)) for thread_id in thread_ids[start : start + 500])
            statement = (
                "SELECT thread_id FROM inbox_entry"  # noqa: S608
                f" WHERE account_id = :account AND thread_id IN ({numbers}) AND (owed = 'first_answer'"
                " OR (owed IS NOT NULL AND first_at IS NULL AND scored AND state <> 'closed'))"
            )
            found |= set(self._firsts(statement))
        return found

    def thread_ids(self, query: Query, now: datetime) -> array[int]:
        """Return the ids of the threads that match a query, in inbox order."""
        compiled = self._compile(query, now)
        statement = f"SELECT e.thread_id FROM inbox_entry e WHERE {compiled.where} ORDER BY {_ORDER}"  # noqa: S608
        return array("q", self._firsts(statement, **compiled.values))

    def inbox_pages(
        self,
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
            stop: Setting this event ends the generator with `Stopped`.
        """
        compiled = self._compile(query, now)
        with self._translate_errors():
            yield from self._lister(stop).lists(compiled, near=near, best=best, briefly=briefly)

    def last_inbox_page(
        self, query: Query, now: datetime, stop: threading.Event | None = None
    ) -> InboxPage | None:
        """Return the end of the list of matching threads, None if the complete list must be read for it."""
        compiled = self._compile(query, now)
        if compiled.words:
            return None
        with self._translate_errors():
            return self._lister(stop).last(compiled)

    def spot(self, thread_id: int) -> InboxPosition | None:
        """Return the position of a thread in inbox order, None if there is no such thread."""
        row = self._one(
            "SELECT rank FROM inbox_entry WHERE account_id = :account AND thread_id = :id", id=thread_id
        )
        return InboxPosition(int(row["rank"]), thread_id) if row else None

    def _lister(self, stop: threading.Event | None) -> InboxPager:
        return InboxPager(
            self._connection(),
            self.place.failures,
            self._common_values(),
            self.place.is_postgresql,
            stop or threading.Event(),
        )

    def next_thread(
        self, query: Query, now: datetime, after: int | None, *, unread: bool = False
    ) -> int | None:
        """Return the next matching thread below the thread `after`, or else the first one from the top.

        With `unread`, only unread threads count.
        """
        wanted = f"AND {UNREAD_CONDITION}" if unread else ""
        compiled = self._compile(query, now)
        here = self._one(
            "SELECT rank FROM inbox_entry WHERE account_id = :account AND thread_id = :after", after=after
        )
        below = "AND (e.rank, e.thread_id) > (:rank, :after)"
        for bound in (below, "AND e.thread_id <> :after") if here else ("",):
            row = self._one(
                f"SELECT e.thread_id FROM inbox_entry e WHERE {compiled.walked} {wanted} {bound}"  # noqa: S608
                f" ORDER BY {_ORDER} LIMIT 1",
                **compiled.values,
                rank=here["rank"] if here else 0,
                after=after,
            )
            if row:
                return int(row["thread_id"])
        return None

    def counts(self, queries: Mapping[str, Query], now: datetime) -> dict[str, int]:
        """Return how many threads match each of these queries, by its name."""
        return {name: self.count(query, now) for name, query in queries.items()}

    def count(self, query: Query, now: datetime) -> int:
        """Return how many threads match a query."""
        compiled = self._compile(query, now)
        counted = f"inbox_entry e WHERE {compiled.where}"
        if compiled.words:
            counted = f"{search_source(self.place.is_postgresql)} WHERE {compiled.words} AND {compiled.rest}"
        row = self._one(f"SELECT count(*) FROM {counted}", **compiled.values)  # noqa: S608
        return int(row[0]) if row else 0

    def quick_thread_count(self, query: Query, now: datetime, at_most: int) -> int | None:
        """Return how many threads match a query, at most `at_most`; None if counting takes too long."""
        with self._translate_errors():
            return self._lister(None).count(self._compile(query, now), at_most)

    def thread(self, thread_id: int) -> DatabaseRow | None:
        """Return the API data of a thread."""
        return self._one("SELECT * FROM thread WHERE account_id = :account AND id = :id", id=thread_id)

    def messages(self, thread_id: int) -> list[DatabaseRow]:
        """Return the messages of a thread, oldest first."""
        query = """SELECT * FROM message WHERE account_id = :account AND thread_id = :id
                    ORDER BY at, remote_id NULLS FIRST, id"""
        return self._all(query, id=thread_id)

    def revisions(self, thread_id: int) -> list[DatabaseRow]:
        """Return the texts that the messages of a thread had before they were edited, oldest first."""
        return self._all(
            """SELECT message_id, text, replaced_at FROM message_revision
               WHERE account_id = :account AND thread_id = :id ORDER BY id""",
            id=thread_id,
        )

    def texts(self, thread_id: int) -> Iterator[tuple[str, str]]:
        """Yield the searchable texts of a thread other than its topic, each with its field.

        Messages (field "said") come first, newest first, then notes, then the API data of the thread. The
        texts are read one after another, so that a caller can stop when it has found its match.
        """
        messages_query = """SELECT text FROM message WHERE account_id = :account AND thread_id = :thread
                  ORDER BY at DESC, remote_id DESC NULLS LAST, id DESC"""
        for row in self._rows(messages_query, thread=thread_id):
            yield "said", row["text"]
        notes_query = """SELECT content FROM act WHERE account_id = :account AND thread_id = :thread
                   AND verb = 'note' AND undone_at IS NULL ORDER BY id"""
        for row in self._rows(notes_query, thread=thread_id):
            yield "note", json.loads(row["content"])["text"]
        thread_query = """SELECT e.product, e.customer, e.shop, t.website, t.order_id
                   FROM inbox_entry e JOIN thread t ON t.account_id = e.account_id AND t.id = e.thread_id
                   WHERE e.account_id = :account AND e.thread_id = :thread"""
        for row in self._rows(thread_query, thread=thread_id):
            yield "product", row["product"]
            yield "from", row["customer"]
            yield "shop", row["shop"]
            yield "shop", row["website"]
            yield "number", f"#{thread_id} · {row['order_id'] or ''}".rstrip(" ·")

    # --- presence and last visit --------------------------------------------------------------------------

    def others(self) -> list[DatabaseRow]:
        """Return the running programs of other persons: `login`, `thread_id`, `writes`."""
        from bizcare_tui.store.presence import PRESENCE_TIMEOUT_SECONDS, latest_lock_expiry
        from bizcare_tui.store.real_time import CLOCK_SLACK_SECONDS

        now = self._real_time()
        return self._all(
            """SELECT p.login, h.thread_id,
                      EXISTS (SELECT 1 FROM reply_lock s WHERE s.account_id = h.account_id
                              AND s.session = h.session AND s.thread_id = h.thread_id
                              AND s.expires_at > :now AND s.expires_at <= :latest) AS writes
               FROM presence h JOIN person p ON p.id = h.person_id
               WHERE h.account_id = :account AND h.seen_at > :gone AND h.seen_at <= :ahead
                     AND p.login <> :login
               ORDER BY p.login, h.session""",
            now=now,
            gone=now - PRESENCE_TIMEOUT_SECONDS,
            latest=latest_lock_expiry(now),
            ahead=now + CLOCK_SLACK_SECONDS,
        )

    def seat(self, thread_id: int) -> ReplyLockHolder | None:
        """Return the holder of a thread's reply lock if that is another person, otherwise None."""
        from bizcare_tui.store.presence import SELECT_REPLY_LOCK, latest_lock_expiry, lock_holder_from_row

        now = self._real_time()
        row = self._one(SELECT_REPLY_LOCK, thread=thread_id, now=now, latest=latest_lock_expiry(now))
        return lock_holder_from_row(row) if row else None

    def visit(self) -> DatabaseRow | None:
        """Return this person's last visit (`history_id`, `message_id`, `at`), None before the first one."""
        return self._one(
            """SELECT v.* FROM last_visit v JOIN person p ON p.id = v.person_id
               WHERE v.account_id = :account AND p.login = :login"""
        )

    def ends(self) -> tuple[int, int]:
        """Return the ids of the last history entry and of the last message, 0 if there is none."""
        row = self._one(
            """SELECT coalesce((SELECT max(id) FROM history), 0) AS history,
                      coalesce((SELECT max(id) FROM message), 0) AS message"""
        )
        return (row["history"], row["message"]) if row else (0, 0)

    def happened(self, after: int, limit: int) -> list[DatabaseRow]:
        """Return history entries after this one, by other persons or by the program, newest first."""
        return self._all(
            """SELECT h.id, h.at, h.kind, h.payload, h.thread_id, p.login, e.topic
               FROM history h
               LEFT JOIN person p ON p.id = h.person_id
               LEFT JOIN inbox_entry e ON e.account_id = h.account_id AND e.thread_id = h.thread_id
               WHERE h.account_id = :account AND h.id > :after AND h.thread_id IS NOT NULL
                 AND (p.login IS NULL OR p.login <> :login)
               ORDER BY h.id DESC LIMIT :limit""",
            after=after,
            limit=limit,
        )

    def threads_written_since(self, after: int, limit: int) -> list[DatabaseRow]:
        """Return the threads in which customers wrote after the message with this id, latest first."""
        return self._all(
            """SELECT m.thread_id, count(*) AS messages, max(m.at) AS at, max(e.topic) AS topic
               FROM message m
               LEFT JOIN inbox_entry e ON e.account_id = m.account_id AND e.thread_id = m.thread_id
               WHERE m.account_id = :account AND m.id > :after AND m.author = 'customer'
               GROUP BY m.thread_id ORDER BY max(m.at) DESC LIMIT :limit""",
            after=after,
            limit=limit,
        )

    # --- orders, acts, outbox and other data ----------------------------------------------------------

    def purchase(self, order_id: int | None, product_id: int | None) -> Purchase | None:
        """Return the purchase of a product in an order, or of its first product if it lacks that one."""
        from bizcare_tui.domain.purchases import Purchase
        from bizcare_tui.store.order_lines import build_order_line

        lines = self.order_lines(order_id, product_id)
        return Purchase.of([build_order_line(row) for row in lines]) if lines else None

    def order_lines(self, order_id: int | None, product_id: int | None) -> list[DatabaseRow]:
        """Return the lines of an order for a product, or for its first product if it lacks that one."""
        rows = self._all(
            """SELECT * FROM sale WHERE account_id = :account AND order_id = :order_id
               ORDER BY product_id = :product_id DESC, product_id, line""",
            order_id=order_id,
            product_id=product_id,
        )
        return [row for row in rows if row["product_id"] == rows[0]["product_id"]]

    def price(self, product_id: int | None) -> str | None:
        """Return the price of a product as a decimal text, None if it is unknown."""
        query = "SELECT price FROM product WHERE account_id = :account AND id = :id"
        row = self._one(query, id=product_id)
        return row["price"] if row else None

    def threads_of_customer(self, thread_id: int, limit: int) -> list[int]:
        """Return the other threads of the same customer, newest first."""
        rows = self._all(
            """SELECT other.id FROM thread this JOIN thread other
                 ON other.account_id = this.account_id AND other.customer_digest = this.customer_digest
               WHERE this.account_id = :account AND this.id = :id AND this.customer_digest <> ''
                 AND other.id <> this.id
               ORDER BY other.added_at DESC LIMIT :limit""",
            id=thread_id,
            limit=limit,
        )
        return [row["id"] for row in rows]

    def threads_of_shop(self, thread_id: int, limit: int) -> list[int]:
        """Return the threads of the same customer or shop, including this one, newest first."""
        rows = self._all(
            """SELECT other.thread_id FROM inbox_entry this
               JOIN thread mine ON mine.account_id = this.account_id AND mine.id = this.thread_id
               JOIN inbox_entry other ON other.account_id = this.account_id
               JOIN thread its ON its.account_id = other.account_id AND its.id = other.thread_id
               WHERE this.account_id = :account AND this.thread_id = :id
                 AND (other.thread_id = this.thread_id
                      OR (this.shop <> '' AND other.shop = this.shop)
                      OR (mine.customer_digest <> '' AND its.customer_digest = mine.customer_digest))
               ORDER BY other.updated_at DESC LIMIT :limit""",
            id=thread_id,
            limit=limit,
        )
        return [row["thread_id"] for row in rows]

    def sales(self, order_ids: Iterable[int]) -> list[DatabaseRow]:
        """Return the lines of these orders, newest first."""
        numbers = ",".join(str(int(order_id)) for order_id in set(order_ids))
        if not numbers:  # an empty list is not valid SQL in every database
            return []
        return self._all(
            f"""SELECT * FROM sale WHERE account_id = :account AND order_id IN ({numbers})
                ORDER BY ordered_at DESC, order_id, product_id, line"""  # noqa: S608
        )

    def clock_statuses(self, thread_id: int) -> list[DatabaseRow]:
        """Return the settled clocks of a thread other than the first-answer clock, ordered by start."""
        return self._all(
            """SELECT * FROM clock_status WHERE account_id = :account AND thread_id = :id
               ORDER BY start, clock""",
            id=thread_id,
        )

    def acts(self, thread_id: int) -> list[DatabaseRow]:
        """Return the acts on a thread that were not undone, oldest first, with the login of the person."""
        return self._all(
            """SELECT a.*, p.login FROM act a JOIN person p ON p.id = a.person_id
               WHERE a.account_id = :account AND a.thread_id = :id AND a.undone_at IS NULL ORDER BY a.id""",
            id=thread_id,
        )

    def own_acts(self, limit: int) -> list[DatabaseRow]:
        """Return this person's acts, newest first; of a batch, only the first, with its number of threads."""
        return self._all(
            """SELECT a.*, e.topic, CASE WHEN a.batch IS NULL THEN 1 ELSE
                      (SELECT count(*) FROM act b WHERE b.account_id = a.account_id
                       AND b.person_id = a.person_id AND b.id >= a.id AND b.batch = a.batch) END AS threads
               FROM act a JOIN person p ON p.id = a.person_id
               LEFT JOIN inbox_entry e ON e.account_id = a.account_id AND e.thread_id = a.thread_id
               WHERE a.account_id = :account AND p.login = :login AND coalesce(a.batch, a.id) = a.id
               ORDER BY a.id DESC LIMIT :limit""",
            limit=limit,
        )

    def owed(self) -> list[DatabaseRow]:
        """Return what is owed in every thread that owes something, in inbox order."""
        return self._all(
            """SELECT thread_id, topic, due_at, owed, rank, snoozed_until FROM inbox_entry
               WHERE account_id = :account AND owed IS NOT NULL ORDER BY rank, thread_id"""
        )

    def request_times_since(self, at: int) -> list[int]:
        """Return the times of the first and later requests that started a clock, in seconds since 1970."""
        rows = self._rows(
            """SELECT first_start AS at FROM inbox_entry
               WHERE account_id = :account AND first_start >= :at AND qualification <> 'notice'
               UNION ALL
               SELECT start FROM clock_status
               WHERE account_id = :account AND clock = 'follow_up' AND start >= :at""",
            at=at,
        )
        return [row["at"] for row in rows]

    def oldest_message_at(self) -> int | None:
        """Return the time of the oldest known message, in seconds since 1970."""
        row = self._one("SELECT min(received_at) FROM inbox_entry WHERE account_id = :account")
        return row[0] if row else None

    def answer_times_since(self, at: int) -> list[int]:
        """Return the times of the seller's own, not automatic messages, in seconds since 1970."""
        rows = self._rows(
            """SELECT at FROM message WHERE account_id = :account AND author = 'seller' AND at >= :at
               AND NOT coalesce(automatic, false)""",
            at=at,
        )
        return [row["at"] for row in rows]

    def cases(self) -> Iterable[DatabaseRow]:
        """Return every request with its outcome, for the statistics."""
        return self._rows(
            """SELECT e.thread_id, e.first_start, e.first_due, e.first_at, e.obligation, e.scored, e.product,
                      e.language, e.state, e.outcome, e.fix_due, e.fix_at,
                      (SELECT p.login FROM message m JOIN reply o ON o.message_id = m.id
                         JOIN person p ON p.id = o.person_id
                       WHERE m.account_id = e.account_id AND m.thread_id = e.thread_id
                         AND m.at = e.first_at LIMIT 1) AS person,
                      (SELECT d.grounds FROM decision d WHERE d.account_id = e.account_id
                         AND d.thread_id = e.thread_id AND d.kind = 'rejection'
                       ORDER BY d.id DESC LIMIT 1) AS grounds
               FROM inbox_entry e
               WHERE e.account_id = :account AND e.qualification <> 'notice'"""
        )

    def deadline_notifications(self) -> list[DatabaseRow]:
        """Return this person's deadline notifications by channel, delivered or only tried."""
        return self._all(
            """SELECT n.channel, n.thread_id, n.due_at, n.lead, n.at, n.attempts
               FROM deadline_notification n JOIN person p ON p.id = n.person_id
               WHERE n.account_id = :account AND p.login = :login"""
        )

    def has_unchecked_events(self) -> bool:
        """Return whether there are messages or history entries not yet checked for events of this person."""
        row = self._one(
            """SELECT (SELECT max(id) FROM message WHERE account_id = :account) AS message_id,
                      (SELECT max(id) FROM history WHERE account_id = :account) AS history_id"""
        )
        seen = self._one(
            """SELECT h.message_id, h.history_id FROM event_progress h JOIN person p ON p.id = h.person_id
               WHERE h.account_id = :account AND p.login = :login"""
        )
        last = (row["message_id"] or 0, row["history_id"] or 0) if row else (0, 0)
        return seen is None or (seen["message_id"], seen["history_id"]) != last

    def queued_events(self) -> list[DatabaseRow]:
        """Return the events to deliver to this person, those with the fewest attempts first.

        `reply_state` and `error` are the current ones of the reply.
        """
        return self._all(
            """SELECT q.id, q.channel, q.event, q.thread_id, q.reply_id, q.state,
                      o.state AS reply_state, o.error, e.topic
               FROM queued_event q JOIN person p ON p.id = q.person_id
               LEFT JOIN reply o ON o.account_id = q.account_id AND o.id = q.reply_id
               LEFT JOIN inbox_entry e ON e.account_id = q.account_id AND e.thread_id = q.thread_id
               WHERE q.account_id = :account AND p.login = :login ORDER BY q.attempts, q.id"""
        )

    def tags(self) -> list[str]:
        """Return all tags in use, the most used first."""
        used: Counter[str] = Counter()
        for row in self._rows("SELECT tags FROM inbox_entry WHERE account_id = :account AND tags <> ''"):
            used.update(row["tags"].split())
        return [tag for tag, _count in used.most_common()]

    def draft(self, thread_id: int) -> DatabaseRow | None:
        """Return this person's draft for a thread."""
        return self._one(
            """SELECT d.* FROM draft d JOIN person p ON p.id = d.person_id
               WHERE d.account_id = :account AND d.thread_id = :id AND p.login = :login""",
            id=thread_id,
        )

    def replies(self, *, unfinished: bool = False) -> list[DatabaseRow]:
        """Return the replies of the outbox, newest first, with writer, topic, customer and file name."""
        return self._all(
            f"{_REPLY} AND (NOT :unfinished OR {_UNFINISHED}) ORDER BY o.id DESC", unfinished=unfinished
        )

    def reply(self, reply_id: int) -> DatabaseRow | None:
        """Return a reply of the outbox, None if there is none with this id."""
        return self._one(f"{_REPLY} AND o.id = :id", id=reply_id)

    def reply_states(self) -> dict[str, int]:
        """Return how many replies are in each state that is not final."""
        rows = self._all(
            f"SELECT o.state, count(*) AS n FROM reply o WHERE o.account_id = :account AND {_UNFINISHED}"  # noqa: S608
            " GROUP BY o.state"
        )
        return {row["state"]: row["n"] for row in rows}

    def lost_paragraphs(self) -> int:
        """Return how many replies lost their paragraphs when they became a message."""
        row = self._one("SELECT count(*) AS n FROM reply WHERE account_id = :account AND paragraphs_lost")
        return int(row["n"]) if row else 0

    def newest_message_at(self) -> int | None:
        """Return the time of the newest message, in seconds since 1970."""
        row = self._one("SELECT max(at) AS at FROM message WHERE account_id = :account")
        return row["at"] if row else None

    def pause_left(self) -> float:
        """Return the seconds until the Marketplace may be called again, 0 if it may be called now."""
        from bizcare_tui.store.real_time import remaining_seconds

        account = self.account()
        if account is None or not account["paused_until"]:
            return 0.0
        return remaining_seconds(account["paused_until"], account["pause_seconds"], self._real_time())

    def has_work_for_sender(self, confirm_seconds: float) -> bool:
        """Return whether there is a reply to send or to look for.

        An instant that a wrong clock stored counts as due. During a pause that the Marketplace requested,
        there is nothing to do.
        """
        if self.pause_left() > 0:
            return False
        row = self._one(
            """SELECT EXISTS (SELECT 1 FROM reply WHERE account_id = :account AND state = 'queued'
                              AND (not_before <= :at + CASE WHEN error = '' THEN :soon ELSE 0 END
                                   OR not_before > :at + wait_seconds))
                   OR EXISTS (SELECT 1 FROM reply WHERE account_id = :account
                              AND state IN ('unconfirmed', 'unknown')
                              AND (read_back_after <= :at OR read_back_after > :at + :longest))""",
            at=self._real_time(),
            soon=SOON,
            longest=confirm_seconds,
        )
        return bool(row and row[0])

    def last_message(self, thread_id: int) -> int:
        """Return the id of the message of a thread that was stored last, 0 if there is none."""
        row = self._one(
            "SELECT max(id) FROM message WHERE account_id = :account AND thread_id = :id", id=thread_id
        )
        return int(row[0] or 0) if row else 0

    def count_messages_after(self, thread_id: int, message_id: int) -> int:
        """Return how many messages of a thread came after this one, without replies from our outbox."""
        row = self._one(
            """SELECT count(*) FROM message m
               WHERE m.account_id = :account AND m.thread_id = :id AND m.id > :after
               AND NOT EXISTS (SELECT 1 FROM reply o WHERE o.message_id = m.id)""",
            id=thread_id,
            after=message_id,
        )
        return int(row[0]) if row else 0

    def own_texts(self, after: int = 0) -> Iterable[DatabaseRow]:
        """Return id, thread and text of the seller's messages, and of unfinished replies (with id 0)."""
        return self._rows(
            """SELECT id, thread_id, text FROM message
               WHERE account_id = :account AND author = 'seller' AND id > :after
               UNION ALL
               SELECT 0, thread_id, text FROM reply
               WHERE account_id = :account AND state NOT IN ('confirmed', 'discarded')""",
            after=after,
        )

    def customers(self) -> Iterable[DatabaseRow]:
        """Return thread, customer and shop of every thread that has a customer or a shop."""
        return self._rows(
            """SELECT thread_id, customer, shop FROM inbox_entry
               WHERE account_id = :account AND (customer <> '' OR shop <> '')"""
        )

    def declared(self, product_id: int | None) -> list[DatabaseRow]:
        """Return the versions declared compatible for a product, in the order in which they were recorded."""
        return self._all(
            """SELECT r.*, p.login FROM declared_range r JOIN person p ON p.id = r.person_id
               WHERE r.account_id = :account AND r.product_id = :id ORDER BY r.recorded_at, r.id""",
            id=product_id,
        )

    def shop_correction(self, thread_id: int) -> DatabaseRow | None:
        """Return the seller's last correction of a thread's licensed shop, made there or in its order."""
        return self._one(
            """SELECT c.*, p.login FROM shop_correction c JOIN person p ON p.id = c.person_id
               JOIN thread t ON t.account_id = c.account_id AND t.id = :id
               WHERE c.account_id = :account AND (c.thread_id = t.id
                     OR (c.order_id = t.order_id AND coalesce(c.product_id, 0) = coalesce(t.product_id, 0)))
               ORDER BY c.id DESC LIMIT 1""",
            id=thread_id,
        )

    def cover_readings(self, thread_id: int) -> list[DatabaseRow]:
        """Return the earlier reported values of a thread's Business Care, oldest first."""
        return self._all(
            """SELECT at, days_left FROM cover_reading
               WHERE account_id = :account AND thread_id = :id ORDER BY at""",
            id=thread_id,
        )

    def decisions(self, thread_id: int | None = None) -> list[DatabaseRow]:
        """Return the decisions, newest first, with their persons and the states of letter and refund."""
        return self._all(
            """SELECT d.*, p.login, s.login AS seconder, o.state AS reply_state,
                      e.topic, e.customer, e.product,
                      w.seen_at, w.alarmed_at, w.expected_by, w.agreed_at, w.order_id AS refund_order,
                      (SELECT max(n.id) FROM decision n
                       WHERE n.account_id = d.account_id AND n.thread_id = d.thread_id) AS last_id
               FROM decision d
               JOIN person p ON p.id = d.person_id
               LEFT JOIN person s ON s.id = d.second_person_id
               LEFT JOIN reply o ON o.id = d.reply_id
               LEFT JOIN refund_watch w ON w.decision_id = d.id
               LEFT JOIN inbox_entry e ON e.account_id = d.account_id AND e.thread_id = d.thread_id
               WHERE d.account_id = :account AND (:thread IS NULL OR d.thread_id = :thread)
               ORDER BY d.id DESC""",
            thread=thread_id,
        )

    def wizards(self, thread_id: int) -> list[DatabaseRow]:
        """Return the wizards in progress in a thread: kind, who answered last, and when."""
        return self._all(
            """SELECT w.kind, w.saved_at, p.login FROM wizard w JOIN person p ON p.id = w.person_id
               WHERE w.account_id = :account AND w.thread_id = :id ORDER BY w.saved_at DESC""",
            id=thread_id,
        )

    def evidence_file(self, digest: str) -> DatabaseRow | None:
        """Return a file that was stored as evidence."""
        query = "SELECT * FROM evidence_file WHERE account_id = :account AND digest = :digest"
        return self._one(query, digest=digest)

    def reply_files(self, thread_id: int) -> list[DatabaseRow]:
        """Return the files attached to replies to a thread."""
        return self._all(
            """SELECT f.reply_id, f.name, f.content FROM reply_file f JOIN reply o ON o.id = f.reply_id
               WHERE o.account_id = :account AND o.thread_id = :id ORDER BY f.reply_id""",
            id=thread_id,
        )

    def history(self, thread_id: int | None = None) -> list[DatabaseRow]:
        """Return the history, oldest first, of one thread or of everything."""
        return self._all(
            """SELECT h.*, p.login FROM history h LEFT JOIN person p ON p.id = h.person_id
               WHERE h.account_id = :account AND (:thread IS NULL OR h.thread_id = :thread) ORDER BY h.id""",
            thread=thread_id,
        )

    def account(self) -> DatabaseRow | None:
        """Return the account, None before the first sync."""
        return self._one("SELECT * FROM account")

    def page_confirmations(self) -> list[DatabaseRow]:
        """Return the confirmed page addresses of the partner account, by whom and when."""
        return self._all(
            """SELECT c.address, c.confirmed_at, p.login
               FROM page_confirmation c JOIN person p ON p.id = c.person_id WHERE c.account_id = :account"""
        )

    def unparsed(self) -> list[DatabaseRow]:
        """Return the API rows that could not be parsed, newest first."""
        return self._all(
            """SELECT kind, reason, raw, read_at FROM unparsed_api_row WHERE erased_at IS NULL
               ORDER BY read_at DESC, digest"""
        )

    def signatures(self) -> list[str]:
        """Return the message endings that were accepted as the seller's signatures."""
        return [row["text"] for row in self._all("SELECT text FROM signature ORDER BY at")]

    def endings(self) -> Iterable[tuple[int, str, bool]]:
        """Return each message's thread, end of text, and whether a customer wrote it, to find signatures.

        The author of the first message of a thread counts as a customer, and so does everyone whom the author
        field, a mail or a person identifies as one.
        """
        query = f"""SELECT m.thread_id, {_TAIL},
                           m.author IN ('customer', 'marketplace') OR row_number() OVER
                             (PARTITION BY m.thread_id ORDER BY m.at, m.remote_id NULLS FIRST, m.id) = 1
                    FROM message m"""  # noqa: S608
        return ((row[0], row[1], bool(row[2])) for row in self._rows(query))

    def thread_customers(self) -> dict[int, str]:
        """Return who opened each thread, if known: the customer, or else the shop."""
        query = "SELECT id, customer_digest, website FROM thread WHERE customer_digest <> '' OR website <> ''"
        return {row[0]: row[1] or row[2] for row in self._rows(query)}

    def counters(self, now: datetime, horizon: datetime) -> Counters:
        """Return how many threads owe something at `now`, by urgency, and what is due by the horizon."""
        row = self._one(
            f"""SELECT count(CASE WHEN rank <= :now THEN 1 END) AS late,
                       count(CASE WHEN rank > :now AND rank < {OBLIGATIONS_BELOW} THEN 1 END) AS due,
                       count(CASE WHEN rank > :now AND rank <= :horizon THEN 1 END) AS soon,
                       max(CASE WHEN rank > :now AND rank <= :horizon THEN due_at END) AS before,
                       count(CASE WHEN rank >= {GOALS_FROM} AND rank - {GOALS_FROM} <= :now THEN 1 END)
                         AS missed,
                       count(CASE WHEN rank - {GOALS_FROM} > :now THEN 1 END) AS goals
                FROM inbox_entry WHERE account_id = :account AND rank < {RANK_OF_NO_DEBT}""",  # noqa: S608
            now=to_unix_seconds(now),
            horizon=to_unix_seconds(horizon),
        )
        if row is None:
            return Counters()
        return Counters(
            late=row["late"],
            due=row["due"],
            missed=row["missed"],
            goals=row["goals"],
            soon_due=row["soon"],
            due_before=from_optional_unix_seconds(row["before"]),
        )

    def open_requests(self) -> list[DatabaseRow]:
        """Return the threads that owe an obligation, or would owe a first answer if the request were scored.

        `is_open` is true if the first answer is missing, `is_other` if a fix or a refund is owed.
        """
        return self._all(
            """SELECT * FROM (
                 SELECT thread_id, first_start, first_due, rank,
                        first_at IS NULL AND obligation AND state <> 'closed' AS is_open,
                        coalesce(owed IN ('fix', 'refund'), false) AS is_other
                 FROM inbox_entry WHERE account_id = :account AND qualification <> 'notice') AS e
               WHERE is_open OR is_other"""
        )

    def unattributed_endings(self) -> Iterable[tuple[int, str]]:
        """Return thread and end of text of messages by unknown authors that may answer an open request."""
        query = f"""SELECT m.thread_id, {_TAIL} FROM message m
                    JOIN inbox_entry e ON e.account_id = m.account_id AND e.thread_id = m.thread_id
                    WHERE m.account_id = :account AND m.author = 'unknown' AND m.at > e.first_start
                      AND NOT coalesce(m.automatic, false) AND e.first_at IS NULL AND e.obligation
                      AND e.state <> 'closed'"""  # noqa: S608
        return ((row[0], row[1]) for row in self._rows(query))

    def unscored(self) -> int:
        """Return how many threads are not scored because they are from before the baseline."""
        row = self._one("SELECT count(*) FROM inbox_entry WHERE NOT scored AND qualification <> 'notice'")
        return int(row[0]) if row else 0

    def revision(self) -> int:
        """Return a number that changes whenever another connection has changed the store."""
        with self._translate_errors():
            return self.place.changes(self._connection)

    def integrity(self) -> str:
        """Run the database's own integrity check; return "ok" or a description of the damage."""
        with self._translate_errors():
            return self.place.integrity(self._connection())

    def close(self) -> None:
        """Close the connection of the current thread of the program."""
        connection = self._local.__dict__.pop("connection", None)
        if connection is not None:
            connection.close()

    def _one(self, query: str, **values: Any) -> DatabaseRow | None:
        rows = self._all(query, **values)
        return rows[0] if rows else None

    def _all(self, query: str, **values: Any) -> list[DatabaseRow]:
        return list(self._rows(query, **values))

    def _rows(self, query: str, **values: Any) -> Iterator[DatabaseRow]:
        with self._translate_errors():
            yield from self._connection().execute(query, self._common_values() | values)

    def _firsts(self, query: str, **values: Any) -> Iterator[Any]:
        with self._translate_errors():
            yield from self._connection().firsts(query, self._common_values() | values)

    @contextmanager
    def _translate_errors(self) -> Iterator[None]:
        """Within this context, turn exceptions of the driver into errors with a message for the user."""
        try:
            yield
        except self.place.failures as error:
            self._drop_broken_connection()
            raise self.place.problem(error) from error

    def _compile(self, query: Query, now: datetime) -> CompiledQuery:
        return compile_query(query, now, postgresql=self.place.is_postgresql)

    def _connection(self) -> Connection:
        connection: Connection | None = self._local.__dict__.get("connection")
        if connection is None:
            connection = self._local.connection = self.place.connect()
        return connection

    def _real_time(self) -> float:
        from bizcare_tui.store.real_time import real_time_over

        with self._translate_errors():
            return real_time_over(self.place, self._connection())

    def _common_values(self) -> dict[str, Any]:
        return {"login": self._login, "account": self._find_account()}

    def _find_account(self) -> int | None:
        if self._account is None:
            row = self._connection().execute("SELECT id FROM account LIMIT 1", {}).fetchone()
            self._account = row["id"] if row else None
        return self._account

    def _drop_broken_connection(self) -> None:
        """Open a new connection at the next read, because the server may have closed this one."""
        if self.place.is_remote:
            self.close()
