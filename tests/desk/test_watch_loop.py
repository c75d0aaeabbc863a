"""`watch` survives a busy store, an unreachable database and a missing key, and ends at once when stopped."""

from __future__ import annotations

import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fixed_time import NOW
from postgresql_server import Server, binaries
from watched_account import add_request, run_watch, wait_for, watched_account

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.notice_delivery import NoticeDelivery
from bizcare_tui.desk.watch_loop import WatchLoop
from bizcare_tui.errors import AlreadyRunning, BadSettings, KeyRejected
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.store.sqlite import SqliteDatabase


@pytest.fixture
def sandbox(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """An account with a request that is due in an hour and a half."""
    with watched_account(monkeypatch, NOW) as running:
        yield running


@pytest.mark.sqlite
def test_a_store_locked_by_another_program_only_delays_a_notice(
    sandbox: Sandbox, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SqliteDatabase, "busy_seconds", 0.2)
    holding = sqlite3.connect(home / "bizcare.db")
    holding.execute("BEGIN IMMEDIATE")
    with run_watch() as seen:
        wait_for(lambda: seen.count("is busy"))
        assert not seen.shown
        holding.rollback()
        wait_for(lambda: seen.shown == [1])
        wait_for(lambda: seen.count("Sending notices works again"))
    assert seen.count("is busy") == 1


def test_without_a_key_deadlines_are_announced_and_a_new_key_is_used_at_once(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = sandbox.key
    monkeypatch.delenv("BIZCARE_API_KEY")
    add_request(sandbox.market, 2, NOW - timedelta(hours=23))
    with run_watch() as seen:
        wait_for(lambda: seen.shown == [1])
        wait_for(lambda: seen.count("There is no API key"))
        Desk().marketplace.save_key(key)
        wait_for(lambda: seen.count("Syncing works again"))
        wait_for(lambda: sorted(seen.shown) == [1, 2])
    assert seen.count("There is no API key") == 1


def test_a_refused_key_is_reported_and_the_next_one_is_used(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIZCARE_API_KEY", "a-key-that-was-renewed")
    with run_watch() as seen:
        wait_for(lambda: seen.count("rejects the key"))
        wait_for(lambda: seen.shown == [1])
        monkeypatch.setenv("BIZCARE_API_KEY", sandbox.key)
        wait_for(lambda: seen.count("Syncing works again"))


def test_an_error_in_one_step_leaves_the_others_alone(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = threading.Event()
    broken.set()
    round_of = NoticeDelivery.round

    def fails(delivery: NoticeDelivery, *arguments: object) -> object:
        if broken.is_set():
            raise AttributeError
        return round_of(delivery, *arguments)

    monkeypatch.setattr(NoticeDelivery, "round", fails)
    with run_watch() as seen:
        wait_for(lambda: seen.count("AttributeError"))
        synced = Desk().marketplace.sync_status().last_synced_at
        wait_for(lambda: Desk().marketplace.sync_status().last_synced_at != synced or synced)
        broken.clear()
        wait_for(lambda: seen.shown == [1])
        wait_for(lambda: seen.count("Sending notices works again"))


def test_a_database_that_is_away_is_waited_for_at_the_start_and_later(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = binaries()
    if programs is None:
        pytest.skip("there is no PostgreSQL here")
    server = Server(programs)
    try:
        monkeypatch.setenv("BIZCARE_DATABASE_URL", server.url(server.new()))
        home.mkdir(mode=0o700)
        with watched_account(monkeypatch, NOW) as sandbox:
            server.halt()
            with run_watch() as seen:
                wait_for(lambda: seen.count("cannot be reached"))
                server.start()
                wait_for(lambda: seen.shown == [1])
                seen.said.clear()
                server.halt()
                wait_for(lambda: seen.count("cannot be reached"))
                add_request(sandbox.market, 2, NOW - timedelta(hours=23))
                server.start()
                wait_for(lambda: seen.count("works again"))
                wait_for(has_synced)
                wait_for(lambda: seen.shown == [1, 2])
            assert seen.count("cannot be reached") == 1
    finally:
        server.stop()


def has_synced() -> bool:
    """Sync; False while the watch does."""
    try:
        Desk().marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
    except AlreadyRunning:
        return False
    return True


@pytest.mark.sqlite
def test_wrong_settings_end_it_at_the_start(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    file = Desk().session.paths.settings_file
    for settings in ('notify_before = ["soon"]', 'mail_source = "nowhere"'):
        file.write_text(settings + "\n")
        with pytest.raises(BadSettings):
            WatchLoop(lambda _desk, _alert: None, lambda _text: None).run()
    file.write_text("")
    monkeypatch.setenv("BIZCARE_DATABASE_URL", "mysql://nowhere")
    with pytest.raises(BadSettings, match="must begin with"):
        WatchLoop(lambda _desk, _alert: None, lambda _text: None).run()


def test_a_single_round_gives_notice_whatever_becomes_of_the_sync(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[int] = []
    monkeypatch.delenv("BIZCARE_API_KEY")
    loop = WatchLoop(lambda _desk, alert: shown.append(alert.thread_id), lambda _text: None)
    with pytest.raises(KeyRejected):
        loop.run(once=True)
    assert shown == [1]


@pytest.mark.sqlite
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_while_the_marketplace_does_not_answer(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(60)
        monkeypatch.setenv("BIZCARE_API_URL", f"http://127.0.0.1:{silent.getsockname()[1]}/")
        running = subprocess.Popen([sys.executable, "-m", "bizcare_tui", "watch"], stderr=subprocess.PIPE)
        try:
            # It has asked, and waits for an answer that does not come as long as this block lasts.
            asked, _address = silent.accept()
            with asked:
                assert asked.recv(1)
                running.send_signal(number)
                _out, said = running.communicate(timeout=30)
        finally:
            running.kill()
    assert running.returncode == 0
    assert b"Traceback" not in said


@pytest.mark.sqlite
def test_a_signal_ends_it_while_another_program_has_locked_the_store(sandbox: Sandbox, home: Path) -> None:
    holding = sqlite3.connect(home / "bizcare.db")
    holding.execute("BEGIN IMMEDIATE")
    running = subprocess.Popen(
        [sys.executable, "-m", "bizcare_tui", "watch"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        assert running.stderr is not None
        assert b"Watching" in running.stderr.readline()
        running.terminate()
        assert running.wait(30) == 0
    finally:
        running.kill()
        running.communicate()
        holding.close()
