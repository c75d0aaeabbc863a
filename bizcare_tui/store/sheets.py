"""The tables of a store as CSV files, for a spreadsheet: instants in words, texts that stay texts."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, LargeBinary

from bizcare_tui.domain.sheet import cell
from bizcare_tui.paths import open_private
from bizcare_tui.store import rows
from bizcare_tui.store.instants import instant
from bizcare_tui.store.rows import Moved, Progress

# What only a program can use.
_LEFT = frozenset(
    {"raw", "digest", "fingerprint", "text_digest", "salt", "threads_digest", "customer_digest", "words_key"}
)
_INSTANTS = ("_at", "_since", "_by", "_due", "_until", "_start")


def write(connection: Connection, folder: Path, on_progress: Progress) -> list[Moved]:
    """Write a file for each table into a folder that is there and empty."""
    written = []
    for table in rows.tables():
        columns = [column for column in table.columns if _is_told(column)]
        total, done = rows.count(connection, table), 0
        with open_private(folder / f"{table.name}.csv", "utf-8-sig") as stream:
            sheet = csv.writer(stream)
            sheet.writerow(column.name for column in columns)
            for part in rows.rows(connection, table):
                sheet.writerows([_cell(column, row[column.name]) for column in columns] for row in part)
                done += len(part)
                on_progress(table.name, done, total)
        written.append(Moved(table.name, done))
    return written


def _is_told(column: Column[Any]) -> bool:
    return column.name not in _LEFT and not isinstance(column.type, LargeBinary)


def _cell(column: Column[Any], value: Any) -> Any:
    if isinstance(value, str):
        return cell(value)
    if value is not None and isinstance(column.type, BigInteger) and _is_instant(column.name):
        return instant(value).isoformat()
    return value


def _is_instant(name: str) -> bool:
    return name in ("at", "due", "start") or name.endswith(_INSTANTS)
