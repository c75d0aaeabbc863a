"""Write `tests/store/schemas/NNNN.sql`: a store of every revision of the schema, with rows in each table.

A file that exists is never written again: it is how stores of that revision look. Also write the script that
makes a new store as all migrations would.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from schema_rows import insert_rows
from sqlalchemy import Connection, create_engine

from bizcare_tui.store import engine

FOLDER = Path(__file__).parents[1] / "store" / "schemas"
MIGRATIONS = Path(engine.__file__).with_name("migrations")
NEW_STORE = MIGRATIONS / "new_store.sql"
SEARCH_TABLE = "thread_words"


def revisions() -> list[str]:
    """Return the revisions of the schema in their order."""
    return sorted(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def upgrade_schema(connection: Connection, revision: str) -> None:
    """Run the migrations up to a revision, and nothing else."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def dump(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the statements that make this database again, one a line; PostgreSQL reads those for rows too."""
    objects = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
        f" AND name NOT LIKE '{SEARCH_TABLE}!_%' ESCAPE '!' ORDER BY type = 'index', rowid"
    ).fetchall()
    yield from (" ".join(sql.split()) + ";" for kind, _name, sql in objects if kind == "table")
    for kind, name, _sql in objects:
        if kind == "table":
            yield from _rows(connection, name)
    yield from (" ".join(sql.split()) + ";" for kind, _name, sql in objects if kind == "index")


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    columns = connection.execute(f"SELECT name, type FROM pragma_table_info('{table}')").fetchall()
    names = [name for name, _type in columns]
    types = [type_ for _name, type_ in columns]
    if table == SEARCH_TABLE:
        names, types = ["rowid", *names], ["", *types]
    for row in connection.execute(f"SELECT {', '.join(map(_quoted, names))} FROM {table}"):
        values = ", ".join(map(_literal, row, types))
        yield f"INSERT INTO {table} ({', '.join(map(_quoted, names))}) VALUES ({values});"


def _quoted(name: str) -> str:
    return f'"{name}"'


def _literal(value: Any, type_: str) -> str:
    if value is None:
        return "NULL"
    if type_ == "BOOLEAN":
        return "true" if value else "false"
    if isinstance(value, bytes):
        return f"X'{value.hex()}'"
    return repr(value) if isinstance(value, int | float) else "'" + value.replace("'", "''") + "'"


def new_store() -> Iterator[str]:
    """Yield the statements that make an empty store as all migrations leave it, one a line."""
    made = create_engine("sqlite://")
    with made.begin() as connection:
        upgrade_schema(connection, "head")
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        yield from dump(driver)


def main() -> None:
    """Write the missing files, and the script of a new store."""
    NEW_STORE.write_text("\n".join(new_store()) + "\n", encoding="utf-8")
    FOLDER.mkdir(exist_ok=True)
    for revision in revisions():
        file = FOLDER / f"{revision}.sql"
        if file.exists():
            continue
        made = create_engine("sqlite://")
        with made.begin() as connection:
            upgrade_schema(connection, revision)
            insert_rows(connection, revision)
        with made.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            file.write_text("\n".join(dump(driver)) + "\n", encoding="utf-8")
        print(file)


if __name__ == "__main__":
    main()
