"""Connections to PostgreSQL: named parameters and columns, statements that only read, and their end."""

from __future__ import annotations

import time
from collections.abc import Iterator

import psycopg
import pytest
from postgresql_server import Server, first_value

from bizcare_tui.store.postgresql_connection import (
    PostgresqlConnection,
    row_factory,
    set_silence_limit,
    timeout_connection_class,
)


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    """A database with the tables of a store."""
    name = server.new()
    yield server.url(name).replace("postgresql+psycopg", "postgresql")
    server.drop(name)


@pytest.fixture
def connection(url: str) -> Iterator[PostgresqlConnection]:
    """A connection for reading, which can be opened again."""
    opened = PostgresqlConnection(
        open_driver(url), lambda: open_driver(url), "SET LOCAL TIME ZONE 'Asia/Tokyo'"
    )
    yield opened
    opened.close()


def open_driver(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return timeout_connection_class().connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor)


def test_values_and_columns_have_names(connection: PostgresqlConnection) -> None:
    row = connection.execute("SELECT :a AS first, :a || :b AS second", {"a": "ñ%", "b": "x"}).fetchone()
    assert row is not None
    assert (row["second"], row[0], list(row)) == ("ñ%x", "ñ%", ["ñ%", "ñ%x"])
    with pytest.raises(KeyError):
        row["third"]


def test_casts_percents_and_times_are_no_parameters(connection: PostgresqlConnection) -> None:
    query = "SELECT '7'::int, 'a%b' LIKE 'a\\%%', '10:30'::time::text, :n::int"
    row = connection.execute(query, {"n": 5}).fetchone()
    assert row is not None
    assert list(row) == [7, True, "10:30:00", 5]


def test_the_preamble_counts_and_only_the_result_of_the_statement_is_returned(
    connection: PostgresqlConnection,
) -> None:
    assert first_value(connection, "SHOW TIME ZONE") == "Asia/Tokyo"
    values = connection.flat_values("SELECT * FROM generate_series(1, :n)", {"n": 3})
    assert list(values) == [1, 2, 3]


def test_nothing_can_be_written_and_the_next_statement_runs(connection: PostgresqlConnection) -> None:
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        connection.execute("DELETE FROM person")
    assert first_value(connection, "SELECT 1") == 1


def test_a_statement_is_repeated_on_a_new_connection_if_the_first_one_is_broken(
    connection: PostgresqlConnection, server: Server
) -> None:
    process = first_value(connection, "SELECT pg_backend_pid()")
    server.do(f"SELECT pg_terminate_backend({process})")
    assert first_value(connection, "SELECT pg_backend_pid()") != process
    connection.driver.close()
    assert first_value(connection, "SELECT 1") == 1


def test_a_server_that_is_silent_for_too_long_counts_as_dead(connection: PostgresqlConnection) -> None:
    set_silence_limit(connection.driver, 0.05)
    with pytest.raises(psycopg.OperationalError, match="does not answer"):
        connection.execute("SELECT pg_sleep(30)")
    assert first_value(connection, "SELECT 1") == 1


def test_a_watched_statement_ends_when_it_is_to_end(connection: PostgresqlConnection) -> None:
    begun = time.monotonic()
    with (
        pytest.raises(psycopg.errors.QueryCanceled),
        connection.watched(lambda: time.monotonic() > begun + 0.1),
    ):
        connection.execute("SELECT pg_sleep(30)")
    assert time.monotonic() - begun < 20
    assert first_value(connection, "SELECT 1") == 1


def test_rows_of_equal_columns_have_one_class(url: str) -> None:
    with psycopg.connect(url, row_factory=row_factory) as plain:
        first, second = (plain.execute("SELECT 1 AS a, 2 AS b").fetchone() for _time in range(2))
    assert first is not None
    assert first.keys() == ["a", "b"]
    assert type(first) is type(second)
