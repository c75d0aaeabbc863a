"""Remove terminal control characters from stored texts."""

# Texts from the Marketplace are made safe before they are stored. An imported file or a restored backup may
# have been written by another program.

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from sqlalchemy import Connection, Table, update

from bizcare_tui.domain.text import HIDDEN
from bizcare_tui.store import table_data

RowKey = dict[str, Any]
"""The primary key of a row: column names and values."""

_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_NEVER_SHOWN = frozenset({"raw"})
_EMPTY_JSON = frozenset({"[]", "{}"})
_JSON = frozenset({"answers", "attachments", "content", "links", "payload", "quoted"})


def sanitize_column_text(column: str, text: str) -> str:
    """Return the text of a column without control characters; a text that has none is returned unchanged.

    Raises:
        ValueError: the column contains JSON, and the text is not valid JSON.
        RecursionError: the JSON is nested too deeply to be parsed.
    """
    if column in _NEVER_SHOWN:
        return text
    if not text.isprintable():
        text = _CONTROL_CHARACTERS.sub(HIDDEN, text)
    if column not in _JSON or text in _EMPTY_JSON:
        return text
    value = _DECODER.decode(text)
    if "\\" not in text:  # the only way left to write a control character
        return text
    harmless = _without_control_characters(value)
    return text if harmless == value else json.dumps(harmless, ensure_ascii=False, sort_keys=True)


def sanitize_store(connection: Connection) -> dict[str, list[RowKey]]:
    """Clean every text of a store; return the primary keys of the changed rows by table name.

    The history is not changed, because its digests cover every character. Primary keys are kept too.
    """
    changed: dict[str, list[RowKey]] = {}
    for table in table_data.copied_tables():
        if table.name == "history":
            continue
        changed_rows = [
            ({column.name: row[column.name] for column in table.primary_key.columns}, values)
            for part in table_data.read_rows(connection, table)
            for row in part
            if (values := _changes(table, row))
        ]
        for key, values in changed_rows:
            has_key = (table.c[name] == value for name, value in key.items())
            connection.execute(update(table).where(*has_key).values(values))
        if changed_rows:
            changed[table.name] = [key for key, _values in changed_rows]
    return changed


def _changes(table: Table, row: table_data.TableRow) -> dict[str, str]:
    """Return the columns of a row whose text changes when it is cleaned, with their clean text."""
    changes = {}
    for name, value in row.items():
        if isinstance(value, str) and not table.c[name].primary_key:
            try:
                clean_value = sanitize_column_text(name, value)
            except (ValueError, RecursionError):
                clean_value = _CONTROL_CHARACTERS.sub(HIDDEN, value)
            if clean_value != value:
                changes[name] = clean_value
    return changes


def _without_control_characters(value: Any) -> Any:
    """Return a JSON value whose strings, names included, have no control characters."""
    if isinstance(value, str):
        return _CONTROL_CHARACTERS.sub(HIDDEN, value)
    if isinstance(value, list):
        return [_without_control_characters(each) for each in value]
    if isinstance(value, dict):
        return {
            _without_control_characters(name): _without_control_characters(each)
            for name, each in value.items()
        }
    return value


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_reject_constant)
