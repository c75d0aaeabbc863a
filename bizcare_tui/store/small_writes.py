"""Write to the store over the database driver alone, for what an app that only browses writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bizcare_tui.store.database import Database, Executor, require_same_database


class SmallWrites:
    """Small transactions on a store that has the current schema, without SQLAlchemy.

    Args:
        database: where the store is.

    Raises:
        StoreProblem: the store cannot be opened for writing.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        database.prepare()
        self._identity = database.identity()

    @contextmanager
    def transaction(self) -> Iterator[Executor]:
        """Return what runs statements, which are committed at the end of the block, or not at all.

        Raises:
            StoreProblem: the database reports an error (busy, full, damaged, not writable).
        """
        require_same_database(self.database, self._identity)
        with self.database.write_transaction() as executor:
            yield executor
