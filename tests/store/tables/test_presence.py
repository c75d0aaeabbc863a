"""Presence, reply locks, mentions and visits: one row for each program, thread, note and person."""

from __future__ import annotations

from typing import Any

import pytest
from small_store import ANA, BEA, add_rows
from sqlmodel import SQLModel

from bizcare_tui.errors import StoreProblem
from bizcare_tui.store.engine import Store
from bizcare_tui.store.tables import ActTable, LastVisit, NoteMention, ProgramPresence, ReplyLock


def presence(**values: Any) -> SQLModel:
    return ProgramPresence(**{"account_id": 1, "session": "a", "person_id": ANA, "seen_at": 0.5, **values})


def lock(**values: Any) -> SQLModel:
    defaults = {"account_id": 1, "thread_id": 7, "person_id": ANA, "session": "a", "since": 5}
    return ReplyLock(**{**defaults, "expires_at": 9.5, **values})


def visit(**values: Any) -> SQLModel:
    return LastVisit(
        **{"account_id": 1, "person_id": ANA, "history_id": 1, "message_id": 1, "at": 5, **values}
    )


def mention(**values: Any) -> SQLModel:
    return NoteMention(**{"account_id": 1, "act_id": 1, "login": "bea", "thread_id": 7, **values})


@pytest.fixture
def desk(store: Store) -> Store:
    """A store with the act 1, a note."""
    note = ActTable(account_id=1, person_id=ANA, thread_id=7, verb="note", content="{}", at=5)
    add_rows(store, note)
    return store


@pytest.mark.parametrize(
    ("made", "other"),
    [
        (presence, {"session": "b"}),
        (lock, {"thread_id": 8}),
        (visit, {"person_id": BEA}),
        (mention, {"login": "cai"}),
    ],
)
def test_a_second_row_with_the_same_key_is_rejected(desk: Store, made: Any, other: dict[str, Any]) -> None:
    add_rows(desk, made(), made(**other))
    with pytest.raises(StoreProblem):
        add_rows(desk, made())


@pytest.mark.parametrize(
    ("made", "wrong"),
    [
        (presence, {"person_id": 9}),
        (lock, {"person_id": 9}),
        (lock, {"previous_person_id": 9}),
        (visit, {"person_id": 9}),
        (mention, {"act_id": 9}),
        (mention, {"account_id": 9}),
    ],
)
def test_a_row_refers_to_what_exists(desk: Store, made: Any, wrong: dict[str, int]) -> None:
    with pytest.raises(StoreProblem):
        add_rows(desk, made(**wrong))
    add_rows(desk, made())


def test_a_person_may_be_mentioned_before_they_have_used_the_program(desk: Store) -> None:
    add_rows(desk, mention(login="dora"))
    with desk.transaction() as session:
        assert session.get_one(NoteMention, (1, 1, "dora")).seen_at is None


def test_a_new_lock_was_taken_over_from_nobody(desk: Store) -> None:
    add_rows(desk, lock())
    with desk.transaction() as session:
        stored = session.get_one(ReplyLock, (1, 7))
        assert (stored.message, stored.previous_person_id, stored.expires_at) == ("", None, 9.5)
