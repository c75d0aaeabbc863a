"""Stores that many tests start with: made once in each process, copied for every test."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from postgresql_server import Server, database_in, memory_folder, server_of

from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.store.database import Database
from bizcare_tui.store.engine import Store
from bizcare_tui.store.sqlite import SqliteDatabase

# Of the sandboxes whose store is copied: a store knows the digest of its account's key.
KEY = "demo-0123456789abcdef"
# Stores are made this long before the time of the tests, so that none comes from the future.
_AGE = timedelta(seconds=10)
_STORE = "bizcare.db"


class Templates:
    """Stores by name and server, each made when it is first needed."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._made: dict[tuple[str, ...], tuple[Path, str]] = {}
        self._empty: Path | None = None

    def copy_empty(self, database: Database) -> None:
        """Put an empty store where a file is to be; a test database of a server is one already."""
        if database.file is None or database.file.exists():
            return
        if self._empty is None:
            self._empty = Path(tempfile.mkdtemp(dir=self._made_folder())) / _STORE
            Store(SqliteDatabase(self._empty)).close()
        database.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _copy_file(self._empty, database.file)

    def copy(self, name: tuple[str, ...], sandbox: Sandbox, now: datetime, make: Callable[[], None]) -> None:
        """Put a copy of the store of this name under `BIZCARE_HOME`, or in `BIZCARE_DATABASE_URL`.

        It differs from one that the test made itself in that it was made ten seconds earlier, and that the
        sandbox of the test was not called.

        Args:
            name: what it is made of; one name, one content.
            sandbox: the one of the test, which has the key `KEY`; it has counted no call afterwards.
            now: when the test begins.
            make: makes the store with the settings in the environment, and leaves it.
        """
        home, url = Path(os.environ["BIZCARE_HOME"]), os.environ.get("BIZCARE_DATABASE_URL", "")
        server = server_of(url) if url else None
        key = (*name, str(server.folder) if server else "file")
        if key not in self._made:
            self._made[key] = self._make(now, make, server)
            sandbox.calls.clear()
        folder, database = self._made[key]
        shutil.copytree(folder, home, dirs_exist_ok=True)
        if server:
            copied = database_in(url)
            server.copy(database, copied)
            server.do(f"UPDATE account SET api_url = '{sandbox.url}'", copied)
            return
        with closing(sqlite3.connect(home / _STORE)) as file:
            file.execute("UPDATE account SET api_url = ?", (sandbox.url,))
            file.commit()

    def remove(self) -> None:
        """Delete all of them."""
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _make(self, now: datetime, make: Callable[[], None], server: Server | None) -> tuple[Path, str]:
        home = Path(tempfile.mkdtemp(dir=self._made_folder()))
        kept = home.with_suffix(".kept")
        database = ""
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("BIZCARE_HOME", str(home))
            environment.setenv("BIZCARE_NOW", (now - _AGE).isoformat())
            if server:
                database = server.new()
                environment.setenv("BIZCARE_DATABASE_URL", server.url(database))
            make()
        shutil.copytree(home, kept, ignore=shutil.ignore_patterns(f"{_STORE}*"))
        if server:
            server.disconnect(database)
        else:
            _copy_file(home / _STORE, kept / _STORE)
        return kept, database

    def _made_folder(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="bizcare-templates-", dir=memory_folder()))
        return self._folder


def _copy_file(source: Path, copy: Path) -> None:
    """Copy a store that may be open, with what is not in its file yet."""
    with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(copy)) as writing:
        reading.backup(writing)
    copy.chmod(source.stat().st_mode)


TEMPLATES = Templates()
