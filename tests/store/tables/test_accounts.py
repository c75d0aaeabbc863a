"""The account and the persons: what is required of them, and what a new account begins with."""

from __future__ import annotations

import pytest
from small_store import add_rows
from sqlmodel import select

from bizcare_tui.errors import StoreProblem
from bizcare_tui.store.engine import Store
from bizcare_tui.store.tables import Account, Person


def test_a_login_belongs_to_one_person(store: Store) -> None:
    with pytest.raises(StoreProblem):
        add_rows(store, Person(login="cai"), Person(login="ana"))
    with store.transaction() as session:
        assert session.exec(select(Person.login).order_by(Person.login)).all() == ["ana", "bea"]


def test_a_new_account_was_never_synced_and_does_not_pause(store: Store) -> None:
    with store.transaction() as session:
        account = session.get_one(Account, 1)
        assert (account.baseline_at, account.synced_at, account.threads_digest) == (None, None, "")
        assert (account.paused_until, account.baseline_answered, account.second_person) == (0, False, False)


def test_instants_after_2038_fit(store: Store) -> None:
    add_rows(store, Account(api_url="https://other.example/", created_at=2**33, synced_at=2**33))
    with store.transaction() as session:
        assert session.get_one(Account, 2).synced_at == 2**33
