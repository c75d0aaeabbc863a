"""The account of a store and its persons: found again, and created only once."""

from __future__ import annotations

from logins import LogIn
from small_store import ANA, BEA
from sqlmodel import select

from bizcare_tui.store.engine import Store
from bizcare_tui.store.people import get_account, get_person, get_person_of_login
from bizcare_tui.store.tables import Account, Person


def test_a_store_keeps_its_account_whatever_address_is_given_later(store: Store) -> None:
    with store.transaction() as session:
        account = get_account(session, "https://other.example/", 99)
        assert (account.id, account.api_url, account.created_at) == (1, "https://example.org/", 0)
        assert len(session.exec(select(Account)).all()) == 1


def test_a_person_is_created_at_the_first_use_and_found_afterwards(store: Store) -> None:
    with store.transaction() as session:
        created = get_person_of_login(session, "cai").id
    with store.transaction() as session:
        assert get_person_of_login(session, "cai").id == created
        assert session.exec(select(Person.login).order_by(Person.login)).all() == ["ana", "bea", "cai"]


def test_logins_differ_by_case_and_may_have_any_characters(store: Store) -> None:
    logins = ["Ana", "ana'; DROP TABLE person; --", "анна", ""]
    with store.transaction() as session:
        ids = [get_person_of_login(session, login).id for login in logins]
        assert len({ANA, BEA, *ids}) == 6
        assert [get_person_of_login(session, login).id for login in logins] == ids


def test_the_current_person_is_the_user_of_the_operating_system(store: Store, log_in: LogIn) -> None:
    with store.transaction() as session:
        assert get_person(session).id == ANA
        log_in("bea")
        assert get_person(session).id == BEA
