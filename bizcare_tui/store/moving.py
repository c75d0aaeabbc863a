"""Moves a store to another database: every row copied, counted, and held against where it came from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text
from sqlmodel import Session, SQLModel, col
from sqlmodel import select as select_rows

from bizcare_tui.errors import StoreProblem
from bizcare_tui.i18n import _
from bizcare_tui.store import history, standings
from bizcare_tui.store.engine import Store
from bizcare_tui.store.tables import Account

AT_ONCE = 1_000
# Who is there, and what a program is at, belongs to the programs that run, not to the store.
_LEFT = frozenset({"presence", "seat", "lease"})

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Moved:
    """A table, and how many rows of it were copied and found again."""

    table: str
    rows: int


def move(source: Store, target: Store, seller_names: tuple[str, ...], on_progress: Progress) -> list[Moved]:
    """Copy everything into an empty store; all of it or nothing. The source stays as it is.

    Nobody can write to the source meanwhile. `on_progress` is called with the table, how many rows of it
    were copied, and of how many.

    Raises:
        StoreProblem: the target is not empty, a database refuses, or what was copied is not the same.
    """
    moved: list[Moved] = []
    with source.transaction() as read, target.transaction() as write:
        if write.exec(select_rows(Account.id)).first() is not None:
            raise StoreProblem(
                _("{0} holds a store already.").format(target.place.shown),
                _("Name an empty database: nothing was changed."),
            )
        for table in _tables():
            count = read.connection().execute(select(func.count()).select_from(table)).scalar_one()
            copied = _copy(read.connection(), write.connection(), table, count, on_progress)
            found = _sum(_rows(write.connection(), table))
            if copied != found or copied[0] != count:
                raise StoreProblem(
                    _("{0}: what was copied is not what was there ({1} of {2} rows).").format(
                        table.name, found[0], count
                    ),
                    _("The store stays where it is: nothing was changed."),
                )
            moved.append(Moved(table.name, count))
        if target.place.is_postgresql:
            _go_on_counting(write.connection())
        _put_words(write, seller_names, on_progress)
        if (broken := history.first_broken_entry(write)) is not None:
            raise StoreProblem(
                _("The history is broken at entry {0}.").format(broken),
                _("`bizcare verify` tells more. The store stays where it is."),
            )
    return moved


def _tables() -> list[Table]:
    return [table for table in SQLModel.metadata.sorted_tables if table.name not in _LEFT]


def _copy(
    read: Connection, write: Connection, table: Table, count: int, on_progress: Progress
) -> tuple[int, int]:
    """Copy a table; the number of its rows, and their sum."""
    done = total = 0
    for rows in _rows(read, table):
        write.execute(insert(table), [dict(row) for row in rows])
        done, total = done + len(rows), (total + _digests(rows)) % _MODULUS
        on_progress(table.name, done, count)
    return done, total


def _rows(connection: Connection, table: Table) -> Iterator[list[Any]]:
    # In the order of their numbers: a row may be about an earlier one of the same table.
    query = select(table).order_by(*table.primary_key.columns)
    result = connection.execute(query, execution_options={"yield_per": AT_ONCE}).mappings()
    for rows in result.partitions():
        yield list(rows)


# The order of rows is no matter: databases sort letters each in their own way.
_MODULUS = 1 << 128


def _digests(rows: list[Any]) -> int:
    return sum(
        int.from_bytes(hashlib.blake2b(repr(tuple(row.values())).encode(), digest_size=16).digest())
        for row in rows
    )


def _sum(batches: Iterator[list[Any]]) -> tuple[int, int]:
    count = total = 0
    for rows in batches:
        count, total = count + len(rows), (total + _digests(rows)) % _MODULUS
    return count, total


def _go_on_counting(connection: Connection) -> None:
    """Have the database give numbers above those that were copied."""
    for table in _tables():
        column = table.autoincrement_column
        if column is None:
            continue
        # Names of our own tables and columns.
        connection.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'),"  # noqa: S608
                f" coalesce((SELECT max({column.name}) FROM {table.name}), 0) + 1, false)"
            )
        )


def _put_words(session: Session, seller_names: tuple[str, ...], on_progress: Progress) -> None:
    """Put in what can be looked for: databases keep it each in their own way."""
    for account in session.exec(select_rows(Account).order_by(col(Account.id))).all():
        desk = standings.the_desk(session, account, seller_names)
        last, done = -1, 0
        while (reached := standings.put_words_again(session, desk, last)) is not None:
            last, done = reached, done + standings.AT_ONCE
            on_progress("words", done, 0)
