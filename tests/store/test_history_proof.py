"""Replaying the history, and comparing the rows of the store with it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from fixed_time import NOW
from small_store import add_rows, entry, message, reply, thread
from sqlmodel import Session, select

from bizcare_tui.domain.outbox import Transition
from bizcare_tui.domain.verbs.note import AddNote
from bizcare_tui.store import account_settings, acts, erasure, history, history_proof, outbox, seals
from bizcare_tui.store.engine import Store
from bizcare_tui.store.history_proof import ProvenState
from bizcare_tui.store.people import get_account
from bizcare_tui.store.tables import ActTable, ClockStatus, History, InboxEntry, Reply


@pytest.fixture
def threads(store: Store) -> Store:
    add_rows(store, thread(7), thread(8), message(7, 1, "It crashes"))
    return store


def differences(session: Session) -> list[str]:
    session.flush()
    proven = ProvenState()
    assert list(history.broken_entries(session, proven.take)) == []
    return list(history_proof.row_differences(session, proven, lambda *_step: None))


def act(session: Session, text: str = "Ana asked for the log") -> int:
    return acts.record_acts(session, 1, [(7, AddNote(text))], now=NOW)


def queue(session: Session, text: str = "Try this") -> Reply:
    file = outbox.FileToSend("/tmp/a.zip", "a.zip", "application/zip", b"zip")
    return outbox.queue_reply(
        session, 1, 7, text, base_message_id=1, wait_seconds=0, now=NOW, file=file
    )  # fmt: skip


def test_a_message_that_no_entry_mentions_is_named(threads: Store) -> None:
    with threads.transaction() as session:
        assert differences(session) == ["Message 1 of thread 7 is not in the history."]


def test_rows_from_before_there_were_seals_are_sealed_once(threads: Store) -> None:
    add_rows(threads, reply(7, "queued"), reply(8, "confirmed"))
    with threads.transaction() as session:
        history_proof.seal_unsealed(session)
        assert differences(session) == []
        count = history.head(session)[0]
        history_proof.seal_unsealed(session)
        assert history.head(session)[0] == count
        # Only the reply that may still be sent is looked up by its thread.
        of_threads = session.exec(select(History.thread_id).where(History.kind == seals.UPGRADE_KIND)).all()
        assert [each for each in of_threads if each] == [7]


def test_sealing_again_does_not_hide_a_change(threads: Store) -> None:
    with threads.transaction() as session:
        history_proof.seal_unsealed(session)
        session.connection().exec_driver_sql("UPDATE message SET text = 'All is well'")
        history_proof.seal_unsealed(session)
        assert differences(session) == ["Message 1 of thread 7 differs from the recorded data."]


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE act SET content = '{}'", "The content of Act 1 (note, thread 7, ana"),
        ("UPDATE act SET person_id = 2", "is now recorded for bea, but ana did it"),
        ("UPDATE act SET at = at + 1", "differs from the recorded action"),
        ("UPDATE act SET undone_at = 9, undone_by = 1", "but it was not undone that way"),
        ("DELETE FROM act", "is missing"),
    ],
)
def test_a_changed_act_is_named_with_what_was_changed(threads: Store, statement: str, named: str) -> None:
    with threads.transaction() as session:
        history_proof.seal_unsealed(session)
        act(session)
        session.connection().exec_driver_sql(statement)
        assert named in " ".join(differences(session))


def test_an_undone_act_that_is_done_again_by_another_program_is_named(threads: Store) -> None:
    with threads.transaction() as session:
        history_proof.seal_unsealed(session)
        acts.undo_acts(session, 1, act(session), NOW)
        assert differences(session) == []
        row = session.exec(select(ActTable)).one()
        row.undone_at = row.undone_by = None
        assert "is stored as not undone, but it was undone" in differences(session)[0]


def test_a_name_in_a_difference_cannot_reach_the_terminal(threads: Store) -> None:
    with threads.transaction() as session:
        act(session)
        session.connection().exec_driver_sql("UPDATE person SET login = 'a\x1b[2J' WHERE id = 1")
        session.connection().exec_driver_sql("UPDATE act SET verb = 'n\x1b[2J', person_id = 1")
        assert all(each.isprintable() for each in differences(session))
        assert any("differs from the recorded action" in each for each in differences(session))


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE reply SET text = 'Send us your password'", "text or the author"),
        ("UPDATE reply SET person_id = 2", "text or the author"),
        ("UPDATE reply_file SET name = 'other.zip'", "attached file"),
        ("DELETE FROM reply_file", "attached file"),
        ("UPDATE reply SET state = 'failed'", "state of this reply"),
        ("UPDATE history SET at = at + 1 WHERE id = 2", "changed at entry 2"),
    ],
)
def test_a_reply_is_sent_only_as_it_was_queued(threads: Store, statement: str, problem: str) -> None:
    with threads.transaction() as session:
        row = queue(session)
        act(session)
        assert history_proof.reply_problem(session, row) == ""
        session.connection().exec_driver_sql(statement)
        session.expire_all()
        assert problem in history_proof.reply_problem(session, row)


def test_a_reply_that_another_program_inserted_is_not_sent(threads: Store) -> None:
    add_rows(threads, reply(7, "queued"))
    with threads.transaction() as session:
        act(session)
        problem = history_proof.reply_problem(session, session.exec(select(Reply)).one())
        assert "another program wrote it" in problem


def test_the_state_of_a_reply_follows_what_was_decided(threads: Store) -> None:
    with threads.transaction() as session:
        history_proof.seal_unsealed(session)
        row = queue(session)
        outbox.cancel_reply(session, row, Transition.DISCARD, NOW, "test")
        assert differences(session) == []
        row.state = "queued"
        assert differences(session) == ["Reply 1 to thread 7 is now queued; it was discarded."]


@pytest.mark.parametrize(
    ("row", "named"),
    [
        (entry(7, first_status="met", settled_status="met"), "Thread 7: the stored outcome of its first"),
        (
            ClockStatus(
                account_id=1, thread_id=7, clock="fix", start=1, due=2, first_status="met", status="met"
            ),
            "Thread 7: the stored outcome of a deadline (fix)",
        ),
    ],
)
def test_an_outcome_that_was_never_recorded_is_named(
    threads: Store, row: InboxEntry | ClockStatus, named: str
) -> None:
    add_rows(threads, type(row)(**row.model_dump()))
    with threads.transaction() as session:
        history_proof.seal_unsealed(session)
        assert [each for each in differences(session) if each.startswith(named)]


def test_the_requirement_of_a_second_person_cannot_be_cleared_unseen(threads: Store) -> None:
    with threads.transaction() as session:
        history_proof.seal_unsealed(session)
        account = get_account(session, "", 0)
        account_settings.set_second_person(session, account, NOW, on=True, cause="config")
        assert differences(session) == []
        account.second_person = False
        assert len(differences(session)) == 1


def test_only_personal_data_may_be_erased_and_only_of_the_named_threads(threads: Store) -> None:
    with threads.transaction() as session:
        act(session)
        history.append_entry(session, account_id=1, at=0, kind="decision", payload={"n": 1}, thread_id=7)
        act(session, "Another one")
        history.append_entry(session, account_id=1, at=0, kind="act", payload={"n": 1}, thread_id=8)
        erasure.erase_threads(session, 1, [7], NOW)
        proven = ProvenState()
        assert list(history.broken_entries(session, proven.take)) == []
        assert list(proven.forbidden_erasures()) == []
        assert (proven.was_erased(7, int(NOW.timestamp())), proven.was_erased(8, 0)) == (True, False)
        assert not proven.was_erased(7, int((NOW + timedelta(seconds=1)).timestamp()))
        session.connection().exec_driver_sql("UPDATE history SET payload = NULL WHERE id IN (2, 4)")
        history.append_entry(
            session, account_id=1, at=0, kind="erasure", payload={"entries": [2, 4], "threads": [7]}
        )
        proven = ProvenState()
        assert list(history.broken_entries(session, proven.take)) == []
        assert [what for _entry, what in proven.forbidden_erasures()] == [
            "it erases entry 2, which the program never erases",
            "it erases entry 4, which the program never erases",
        ]


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("act", "not JSON"), ("act", "[]"), ("act", '{"act": "x"}'), ("act", '{"seals": [1]}'),
        ("reply", '{"replies": {"x": 1}}'), ("reply", '{"reply": null}'), ("fix", "{}"),
        ("erasure", '{"threads": 1, "entries": []}'), ("second_person", "null"),
    ],
)  # fmt: skip
def test_an_entry_that_cannot_be_read_proves_nothing(kind: str, payload: str) -> None:
    proven = ProvenState()
    fields: dict[str, Any] = {"id": 1, "at": 0, "person_id": 1, "thread_id": 7}
    proven.take(SimpleNamespace(kind=kind, payload=payload, **fields))
    assert proven == ProvenState()
