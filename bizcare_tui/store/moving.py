"""Moves a store to another database: every row copied, counted, and held against where it came from."""

from __future__ import annotations

from sqlalchemy import Connection

from bizcare_tui.store import rows
from bizcare_tui.store.engine import Store
from bizcare_tui.store.rows import Moved, Progress


def move(source: Store, target: Store, seller_names: tuple[str, ...], on_progress: Progress) -> list[Moved]:
    """Copy everything into an empty store; all of it or nothing. The source stays as it is.

    Nobody can write to the source meanwhile.

    Raises:
        StoreProblem: the target is not empty, a database refuses, or what was copied is not the same.
    """
    with source.transaction() as session:
        return copy(session.connection(), target, seller_names, on_progress)


def copy(
    source: Connection, target: Store, seller_names: tuple[str, ...], on_progress: Progress
) -> list[Moved]:
    """Copy what a connection sees into an empty store; all of it or nothing.

    Raises:
        StoreProblem: the target is not empty, a database refuses, or what was copied is not the same.
    """
    moved: list[Moved] = []
    with target.transaction() as session:
        rows.refuse_a_used(session, target.place)
        write = session.connection()
        for table in rows.tables():
            given, there = rows.Sum(), rows.count(source, table)
            for part in rows.rows(source, table):
                rows.put(write, table, part)
                given.add(part)
                on_progress(table.name, given.rows, there)
            rows.check_same(write, table, given)
            moved.append(Moved(table.name, given.rows))
        rows.settle(session, target, seller_names, on_progress)
    return moved
