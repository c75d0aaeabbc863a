"""Read all tables of a store from one snapshot, insert them into an empty store, and compare checksums."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, SQLModel
from sqlmodel import select as select_rows

from bizcare_tui.errors import StoreProblem
from bizcare_tui.i18n import _
from bizcare_tui.store import history, indexing
from bizcare_tui.store.database import Database, ProgressCallback
from bizcare_tui.store.engine import Store
from bizcare_tui.store.row_statements import insert_into
from bizcare_tui.store.tables import Account

BATCH_SIZE = 1_000
# Presence, reply locks and leases belong to running programs, so they are not copied.
NOT_COPIED = frozenset({"presence", "reply_lock", "lease"})

TableRow = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """The name of a table, and the number of rows that were copied and verified."""

    table: str
    rows: int


def copied_tables() -> list[Table]:
    """Return the tables to copy, each after the tables that it refers to."""
    return [table for table in SQLModel.metadata.sorted_tables if table.name not in NOT_COPIED]


@contextmanager
def open_snapshot(database: Database) -> Iterator[Connection]:
    """Open a connection that sees a snapshot of the store as it is now, and blocks no other program.

    Raises:
        StoreProblem: The store cannot be read.
    """
    engine = database.engine(writes=False)
    try:
        with engine.connect() as connection, connection.begin():
            # The first statement takes the snapshot.
            connection.execute(select(func.count()).select_from(Account))
            yield connection
    except DatabaseError as error:
        raise database.problem(error.orig or error) from error
    finally:
        engine.dispose()


def count_rows(connection: Connection, table: Table) -> int:
    """Return the number of rows of a table."""
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def read_rows(connection: Connection, table: Table) -> Iterator[Sequence[TableRow]]:
    """Yield the rows of a table in batches, ordered by key, as a row may refer to an earlier row."""
    query = select(table).order_by(*table.primary_key.columns)
    with connection.execute(query, execution_options={"yield_per": BATCH_SIZE}) as result:
        yield from result.mappings().partitions()


class RowChecksum:
    """A checksum of rows: their number and the sum of their digests.

    The order of the rows does not matter, because each database sorts text in its own way.
    """

    _MODULUS = 1 << 128

    def __init__(self) -> None:
        self.rows = 0
        self._total = 0

    def add(self, part: Iterable[TableRow]) -> None:
        """Add rows whose columns are in the order of the table."""
        for row in part:
            digest = hashlib.blake2b(repr(tuple(row.values())).encode(errors="surrogatepass"), digest_size=16)
            self._total = (self._total + int.from_bytes(digest.digest())) % self._MODULUS
            self.rows += 1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RowChecksum) and (self.rows, self._total) == (other.rows, other._total)

    __hash__ = None  # type: ignore[assignment]


def require_empty(session: Session, database: Database) -> None:
    """Check that a store is empty.

    Raises:
        StoreProblem: The store already contains an account.
    """
    if session.exec(select_rows(Account.id)).first() is not None:
        raise StoreProblem(
            _("{0} already contains a store.").format(database.shown),
            _("Use an empty database. Nothing was changed."),
        )


def insert_rows(connection: Connection, table: Table, part: Iterable[TableRow]) -> None:
    """Insert rows into a table."""
    insert_into(connection, table, list(part))


def require_same_rows(connection: Connection, table: Table, given: RowChecksum) -> None:
    """Check that a table contains exactly the rows that were copied.

    Args:
        given: The checksum of the copied rows.

    Raises:
        StoreProblem: The rows differ.
    """
    found = RowChecksum()
    for part in read_rows(connection, table):
        found.add(part)
    if found != given:
        raise StoreProblem(
            _("{0}: the copied data differ from the original ({1} of {2} rows).").format(
                table.name, found.rows, given.rows
            ),
            _("The store was not moved. Nothing was changed."),
        )


def finish_copied_store(session: Session, target: Store, on_progress: ProgressCallback) -> None:
    """Finish a copied store: set the id sequences, build the full-text index, and verify the history.

    Raises:
        StoreProblem: The hash chain of the history is broken.
    """
    if target.database.is_postgresql:
        _set_id_sequences(session.connection())
    # Each database has its own full-text index, so it is built and not copied.
    connection = session.connection()
    connection.execute(text("UPDATE inbox_entry SET words_key = NULL"))
    indexing.index_missing_threads(connection, lambda done, total: on_progress("words", done, total))
    if (broken := history.first_broken_entry(session)) is not None:
        raise StoreProblem(
            _("The history is broken at entry {0}.").format(broken),
            _("Run `bizcare verify` for details. Nothing was changed."),
        )


def _set_id_sequences(connection: Connection) -> None:
    """Set the id sequences of PostgreSQL above the copied ids."""
    for table in copied_tables():
        column = table.autoincrement_column
        if column is None:
            continue
        # The table and column names come from our own metadata, so they need no quoting.
        connection.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'),"  # noqa: S608
                f" coalesce((SELECT max({column.name}) FROM {table.name}), 0) + 1, false)"
            )
        )
