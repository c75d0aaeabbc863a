"""Insert and update imported rows in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

import sqlalchemy
from sqlalchemy import bindparam, insert, update
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

    The statement is compiled here and executed with tuples, because SQLAlchemy takes twice as long with
    mappings.
    """
    values = list(rows)
    if not values:
        return
    connection = session.connection()
    columns = table.__table__.c  # type: ignore[attr-defined]
    statement = insert(table).compile(dialect=connection.dialect, column_keys=[*values[0]])
    names = statement.positiontup or list(statement.params)
    defaults = {name: columns[name].default.arg for name in names if name not in values[0]}
    if statement.positiontup is None:
        connection.exec_driver_sql(str(statement), [{**defaults, **row} for row in values])
        return
    pick = itemgetter(*names)
    connection.exec_driver_sql(str(statement), [pick({**defaults, **row}) for row in values])


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
