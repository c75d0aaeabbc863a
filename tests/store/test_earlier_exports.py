"""Exports of earlier schemas: every name that they have is a name of this schema."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bizcare_tui.store import table_data
from bizcare_tui.store.database import SCHEMA_VERSION
from bizcare_tui.store.earlier_exports import EXPORTED_NAMES, ExportedNames

SCHEMAS = Path(__file__).parent / "schemas"


def columns_of(version: str) -> dict[str, set[str]]:
    """Return the columns of each table in a store of a schema version."""
    with closing(sqlite3.connect(":memory:")) as store:
        store.executescript((SCHEMAS / f"{version}.sql").read_text(encoding="utf-8"))
        tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table: {column for (column,) in store.execute("SELECT name FROM pragma_table_info(?)", (table,))}
            for table in tables
        }


@pytest.mark.parametrize("version", EXPORTED_NAMES)
def test_each_table_and_column_of_an_export_has_a_place_now(version: str) -> None:
    names = EXPORTED_NAMES[version]
    now = {table.name: {column.name for column in table.columns} for table in table_data.copied_tables()}
    before = {names.current_table(table): columns for table, columns in columns_of(version).items()}
    assert now.keys() <= before.keys()
    for table, columns in now.items():
        assert {names.current_column(table, each) for each in before[table]} == columns, table


def test_names_that_stay_are_not_listed() -> None:
    names = ExportedNames(tables={"old": "new"}, columns={"new": {"a": "b"}})
    assert [names.current_table(each) for each in ("old", "new", "other")] == ["new", "new", "other"]
    assert [names.current_column("new", each) for each in ("a", "b")] == ["b", "b"]
    # The columns of a table are found by its current name.
    assert names.current_column("old", "a") == "a"


def test_an_export_of_this_schema_can_be_imported_and_one_before_other_changes_cannot() -> None:
    assert EXPORTED_NAMES[SCHEMA_VERSION] == ExportedNames()
    assert EXPORTED_NAMES.get("0022") is None
