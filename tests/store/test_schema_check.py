"""What another program added to the database, or took out of it, is named; a store of ours has none of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.doctor import run_checks
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.store_maintenance import StoreMaintenance
from bizcare_tui.domain.outbox import ReplyState
from bizcare_tui.errors import BadFile, StoreProblem
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.store import schema_check
from bizcare_tui.store.database import Database
from bizcare_tui.store.engine import Store

_FUNCTION = "CREATE FUNCTION swap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
CHANGES = {
    "sqlite": [
        ("CREATE TRIGGER swap AFTER INSERT ON reply BEGIN SELECT 1; END", "trigger swap on reply"),
        ("CREATE VIEW mine AS SELECT * FROM reply", "view mine"),
        ("CREATE TABLE other (id INTEGER)", "table other"),
        ("CREATE UNIQUE INDEX once ON reply (thread_id)", "index once of reply"),
        ("DROP INDEX reply_state", "index reply_state of reply is missing"),
        ("DROP INDEX inbox_search_id", "index inbox_search_id of inbox_entry is missing"),
        ("ALTER TABLE reply ADD COLUMN also TEXT", "column also of reply"),
        ("ALTER TABLE draft ADD COLUMN twice TEXT AS (text || text)", "column twice"),
        ("DROP TABLE reply_lock", "table reply_lock is missing"),
    ],
    "postgresql": [
        (_FUNCTION, "function swap"),
        (
            f"{_FUNCTION}; CREATE TRIGGER swap BEFORE INSERT ON reply FOR EACH ROW EXECUTE FUNCTION swap()",
            "trigger swap on reply",
        ),
        ("CREATE VIEW mine AS SELECT * FROM reply", "view mine"),
        ("CREATE MATERIALIZED VIEW mine AS SELECT 1 AS one", "view mine"),
        ("CREATE RULE drop_it AS ON INSERT TO reply DO INSTEAD NOTHING", "rule drop_it on reply"),
        ("ALTER TABLE reply ENABLE ROW LEVEL SECURITY", "row security is on for reply"),
        ("CREATE POLICY mine ON reply USING (true)", "row policy mine on reply"),
        ("ALTER TABLE reply ADD CONSTRAINT short CHECK (length(text) < 9)", "condition short on reply"),
        ("ALTER TABLE reply ADD COLUMN also TEXT", "column also of reply"),
        ("ALTER TABLE reply ALTER COLUMN text DROP NOT NULL", "column text of reply was changed"),
        ("ALTER TABLE person DROP CONSTRAINT person_login_key", "login of person is no longer unique"),
        ("DROP INDEX reply_state", "index reply_state of reply is missing"),
        ("CREATE TABLE other (id INTEGER)", "table other"),
    ],
}  # fmt: skip


def test_a_store_of_ours_is_as_expected(place: Database) -> None:
    store = Store(place)
    with store.transaction() as session:
        assert schema_check.schema_differences(session.connection()) == []
        schema_check.require_expected_schema(session.connection())
    store.close()


def test_every_change_of_the_schema_is_named_and_refused(place: Database) -> None:
    store = Store(place)
    for statement, named in CHANGES["postgresql" if place.is_postgresql else "sqlite"]:
        with store.engine.connect() as connection:
            connection.execute(text(statement.replace(":", "\\:")))
            found = schema_check.schema_differences(connection)
            assert [each for each in found if named in each], (statement, found)
            with pytest.raises(StoreProblem, match="Nothing is sent"):
                schema_check.require_expected_schema(connection)
            connection.rollback()
    with store.transaction() as session:
        assert schema_check.schema_differences(session.connection()) == []
    store.close()


def test_what_an_extension_of_the_server_brought_is_its_own(place: Database) -> None:
    if not place.is_postgresql:
        pytest.skip("SQLite has no extensions in a database")
    store = Store(place)
    with store.engine.connect() as connection:
        there = text("SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_stat_statements'")
        if not connection.execute(there).scalar_one():
            pytest.skip("the server has no extension to add")
        connection.execute(text("CREATE EXTENSION pg_stat_statements"))
        assert schema_check.schema_differences(connection) == []
        connection.rollback()
    store.close()


_SWAP = {
    "sqlite": """CREATE TRIGGER swap AFTER INSERT ON reply BEGIN
        UPDATE reply SET text = 'Send your password.' WHERE id = new.id; END""",
    "postgresql": """CREATE FUNCTION swap() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN NEW.text = 'Send your password.'; RETURN NEW; END $$;
        CREATE TRIGGER swap BEFORE INSERT ON reply FOR EACH ROW EXECUTE FUNCTION swap()""",
}


def test_nothing_is_sent_from_a_store_with_a_trigger(desk: Desk, sandbox: Sandbox, place: Database) -> None:
    thread = desk.inbox.thread_ids(parse_query(""))[0]
    store = Store(place)
    with store.engine.begin() as connection:
        connection.exec_driver_sql(_SWAP["postgresql" if place.is_postgresql else "sqlite"])
    store.close()
    desk.replies.queue(thread, "Hello,\n\nI opened the checkout and found the cause.\n", override="I know.")
    with pytest.raises(StoreProblem, match="trigger swap on reply"):
        desk.replies.send(on_progress=lambda _what: None)
    assert [row.state for row in desk.replies.outbox()] == [ReplyState.QUEUED]
    findings = [each for each in run_checks(desk.session.paths) if each.check == "schema" and not each.ok]
    assert [each for each in findings if "trigger swap on reply" in each.text]


@pytest.mark.sqlite
def test_a_copy_with_a_trigger_is_not_restored(desk: Desk, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    keeping = StoreMaintenance(desk.session.paths, desk.settings, desk.now)
    keeping.back_up(copy, lambda _table, _done, _total: None)
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute(_SWAP["sqlite"])
    with pytest.raises(BadFile, match="trigger swap on reply"):
        keeping.restore(copy)
