"""An account with a deadline ahead, and `bizcare watch` over it in this process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from purchase_desk import wire_time

from bizcare_tui import now as clock
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.watch_loop import WatchLoop
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.quirks import Quirks
from bizcare_tui.sandbox.server import Sandbox


def add_request(market: Market, number: int, at: datetime) -> None:
    """Add a request of a customer about an order."""
    market.add_thread({
        "id_community_thread": number, "topic": "The cart fails", "id_product": 9, "name": "ShopFast",
        "id_order": 100 + number, "qualification": "aftersale", "date_add": wire_time(at),
    })  # fmt: skip
    market.add_message(number, "It fails", author="customer", at=at)


@contextmanager
def watched_account(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Iterator[Sandbox]:
    """Serve an account, synced once, whose request 1 is due in an hour and a half."""
    market = Market.given(quirks=Quirks(authors=True))
    add_request(market, 1, now - timedelta(hours=22, minutes=30))
    monkeypatch.setenv("BIZCARE_NOW", now.isoformat())
    monkeypatch.setattr(clock, "_started", time.monotonic())
    with Sandbox(market) as running:
        monkeypatch.setenv("BIZCARE_API_URL", running.url)
        monkeypatch.setenv("BIZCARE_API_KEY", running.key)
        desk = Desk()
        desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
        desk.baseline.answer(now - timedelta(days=30), [], mark_older_read=False)
        desk.session.paths.settings_file.write_text(
            'night = ""\nnotify_bell = false\nsync_interval = 86400\n'
        )
        desk.session.paths.settings_file.chmod(0o600)
        yield running


@dataclass
class RunningWatch:
    """What a watch has announced so far: threads (`shown`) and sentences (`said`)."""

    shown: list[int] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def count(self, words: str) -> int:
        """Return how many sentences contain these words."""
        return sum(words in sentence for sentence in self.said)


@contextmanager
def run_watch() -> Iterator[RunningWatch]:
    """Run a watch in a thread until the end of the block."""
    seen = RunningWatch()
    loop = WatchLoop(lambda _desk, alert: seen.shown.append(alert.thread_id), seen.said.append, look=0.1)
    thread = threading.Thread(target=loop.run)
    thread.start()
    try:
        yield seen
    finally:
        loop.end()
        thread.join(60)
        assert not thread.is_alive()


def wait_for(is_so: Callable[[], object]) -> None:
    """Wait until another thread or process has made a condition true."""
    deadline = time.monotonic() + 300
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)
