"""When messages are read in bulk, and in which order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bizcare_tui.domain.clock import MARKETPLACE_ZONE
from bizcare_tui.marketplace.sync_rules import BulkPlan, WaitingThreads, plan_bulk
from bizcare_tui.marketplace.wire import MessageRow, parse_message
from bizcare_tui.store.fetch_requests import PendingMessages


def pending(count: int, *, stored: int = 0, missing: int = 2) -> list[PendingMessages]:
    return [PendingMessages(each, stored + missing, stored, missing) for each in range(count)]


FIRST_SYNC = pending(50)
RESUMED = pending(50, stored=1)
REREAD = pending(50, stored=2, missing=0)
SOME_NEW = [*pending(10), *pending(4, stored=2, missing=0)]


@pytest.mark.parametrize(
    ("wanting", "reported", "plan"),
    [
        ([], 0, None),
        (FIRST_SYNC, 100, BulkPlan(FIRST_SYNC, "asc")),
        (RESUMED, 150, BulkPlan(RESUMED, "desc")),
        (REREAD, 100, BulkPlan(REREAD, "asc")),
        (REREAD, 100_000, None),
        (SOME_NEW, 10_000, BulkPlan(SOME_NEW[:10], "desc")),
        (pending(1), 10_000, None),
    ],
)
def test_messages_are_read_in_bulk_where_that_needs_fewer_calls(
    wanting: list[PendingMessages], reported: int, plan: BulkPlan | None
) -> None:
    assert plan_bulk(wanting, reported, page_size=20) == plan


def message_of(thread_id: int | None, number: int) -> MessageRow:
    row = {"id_message": number, "date_add": "2026-11-02 10:00:00", "message": f"no. {number}"}
    return replace(parse_message(row, MARKETPLACE_ZONE), thread_id=thread_id)


def test_a_page_completes_the_threads_of_which_nothing_is_missing_any_more() -> None:
    waiting = WaitingThreads([*pending(3), PendingMessages(9, 0, 0, 0)])
    touched = waiting.touched_by([message_of(0, 1), message_of(1, 2), message_of(7, 3), message_of(None, 4)])
    assert touched == {0, 1, 9}
    assert waiting.take_complete(touched, {0: 2, 1: 1}, held=()) == {0, 9}
    assert waiting.touched_by([message_of(0, 5), message_of(1, 6)]) == {1}
    assert waiting.take_complete({1}, {1: 1}, held=()) == {1}, "both messages were seen"
    assert waiting.take_complete({2}, {2: 2}, held={2}) == set(), "a row of it was not stored"
    assert len(waiting) == 1
