"""Opening the store: its schema, its privacy, and what it refuses."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from older_store import make_older_store
from postgresql_server import Server
from sqlalchemy import create_engine
from sqlmodel import SQLModel, select

from bizcare_tui.errors import StoreProblem
from bizcare_tui.store import defects, engine, history
from bizcare_tui.store.database import SCHEMA_VERSION, Database
from bizcare_tui.store.engine import Store
from bizcare_tui.store.open_database import database_of_url, open_database
from bizcare_tui.store.people import get_account
from bizcare_tui.store.sqlite import SqliteDatabase
from bizcare_tui.store.tables import (
    ActTable,
    DeadlineNotification,
    DeclaredRange,
    History,
    InboxEntry,
    Thread,
)
from bizcare_tui.store.unix_time import to_optional_unix_seconds


def test_the_migrations_make_the_tables(place: Database) -> None:
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


def test_a_new_store_is_made_as_all_migrations_make_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fix of a failure: `python tests/tools/schema_fixtures.py` writes the script of a new store."""
    Store(SqliteDatabase(tmp_path / "script.db")).close()
    monkeypatch.setattr(SqliteDatabase, "new_store_script", None)
    Store(SqliteDatabase(tmp_path / "migrations.db")).close()
    by_script, by_migrations = (_contents(tmp_path / name) for name in ("script.db", "migrations.db"))
    assert by_script == by_migrations
    assert by_script["alembic_version"] == [(SCHEMA_VERSION,)]


def _contents(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every table and index with its definition, and the rows of each table."""
    with closing(sqlite3.connect(file)) as connection:
        objects = connection.execute("SELECT name, type, tbl_name, sql FROM sqlite_master").fetchall()
        tables = [name for name, kind, _table, _sql in objects if kind == "table"]
        found = {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}
    definitions = [(name, kind, table, " ".join((sql or "").split())) for name, kind, table, sql in objects]
    return {**found, "definitions": sorted(definitions)}


def test_an_older_store_is_backed_up_before_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "bizcare.db"
    Store(SqliteDatabase(file)).close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    monkeypatch.setattr(Store, "_upgrade", lambda _store: None)
    Store(SqliteDatabase(file))
    assert [
        copy.name.endswith(f"-before-{SCHEMA_VERSION}.db") for copy in (tmp_path / "backups").iterdir()
    ] == [True]


def test_a_declared_range_of_an_earlier_schema_has_no_holes_after_the_upgrade(place: Database) -> None:
    make_older_store(
        place,
        "0006",
        "INSERT INTO declared_range (account_id, product_id, since, least, most, source, person_id,"
        " recorded_at) VALUES (1, 3, '2026-01-01', '1.7', '8.2', 'page', 4, 9)",
    )
    with Store(place).transaction() as session:
        (held,) = session.exec(select(DeclaredRange))
        assert (held.least, held.most, held.holes) == ("1.7", "8.2", "")


def test_defect_steps_of_an_earlier_schema_apply_to_every_branch(place: Database) -> None:
    make_older_store(
        place,
        "0007",
        "INSERT INTO defect (id, account_id, title, person_id, at) VALUES (5, 1, 'It fails', 4, 9)",
        "INSERT INTO defect_step (account_id, defect_id, step, content, person_id, at)"
        """ VALUES (1, 5, 'submitted', '{"version": "1.0.1"}', 4, 10)""",
        "INSERT INTO defect_step (account_id, defect_id, step, content, person_id, at)"
        " VALUES (1, 5, 'published', '{}', 4, 11)",
    )
    with Store(place).transaction() as session:
        shared = defects.shared_fix_data(session, 1, [5])[5]
        assert [(step.step.value, step.branches) for step in shared.steps] == [
            ("submitted", ()),
            ("published", ()),
        ]
        assert [to_optional_unix_seconds(shared.published_at(line)) for line in ("", "1.7", "8")] == [
            11,
            11,
            11,
        ]


def test_notices_given_before_there_were_channels_count_on_each(
    database: str, home: Path, request: pytest.FixtureRequest
) -> None:
    place = open_database(home / "bizcare.db")
    if database == "postgresql":
        server: Server = request.getfixturevalue("server")
        place = database_of_url(server.url(server.new(empty=True)))
    make_older_store(
        place,
        "0021",
        "INSERT INTO notice (account_id, person_id, thread_id, due_at, lead, at)"
        " VALUES (1, 4, 7, 100, 7200, 9), (1, 4, 0, 50, 0, 9)",
    )
    with Store(place).transaction() as session:
        found = {
            (each.channel, each.thread_id, each.due_at, each.at)
            for each in session.exec(select(DeadlineNotification))
        }
    ways = ("terminal", "command", "hook_due", "webhook")
    assert found == {*((way, 7, 100, 9) for way in ways), ("mail", 0, 50, 9)}


def test_authors_set_in_an_earlier_schema_become_acts(tmp_path: Path) -> None:
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
    with Store(SqliteDatabase(file)).transaction() as session:
        (act,) = session.exec(select(ActTable))
        assert (act.thread_id, act.verb, act.person_id, act.at) == (7, "author", 4, 9)
        assert json.loads(act.content) == {"message": 3, "author": "seller", "automatic": False}
        assert session.exec(select(Thread.stale)).all() == [True]


_ENTRY = (
    "INSERT INTO inbox_entry (account_id, thread_id, topic, product, customer, shop, qualification, state,"
    " messages, received_at, updated_at, first_start, first_due, cover, prestashop_version, language, tags,"
    " attachments, rank, owed, due_at, obligation, scored, fix_due, fix_at, outcome)"
    " VALUES (1, {thread}, 'It fails', '', '', '', 'aftersale', 'open', 1, 5, 5, 5, 5, 'active', '', '', '',"
    " false, {rank}, {owed}, {due}, {obligation}, {scored}, {fix}, NULL, {outcome})"
)
_GOALS = 1 << 39


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"owed": "'first_answer'", "due": 70}, ("first_answer", 70, 70)),
        ({"owed": "'first_answer'", "due": 70, "obligation": "false"}, ("first_answer", 70, _GOALS + 70)),
        ({"owed": "'first_answer'", "due": 70, "scored": "false"}, ("first_answer", 70, _GOALS + 70)),
        ({"owed": "'follow_up'", "due": 70}, ("follow_up", 70, _GOALS + 70)),
        ({"owed": "'follow_up'", "due": 70, "fix": 900}, ("fix", 900, 901)),
        ({"owed": "'first_answer'", "due": 70, "fix": 900}, ("first_answer", 70, 70)),
        (
            {"owed": "'follow_up'", "due": 70, "fix": 900, "outcome": "'rejected'"},
            ("follow_up", 70, _GOALS + 70),
        ),
        ({"owed": "'fix'", "due": 900, "fix": 900}, ("fix", 900, 901)),
        ({"owed": "'refund'", "due": 70}, ("refund", 70, 70)),
        ({"rank": 1 << 40}, (None, None, 1 << 40)),
    ],
)
def test_a_store_of_before_gets_the_order_of_obligations_first(
    place: Database, before: dict[str, object], after: tuple[object, ...]
) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(engine.__file__).with_name("migrations")))
    place.prepare()
    old = place.engine()
    values: dict[str, object] = {
        "owed": "NULL",
        "due": "NULL",
        "obligation": "true",
        "scored": "true",
        "fix": "NULL",
    }
    values |= {"outcome": "NULL", "rank": 70, "thread": 7} | before
    with old.begin() as connection:
        if place.is_postgresql:  # the tests' databases are made with the newest schema
            connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        config.attributes["connection"] = connection
        command.upgrade(config, "0008")
        connection.exec_driver_sql(
            "INSERT INTO account (id, api_url, created_at, baseline_answered, problem, threads_digest)"
            " VALUES (1, 'https://example.org/', 1, true, '', '')"
        )
        connection.exec_driver_sql(_ENTRY.format_map(values))
    old.dispose()
    with Store(place).transaction() as session:
        entry = session.exec(select(InboxEntry)).one()
        assert (entry.owed, entry.due_at, entry.rank) == after


def test_a_newer_store_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "bizcare.db"
    Store(SqliteDatabase(file)).close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreProblem, match="newer bizcare"):
        Store(SqliteDatabase(file))
    assert SqliteDatabase(file).version() == "9999"


def test_a_failed_transaction_leaves_everything_as_it_was(tmp_path: Path) -> None:
    store = Store(SqliteDatabase(tmp_path / "bizcare.db"))
    with pytest.raises(ZeroDivisionError), store.transaction() as session:
        get_account(session, "https://example.org/", 0)
        raise ZeroDivisionError
    with store.transaction() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM account").scalar() == 0


def test_a_full_disk_is_reported_and_nothing_is_lost(tmp_path: Path) -> None:
    store = Store(SqliteDatabase(tmp_path / "bizcare.db"))
    with store.transaction() as session:
        get_account(session, "https://example.org/", 0)
    with pytest.raises(StoreProblem, match="no space left"), store.transaction() as session:
        session.connection().exec_driver_sql("PRAGMA max_page_count = 1")
        history.append_entry(session, account_id=1, at=0, kind="x", payload={"text": "x" * 500_000})
    with store.transaction() as session:
        assert session.exec(select(History)).all() == []
