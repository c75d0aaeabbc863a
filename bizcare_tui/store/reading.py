"""Reads shaped for a screen, by the driver alone: the first frame of the app waits for nothing heavier."""

from __future__ import annotations

import json
import threading
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bizcare_tui.domain.outbox import SOON
from bizcare_tui.domain.query import Query
from bizcare_tui.store.listing import Lister, Listing, Spot, found
from bizcare_tui.store.place import Connection, Line, Place
from bizcare_tui.store.queries import UNREAD, Asked, asked

if TYPE_CHECKING:
    from bizcare_tui.store.company import Seat

ENTRY = """
    SELECT e.*, t.order_id, t.product_id, t.website,
           e.last_message_id IS NOT NULL AND e.last_message_id > coalesce(r.message_id, 0)
           AND (u.at IS NULL OR e.updated_at > u.at) AS unread,
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
# The parts of the queries are ours; what comes from outside is bound as a value, never written in.
_ORDER = "e.account_id, e.rank, e.thread_id"
# Letters of a text that are looked through for a passage to show.
_LETTERS = 20_000
_UNFINISHED = "o.state NOT IN ('confirmed', 'discarded')"
_REPLY = """
    SELECT o.*, p.login, e.topic, e.customer, f.name AS file
    FROM reply o
    JOIN person p ON p.id = o.person_id
    LEFT JOIN inbox_entry e ON e.account_id = o.account_id AND e.thread_id = o.thread_id
    LEFT JOIN reply_file f ON f.reply_id = o.id
    WHERE o.account_id = :account
"""


class Reading:
    """What is in the store, for the person of this login.

    One connection a thread of the program; none of them can write.

    Raises:
        StoreProblem: the store cannot be read. All its reads may raise it.
    """

    def __init__(self, place: Place, login: str) -> None:
        self.place = place
        self._login = login
        self._local = threading.local()
        # One account a store so far; every index begins with it, so every query names it.
        self._account: int | None = None

    def first_entries(self, query: Query, now: datetime, count: int) -> list[Line]:
        """The first lines of what a query asks for, next deadline first."""
        put = self._asked(query, now)
        statement = f"{ENTRY} WHERE {put.walked} ORDER BY {_ORDER} LIMIT :count"
        return self._all(statement, count=count, **put.values)

    def entries(self, thread_ids: Iterable[int]) -> list[Line]:
        """The lines of these threads, in this order; threads that are not there are left out."""
        ids = list(thread_ids)
        found: dict[int, Line] = {}
        for start in range(0, len(ids), 500):
            numbers = ",".join(str(int(thread_id)) for thread_id in ids[start : start + 500])
            rows = self._all(f"{ENTRY} WHERE e.account_id = :account AND e.thread_id IN ({numbers})")
            found |= {row["thread_id"]: row for row in rows}
        return [found[thread_id] for thread_id in ids if thread_id in found]

    def owing(self, thread_ids: Sequence[int], owed: str) -> set[int]:
        """Those of these threads that owe this."""
        found: set[int] = set()
        for start in range(0, len(thread_ids), 500):
            numbers = ",".join(str(int(thread_id)) for thread_id in thread_ids[start : start + 500])
            statement = (
                "SELECT thread_id FROM inbox_entry"  # noqa: S608
                f" WHERE account_id = :account AND thread_id IN ({numbers}) AND owed = :owed"
            )
            found |= set(self._firsts(statement, owed=owed))
        return found

    def thread_ids(self, query: Query, now: datetime) -> array[int]:
        """The numbers of the threads that a query asks for, in inbox order."""
        put = self._asked(query, now)
        statement = f"SELECT e.thread_id FROM inbox_entry e WHERE {put.where} ORDER BY {_ORDER}"  # noqa: S608
        return array("q", self._firsts(statement, **put.values))

    def listings(
        self,
        query: Query,
        now: datetime,
        *,
        near: Spot | None = None,
        best: bool = False,
        briefly: bool = False,
        stop: threading.Event | None = None,
    ) -> Iterator[Listing]:
        """What a query asks for, in inbox order or best match first: what is quickly known, then the rest.

        Around a place, or from the top, `briefly` or not. Setting `stop` ends it with `Stopped`.
        """
        put = self._asked(query, now)
        with self._told():
            yield from self._lister(stop).lists(put, near=near, best=best, briefly=briefly)

    def last_listing(
        self, query: Query, now: datetime, stop: threading.Event | None = None
    ) -> Listing | None:
        """The end of what a query asks for; None where only the whole list has it."""
        put = self._asked(query, now)
        if put.words:
            return None
        with self._told():
            return self._lister(stop).last(put)

    def spot(self, thread_id: int) -> Spot | None:
        """The place of a thread in the inbox's order."""
        row = self._one(
            "SELECT rank FROM inbox_entry WHERE account_id = :account AND thread_id = :id", id=thread_id
        )
        return Spot(int(row["rank"]), thread_id) if row else None

    def _lister(self, stop: threading.Event | None) -> Lister:
        return Lister(
            self._connection(),
            self.place.failures,
            self._always(),
            self.place.is_postgresql,
            stop or threading.Event(),
        )

    def next_unread(self, query: Query, now: datetime, after: int | None) -> int | None:
        """The next thread with something unread below the thread `after`, else the first from the top."""
        put = self._asked(query, now)
        here = self._one(
            "SELECT rank FROM inbox_entry WHERE account_id = :account AND thread_id = :after", after=after
        )
        below = "AND (e.rank, e.thread_id) > (:rank, :after)"
        for bound in (below, "AND e.thread_id <> :after") if here else ("",):
            row = self._one(
                f"SELECT e.thread_id FROM inbox_entry e WHERE {put.walked} AND {UNREAD} {bound}"  # noqa: S608
                f" ORDER BY {_ORDER} LIMIT 1",
                **put.values,
                rank=here["rank"] if here else 0,
                after=after,
            )
            if row:
                return int(row["thread_id"])
        return None

    def counts(self, queries: Mapping[str, Query], now: datetime) -> dict[str, int]:
        """How many threads each of these queries asks for."""
        return {name: self.count(query, now) for name, query in queries.items()}

    def count(self, query: Query, now: datetime) -> int:
        """How many threads a query asks for."""
        put = self._asked(query, now)
        counted = f"inbox_entry e WHERE {put.where}"
        if put.words:
            counted = f"{found(self.place.is_postgresql)} WHERE {put.words} AND {put.rest}"
        row = self._one(f"SELECT count(*) FROM {counted}", **put.values)  # noqa: S608
        return int(row[0]) if row else 0

    def quick_count(self, query: Query, now: datetime, at_most: int) -> int | None:
        """How many threads a query asks for, counted no further than this; None where it takes longer."""
        with self._told():
            return self._lister(None).count(self._asked(query, now), at_most)

    def thread(self, thread_id: int) -> Line | None:
        """What the Marketplace said of a thread."""
        return self._one("SELECT * FROM thread WHERE account_id = :account AND id = :id", id=thread_id)

    def messages(self, thread_id: int) -> list[Line]:
        """The messages of a thread, oldest first."""
        query = """SELECT * FROM message WHERE account_id = :account AND thread_id = :id
                    ORDER BY at, remote_id NULLS FIRST, id"""
        return self._all(query, id=thread_id)

    def texts(self, thread_id: int) -> Iterator[tuple[str, str]]:
        """What is written in a thread: "said" or "note", and the beginning of the text.

        One after another: whoever has found what they look for reads no further.
        """
        said = f"""SELECT substr(text, 1, {_LETTERS}) AS text FROM message
                   WHERE account_id = :account AND thread_id = :thread ORDER BY at, id"""  # noqa: S608
        for row in self._rows(said, thread=thread_id):
            yield "said", row["text"]
        noted = """SELECT content FROM act WHERE account_id = :account AND thread_id = :thread
                   AND verb = 'note' AND undone_at IS NULL ORDER BY id"""
        for row in self._rows(noted, thread=thread_id):
            yield "note", json.loads(row["content"])["text"]

    def logins(self) -> list[str]:
        """Everyone who was ever at this desk."""
        return [row["login"] for row in self._all("SELECT login FROM person ORDER BY login")]

    # --- who else is here --------------------------------------------------------------------------

    def others(self, now: float) -> list[Line]:
        """The programs that other persons have open: `login`, `thread_id`, `writes`. `now` is real time."""
        from bizcare_tui.store.company import GONE_AFTER

        return self._all(
            """SELECT p.login, h.thread_id,
                      EXISTS (SELECT 1 FROM seat s WHERE s.account_id = h.account_id
                              AND s.session = h.session AND s.thread_id = h.thread_id
                              AND s.expires_at > :now) AS writes
               FROM presence h JOIN person p ON p.id = h.person_id
               WHERE h.account_id = :account AND h.seen_at > :gone AND p.login <> :login
               ORDER BY p.login, h.session""",
            now=now,
            gone=now - GONE_AFTER,
        )

    def seat(self, thread_id: int, now: float) -> Seat | None:
        """Who has sat down to write to a thread, where it is another person. `now` is real time."""
        from bizcare_tui.store.company import SEAT, seat_of

        row = self._one(SEAT, thread=thread_id, now=now)
        return seat_of(row) if row else None

    def visit(self) -> Line | None:
        """How far this person knows what happened: `history_id`, `message_id`, `at`; None at first."""
        return self._one(
            """SELECT v.* FROM visit v JOIN person p ON p.id = v.person_id
               WHERE v.account_id = :account AND p.login = :login"""
        )

    def ends(self) -> tuple[int, int]:
        """The numbers of the last entry of the history and of the last message; 0 for none."""
        row = self._one(
            """SELECT coalesce((SELECT max(id) FROM history), 0) AS history,
                      coalesce((SELECT max(id) FROM message), 0) AS message"""
        )
        return (row["history"], row["message"]) if row else (0, 0)

    def happened(self, after: int, limit: int) -> list[Line]:
        """What was written into the history after this entry, by others or by nobody, newest first."""
        return self._all(
            """SELECT h.id, h.at, h.kind, h.payload, h.thread_id, p.login, e.topic
               FROM history h
               LEFT JOIN person p ON p.id = h.person_id
               LEFT JOIN inbox_entry e ON e.account_id = h.account_id AND e.thread_id = h.thread_id
               WHERE h.account_id = :account AND h.id > :after AND (p.login IS NULL OR p.login <> :login)
               ORDER BY h.id DESC LIMIT :limit""",
            after=after,
            limit=limit,
        )

    def written_since(self, after: int, limit: int) -> list[Line]:
        """The threads in which customers wrote after the message of this number, the latest first."""
        return self._all(
            """SELECT m.thread_id, count(*) AS messages, max(m.at) AS at, max(e.topic) AS topic
               FROM message m
               LEFT JOIN inbox_entry e ON e.account_id = m.account_id AND e.thread_id = m.thread_id
               WHERE m.account_id = :account AND m.id > :after AND m.author = 'customer'
               GROUP BY m.thread_id ORDER BY max(m.at) DESC LIMIT :limit""",
            after=after,
            limit=limit,
        )

    # --- what is known beside the threads ----------------------------------------------------------

    def sale(self, order_id: int | None, product_id: int | None) -> Line | None:
        """A product within an order; the first of the order where the product is not told."""
        return self._one(
            """SELECT * FROM sale WHERE account_id = :account AND order_id = :order_id
               ORDER BY product_id = :product_id DESC, product_id LIMIT 1""",
            order_id=order_id,
            product_id=product_id,
        )

    def price(self, product_id: int | None) -> str | None:
        """The price of a product, as a decimal text; None when not known."""
        query = "SELECT price FROM product WHERE account_id = :account AND id = :id"
        row = self._one(query, id=product_id)
        return row["price"] if row else None

    def threads_of_customer(self, thread_id: int, limit: int) -> list[int]:
        """The other threads of the same customer, newest first."""
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
        """The threads of the same customer or shop, this one included, newest first."""
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

    def sales(self, order_ids: Iterable[int]) -> list[Line]:
        """The products within these orders, the newest first."""
        numbers = ",".join(str(int(order_id)) for order_id in set(order_ids))
        if not numbers:  # a list of nothing is not SQL everywhere
            return []
        return self._all(
            f"""SELECT * FROM sale WHERE account_id = :account AND order_id IN ({numbers})
                ORDER BY ordered_at DESC, order_id"""  # noqa: S608
        )

    def clock_statuses(self, thread_id: int) -> list[Line]:
        """The settled clocks of a thread beside the first answer's, in the order they began."""
        return self._all(
            """SELECT * FROM clock_status WHERE account_id = :account AND thread_id = :id
               ORDER BY start, clock""",
            id=thread_id,
        )

    def acts(self, thread_id: int) -> list[Line]:
        """What persons did to a thread and did not take back, oldest first, with who did it."""
        return self._all(
            """SELECT a.*, p.login FROM act a JOIN person p ON p.id = a.person_id
               WHERE a.account_id = :account AND a.thread_id = :id AND a.undone_at IS NULL ORDER BY a.id""",
            id=thread_id,
        )

    def my_acts(self, limit: int) -> list[Line]:
        """What this person did, newest first; of what was done together the first, and to how many."""
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

    def defects(self) -> list[Line]:
        """The defects, with the product's name and who wrote each down."""
        return self._all(
            """SELECT d.*, p.login, (
                 SELECT coalesce(max(q.name), '') FROM (
                   SELECT name FROM product WHERE account_id = d.account_id AND id = d.product_id
                   UNION ALL SELECT product_name FROM thread
                   WHERE account_id = d.account_id AND product_id = d.product_id) q) AS product
               FROM defect d JOIN person p ON p.id = d.person_id
               WHERE d.account_id = :account ORDER BY d.id"""
        )

    def defect_steps(self) -> list[Line]:
        """The steps of all defects that were not taken back, oldest first, with who took them."""
        return self._all(
            """SELECT s.*, p.login FROM defect_step s JOIN person p ON p.id = s.person_id
               WHERE s.account_id = :account AND s.undone_at IS NULL ORDER BY s.id"""
        )

    def reports(self) -> list[Line]:
        """The requests about defects, the earliest first."""
        return self._all(
            """SELECT defect_id, thread_id, topic, customer, language, prestashop_version, first_start,
                      told_at, outcome
               FROM inbox_entry WHERE account_id = :account AND defect_id IS NOT NULL
               ORDER BY first_start, thread_id"""
        )

    def reported_texts(self) -> list[Line]:
        """What customers wrote in the threads about defects: defect, topic and text."""
        return self._all(
            """SELECT e.defect_id, e.topic, m.text FROM inbox_entry e
               LEFT JOIN message m ON m.account_id = e.account_id AND m.thread_id = e.thread_id
                 AND m.author <> 'seller'
               WHERE e.account_id = :account AND e.defect_id IS NOT NULL"""
        )

    def owed(self) -> list[Line]:
        """What is owed in every thread that owes something, the next deadline first."""
        return self._all(
            """SELECT thread_id, topic, due_at, owed, obligation, snoozed_until FROM inbox_entry
               WHERE account_id = :account AND owed IS NOT NULL ORDER BY due_at, thread_id"""
        )

    def requests_since(self, at: int) -> list[int]:
        """When requests came that set a clock going, first ones and later ones, in seconds."""
        rows = self._rows(
            """SELECT first_start AS at FROM inbox_entry
               WHERE account_id = :account AND first_start >= :at AND qualification <> 'notice'
               UNION ALL
               SELECT start FROM clock_status
               WHERE account_id = :account AND clock = 'follow_up' AND start >= :at""",
            at=at,
        )
        return [row["at"] for row in rows]

    def oldest_message(self) -> int | None:
        """When the oldest message was written that is known, in seconds."""
        row = self._one("SELECT min(received_at) FROM inbox_entry WHERE account_id = :account")
        return row[0] if row else None

    def answers_since(self, at: int) -> list[int]:
        """When the seller's people wrote, in seconds."""
        rows = self._rows(
            """SELECT at FROM message WHERE account_id = :account AND author = 'seller' AND at >= :at
               AND NOT coalesce(automatic, false)""",
            at=at,
        )
        return [row["at"] for row in rows]

    def cases(self) -> Iterable[Line]:
        """Every request with what became of it, for the statistics."""
        return self._rows(
            """SELECT e.thread_id, e.first_start, e.first_due, e.first_at, e.obligation, e.scored, e.product,
                      e.language, e.outcome, e.fix_due, e.fix_at,
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

    def told_notices(self) -> list[Line]:
        """The notices that this person was given, of deadlines not long past."""
        return self._all(
            """SELECT n.thread_id, n.due_at, n.lead FROM notice n JOIN person p ON p.id = n.person_id
               WHERE n.account_id = :account AND p.login = :login"""
        )

    def tags(self) -> list[str]:
        """Every tag in use, the most used first."""
        used: Counter[str] = Counter()
        for row in self._rows("SELECT tags FROM inbox_entry WHERE account_id = :account AND tags <> ''"):
            used.update(row["tags"].split())
        return [tag for tag, _count in used.most_common()]

    def draft(self, thread_id: int) -> Line | None:
        """What this person is writing to a thread."""
        return self._one(
            """SELECT d.* FROM draft d JOIN person p ON p.id = d.person_id
               WHERE d.account_id = :account AND d.thread_id = :id AND p.login = :login""",
            id=thread_id,
        )

    def replies(self, *, unfinished: bool = False) -> list[Line]:
        """The rows of the outbox, newest first, with whom and what they are about."""
        return self._all(
            f"{_REPLY} AND (NOT :unfinished OR {_UNFINISHED}) ORDER BY o.id DESC", unfinished=unfinished
        )

    def reply(self, reply_id: int) -> Line | None:
        """A row of the outbox."""
        return self._one(f"{_REPLY} AND o.id = :id", id=reply_id)

    def reply_states(self) -> dict[str, int]:
        """How many replies are in each state that is not the end."""
        rows = self._all(
            f"SELECT o.state, count(*) AS n FROM reply o WHERE o.account_id = :account AND {_UNFINISHED}"  # noqa: S608
            " GROUP BY o.state"
        )
        return {row["state"]: row["n"] for row in rows}

    def work_for_sender(self, at: float) -> bool:
        """Whether there is something to send, or to look for, at this instant of real time."""
        row = self._one(
            """SELECT EXISTS (SELECT 1 FROM reply WHERE account_id = :account AND state = 'queued'
                              AND not_before <= :at + CASE WHEN error = '' THEN :soon ELSE 0 END)
                   OR EXISTS (SELECT 1 FROM reply WHERE account_id = :account
                              AND state IN ('unconfirmed', 'unknown') AND look_after <= :at)""",
            at=at,
            soon=SOON,
        )
        return bool(row and row[0])

    def last_message(self, thread_id: int) -> int:
        """The number of the last message of a thread to have been stored; 0 without one."""
        row = self._one(
            "SELECT max(id) FROM message WHERE account_id = :account AND thread_id = :id", id=thread_id
        )
        return int(row[0] or 0) if row else 0

    def messages_after(self, thread_id: int, message_id: int) -> int:
        """How many messages of a thread came after one, replies of our own apart."""
        row = self._one(
            """SELECT count(*) FROM message m
               WHERE m.account_id = :account AND m.thread_id = :id AND m.id > :after
               AND NOT EXISTS (SELECT 1 FROM reply o WHERE o.message_id = m.id)""",
            id=thread_id,
            after=message_id,
        )
        return int(row[0]) if row else 0

    def sent_texts(self, after: int = 0) -> Iterable[Line]:
        """What the seller wrote so far, and what waits in the outbox: number, thread and text of each."""
        return self._rows(
            """SELECT id, thread_id, text FROM message
               WHERE account_id = :account AND author = 'seller' AND id > :after
               UNION ALL
               SELECT 0, thread_id, text FROM reply
               WHERE account_id = :account AND state NOT IN ('confirmed', 'discarded')""",
            after=after,
        )

    def customers(self) -> Iterable[Line]:
        """Thread, customer and shop of every thread that names one of them."""
        return self._rows(
            """SELECT thread_id, customer, shop FROM inbox_entry
               WHERE account_id = :account AND (customer <> '' OR shop <> '')"""
        )

    def products(self) -> list[Line]:
        """The seller's products, by name; those that only threads name as well."""
        return self._all(
            """SELECT id, name FROM product WHERE account_id = :account
               UNION
               SELECT DISTINCT product_id, product_name FROM thread
               WHERE account_id = :account AND product_id IS NOT NULL
                 AND product_id NOT IN (SELECT id FROM product WHERE account_id = :account)
               ORDER BY 2"""
        )

    def declared(self, product_id: int | None) -> list[Line]:
        """The versions declared compatible for a product, in the order in which they were recorded."""
        return self._all(
            """SELECT r.*, p.login FROM declared_range r JOIN person p ON p.id = r.person_id
               WHERE r.account_id = :account AND r.product_id = :id ORDER BY r.recorded_at, r.id""",
            id=product_id,
        )

    def corrected_shop(self, thread_id: int) -> Line | None:
        """The licensed shop of a thread as the seller last corrected it, there or in another of its order."""
        return self._one(
            """SELECT c.*, p.login FROM shop_correction c JOIN person p ON p.id = c.person_id
               JOIN thread t ON t.account_id = c.account_id AND t.id = :id
               WHERE c.account_id = :account AND (c.thread_id = t.id
                     OR (c.order_id = t.order_id AND coalesce(c.product_id, 0) = coalesce(t.product_id, 0)))
               ORDER BY c.id DESC LIMIT 1""",
            id=thread_id,
        )

    def cover_readings(self, thread_id: int) -> list[Line]:
        """What was told of a thread's Business Care before it changed, oldest first."""
        return self._all(
            """SELECT at, days_left FROM cover_reading
               WHERE account_id = :account AND thread_id = :id ORDER BY at""",
            id=thread_id,
        )

    def decisions(self, thread_id: int | None = None) -> list[Line]:
        """The decisions, newest first, with who made them and what became of letter and refund."""
        return self._all(
            """SELECT d.*, p.login, s.login AS seconder, o.state AS reply_state,
                      e.topic, e.customer, e.product,
                      w.seen_at, w.alarmed_at, w.expected_by, w.agreed_at, w.order_id AS refund_order,
                      (SELECT max(n.id) FROM decision n
                       WHERE n.account_id = d.account_id AND n.thread_id = d.thread_id) AS last_id
               FROM decision d
               JOIN person p ON p.id = d.person_id
               LEFT JOIN person s ON s.id = d.seconded_by
               LEFT JOIN reply o ON o.id = d.reply_id
               LEFT JOIN refund_watch w ON w.decision_id = d.id
               LEFT JOIN inbox_entry e ON e.account_id = d.account_id AND e.thread_id = d.thread_id
               WHERE d.account_id = :account AND (:thread IS NULL OR d.thread_id = :thread)
               ORDER BY d.id DESC""",
            thread=thread_id,
        )

    def wizards(self, thread_id: int) -> list[Line]:
        """The wizards under way in a thread: kind, who answered last, and when."""
        return self._all(
            """SELECT w.kind, w.saved_at, p.login FROM wizard w JOIN person p ON p.id = w.person_id
               WHERE w.account_id = :account AND w.thread_id = :id ORDER BY w.saved_at DESC""",
            id=thread_id,
        )

    def evidence_file(self, digest: str) -> Line | None:
        """A file that was taken as evidence."""
        query = "SELECT * FROM evidence_file WHERE account_id = :account AND digest = :digest"
        return self._one(query, digest=digest)

    def reply_files(self, thread_id: int) -> list[Line]:
        """The files that went with replies to a thread."""
        return self._all(
            """SELECT f.reply_id, f.name, f.content FROM reply_file f JOIN reply o ON o.id = f.reply_id
               WHERE o.account_id = :account AND o.thread_id = :id ORDER BY f.reply_id""",
            id=thread_id,
        )

    def history(self, thread_id: int | None = None) -> list[Line]:
        """What happened, oldest first; in one thread if it is named."""
        return self._all(
            """SELECT h.*, p.login FROM history h LEFT JOIN person p ON p.id = h.person_id
               WHERE h.account_id = :account AND (:thread IS NULL OR h.thread_id = :thread) ORDER BY h.id""",
            thread=thread_id,
        )

    def account(self) -> Line | None:
        """The account; None before the first sync began."""
        return self._one("SELECT * FROM account")

    def unparsed(self) -> list[Line]:
        """The rows that could not be read, newest first."""
        return self._all("SELECT kind, reason, raw, read_at FROM unparsed ORDER BY read_at DESC, digest")

    def signatures(self) -> list[str]:
        """The endings that were accepted as the seller's signatures."""
        return [row["text"] for row in self._all("SELECT text FROM signature ORDER BY at")]

    def endings(self) -> Iterable[tuple[int, str, bool]]:
        """Thread, text, and whether it is the thread's first, of each message, to look for signatures in."""
        query = """SELECT thread_id,
                          substr(text, CASE WHEN length(text) > 400 THEN length(text) - 399 ELSE 1 END),
                          row_number() OVER
                            (PARTITION BY thread_id ORDER BY at, remote_id NULLS FIRST, id) = 1
                   FROM message"""
        return ((row[0], row[1], bool(row[2])) for row in self._rows(query))

    def late_obligations(self, now: int) -> int:
        """How many obligations are past due and unanswered."""
        row = self._one(
            """SELECT count(*) FROM inbox_entry
               WHERE scored AND obligation AND first_at IS NULL AND first_due <= :now""",
            now=now,
        )
        return int(row[0]) if row else 0

    def unscored(self) -> int:
        """How many threads lie before the baseline."""
        row = self._one("SELECT count(*) FROM inbox_entry WHERE NOT scored AND qualification <> 'notice'")
        return int(row[0]) if row else 0

    def revision(self) -> int:
        """A number that changes whenever another connection changed the store."""
        with self._told():
            return self.place.changes(self._connection())

    def integrity(self) -> str:
        """What the database finds wrong with itself; "ok" when nothing."""
        with self._told():
            return self.place.integrity(self._connection())

    def close(self) -> None:
        """Let go of this thread's connection."""
        connection = self._local.__dict__.pop("connection", None)
        if connection is not None:
            connection.close()

    def _one(self, query: str, **values: Any) -> Line | None:
        rows = self._all(query, **values)
        return rows[0] if rows else None

    def _all(self, query: str, **values: Any) -> list[Line]:
        return list(self._rows(query, **values))

    def _rows(self, query: str, **values: Any) -> Iterator[Line]:
        with self._told():
            yield from self._connection().execute(query, self._always() | values)

    def _firsts(self, query: str, **values: Any) -> Iterator[Any]:
        with self._told():
            yield from self._connection().firsts(query, self._always() | values)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Within, what the driver raises is told in a sentence."""
        try:
            yield
        except self.place.failures as error:
            self._forget_broken()
            raise self.place.problem(error) from error

    def _asked(self, query: Query, now: datetime) -> Asked:
        return asked(query, now, postgresql=self.place.is_postgresql)

    def _connection(self) -> Connection:
        connection: Connection | None = self._local.__dict__.get("connection")
        if connection is None:
            connection = self._local.connection = self.place.connect()
        return connection

    def _always(self) -> dict[str, Any]:
        if self._account is None:
            row = self._connection().execute("SELECT id FROM account LIMIT 1", {}).fetchone()
            self._account = row["id"] if row else None
        return {"login": self._login, "account": self._account}

    def _forget_broken(self) -> None:
        """Connect anew next time, where a server broke the connection off."""
        if self.place.is_remote:
            self.close()
