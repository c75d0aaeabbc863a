"""Insert and update imported rows in bulk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Table, bindparam, insert, update
from sqlmodel import Session, SQLModel

ImportedRow = Mapping[str, Any]


@dataclass(slots=True)
class ImportResult:
    """The result of an import.

    `new` and `changed` are numbers of rows, and `threads` the threads they belong to. All messages of the
    threads in `held` must be fetched again, because some of their rows could not be matched and were not
    stored.
    """

    new: int = 0
    changed: int = 0
    threads: set[int] = field(default_factory=set)
    held: set[int] = field(default_factory=set)

    def __iadd__(self, other: ImportResult) -> ImportResult:
        self.new += other.new
        self.changed += other.changed
        self.threads |= other.threads
        self.held |= other.held
        return self


def upsert_rows(
    session: Session,
    table: type[SQLModel],
    account_id: int,
    key: tuple[str, ...],
    rows: Sequence[ImportedRow],
) -> ImportResult:
    """Insert or update rows by a key of a few columns.

    In the result, `threads` contains the values of the first key column of the new and changed rows.
    """
    columns = table.__table__.c  # type: ignore[attr-defined]
    named = [columns[name] for name in (*key, "digest")]
    stored = session.connection().execute(sqlalchemy.select(*named).where(columns.account_id == account_id))
    known = {tuple(row[:-1]): row[-1] for row in stored}
    unique = {tuple(row[name] for name in key): row for row in rows}
    fresh = [{**row, "account_id": account_id} for each, row in unique.items() if each not in known]
    changed = [row for each, row in unique.items() if each in known and known[each] != row["digest"]]
    insert_rows(session, table, fresh)
    for row in changed:
        where = [columns[name] == row[name] for name in key]
        session.exec(update(table).where(columns.account_id == account_id, *where).values(**row))
    return ImportResult(len(fresh), len(changed), {row[key[0]] for row in (*fresh, *changed)})


def insert_rows(session: Session, table: type[SQLModel], rows: Iterable[ImportedRow]) -> None:
    """Insert rows that all have the same columns; other columns get their default values.

    The statement is compiled here, once, and executed with tuples, because SQLAlchemy takes twice as long
    with mappings.
    """
    insert_into(session.connection(), table.__table__, list(rows))  # type: ignore[attr-defined]


def insert_into(connection: Connection, table: Table, values: Sequence[ImportedRow]) -> None:
    """Insert rows as `insert_rows` does."""
    if not values:
        return
    prepared = _prepared_insert(table, connection.dialect, tuple(values[0]))
    pick, defaults = prepared.pick, prepared.defaults
    if pick is None:
        connection.exec_driver_sql(prepared.statement, [{**defaults, **row} for row in values])
        return
    complete = ({**defaults, **row} for row in values) if defaults else values
    connection.exec_driver_sql(prepared.statement, list(map(pick, complete)))


@dataclass(frozen=True, slots=True)
class _PreparedInsert:
    """A compiled statement, the defaults of columns, and what picks its values; None if they are named."""

    statement: str
    defaults: dict[str, Any]
    pick: Callable[[ImportedRow], Any] | None


@lru_cache(maxsize=64)
def _prepared_insert(table: Table, dialect: sqlalchemy.Dialect, names: tuple[str, ...]) -> _PreparedInsert:
    columns: Any = table.c
    compiled = insert(table).compile(dialect=dialect, column_keys=[*names])
    values = compiled.positiontup or list(compiled.params)
    defaults = {name: columns[name].default.arg for name in values if name not in names}
    pick = itemgetter(*values) if compiled.positiontup is not None else None
    return _PreparedInsert(str(compiled), defaults, pick)


def update_rows(
    session: Session, table: type[SQLModel], account_id: int, key: str, rows: Iterable[ImportedRow]
) -> None:
    values = [{**row, "key_": row[key]} for row in rows]
    if not values:
        return
    columns = table.__table__.c  # type: ignore[attr-defined]
    set_: dict[str, Any] = {
        name: bindparam(name) for name in values[0] if name not in (key, "key_", "account_id")
    }
    session.connection().execute(
        update(table).where(columns.account_id == account_id, columns[key] == bindparam("key_")).values(set_),
        values,
    )
