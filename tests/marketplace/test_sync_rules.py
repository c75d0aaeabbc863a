"""When messages are read in bulk, and in which order."""

from __future__ import annotations

import pytest

from bizcare_tui.marketplace.sync_rules import BulkPlan, plan_bulk
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
