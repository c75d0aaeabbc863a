"""Clocks that disagree: no header silences an alarm, and the disagreement is reported."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler

import pytest
from shell import Shell
from watched_account import watched_account

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.doctor import run_checks
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.watch_tasks import open_watch
from bizcare_tui.sandbox.server import Sandbox

DAY = timedelta(days=1)


@pytest.fixture
def sandbox(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """An account with a request of six days ago, which is late on any weekday."""
    with watched_account(monkeypatch, datetime.now(UTC) - 5 * DAY) as running:
        monkeypatch.delenv("BIZCARE_NOW")
        yield running


def set_header(monkeypatch: pytest.MonkeyPatch, behind: timedelta) -> None:
    """Have the Marketplace's answers be dated so far behind."""
    monkeypatch.setattr(
        BaseHTTPRequestHandler,
        "date_time_string",
        lambda *_: format_datetime(datetime.now(UTC) - behind, usegmt=True),
    )


def sync(desk: Desk) -> None:
    """Sync once."""
    desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)


@pytest.mark.parametrize("behind", [8 * DAY, 26 * 365 * DAY, timedelta(hours=2)])
def test_a_header_of_long_ago_silences_nothing_and_is_named(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, behind: timedelta, capsys: pytest.CaptureFixture[str]
) -> None:
    set_header(monkeypatch, behind)
    desk = Desk()
    sync(desk)
    before = datetime.now(UTC)
    assert before <= desk.now() <= before + timedelta(minutes=1)
    assert desk.inbox.thread_ids(parse_query("is:late"))
    shell = Shell(capsys)
    for command in ("due", "list"):
        code, _out = shell.run(command)
        assert "clock and the Marketplace's differ by" in shell.stderr
        assert command == "list" or code == 3
    finding = next(each for each in run_checks(desk.session.paths) if each.check == "clock")
    assert not finding.ok
    assert "Set this" not in finding.next_step


def test_a_running_program_follows_the_difference_of_each_sync(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, stop = Desk(), threading.Event()
    watch = open_watch(desk)
    set_header(monkeypatch, timedelta(hours=2))
    (said,) = watch.sync(stop)
    assert "differ by 2h 00" in said
    set_header(monkeypatch, timedelta(minutes=3))
    assert watch.sync(stop) == []
    assert timedelta(minutes=2) < datetime.now(UTC) - desk.now() < timedelta(minutes=4)
    set_header(monkeypatch, timedelta(0))
    assert watch.sync(stop) == []
    assert not desk.session.clock.difference.matters


def test_a_header_ahead_warns_early_and_records_nothing_as_missed(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_header(monkeypatch, -timedelta(hours=20))
    desk = Desk()
    sync(desk)
    assert desk.now() > datetime.now(UTC) + timedelta(hours=19)
    synced = desk.marketplace.sync_status().last_synced_at
    assert synced is not None
    assert synced <= datetime.now(UTC)


def test_of_several_answers_the_one_nearest_to_this_machine_counts(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([8 * DAY, timedelta(0)])
    monkeypatch.setattr(
        BaseHTTPRequestHandler,
        "date_time_string",
        lambda *_: format_datetime(datetime.now(UTC) - next(answers, 8 * DAY), usegmt=True),
    )
    desk = Desk()
    sync(desk)
    assert not desk.session.clock.difference.matters
