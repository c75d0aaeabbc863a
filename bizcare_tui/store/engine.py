"""The engine that writes: opened once a process, its schema brought up to date first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from bizcare_tui.store.place import SCHEMA_VERSION, Place, check_version


class Store:
    """The store, open for writing.

    Args:
        place: where it is; made there, for its owner alone, where there is none.

    Raises:
        StoreProblem: it cannot be opened, is damaged, or was written by a newer program.
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        place.prepare()
        self.engine = place.engine()
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
            raise self.place.problem(error.orig or error) from error

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    def _migrate(self) -> None:
        if self.place.version() == SCHEMA_VERSION:
            return
        with self.place.migrating():
            version = self.place.version()
            if version == SCHEMA_VERSION:
                return
            if version is not None:
                check_version(self.place, version)
                self.place.back_up(label=f"before-{SCHEMA_VERSION}")
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
            raise self.place.problem(error.orig or error) from error


__all__ = ["Session", "Store"]
