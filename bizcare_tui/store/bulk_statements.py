"""Execute a statement for many rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Executable


def execute_for_rows(
    connection: Connection, statement: Executable, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Execute a statement with named parameters for each row.

    The statement is compiled here and executed with tuples, because SQLAlchemy takes twice as long with
    mappings.
    """
    if not rows:
        return
    compiled = statement.compile(dialect=connection.dialect)  # type: ignore[attr-defined]
    fixed = {name: value for name, value in compiled.params.items() if name not in rows[0]}
    if compiled.positiontup is None:
        connection.exec_driver_sql(str(compiled), [{**fixed, **row} for row in rows])
        return
    names = compiled.positiontup
    connection.exec_driver_sql(
        str(compiled), [tuple([row[name] if name in row else fixed[name] for name in names]) for row in rows]
    )
