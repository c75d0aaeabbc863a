"""The reader: both of its ways to the database fail with a sentence, and find the database again."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from postgresql_server import database_in, server_of
from small_store import small_store

from bizcare_tui.errors import StoreProblem
from bizcare_tui.store.database import Database
from bizcare_tui.store.reads.hot import read_logins
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.reads.releases import read_releases

_CLOSE_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.mark.sqlite
@pytest.mark.parametrize("read", [read_logins, read_releases])
def test_errors_of_the_database_are_problems_with_a_sentence(
    place: Database, read: Callable[[StoreReader], object]
) -> None:
    with small_store(place) as reader:
        with closing(sqlite3.connect(str(place.file))) as connection:
            connection.execute("PRAGMA foreign_keys = off")
            connection.execute("DROP TABLE person")
            connection.execute("DROP TABLE prestashop_release")
        with pytest.raises(StoreProblem, match="no such table"):
            read(reader)


def test_what_reads_cannot_write(place: Database) -> None:
    with small_store(place) as reader, pytest.raises(StoreProblem):
        reader.fetch(str, "INSERT INTO person (login) VALUES ('eve')")
    with small_store(place) as reader:
        assert read_logins(reader) == ["ana", "bea"]


def test_reads_go_on_after_the_server_closed_their_connections(
    place: Database,
) -> None:
    with small_store(place) as reader:
        assert (read_logins(reader), read_releases(reader)) == (["ana", "bea"], [])
        if place.is_postgresql:
            url = os.environ["BIZCARE_DATABASE_URL"]
            server_of(url).do(_CLOSE_OTHERS, database_in(url))
        assert (read_logins(reader), read_releases(reader)) == (["ana", "bea"], [])
