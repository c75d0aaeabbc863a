"""Which programs are open and who may write: each program's own, and over when the program has stopped."""

from __future__ import annotations

import threading

import pytest
from small_store import ANA, BEA
from sqlmodel import col, select
from wrong_clock import set_clock

from bizcare_tui.store.engine import Store
from bizcare_tui.store.presence import PresenceStore
from bizcare_tui.store.presence_times import PRESENCE_TIMEOUT_SECONDS
from bizcare_tui.store.tables import LastVisit, ProgramPresence, ReplyLock


def program(store: Store, login: str, name: str = "") -> PresenceStore:
    return PresenceStore(store, 1, login, name or f"the program of {login}")


def shown(store: Store) -> list[tuple[str, int | None]]:
    """Return each running program, with the thread that it shows."""
    with store.transaction() as session:
        query = select(ProgramPresence.session, ProgramPresence.thread_id)
        return list(session.exec(query.order_by(ProgramPresence.session)))


def locks(store: Store) -> list[tuple[int, int, str]]:
    """Return the reply locks: thread, person, and the message to the earlier holder."""
    with store.transaction() as session:
        query = select(ReplyLock.thread_id, ReplyLock.person_id, ReplyLock.message)
        return list(session.exec(query.order_by(col(ReplyLock.thread_id))))


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


def test_a_lock_keeps_colleagues_away_but_not_the_persons_own_second_window(store: Store) -> None:
    assert program(store, "ana").lock_reply(7) is None
    holder = program(store, "bea").lock_reply(7)
    assert holder is not None
    assert (holder.login, holder.message) == ("ana", "")
    assert program(store, "bea").lock_reply(8) is None
    assert program(store, "ana", "the second window").lock_reply(7) is None
    assert locks(store) == [(7, ANA, ""), (8, BEA, "")]


def test_a_lock_is_taken_over_with_a_message_and_names_the_earlier_holder(store: Store) -> None:
    program(store, "ana").lock_reply(7)
    assert program(store, "bea").lock_reply(7, "the customer rang") is None
    assert locks(store) == [(7, BEA, "the customer rang")]
    with store.transaction() as session:
        assert session.exec(select(ReplyLock.previous_person_id)).one() == ANA
    holder = program(store, "ana").lock_reply(7)
    assert holder is not None
    assert (holder.login, holder.message) == ("bea", "the customer rang")


def test_only_writing_extends_a_lock(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, bea = program(store, "ana"), program(store, "bea")
    ana.lock_reply(7)
    ana.lock_reply(8)
    set_clock(monkeypatch, PRESENCE_TIMEOUT_SECONDS - 5)
    ana.report_presence(7, writes=True)
    ana.report_presence(8, writes=False)
    set_clock(monkeypatch, PRESENCE_TIMEOUT_SECONDS + 5)
    assert bea.lock_reply(7) is not None
    assert bea.lock_reply(8) is None


def test_a_program_releases_its_own_locks_alone(store: Store) -> None:
    ana, bea = program(store, "ana"), program(store, "bea")
    ana.report_presence(7, writes=False)
    bea.report_presence(7, writes=False)
    ana.lock_reply(7)
    ana.lock_reply(9)
    bea.lock_reply(8)
    bea.release_reply(7)
    ana.release_reply(9)
    assert locks(store) == [(7, ANA, ""), (8, BEA, "")]
    ana.leave()
    assert locks(store) == [(8, BEA, "")]
    assert shown(store) == [("the program of bea", 7)]


def test_of_two_who_lock_at_once_one_succeeds(store: Store) -> None:
    start, holders = threading.Barrier(2), []

    def lock(login: str) -> None:
        start.wait()
        holders.append(program(store, login).lock_reply(7))

    threads = [threading.Thread(target=lock, args=(login,)) for login in ("ana", "bea")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [holder is None for holder in holders].count(True) == 1


def test_a_visit_replaces_the_one_before_of_the_same_person(store: Store) -> None:
    program(store, "ana").record_visit(5, 50, 500)
    program(store, "bea").record_visit(4, 40, 400)
    program(store, "ana").record_visit(6, 60, 600)
    with store.transaction() as session:
        query = select(LastVisit.person_id, LastVisit.history_id, LastVisit.message_id, LastVisit.at)
        rows = session.exec(query.order_by(col(LastVisit.person_id))).all()
        assert rows == [(ANA, 6, 60, 600), (BEA, 4, 40, 400)]
