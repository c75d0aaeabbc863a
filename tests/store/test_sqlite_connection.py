"""Connections to a SQLite file: rows by name, an end of long reads, and a turn among many writers."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

import pytest

from bizcare_tui.store.sqlite_connection import (
    SqliteConnection,
    begin_writing,
    is_disk_error,
    set_up_connection,
)

ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def connect(file: Path, timeout: float = 0) -> SqliteConnection:
    return sqlite3.connect(
        file, timeout=timeout, isolation_level=None, check_same_thread=False, factory=SqliteConnection
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with a table of three rows."""
    file = tmp_path / "some.db"
    connection = connect(file)
    set_up_connection(connection, None)
    connection.execute("CREATE TABLE part (id INTEGER PRIMARY KEY, whole INTEGER REFERENCES part)")
    connection.execute("INSERT INTO part (id) VALUES (1), (2), (3)")
    connection.close()
    return file


def test_rows_are_read_by_name_and_a_single_column_as_values(file: Path) -> None:
    connection = connect(file)
    assert connection.execute("SELECT id AS number FROM part").fetchone()["number"] == 1
    values = connection.flat_values("SELECT id FROM part WHERE id > :least", {"least": 1})
    assert list(values) == [2, 3]


def test_a_long_statement_ends_when_it_is_to_end_and_the_next_one_runs(file: Path) -> None:
    connection, asked = connect(file), 0

    def is_over() -> bool:
        nonlocal asked
        asked += 1
        return asked > 5

    with pytest.raises(sqlite3.OperationalError, match="interrupted"), connection.watched(is_over):
        connection.execute(ENDLESS).fetchone()
    assert connection.execute("SELECT count(*) FROM part").fetchone()[0] == 3


def test_a_connection_is_set_up_to_lose_nothing_and_to_check_references(file: Path) -> None:
    connection = connect(file)
    set_up_connection(connection, None)
    names = ("journal_mode", "synchronous", "foreign_keys")
    values = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names]
    assert values == ["wal", 2, 1]
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("INSERT INTO part (whole) VALUES (99)")


def test_a_writer_waits_for_another_and_no_longer_than_allowed(file: Path) -> None:
    first, second = connect(file), connect(file)
    begin_writing(first.execute, 1)
    before = time.monotonic()
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        begin_writing(second.execute, 0.05)
    assert 0.05 <= time.monotonic() - before < 5
    threading.Timer(0.05, first.execute, ("COMMIT",)).start()
    begin_writing(second.execute, 30)
    assert second.in_transaction
    assert second.execute("PRAGMA busy_timeout").fetchone()[0] == 30_000


def test_an_error_other_than_a_lock_is_raised_at_once(file: Path) -> None:
    connection = connect(file)
    begin_writing(connection.execute, 1)
    with pytest.raises(sqlite3.OperationalError, match="within a transaction"):
        begin_writing(connection.execute, 60)


def test_only_errors_about_files_are_disk_errors(tmp_path: Path) -> None:
    def error_of(statement: str, place: str) -> sqlite3.OperationalError:
        with pytest.raises(sqlite3.OperationalError) as raised:
            sqlite3.connect(place, uri=True).execute(statement)
        return raised.value

    assert is_disk_error(error_of("SELECT 1 FROM sqlite_master", f"file:{tmp_path}/missing.db?mode=ro"))
    sqlite3.connect(tmp_path / "some.db").execute("CREATE TABLE x (y)")
    assert is_disk_error(error_of("CREATE TABLE z (y)", f"file:{tmp_path}/some.db?mode=ro"))
    assert not is_disk_error(error_of("SELECT nothing", ":memory:"))
    assert not is_disk_error(sqlite3.OperationalError("raised by hand"))
