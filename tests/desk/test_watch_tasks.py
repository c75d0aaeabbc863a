"""The watch goes on without the Marketplace and without a key."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fixed_time import NOW
from purchase_desk import wire_time

from bizcare_tui import now as clock
from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.watch_tasks import open_watch
from bizcare_tui.domain.alerts import Announcement
from bizcare_tui.errors import KeyRejected, Offline
from bizcare_tui.sandbox.market import Market
from bizcare_tui.sandbox.quirks import Quirks
from bizcare_tui.sandbox.server import Sandbox

QUIET = 'notify_bell = false\nnight = ""\n'
STOP = threading.Event()


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """An account with a request that is due in an hour and a half, and one that is due in five hours."""
    asked = [NOW - timedelta(hours=22, minutes=30), NOW - timedelta(hours=19)]
    threads = [
        {
            "id_community_thread": number, "topic": "The cart fails", "id_product": 9,
            "name": "ShopFast", "id_order": 100 + number, "qualification": "aftersale",
            "date_add": wire_time(at),
        }
        for number, at in enumerate(asked, 1)
    ]  # fmt: skip
    market = Market.given(threads=threads, quirks=Quirks(authors=True))
    for number, at in enumerate(asked, 1):
        market.add_message(number, "It fails", author="customer", at=at)
    monkeypatch.setenv("BIZCARE_NOW", NOW.isoformat())
    monkeypatch.setattr(clock, "_started", time.monotonic())
    with Sandbox(market) as running:
        monkeypatch.setenv("BIZCARE_API_URL", running.url)
        monkeypatch.setenv("BIZCARE_API_KEY", running.key)
        desk = Desk()
        desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
        desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
        yield running


def desk_with(settings: str) -> Desk:
    """A desk with these settings."""
    file = Desk().session.paths.settings_file
    file.write_text(QUIET + settings)
    file.chmod(0o600)
    return Desk()


def test_notices_need_neither_the_marketplace_nor_a_key(
    account: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    account.stop()
    shown: list[Announcement] = []
    watch = open_watch(desk_with(""), shown.append)
    with pytest.raises(Offline):
        watch.sync(STOP)
    assert watch.send(STOP) is None
    monkeypatch.delenv("BIZCARE_API_KEY")
    with pytest.raises(KeyRejected):
        watch.sync(STOP)
    assert watch.notice() == []
    assert watch.delivery.settle(seconds=60)
    assert len(shown) == 1
