"""A store as JSON Lines: everything is in the file, and only a file as it was written is imported."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fixed_time import NOW
from postgresql_server import Server
from small_store import ANA, add_rows, message, thread
from sqlalchemy import func, select
from store_templates import TEMPLATES

from bizcare_tui.domain.text import HIDDEN
from bizcare_tui.domain.verbs.note import AddNote
from bizcare_tui.errors import BadFile, StoreProblem
from bizcare_tui.store import acts, history
from bizcare_tui.store.engine import Store
from bizcare_tui.store.json_lines import export_store, import_store
from bizcare_tui.store.open_database import database_of_url
from bizcare_tui.store.outbox import FileToSend, queue_reply
from bizcare_tui.store.table_data import copied_tables, open_snapshot
from bizcare_tui.store.tables import Draft, Message

FILE = FileToSend("/home/ana/fix.zip", "fix.zip", "application/zip", bytes(range(256)))
"""A file attached to a reply."""


def quiet(_table: str, _done: int, _total: int) -> None:
    """Report no progress."""


def exported(store: Store) -> bytes:
    stream = io.BytesIO()
    with open_snapshot(store.database) as snapshot:
        export_store(snapshot, stream, quiet)
    return stream.getvalue()


def read_into(store: Store, whole: bytes) -> dict[str, int]:
    """Import a file; return the number of rows of each table that has any."""
    moved = import_store(io.BytesIO(whole), store, quiet)
    return {each.table: each.rows for each in moved if each.rows}


def count_all(store: Store) -> int:
    with store.transaction() as session:
        return sum(
            session.connection().execute(select(func.count()).select_from(table)).scalar_one()
            for table in copied_tables()
        )


@pytest.fixture
def used(store: Store) -> Store:
    """A store with a thread, two messages, a note, a draft, and a reply with a file."""
    add_rows(store, thread(7), message(7, 100, "Überprüfen 😀 \u2028 '"), message(7, 200, "", links="[]"))
    add_rows(
        store, Draft(account_id=1, person_id=ANA, thread_id=7, text="half a text", saved_at=5, revision=3)
    )
    with store.transaction() as session:
        acts.record_acts(session, 1, [(7, AddNote("Zoë rang"))], now=datetime(2026, 11, 26, tzinfo=UTC))
        queue_reply(session, 1, 7, "An answer", base_message_id=2, wait_seconds=30.5, now=NOW, file=FILE)
    return store


@pytest.fixture
def empty(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty store in another database of the same kind."""
    if database == "sqlite":
        place = database_of_url(f"sqlite:///{tmp_path}/other/bizcare.db")
        TEMPLATES.copy_empty(place)
        opened = Store(place)
        yield opened
        opened.close()
        return
    server: Server = request.getfixturevalue("server")
    name = server.new()
    opened = Store(database_of_url(server.url(name)))
    yield opened
    opened.close()
    server.drop(name)


def test_an_exported_store_is_the_same_after_the_import(used: Store, empty: Store) -> None:
    whole = exported(used)
    assert read_into(empty, whole) == {
        "account": 1, "person": 2, "thread": 1, "message": 2, "act": 1, "draft": 1, "reply": 1,
        "reply_file": 1, "history": 2,
    }  # fmt: skip
    assert exported(empty) == whole
    with empty.transaction() as session:
        assert history.first_broken_entry(session) is None


def test_each_line_is_one_row_and_the_last_one_has_the_digest_of_all_before(used: Store) -> None:
    whole = exported(used)
    *lines, end = whole.splitlines(keepends=True)
    head, *rows = map(json.loads, lines)
    assert head["tables"] == {name: sum(row["table"] == name for row in rows) for name in head["tables"]}
    assert json.loads(end) == {"rows": len(rows), "sha256": hashlib.sha256(b"".join(lines)).hexdigest()}
    assert used.database.shown.encode() not in whole


def test_nothing_is_imported_into_a_store_that_has_an_account(used: Store) -> None:
    whole = exported(used)
    with pytest.raises(StoreProblem, match="already contains a store"):
        read_into(used, whole)
    assert exported(used) == whole


def cut(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


def without_an_end(whole: bytes) -> bytes:
    return b"".join(whole.splitlines(keepends=True)[:-1])


def without_a_row(whole: bytes) -> bytes:
    lines = whole.splitlines(keepends=True)
    return b"".join(lines[:4] + lines[5:])


def changed(whole: bytes) -> bytes:
    return whole.replace(b"half a text", b"half a tixt")


def with_a_line_after_the_end(whole: bytes) -> bytes:
    return whole + b'{"table":"person","row":{"id":99,"login":"eve"}}\n'


def of_another_version(whole: bytes) -> bytes:
    head, rest = whole.split(b"\n", 1)
    return json.dumps(json.loads(head) | {"schema": "0001"}).encode() + b"\n" + rest


def of_a_wrong_type(whole: bytes) -> bytes:
    return whole.replace(b'"login":"', b'"login":7,"was":"', 1)


def with_an_unknown_column(whole: bytes) -> bytes:
    return whole.replace(b'"login":"', b'"root":true,"login":"', 1)


def without_a_column(whole: bytes) -> bytes:
    return whole.replace(b'"login":"ana"', b'"id":1', 1)


@pytest.mark.parametrize(
    "spoil",
    [
        cut, without_an_end, without_a_row, changed, with_a_line_after_the_end, of_another_version,
        of_a_wrong_type, with_an_unknown_column, without_a_column,
    ],
)  # fmt: skip
@pytest.mark.sqlite
def test_a_file_that_is_not_as_it_was_written_is_refused_completely(
    used: Store, empty: Store, spoil: Callable[[bytes], bytes]
) -> None:
    whole = exported(used)
    spoiled = spoil(whole)
    assert spoiled != whole
    with pytest.raises(BadFile):
        read_into(empty, spoiled)
    assert count_all(empty) == 0


@pytest.mark.parametrize(
    "line", [b"", b"\n", b"[]\n", b"{}\n", b"\x00\xff\n", b"[" * 100_000 + b"\n", b"NaN\n", b'{"bizcare":1}']
)
@pytest.mark.sqlite
def test_what_is_no_export_is_refused_by_its_first_line(empty: Store, line: bytes) -> None:
    with pytest.raises(BadFile, match=r"^Line 1: "):
        read_into(empty, line)


def by_hand(lines: list[Any]) -> bytes:
    """Return a file of these lines, with a digest that fits."""
    body = b"".join(json.dumps(line).encode() + b"\n" for line in lines[:-1])
    end = {"rows": lines[-1]["rows"], "sha256": hashlib.sha256(body).hexdigest()}
    return body + json.dumps(end).encode() + b"\n"


def row_of(lines: list[Any], table: str) -> dict[str, Any]:
    """Return the first row of a table."""
    row: dict[str, Any] = next(line["row"] for line in lines if line.get("table") == table)
    return row


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("act", "content", "{"),
        ("message", "links", '["\\ud800'),
        ("draft", "attachments", "[" * 100_000),
        ("history", "payload", "NaN"),
        ("thread", "raw", "\ud800"),
        ("thread", "id", 1 << 70),
        ("person", "id", 2),
        ("thread", "stale", 1),
        ("thread", "topic", None),
        ("message", "thread_id", True),
        ("reply", "not_before", "soon"),
        ("reply_file", "content", {"base64": "!"}),
        ("reply_file", "content", {"base64": 7}),
        ("draft", "person_id", 99),
    ],
)
def test_a_value_that_cannot_be_stored_is_refused_with_the_number_of_its_line(
    used: Store, empty: Store, table: str, column: str, value: object
) -> None:
    lines = [json.loads(line) for line in exported(used).splitlines()]
    row_of(lines, table)[column] = value
    with pytest.raises(BadFile, match=r"^Line \d+: "):
        read_into(empty, by_hand(lines))
    assert count_all(empty) == 0


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ({"thread": "\x1b[2J"}, "'thread' has an invalid value"),
        ({"thread": True}, "'thread' has an invalid value"),
        ({"sqlite_master": 1}, "the tables are not those of a store"),
        ({"visit": 0}, "the tables are not those of a store"),
    ],
)
@pytest.mark.sqlite
def test_the_first_line_must_have_the_tables_of_a_store(
    used: Store, empty: Store, tables: dict[str, Any], words: str
) -> None:
    lines = [json.loads(line) for line in exported(used).splitlines()]
    lines[0]["tables"] |= tables
    with pytest.raises(BadFile, match=f"Line 1: {words}"):
        read_into(empty, by_hand(lines))


def test_control_characters_of_a_file_made_by_hand_are_replaced(used: Store, empty: Store) -> None:
    lines = [json.loads(line) for line in exported(used).splitlines()]
    values = {"text": "a\x1b]52;c;ZXZpbA==\x07\ud800", "links": json.dumps([["x\x1b", "y"]])}
    row_of(lines, "message").update(values)
    read_into(empty, by_hand(lines))
    with empty.transaction() as session:
        stored = session.get_one(Message, 1)
        assert stored.text == f"a{HIDDEN}]52;c;ZXZpbA=={HIDDEN}{HIDDEN}"
        assert json.loads(stored.links) == [[f"x{HIDDEN}", "y"]]
