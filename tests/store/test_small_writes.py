"""Small writes over the driver: whole or not at all, one at a time, and never to another file."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from small_store import open_small_store
from sqlmodel import col, select

from bizcare_tui.errors import StoreProblem
from bizcare_tui.store.database import Database, Executor
from bizcare_tui.store.engine import Store
from bizcare_tui.store.hot_statements import INSERT_PERSON
from bizcare_tui.store.small_writes import SmallWrites
from bizcare_tui.store.tables import Person


def logins(store: Store) -> list[str]:
    with store.transaction() as session:
        return list(session.exec(select(Person.login).order_by(col(Person.id))))


def add(executor: Executor, login: str) -> None:
    executor.execute(INSERT_PERSON, {"login": login})


def test_a_block_is_stored_as_a_whole_or_not_at_all(store: Store) -> None:
    writes = SmallWrites(store.database)
    with writes.transaction() as executor:
        add(executor, "cleo")
        add(executor, "dan")
    with pytest.raises(ZeroDivisionError), writes.transaction() as executor:
        add(executor, "eve")
        raise ZeroDivisionError
    assert logins(store) == ["ana", "bea", "cleo", "dan"]


def test_one_transaction_writes_at_a_time(store: Store) -> None:
    writes, counts = SmallWrites(store.database), []

    def count_and_add(number: int) -> None:
        with writes.transaction() as executor:
            rows = executor.execute("SELECT count(*) FROM person", {})
            counts.append(next(iter(rows))[0])
            add(executor, f"person {number}")

    threads = [threading.Thread(target=count_and_add, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [2, 3, 4, 5, 6, 7]


def test_a_change_is_seen_by_who_reads(store: Store) -> None:
    reading = store.database.connect()
    before = reading.execute("SELECT count(*) FROM person", {}).fetchone()
    with SmallWrites(store.database).transaction() as executor:
        add(executor, "cleo")
    after = reading.execute("SELECT count(*) FROM person", {}).fetchone()
    assert before is not None
    assert after is not None
    assert (before[0], after[0]) == (2, 3)
    reading.close()


def test_a_busy_store_is_reported(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with store.transaction() as session:
        session.connection()
        monkeypatch.setattr(Database, "busy_seconds", 0.01)
        with pytest.raises(StoreProblem, match="busy"), SmallWrites(store.database).transaction():
            pass


def test_an_error_of_the_database_has_a_message(store: Store) -> None:
    with (
        pytest.raises(StoreProblem),
        SmallWrites(store.database).transaction() as executor,
    ):
        executor.execute("INSERT INTO reply_lock (account_id) VALUES (:account)", {"account": 1})


@pytest.mark.sqlite
def test_what_refers_to_no_row_is_not_stored(store: Store) -> None:
    presence = "INSERT INTO presence (account_id, session, person_id, seen_at) VALUES (1, '', 99, 0)"
    with pytest.raises(StoreProblem) as caught, SmallWrites(store.database).transaction() as executor:
        executor.execute(presence, {})
    assert isinstance(caught.value.__cause__, sqlite3.IntegrityError)


@pytest.mark.sqlite
def test_a_store_that_was_replaced_is_not_written(store: Store, place: Database, tmp_path: Path) -> None:
    writes = SmallWrites(place)
    assert place.file is not None
    place.file.rename(tmp_path / "aside.db")
    other = open_small_store(place)
    with pytest.raises(StoreProblem, match="removed or replaced"), writes.transaction():
        pass
    assert logins(other) == ["ana", "bea"]
    other.close()


@pytest.mark.sqlite
def test_a_store_that_cannot_be_written_is_reported(
    store: Store, place: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_arguments: False)
    with pytest.raises(StoreProblem, match="cannot be opened for writing"):
        SmallWrites(place)
