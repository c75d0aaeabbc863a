"""The whole store: exported and imported unchanged, backed up, restored."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fixed_time import NOW
from postgresql_server import Server

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.store_maintenance import StoreMaintenance
from bizcare_tui.errors import BadFile, BizcareError, StoreBusy, StoreProblem, WrongUsage
from bizcare_tui.sandbox.server import Sandbox

LETTER = "Buenos días, lo he visto en su tienda y la corrección sale mañana. 😀 Tom"


def quiet(_table: str, _done: int, _total: int | None) -> None:
    """Say nothing."""


def keeping() -> StoreMaintenance:
    desk = Desk()
    return StoreMaintenance(desk.session.paths, desk.settings, desk.now)


def exported() -> bytes:
    stream = io.BytesIO()
    keeping().export(stream, quiet)
    return stream.getvalue()


@pytest.fixture
def used(desk: Desk, home: Path) -> Desk:
    """A desk at which something was done, and a reply waits with a file."""
    home.mkdir(mode=0o700, exist_ok=True)
    (home / "config.toml").write_text("undo_seconds = 0\n")
    desk = Desk()
    desk.baseline.answer(NOW - timedelta(days=30), [], mark_older_read=False)
    first, second = desk.inbox.thread_ids(parse_query(""))[:2]
    desk.verbs.note([first], "Zoë rang: überprüfen, bitte @bo")
    draft = desk.replies.draft(second)
    desk.replies.save_draft(second, type(draft)("half a text", (), draft.base_message_id))
    file = desk.session.paths.data / "patch.zip"
    file.write_bytes(bytes(range(256)))
    desk.replies.queue(first, LETTER, files=[str(file)], override="said on the telephone")
    return desk


@pytest.fixture
def elsewhere(used: Desk, tmp_path: Path, database: str, server: Server) -> str:
    """Another empty place of the same kind."""
    if database == "postgresql":
        return server.url(server.new(empty=True))
    return f"sqlite:///{tmp_path}/other/bizcare.db"


def test_what_is_exported_is_read_in_again_to_the_last_bit(
    used: Desk, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = exported()
    monkeypatch.setenv("BIZCARE_DATABASE_URL", elsewhere)
    moved = {each.table: each.rows for each in keeping().take_in(io.BytesIO(whole), quiet)}
    assert moved["thread"] == 60
    assert moved["reply_file"] == 1
    assert exported() == whole
    there = Desk()
    for query in ("", "uberprufen", "is:unread", "has:draft", "mention:bo"):
        assert list(there.inbox.thread_ids(parse_query(query))) == list(
            used.inbox.thread_ids(parse_query(query))
        )
    assert keeping().waiting() == 1
    # It goes on: new numbers are free, and the chain holds.
    there.verbs.tag([there.inbox.thread_ids(parse_query(""))[0]], "moved")
    assert not there.decisions.verify([]).problems


def test_the_other_kind_of_database_gives_the_same_file(
    used: Desk, database: str, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = exported()
    other = f"sqlite:///{tmp_path}/o/b.db" if database == "postgresql" else server.url(server.new(empty=True))
    monkeypatch.setenv("BIZCARE_DATABASE_URL", other)
    keeping().take_in(io.BytesIO(whole), quiet)
    assert exported() == whole


FORMER_TABLES = {
    "last_visit": "visit",
    "imported_notification": "notified",
    "deadline_notification": "notice",
    "event_progress": "hooked",
    "unparsed_api_row": "unparsed",
}
FORMER_COLUMNS = {
    "thread": {"cover_reported": "cover_told", "newest_messages_digest": "looked"},
    "message": {"reported_role": "told_role", "reported_name": "told_name", "parser_version": "reading"},
    "reply": {"read_backs": "looks", "read_back_after": "look_after"},
    "inbox_entry": {"informed_at": "told_at", "search_id": "sid"},
}


def as_0023_wrote_it(whole: bytes) -> bytes:
    """The same store in a file of schema 0023: other names, and tables in another order."""
    head, *rows, end = (json.loads(line) for line in whole.splitlines())
    counts = {FORMER_TABLES.get(name, name): count for name, count in head["tables"].items()}
    last = [name for name in ("notice", "visit") if name in counts]
    order = [*(name for name in counts if name not in last), *last]
    for row in rows:
        former = FORMER_COLUMNS.get(row["table"], {})
        row["row"] = {former.get(name, name): value for name, value in row["row"].items()}
        row["table"] = FORMER_TABLES.get(row["table"], row["table"])
    rows.sort(key=lambda row: order.index(row["table"]))
    head = {**head, "schema": "0023", "tables": {name: counts[name] for name in order}}
    return by_hand([head, *rows, end])


def test_a_file_of_the_version_with_other_names_is_imported(
    used: Desk, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = exported()
    monkeypatch.setenv("BIZCARE_DATABASE_URL", elsewhere)
    keeping().take_in(io.BytesIO(as_0023_wrote_it(whole)), quiet)
    assert exported() == whole
    assert not Desk().decisions.verify([]).problems


def test_nothing_is_imported_over_a_store(used: Desk) -> None:
    whole = exported()
    with pytest.raises(StoreProblem, match="already contains a store"):
        keeping().take_in(io.BytesIO(whole), quiet)
    assert exported() == whole


def of(rows: list[dict[str, Any]], table: str) -> dict[str, Any]:
    """The first row of a table of an export."""
    found: dict[str, Any] = next(row["row"] for row in rows if row.get("table") == table)
    return found


def by_hand(rows: list[dict[str, Any]]) -> bytes:
    """The file of these lines, its end made to fit."""
    body = b"".join(json.dumps(row).encode() + b"\n" for row in rows[:-1])
    end = {"rows": rows[-1]["rows"], "sha256": hashlib.sha256(body).hexdigest()}
    return body + json.dumps(end).encode() + b"\n"


@pytest.mark.sqlite
def test_control_characters_of_a_file_made_by_hand_do_not_come_in(
    used: Desk, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = exported()
    rows = [json.loads(line) for line in whole.splitlines()]
    of(rows, "inbox_entry")["topic"] = "a\x1b]52;c;ZXZpbA==\x07b\x9bm\ud800"
    message = of(rows, "message")
    message["links"] = json.dumps([["here\x1b[2J", "https://example.com/\x07"]])
    monkeypatch.setenv("BIZCARE_DATABASE_URL", elsewhere)
    keeping().take_in(io.BytesIO(by_hand(rows)), quiet)
    there = Desk()
    topics = [row.topic for row in there.inbox.rows(there.inbox.thread_ids(parse_query("")))]
    assert "a�]52;c;ZXZpbA==�b�m�" in topics
    again = [json.loads(line) for line in exported().splitlines()]
    assert json.loads(of(again, "message")["links"]) == [["here�[2J", "https://example.com/�"]]


def test_tables_for_a_spreadsheet_hold_no_formula(used: Desk, tmp_path: Path) -> None:
    thread = used.inbox.thread_ids(parse_query(""))[0]
    used.verbs.note([thread], "=HYPERLINK(1)")
    used.replies.save_draft(thread, type(used.replies.draft(thread))("-1+1|cmd", (), 0))
    folder = tmp_path / "sheets"
    written = {each.table: each.rows for each in keeping().export_csv(folder, quiet)}
    assert written["thread"] == 60
    assert stat.S_IMODE((folder / "draft.csv").stat().st_mode) == 0o600
    with (folder / "draft.csv").open(encoding="utf-8-sig", newline="") as stream:
        drafts = list(csv.DictReader(stream))
    assert "'-1+1|cmd" in {row["text"] for row in drafts}
    assert all(row["saved_at"].endswith("+00:00") for row in drafts)
    cells = [
        cell
        for file in folder.glob("*.csv")
        for row in csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline=""))
        for cell in row
    ]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
    with pytest.raises(WrongUsage, match="not empty"):
        keeping().export_csv(folder, quiet)


def test_a_backup_made_in_use_is_opened_and_brought_back(used: Desk, database: str, tmp_path: Path) -> None:
    file = tmp_path / "copy.db"
    copy = keeping().back_up(file, quiet)
    assert (copy.threads, copy.broken) == (60, None)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not [
        each for each in tmp_path.iterdir() if each.name.startswith((".copy", "copy.db-", "copy.db."))
    ]
    with pytest.raises(WrongUsage, match="cannot be written"):
        keeping().back_up(file, quiet)
    if database == "postgresql":
        with pytest.raises(StoreProblem, match="already contains a store"):
            keeping().restore(file)
        return
    first = used.inbox.thread_ids(parse_query(""))[0]
    used.verbs.tag([first], "after")
    back = keeping().restore(file)
    assert back.restored.kept is not None
    there = Desk()
    assert not list(there.inbox.thread_ids(parse_query("tag:after")))
    # What was there before is kept, whole.
    with closing(sqlite3.connect(back.restored.kept)) as connection:
        assert connection.execute("SELECT count(*) FROM act WHERE verb = 'tag'").fetchone() == (1,)


def test_a_backup_goes_into_an_empty_database(
    used: Desk, elsewhere: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "copy.db"
    keeping().back_up(file, quiet)
    before = file.read_bytes()
    monkeypatch.setenv("BIZCARE_DATABASE_URL", elsewhere)
    assert keeping().restore(file).restored.kept is None
    assert file.read_bytes() == before
    there = Desk()
    assert list(there.inbox.thread_ids(parse_query(""))) == list(used.inbox.thread_ids(parse_query("")))
    assert not there.decisions.verify([]).problems


def test_what_waited_when_the_copy_was_made_is_not_sent_a_second_time(
    used: Desk, sandbox: Sandbox, elsewhere: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "copy.db"
    keeping().back_up(file, quiet)
    thread = used.replies.outbox()[0].thread_id
    used.replies.send(on_progress=lambda _what: None)
    monkeypatch.setenv("BIZCARE_DATABASE_URL", elsewhere)
    assert keeping().restore(file).restored.unsure == 1
    there = Desk()
    (row,) = there.replies.outbox()
    assert (row.state, "restored" in row.error) == ("unknown", True)
    there.marketplace.sync(full=True, on_progress=quiet)
    there.replies.send(on_progress=lambda _what: None)
    (row,) = there.replies.outbox()
    assert row.state == "confirmed"
    texts = [message.text for message in there.conversations.conversation(thread).messages]
    assert len([text for text in texts if LETTER in text]) == 1


def test_a_restoring_that_is_cut_off_leaves_nothing_that_would_be_sent_again(
    used: Desk, elsewhere: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "copy.db"
    keeping().back_up(file, quiet)
    monkeypatch.setenv("BIZCARE_DATABASE_URL", elsewhere)
    from bizcare_tui.store import store_copy
    from bizcare_tui.store.sqlite import SqliteDatabase

    def dies(*_arguments: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(SqliteDatabase, "take_over", dies)
        patched.setattr(store_copy, "copy_from_connection", dies)
        with pytest.raises(KeyboardInterrupt):
            keeping().restore(file)
    assert not list(Desk().inbox.thread_ids(parse_query("")))
    assert not list(tmp_path.rglob(".restoring-*"))
    keeping().restore(file)
    assert [row.state for row in Desk().replies.outbox()] == ["unknown"]


@pytest.mark.sqlite
def test_a_damaged_store_is_put_aside_and_a_copy_takes_its_place(used: Desk, tmp_path: Path) -> None:
    file = tmp_path / "copy.db"
    keeping().back_up(file, quiet)
    anchors = used.session.paths.anchors_file
    used.decisions.verify([])
    assert anchors.exists()
    used.session.store().close()
    database = used.session.paths.database
    for beside in ("-wal", "-shm"):
        database.with_name(database.name + beside).unlink(missing_ok=True)
    database.write_bytes(b"no database" * 1000)
    kept = StoreMaintenance(used.session.paths, used.settings, used.now)
    back = kept.restore(file)
    assert back.restored.kept is not None
    assert back.restored.kept.read_bytes().startswith(b"no database")
    assert back.anchors is not None
    assert not anchors.exists()
    assert len(list(Desk().inbox.thread_ids(parse_query("")))) == 60


@pytest.mark.sqlite
@pytest.mark.parametrize("spoil", ["not there", "a text", "cut", "changed"])
def test_a_copy_that_is_not_whole_changes_nothing(used: Desk, tmp_path: Path, spoil: str) -> None:
    file = tmp_path / "copy.db"
    if spoil != "not there":
        keeping().back_up(file, quiet)
        data = file.read_bytes()
        middle = len(data) // 2
        file.write_bytes({
            "a text": b"a text",
            "cut": data[:middle],
            "changed": data[:middle] + os.urandom(4096) + data[middle + 4096 :],
        }[spoil])  # fmt: skip
    whole = exported()
    with pytest.raises(BadFile):
        keeping().restore(file)
    assert exported() == whole
    assert not list((used.session.paths.data / "backups").glob("*before-restore*"))


@pytest.mark.sqlite
def test_a_store_that_others_write_to_is_not_written_over(
    used: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bizcare_tui.store.database import Database

    file = tmp_path / "copy.db"
    keeping().back_up(file, quiet)
    monkeypatch.setattr(Database, "busy_seconds", 0.2)
    with closing(sqlite3.connect(used.session.paths.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy):
            keeping().restore(file)
        other.execute("ROLLBACK")
    assert len(list(Desk().inbox.thread_ids(parse_query("")))) == 60


@pytest.mark.sqlite
def test_without_a_store_there_is_nothing_to_copy(home: Path) -> None:
    with pytest.raises(BizcareError, match="Nothing has been synced"):
        keeping().back_up(None, quiet)
    with pytest.raises(BizcareError, match="Nothing has been synced"):
        keeping().export(io.BytesIO(), quiet)
