"""The history and the leases: required columns, existing persons, one holder of each task."""

from __future__ import annotations

from typing import Any

import pytest
from small_store import add_rows

from bizcare_tui.errors import StoreProblem
from bizcare_tui.store.engine import Store
from bizcare_tui.store.tables import History, Lease


def entry(**values: Any) -> History:
    defaults: dict[str, Any] = {
        "account_id": 1, "at": 5, "kind": "x", "payload": "{}", "salt": "", "payload_digest": "",
        "previous": "", "digest": "",
    }  # fmt: skip
    return History(**{**defaults, **values})


def lease(work: str) -> Lease:
    return Lease(account_id=1, work=work, holder="host 1 1", fence=1, expires_at=0.5)


def test_an_entry_may_lose_its_payload_but_nothing_of_the_chain(store: Store) -> None:
    add_rows(store, entry(payload=None, person_id=None, thread_id=None))
    for name in ("salt", "payload_digest", "previous", "digest", "kind", "at"):
        with pytest.raises(StoreProblem):
            add_rows(store, entry(**{name: None}))


def test_an_entry_is_of_an_existing_account_and_person(store: Store) -> None:
    for wrong in ({"account_id": 9}, {"person_id": 9}):
        with pytest.raises(StoreProblem):
            add_rows(store, entry(**wrong))


def test_an_entry_number_is_given_once(store: Store) -> None:
    add_rows(store, entry(id=5))
    with pytest.raises(StoreProblem):
        add_rows(store, entry(id=5))


def test_a_task_has_one_lease(store: Store) -> None:
    add_rows(store, lease("sync"), lease("send"))
    with pytest.raises(StoreProblem):
        add_rows(store, lease("sync"))
    with store.transaction() as session:
        assert session.get_one(Lease, (1, "sync")).expires_at == 0.5
