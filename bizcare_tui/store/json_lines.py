"""Export a store as JSON Lines, and import such a file into an empty store without any loss."""

# The first line has the format, the schema version and the number of rows of each table. Then follow the
# rows, one in each line, in the order of the tables. The last line has the total number of rows and the
# SHA-256 digest of all lines before it. An export is a consistent snapshot.

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

from sqlalchemy import Connection, Table
from sqlalchemy.exc import DataError, IntegrityError

from bizcare_tui.domain.text import safe_line
from bizcare_tui.errors import BadFile
from bizcare_tui.i18n import _
from bizcare_tui.store import table_data
from bizcare_tui.store.database import SCHEMA_VERSION, ProgressCallback
from bizcare_tui.store.earlier_exports import EXPORTED_NAMES
from bizcare_tui.store.engine import Store
from bizcare_tui.store.sanitizing import sanitize_column_text
from bizcare_tui.store.table_data import CopiedTable, TableRow

FORMAT = 1
# The longest line that is read. It fits the largest file that can be attached to a reply, in base64, with a
# reserve.
MAX_LINE_BYTES = 160 * 1024 * 1024


class ByteSink(Protocol):
    """A target to which the lines are written."""

    def write(self, data: bytes, /) -> object: ...


def export_store(connection: Connection, sink: ByteSink, on_progress: ProgressCallback) -> list[CopiedTable]:
    """Write all rows that a connection sees; return the number of rows of each table."""
    digest = hashlib.sha256()

    def line(value: dict[str, Any]) -> None:
        data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass")
        digest.update(data + b"\n")
        sink.write(data + b"\n")

    counts = {table.name: table_data.count_rows(connection, table) for table in table_data.copied_tables()}
    line({"bizcare": "store", "format": FORMAT, "schema": SCHEMA_VERSION, "tables": counts})
    moved = []
    for table in table_data.copied_tables():
        done = 0
        for part in table_data.read_rows(connection, table):
            for row in part:
                line({"table": table.name, "row": {name: _json_value(value) for name, value in row.items()}})
            done += len(part)
            on_progress(table.name, done, counts[table.name])
        moved.append(CopiedTable(table.name, done))
    line({"rows": sum(each.rows for each in moved), "sha256": digest.hexdigest()})
    return moved


def import_store(lines: Iterable[bytes], target: Store, on_progress: ProgressCallback) -> list[CopiedTable]:
    """Import a store into an empty one, all in one transaction; return the number of rows of each table.

    Raises:
        BadFile: the file has another format or version, or was truncated or changed.
        StoreProblem: the target is not empty, or its database reports an error.
    """
    moved: list[CopiedTable] = []
    source = _Source(lines)
    with target.transaction() as session:
        table_data.require_empty(session, target.database)
        connection = session.connection()
        for table in source.tables:
            checksum = table_data.RowChecksum()
            for part in source.rows(table):
                with source.database_errors():
                    table_data.insert_rows(connection, table, part)
                checksum.add(part)
                on_progress(table.name, checksum.rows, source.counts[table.name])
            table_data.require_same_rows(connection, table, checksum)
            moved.append(CopiedTable(table.name, checksum.rows))
        source.check_end()
        table_data.finish_copied_store(session, target, on_progress)
    return moved


def _json_value(value: Any) -> Any:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


@dataclass(frozen=True, slots=True)
class _Column:
    """What a value of a column has to be."""

    name: str
    kind: type[Any]
    is_nullable: bool


@dataclass(frozen=True, slots=True)
class _TableColumns:
    """The columns of a table, and their names."""

    table: Table
    columns: tuple[_Column, ...]
    names: frozenset[str]

    @classmethod
    def of(cls, table: Table) -> _TableColumns:
        """Return the columns of a table."""
        columns = tuple(
            _Column(each.name, _python_type(each.type), bool(each.nullable)) for each in table.columns
        )
        return cls(table, columns, frozenset(each.name for each in columns))


def _python_type(type_: Any) -> type[Any]:
    """Return the type of a column's values, also where the column has a type of ours around another one."""
    kind: type[Any] = getattr(type_, "impl_instance", type_).python_type
    return kind


class _Source:
    """Reads and checks the lines of a file in order; every error names the number of the line."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._number = 0
        self._rows = 0
        self._before = self._digest = hashlib.sha256()
        self._ahead: dict[str, Any] | None = None
        head = self._next()
        if head.get("bizcare") != "store" or head.get("format") != FORMAT:
            raise self._error(_("this is not a store exported by `bizcare export`"))
        names = EXPORTED_NAMES.get(str(head.get("schema")))
        if names is None:
            raise BadFile(
                _("The file was written by another version (schema {0}; this one has {1}).").format(
                    safe_line(str(head.get("schema")))[:20], SCHEMA_VERSION
                ),
                _(
                    "Import it with the version that exported it. A later version can then upgrade"
                    " that store."
                ),
            )
        self._names = names
        self.counts = self._row_counts(head.get("tables"))
        current = {table.name: table for table in table_data.copied_tables()}
        # In the order of the file: an earlier version may have had another one.
        self.tables = [current[name] for name in self.counts]

    def _row_counts(self, exported: object) -> dict[str, int]:
        """Return the number of rows by the current name of each table."""
        expected = sorted(table.name for table in table_data.copied_tables())
        if not isinstance(exported, dict):
            raise self._error(_("the tables are not those of a store"))
        counts = {self._names.current_table(name): count for name, count in exported.items()}
        if len(counts) != len(exported) or sorted(counts) != expected:
            raise self._error(_("the tables are not those of a store"))
        for name, row_count in counts.items():
            if type(row_count) is not int:
                raise self._error(_("{0!r} has an invalid value").format(name))
        return counts

    def rows(self, table: Table) -> Iterator[list[TableRow]]:
        """Yield the rows of the next table in batches."""
        part: list[TableRow] = []
        columns = _TableColumns.of(table)
        while (row := self._row(columns)) is not None:
            part.append(row)
            if len(part) == table_data.BATCH_SIZE:
                yield part
                part = []
        if part:
            yield part

    def check_end(self) -> None:
        """Compare the rows and the digest with the last line."""
        last = self._peek()
        if last.get("rows") != self._rows or last.get("sha256") != self._before.hexdigest():
            raise self._error(_("the imported data differ from the exported data"))
        if next(self._lines, None) is not None:
            raise self._error(_("there is more data after the end"))

    @contextmanager
    def database_errors(self) -> Iterator[None]:
        """Raise BadFile with the number of the last line when the database rejects rows inside the block."""
        try:
            yield
        except (IntegrityError, DataError, OverflowError, UnicodeEncodeError):
            raise self._error(_("the rows up to here are inconsistent")) from None

    def _row(self, columns: _TableColumns) -> TableRow | None:
        line = self._peek()
        if self._names.current_table(str(line.get("table"))) != columns.table.name:
            return None
        self._ahead = None
        self._rows += 1
        values = self._current_values(columns, line.get("row"))
        return {
            column.name: value
            if (value := values[column.name]) is None and column.is_nullable
            else self._value(column, value)
            for column in columns.columns
        }

    def _current_values(self, columns: _TableColumns, exported: object) -> dict[str, Any]:
        """Return the values of an exported row by the current names of their columns."""
        if not isinstance(exported, dict):
            raise self._error(_("a row is missing"))
        if exported.keys() == columns.names:
            return exported
        table = columns.table.name
        values = {self._names.current_column(table, name): value for name, value in exported.items()}
        if len(values) != len(exported):
            raise self._error(_("the rows up to here are inconsistent"))
        for name in values.keys() - columns.names:
            raise self._error(_("{0} has no {1!r}").format(table, name[:40]))
        for name in columns.names - values.keys():
            raise self._error(_("{0!r} is missing").format(name))
        return values

    def _value(self, column: _Column, value: Any) -> Any:
        if column.kind is bytes and isinstance(value, dict):
            try:
                return base64.b64decode(value["base64"], validate=True)
            except (KeyError, TypeError, binascii.Error):
                raise self._error(_("{0!r} is not base64").format(column.name)) from None
        if column.kind is float and type(value) is int:
            value = float(value)
        if type(value) is not column.kind:
            raise self._error(_("{0!r} has an invalid value").format(column.name))
        if not isinstance(value, str):
            return value
        try:
            return sanitize_column_text(column.name, value)
        except (ValueError, RecursionError):
            raise self._error(_("{0!r} has an invalid value").format(column.name)) from None

    def _peek(self) -> dict[str, Any]:
        if self._ahead is None:
            self._before = self._digest.copy()
            self._ahead = self._next()
        return self._ahead

    def _next(self) -> dict[str, Any]:
        line = next(self._lines, b"")
        self._number += 1
        if not line.endswith(b"\n"):
            raise self._error(_("the file is incomplete"))
        self._digest.update(line)
        try:
            value = _DECODER.decode(line.decode(errors="surrogatepass"))
        except (ValueError, RecursionError):
            raise self._error(_("this is not JSON")) from None
        if not isinstance(value, dict):
            raise self._error(_("this is not a JSON object"))
        return value

    def _error(self, what: str) -> BadFile:
        return BadFile(
            _("Line {0}: {1}.").format(self._number, what),
            _("Nothing was imported. Use another copy of the file."),
        )


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_reject_constant)
