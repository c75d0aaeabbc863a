"""PrestaShop's releases are read beside a sync, over real sockets, and cannot delay or fail it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pytest
from fixed_time import NOW

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.releases import KnownReleases, read_known_releases
from bizcare_tui.errors import BadSettings, Offline
from bizcare_tui.marketplace.releases import fetch_releases
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.store.reads.hot import read_account


class Answering(BaseHTTPRequestHandler):
    """Answers with what the test wants, and keeps what was asked."""

    status: ClassVar[int] = 200
    body: ClassVar[bytes] = b"[]"
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(f"{self.path} {dict(self.headers)}")
        self.send_response(self.status)
        self.send_header("Location", "http://127.0.0.1:9/")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def list_url() -> Iterator[str]:
    Answering.asked.clear()
    Answering.status, Answering.body = 200, b"[]"
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/prestashop"
        server.shutdown()


def synced(monkeypatch: pytest.MonkeyPatch, url: str) -> Desk:
    monkeypatch.setenv("BIZCARE_RELEASES_URL", url)
    desk = Desk()
    desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
    return desk


def known(desk: Desk) -> KnownReleases:
    return read_known_releases(desk.session.reader, desk.now())


def test_the_list_is_fetched_with_the_sync_stored_and_shown_with_its_age(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = synced(monkeypatch, sandbox.releases_url)
    found = known(desk)
    assert found.latest is not None
    assert found.latest == found.required
    assert (found.latest.line, found.latest.released_on) == ("9.1", NOW.date().replace(month=3, day=23))
    assert found.age(NOW + timedelta(days=2)) == "releases fetched 26 Nov 2026, 2 days ago"
    assert found.requirement_in_words() == "PrestaShop 9.1 (released 23 Mar 2026): required since 23 Sep 2026"


def test_it_is_asked_once_a_day_and_never_with_the_key(
    sandbox: Sandbox, list_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Answering.body = b'[{"version": "9.2.0", "stability": "stable"}]'
    synced(monkeypatch, list_url)
    desk = synced(monkeypatch, list_url)
    assert len(Answering.asked) == 1
    assert sandbox.key not in Answering.asked[0]
    found = known(desk)
    assert (found.latest.line if found.latest else "", found.required.line if found.required else "") == (
        "9.2",
        "9.1",
    )
    assert "9.2 (first seen 26 Nov 2026) from 26 May 2027" in found.requirement_in_words()
    monkeypatch.setenv("BIZCARE_NOW", (NOW + timedelta(days=2)).isoformat())
    synced(monkeypatch, list_url)
    assert len(Answering.asked) == 2


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b""),
        (302, b""),
        (200, b"<html>"),
        (200, b"[" * 100_000),
        (200, b"{}"),
        (200, b"[" + b" " * 5_000_000),
    ],
)
def test_a_list_that_cannot_be_read_fails_no_sync(
    sandbox: Sandbox, list_url: str, monkeypatch: pytest.MonkeyPatch, status: int, body: bytes
) -> None:
    Answering.status, Answering.body = status, body
    with pytest.raises(Offline):
        fetch_releases(list_url)
    desk = synced(monkeypatch, list_url)
    found = known(desk)
    assert desk.marketplace.sync_status().last_synced_at is not None
    assert found.latest is not None
    assert (found.latest.line, found.read_at) == ("9.1", None)
    assert found.age(NOW) == "releases known on 30 Apr 2026"


def test_without_an_address_of_its_own_a_sandbox_asks_nobody(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(_url: str) -> None:
        raise AssertionError

    monkeypatch.setattr("bizcare_tui.marketplace.releases.fetch_releases", never)
    desk = Desk()
    desk.marketplace.sync(full=False, on_progress=lambda _step, _done, _total: None)
    account = read_account(desk.session.reader)
    assert account is not None
    assert account.releases_tried_at is None


@pytest.mark.parametrize(
    "url",
    [
        "http://api.prestashop-project.org/prestashop", "ftp://127.0.0.1/", "https://u:p@example.org/", "", "https://",
        "http://127.0.0.1.example.org/", "https://exa mple.org/", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_the_list_is_asked_for_over_https_or_on_this_machine_alone(url: str) -> None:
    with pytest.raises(BadSettings):
        fetch_releases(url)
