"""Recognizing the account of a store: by its API keys, its threads and its products."""

from __future__ import annotations

import pytest
from small_store import add_rows, thread

from bizcare_tui.store import account_identity, batching
from bizcare_tui.store.account_identity import ThreadIdentity
from bizcare_tui.store.engine import Store
from bizcare_tui.store.people import get_account
from bizcare_tui.store.tables import Account, Product


def test_a_remembered_key_is_known_and_not_stored_itself(store: Store) -> None:
    with store.transaction() as session:
        account = get_account(session, "", 0)
        assert not account_identity.is_key_known(account, "secret-key")
        account_identity.remember_key(session, account, "secret-key")
    with store.transaction() as session:
        account = get_account(session, "", 0)
        assert account_identity.is_key_known(account, "secret-key")
        assert not account_identity.is_key_known(account, "secret-kez")
        assert "secret-key" not in repr(account)


def test_equal_keys_of_two_accounts_have_different_digests(store: Store) -> None:
    accounts = [Account(api_url="", created_at=0) for _each in range(2)]
    with store.transaction() as session:
        for each in accounts:
            account_identity.remember_key(session, each, "secret-key")
        assert accounts[0].key_digests != accounts[1].key_digests


def test_the_latest_keys_are_remembered_and_an_old_one_used_again_counts_as_late(store: Store) -> None:
    with store.transaction() as session:
        account = get_account(session, "", 0)
        for number in range(20):
            account_identity.remember_key(session, account, f"key {number}")
        account_identity.remember_key(session, account, "key 0")
        account_identity.remember_key(session, account, "key 20")
        known = [number for number in range(21) if account_identity.is_key_known(account, f"key {number}")]
    assert known == [0, *range(2, 21)]


def test_threads_known_only_from_a_mail_identify_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_rows(
        store,
        thread(1, topic="Crash", customer_digest="c1", added_at=7, digest="x"),
        thread(2, topic="From a mail"),
        thread(3, topic="Other", digest="y"),
    )
    monkeypatch.setattr(batching, "BATCH_SIZE", 1)
    with store.transaction() as session:
        assert account_identity.count_threads(session, 1) == 2
        assert account_identity.known_threads(session, 1, [3, 2, 1, 1, 99]) == [
            ThreadIdentity(1, "Crash", "c1", 7),
            ThreadIdentity(3, "Other", "", None),
        ]
        assert account_identity.count_threads(session, 2) == 0


def test_products_are_those_of_the_account(store: Store) -> None:
    add_rows(
        store,
        Account(api_url="", created_at=0),
        *(Product(account_id=of, id=id_, name="", raw="", digest="", read_at=0)
          for of, id_ in ((1, 5), (1, 6), (2, 7))),
    )  # fmt: skip
    with store.transaction() as session:
        assert account_identity.product_ids(session, 1) == {5, 6}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (ThreadIdentity(1, "Crash", "", None), ThreadIdentity(1, "Crash", "c", 9), True),
        (ThreadIdentity(1, "Crash", "c", None), ThreadIdentity(1, "Renamed", "c", 9), True),
        (ThreadIdentity(1, "Crash", "c", 9), ThreadIdentity(1, "Typo", "d", 9), True),
        (ThreadIdentity(1, "Crash", "c", 9), ThreadIdentity(1, "Typo", "d", 8), False),
        (ThreadIdentity(1, "", "", None), ThreadIdentity(1, "", "", None), False),
    ],
)
def test_unknown_properties_are_no_evidence_that_two_threads_are_the_same(
    one: ThreadIdentity, other: ThreadIdentity, same: bool
) -> None:
    assert one.may_be_same_as(other) is same
