"""Open the store for writing, once in each process, after upgrading its schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from bizcare_tui import progress
from bizcare_tui.i18n import _
from bizcare_tui.store.database import (
    SCHEMA_VERSION,
    Database,
    require_same_database,
    require_supported_version,
)


class Store:
    """The store, open for writing.

    Args:
        database: where the store is. A missing store is created there, readable by its owner only.

    Raises:
        StoreProblem: the store cannot be opened, is damaged, or was written by a newer version of the
            program.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        database.prepare()
        self.engine = database.engine()
        self._migrate()
        self._identity = database.identity()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Return a session that commits at the end of the block, or rolls back when the block raises.

        Raises:
            StoreProblem: the database reports an error (busy, full, damaged, not writable).
        """
        require_same_database(self.database, self._identity)
        try:
            with Session(self.engine) as session, session.begin():
                yield session
        except DBAPIError as error:
            raise self.database.problem(error.orig or error) from error

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def _migrate(self) -> None:
        if self.database.version() == SCHEMA_VERSION:
            return
        with self.database.migration_lock():
            version = self.database.version()
            if version == SCHEMA_VERSION:
                return
            copy = None
            if version is not None:
                require_supported_version(self.database, version)
                copy = self.database.back_up(f"before-{SCHEMA_VERSION}", progress.report_progress)
            try:
                if version is None and (script := self.database.new_store_script) is not None:
                    self._make_new(script)
                else:
                    self._upgrade()
            except BaseException:
                if copy is not None:
                    # The store is unchanged, and every failed attempt would leave one more file.
                    copy.unlink(missing_ok=True)
                raise

    def _make_new(self, script: Path) -> None:
        """Make an empty store by the statements of a script, which do what all migrations do."""
        try:
            with self.engine.execution_options(changes_schema=True).begin() as connection:
                for statement in script.read_text(encoding="utf-8").splitlines():
                    connection.exec_driver_sql(statement)
        except DBAPIError as error:
            raise self.database.problem(error.orig or error) from error

    def _upgrade(self) -> None:
        # Alembic takes a third of a second to import, and is needed only once for each schema version.
        from alembic import command
        from alembic.config import Config
        from alembic.util import CommandError

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
        try:
            with self.engine.execution_options(changes_schema=True).begin() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                _rebuild_search_index(connection)
                _seal_existing_rows(connection)
        except DBAPIError as error:
            raise self.database.problem(error.orig or error) from error
        except CommandError:
            # A newer program may have upgraded the schema while this one waited for the lock.
            require_supported_version(self.database, self.database.version() or "")
            raise


def _rebuild_search_index(connection: Connection) -> None:
    """Fill the search index again after an upgrade that created a new table for it."""
    from bizcare_tui.store import indexing

    step = _("rebuilding the search index")
    indexing.index_missing_threads(
        connection, lambda done, total: progress.report_progress(step, done, total)
    )


def _seal_existing_rows(connection: Connection) -> None:
    """Seal the rows that an earlier version stored, so that later changes to them are detected."""
    from bizcare_tui.store import history_proof

    with Session(connection, join_transaction_mode="create_savepoint") as session, session.begin():
        history_proof.seal_unsealed(session)


__all__ = ["Session", "Store"]
