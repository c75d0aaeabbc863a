"""Sync the store with the Marketplace, page by page, so that an interruption loses nothing.

Only one program at a time syncs a store. Products and orders come first, then the list of threads, which is
compared with the stored rows, then the messages of the threads that changed: in bulk or thread by thread,
whichever needs fewer calls. Rows can move between pages while the pages are read. The totals and message
counts that the API reports reveal skipped rows, which are then read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from bizcare_tui.domain.clock import marketplace_date
from bizcare_tui.domain.machine_clock import seen_since
from bizcare_tui.errors import MarketplaceError
from bizcare_tui.i18n import _
from bizcare_tui.marketplace.account_check import confirm_account
from bizcare_tui.marketplace.client import SellerApi, SortOrder
from bizcare_tui.marketplace.reparsing import reparse_messages
from bizcare_tui.marketplace.row_import import (
    import_messages,
    import_threads,
    message_columns,
    product_columns,
    sale_columns,
    store_unparsed_rows,
    thread_columns,
)
from bizcare_tui.marketplace.row_values import compute_digest
from bizcare_tui.marketplace.sync_report import RowCounts, SyncProgressCallback, SyncReport
from bizcare_tui.marketplace.sync_rules import (
    FIRST_ORDERS,
    ORDERS_THAT_MAY_CHANGE,
    READING_ORDERS,
    REREAD_PERIOD,
    THREADS_AT_ONCE,
    ListPass,
    WaitingThreads,
    plan_bulk,
)
from bizcare_tui.marketplace.wire import MESSAGES, THREADS, MessageRow, RowPage, ThreadRow
from bizcare_tui.store import (
    decisions,
    derive,
    fetch_requests,
    leases,
    order_rows,
    reply_read_back,
    row_writer,
    stale_threads,
)
from bizcare_tui.store.engine import Session, Store
from bizcare_tui.store.fetch_requests import PendingMessages
from bizcare_tui.store.marketplace_pause import set_pause
from bizcare_tui.store.people import get_account
from bizcare_tui.store.tables import Account
from bizcare_tui.store.unix_time import from_optional_unix_seconds, to_unix_seconds


def sync(
    store: Store,
    api: SellerApi,
    *,
    api_url: str,
    now: Callable[[], datetime],
    seller_names: tuple[str, ...] = (),
    full: bool = False,
    is_same_account: bool = False,
    derives: bool = True,
    on_progress: SyncProgressCallback = lambda _step, _done, _total: None,
) -> SyncReport:
    """Bring the store up to date with the Marketplace.

    Args:
        full: read the messages of every thread again.
        is_same_account: a person has confirmed that the key belongs to this store's account, although it
            lists nothing that is in the store.
        derives: derive what follows from the new rows; if not, the threads that changed stay stale.

    Raises:
        OtherAccount: the key belongs to another account; nothing was stored.
        StoreBusy: another program is syncing this store.
        StoreProblem: the store cannot be read or written.
        MarketplaceError: the Seller API failed; what was stored before stays, and the next sync continues.
        Stopped: `stop` of the api was set; what was stored before stays, as above.
    """
    run = _Sync(store, api, now, seller_names, on_progress, derives=derives)
    with run.lease(api_url):
        return run.run(full, is_same_account=is_same_account)


class _Sync:
    def __init__(
        self,
        store: Store,
        api: SellerApi,
        now: Callable[[], datetime],
        seller_names: tuple[str, ...],
        on_progress: SyncProgressCallback,
        *,
        derives: bool,
    ) -> None:
        self._store = store
        self._derives = derives
        self._api = api
        self._now = now
        self._seller_names = seller_names
        self._progress = on_progress
        self._report = SyncReport()
        self._account_id = 0
        self._lease: leases.HeldLease | None = None

    @contextmanager
    def lease(self, api_url: str) -> Iterator[None]:
        with self._store.transaction() as session:
            account = get_account(session, api_url, to_unix_seconds(self._now()))
            assert account.id is not None
            self._account_id = account.id
            if account.baseline_at is None:
                # Requests from before the first sync are not scored: it is unknown who answered them.
                account.baseline_at = to_unix_seconds(self._now())
            self._lease = leases.acquire(session, account.id, "sync")
        try:
            yield
        except MarketplaceError as error:
            with self._transaction() as session:
                self._account(session).problem = error.sentence
                if error.pause is not None:
                    set_pause(session, self._account_id, error.pause)
            raise
        finally:
            with self._store.transaction() as session:
                leases.release(session, self._lease)

    def run(self, full: bool, *, is_same_account: bool) -> SyncReport:
        started = monotonic()
        confirm_account(self._store, self._api, self._account_id, is_same=is_same_account)
        self._reparse()
        if full:
            self._forget_messages_read()
        self._sync_products()
        self._sync_orders(full)
        self._sync_threads()
        self._recompute()
        if not full:
            self._check_newest_messages()
        self._sync_messages()
        self._confirm_replies()
        self._check_refunds()
        self._recompute()
        self._record_lapsed()
        self._finish()
        self._report.seconds = round(monotonic() - started, 3)
        return self._report

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        """Open a transaction that first renews the lease; fails if another program has taken it."""
        assert self._lease is not None
        with self._store.transaction() as session:
            leases.renew(session, self._lease)
            yield session

    def _account(self, session: Session) -> Account:
        account = session.get(Account, self._account_id)
        assert account is not None
        return account

    def _reparse(self) -> None:
        """Parse messages again that an earlier version of this program has stored."""
        done = 0
        while True:
            with self._transaction() as session:
                count = reparse_messages(session, self._account_id)
            if not count:
                break
            done += count
            self._progress(_("messages, read again"), done, None)
        if done:
            self._recompute("update")

    def _forget_messages_read(self) -> None:
        with self._transaction() as session:
            fetch_requests.request_all_messages(session, self._account_id)
            self._account(session).threads_digest = ""

    def _sync_products(self) -> None:
        self._progress(_("products"), 0, None)
        page = self._api.products()
        with self._transaction() as session:
            rows = [product_columns(row, self._seconds()) for row in page.rows]
            self._report.products.add(row_writer.store_products(session, self._account_id, rows))
            self._keep_unparsed(session, self._report.products, "product", page)

    def _sync_orders(self, full: bool) -> None:
        self._progress(_("orders"), 0, None)
        today = marketplace_date(self._now())
        with self._transaction() as session:
            first_time = self._account(session).orders_read_at is None
        since = FIRST_ORDERS if full or first_time else today - ORDERS_THAT_MAY_CHANGE
        page = self._api.sales(since, today + timedelta(days=1))
        with self._transaction() as session:
            rows = [sale_columns(row, self._seconds()) for row in page.rows]
            self._report.orders.add(order_rows.store_sales(session, self._account_id, rows))
            self._keep_unparsed(session, self._report.orders, "order", page)
            self._account(session).orders_read_at = self._seconds()

    def _sync_threads(self) -> None:
        """Read the list of threads, again if rows moved between pages, until all reported threads were seen.

        A page that is unchanged since the last sync is not parsed again.
        """
        with self._transaction() as session:
            known = frozenset(self._account(session).threads_digest.split())
        seen: set[int] = set()
        unread: set[str] = set()
        for attempt, sort in enumerate(READING_ORDERS):
            before = len(seen)
            list_pass = self._read_thread_pages(seen, unread, sort, known)
            complete = list_pass.total is None or len(seen) + len(unread) >= list_pass.total
            if (complete and not list_pass.has_duplicates) or (attempt and len(seen) == before):
                break
        is_unchanged = bool(known) and not attempt and set(list_pass.digests) == known
        with self._transaction() as session:
            if complete and not is_unchanged:
                row_writer.mark_missing(session, self._account_id, seen, self._seconds())
            can_keep_digests = complete and not attempt and not unread
            self._account(session).threads_digest = " ".join(list_pass.digests) if can_keep_digests else ""
            self._account(session).threads_read_at = self._seconds()

    def _read_thread_pages(
        self, seen: set[int], unread: set[str], sort: SortOrder, known: frozenset[str]
    ) -> ListPass:
        """Read all pages once, and store those that changed."""
        total: int | None = None
        seen_in_pass: set[int] = set()
        has_duplicates = False
        digests: list[str] = []
        for page in self._api.pages(THREADS, sort=sort, known=known):
            total = page.total
            digests.append(page.digest)
            if page.digest not in known:
                self._store_threads(page, unread)
            ids = {row.id for row in page.rows} | set(page.known_ids)
            has_duplicates = has_duplicates or not seen_in_pass.isdisjoint(ids)
            seen_in_pass |= ids
            seen |= ids
            self._progress(_("threads"), len(seen_in_pass), total)
            if len(digests) == 1:
                self._recompute()  # a person can use the first rows while the others are read
        return ListPass(total, has_duplicates, digests)

    def _store_threads(self, page: RowPage[ThreadRow], unread: set[str]) -> None:
        with self._transaction() as session:
            # Until the list has been read to its end, it is unknown which pages are stored unchanged.
            self._account(session).threads_digest = ""
            rows = [thread_columns(row, self._seconds()) for row in page.rows]
            self._report.threads.add(row_writer.store_threads(session, self._account_id, rows))
            fresh = [raw for raw in page.unparsed if compute_digest(raw.raw) not in unread]
            unread |= {compute_digest(raw.raw) for raw in fresh}
            self._keep_unparsed(session, self._report.threads, "thread", RowPage((), tuple(fresh)))

    def _sync_messages(self) -> None:
        self._messages_in_bulk(self._threads_to_read())
        wanting = self._threads_to_read()
        read: dict[int, list[RowPage[MessageRow]]] = {}
        try:
            for number, thread in enumerate(wanting, 1):
                read[thread.thread_id] = self._api.thread_messages(thread.thread_id)
                self._progress(_("messages, by thread"), number, len(wanting))
                if len(read) == THREADS_AT_ONCE:
                    self._store_whole_threads(read)
                    read = {}
        finally:
            self._store_whole_threads(read)

    def _store_whole_threads(self, threads: Mapping[int, Sequence[RowPage[MessageRow]]]) -> None:
        if not threads:
            return
        with self._transaction() as session:
            changes, unparsed = import_threads(session, self._account_id, threads, self._seconds())
            self._report.messages.add(changes, unparsed)
            fetch_requests.mark_messages_fetched(session, self._account_id, threads)

    def _check_newest_messages(self) -> None:
        """Read the newest messages of all threads in one call, for changes that message counts do not show.

        A message may have been edited, or replaced by another one. New messages that a count has announced
        are stored on the way. If the rows have no thread ids, this call is of no use.
        """
        with self._transaction() as session:
            if not fetch_requests.has_messages(session, self._account_id):
                return
        wanting = self._threads_to_read()
        page = next(self._api.pages(MESSAGES, sort="desc"), None)
        if page is None or not any(row.thread_id for row in page.rows):
            return
        is_all = page.last in (None, 1) and len(page.rows) < self._api.page_size
        since = None if is_all else min(to_unix_seconds(row.at) for row in page.rows)
        with self._transaction() as session:
            rows = [message_columns(row, self._seconds()) for row in page.rows]
            fetch_requests.request_changed_threads(session, self._account_id, rows, since)
            awaited = {thread.thread_id for thread in wanting if thread.missing}
            expected = RowPage(tuple(row for row in page.rows if row.thread_id in awaited), page.unparsed)
            incomplete = self._store_messages(session, expected)
            after = fetch_requests.stored_message_counts(session, self._account_id, awaited)
            ready = {
                thread.thread_id
                for thread in wanting
                if thread.missing and after.get(thread.thread_id, 0) == thread.reported
            }
            fetch_requests.mark_messages_fetched(session, self._account_id, ready - incomplete)

    def _confirm_replies(self) -> None:
        """Confirm the sent replies that now appear in their threads."""
        with self._transaction() as session:
            reply_read_back.confirm_seen_replies(session, self._account_id, self._now())

    def _check_refunds(self) -> None:
        """Check which agreed refunds appear in the orders, and which are overdue."""
        with self._transaction() as session:
            decisions.update_refund_watches(session, self._account_id, self._now())

    def _threads_to_read(self) -> list[PendingMessages]:
        quiet_before = self._seconds() - int(REREAD_PERIOD.total_seconds())
        with self._transaction() as session:
            return fetch_requests.threads_to_fetch(session, self._account_id, quiet_before)

    def _messages_in_bulk(self, wanting: Sequence[PendingMessages]) -> None:
        """Read the messages of all threads in bulk, if that needs fewer calls than reading these threads."""
        if not wanting:
            return
        with self._transaction() as session:
            reported = fetch_requests.reported_message_count(session, self._account_id)
        if (plan := plan_bulk(wanting, reported, self._api.page_size)) is not None:
            self._bulk_pages(plan.threads, plan.sort)

    def _bulk_pages(self, wanting: Sequence[PendingMessages], sort: SortOrder) -> None:
        """Read pages of the messages of all threads until these threads are complete."""
        waiting = WaitingThreads(wanting)
        done = 0
        for number, page in enumerate(self._api.pages(MESSAGES, sort=sort), 1):
            if page.rows and not any(row.thread_id for row in page.rows):
                break
            touched = waiting.touched_by(page.rows)
            with self._transaction() as session:
                held = self._store_messages(session, page)
                stored = fetch_requests.stored_message_counts(session, self._account_id, touched)
                complete = waiting.take_complete(touched, stored, held)
                fetch_requests.mark_messages_fetched(session, self._account_id, complete)
            done += len(page.rows)
            self._progress(_("messages"), done, page.total)
            if not waiting or number >= len(wanting):
                break
            if number == 1:
                self._recompute()

    def _store_messages(self, session: Session, page: RowPage[MessageRow]) -> set[int]:
        """Store a page of messages; return the ids of the threads that must be read completely."""
        changes, unparsed = import_messages(session, self._account_id, [page], self._seconds())
        self._report.messages.add(changes, unparsed)
        return changes.held

    def _record_lapsed(self) -> None:
        """Record the deadlines that have passed."""
        with self._transaction() as session:
            stale_threads.mark_lapsed_stale(session, self._account_id, self._now())
        self._recompute("deadline")

    def _recompute(self, cause: str = "sync") -> None:
        if not self._derives:
            return
        for done in derive.recompute_all_stale(
            self._transaction, self._account_id, self._seller_names, self._now, cause
        ):
            self._progress(_("deadlines"), done, None)

    def _finish(self) -> None:
        with self._transaction() as session:
            account = self._account(session)
            account.synced_at = self._seconds()
            account.problem = ""
            if (ahead := self._api.clock_skew) is not None:
                before = None if account.skew_seconds is None else timedelta(seconds=account.skew_seconds)
                since = seen_since(before, from_optional_unix_seconds(account.skew_since), ahead, self._now())
                account.skew_since = to_unix_seconds(since)
                account.skew_seconds = round(ahead.total_seconds())

    def _seconds(self) -> int:
        return to_unix_seconds(self._now())

    def _keep_unparsed(self, session: Session, count: RowCounts, kind: str, page: RowPage[Any]) -> None:
        count.unparsed += store_unparsed_rows(session, self._account_id, kind, page, self._seconds())
