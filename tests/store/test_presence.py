"""Which programs are open and when people were here: each program's own, and over when it has stopped."""

from __future__ import annotations

import pytest
from small_store import ANA, BEA
from sqlmodel import col, select
from wrong_clock import set_clock

from bizcare_tui.store.engine import Store
from bizcare_tui.store.presence import PresenceStore
from bizcare_tui.store.presence_times import PRESENCE_TIMEOUT_SECONDS
from bizcare_tui.store.reply_locks import ReplyLocks
from bizcare_tui.store.small_writes import SmallWrites
from bizcare_tui.store.tables import LastVisit, Person, ProgramPresence, ReplyLock


def program(store: Store, login: str, name: str = "") -> PresenceStore:
    return PresenceStore(SmallWrites(store.database), 1, login, name or f"the program of {login}")


def reply_locks(store: Store, login: str) -> ReplyLocks:
    return ReplyLocks(store, 1, login, f"the program of {login}")


def shown(store: Store) -> list[tuple[str, int | None]]:
    """Return each running program, with the thread that it shows."""
    with store.transaction() as session:
        query = select(ProgramPresence.session, ProgramPresence.thread_id)
        return list(session.exec(query.order_by(ProgramPresence.session)))


def test_a_program_shows_one_thread_at_a_time(store: Store) -> None:
    ana = program(store, "ana")
    for thread_id in (7, None, 8):
        ana.report_presence(thread_id, writes=False)
        assert shown(store) == [("the program of ana", thread_id)]
    program(store, "ana", "the second window").report_presence(7, writes=False)
    assert shown(store) == [("the program of ana", 8), ("the second window", 7)]


def test_a_program_that_is_silent_is_forgotten(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    program(store, "ana").report_presence(7, writes=False)
    set_clock(monkeypatch, PRESENCE_TIMEOUT_SECONDS - 2)
    program(store, "bea").report_presence(8, writes=False)
    assert len(shown(store)) == 2
    set_clock(monkeypatch, PRESENCE_TIMEOUT_SECONDS + 1)
    program(store, "bea").report_presence(8, writes=False)
    assert shown(store) == [("the program of bea", 8)]


def test_a_program_with_a_clock_far_ahead_is_forgotten(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, 86_400)
    program(store, "ana").report_presence(7, writes=False)
    set_clock(monkeypatch, 0)
    program(store, "bea").report_presence(8, writes=False)
    assert shown(store) == [("the program of bea", 8)]


def test_only_writing_extends_a_lock(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, bea = reply_locks(store, "ana"), reply_locks(store, "bea")
    ana.lock_reply(7)
    ana.lock_reply(8)
    set_clock(monkeypatch, PRESENCE_TIMEOUT_SECONDS - 5)
    program(store, "ana").report_presence(7, writes=True)
    program(store, "ana").report_presence(8, writes=False)
    set_clock(monkeypatch, PRESENCE_TIMEOUT_SECONDS + 5)
    assert bea.lock_reply(7) is not None
    assert bea.lock_reply(8) is None


def test_a_program_extends_no_lock_of_another(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    reply_locks(store, "bea").lock_reply(7)
    set_clock(monkeypatch, PRESENCE_TIMEOUT_SECONDS - 5)
    program(store, "ana").report_presence(7, writes=True)
    set_clock(monkeypatch, PRESENCE_TIMEOUT_SECONDS + 5)
    assert reply_locks(store, "ana").lock_reply(7) is None


def test_a_program_that_leaves_releases_its_own_locks_alone(store: Store) -> None:
    ana, bea = program(store, "ana"), program(store, "bea")
    ana.report_presence(7, writes=False)
    bea.report_presence(7, writes=False)
    reply_locks(store, "ana").lock_reply(7)
    reply_locks(store, "bea").lock_reply(8)
    ana.leave()
    assert shown(store) == [("the program of bea", 7)]
    with store.transaction() as session:
        assert session.exec(select(ReplyLock.thread_id)).all() == [8]


def test_a_person_is_created_when_they_are_first_here(store: Store) -> None:
    program(store, "new").report_presence(7, writes=False)
    program(store, "new").record_visit(1, 1, 1)
    program(store, "new").report_presence(None, writes=False)
    with store.transaction() as session:
        assert session.exec(select(Person.login).order_by(col(Person.id))).all() == ["ana", "bea", "new"]


def test_a_visit_replaces_the_one_before_of_the_same_person(store: Store) -> None:
    program(store, "ana").record_visit(5, 50, 500)
    program(store, "bea").record_visit(4, 40, 400)
    program(store, "ana").record_visit(6, 60, 600)
    with store.transaction() as session:
        query = select(LastVisit.person_id, LastVisit.history_id, LastVisit.message_id, LastVisit.at)
        rows = session.exec(query.order_by(col(LastVisit.person_id))).all()
        assert rows == [(ANA, 6, 60, 600), (BEA, 4, 40, 400)]
