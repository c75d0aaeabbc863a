"""Everything automatic respects a pause that the Marketplace asks for, within bounds."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fixed_time import NOW
from watched_account import watched_account
from wrong_clock import set_clock

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.doctor import run_checks
from bizcare_tui.desk.watch_tasks import open_watch
from bizcare_tui.errors import RateLimited
from bizcare_tui.sandbox.faults import Faults
from bizcare_tui.sandbox.server import Sandbox

TEXT = "I saw the cart of your shop fail, and correct it today. Tom"


@pytest.fixture
def sandbox(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """An account with a request that is due in an hour and a half."""
    with watched_account(monkeypatch, NOW) as running:
        yield running


def sync(desk: Desk, *, heed_pause: bool = True) -> None:
    """Sync once."""
    desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None, heed_pause=heed_pause)


def ask_for_a_pause(sandbox: Sandbox, duration: str) -> None:
    """Have the Marketplace answer the next call of a sync with 429, and everything after it as usual."""
    sandbox.faults = Faults.parse(f"429=#1:{duration}")
    with pytest.raises(RateLimited):
        sync(Desk())


def test_every_program_of_the_store_heeds_it_until_it_is_over(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk()
    desk.replies.queue(1, TEXT, override="telephone")
    set_clock(monkeypatch, 60)  # its time to be undone is over
    assert desk.replies.has_work()
    ask_for_a_pause(sandbox, "10m")
    assert not Desk().replies.has_work()
    with pytest.raises(RateLimited):
        Desk().replies.send(on_progress=lambda _text: None, stop=threading.Event())
    with pytest.raises(RateLimited) as refused:
        open_watch(Desk()).sync(threading.Event())
    assert 500 < (refused.value.pause or 0) <= 600
    assert not sandbox.replies
    findings = {finding.check: finding for finding in run_checks(Desk().session.paths)}
    assert "600 s" in findings["pause"].text or "59" in findings["pause"].text
    set_clock(monkeypatch, 661)
    assert open_watch(Desk()).sync(threading.Event()) == []
    assert open_watch(Desk()).send(threading.Event()) is not None
    assert len(sandbox.replies) == 1


def test_a_person_may_sync_all_the_same(sandbox: Sandbox) -> None:
    ask_for_a_pause(sandbox, "10m")
    sync(Desk(), heed_pause=False)


def test_a_silly_pause_does_not_stop_syncing_for_a_day(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_for_a_pause(sandbox, "9999m")
    set_clock(monkeypatch, 3500)
    with pytest.raises(RateLimited):
        sync(Desk())
    set_clock(monkeypatch, 3601)
    sync(Desk())


def test_a_pause_noted_while_the_clock_was_ahead_is_over_when_it_is_right(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, timedelta(days=1).total_seconds())
    ask_for_a_pause(sandbox, "10m")
    set_clock(monkeypatch, 0)
    sync(Desk())
