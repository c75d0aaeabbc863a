"""Opening the store: its schema, its privacy, and what it refuses."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlmodel import SQLModel, select

from bizcare_tui.errors import StoreProblem
from bizcare_tui.store import engine, history, sqlite
from bizcare_tui.store.engine import Store
from bizcare_tui.store.people import the_account
from bizcare_tui.store.place import SCHEMA_VERSION, Place
from bizcare_tui.store.sqlite import SqlitePlace
from bizcare_tui.store.tables import Act, History, Thread


def test_the_migrations_make_the_tables(place: Place) -> None:
    store = Store(place)
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        differences = [
            each
            for each in compare_metadata(context, SQLModel.metadata)
            # The table of words is the database's own, in a way that the library does not know.
            if "fk" not in each[0] and "thread_words" not in str(each[1])
        ]
    assert differences == []


def test_files_are_their_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "new" / "bizcare.db"
    store = Store(SqlitePlace(file))
    with store.transaction() as session:
        the_account(session, "https://example.org/", 0)
        assert file.parent.stat().st_mode & 0o077 == 0
        for made in file.parent.iterdir():
            assert made.stat().st_mode & 0o077 == 0, made


def test_a_backup_is_a_store_of_its_own(tmp_path: Path) -> None:
    store = Store(SqlitePlace(tmp_path / "bizcare.db"))
    with store.transaction() as session:
        the_account(session, "https://example.org/", 7)
    copy = SqlitePlace(tmp_path / "bizcare.db").back_up("test")
    assert copy.stat().st_mode & 0o077 == 0
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT created_at FROM account").fetchone() == (7,)


def test_an_older_store_is_backed_up_before_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "bizcare.db"
    Store(SqlitePlace(file)).close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    monkeypatch.setattr(Store, "_upgrade", lambda _store: None)
    Store(SqlitePlace(file))
    assert [
        copy.name.endswith(f"-before-{SCHEMA_VERSION}.db") for copy in (tmp_path / "backups").iterdir()
    ] == [True]


def test_what_was_said_of_authors_before_there_were_verbs_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "bizcare.db"
    config = Config()
    config.set_main_option("script_location", str(Path(engine.__file__).with_name("migrations")))
    old = create_engine(f"sqlite:///{file}")
    with old.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        for statement in (
            "INSERT INTO account (id, api_url, created_at, baseline_answered, problem)"
            " VALUES (1, 'https://example.org/', 1, 1, '')",
            "INSERT INTO person (id, login) VALUES (4, 'ana')",
            "INSERT INTO thread (account_id, id, topic, product_name, website, cover_told, customer_digest,"
            " raw, digest, read_at, tag, stale) VALUES (1, 7, 'It fails', '', '', 0, '', '', '', 1, '', 0)",
            "INSERT INTO message (id, account_id, thread_id, fingerprint, occurrence, text_digest, at, text,"
            " links, quoted, told_role, told_name, raw, digest, read_at, author, author_by)"
            " VALUES (3, 1, 7, 'a', 0, 'a', 5, 'Hello', '[]', '[]', '', '', '', '', 1, 'unknown', 'unknown')",
            "INSERT INTO author_mark (account_id, message_id, author, automatic, person_id, at)"
            " VALUES (1, 3, 'seller', 0, 4, 9)",
        ):
            connection.exec_driver_sql(statement)
    old.dispose()
    with Store(SqlitePlace(file)).transaction() as session:
        (act,) = session.exec(select(Act))
        assert (act.thread_id, act.verb, act.person_id, act.at) == (7, "author", 4, 9)
        assert json.loads(act.content) == {"message": 3, "author": "seller", "automatic": False}
        assert session.exec(select(Thread.stale)).all() == [True]


@pytest.mark.parametrize("content", [b"this is not a database at all, but a text of some length" * 40])
def test_what_is_no_store_is_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bizcare.db"
    file.write_bytes(content)
    with pytest.raises(StoreProblem, match="damaged"):
        Store(SqlitePlace(file))
    assert file.read_bytes() == content


def test_a_foreign_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "bizcare.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE wine (name TEXT)")
    with pytest.raises(StoreProblem, match="not one of bizcare"):
        SqlitePlace(file).version()


def test_a_newer_store_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "bizcare.db"
    Store(SqlitePlace(file)).close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreProblem, match="newer bizcare"):
        Store(SqlitePlace(file))
    assert SqlitePlace(file).version() == "9999"


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "bizcare.db").mkdir()
    with pytest.raises(StoreProblem, match="cannot be opened"):
        Store(SqlitePlace(tmp_path / "bizcare.db"))


def test_a_store_behind_a_link_is_not_opened_nor_a_new_one_made_there(tmp_path: Path) -> None:
    elsewhere, link = tmp_path / "elsewhere.db", tmp_path / "bizcare.db"
    link.symlink_to(elsewhere)
    for open_it in (Store, SqlitePlace.version):
        with pytest.raises(StoreProblem, match="symbolic link"):
            open_it(SqlitePlace(link))
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
    monkeypatch.setattr(sqlite, "_MOUNTS", tmp_path / "mounts")
    if not refused:
        Store(SqlitePlace(folder / "bizcare.db")).close()
        return
    with pytest.raises(StoreProblem, match="network disk"):
        Store(SqlitePlace(folder / "bizcare.db"))
    assert not (folder / "bizcare.db").exists()


def test_a_failed_transaction_leaves_everything_as_it_was(tmp_path: Path) -> None:
    store = Store(SqlitePlace(tmp_path / "bizcare.db"))
    with pytest.raises(ZeroDivisionError), store.transaction() as session:
        the_account(session, "https://example.org/", 0)
        raise ZeroDivisionError
    with store.transaction() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM account").scalar() == 0


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    store = Store(SqlitePlace(tmp_path / "bizcare.db"))
    with store.transaction() as session:
        the_account(session, "https://example.org/", 0)
    with pytest.raises(StoreProblem, match="no space left"), store.transaction() as session:
        session.connection().exec_driver_sql("PRAGMA max_page_count = 1")
        history.append(session, account_id=1, at=0, kind="x", payload={"text": "x" * 500_000})
    with store.transaction() as session:
        assert session.exec(select(History)).all() == []


def test_the_chain_holds_and_shows_what_was_changed(tmp_path: Path) -> None:
    store = Store(SqlitePlace(tmp_path / "bizcare.db"))
    with store.transaction() as session:
        the_account(session, "https://example.org/", 0)
        for number in range(5):
            history.append(session, account_id=1, at=number, kind="test", payload={"n": number})
        assert history.first_broken_entry(session) is None
    for change, broken in (
        ("UPDATE history SET at = 9 WHERE id = 2", 2),
        ("UPDATE history SET payload = '{}' WHERE id = 3", 3),
        ("DELETE FROM history WHERE id = 4", 5),
    ):
        copy = SqlitePlace(tmp_path / "bizcare.db").back_up(str(broken))
        with sqlite3.connect(copy) as connection:
            connection.execute(change)
        changed = Store(SqlitePlace(copy))
        with changed.transaction() as session:
            assert history.first_broken_entry(session) == broken


def test_an_erased_payload_leaves_the_chain_whole_where_an_entry_says_so(tmp_path: Path) -> None:
    store = Store(SqlitePlace(tmp_path / "bizcare.db"))
    with store.transaction() as session:
        the_account(session, "https://example.org/", 0)
        history.append(session, account_id=1, at=1, kind="test", payload={"customer": "Ana"})
        session.connection().exec_driver_sql("UPDATE history SET payload = NULL")
        assert history.first_broken_entry(session) == 1
        history.append(session, account_id=1, at=2, kind=history.ERASURE, payload={"entries": [1]})
        assert history.first_broken_entry(session) is None


def test_opening_the_store_lets_go_of_no_lock_that_this_program_holds(tmp_path: Path) -> None:
    file = tmp_path / "bizcare.db"
    Store(SqlitePlace(file))
    reading = SqlitePlace(file).connect()
    reading.execute("SELECT count(*) FROM account").fetchone()
    # The bytes of the file that SQLite's readers hold; no other program may have them alone.
    attempt = (
        "import fcntl, os, sys; file = os.open(sys.argv[1], os.O_RDWR)\n"
        "fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 0x40000002)"
    )
    Store(SqlitePlace(file))
    taken = subprocess.run([sys.executable, "-c", attempt, str(file)], capture_output=True, check=False)
    assert taken.returncode != 0
    reading.close()
