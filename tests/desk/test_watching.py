"""Watching: notices come once, by every way that is set, and what fails is said without a secret."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from socketserver import StreamRequestHandler, TCPServer

import pytest
from conftest import NOW
from dossiers import wire

from bizcare_tui import now as clock
from bizcare_tui.desk.desk import Desk
from bizcare_tui.errors import BadSettings, KeyRefused
from bizcare_tui.marketplace.sandbox.market import Market
from bizcare_tui.marketplace.sandbox.quirks import Quirks
from bizcare_tui.marketplace.sandbox.server import Sandbox
from bizcare_tui.settings import PROGRAMS

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
            "date_add": wire(at),
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
        desk.sync(full=False, on_progress=lambda _step, _done, _total: None)
        desk.answer_baseline(NOW - timedelta(days=30), [], mark_older_read=False)
        yield running


def desk_with(settings: str) -> Desk:
    """A desk with these settings."""
    file = Desk().paths.settings_file
    file.write_text(QUIET + settings)
    file.chmod(0o600)
    return Desk()


@pytest.fixture
def hook() -> Iterator[tuple[str, list[bytes]]]:
    """An address that takes notices, and what was posted to it."""
    taken: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(500 if "broken" in self.path else 204)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", taken
        server.shutdown()


@pytest.fixture
def postbox() -> Iterator[tuple[int, list[str]]]:
    """A mail server, and the mails it took."""
    mails: list[str] = []

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline().strip().upper():
                if line.startswith(b"DATA"):
                    self.wfile.write(b"354 go on\r\n")
                    mails.append("".join(iter(lambda: self.rfile.readline().decode(), ".\r\n")))
                self.wfile.write(b"221 bye\r\n" if line == b"QUIT" else b"250 fine\r\n")
                if line == b"QUIT":
                    return

    with TCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], mails
        server.shutdown()


def test_a_notice_comes_once(account: Sandbox) -> None:
    watch = desk_with("").watch()
    (alert,) = watch.notice().alerts
    assert alert.pending.thread_id == 1
    assert alert.sentence(NOW).startswith("Due in 1 h 30: 1, The cart fails (")
    assert watch.notice().alerts == ()
    assert desk_with("").watch().notice().alerts == ()


def test_nothing_is_told_at_night_unless_asked(account: Sandbox) -> None:
    night = 'night = "08:00-23:00"\n'
    desk = Desk()
    desk.paths.settings_file.write_text(night)
    assert Desk().watch().notice().alerts == ()
    desk.paths.settings_file.write_text(night + "notify_at_night = true\n")
    assert len(Desk().watch().notice().alerts) == 1


def test_a_webhook_is_posted_to(account: Sandbox, hook: tuple[str, list[bytes]]) -> None:
    url, taken = hook
    desk_with(f'notify_webhook = "{url}/services/s3cret"\n').watch().notice()
    (body,) = taken
    told = json.loads(body)
    assert (told["thread"], told["late"]) == (1, False)
    assert told["text"].startswith("Due in 1 h 30: 1, The cart fails")


def test_a_webhook_that_fails_is_named_without_its_secret(
    account: Sandbox, hook: tuple[str, list[bytes]]
) -> None:
    (problem,) = desk_with(f'notify_webhook = "{hook[0]}/broken/s3cret"\n').watch().notice().problems
    assert "127.0.0.1 (500)" in problem
    assert "s3cret" not in problem


@pytest.mark.parametrize("url", ["http://example.org/x", "ftp://localhost/x", "//x", "https://"])
def test_a_notice_goes_only_over_a_safe_connection(account: Sandbox, url: str) -> None:
    (problem,) = desk_with(f'notify_webhook = "{url}"\n').watch().notice().problems
    assert "https" in problem


def test_a_program_is_run_without_a_shell(account: Sandbox, tmp_path: Path) -> None:
    out, script = tmp_path / "out", tmp_path / "tell"
    script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$#" "$2" > {out}\n')
    script.chmod(0o700)
    desk_with(f'notify_command = ["{script}", "; touch {tmp_path}/no"]\n').watch().notice()
    count, sentence = out.read_text().splitlines()
    assert count == "2"
    assert sentence.startswith("Due in 1 h 30: 1, The cart fails (")
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_named_by_a_file_of_others_is_not_run(account: Sandbox, name: str) -> None:
    desk = desk_with(f'{name} = ["true"]\n')
    desk.watch()
    desk.paths.settings_file.chmod(0o666)
    with pytest.raises(BadSettings, match="others can write"):
        Desk().watch()


def test_hooks_are_told_numbers_of_what_is_new_once_each(account: Sandbox, tmp_path: Path) -> None:
    out, script = tmp_path / "out", tmp_path / "tell"
    script.write_text(f'#!/bin/sh\necho "$@" >> {out}\n')
    script.chmod(0o700)
    hooks = "".join(f'hook_{name} = ["{script}", "x"]\n' for name in ("new_thread", "due", "confirmed"))
    desk = desk_with(hooks + "undo_seconds = 0\n")
    desk.watch().notice()
    told = out.read_text().splitlines()
    # What was there before is no news; what falls due is.
    assert [line.split()[:3] for line in told] == [["x", "due", "1"]] * len(told)
    assert told
    out.write_text("")
    account.market.add_thread({
        "id_community_thread": 77, "topic": "$(id) -rf", "id_product": 9, "name": "ShopFast",
        "date_add": "2026-11-26 10:00:00", "qualification": "aftersale", "id_order": 5,
    })  # fmt: skip
    account.market.add_message(77, "Hello", author="customer", at=desk.now())
    watch = desk.watch()
    watch.sync(STOP)
    desk.replies.queue(1, "I saw the cart of your shop fail, and correct it today. Tom", override="telephone")
    watch.send(STOP)
    watch.notice()
    watch.notice()
    assert watch.hook_problems(wait=True) == []
    lines = [line for line in out.read_text().splitlines() if " due " not in line]
    assert lines == ["x new_thread 77", "x confirmed 1"]


def test_the_digest_is_mailed_once_a_day(account: Sandbox, postbox: tuple[int, list[str]]) -> None:
    port, mails = postbox
    settings = f'notify_mail = "tom@nordlys.example"\nsmtp_host = "127.0.0.1"\nsmtp_port = {port}\n'
    watch = desk_with(settings).watch()
    assert watch.notice().problems == ()
    watch.notice()
    (mail,) = mails
    assert "Subject: bizcare: 2 answers fall due" in mail
    assert mail.count("The cart fails") == 2


def test_a_mail_that_fails_is_said(account: Sandbox) -> None:
    settings = 'notify_mail = "tom@nordlys.example"\nsmtp_host = "127.0.0.1"\nsmtp_port = 1\n'
    (problem,) = desk_with(settings).watch().notice().problems
    assert "127.0.0.1" in problem


def test_it_goes_on_without_the_marketplace_and_stops_without_a_key(
    account: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    account.stop()
    watch = desk_with("").watch()
    assert watch.sync(STOP)
    assert watch.send(STOP) == ""
    monkeypatch.delenv("BIZCARE_API_KEY")
    with pytest.raises(KeyRefused):
        watch.sync(STOP)


@pytest.mark.parametrize(
    "settings", ['notify_before = ["soon"]', 'notify_mail = "nobody"', 'mail_at = "8"', 'night = "22-7"']
)
def test_settings_that_cannot_be_used_are_named(account: Sandbox, settings: str) -> None:
    Desk().paths.settings_file.write_text(settings + "\n")
    with pytest.raises(BadSettings, match=settings.partition(" ")[0]):
        Desk().watch()
