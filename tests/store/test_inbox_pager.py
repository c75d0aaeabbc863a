"""Reading lists of threads in pages: the visible part first, and the complete list when it takes longer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from time import monotonic

import pytest
from fixed_time import NOW
from small_store import add_rows, entry, thread

from bizcare_tui.domain.query import parse
from bizcare_tui.domain.thread_status import GOALS_FROM, RANK_OF_NO_DEBT, RankGroup
from bizcare_tui.store import inbox_pager, indexing
from bizcare_tui.store.engine import Store
from bizcare_tui.store.inbox_pager import InboxPage, InboxPager, InboxPosition, ReadingStopped, groups_in
from bizcare_tui.store.query_compiler import CompiledQuery, compile_query

COUNT = 12


@pytest.fixture
def pager(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[InboxPager]:
    """A pager of twelve threads, from the last number to the first; those with even numbers are closed."""
    monkeypatch.setattr(inbox_pager, "BUDGET_SECONDS", 60.0)
    rows = [
        entry(number, rank=100 - number, topic="Crash" + " crash" * number, updated_at=number,
              state="new" if number % 2 else "closed")
        for number in range(1, COUNT + 1)
    ]  # fmt: skip
    add_rows(store, *(thread(number) for number in range(1, COUNT + 1)), *rows)
    with store.transaction() as session:
        indexing.index_missing_threads(session.connection(), lambda _done, _total: None)
    connection = store.database.connect()
    parameters = {"account": 1, "login": "ana"}
    database = store.database
    yield InboxPager(connection, database.failures, parameters, database.is_postgresql, threading.Event())
    connection.close()


def compiled(pager: InboxPager, query: str) -> CompiledQuery:
    return compile_query(parse(query), NOW, postgresql=pager.postgresql)


def pages(
    pager: InboxPager, query: str, near: InboxPosition | None = None, *, best: bool = False
) -> list[InboxPage]:
    return list(pager.lists(compiled(pager, query), near=near, best=best))


def test_a_short_list_is_complete_at_once_and_in_order(pager: InboxPager) -> None:
    (page,) = pages(pager, "")
    assert list(page.ids) == list(range(COUNT, 0, -1))
    assert list(page.ranks) == list(range(100 - COUNT, 100))
    assert page.is_complete
    assert (page.late, page.obligations) == (COUNT, COUNT)
    (page,) = pages(pager, "state:closed")
    assert list(page.ids) == [12, 10, 8, 6, 4, 2]
    (page,) = pages(pager, "state:waiting")
    assert (list(page.ids), page.is_complete) == ([], True)


def test_a_long_list_is_read_around_the_visible_position(
    pager: InboxPager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_pager, "WINDOW_SIZE", 2)
    (page,) = pages(pager, "", InboxPosition(rank=95, thread_id=5))
    assert (list(page.ids), page.includes_first, page.includes_last) == ([7, 6, 5, 4], False, False)
    (page,) = pages(pager, "", InboxPosition(rank=88, thread_id=12))
    assert (list(page.ids), page.includes_first, page.includes_last) == ([12, 11], True, False)
    (page,) = pages(pager, "", InboxPosition(rank=99, thread_id=1))
    assert (list(page.ids), page.includes_first, page.includes_last) == ([3, 2, 1], False, True)
    # A position whose thread has gone is still a place in the order.
    (page,) = pages(pager, "state:closed", InboxPosition(rank=95, thread_id=0))
    assert list(page.ids) == [8, 6, 4, 2]


def test_the_end_of_a_list_is_read_from_its_end(pager: InboxPager, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_pager, "EDGE_SIZE", 3)
    page = pager.last(compiled(pager, ""))
    assert page is not None
    assert (list(page.ids), page.includes_first, page.includes_last) == ([3, 2, 1], False, True)
    (page,) = pager.lists(compiled(pager, ""), near=None, best=False, briefly=True)
    assert (list(page.ids), page.includes_first, page.includes_last) == ([12, 11, 10], True, False)
    monkeypatch.setattr(inbox_pager, "EDGE_SIZE", 50)
    page = pager.last(compiled(pager, "state:new"))
    assert page is not None
    assert (len(page.ids), page.includes_first) == (6, True)


def test_a_query_that_takes_too_long_is_answered_in_two_steps_or_not_at_all(
    pager: InboxPager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(InboxPager, "_read_in_order", lambda *_given, **_options: ([], False))
    assert pager.last(compiled(pager, "state:closed")) is None
    *_before, page = pages(pager, "state:closed")
    assert (list(page.ids), list(page.ranks), page.is_complete) == ([12, 10, 8, 6, 4, 2], [], True)


def test_what_was_found_in_time_is_shown_before_the_rest(
    pager: InboxPager, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [{"thread_id": 12, "rank": 88}]
    monkeypatch.setattr(InboxPager, "_read_in_order", lambda *_given, **_options: (found, False))
    first, whole = pages(pager, "state:closed")
    assert (list(first.ids), first.is_final, first.is_complete) == ([12], False, False)
    assert list(whole.ids) == [12, 10, 8, 6, 4, 2]


def test_search_terms_are_found_newest_first_and_shown_in_order(
    pager: InboxPager, monkeypatch: pytest.MonkeyPatch
) -> None:
    (page,) = pages(pager, "crash state:closed")
    assert (list(page.ids), page.is_complete) == ([12, 10, 8, 6, 4, 2], True)
    monkeypatch.setattr(inbox_pager, "NEWEST_COUNT", 2)
    first, whole = pages(pager, "crash state:closed")
    # One more than the newest is read, to know whether there are others.
    assert (list(first.ids), first.is_final) == ([12, 10, 8], False)
    assert list(whole.ids) == [12, 10, 8, 6, 4, 2]
    assert pages(pager, "nowhere")[0].is_complete


def test_the_best_come_first_when_they_are_asked_for(pager: InboxPager) -> None:
    (page,) = pages(pager, "crash", best=True)
    assert sorted(page.ids) == list(range(1, COUNT + 1))
    assert page.ids[0] > page.ids[-1]
    (page,) = pages(pager, "nowhere", best=True)
    assert list(page.ids) == []


@pytest.mark.parametrize("query", ["", "crash", "state:new", "crash -state:new"])
def test_counting_stops_at_a_limit(pager: InboxPager, query: str) -> None:
    expected = len(pages(pager, query)[-1].ids)
    assert pager.count(compiled(pager, query), 4) == 4
    assert pager.count(compiled(pager, query), 100) == expected


def test_reading_ends_when_another_list_is_wanted(pager: InboxPager) -> None:
    endless = """WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000)
                 SELECT i AS thread_id FROM n WHERE i < 0"""
    pager.stop.set()
    with pytest.raises(ReadingStopped):
        pager._complete(endless, compiled(pager, ""))
    pager.stop.clear()
    assert len(pages(pager, "")[0].ids) == COUNT


def test_an_error_of_the_database_is_no_timeout(pager: InboxPager) -> None:
    with pytest.raises(pager.failures):
        pager._rows("SELECT nothing FROM nowhere", compiled(pager, ""), until=monotonic() + 60)


@pytest.mark.parametrize(
    ("ranks", "groups"),
    [
        ([], ()),
        ([5, 7], ((0, RankGroup.OBLIGATIONS),)),
        ([5, GOALS_FROM + 1, GOALS_FROM + 2], ((0, RankGroup.OBLIGATIONS), (1, RankGroup.GOALS))),
        ([GOALS_FROM, RANK_OF_NO_DEBT], ((0, RankGroup.GOALS), (1, RankGroup.NOTHING_OWED))),
        ([5, RANK_OF_NO_DEBT], ((0, RankGroup.OBLIGATIONS), (1, RankGroup.NOTHING_OWED))),
    ],
)
def test_groups_begin_where_the_ranks_say(
    ranks: list[int], groups: tuple[tuple[int, RankGroup], ...]
) -> None:
    assert groups_in(ranks) == groups


def test_every_list_in_the_inbox_order_has_its_groups(
    pager: InboxPager, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ((0, RankGroup.OBLIGATIONS),)
    assert [page.groups for page in pages(pager, "")] == [first]
    monkeypatch.setattr(inbox_pager, "NEWEST_COUNT", 5)
    assert [page.groups for page in pages(pager, "crash")] == [first, first]
    assert [page.groups for page in pages(pager, "crash", best=True)] == [()]
    monkeypatch.setattr(inbox_pager, "BUDGET_SECONDS", -1.0)
    assert [page.groups for page in pages(pager, "state:closed")][-1] == first


@pytest.mark.parametrize("budget", [60.0, -1.0])
def test_the_first_threads_are_found_by_walking_or_by_index(
    pager: InboxPager, monkeypatch: pytest.MonkeyPatch, budget: float
) -> None:
    monkeypatch.setattr(inbox_pager, "BUDGET_SECONDS", budget)
    asked = compiled(pager, "state:closed")
    assert pager.first(asked, 1) == [12]
    below = pager.first(asked, 2, after=InboxPosition(rank=92, thread_id=8))
    assert below[0] == 6
    assert pager.first(asked.narrowed("e.thread_id <> 12"), 1) == [10]
    assert pager.first(compiled(pager, "state:waiting"), 1) == []


@pytest.mark.parametrize("most_that_are_few", [1, 1_000])
def test_the_top_of_a_list_is_the_same_however_it_is_found(
    pager: InboxPager, monkeypatch: pytest.MonkeyPatch, most_that_are_few: int
) -> None:
    monkeypatch.setattr(inbox_pager, "NEWEST_COUNT", most_that_are_few)
    for query in ("", "state:closed", "crash", "crash state:closed", "crash -state:closed", "unheard"):
        everything = [thread_id for page in pages(pager, query)[-1:] for thread_id in page.ids]
        assert pager.top(compiled(pager, query), 3) == everything[:3]
        assert pager.top(compiled(pager, query), 99) == everything
