"""Find the database that contains the store, by the environment or by an address."""

from __future__ import annotations

import os
from pathlib import Path

from bizcare_tui.errors import StoreProblem
from bizcare_tui.i18n import _
from bizcare_tui.store.database import POSTGRESQL_SCHEMES, Database


def open_database(default: Path) -> Database:
    """Return the database named by `BIZCARE_DATABASE_URL`, or else the default SQLite file.

    Raises:
        StoreProblem: The URL has an unknown scheme.
    """
    url = os.environ.get("BIZCARE_DATABASE_URL", "")
    if not url:
        return database_of_url(f"sqlite:///{default}")
    return database_of_url(url, os.environ.get("BIZCARE_DATABASE_DIRECT_URL", ""))


def database_of_url(url: str, direct_url: str = "") -> Database:
    """Return the database of a URL: `sqlite:////absolute/path` or `postgresql+psycopg://…`.

    Args:
        direct_url: The URL of the server itself, for LISTEN, if `url` is the URL of a connection pooler.

    Raises:
        StoreProblem: The URL has an unknown scheme, or cannot be parsed.
    """
    if url.startswith("sqlite:///"):
        from bizcare_tui.store.sqlite import SqliteDatabase

        return SqliteDatabase(Path(url.removeprefix("sqlite:///")))
    if url.startswith(POSTGRESQL_SCHEMES) and (not direct_url or direct_url.startswith(POSTGRESQL_SCHEMES)):
        from bizcare_tui.store.postgresql import PostgresqlDatabase

        return PostgresqlDatabase(url, direct_url)
    raise StoreProblem(
        _("The address of the store must begin with sqlite:/// or postgresql+psycopg:// ."),
        _("Correct the address, or unset BIZCARE_DATABASE_URL to use the default store."),
    )
