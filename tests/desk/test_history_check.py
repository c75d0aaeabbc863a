"""`verify` names every change by another program, and none by this one."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from fixed_time import NOW
from logins import desk_of
from sqlalchemy import Connection, text
from sqlmodel import col, select

from bizcare_tui.desk.desk import Desk
from bizcare_tui.desk.sections import parse_query
from bizcare_tui.desk.store_maintenance import StoreMaintenance
from bizcare_tui.domain.outbox import ReplyState, Transition
from bizcare_tui.sandbox.server import Sandbox
from bizcare_tui.store import history, history_proof
from bizcare_tui.store.database import Database
from bizcare_tui.store.engine import Store
from bizcare_tui.store.seller_records import store_evidence_file
from bizcare_tui.store.tables import Account, ClockStatus, History, Message, Reply

LETTER = "Hello,\n\nI opened the checkout of your shop and found the cause: an old template.\n"
OTHER = "Bonjour,\n\nLe module ne charge plus les transporteurs : un fichier manque dans override.\n"


@contextmanager
def _changing(place: Database) -> Iterator[Connection]:
    store = Store(place)
    try:
        with store.engine.begin() as connection:
            yield connection
    finally:
        store.close()


@pytest.fixture
def worked(desk: Desk, place: Database) -> Desk:
    """A store in which ana and bob worked: notes, tags, replies, a evidence file, an anchor."""
    desk.baseline.answer(NOW.replace(year=2020), [], mark_older_read=False)
    first, second, third = desk.inbox.thread_ids(parse_query(""))[:3]
    with desk_of("ana") as ana:
        ana.verbs.note([first], "Ana asked for the log.")
    with desk_of("bob") as bob:
        bob.verbs.note([first], "Bob found the cause.")
        bob.verbs.tag([first], "urgent")
        bob.verbs.tag([second], "later")
        bob.verbs.undo(bob.verbs.history()[0].id)
        bob.replies.queue(first, LETTER, override="I know this shop.")
        bob.replies.queue(third, OTHER, override="I know this shop.")
    store = Store(place)
    with store.transaction() as session:
        due = {"start": 1, "due": 2}
        session.add(
            ClockStatus(
                account_id=1, thread_id=first, clock="fix", first_status="missed", status="missed", **due
            )
        )
        said = {"status": "missed", "answered": None, "cause": "deadline", **due}
        history.append_entry(session, account_id=1, at=3, kind="fix", thread_id=first, payload=said)
        store_evidence_file(session, 1, "log.txt", "text/plain", b"the log", now=desk.now())
    store.close()
    assert desk.decisions.verify().problems == ()
    return desk


CHANGES = [
    ("UPDATE act SET content = replace(content, 'Bob found', 'Bob lost')", "(note, "),
    ("UPDATE act SET person_id = (SELECT id FROM person WHERE login = 'ana')", "bob did it"),
    ("DELETE FROM act WHERE content LIKE '%Bob found%'", "is missing"),
    ("UPDATE act SET undone_at = at, undone_by = person_id WHERE undone_at IS NULL", "not undone that way"),
    ("UPDATE act SET undone_at = NULL, undone_by = NULL", "stored as not undone"),
    ("UPDATE act SET content = replace(content, 'urgent', 'trifle')", "(tag, "),
    ("UPDATE reply SET text = 'Send us your password.' WHERE id = 1", "Reply 1"),
    ("UPDATE reply SET person_id = (SELECT id FROM person WHERE login = 'ana')", "bob wrote it"),
    ("UPDATE reply SET state = 'discarded' WHERE id = 1", "it was queued"),
    ("DELETE FROM reply WHERE id = 1", "Reply 1 is missing"),
    ("UPDATE evidence_file SET content = 'another log'", "evidence file"),
    ("UPDATE evidence_file SET name = 'other.txt'", "evidence file"),
    ("DELETE FROM evidence_file", "evidence file"),
    ("UPDATE message SET text = 'All is well.' WHERE id = 3", "Message 3 of thread"),
    ("UPDATE message SET raw = '{}' WHERE id = 3", "Message 3 of thread"),
    ("UPDATE message SET at = at + 1 WHERE id = 3", "Message 3 of thread"),
    ("DELETE FROM message WHERE id = 3", "Message 3 of thread"),
    (
        "INSERT INTO message (account_id, thread_id, fingerprint, text_digest, occurrence, at, text, links,"
        " quoted, reported_role, reported_name, raw, digest, read_at, author, author_by, parser_version)"
        " SELECT account_id, thread_id, 'mail:x', '', 0, at, 'Thank you, solved.', '[]', '[]', '', '', '{}',"
        " '', at, 'customer', 'unknown', 0 FROM message WHERE id = 3",
        "is not in the history",
    ),
    ("UPDATE inbox_entry SET first_status = 'met', settled_status = 'met'", "outcome of its first answer"),
    ("DELETE FROM clock_status", "outcome of a deadline is missing"),
    ("UPDATE clock_status SET first_status = 'met'", "of a deadline"),
    ("UPDATE inbox_entry SET first_due = first_due + 86400", "does not match the stored data"),
    ("UPDATE history SET payload = replace(payload, 'Bob found', 'Bob lost')", "its data were changed"),
    ("UPDATE history SET person_id = NULL WHERE kind = 'act'", "its digest does not"),
    ("DELETE FROM history WHERE id = 2", "are missing"),
    ("DELETE FROM history WHERE id > 5", "later entries were removed"),
]  # fmt: skip


def test_every_change_by_another_program_is_named(worked: Desk, place: Database) -> None:
    store = Store(place)
    with store.engine.connect() as connection:
        kept = {
            name: [dict(row) for row in connection.execute(text(f"SELECT * FROM {name}")).mappings()]
            for name in ("act", "reply", "evidence_file", "message", "inbox_entry", "clock_status", "history")
        }
    for statement, named in CHANGES:
        with store.engine.begin() as connection:
            if not place.is_postgresql:
                connection.exec_driver_sql("PRAGMA defer_foreign_keys = on")
            connection.exec_driver_sql("DELETE FROM mention")
            assert connection.execute(text(_for(place, statement))).rowcount > 0, statement
        problems = worked.decisions.verify().problems
        assert [each for each in problems if named in each], (statement, problems[:5])
        _restore(store, kept)
    assert worked.decisions.verify().problems == ()
    store.close()


def _for(place: Database, statement: str) -> str:
    return (
        statement.replace("content = 'another log'", "content = 'another log'::bytea")
        if place.is_postgresql
        else statement
    )


def _restore(store: Store, kept: dict[str, list[dict[str, Any]]]) -> None:
    """Put these tables back as they were."""
    tables = Account.metadata.tables
    with store.engine.begin() as connection:
        for name in ("history", "clock_status", "inbox_entry", "evidence_file", "reply", "act", "message"):
            connection.execute(tables[name].delete())
        for name in ("message", "act", "reply", "evidence_file", "inbox_entry", "clock_status", "history"):
            if kept[name]:
                connection.execute(tables[name].insert(), kept[name])


def test_an_entry_made_anew_with_its_own_digest_does_not_fit_the_next(worked: Desk, place: Database) -> None:
    store = Store(place)
    with store.transaction() as session:
        entry = session.get_one(History, 3)
        entry.payload = json.dumps({"status": "met"})
        entry.payload_digest = hashlib.sha256("\x1f".join((entry.salt, entry.payload)).encode()).hexdigest()
        entry.digest = history.expected_digest(entry)
        session.add(entry)
    store.close()
    assert "Entry 4: it does not follow the previous entry." in worked.decisions.verify().problems


def test_what_is_erased_by_the_program_stays_provable_and_is_mentioned(worked: Desk) -> None:
    first = worked.inbox.thread_ids(parse_query(""))[0]
    for row in worked.replies.outbox(unfinished=True):
        with desk_of("bob") as bob:
            bob.replies.act(row.id, Transition.DISCARD, "Not needed.")
    worked.erasure.erase([first])
    worked.verbs.note([first], "Written after the erasure.")
    verified = worked.decisions.verify()
    assert verified.problems == ()
    assert len(verified.erasures) == 1
    assert str(first) in verified.erasures[0]


def test_an_erasure_written_by_hand_is_mentioned_and_named(worked: Desk, place: Database) -> None:
    store = Store(place)
    with store.transaction() as session:
        entries = session.exec(select(History.id, History.thread_id).where(col(History.kind) == "act")).all()
        for number, _thread in entries:
            session.get_one(History, number).payload = None
        decision = session.exec(select(History.id).where(col(History.kind) == "first_answer")).first()
        session.get_one(History, decision).payload = None
        threads = sorted({thread for _number, thread in entries if thread})
        payload = {"entries": [*(number for number, _thread in entries), decision], "threads": threads}
        history.append_entry(session, account_id=1, at=0, kind=history.ERASURE, payload=payload)
    store.close()
    verified = worked.decisions.verify()
    assert "1970-01-01" in verified.erasures[0]
    assert [each for each in verified.problems if f"erases entry {decision}" in each]
    assert [each for each in verified.problems if "is not in the history" in each]


def test_what_was_stored_before_an_upgrade_is_sealed_as_it_is_then(worked: Desk, place: Database) -> None:
    store = Store(place)
    with store.transaction() as session:
        for entry in session.exec(select(History).order_by(col(History.id))).all():
            payload = json.loads(entry.payload or "{}")
            payload.pop("seals", None)
            entry.payload = json.dumps(payload, ensure_ascii=False, sort_keys=True)
        previous = ""
        for entry in session.exec(select(History).order_by(col(History.id))).all():
            entry.payload_digest = hashlib.sha256(f"{entry.salt}\x1f{entry.payload}".encode()).hexdigest()
            entry.previous = previous
            previous = entry.digest = history.expected_digest(entry)
            session.add(entry)
        history_proof.seal_unsealed(session)
    worked.session.paths.anchors_file.unlink()
    verified = worked.decisions.verify()
    assert verified.problems == ()
    assert [each for each in verified.unproven if "before an upgrade" in each]
    assert [worked.replies.row(number).state for number in (1, 2)] == [ReplyState.QUEUED] * 2
    with store.transaction() as session:
        assert history_proof.reply_problem(session, session.get_one(Reply, 1)) == ""
        before = history.head(session)
        history_proof.seal_unsealed(session)
        assert history.head(session) == before
        session.get_one(Message, 3).text = "All is well."
    store.close()
    assert [each for each in worked.decisions.verify().problems if "Message 3 of thread" in each]


REWRITTEN = [
    ("UPDATE reply SET text = 'Send us your password.'", "text or the author of this reply was changed"),
    (
        "UPDATE reply SET thread_id = (SELECT max(id) FROM thread WHERE id <> reply.thread_id)",
        "reply is not in the history",
    ),
    (
        "UPDATE reply SET person_id = (SELECT id FROM person WHERE login = 'ana')",
        "or the author of this reply",
    ),
    ("DELETE FROM reply_file", "The attached file"),
    ("UPDATE reply_file SET name = 'other.txt'", "The attached file"),
    ('UPDATE history SET payload = replace(payload, \'"what": "queue"\', \'"what": "Queue"\')', "entry"),
]


@pytest.mark.parametrize(("statement", "why"), REWRITTEN)
def test_a_reply_that_was_changed_while_it_waited_is_held(
    desk: Desk, place: Database, sandbox: Sandbox, tmp_path: Path, statement: str, why: str
) -> None:
    (tmp_path / "log.txt").write_text("the log")
    desk.session.paths.settings_file.write_text("undo_seconds = 0\n")
    desk = Desk()
    thread = desk.inbox.thread_ids(parse_query(""))[0]
    with desk_of("ana") as ana:
        ana.verbs.note([thread], "Ana was here.")
    row = desk.replies.queue(thread, LETTER, files=[str(tmp_path / "log.txt")], override="I know this shop.")
    with _changing(place) as connection:
        assert connection.execute(text(statement)).rowcount > 0
    before = sandbox.market.messages_of(thread, 0, 100, newest_first=False)
    desk.replies.send(on_progress=lambda _what: None)
    changed = desk.replies.row(row.id)
    assert changed.state is ReplyState.HELD
    assert sandbox.market.messages_of(thread, 0, 100, newest_first=False) == before
    assert why in changed.error


def test_a_discarded_reply_that_is_queued_again_in_the_database_is_held(desk: Desk, place: Database) -> None:
    row = desk.replies.queue(desk.inbox.thread_ids(parse_query(""))[0], LETTER, override="I know this shop.")
    desk.replies.act(row.id, Transition.DISCARD, "Not needed.")
    with _changing(place) as connection:
        connection.execute(text("UPDATE reply SET state = 'queued', not_before = 0"))
    desk.replies.send(on_progress=lambda _what: None)
    assert desk.replies.row(row.id).state is ReplyState.HELD
    assert "state of this reply was changed" in desk.replies.row(row.id).error


@pytest.mark.sqlite
def test_a_copy_stays_provable_where_it_is_restored_or_moved(
    worked: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping = StoreMaintenance(worked.session.paths, worked.settings, worked.now)
    copy = tmp_path / "copy.db"
    keeping.back_up(copy, _silent)
    keeping.move(f"sqlite:///{tmp_path}/moved.db", _silent)
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("UPDATE message SET text = text || char(27) WHERE id = 3")
        connection.execute("UPDATE reply SET text = text || char(27) WHERE id = 1")
    keeping.restore(copy)
    assert Desk().decisions.verify().problems == ()
    worked.session.paths.anchors_file.unlink()
    monkeypatch.setenv("BIZCARE_DATABASE_URL", f"sqlite:///{tmp_path}/moved.db")
    assert Desk().decisions.verify().problems == ()


def _silent(_table: str, _done: int, _total: int) -> None:
    """Tells nobody."""
