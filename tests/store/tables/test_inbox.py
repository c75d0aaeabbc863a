"""The inbox and the clocks: one row for each thread and clock, and a search number of its own."""

from __future__ import annotations

import pytest
from small_store import add_rows, entry
from sqlmodel import select

from bizcare_tui.errors import StoreProblem
from bizcare_tui.store.engine import Store
from bizcare_tui.store.tables import ClockStatus, InboxEntry


def clock(clock: str = "fix", start: int = 5) -> ClockStatus:
    return ClockStatus(
        account_id=1, thread_id=7, clock=clock, start=start, due=9, first_status="late", status=None
    )


def test_a_thread_is_in_the_inbox_once(store: Store) -> None:
    add_rows(store, entry(7), entry(8))
    with pytest.raises(StoreProblem):
        add_rows(store, entry(7))


def test_two_threads_have_no_search_number_in_common_but_may_both_have_none(store: Store) -> None:
    add_rows(store, entry(7), entry(8), entry(9, search_id=5))
    with pytest.raises(StoreProblem):
        add_rows(store, entry(10, search_id=5))


def test_a_row_whose_text_is_not_indexed_has_no_key_of_words(store: Store) -> None:
    add_rows(store, entry(2**40, rank=2**50, search_id=2**60))
    with store.transaction() as session:
        row = session.exec(select(InboxEntry)).one()
        assert (row.thread_id, row.rank, row.search_id) == (2**40, 2**50, 2**60)
        assert (row.words_key, row.language, row.tags, row.attachments) == (None, "", "", False)


def test_each_run_of_a_clock_is_settled_once(store: Store) -> None:
    add_rows(store, clock(), clock("follow_up"), clock(start=6))
    with pytest.raises(StoreProblem):
        add_rows(store, clock())
