"""Backups of a store: one file that is whole, what is refused, and what a restore changes."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from fixed_time import NOW
from postgresql_server import Server
from small_store import add_rows, message, thread
from sqlmodel import select

from bizcare_tui.errors import BadFile, StoreProblem
from bizcare_tui.store import backups, history, history_proof, leases, outbox
from bizcare_tui.store.engine import Store
from bizcare_tui.store.open_database import database_of_url
from bizcare_tui.store.sqlite import SqliteDatabase
from bizcare_tui.store.tables import Lease, Reply, Thread


def quiet(_step: str, _done: int, _total: int) -> None:
    """Report nothing."""


@pytest.fixture
def used(store: Store) -> Store:
    """A store with two threads, three messages, and a history of one entry."""
    add_rows(store, thread(7), thread(8))
    add_rows(store, message(7, 1, "It crashes"), message(7, 2, "Still"), message(8, 3, "Hello"))
    with store.transaction() as session:
        history.append_entry(session, account_id=1, at=0, kind="test", payload={"n": 1})
    return store


@pytest.fixture
def file(used: Store, tmp_path: Path) -> Path:
    """A backup of it."""
    copy = tmp_path / "copy.db"
    copy.touch(mode=0o600)
    backups.back_up(used.database, copy, quiet)
    return copy


def change(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_a_backup_is_one_file_with_everything_and_its_digest(file: Path) -> None:
    inspected = backups.inspect_backup(file)
    assert (inspected.threads, inspected.messages, inspected.broken) == (2, 3, None)
    assert inspected.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert inspected.size == file.stat().st_size
    assert [each.name for each in file.parent.glob("copy.db*")] == ["copy.db"]


@pytest.mark.sqlite
def test_a_changed_history_is_found_without_refusing_the_backup(file: Path) -> None:
    change(file, "UPDATE history SET at = 9")
    assert backups.inspect_backup(file).broken == 1


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (
            'CREATE TRIGGER "x\x1b[2J" AFTER INSERT ON reply BEGIN DELETE FROM reply; END',
            "changed by another",
        ),
        ("CREATE VIEW seen AS SELECT * FROM message", "changed by another"),
        ("DROP TABLE message", "not a backup"),
        ("DELETE FROM alembic_version", "not a backup"),
        ("UPDATE alembic_version SET version_num = '9999'", "newer bizcare"),
    ],
)
def test_a_file_that_is_no_store_of_ours_is_refused(file: Path, statement: str, reason: str) -> None:
    change(file, statement)
    with pytest.raises(StoreProblem if "newer" in reason else BadFile, match=reason) as refused:
        backups.inspect_backup(file)
    assert "\x1b" not in str(refused.value)


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def overwrite(content: bytes) -> bytes:
    half = len(content) // 2
    return content[:half] + b"\xff" * 20_000 + content[half + 20_000 :]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (cut, "damaged|malformed"),
        (overwrite, "damaged|malformed"),
        (lambda _content: b"not a database", "not"),
    ],
)
def test_a_damaged_file_is_refused_under_the_name_that_it_is_shown_with(
    file: Path, damage: Callable[[bytes], bytes], reason: str
) -> None:
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(BadFile, match=reason) as refused:
        backups.inspect_backup(file, Path("shown.db"))
    assert "shown.db" in str(refused.value)
    assert "copy.db" not in str(refused.value)


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"gone\.db"):
        backups.inspect_backup(tmp_path / "gone.db")


def test_a_restore_never_sends_a_waiting_reply_by_itself(used: Store, tmp_path: Path) -> None:
    with used.transaction() as session:
        outbox.queue_reply(session, 1, 7, "Try this", base_message_id=2, wait_seconds=0, now=NOW)
        leases.acquire(session, 1, "sync")
    copy, restored = tmp_path / "copy.db", tmp_path / "restored" / "bizcare.db"
    copy.touch()
    backups.back_up(used.database, copy, quiet)
    result = backups.restore(SqliteDatabase(restored), backups.inspect_backup(copy), NOW, quiet)
    assert (result.unsure, result.kept) == (1, None)
    again = Store(SqliteDatabase(restored))
    with again.transaction() as session:
        assert session.exec(select(Reply.state)).one() == "unknown"
        assert session.exec(select(Lease)).all() == []
        proven = history_proof.ProvenState()
        assert list(history.broken_entries(session, proven.take)) == []
        assert proven.reply_states == {1: "unknown"}
    again.close()


@pytest.mark.sqlite
def test_the_store_that_is_replaced_is_saved_beside_it(used: Store, file: Path) -> None:
    add_rows(used, thread(9))
    used.close()
    result = backups.restore(used.database, backups.inspect_backup(file), NOW, quiet)
    assert result.kept is not None
    with closing(sqlite3.connect(result.kept)) as saved:
        assert saved.execute("SELECT count(*) FROM thread").fetchone() == (3,)
    again = Store(used.database)
    with again.transaction() as session:
        assert sorted(session.exec(select(Thread.id))) == [7, 8]
    again.close()


@pytest.mark.sqlite
def test_a_database_of_a_server_that_has_a_store_is_not_overwritten(file: Path, server: Server) -> None:
    name = server.new()
    place = database_of_url(server.url(name))
    backups.restore(place, backups.inspect_backup(file), NOW, quiet)
    with pytest.raises(StoreProblem, match="already contains a store"):
        backups.restore(place, backups.inspect_backup(file), NOW, quiet)
    server.drop(name)


@pytest.mark.sqlite
def test_text_that_is_not_safe_is_cleaned_and_sealed_anew(file: Path, tmp_path: Path) -> None:
    change(file, "UPDATE message SET text = 'wipe' || char(27) || '[2J' WHERE at = 1")
    restored = SqliteDatabase(tmp_path / "restored" / "bizcare.db")
    backups.restore(restored, backups.inspect_backup(file), NOW, quiet)
    again = Store(restored)
    with again.transaction() as session:
        proven = history_proof.ProvenState()
        assert list(history.broken_entries(session, proven.take)) == []
        assert list(proven.sealed["message"]) == ["7:1"]
        texts = session.connection().exec_driver_sql("SELECT text FROM message ORDER BY at").scalars().all()
    again.close()
    assert texts[1:] == ["Still", "Hello"]
    assert "\x1b" not in texts[0]
