"""Made-up rows for every table of a schema, whichever revision it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Boolean, Connection, Float, Integer, LargeBinary, MetaData, Table, insert

from bizcare_tui.store import decisions, history, seals
from bizcare_tui.store.earlier_exports import EXPORTED_NAMES
from bizcare_tui.store.tables import Decision

Row = dict[str, Any]

_AT = 1_780_000_000
_SEALED_SINCE = "0020"
_INDEXED_SINCE = "0005"
_SEARCH_COLUMNS = ("topic", "product", "customer", "shop", "numbers", "notes", "said")
_ONE_ROW = frozenset({"account"})
# The values of the first and the second row, by column, or by table and column.
_VALUES: Mapping[str, tuple[Any, Any]] = {
    "account.api_url": ("https://example.org/", ""),
    "account.second_person": (False, False),
    "account_id": (1, 1),
    "act.batch": (1, None),
    "act.content": ('{"text": "She rang: é ñ 漢"}', '{"tag": "later"}'),
    "act.verb": ("note", "tag"),
    "answers": ("{}", '{"step": 2}'),
    "attachments": ("[]", '["a.txt"]'),
    "author_mark.author": ("seller", "customer"),
    "author_by": ("signature", "unknown"),
    "clock": ("follow_up", "fix"),
    "clock_status.first_status": ("met", "missed"),
    "clock_status.status": ("met", "missed"),
    "decision.content": ('{"letter": "Dear Ana"}', "{}"),
    "decision.grounds": ("other_shop", "not_the_product modified_code"),
    "decision.kind": ("rejection", "refund"),
    "decision.replaces": (None, 1),
    "decision.second_person_id": (2, None),
    "decision.seconded_by": (2, None),
    "defect_step.content": ("{}", '{"version": "1.0.1"}'),
    "defect_step.step": ("reproduced", "submitted"),
    "inbox_entry.attachments": (False, True),
    "inbox_entry.first_status": ("met", None),
    "inbox_entry.kind": ("technical", None),
    "inbox_entry.outcome": (None, "answered"),
    "inbox_entry.owed": ("follow_up", None),
    "inbox_entry.prestashop_version": ("8.1.7", "9.0.0-beta"),
    "inbox_entry.qualification": ("aftersale", "presale"),
    "inbox_entry.settled_status": ("met", None),
    "inbox_entry.search_id": (_AT << 14, (_AT + 1) << 14),
    "inbox_entry.sid": (_AT << 14, (_AT + 1) << 14),
    "inbox_entry.state": ("waiting", "closed"),
    "inbox_entry.tags": (" later ", ""),
    "inbox_entry.words_key": (11, 12),
    "links": ("[]", '[["shop", "https://shop.example/"]]'),
    "message.author": ("customer", "seller"),
    "message.reported_role": ("customer", ""),
    "message.told_role": ("customer", ""),
    "message_id": (1, 2),
    "person.login": ("ana", "bo"),
    "quoted": ("[]", '["before"]'),
    "raw": ("{}", '{"product_type": "module"}'),
    "reply.state": ("queued", "confirmed"),
    "sale.quantity": (3, 1),
    "sale.quantity_refunded": (1, None),
    "thread.id": (7, 8),
    "thread.tag": ("aftersale", "presale"),
    "thread_id": (7, 8),
}


def insert_rows(connection: Connection, revision: str) -> None:
    """Insert two rows into every table (one account), and a history that proves them."""
    schema = MetaData()
    schema.reflect(connection)
    rows: dict[str, list[Row]] = {}
    for table in schema.sorted_tables:
        if table.name.startswith(("alembic_", "thread_words")) or table.name == "history":
            continue
        rows[table.name] = [_row(table, number) for number in range(1 if table.name in _ONE_ROW else 2)]
        for row in rows[table.name]:
            if table.name == "decision":
                row["digest"] = decisions.content_digest(row["salt"], row["content"])
        connection.execute(insert(table), rows[table.name])
    if revision >= _INDEXED_SINCE:
        _index(connection, rows["inbox_entry"])
    connection.execute(insert(schema.tables["history"]), _chained(_entries(rows, revision)))


def _row(table: Table, number: int) -> Row:
    return {column.name: _value(table, column.name, column.type, number) for column in table.columns}


def _value(table: Table, name: str, type_: Any, number: int) -> Any:
    for key in (f"{table.name}.{name}", name):
        if key in _VALUES:
            return _VALUES[key][number]
    column = table.c[name]
    if number == 1 and column.nullable:
        return None
    if isinstance(type_, Boolean):
        return number == 0
    if isinstance(type_, LargeBinary):
        return bytes((0, 39, 255, number))
    if isinstance(type_, Float):
        return _AT + 0.5 + number
    if isinstance(type_, Integer):
        is_instant = name in ("at", "due", "start", "since") or name.endswith(("_at", "_due", "_since"))
        return _AT + 60 * number if is_instant else 1 + number
    return f"{table.name} {name} {number + 1}"


def _index(connection: Connection, entries: Sequence[Row]) -> None:
    """Fill the full-text index, whose row numbers are the keys of the inbox entries."""
    columns = ", ".join(_SEARCH_COLUMNS)
    for number, entry in enumerate(entries):
        words = (f"fixture{number}",) * len(_SEARCH_COLUMNS)
        connection.exec_driver_sql(
            f"INSERT INTO thread_words (rowid, {columns}) VALUES (?{', ?' * len(words)})",
            (entry["search_id" if "search_id" in entry else "sid"], *words),
        )


def _entries(rows: Mapping[str, list[Row]], revision: str) -> Iterator[Row]:
    """Yield what the program would have recorded of these rows."""
    yield {"kind": "first_answer", "thread_id": 7, "payload": {"status": "met"}}
    for row in rows.get("clock_status", ()):
        payload = {"start": row["start"], "status": row["status"]}
        yield {"kind": row["clock"], "thread_id": row["thread_id"], "payload": payload}
    for row in rows.get("act", ()):
        payload = {"act": row["id"], "verb": row["verb"], "content": json.loads(row["content"])}
        entry = {"kind": "act", "thread_id": row["thread_id"], "person_id": row["person_id"], "at": row["at"]}
        yield {**entry, "payload": payload}
        if row["undone_at"] is not None:
            yield {**entry, "kind": "undo", "at": row["undone_at"], "person_id": row["undone_by"],
                   "payload": {"act": row["id"]}}  # fmt: skip
    for row in rows.get("decision", ()):
        columns = Decision(**{_current("decision", name): value for name, value in row.items()})
        payload = {"decision": row["id"], "digest": decisions.row_digest(columns)}
        yield {"kind": "decision", "thread_id": row["thread_id"], "payload": payload}
    if revision >= _SEALED_SINCE:
        yield {"kind": seals.MESSAGES_KIND, "thread_id": None, "payload": {seals.SEALS_KEY: _seals(rows)}}


def _seals(rows: Mapping[str, list[Row]]) -> seals.Seals:
    found: seals.Seals = {}
    for table in seals.SEALED_COLUMNS:
        for row in rows[table]:
            columns = {_current(table, name): value for name, value in row.items()}
            found.setdefault(table, {})[seals.seal_key(table, columns)] = seals.row_digest(table, columns)
    return found


def _current(table: str, column: str) -> str:
    return EXPORTED_NAMES["0023"].current_column(table, column)


def _chained(entries: Iterator[Row]) -> list[Row]:
    chain: list[Row] = []
    previous = ""
    for number, entry in enumerate(entries, 1):
        payload = json.dumps(entry["payload"], ensure_ascii=False, sort_keys=True)
        salt = f"salt {number}"
        row = {
            "id": number, "account_id": 1, "at": _AT, "person_id": None, **entry, "payload": payload,
            "salt": salt, "previous": previous,
            "payload_digest": hashlib.sha256(f"{salt}\x1f{payload}".encode()).hexdigest(),
        }  # fmt: skip
        row["digest"] = previous = history.expected_digest(SimpleNamespace(**row))
        chain.append(row)
    return chain
