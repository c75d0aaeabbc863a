"""The history: a chain of digests that shows every change, and anchors that show a rewritten chain."""

from __future__ import annotations

import json

import pytest
from sqlmodel import col, select

from bizcare_tui.store import history
from bizcare_tui.store.engine import Store
from bizcare_tui.store.history import Anchor
from bizcare_tui.store.tables import History


@pytest.fixture
def chain(store: Store) -> Store:
    """A store with a history of five entries."""
    with store.transaction() as session:
        for number in range(5):
            history.append_entry(session, account_id=1, at=number, kind="test", payload={"n": number})
    return store


def broken(store: Store, since: int = 1) -> list[int]:
    with store.transaction() as session:
        return [each.entry for each in history.broken_entries(session, since=since)]


def change(store: Store, statement: str) -> None:
    with store.transaction() as session:
        session.connection().exec_driver_sql(statement)


def anchors(store: Store) -> list[Anchor]:
    with store.transaction() as session:
        entries = session.exec(select(History).order_by(col(History.id))).all()
        return [Anchor(entry.id or 0, entry.digest, "2026-11-26") for entry in entries]


def test_entries_are_numbered_without_gaps_and_each_follows_the_one_before(chain: Store) -> None:
    with chain.transaction() as session:
        entries = session.exec(select(History).order_by(col(History.id))).all()
        assert [entry.id for entry in entries] == [1, 2, 3, 4, 5]
        assert [entry.previous for entry in entries] == ["", *(entry.digest for entry in entries[:-1])]
        assert [json.loads(entry.payload or "")["n"] for entry in entries] == [0, 1, 2, 3, 4]
        assert history.head(session) == (5, entries[-1].digest)
    assert broken(chain) == []


def test_an_empty_history_has_no_head_and_nothing_broken(store: Store) -> None:
    with store.transaction() as session:
        history.append_entries(session, [])
        assert history.head(session) == (0, "")
        assert history.first_broken_entry(session) is None


@pytest.mark.parametrize(
    ("statement", "entries"),
    [
        ("UPDATE history SET at = 9 WHERE id = 2", [2]),
        ("UPDATE history SET person_id = 2 WHERE id = 2", [2]),
        ("UPDATE history SET thread_id = 7 WHERE id = 2", [2]),
        ("UPDATE history SET kind = 'other' WHERE id = 2", [2]),
        ("UPDATE history SET payload = '{}' WHERE id = 3", [3]),
        ("UPDATE history SET salt = '' WHERE id = 3", [3]),
        ("UPDATE history SET payload = NULL WHERE id = 3", [3]),
        ("DELETE FROM history WHERE id = 4", [5]),
        ("DELETE FROM history WHERE id = 1", [2]),
        ("UPDATE history SET digest = '' WHERE id = 3", [3, 4]),
    ],
)
def test_every_change_of_an_entry_breaks_the_chain_there(
    chain: Store, statement: str, entries: list[int]
) -> None:
    change(chain, statement)
    assert broken(chain) == entries
    with chain.transaction() as session:
        assert history.first_broken_entry(session) == entries[0]


def test_an_entry_with_a_digest_of_its_own_does_not_fit_the_next(chain: Store) -> None:
    with chain.transaction() as session:
        entry = session.get_one(History, 2)
        entry.at = 9
        entry.digest = history.expected_digest(entry)
    assert broken(chain) == [3]


def test_only_anchors_show_that_the_end_was_cut_or_rewritten(chain: Store) -> None:
    saved = anchors(chain)
    change(chain, "DELETE FROM history WHERE id > 3")
    with chain.transaction() as session:
        found = [anchor.entry for anchor, _broken in history.broken_anchors(session, saved)]
        assert found == [4, 5]
        for number in (4, 5):
            history.append_entry(session, account_id=1, at=number, kind="test", payload={"n": number})
    assert broken(chain) == []
    with chain.transaction() as session:
        found = [anchor.entry for anchor, _broken in history.broken_anchors(session, saved)]
        assert found == [4, 5]
        session.delete(session.get_one(History, 2))
        session.flush()
        reasons = {anchor.entry: each.what for anchor, each in history.broken_anchors(session, saved[:3])}
    assert reasons == {2: "it is missing"}


def test_an_erased_payload_fits_where_an_entry_says_so(chain: Store) -> None:
    change(chain, "UPDATE history SET payload = NULL WHERE id IN (2, 3)")
    with chain.transaction() as session:
        for payload in ({"entries": [2]}, {"entries": ["x"]}, {"entries": 3}, {"n": 1}, {}):
            history.append_entry(session, account_id=1, at=9, kind=history.ERASURE, payload=payload)
    assert broken(chain) == [3]


def test_a_check_from_an_entry_on_does_not_see_earlier_changes(chain: Store) -> None:
    change(chain, "UPDATE history SET at = 9 WHERE id = 2")
    assert broken(chain, since=3) == []
    assert broken(chain, since=2) == [2]
    change(chain, "DELETE FROM history WHERE id = 3")
    assert broken(chain, since=3) == [4]
