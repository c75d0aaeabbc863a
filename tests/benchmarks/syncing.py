"""What a sync takes: the first one over loopback, one that finds nothing new, and the storing of a page."""

from __future__ import annotations

import json
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from checkouts import Checkout
from corpus import market_of
from processes import Process, Usage, run, run_watched

from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.store import message_rows
from bizcare_tui.store.engine import Store
from bizcare_tui.store.people import get_account
from bizcare_tui.store.sqlite import SqliteDatabase

FIRST_THREADS, FIRST_MESSAGES = 1_843, 9_000
STORED_MESSAGES = 5_000


def first_syncs(checkouts: Sequence[Checkout], runs: int) -> list[list[Usage]]:
    """Sync `FIRST_THREADS` threads into an empty store so often, by each version in turn."""
    usages: list[list[Usage]] = [[] for _ in checkouts]
    with Sandbox(market_of(FIRST_THREADS, FIRST_MESSAGES)) as sandbox:
        for _ in range(runs):
            for usage, checkout in zip(usages, checkouts, strict=True):
                with tempfile.TemporaryDirectory() as home:
                    usage.append(run(_sync(checkout, Path(home), sandbox)))
                assert _count(usage[-1], "messages", "new") == FIRST_MESSAGES
    return usages


def syncs_without_news(checkout: Checkout, size: int, runs: int) -> list[Usage]:
    """Sync a copy of a store with the account that it was made of until nothing is new, then so often."""
    home = checkout.home(size)
    with copied_home(home) as copy, Sandbox(Market.generate(1, size, _made_at(home))) as sandbox:
        process = _sync(checkout, copy, sandbox)
        # The long conversations are a benchmark's own; the pages' digests are kept once all was read.
        for _ in range(2):
            run(process)
        usages = [run_watched(process) for _ in range(runs)]
        assert not any(_count(usage, kind, "new") for usage in usages for kind in ("threads", "messages"))
        return usages


@contextmanager
def copied_home(home: Path) -> Iterator[Path]:
    """A copy of a store beside it, to write to."""
    with tempfile.TemporaryDirectory(dir=home.parent, prefix="copy-") as folder:
        source, copy = sqlite3.connect(home / "bizcare.db"), sqlite3.connect(Path(folder) / "bizcare.db")
        with closing(source), closing(copy):
            source.backup(copy)
        yield Path(folder)


def storing_pairs(home: Path, runs: int) -> list[tuple[float, float]]:
    """Store a page of messages so often; seconds of ours, and of raw executemany of the same rows."""
    source = sqlite3.connect(home / "bizcare.db")
    names = [row[1] for row in source.execute("PRAGMA table_info(message)")]
    rows = source.execute(f"SELECT * FROM message LIMIT {STORED_MESSAGES}").fetchall()
    threads = source.execute("SELECT * FROM thread").fetchall()
    thread_names = [row[1] for row in source.execute("PRAGMA table_info(thread)")]

    def fresh(folder: str) -> Store:
        store = Store(SqliteDatabase(Path(folder) / "bizcare.db"))
        with store.transaction() as session:
            raw = session.connection().connection.driver_connection
            assert raw is not None
            get_account(session, "", 0)
            session.flush()
            marks = ",".join("?" * len(thread_names))
            raw.executemany(f"INSERT INTO thread ({','.join(thread_names)}) VALUES ({marks})", threads)
        return store

    def ours(store: Store) -> None:
        left_out = ("id", "account_id", "author", "author_by", "automatic", "occurrence")
        page = [
            {name: value for name, value in zip(names, row, strict=True) if name not in left_out}
            for row in rows
        ]
        with store.transaction() as session:
            message_rows.store_messages(session, 1, page)

    def raw(store: Store) -> None:
        with store.transaction() as session:
            connection = session.connection().connection.driver_connection
            assert connection is not None
            marks = ",".join("?" * len(names))
            connection.executemany(f"INSERT INTO message ({','.join(names)}) VALUES ({marks})", rows)

    def timed(store_them: Callable[[Store], None]) -> float:
        with tempfile.TemporaryDirectory() as folder:
            store = fresh(folder)
            began = time.perf_counter()
            store_them(store)
            return time.perf_counter() - began

    return [(timed(ours), timed(raw)) for _ in range(runs)]


def _sync(checkout: Checkout, home: Path, sandbox: Sandbox) -> Process:
    address = {"BIZCARE_API_URL": sandbox.url, "BIZCARE_API_KEY": sandbox.key}
    return Process(checkout.command("sync", "--json"), checkout.environment(home) | address)


def _count(usage: Usage, kind: str, what: str) -> int:
    return int(json.loads(usage.output)[kind][what])


def _made_at(home: Path) -> datetime:
    with closing(sqlite3.connect(home / "bizcare.db")) as connection:
        return datetime.fromtimestamp(connection.execute("SELECT synced_at FROM account").fetchone()[0], UTC)
