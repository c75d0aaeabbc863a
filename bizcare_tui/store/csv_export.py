"""Export the tables of a store as CSV files: instants in ISO 8601, and texts safe from formula injection."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, LargeBinary

from bizcare_tui.domain.spreadsheet import spreadsheet_cell
from bizcare_tui.paths import convert_write_errors, create_private_file
from bizcare_tui.store import table_data
from bizcare_tui.store.database import ProgressCallback
from bizcare_tui.store.table_data import CopiedTable
from bizcare_tui.store.unix_time import from_unix_seconds

# Columns that only a program can use.
_OMITTED = frozenset(
    {"raw", "digest", "fingerprint", "text_digest", "salt", "threads_digest", "customer_digest", "words_key"}
)
_INSTANT_SUFFIXES = ("_at", "_since", "_by", "_due", "_until", "_start")


def write_csv_files(connection: Connection, folder: Path, on_progress: ProgressCallback) -> list[CopiedTable]:
    """Write one CSV file per table into an existing empty folder."""
    written = []
    for table in table_data.copied_tables():
        columns = [column for column in table.columns if _is_exported(column)]
        total, done = table_data.count_rows(connection, table), 0
        with (
            convert_write_errors(folder),
            create_private_file(folder / f"{table.name}.csv", "utf-8-sig") as stream,
        ):
            sheet = csv.writer(stream)
            sheet.writerow(column.name for column in columns)
            for part in table_data.read_rows(connection, table):
                sheet.writerows([_cell(column, row[column.name]) for column in columns] for row in part)
                done += len(part)
                on_progress(table.name, done, total)
        written.append(CopiedTable(table.name, done))
    return written


def _is_exported(column: Column[Any]) -> bool:
    return column.name not in _OMITTED and not isinstance(column.type, LargeBinary)


def _cell(column: Column[Any], value: Any) -> Any:
    if isinstance(value, str):
        return spreadsheet_cell(value)
    if value is not None and isinstance(column.type, BigInteger) and _is_instant(column.name):
        return from_unix_seconds(value).isoformat()
    return value


def _is_instant(name: str) -> bool:
    return name in ("at", "due", "start") or name.endswith(_INSTANT_SUFFIXES)
