"""Every table of a store as plain rows: read as of one instant, put into an empty store, summed up."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, SQLModel, col
from sqlmodel import select as select_rows

from bizcare_tui.errors import StoreProblem
from bizcare_tui.i18n import _
from bizcare_tui.store import history, standings
from bizcare_tui.store.engine import Store
from bizcare_tui.store.place import Place
from bizcare_tui.store.tables import Account

AT_ONCE = 1_000
# Who is there, and what a program is at, belongs to the programs that run, not to the store.
LEFT = frozenset({"presence", "seat", "lease"})

Row = Mapping[Any, Any]
Progress = Callable[[str, int, int], None]
"""Told the table, how many rows of it are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A table, and how many rows of it were copied and found again."""

    table: str
    rows: int


def tables() -> list[Table]:
    """The tables that make a store, each after those that it refers to."""
    return [table for table in SQLModel.metadata.sorted_tables if table.name not in LEFT]


@contextmanager
def reading(place: Place) -> Iterator[Connection]:
    """A connection that sees the store as it is now, whatever is written meanwhile; nobody waits for it.

    Raises:
        StoreProblem: the store cannot be read.
    """
    engine = place.engine(writes=False)
    try:
        with engine.connect() as connection, connection.begin():
            connection.execute(select(func.count()).select_from(Account))  # what is seen is settled now
            yield connection
    except DatabaseError as error:
        raise place.problem(error.orig or error) from error
    finally:
        engine.dispose()


def count(connection: Connection, table: Table) -> int:
    """How many rows a table has."""
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def rows(connection: Connection, table: Table) -> Iterator[Sequence[Row]]:
    """The rows of a table, some at a time, in the order of their keys: one may be about an earlier one."""
    query = select(table).order_by(*table.primary_key.columns)
    result = connection.execute(query, execution_options={"yield_per": AT_ONCE}).mappings()
    yield from result.partitions()


class Sum:
    """How many rows there were, and their digests added up.

    The order of rows is no matter: databases sort letters each in their own way.
    """

    _MODULUS = 1 << 128

    def __init__(self) -> None:
        self.rows = 0
        self._total = 0

    def add(self, part: Iterable[Row]) -> None:
        """Add rows, their columns in the order of the table."""
        for row in part:
            digest = hashlib.blake2b(repr(tuple(row.values())).encode(errors="surrogatepass"), digest_size=16)
            self._total = (self._total + int.from_bytes(digest.digest())) % self._MODULUS
            self.rows += 1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sum) and (self.rows, self._total) == (other.rows, other._total)

    __hash__ = None  # type: ignore[assignment]


def refuse_a_used(session: Session, place: Place) -> None:
    """Let pass a store in which nothing is yet.

    Raises:
        StoreProblem: there is something.
    """
    if session.exec(select_rows(Account.id)).first() is not None:
        raise StoreProblem(
            _("{0} holds a store already.").format(place.shown),
            _("Name an empty database: nothing was changed."),
        )


def put(connection: Connection, table: Table, part: Iterable[Row]) -> None:
    """Put rows into a table."""
    if values := [dict(row) for row in part]:
        connection.execute(insert(table), values)


def check_same(connection: Connection, table: Table, given: Sum) -> None:
    """Hold what is in a table against what was given.

    Raises:
        StoreProblem: it is not the same.
    """
    found = Sum()
    for part in rows(connection, table):
        found.add(part)
    if found != given:
        raise StoreProblem(
            _("{0}: what was copied is not what was there ({1} of {2} rows).").format(
                table.name, found.rows, given.rows
            ),
            _("The store stays where it is: nothing was changed."),
        )


def settle(session: Session, target: Store, seller_names: tuple[str, ...], on_progress: Progress) -> None:
    """Make a store of the rows that were put in: numbers go on above them, their words can be looked for.

    Raises:
        StoreProblem: the chain of the history does not hold.
    """
    if target.place.is_postgresql:
        _go_on_counting(session.connection())
    _put_words(session, seller_names, on_progress)
    if (broken := history.first_broken_entry(session)) is not None:
        raise StoreProblem(
            _("The history is broken at entry {0}.").format(broken),
            _("`bizcare verify` tells more. Nothing was changed."),
        )


def _go_on_counting(connection: Connection) -> None:
    """Have the database give numbers above those that were copied."""
    for table in tables():
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
