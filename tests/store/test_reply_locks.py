"""Who may write the reply to a thread: one person at a time, until their program has stopped."""

from __future__ import annotations

import threading

from small_store import ANA, BEA
from sqlmodel import col, select

from bizcare_tui.store.engine import Store
from bizcare_tui.store.reply_locks import ReplyLocks
from bizcare_tui.store.tables import ReplyLock


def program(store: Store, login: str, name: str = "") -> ReplyLocks:
    return ReplyLocks(store, 1, login, name or f"the program of {login}")


def locks(store: Store) -> list[tuple[int, int, str]]:
    """Return the reply locks: thread, person, and the message to the earlier holder."""
    with store.transaction() as session:
        query = select(ReplyLock.thread_id, ReplyLock.person_id, ReplyLock.message)
        return list(session.exec(query.order_by(col(ReplyLock.thread_id))))


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


def test_a_program_releases_its_own_locks_alone(store: Store) -> None:
    ana, bea = program(store, "ana"), program(store, "bea")
    ana.lock_reply(7)
    ana.lock_reply(9)
    bea.lock_reply(8)
    bea.release_reply(7)
    ana.release_reply(9)
    assert locks(store) == [(7, ANA, ""), (8, BEA, "")]
