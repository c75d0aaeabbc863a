"""The store as a SQLite file: private, never behind a link, copied and replaced as a whole."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from store_templates import TEMPLATES

from bizcare_tui.errors import NoStore, StoreProblem
from bizcare_tui.store import file_system
from bizcare_tui.store.database import SCHEMA_VERSION
from bizcare_tui.store.engine import Store
from bizcare_tui.store.people import get_account
from bizcare_tui.store.sqlite import SqliteDatabase


@pytest.fixture
def stored(tmp_path: Path) -> SqliteDatabase:
    """A file with a store that has no rows, in a folder with unusual characters."""
    database = SqliteDatabase(tmp_path / "a ?#%20 folder" / "bizcare.db")
    TEMPLATES.copy_empty(database)
    return database


def persons(database: SqliteDatabase) -> list[str]:
    return list(database.connect().flat_values("SELECT login FROM person ORDER BY login", {}))


def add_person(database: SqliteDatabase, login: str) -> None:
    with sqlite3.connect(database.file) as connection:
        connection.execute("INSERT INTO person (login) VALUES (?)", (login,))
    connection.close()


def test_a_missing_or_empty_file_has_no_version(tmp_path: Path, stored: SqliteDatabase) -> None:
    assert stored.version() == SCHEMA_VERSION
    missing = SqliteDatabase(tmp_path / "bizcare.db")
    assert missing.version() is None
    with pytest.raises(NoStore):
        missing.connect()
    missing.file.touch()
    assert missing.version() is None


def test_a_connection_for_reading_cannot_write(stored: SqliteDatabase) -> None:
    connection = stored.connect()
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM person")
    row = connection.execute("SELECT 1 AS one, 2 AS two").fetchone()
    assert (row["two"], row[0], *row) == (2, 1, 1, 2)


def test_a_change_of_another_connection_is_noticed_and_ones_own_is_none(stored: SqliteDatabase) -> None:
    connection = stored.connect()
    before = stored.changes(lambda: connection)
    assert stored.changes(lambda: connection) == before
    add_person(stored, "ana")
    assert stored.changes(lambda: connection) != before


def test_a_copy_is_read_from_one_snapshot_and_replaces_the_store_completely(
    stored: SqliteDatabase, tmp_path: Path
) -> None:
    add_person(stored, "ana")
    copy = tmp_path / "copy.db"
    steps: list[tuple[str, int, int]] = []
    stored.copy_to(copy, lambda *step: steps.append(step))
    assert steps[-1][1] == steps[-1][2] > 0
    add_person(stored, "bea")
    reading = stored.connect()
    stored.take_over(copy)
    assert persons(stored) == ["ana"]
    assert list(reading.flat_values("SELECT login FROM person", {})) == ["ana"]


def test_copies_of_one_second_have_names_of_their_own(stored: SqliteDatabase) -> None:
    first, second = stored.back_up("test"), stored.back_up("test")
    assert first != second
    assert first.parent == second.parent == stored.file.parent / "backups"
    assert stored.file.stem in first.name


def test_a_replaced_file_has_another_identity(stored: SqliteDatabase) -> None:
    before = stored.identity()
    assert stored.identity() == before is not None
    aside = stored.put_aside("damaged")
    assert stored.identity() is None
    assert not stored.file.exists()
    aside.rename(stored.file)
    assert stored.identity() == before


def test_a_sound_file_passes_the_check_and_a_damaged_one_does_not(stored: SqliteDatabase) -> None:
    assert stored.integrity(stored.connect()) == "ok"
    content = bytearray(stored.file.read_bytes())
    content[8192:16384] = b"\xff" * 8192
    stored.file.write_bytes(content)
    with pytest.raises(sqlite3.DatabaseError, match="malformed"):
        assert stored.integrity(stored.connect()) == "ok"


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal", ".lock"])
def test_a_link_in_place_of_a_file_next_to_the_store_is_not_followed(
    stored: SqliteDatabase, tmp_path: Path, suffix: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    stored.file.with_name(stored.file.name + suffix).symlink_to(elsewhere)
    with pytest.raises(StoreProblem), stored.migration_lock():
        stored.connect()
    assert not elsewhere.exists()


def test_the_files_of_a_new_store_are_private_to_their_owner(tmp_path: Path) -> None:
    file = tmp_path / "new" / "bizcare.db"
    store = Store(SqliteDatabase(file))
    with store.transaction() as session:
        get_account(session, "https://example.org/", 0)
        assert file.parent.stat().st_mode & 0o077 == 0
        for made in file.parent.iterdir():
            assert made.stat().st_mode & 0o077 == 0, made


def test_a_backup_is_a_store_of_its_own(tmp_path: Path) -> None:
    store = Store(SqliteDatabase(tmp_path / "bizcare.db"))
    with store.transaction() as session:
        get_account(session, "https://example.org/", 7)
    copy = SqliteDatabase(tmp_path / "bizcare.db").back_up("test")
    assert copy.stat().st_mode & 0o077 == 0
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT created_at FROM account").fetchone() == (7,)


@pytest.mark.parametrize("content", [b"this is not a database at all, but a text of some length" * 40])
def test_a_file_that_is_no_database_is_not_changed(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bizcare.db"
    file.write_bytes(content)
    with pytest.raises(StoreProblem, match="damaged"):
        Store(SqliteDatabase(file))
    assert file.read_bytes() == content


def test_a_database_of_another_program_is_no_store(tmp_path: Path) -> None:
    file = tmp_path / "bizcare.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE wine (name TEXT)")
    with pytest.raises(StoreProblem, match="not a bizcare store"):
        SqliteDatabase(file).version()


def test_a_folder_with_the_name_of_the_store_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "bizcare.db").mkdir()
    with pytest.raises(StoreProblem, match="is not a file"):
        Store(SqliteDatabase(tmp_path / "bizcare.db"))


def test_a_store_behind_a_link_is_not_opened_nor_a_new_one_made_there(tmp_path: Path) -> None:
    elsewhere, link = tmp_path / "elsewhere.db", tmp_path / "bizcare.db"
    link.symlink_to(elsewhere)
    for open_it in (Store, SqliteDatabase.version):
        with pytest.raises(StoreProblem, match="symbolic link"):
            open_it(SqliteDatabase(link))
    assert not elsewhere.exists()


@pytest.mark.parametrize(
    ("mounts", "refused"),
    [
        ("disk / ext4 rw 0 0", False),
        ("disk / ext4 rw 0 0\nnas:/home {0} nfs4 rw 0 0", True),
        ("disk / ext4 rw 0 0\nnas:/home {0} nfs4 rw 0 0\ndisk {0} ext4 rw 0 0", False),
        ("nas:/ / nfs rw 0 0\ndisk {0} ext4 rw 0 0", False),
        ("disk / ext4 rw 0 0\nnas:/x {0}er cifs rw 0 0", False),
        ("nonsense", False),
    ],
)
def test_a_store_on_a_network_disk_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mounts: str, refused: bool
) -> None:
    (folder := tmp_path / "my home").mkdir()
    (tmp_path / "mounts").write_text(mounts.format(str(folder).replace(" ", "\\040")), encoding="utf-8")
    monkeypatch.setattr(file_system, "_MOUNTS", tmp_path / "mounts")
    if not refused:
        Store(SqliteDatabase(folder / "bizcare.db")).close()
        return
    with pytest.raises(StoreProblem, match="network disk"):
        Store(SqliteDatabase(folder / "bizcare.db"))
    assert not (folder / "bizcare.db").exists()


def test_opening_a_store_releases_no_lock_that_this_program_has(tmp_path: Path) -> None:
    file = tmp_path / "bizcare.db"
    Store(SqliteDatabase(file))
    reading = SqliteDatabase(file).connect()
    reading.execute("SELECT count(*) FROM account").fetchone()
    # The bytes of the file that SQLite's readers hold; no other program may have them alone.
    attempt = (
        "import fcntl, os, sys; file = os.open(sys.argv[1], os.O_RDWR)\n"
        "fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 0x40000002)"
    )
    Store(SqliteDatabase(file))
    taken = subprocess.run([sys.executable, "-c", attempt, str(file)], capture_output=True, check=False)
    assert taken.returncode != 0
    reading.close()
