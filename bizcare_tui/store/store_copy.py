"""Copy a store to another database, and check that every row arrived unchanged."""

from __future__ import annotations

from sqlalchemy import Connection

from bizcare_tui.store import table_data
from bizcare_tui.store.database import ProgressCallback
from bizcare_tui.store.engine import Store
from bizcare_tui.store.table_data import CopiedTable


def copy_store(source: Store, target: Store, on_progress: ProgressCallback) -> list[CopiedTable]:
    """Copy everything into an empty store, in one transaction. The source is not changed.

    Other programs cannot write to the source until the copy has ended.

    Raises:
        StoreProblem: The target is not empty, a database reports an error, or the copied rows differ.
    """
    with source.transaction() as session:
        return copy_from_connection(session.connection(), target, on_progress)


def copy_from_connection(
    source: Connection, target: Store, on_progress: ProgressCallback
) -> list[CopiedTable]:
    """Copy the rows that a connection sees into an empty store, in one transaction.

    Raises:
        StoreProblem: The target is not empty, a database reports an error, or the copied rows differ.
    """
    moved: list[CopiedTable] = []
    with target.transaction() as session:
        table_data.require_empty(session, target.database)
        target_connection = session.connection()
        for table in table_data.copied_tables():
            copied, total = table_data.RowChecksum(), table_data.count_rows(source, table)
            for part in table_data.read_rows(source, table):
                table_data.insert_rows(target_connection, table, part)
                copied.add(part)
                on_progress(table.name, copied.rows, total)
            table_data.require_same_rows(target_connection, table, copied)
            moved.append(CopiedTable(table.name, copied.rows))
        table_data.finish_copied_store(session, target, on_progress)
    return moved
