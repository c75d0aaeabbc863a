"""Noticing what other programs change in a database: by notifications, or by polling."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from types import SimpleNamespace
from typing import Any, cast

import psycopg
import pytest
from postgresql_server import Server, wait_until

from bizcare_tui.errors import NoStore, StoreProblem
from bizcare_tui.store import change_listener
from bizcare_tui.store.change_listener import ChangeListener, receives_notifications
from bizcare_tui.store.open_database import database_of_url
from bizcare_tui.store.postgresql import PostgresqlDatabase
from bizcare_tui.store.postgresql_connection import PostgresqlConnection


class PolledServer:
    """A server that cannot be listened to: its last change, or what goes wrong when it is asked."""

    def __init__(self) -> None:
        self.last_change = "1"
        self.failure: Exception | None = None
        self.has_ended = False
        self.looks = 0

    def listen(self) -> None:
        self._wait_if_over()

    def look(self) -> PostgresqlConnection:
        return cast("PostgresqlConnection", self)

    def execute(self, _statement: str) -> Any:
        self._wait_if_over()
        self.looks += 1
        if self.failure:
            raise self.failure
        return SimpleNamespace(fetchone=lambda: (self.last_change,))

    def close(self) -> None:
        raise OSError("the connection is broken")

    def _wait_if_over(self) -> None:
        if self.has_ended:
            threading.Event().wait()  # nobody can stop the thread of a listener


def sentence(error: BaseException) -> StoreProblem:
    return error if isinstance(error, StoreProblem) else StoreProblem(f"The server: {error}.", "Wait.")


@pytest.fixture
def polled(monkeypatch: pytest.MonkeyPatch) -> Iterator[PolledServer]:
    monkeypatch.setattr(change_listener, "POLL_SECONDS", 0.002)
    server = PolledServer()
    yield server
    server.has_ended = True


def listener_of(server: PolledServer) -> ChangeListener:
    return ChangeListener(server.listen, server.look, (OSError,), sentence)


def test_a_store_that_is_polled_counts_only_what_changes(polled: PolledServer) -> None:
    listener = listener_of(polled)
    assert wait_until(lambda: listener.count == 1)
    looks = polled.looks
    assert wait_until(lambda: polled.looks > looks + 3)
    assert listener.count == 1
    polled.last_change = "2"
    assert wait_until(lambda: listener.count == 2)
    assert not listener.is_listening


def test_a_failure_is_the_problem_until_the_server_answers_again(polled: PolledServer) -> None:
    listener = listener_of(polled)
    assert wait_until(lambda: listener.count == 1)
    polled.failure = OSError("no route")
    assert wait_until(lambda: listener.problem is not None)
    assert str(listener.problem) == "The server: no route. Wait."
    polled.failure = None
    # The store may have changed meanwhile.
    assert wait_until(lambda: listener.count == 2)
    assert listener.problem is None


def test_a_store_that_is_not_there_yet_is_no_problem(polled: PolledServer) -> None:
    polled.failure = NoStore()
    listener = listener_of(polled)
    assert wait_until(lambda: polled.looks > 3)
    assert (listener.problem, listener.count) == (None, 0)
    polled.failure = None
    assert wait_until(lambda: listener.count == 1)


def test_notifications_arrive_from_the_database_itself_and_no_other(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_listener, "ANSWER_TIMEOUT_SECONDS", 0.2)
    name = server.new()
    with closing(database_of_url(server.url(name)).connect()) as reading:
        assert isinstance(reading, PostgresqlConnection)
        for database, arrive in ((name, True), ("postgres", False)):
            address = server.url(database).replace("+psycopg", "")
            with psycopg.connect(address, autocommit=True) as listening:
                assert receives_notifications(listening, reading) is arrive
    server.drop(name)


def test_a_listener_counts_what_another_program_writes_at_once(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_listener, "POLL_SECONDS", 60.0)
    name = server.new()
    place = PostgresqlDatabase(server.url(name))
    place.changes(place.connect)
    listener = place._listener
    assert listener is not None
    assert wait_until(lambda: listener.is_listening)
    before = place.changes(place.connect)
    server.do("SELECT pg_notify('bizcare', 'another_schema')", name)
    server.do("SELECT pg_notify('bizcare', 'public')", name)
    assert wait_until(lambda: place.changes(place.connect) > before)
    assert place.changes(place.connect) == before + 1
    server.drop(name)
