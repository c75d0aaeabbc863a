"""What PostgreSQL reports, as messages that say what to do; and servers that cannot contain a store."""

from __future__ import annotations

import psycopg
import pytest
from fake_postgresql import FakePostgresql
from postgresql_server import Cluster, Server

from bizcare_tui.errors import NoStore, StoreBusy, StoreProblem, StoreUnreachable
from bizcare_tui.store.database_url import parse_database_url
from bizcare_tui.store.engine import Store
from bizcare_tui.store.open_database import database_of_url
from bizcare_tui.store.postgresql_errors import translate_error

ADDRESS = parse_database_url("postgresql://ana:p4ss@db.example:5433/desk")
REAL = {"server_encoding": "UTF8", "client_encoding": "UTF8", "standard_conforming_strings": "on"}


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (psycopg.errors.UndefinedTable(), NoStore, "Nothing has been synced"),
        (psycopg.errors.LockNotAvailable(), StoreBusy, "db.example:5433/desk is busy"),
        (psycopg.errors.DiskFull(), StoreProblem, "no space left on the disk of db.example:5433/desk"),
        (psycopg.errors.ReadOnlySqlTransaction(), StoreProblem, "accepts no changes"),
        (psycopg.errors.InsufficientPrivilege(), StoreProblem, "by this user"),
        (psycopg.OperationalError("no pooler for statement pooling mode"), StoreProblem, "statement pooling"),
        (psycopg.OperationalError("unsupported startup parameter: x"), StoreProblem, "parameter: x"),
        (psycopg.OperationalError(""), StoreUnreachable, r"closed the connection\."),
        (psycopg.InterfaceError("the connection is closed"), StoreUnreachable, "the connection is closed"),
        (psycopg.errors.UniqueViolation(), StoreProblem, r"rejected the request \(UniqueViolation\)"),
        (ValueError("surprising"), StoreProblem, r"rejected the request \(ValueError\)"),
    ],
)
def test_each_error_has_a_message_that_names_the_database(
    error: Exception, kind: type[StoreProblem], words: str
) -> None:
    problem = translate_error(error, ADDRESS)
    assert type(problem) is kind
    with pytest.raises(StoreProblem, match=words):
        raise problem


def test_a_message_is_not_translated_again() -> None:
    problem = StoreBusy("It is busy.", "Try again.")
    assert translate_error(problem, ADDRESS) is problem


def test_neither_a_password_nor_control_characters_of_a_server_are_shown() -> None:
    error = psycopg.OperationalError("connection failed: FATAL: p4ss is wrong\x1b[2J for ana")
    words = str(translate_error(error, ADDRESS).sentence)
    assert "p4ss" not in words
    assert "\x1b" not in words
    assert "is wrong" in words


@pytest.mark.parametrize(
    ("encoding", "words"), [("LATIN1", "stores text as LATIN1"), ("SQL_ASCII", "stores text as SQL_ASCII")]
)
def test_a_database_of_another_encoding_is_refused(server: Server, encoding: str, words: str) -> None:
    server.do(f"CREATE DATABASE {encoding} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0")
    place = database_of_url(server.url(encoding.lower()))
    for use in (place.version, place.connect, lambda: Store(place)):
        with pytest.raises(StoreProblem, match=words):
            use()
    server.drop(encoding)


@pytest.mark.parametrize(
    ("version", "number", "words"),
    [
        ("CockroachDB CCL v23.1.11 (x86_64-pc-linux-gnu, built 2023)", "13.0.0", "CockroachDB CCL v23.1.11"),
        ("PostgreSQL 15.2-YB-2.25.0.0-b0 on x86_64-pc-linux-gnu", "15.2", "15.2-YB-2.25.0.0-b0"),
        (
            "PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC, Redshift 1.0.77",
            "8.0.2",
            "not PostgreSQL",
        ),
        ("PostgreSQL 9.6.24 on x86_64-pc-linux-gnu, 64-bit", "9.6.24", "PostgreSQL 9, which is too old"),
    ],
)
def test_another_kind_of_server_is_refused(version: str, number: str, words: str) -> None:
    with FakePostgresql(version, REAL | {"server_version": number}) as fake:
        place = database_of_url(fake.url)
        for use in (place.version, lambda: Store(place)):
            with pytest.raises(StoreProblem, match=words) as raised:
                use()
            assert "p4ss" not in str(raised.value)


@pytest.mark.parametrize(
    ("user", "named", "words"),
    [("tests", "nowhere", 'database "nowhere" does not exist'), ("nobody", "postgres", 'role "nobody"'),
     ("crowded", "postgres", "too many connections")],
)  # fmt: skip
def test_the_message_has_the_reason_of_the_server_and_no_password(
    server: Server, user: str, named: str, words: str
) -> None:
    server.do("DO $$ BEGIN CREATE ROLE crowded LOGIN CONNECTION LIMIT 0; EXCEPTION WHEN duplicate_object"
              " THEN NULL; END $$")  # fmt: skip
    url = Cluster.url(server, named).replace("tests@", f"{user}:p4ss@")
    with pytest.raises(StoreProblem, match=words) as raised:
        database_of_url(url).version()
    assert "p4ss" not in str(raised.value)
