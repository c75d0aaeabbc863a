"""Syncing with the sandbox over real sockets: everything arrives once, whatever fails on the way."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bizcare_tui.errors import ApiFailed, KeyRejected, MarketplaceError, Offline
from bizcare_tui.marketplace.client import CallLimits, Interrupted, SellerApi
from bizcare_tui.marketplace.sync import sync
from bizcare_tui.marketplace.sync_report import SyncReport
from bizcare_tui.marketplace.wire import THREADS, ThreadRow, parse_thread
from bizcare_tui.sandbox.faults import Faults
from bizcare_tui.sandbox.market import Market, MarketPage
from bizcare_tui.sandbox.quirks import Quirks
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.store.engine import Store
from bizcare_tui.store.open_database import open_database

NOW = datetime(2026, 11, 26, 9, 20, tzinfo=UTC)
KILLS = int(os.environ.get("BIZCARE_TEST_KILLS", "5"))


@dataclass
class Seller:
    """An account on a sandbox, and a store to sync it into."""

    sandbox: Sandbox
    file: Path
    now: datetime = NOW

    def sync(
        self, *, full: bool = False, page_size: int = 1000, key: str | None = None, derives: bool = True
    ) -> SyncReport:
        store = Store(open_database(self.file))
        api = SellerApi(
            self.sandbox.url, key or self.sandbox.key, page_size=page_size, wait=lambda _seconds: None,
            patience=CallLimits(attempts=6),
        )  # fmt: skip
        self.sandbox.calls.clear()
        try:
            with api:
                return sync(
                    store, api, api_url=self.sandbox.url, now=lambda: self.now, full=full, derives=derives
                )
        finally:
            store.close()

    def calls(self) -> dict[str, int]:
        return {path.split("/")[1] if path.count("/") < 3 else "of a thread": count
                for path, count in self.sandbox.calls.items()}  # fmt: skip

    def rows(self, query: str) -> list[Any]:
        connection = open_database(self.file).connect()
        try:
            return [tuple(row) for row in connection.execute(query)]
        finally:
            connection.close()

    def expect_complete(self) -> None:
        """Every thread with every message, once, and its inbox entry."""
        threads = self.sandbox.market.threads(0, 10**6, newest_first=False)
        counts = {int(row["id_community_thread"]): int(row["nb_messages"]) for row in threads.rows}
        counted = "SELECT t.id, (SELECT count(*) FROM message m WHERE m.thread_id = t.id) FROM thread t"
        assert dict(self.rows(counted)) == counts
        assert self.rows("SELECT count(*) FROM inbox_entry") == [(len(counts),)]
        assert self.rows("SELECT count(*) FROM thread WHERE stale") == [(0,)]
        if not open_database(self.file).is_postgresql:
            assert self.rows("PRAGMA integrity_check") == [("ok",)]


@contextmanager
def account(tmp_path: Path, *, threads: int = 40, quirks: Quirks | None = None) -> Iterator[Seller]:
    with Sandbox(Market.generate(5, threads, NOW, quirks=quirks)) as sandbox:
        yield Seller(sandbox, tmp_path / "bizcare.db")


@pytest.fixture
def seller(tmp_path: Path) -> Iterator[Seller]:
    with account(tmp_path) as each:
        yield each


def test_the_first_sync_brings_everything_in_few_calls(seller: Seller) -> None:
    report = seller.sync()
    seller.expect_complete()
    assert report.threads.new == 40
    assert report.messages.unparsed == report.threads.unparsed == 0
    assert seller.calls() == {"products": 1, "orders": 1, "threads": 1, "messages": 1}


def test_a_sync_with_nothing_new_reads_the_list_and_changes_nothing(seller: Seller) -> None:
    seller.sync()
    before = seller.rows("SELECT * FROM message") + seller.rows("SELECT * FROM inbox_entry")
    report = seller.sync()
    assert (report.threads.new, report.threads.changed, report.messages.new) == (0, 0, 0)
    assert seller.calls() == {"products": 1, "orders": 1, "threads": 1, "messages": 1}
    assert seller.rows("SELECT * FROM message") + seller.rows("SELECT * FROM inbox_entry") == before


def test_what_a_sync_does_not_derive_is_derived_by_the_next_one(seller: Seller) -> None:
    seller.sync(derives=False)
    assert seller.rows("SELECT count(*) FROM thread WHERE stale") == [(40,)]
    assert seller.rows("SELECT count(*) FROM inbox_entry") == [(0,)]
    seller.sync()
    seller.expect_complete()


def read_again(seller: Seller, monkeypatch: pytest.MonkeyPatch, **asked: Any) -> set[int]:
    """The threads whose rows a sync reads, and does not know by their page."""
    read: set[int] = set()

    def noting(raw: Any, zone: ZoneInfo) -> ThreadRow:
        row = parse_thread(raw, zone)
        read.add(row.id)
        return row

    with monkeypatch.context() as patched:
        patched.setattr("bizcare_tui.marketplace.sync.THREADS", replace(THREADS, parse=noting))
        seller.sync(page_size=10, **asked)
    return read


def test_unchanged_pages_count_as_read(seller: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = read_again(seller, monkeypatch)
    assert len(everything) == 40
    assert read_again(seller, monkeypatch) == set()
    row = dict(seller.sandbox.market.threads(25, 1, newest_first=False).rows[0])
    seller.sandbox.market.replace_thread(row | {"token": "another"})
    assert read_again(seller, monkeypatch) == set()
    seller.sandbox.market.replace_thread(row | {"topic": "Another topic"})
    read = read_again(seller, monkeypatch)
    assert len(read) == 10
    number = int(row["id_community_thread"])
    assert seller.rows(f"SELECT topic FROM thread WHERE id = {number}") == [("Another topic",)]
    assert seller.rows("SELECT count(*) FROM thread WHERE missing_since IS NOT NULL") == [(0,)]
    assert read_again(seller, monkeypatch) == set()
    assert read_again(seller, monkeypatch, full=True) == everything
    seller.expect_complete()


def test_a_page_is_not_known_by_a_reading_that_was_cut_off(
    seller: Seller, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_again(seller, monkeypatch)
    row = dict(seller.sandbox.market.threads(5, 1, newest_first=False).rows[0])
    number = int(row["id_community_thread"])
    topic = seller.rows(f"SELECT topic FROM thread WHERE id = {number}")
    seller.sandbox.market.replace_thread(row | {"topic": "Another topic"})
    pages = SellerApi.pages

    def cut_off(api: SellerApi, kind: Any, **asked: Any) -> Iterator[Any]:
        for page in pages(api, kind, **asked):
            yield page
            raise Offline("gone")

    with monkeypatch.context() as patched:
        patched.setattr(SellerApi, "pages", cut_off)
        with pytest.raises(Offline):
            seller.sync(page_size=10)
    assert seller.rows(f"SELECT topic FROM thread WHERE id = {number}") == [("Another topic",)]
    seller.sandbox.market.replace_thread(row)
    read_again(seller, monkeypatch)
    assert seller.rows(f"SELECT topic FROM thread WHERE id = {number}") == topic
    seller.expect_complete()


def test_a_new_message_costs_one_more_call(seller: Seller) -> None:
    seller.sync()
    thread_id = seller.rows("SELECT max(id) FROM thread")[0][0]
    seller.sandbox.market.add_message(thread_id, "And one more thing.", at=NOW)
    report = seller.sync()
    assert (report.threads.changed, report.messages.new) == (1, 1)
    assert sum(seller.sandbox.calls.values()) == 4
    seller.expect_complete()


@pytest.mark.parametrize(
    "quirks",
    [
        Quirks(message_ids=False),
        Quirks(thread_ids=False),
        Quirks(message_ids=False, thread_ids=False),
        Quirks(authors=True),
        Quirks(untidy=False),
    ],
    ids=["no message ids", "no thread ids", "neither", "authors", "tidy"],
)
def test_every_way_the_rows_may_come(tmp_path: Path, quirks: Quirks) -> None:
    with account(tmp_path, threads=20, quirks=quirks) as seller:
        seller.sync()
        seller.expect_complete()
        assert seller.sync(full=True).messages.new == 0
        thread_id = seller.rows("SELECT min(id) FROM thread")[0][0]
        seller.sandbox.market.add_message(thread_id, "Hello again", at=NOW)
        assert seller.sync().messages.new == 1
        seller.expect_complete()


def test_small_pages_that_drift_lose_nothing(seller: Seller) -> None:
    seller.sandbox.faults = Faults.parse("drift=0.4", 1)
    for _ in range(3):
        seller.sync(page_size=7)
    seller.sandbox.faults = Faults()
    seller.sync(page_size=7)
    seller.expect_complete()


class MovingMarket(Market):
    """Once a second page is asked for, the first row goes to the end: what stood there slips forward."""

    def threads(self, offset: int, limit: int, *, newest_first: bool) -> MarketPage:
        return self._moved(super().threads, offset, limit, newest_first)

    def messages(self, offset: int, limit: int, *, newest_first: bool) -> MarketPage:
        return self._moved(super().messages, offset, limit, newest_first)

    def _moved(self, read: Any, offset: int, limit: int, newest_first: bool) -> MarketPage:
        page: MarketPage = read(0, 10**6, newest_first=newest_first)
        rows = page.rows[1:] + page.rows[:1] if offset else page.rows
        return MarketPage(page.total, rows[offset : offset + limit])


@pytest.mark.parametrize("full", [False, True])
def test_rows_that_paging_skipped_are_found(seller: Seller, full: bool) -> None:
    with Sandbox(MovingMarket.generate(5, 40, NOW)) as sandbox:
        seller.sandbox = sandbox
        seller.sync(page_size=7, full=full)
        seller.expect_complete()


@pytest.mark.parametrize(
    "spec",
    [
        "close-before=0.3",
        "close-after=0.3",
        "429=0.3:1s",
        "500=0.3",
        "html=0.2",
        "truncated=0.2",
        "error=0.2",
    ],
)
def test_a_sync_through_faults_ends_complete(seller: Seller, spec: str) -> None:
    seller.sandbox.faults = Faults.parse(spec, 2)
    for _ in range(40):
        try:
            seller.sync(page_size=50)
            break
        except MarketplaceError:
            continue
    seller.sandbox.faults = Faults()
    seller.sync()
    seller.expect_complete()


def test_a_wrong_key_is_reported_and_the_store_is_unchanged(seller: Seller) -> None:
    seller.sync()
    with pytest.raises(KeyRejected):
        seller.sync(key="wrong-key-wrong-key")
    seller.expect_complete()
    assert "rejects the key" in seller.rows("SELECT problem FROM account")[0][0]
    seller.sync()
    assert seller.rows("SELECT problem FROM account") == [("",)]


def test_being_offline_is_reported(tmp_path: Path) -> None:
    with account(tmp_path) as seller:
        pass
    with pytest.raises(Offline):
        seller.sync()


def test_an_error_page_after_an_error_page_ends_the_sync(seller: Seller) -> None:
    seller.sandbox.faults = Faults.parse("500=1", 1)
    with pytest.raises(ApiFailed):
        seller.sync()


@pytest.mark.parametrize("stop_at", range(1, 9))
def test_a_sync_stopped_at_any_call_goes_on(seller: Seller, stop_at: int) -> None:
    store, stop = Store(open_database(seller.file)), threading.Event()
    steps = 0

    def count(_step: str, _done: int, _total: int | None) -> None:
        nonlocal steps
        steps += 1
        if steps == stop_at:
            stop.set()

    api = SellerApi(seller.sandbox.url, seller.sandbox.key, page_size=20, stop=stop)
    with api, suppress(Interrupted):
        sync(store, api, api_url=seller.sandbox.url, now=lambda: NOW, on_progress=count)
    store.close()
    seller.sync()
    seller.expect_complete()


def test_a_thread_that_is_gone_remotely_is_kept_and_noted(seller: Seller) -> None:
    seller.sync()
    threads = seller.sandbox.market.threads(0, 1000, newest_first=False).rows
    messages = seller.sandbox.market.messages(0, 10**6, newest_first=False).rows
    given = Market.given(threads=threads[1:], messages=messages, products=[], sales=[])
    with Sandbox(given) as smaller:
        Seller(smaller, seller.file).sync()
        gone = int(threads[0]["id_community_thread"])
        assert seller.rows("SELECT id FROM thread WHERE missing_since IS NOT NULL") == [(gone,)]
        smaller.market.add_thread(threads[0])
        Seller(smaller, seller.file).sync()
        assert seller.rows("SELECT id FROM thread WHERE missing_since IS NOT NULL") == []


def test_rows_that_cannot_be_read_are_kept_and_counted_once(tmp_path: Path) -> None:
    threads: list[dict[str, Any]] = [
        {"id_community_thread": "7", "topic": "fine", "nb_messages": "1", "date_add": "2026-11-25 10:00:00"},
        {"id_community_thread": "seven", "topic": "no number"},
        {"id_community_thread": 10**30, "topic": "no such number"},
    ]
    messages = [{"id_community_thread": 7, "message": "hello", "date_add": "2026-11-25 10:00:00"}]
    with Sandbox(Market.given(threads=threads, messages=messages, products=[], sales=[])) as sandbox:
        seller = Seller(sandbox, tmp_path / "bizcare.db")
        assert seller.sync().threads.unparsed == 2
        assert seller.sync().threads.unparsed == 2
        assert seller.rows("SELECT count(*) FROM unparsed_api_row") == [(2,)]
        assert seller.rows("SELECT topic FROM thread") == [("fine",)]


def test_the_first_sync_sets_the_baseline_and_scores_nothing_before_it(seller: Seller) -> None:
    seller.sync()
    assert seller.rows("SELECT baseline_at FROM account") == [(int(NOW.timestamp()),)]
    assert seller.rows("SELECT count(*) FROM inbox_entry WHERE scored") == [(0,)]
    assert seller.rows("SELECT count(*) FROM history WHERE kind = 'first_answer'") == [(0,)]


def test_a_request_after_the_baseline_is_scored_and_its_first_outcome_kept(tmp_path: Path) -> None:
    thread = {
        "id_community_thread": 7, "topic": "Help", "nb_messages": 1, "id_product": 3, "id_order": 9,
        "qualification": "aftersale", "date_add": "2026-11-26 11:00:00", "name": "A module",
    }  # fmt: skip
    message = {
        "id_community_thread": 7, "id_community_message": 1, "message": "It fails",
        "date_add": "2026-11-26 11:00:00",
    }  # fmt: skip
    with Sandbox(Market.given(threads=[], messages=[], products=[], sales=[])) as sandbox:
        seller = Seller(sandbox, tmp_path / "bizcare.db")
        seller.sync()
        sandbox.market.add_thread(thread)
        with Sandbox(Market.given(threads=[thread], messages=[message], products=[], sales=[])) as now_there:
            later = Seller(now_there, seller.file, now=NOW + timedelta(hours=2))
            later.sync()
            columns = "SELECT scored, first_due - first_start, settled_status, first_status FROM inbox_entry"
            assert seller.rows(columns) == [(1, 86400, None, None)]
            later.now += timedelta(days=1)
            later.sync()
            assert seller.rows(columns) == [(1, 86400, "missed", "missed")]
            later.sync()
            assert seller.rows("SELECT count(*) FROM history WHERE kind = 'first_answer'") == [(1,)]


def test_identical_messages_stay_apart_and_a_page_read_twice_adds_nothing(tmp_path: Path) -> None:
    thread = {"id_community_thread": 7, "topic": "t", "nb_messages": 3, "date_add": "2026-11-25 10:00:00"}
    message = {"id_community_thread": 7, "message": "Any news?", "date_add": "2026-11-25 10:00:00"}
    market = Market.given(threads=[thread], messages=[message] * 3, products=[], sales=[])
    with Sandbox(market) as sandbox:
        seller = Seller(sandbox, tmp_path / "bizcare.db")
        for full in (False, True, True):
            seller.sync(full=full)
            assert seller.rows("SELECT occurrence FROM message ORDER BY 1") == [(0,), (1,), (2,)]


def edited(seller: Seller, *, message_ids: bool = True) -> Market:
    """The same account, in which somebody changed the oldest message of each thread."""
    threads = seller.sandbox.market.threads(0, 10**6, newest_first=False).rows
    messages = seller.sandbox.market.messages(0, 10**6, newest_first=False).rows
    first: set[int] = set()
    changed = []
    for row in messages:
        thread_id = int(row["id_community_thread"])  # Numbers may come as strings.
        is_first = thread_id not in first
        first.add(thread_id)
        changed.append({**row, "message": "I have edited this."} if is_first else row)
    return Market.given(
        threads=threads, messages=changed, products=[], sales=[], quirks=Quirks(message_ids=message_ids)
    )


def test_a_full_sync_reads_every_message_again(seller: Seller) -> None:
    seller.sync()
    with Sandbox(edited(seller)) as sandbox:
        seller.sandbox = sandbox
        report = seller.sync(full=True, page_size=30)
        assert (report.messages.new, report.messages.changed) == (0, 40)
        seller.expect_complete()
        assert sum(seller.sandbox.calls.values()) < 20


def test_a_full_sync_through_drift_reads_every_message_again(seller: Seller) -> None:
    seller.sync()
    with Sandbox(edited(seller), faults=Faults.parse("drift=0.5", 3)) as sandbox:
        seller.sandbox = sandbox
        seller.sync(full=True, page_size=30)
        edits = "SELECT count(DISTINCT thread_id) FROM message WHERE text = 'I have edited this.'"
        assert seller.rows(edits) == [(40,)]


def test_what_was_edited_replaces_the_text_and_counts_once_where_there_are_no_ids(tmp_path: Path) -> None:
    with account(tmp_path, threads=20, quirks=Quirks(message_ids=False)) as seller:
        seller.sync()
        before = seller.rows("SELECT count(*) FROM message")[0][0]
        with Sandbox(edited(seller, message_ids=False)) as sandbox:
            seller.sandbox = sandbox
            seller.sync(full=True, page_size=30)
            assert seller.rows("SELECT count(*) FROM message") == [(before,)]
            assert seller.rows("SELECT count(*) FROM message_revision") == [(20,)]
            for (thread_id,) in seller.rows("SELECT id FROM thread"):
                sandbox.market.add_message(thread_id, f"News of {thread_id}", at=NOW)
            seller.sync(page_size=3)
            assert seller.rows("SELECT count(*) FROM message WHERE text LIKE 'News of %'") == [(20,)]


def test_a_sync_killed_at_any_point_is_completed_by_the_next(
    seller: Seller, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIZCARE_API_URL", seller.sandbox.url)
    monkeypatch.setenv("BIZCARE_API_KEY", seller.sandbox.key)
    chance = random.Random(11)
    for number in range(KILLS):
        monkeypatch.setenv("BIZCARE_HOME", str(home / str(number)))
        seller.file = home / str(number) / "bizcare.db"
        process = subprocess.Popen(
            [sys.executable, "-m", "bizcare_tui", "sync", "--progress-json"],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        # Killed after so many lines of progress: the points are the program's own, not the clock's.
        for _line, _number in zip(process.stdout, range(chance.randrange(1, 8)), strict=False):
            pass
        process.kill()
        process.stdout.close()
        process.wait()
        seller.sync()
        seller.expect_complete()


def test_of_many_syncs_at_once_one_does_the_work_and_the_others_say_so(
    seller: Seller, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIZCARE_API_URL", seller.sandbox.url)
    monkeypatch.setenv("BIZCARE_API_KEY", seller.sandbox.key)
    command = [sys.executable, "-m", "bizcare_tui", "sync", "--progress-json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        first.stdout.readline()
        first.send_signal(signal.SIGSTOP)
        others = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
        for other in others:
            said, _error = other.communicate()
            assert "Another program" in said
            assert other.returncode == 1
        first.send_signal(signal.SIGCONT)
        first.communicate()
    assert first.returncode == 0
    seller.file = home / "bizcare.db"
    seller.expect_complete()
