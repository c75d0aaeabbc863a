"""The engine that writes: opened once a process, its schema brought up to date first."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, create_engine

from bizcare_tui.errors import StoreProblem
from bizcare_tui.paths import private_folder
from bizcare_tui.store.place import (
    BUSY_SECONDS,
    SCHEMA_VERSION,
    check_place,
    check_version,
    schema_version,
    unusable,
)


class Store:
    """The local store, open for writing.

    Args:
        file: the SQLite file; made, for its owner alone, where there is none.

    Raises:
        StoreProblem: it cannot be opened, is damaged, or was written by a newer program.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._prepare()
        self.engine = create_engine(
            # Not as a text: a "?" in a folder's name would begin options.
            URL.create("sqlite", database=str(file)),
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        )
        event.listen(self.engine, "connect", _on_connect)
        event.listen(self.engine, "begin", _on_begin)
        self._migrate()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits at the end, or leaves everything as it was.

        Raises:
            StoreProblem: the database refuses (busy, full, damaged, not writable).
        """
        try:
            with Session(self.engine) as session, session.begin():
                yield session
        except DatabaseError as error:
            raise unusable(self.file, error.orig or error) from error

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    def _prepare(self) -> None:
        private_folder(self.file.parent)
        check_place(self.file)
        try:
            os.close(os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            # Not opened here: closing any descriptor of it would let go of every lock that SQLite holds on it
            # in this process, and another program could then clear away what we are reading.
            if not os.access(self.file, os.R_OK | os.W_OK):
                raise StoreProblem(
                    f"The store {self.file} cannot be opened for writing.",
                    "Check who owns it and its folder.",
                ) from None
        except OSError as error:
            raise StoreProblem(
                f"The store {self.file} cannot be opened for writing: {error.strerror}.",
                "Check who owns it and its folder.",
            ) from error

    def _migrate(self) -> None:
        if schema_version(self.file) == SCHEMA_VERSION:
            return
        with _lock_beside(self.file):
            version = schema_version(self.file)
            if version == SCHEMA_VERSION:
                return
            if version is not None:
                check_version(self.file, version)
                back_up(self.file, label=f"before-{SCHEMA_VERSION}")
            self._upgrade()

    def _upgrade(self) -> None:
        # Alembic costs a third of a second to load, and is needed once a version.
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
        try:
            with self.engine.begin() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except DatabaseError as error:
            raise unusable(self.file, error.orig or error) from error


def back_up(file: Path, label: str) -> Path:
    """Copy the store, while others may use it, into `backups/` beside it; returns the copy."""
    folder = private_folder(file.parent / "backups")
    copy = folder / f"{file.stem}-{datetime.now(UTC):%Y%m%dT%H%M%S}-{label}.db"
    os.close(os.open(copy, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    source, target = sqlite3.connect(file), sqlite3.connect(copy)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
    return copy


@contextmanager
def _lock_beside(file: Path) -> Iterator[None]:
    lock = os.open(file.with_name(file.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _on_connect(connection: Any, _record: Any) -> None:
    # The driver's own transactions leave schema changes outside; ours are begun by hand.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute("PRAGMA synchronous = full")
    connection.execute("PRAGMA foreign_keys = on")


def _on_begin(connection: Any) -> None:
    # Every transaction of this engine writes: taking the lock at once is what prevents deadlocks.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


__all__ = ["Session", "Store", "back_up"]
