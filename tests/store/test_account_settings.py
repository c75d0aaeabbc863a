"""Settings of the whole account: the baseline, the second person, signatures, and what counts as read."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from fixed_time import NOW
from logins import logged_in_as
from small_store import add_rows, thread
from sqlmodel import Session, col, select

from bizcare_tui.store import account_settings
from bizcare_tui.store.engine import Store
from bizcare_tui.store.people import get_account
from bizcare_tui.store.reads import hot_thread
from bizcare_tui.store.reads.reader import StoreReader
from bizcare_tui.store.tables import History, Person, ReadUntil, Signature, Thread


def stale_threads(session: Session) -> list[int]:
    return sorted(session.exec(select(Thread.id).where(col(Thread.stale))))


def ask(store: Store, login: str, *, on: bool) -> bool:
    with logged_in_as(login), store.transaction() as session:
        account = get_account(session, "", 0)
        return account_settings.set_second_person(session, account, NOW, on=on, cause="config")


def test_a_new_baseline_is_recorded_and_has_every_thread_computed_again(store: Store) -> None:
    add_rows(store, thread(7, stale=False), thread(8, stale=False))
    with store.transaction() as session:
        account_settings.set_baseline(session, get_account(session, "", 0), NOW - timedelta(days=30), NOW)
    with store.transaction() as session:
        account = get_account(session, "", 0)
        assert (account.baseline_at, account.baseline_answered) == (int(NOW.timestamp()) - 30 * 86_400, True)
        assert stale_threads(session) == [7, 8]
        (entry,) = session.exec(select(History))
        assert json.loads(entry.payload or "") == {"baseline": account.baseline_at}


def is_required(store: Store) -> bool:
    """Whether a second person is required, by the read of a wizard and by that within a transaction."""
    with store.transaction() as session:
        within_transaction = account_settings.requires_second_person(session)
    reader = StoreReader(store.database, "ana")
    assert hot_thread.requires_second_person(reader) is within_transaction
    reader.close()
    return within_transaction


def test_the_second_person_ends_once_two_persons_asked_for_it(store: Store) -> None:
    assert ask(store, "ana", on=True)
    assert ask(store, "ana", on=False)
    assert ask(store, "ana", on=False), "asking twice is still one person"
    assert not ask(store, "bea", on=False)
    with store.transaction() as session:
        assert account_settings.last_second_person_change(session) == ("off", 2)
    assert not is_required(store)


def test_requiring_it_again_cancels_what_a_person_asked_before(store: Store) -> None:
    ask(store, "ana", on=True)
    ask(store, "ana", on=False)
    ask(store, "bea", on=True)
    assert ask(store, "bea", on=False)


def test_a_person_alone_in_the_store_ends_it_at_once(store: Store) -> None:
    with store.transaction() as session:
        session.delete(session.exec(select(Person).where(Person.login == "bea")).one())
    ask(store, "ana", on=True)
    assert not ask(store, "ana", on=False)


def test_a_flag_that_another_program_cleared_is_still_required_by_the_history(store: Store) -> None:
    ask(store, "ana", on=True)
    with store.transaction() as session:
        get_account(session, "", 0).second_person = False
    assert is_required(store)


@pytest.mark.parametrize("payload", [None, "{}", '{"what": null}'])
def test_an_erased_entry_about_it_does_not_end_it(store: Store, payload: str | None) -> None:
    ask(store, "ana", on=True)
    with store.transaction() as session:
        get_account(session, "", 0).second_person = False
        session.exec(select(History)).one().payload = payload
    assert is_required(store)


def test_a_signature_is_accepted_once(store: Store) -> None:
    add_rows(store, thread(7, stale=False))
    ending = "Best regards\nTom'; DROP TABLE signature; --"
    with store.transaction() as session:
        account_settings.accept_signatures(session, 1, [ending, ending, "Tom"], NOW)
        account_settings.accept_signatures(session, 1, ["Tom"], NOW)
    with store.transaction() as session:
        assert sorted(session.exec(select(Signature.text))) == [ending, "Tom"]
        assert [entry.kind for entry in session.exec(select(History))] == ["signature"]
        assert stale_threads(session) == [7]


def test_what_was_read_stays_read_when_an_earlier_instant_is_marked(store: Store) -> None:
    with store.transaction() as session:
        account_settings.mark_all_read_until(session, 1, NOW)
        account_settings.mark_all_read_until(session, 1, NOW - timedelta(days=1))
    with logged_in_as("bea"), store.transaction() as session:
        account_settings.mark_all_read_until(session, 1, NOW - timedelta(days=1))
    with store.transaction() as session:
        now = int(NOW.timestamp())
        marks = {mark.person_id: mark.at for mark in session.exec(select(ReadUntil))}
        assert marks == {1: now, 2: now - 86_400}
