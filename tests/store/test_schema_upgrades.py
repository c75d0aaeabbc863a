"""Stores of every earlier schema are upgraded, and what was in them is still there."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from typing import Any

import pytest
from schema_fixtures import FOLDER, SEARCH_TABLE, revisions, upgrade_schema
from sqlalchemy import Connection, MetaData, create_engine, inspect, select, text
from sqlmodel import Session

from bizcare_tui.store import history, history_proof, schema_check
from bizcare_tui.store.database import SCHEMA_VERSION, Database
from bizcare_tui.store.earlier_exports import EXPORTED_NAMES
from bizcare_tui.store.engine import Store

Rows = dict[str, dict[tuple[Any, ...], Mapping[str, Any]]]
"""The rows by table and key."""

NAMES = EXPORTED_NAMES["0023"]
# Locks are not exported, so an import does not know these names.
LOCK_NAMES = {"seat": "reply_lock", "word": "message", "taken_from": "previous_person_id"}
# Columns that a migration computes again, drops or resets, and the last schema before it.
CHANGED = {
    ("account", "orders_read_at"): "0017",
    ("inbox_entry", "rank"): "0008",
    ("inbox_entry", "search_id"): "0010",
    ("inbox_entry", "words"): "0004",
    ("inbox_entry", "words_key"): "0010",
    ("refund_watch", "seen_at"): "0017",
    ("thread", "stale"): "0022",
}
# Their rows moved to another table, or into several.
MOVED = frozenset({"author_mark", "notice"})


def test_there_is_a_store_of_every_schema() -> None:
    assert sorted(file.stem for file in FOLDER.glob("*.sql")) == revisions()
    assert revisions()[-1] == SCHEMA_VERSION


@pytest.mark.parametrize("revision", revisions())
def test_a_migration_still_makes_the_schema_that_it_made(revision: str) -> None:
    with closing(sqlite3.connect(":memory:")) as stored:
        stored.executescript((FOLDER / f"{revision}.sql").read_text(encoding="utf-8"))
        expected = _columns_and_indexes(stored)
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        upgrade_schema(connection, revision)
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        assert _columns_and_indexes(driver) == expected


@pytest.mark.parametrize("revision", revisions()[:-1])
def test_a_store_of_an_earlier_schema_keeps_what_was_in_it(place: Database, revision: str) -> None:
    place.prepare()
    with place.engine().begin() as connection:
        _restore(connection, revision)
        before = _rows(connection)
    store = Store(place)
    with store.transaction() as session:
        connection = session.connection()
        after = _rows(connection)
        assert schema_check.schema_differences(connection) == []
        assert list(_lost(before, after, revision)) == []
        _require_proven(session)
    store.close()


def _require_proven(session: Session) -> None:
    """The chain of the history is whole, and it proves every row that it knew before the upgrade."""
    proven = history_proof.ProvenState()
    assert list(history.broken_entries(session, proven.take)) == []
    assert list(history_proof.row_differences(session, proven, lambda *_: None)) == []


def _restore(connection: Connection, revision: str) -> None:
    statements = (FOLDER / f"{revision}.sql").read_text(encoding="utf-8").splitlines()
    if connection.dialect.name == "sqlite":
        for statement in statements:
            connection.exec_driver_sql(statement)
        return
    connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    upgrade_schema(connection, revision)
    # The index of the words is the database's own: it is made anew.
    others = (f"INSERT INTO {SEARCH_TABLE} ", "INSERT INTO alembic_version ")
    for statement in statements:
        if statement.startswith("INSERT") and not statement.startswith(others):
            connection.exec_driver_sql(re.sub(r"X'([0-9a-f]*)'", r"'\\x\1'", statement).replace("%", "%%"))
    for table in inspect(connection).get_table_names():
        for column in inspect(connection).get_columns(table):
            if "nextval" in str(column["default"]):
                connection.execute(
                    text(f"SELECT setval(pg_get_serial_sequence('{table}', '{column['name']}'), 100)")
                )


def _rows(connection: Connection) -> Rows:
    schema = MetaData()
    schema.reflect(connection)
    return {
        name: {
            tuple(row[column.name] for column in table.primary_key.columns): dict(row)
            for row in connection.execute(select(table)).mappings()
        }
        for name, table in schema.tables.items()
        if not name.startswith((SEARCH_TABLE, "alembic_"))
    }


def _lost(before: Rows, after: Rows, revision: str) -> Iterable[str]:
    """Yield what is not there any more, or is another value now, but for what a migration changes."""
    for former_name, rows in before.items():
        name = LOCK_NAMES.get(former_name, NAMES.current_table(former_name))
        if former_name in MOVED:
            continue
        for key, row in rows.items():
            # Since 0018, the number of its line is part of the key of a sale.
            found = after[name].get((*key, 0) if name == "sale" and len(key) == 3 else key)
            if found is None:
                yield f"{name} {key}"
                continue
            for former_column, value in row.items():
                column = NAMES.current_column(name, former_column)
                if name == "reply_lock":
                    column = LOCK_NAMES.get(former_column, former_column)
                if found.get(column) != value and revision > CHANGED.get((name, column), ""):
                    yield f"{name} {key} {column}: {value!r} became {found.get(column)!r}"


def _columns_and_indexes(connection: sqlite3.Connection) -> dict[str, Any]:
    """The columns, foreign keys and indexes of each table, sorted."""
    names = [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
    ]
    parts = ("table_info", "foreign_key_list", "index_list")
    return {
        name: {part: sorted(map(repr, connection.execute(f"PRAGMA {part}({name})"))) for part in parts}
        for name in names
    }
