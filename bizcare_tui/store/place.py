"""Where the store is, and whether it can be opened: by `sqlite3` alone, before anything heavy is loaded."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

from bizcare_tui.errors import StoreProblem

SCHEMA_VERSION = "0001"
BUSY_SECONDS = 10.0


def database_file(default: Path) -> Path:
    """The SQLite file that `BIZCARE_DATABASE_URL` names (`sqlite:////absolute/path`), or the default.

    Raises:
        StoreProblem: the address is not one of SQLite.
    """
    url = os.environ.get("BIZCARE_DATABASE_URL", "")
    if not url:
        return default
    if not url.startswith("sqlite:///"):
        raise StoreProblem(
            "BIZCARE_DATABASE_URL must begin with sqlite:/// : no other database is supported yet.",
            "Unset it to use the default store.",
        )
    return Path(url.removeprefix("sqlite:///"))


def open_reading(file: Path) -> sqlite3.Connection:
    """A connection that can only read.

    Raises:
        StoreProblem: the file is missing or not a store of ours.
    """
    try:
        connection = sqlite3.connect(
            f"file:{quote(str(file))}?mode=ro",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA query_only = on")
        # The system keeps the pages too: more here costs memory for every thread, and is no quicker.
        connection.execute("PRAGMA cache_size = -1024")
    except sqlite3.Error as error:
        raise unusable(file, error) from error
    return connection


def schema_version(file: Path) -> str | None:
    """The version of the schema in `file`; None where there is no store yet.

    Raises:
        StoreProblem: the file is not a SQLite database, is damaged, or cannot be read.
    """
    try:
        if not file.exists() or file.stat().st_size == 0:
            return None
        connection = open_reading(file)
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        finally:
            connection.close()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            _refuse_foreign_tables(file)
            return None
        raise unusable(file, error) from error
    except (sqlite3.Error, OSError) as error:
        raise unusable(file, error) from error
    return str(row[0]) if row else None


def _refuse_foreign_tables(file: Path) -> None:
    """Let pass a database without a table: a first opening that was cut off."""
    connection = open_reading(file)
    try:
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    finally:
        connection.close()
    if tables:
        raise StoreProblem(
            f"{file} is a database, but not one of bizcare.", "Move it away, or set BIZCARE_HOME elsewhere."
        )


def check_version(file: Path, version: str) -> None:
    """Let pass what this program can open or bring up to date.

    Raises:
        StoreProblem: the store was written by a newer program.
    """
    if version > SCHEMA_VERSION:
        raise StoreProblem(
            f"The store {file} was written by a newer bizcare (schema {version}; this one knows "
            f"{SCHEMA_VERSION}).",
            "Update this program: nothing was changed.",
        )


def unusable(file: Path, error: Exception) -> StoreProblem:
    """The sentence for a store that the system or SQLite will not open or write."""
    text = str(error)
    if "locked" in text:
        return StoreProblem(f"The store {file} is busy.", "Another program is writing to it: try again.")
    if "full" in text:
        return StoreProblem(f"There is no space left on the disk of {file}.", "Free some: nothing was lost.")
    if "readonly" in text or "read-only" in text:
        return StoreProblem(f"The store {file} cannot be written.", "Check who owns it and its folder.")
    if "not a database" in text or "malformed" in text:
        return StoreProblem(
            f"The store {file} is damaged ({text}).",
            f"Nothing was changed. A copy from before the last update may be in {file.parent / 'backups'}.",
        )
    return StoreProblem(f"The store {file} cannot be opened: {text}.")
