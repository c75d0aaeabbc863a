"""The outcome of the first answer: the first one for good, the present one beside it, each in the history."""

from __future__ import annotations

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from fixed_time import NOW
from sqlmodel import select

from bizcare_tui.store.engine import Store
from bizcare_tui.store.first_answer_status import settle_first_answer
from bizcare_tui.store.tables import History

AT = int(NOW.timestamp())
START, DUE = AT - 86_400, AT


def columns(**values: Any) -> dict[str, Any]:
    """Return the columns of an inbox row whose first answer is due now, but for these values."""
    defaults: dict[str, Any] = {
        "account_id": 1, "thread_id": 7, "scored": True, "first_at": None, "first_start": START,
        "first_due": DUE, "state": "new", "obligation": True,
    }  # fmt: skip
    return {**defaults, **values}


def settle(
    store: Store, entry: dict[str, Any], before: dict[str, Any] | None = None, seconds: float = 0
) -> dict[str, Any]:
    """Settle a row; return it with its statuses, to be the row before the next one."""
    with store.transaction() as session:
        previous = None if before is None else SimpleNamespace(**before)
        settle_first_answer(session, entry, previous, NOW + timedelta(seconds=seconds), "sync")
    return entry


def statuses(entry: dict[str, Any]) -> tuple[str | None, str | None]:
    return entry["first_status"], entry["settled_status"]


def recorded(store: Store) -> list[str | None]:
    with store.transaction() as session:
        return [json.loads(text or "")["status"] for text in session.exec(select(History.payload))]


@pytest.mark.parametrize(
    ("values", "seconds", "status"),
    [
        ({}, -1, None),
        ({}, 0, "missed"),
        ({"first_at": DUE - 1}, 9, "met"),
        ({"first_at": DUE}, 9, "missed"),
        ({"state": "closed"}, -1, "missed"),
        ({"scored": False}, 9, None),
        ({"scored": False, "first_at": DUE - 1}, 9, None),
    ],
)
def test_a_clock_is_settled_by_its_answer_its_closing_or_its_deadline(
    store: Store, values: dict[str, Any], seconds: float, status: str | None
) -> None:
    assert statuses(settle(store, columns(**values), None, seconds)) == (status, status)
    assert recorded(store) == ([status] if status else [])


def test_an_answer_that_was_found_later_changes_only_the_present_status(store: Store) -> None:
    missed = settle(store, columns())
    met = settle(store, columns(first_at=DUE - 1), missed)
    assert statuses(met) == ("missed", "met")
    settle(store, columns(first_at=DUE - 1), met)
    assert recorded(store) == ["missed", "met"]


def test_a_clock_that_is_not_scored_any_more_loses_its_present_status(store: Store) -> None:
    missed = settle(store, columns())
    assert statuses(settle(store, columns(scored=False), missed)) == ("missed", None)
    assert recorded(store) == ["missed", None]


def test_a_clock_that_becomes_an_obligation_starts_with_a_status_of_its_own(store: Store) -> None:
    goal = settle(store, columns(obligation=False))
    obligation = settle(store, columns(first_start=AT, first_due=AT + 86_400), goal)
    assert statuses(obligation) == (None, None)
    # Turned back, it is the same clock as before, with the status that the history has.
    back = settle(store, columns(obligation=False, first_at=DUE - 1), obligation)
    assert statuses(back) == ("missed", "met")


def test_a_request_after_a_closed_one_without_an_answer_has_a_new_clock(store: Store) -> None:
    closed = settle(store, columns(scored=False, state="closed"))
    later = columns(first_start=AT, first_due=AT + 86_400)
    assert statuses(settle(store, later, closed, 86_399)) == (None, None)
    assert statuses(settle(store, dict(later), closed, 86_400)) == ("missed", "missed")


def test_an_erased_entry_leaves_the_first_status_to_be_found_again(store: Store) -> None:
    goal = settle(store, columns(obligation=False))
    obligation = settle(store, columns(first_start=AT, first_due=AT + 86_400), goal)
    with store.transaction() as session:
        session.exec(select(History)).one().payload = None
    back = settle(store, columns(obligation=False, first_at=DUE - 1), obligation)
    assert statuses(back) == ("met", "met")
