"""A store as JSON Lines: written as of one instant, read into an empty store, the same to the last bit.

The first line says what it is, with the count of every table; then come the rows, a line each, the tables
in their order; the last line has the number of rows, and the SHA-256 digest of all the lines before it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from sqlalchemy import Connection, LargeBinary, Table
from sqlalchemy.exc import DataError, IntegrityError

from bizcare_tui.domain.text import HIDDEN, safe_line
from bizcare_tui.errors import BadFile
from bizcare_tui.i18n import _
from bizcare_tui.store import rows
from bizcare_tui.store.engine import Store
from bizcare_tui.store.place import SCHEMA_VERSION
from bizcare_tui.store.rows import Moved, Progress, Row

FORMAT = 1
# The longest line that is read: a file of the largest size that goes with a reply, as text, and some more.
LONGEST_LINE = 160 * 1024 * 1024
# What a text of a store does not hold: it was taken out where it came in. A file may be written by hand.
_COMMANDS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_NEVER_SHOWN = frozenset({"raw"})
_JSON = frozenset({"answers", "attachments", "content", "links", "payload", "quoted"})


class Sink(Protocol):
    """Where the lines go."""

    def write(self, data: bytes, /) -> object: ...


def write(connection: Connection, sink: Sink, on_progress: Progress) -> list[Moved]:
    """Write all that a connection sees."""
    digest = hashlib.sha256()

    def line(value: dict[str, Any]) -> None:
        data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass")
        digest.update(data + b"\n")
        sink.write(data + b"\n")

    counts = {table.name: rows.count(connection, table) for table in rows.tables()}
    line({"bizcare": "store", "format": FORMAT, "schema": SCHEMA_VERSION, "tables": counts})
    moved = []
    for table in rows.tables():
        done = 0
        for part in rows.rows(connection, table):
            for row in part:
                line({"table": table.name, "row": {name: _told(value) for name, value in row.items()}})
            done += len(part)
            on_progress(table.name, done, counts[table.name])
        moved.append(Moved(table.name, done))
    line({"rows": sum(each.rows for each in moved), "sha256": digest.hexdigest()})
    return moved


def read(
    lines: Iterable[bytes], target: Store, seller_names: tuple[str, ...], on_progress: Progress
) -> list[Moved]:
    """Read a store into an empty one; all of it or nothing.

    Raises:
        BadFile: it is not such a file, was cut off or changed, or is of another version.
        StoreProblem: the target is not empty, or its database refuses.
    """
    moved: list[Moved] = []
    source = _Source(lines)
    with target.transaction() as session:
        rows.refuse_a_used(session, target.place)
        write = session.connection()
        for table in rows.tables():
            given = rows.Sum()
            for part in source.rows(table):
                with source.told():
                    rows.put(write, table, part)
                given.add(part)
                on_progress(table.name, given.rows, source.counts[table.name])
            rows.check_same(write, table, given)
            moved.append(Moved(table.name, given.rows))
        source.end()
        rows.settle(session, target, seller_names, on_progress)
    return moved


def _told(value: Any) -> Any:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


class _Source:
    """The lines of a file, read one after the other; what is wrong is told with the line's number."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._number = 0
        self._rows = 0
        self._before = self._digest = hashlib.sha256()
        self._ahead: dict[str, Any] | None = None
        head = self._next()
        if head.get("bizcare") != "store" or head.get("format") != FORMAT:
            raise self._bad(_("this is not a store that `bizcare export` wrote"))
        if head.get("schema") != SCHEMA_VERSION:
            raise BadFile(
                _("The file was written by another version (schema {0}; this one has {1}).").format(
                    safe_line(str(head.get("schema")))[:20], SCHEMA_VERSION
                ),
                _("Import it with the version that wrote it; a later one brings that store up to date."),
            )
        counts = head.get("tables")
        names = [table.name for table in rows.tables()]
        if not isinstance(counts, dict) or sorted(counts) != sorted(names):
            raise self._bad(_("the tables are not those of a store"))
        for name, rows_told in counts.items():
            if type(rows_told) is not int:
                raise self._bad(_("{0!r} does not fit").format(name))
        self.counts: dict[str, int] = counts

    def rows(self, table: Table) -> Iterator[list[Row]]:
        """The rows of the next table, some at a time."""
        part: list[Row] = []
        while (row := self._row(table)) is not None:
            part.append(row)
            if len(part) == rows.AT_ONCE:
                yield part
                part = []
        if part:
            yield part

    def end(self) -> None:
        """Hold what was read against the last line."""
        last = self._peek()
        if last.get("rows") != self._rows or last.get("sha256") != self._before.hexdigest():
            raise self._bad(_("what was read is not what was written"))
        if next(self._lines, None) is not None:
            raise self._bad(_("more comes after the end"))

    @contextmanager
    def told(self) -> Iterator[None]:
        """Within, what the database has against rows is told with the number of their last line."""
        try:
            yield
        except (IntegrityError, DataError, OverflowError, UnicodeEncodeError):
            raise self._bad(_("the rows up to here do not fit together")) from None

    def _row(self, table: Table) -> Row | None:
        line = self._peek()
        if line.get("table") != table.name:
            return None
        self._ahead = None
        self._rows += 1
        values = line.get("row")
        columns = table.columns
        if not isinstance(values, dict):
            raise self._bad(_("there is no row"))
        for name in values.keys() - columns.keys():
            raise self._bad(_("{0} has no {1!r}").format(table.name, name[:40]))
        for name in columns.keys() - values.keys():
            raise self._bad(_("{0!r} is missing").format(name))
        return {
            column.name: self._value(column.name, column.type, values[column.name], null=column.nullable)
            for column in columns
        }

    def _value(self, name: str, type_: Any, value: Any, *, null: bool | None) -> Any:
        if value is None and null:
            return None
        if isinstance(type_, LargeBinary) and isinstance(value, dict):
            try:
                return base64.b64decode(value["base64"], validate=True)
            except (KeyError, TypeError, binascii.Error):
                raise self._bad(_("{0!r} is not base64").format(name)) from None
        kind = getattr(type_, "impl_instance", type_).python_type
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is not kind:
            raise self._bad(_("{0!r} does not fit").format(name))
        if not isinstance(value, str) or name in _NEVER_SHOWN:
            return value
        value = _COMMANDS.sub(HIDDEN, value)
        return self._json(name, value) if name in _JSON else value

    def _json(self, name: str, text: str) -> str:
        try:
            value = json.loads(text, parse_constant=_refuse)
            harmless = _without_commands(value)
        except (ValueError, RecursionError):
            raise self._bad(_("{0!r} does not fit").format(name)) from None
        # What was written by the program stays as it is, to the last bit.
        return text if harmless == value else json.dumps(harmless, ensure_ascii=False, sort_keys=True)

    def _peek(self) -> dict[str, Any]:
        if self._ahead is None:
            self._before = self._digest.copy()
            self._ahead = self._next()
        return self._ahead

    def _next(self) -> dict[str, Any]:
        line = next(self._lines, b"")
        self._number += 1
        if not line.endswith(b"\n"):
            raise self._bad(_("the file was cut off here"))
        self._digest.update(line)
        try:
            value = json.loads(line.decode(errors="surrogatepass"), parse_constant=_refuse)
        except (ValueError, RecursionError):
            raise self._bad(_("this is not JSON")) from None
        if not isinstance(value, dict):
            raise self._bad(_("this is not a JSON object"))
        return value

    def _bad(self, what: str) -> BadFile:
        return BadFile(
            _("Line {0}: {1}.").format(self._number, what),
            _("Nothing was imported. Take another copy of the file."),
        )


def _without_commands(value: Any) -> Any:
    """A value of JSON, its texts without control characters."""
    if isinstance(value, str):
        return _COMMANDS.sub(HIDDEN, value)
    if isinstance(value, list):
        return [_without_commands(each) for each in value]
    if isinstance(value, dict):
        return {_without_commands(name): _without_commands(each) for name, each in value.items()}
    return value


def _refuse(name: str) -> Any:
    raise ValueError(name)
