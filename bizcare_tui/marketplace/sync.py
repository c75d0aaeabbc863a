"""Brings the store up to date with the Marketplace, a page at a time, so that it can be cut off anywhere.

One program at a time syncs a store. Products and orders come first, then the threads, row by row
against what is stored, then the messages of those that moved: in bulk or thread by thread, whichever
is fewer calls. Paging may drift while it is read; what was told of totals and counts shows what was
skipped, and that is read again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil
from time import monotonic
from typing import Any

from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.errors import MarketplaceError
from bizcare_tui.i18n import _
from bizcare_tui.marketplace.client import SellerApi, Sort
from bizcare_tui.marketplace.intake import (
    keep_unparsed,
    product_columns,
    sale_columns,
    take_in_messages,
    thread_columns,
)
from bizcare_tui.marketplace.values import digest
from bizcare_tui.marketplace.wire import MESSAGES, THREADS, MessageRow, Page, ThreadRow
from bizcare_tui.store import decisions, incoming, leases, outbox, standings
from bizcare_tui.store.engine import Session, Store
from bizcare_tui.store.incoming import Changes, Wanting
from bizcare_tui.store.instants import seconds
from bizcare_tui.store.people import the_account
from bizcare_tui.store.tables import Account

# The Marketplace opened its shop of modules in 2008: no order is older.
FIRST_ORDERS = date(2008, 1, 1)
# A refund can be agreed until six months after the purchase; one month more for what comes late.
ORDERS_THAT_MAY_CHANGE = timedelta(days=214)
# Threads of which no message count is told are read again this long after their last message.
STILL_MOVING = timedelta(days=30)
# By turns from either end: what slips between two pages one way does not the other.
READING_ORDERS: tuple[Sort, ...] = ("asc", "desc", "asc", "desc")


@dataclass(slots=True)
class Count:
    """What came of one kind of row."""

    new: int = 0
    changed: int = 0
    unparsed: int = 0


@dataclass(slots=True)
class Report:
    """What a sync brought, and how long it took."""

    threads: Count = field(default_factory=Count)
    messages: Count = field(default_factory=Count)
    products: Count = field(default_factory=Count)
    orders: Count = field(default_factory=Count)
    seconds: float = 0.0


Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class _Reading:
    """A reading of the list of threads: the total that was told last, whether a row came twice, its pages."""

    total: int | None
    drifted: bool
    digests: list[str]


def sync(
    store: Store,
    api: SellerApi,
    *,
    api_url: str,
    now: Callable[[], datetime],
    seller_names: tuple[str, ...] = (),
    full: bool = False,
    on_progress: Progress = lambda _step, _done, _total: None,
) -> Report:
    """Bring the store up to date; with `full`, every thread's messages are read again.

    Raises:
        StoreBusy: another program is syncing this store.
        StoreProblem: the store refuses.
        MarketplaceError: the Seller API does; what came before is kept, and the next sync goes on.
        Stopped: the api's stop was set; likewise.
    """
    run = _Sync(store, api, now, seller_names, on_progress)
    with run.lease(api_url):
        return run.run(full)


class _Sync:
    def __init__(
        self,
        store: Store,
        api: SellerApi,
        now: Callable[[], datetime],
        seller_names: tuple[str, ...],
        on_progress: Progress,
    ) -> None:
        self._store = store
        self._api = api
        self._now = now
        self._seller_names = seller_names
        self._progress = on_progress
        self._report = Report()
        self._account_id = 0
        self._held: leases.Held | None = None

    @contextmanager
    def lease(self, api_url: str) -> Iterator[None]:
        with self._store.transaction() as session:
            account = the_account(session, api_url, seconds(self._now()))
            assert account.id is not None
            self._account_id = account.id
            if account.baseline_at is None:
                # What began before the first sync is not scored: nobody knows who answered what.
                account.baseline_at = seconds(self._now())
            self._held = leases.take(session, account.id, "sync")
        try:
            yield
        except MarketplaceError as error:
            with self._page() as session:
                self._account(session).problem = error.sentence
            raise
        finally:
            with self._store.transaction() as session:
                leases.give_back(session, self._held)

    def run(self, full: bool) -> Report:
        started = monotonic()
        if full:
            self._forget_what_was_read()
        self._products()
        self._orders(full)
        self._threads()
        self._work_out()
        self._messages()
        self._replies()
        self._refunds()
        self._work_out()
        self._lapsed()
        self._finish()
        self._report.seconds = round(monotonic() - started, 3)
        return self._report

    @contextmanager
    def _page(self) -> Iterator[Session]:
        """A transaction for a page, good only as long as the lease is ours."""
        assert self._held is not None
        with self._store.transaction() as session:
            leases.renew(session, self._held)
            yield session

    def _account(self, session: Session) -> Account:
        account = session.get(Account, self._account_id)
        assert account is not None
        return account

    def _forget_what_was_read(self) -> None:
        with self._page() as session:
            incoming.forget_messages_read(session, self._account_id)
            self._account(session).threads_digest = ""

    def _products(self) -> None:
        self._progress(_("products"), 0, None)
        page = self._api.products()
        with self._page() as session:
            rows = [product_columns(row, self._seconds()) for row in page.rows]
            self._count(self._report.products, incoming.store_products(session, self._account_id, rows))
            self._keep_unparsed(session, self._report.products, "product", page)

    def _orders(self, full: bool) -> None:
        self._progress(_("orders"), 0, None)
        today = marketplace_date(self._now())
        with self._page() as session:
            first_time = self._account(session).orders_read_at is None
        since = FIRST_ORDERS if full or first_time else today - ORDERS_THAT_MAY_CHANGE
        page = self._api.sales(since, today + timedelta(days=1))
        with self._page() as session:
            rows = [sale_columns(row, self._seconds()) for row in page.rows]
            self._count(self._report.orders, incoming.store_sales(session, self._account_id, rows))
            self._keep_unparsed(session, self._report.orders, "order", page)
            self._account(session).orders_read_at = self._seconds()

    def _threads(self) -> None:
        """Read the list of threads, again where paging drifted, until all that were told have been seen.

        A page that is the same as at the last reading is taken as read.
        """
        with self._page() as session:
            known = frozenset(self._account(session).threads_digest.split())
        seen: set[int] = set()
        unread: set[str] = set()
        for again, sort in enumerate(READING_ORDERS):
            before = len(seen)
            reading = self._thread_pages(seen, unread, sort, known)
            complete = reading.total is None or len(seen) + len(unread) >= reading.total
            if (complete and not reading.drifted) or (again and len(seen) == before):
                break
        is_same = bool(known) and not again and set(reading.digests) == known
        with self._page() as session:
            if complete and not is_same:
                incoming.mark_missing(session, self._account_id, seen, self._seconds())
            is_known_now = complete and not again and not unread
            self._account(session).threads_digest = " ".join(reading.digests) if is_known_now else ""
            self._account(session).threads_read_at = self._seconds()

    def _thread_pages(self, seen: set[int], unread: set[str], sort: Sort, known: frozenset[str]) -> _Reading:
        """Read all pages once."""
        total: int | None = None
        now_seen: set[int] = set()
        drifted = False
        digests: list[str] = []
        for page in self._api.pages(THREADS, sort=sort, known=known):
            total = page.total
            digests.append(page.digest)
            if page.digest not in known:
                self._take_in_threads(page, unread)
            ids = {row.id for row in page.rows} | set(page.known_ids)
            drifted = drifted or not now_seen.isdisjoint(ids)
            now_seen |= ids
            seen |= ids
            self._progress(_("threads"), len(now_seen), total)
        return _Reading(total, drifted, digests)

    def _take_in_threads(self, page: Page[ThreadRow], unread: set[str]) -> None:
        with self._page() as session:
            # Until the list is read to its end, nobody knows which pages are in the store as they were.
            self._account(session).threads_digest = ""
            rows = [thread_columns(row, self._seconds()) for row in page.rows]
            self._count(self._report.threads, incoming.store_threads(session, self._account_id, rows))
            fresh = [raw for raw in page.unparsed if digest(raw.raw) not in unread]
            unread |= {digest(raw.raw) for raw in fresh}
            self._keep_unparsed(session, self._report.threads, "thread", Page((), tuple(fresh)))

    def _messages(self) -> None:
        wanting = self._messages_in_bulk(self._wanting())
        for number, thread in enumerate(wanting, 1):
            pages = self._api.thread_messages(thread.thread_id)
            with self._page() as session:
                self._store_messages(session, pages)
                incoming.messages_were_read(session, self._account_id, [thread.thread_id])
            self._progress(_("messages, by thread"), number, len(wanting))

    def _replies(self) -> None:
        """Confirm what was sent and has arrived."""
        with self._page() as session:
            outbox.confirm_seen(session, self._account_id, self._now())

    def _refunds(self) -> None:
        """See which refunds that were agreed to show in the orders, and which are overdue."""
        with self._page() as session:
            decisions.look_for_refunds(session, self._account_id, self._now())

    def _wanting(self) -> list[Wanting]:
        quiet_before = self._seconds() - int(STILL_MOVING.total_seconds())
        with self._page() as session:
            return incoming.threads_wanting_messages(session, self._account_id, quiet_before)

    def _messages_in_bulk(self, wanting: Sequence[Wanting]) -> list[Wanting]:
        """Read messages of all threads, where that is fewer calls; the threads still wanting then."""
        with self._page() as session:
            told = incoming.messages_told(session, self._account_id)
        size = self._api.page_size
        missing = sum(thread.missing for thread in wanting)
        again = [thread for thread in wanting if not thread.missing]
        if len(again) * 2 > len(wanting) or missing * 2 > told:
            if ceil(told / size) < len(wanting):
                # From the oldest on when all is read: new rows then add to the end.
                is_resumed = not again and any(thread.stored for thread in wanting)
                return self._bulk_pages(wanting, "desc" if is_resumed else "asc")
        elif ceil(missing / size) < len(wanting) - len(again):
            return self._bulk_pages([thread for thread in wanting if thread.missing], "desc") + again
        return list(wanting)

    def _bulk_pages(self, wanting: Sequence[Wanting], sort: Sort) -> list[Wanting]:
        """Read pages of the messages of all threads until each of these has its own; those that lack some."""
        budget = len(wanting)
        done = 0
        seen: dict[int, set[int | str]] = defaultdict(set)
        for number, page in enumerate(self._api.pages(MESSAGES, sort=sort), 1):
            if page.rows and not any(row.thread_id for row in page.rows):
                break
            for row in page.rows:
                seen[row.thread_id or 0].add(row.remote_id or row.fingerprint)
            with self._page() as session:
                self._store_messages(session, [page])
                stored = incoming.messages_stored(session, self._account_id)
                ready = {t.thread_id for t in wanting if _is_complete(t, stored, seen)}
                incoming.messages_were_read(session, self._account_id, ready)
            wanting = [thread for thread in wanting if thread.thread_id not in ready]
            done += len(page.rows)
            self._progress(_("messages"), done, page.total)
            if not wanting or number >= budget:
                break
            if number == 1:
                self._work_out()
        return list(wanting)

    def _store_messages(self, session: Session, pages: Sequence[Page[MessageRow]]) -> None:
        changes, unparsed = take_in_messages(session, self._account_id, pages, self._seconds())
        self._count(self._report.messages, changes)
        self._report.messages.unparsed += unparsed

    def _lapsed(self) -> None:
        """Write down what passed its deadline."""
        with self._page() as session:
            standings.make_lapsed_stale(session, self._account_id, self._now())
        self._work_out("deadline")

    def _work_out(self, cause: str = "sync") -> None:
        for done in standings.work_out_all(
            self._page, self._account_id, self._seller_names, self._now, cause
        ):
            self._progress(_("deadlines"), done, None)

    def _finish(self) -> None:
        with self._page() as session:
            account = self._account(session)
            account.synced_at = self._seconds()
            account.problem = ""
            if self._api.skew is not None:
                account.skew_seconds = round(self._api.skew.total_seconds())

    def _seconds(self) -> int:
        return seconds(self._now())

    @staticmethod
    def _count(count: Count, changes: Changes) -> None:
        count.new += changes.new
        count.changed += changes.changed

    def _keep_unparsed(self, session: Session, count: Count, kind: str, page: Page[Any]) -> None:
        count.unparsed += keep_unparsed(session, self._account_id, kind, page, self._seconds())


def _is_complete(thread: Wanting, stored: Mapping[int, int], seen: Mapping[int, Collection[object]]) -> bool:
    """Whether as many messages as were missing have arrived, or as many as were told have been seen."""
    if thread.told is None:
        return False
    arrived = stored.get(thread.thread_id, 0) - thread.stored
    return 0 < thread.missing <= arrived or len(seen.get(thread.thread_id, ())) >= thread.told
